package org.onsager.tensor;

import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.global.torch;
import org.onsager.lab.RandomStream;

/**
 * A sequence of random tensors that its seed determines, bit for bit, whatever other threads do.
 *
 * <p>LibTorch's Mersenne twister takes 32 bits of a seed, so that among 10⁴ points two would share
 * their numbers with probability one in a hundred; here all 624 words of its state come from all 64
 * bits, by SplitMix64. It belongs to the scope in which it is made, and to one thread.
 */
public final class Generator {
  private static final int WORDS = 624;
  // The state as bytes: seed (8), words left (4), seeded (4), next word (8), then the words, 8
  // each.
  private static final long STATE_BYTES = 5056;
  private static final int LEFT_AND_SEEDED = 1;
  private static final int NEXT = 2;
  private static final int FIRST_WORD = 3;

  private final org.bytedeco.pytorch.Generator generator;

  private Generator(org.bytedeco.pytorch.Generator generator) {
    this.generator = generator;
  }

  /** The generator at the beginning of a stream; each call starts anew. */
  public static Generator of(RandomStream stream) {
    return of(stream.seed());
  }

  /** The generator of a seed. */
  public static Generator of(long seed) {
    Scope.require("generator");
    org.bytedeco.pytorch.Generator generator = torch.make_generator_cpu(seed);
    try (Scope _ = Scope.open()) {
      org.bytedeco.pytorch.Tensor state = generator.get_state();
      if (state.numel() != STATE_BYTES) {
        throw new TensorException(
            "generator: its state has "
                + state.numel()
                + " bytes where this version of the library should have "
                + STATE_BYTES);
      }
      LongPointer words = new LongPointer(state.data_ptr());
      long mixed = seed;
      for (int i = 0; i < WORDS; i++) {
        mixed += 0x9E3779B97F4A7C15L;
        words.put(FIRST_WORD + i, mix(mixed) >>> 32);
      }
      // One word left (the low half) and seeded (the high half): the next draw stirs the whole
      // state.
      words.put(LEFT_AND_SEEDED, 1L | 1L << 32);
      words.put(NEXT, 0);
      generator.set_state(state);
    }
    return new Generator(generator);
  }

  /** The finaliser of SplitMix64 (Steele, Lea and Flood 2014). */
  private static long mix(long z) {
    long a = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    long b = (a ^ (a >>> 27)) * 0x94D049BB133111EBL;
    return b ^ (b >>> 31);
  }

  /** Independent standard normal numbers. */
  public Tensor normal(DType dtype, long... shape) {
    return Tensor.compute("normal", () -> torch.randn(shape, optional(), dtype.options()));
  }

  /** Independent numbers, uniform in [0, 1). */
  public Tensor uniform(DType dtype, long... shape) {
    return Tensor.compute("uniform", () -> torch.rand(shape, optional(), dtype.options()));
  }

  /** Independent ones, each with this probability, among zeros. */
  public Tensor bernoulli(double probability, DType dtype, long... shape) {
    return Tensor.compute(
        "bernoulli",
        () -> torch.bernoulli(torch.zeros(shape, dtype.options()), probability, optional()));
  }

  /** The numbers 0 … n−1 in random order, INT64. */
  public Tensor permutation(long n) {
    return Tensor.compute(
        "permutation", () -> torch.randperm(n, optional(), DType.INT64.options()));
  }

  private GeneratorOptional optional() {
    if (generator.isNull()) {
      throw new TensorException("a generator was used after its scope was closed");
    }
    return new GeneratorOptional(generator);
  }
}
