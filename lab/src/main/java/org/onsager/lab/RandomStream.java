package org.onsager.lab;

import java.nio.charset.StandardCharsets;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * A named source of randomness, as a value: a seed from which streams for purposes are derived.
 *
 * <p>Root seed → experiment → purpose → point. Two streams with different names are independent for
 * all practical ends; the same name gives the same bits, whatever thread asks and in whatever
 * order.
 *
 * @param seed 64 well-mixed bits
 */
public record RandomStream(long seed) {

  /** The stream of a purpose within this one. */
  public RandomStream named(String name) {
    long hash = seed ^ 0x9E3779B97F4A7C15L;
    for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
      hash = mix(hash ^ (b & 0xFF)) + 0x9E3779B97F4A7C15L;
    }
    return new RandomStream(mix(hash));
  }

  /** The i-th stream within this one. */
  public RandomStream numbered(long i) {
    return new RandomStream(mix(seed + 0x9E3779B97F4A7C15L * (2 * i + 1)));
  }

  /** A generator at the beginning of this stream; each call starts anew. */
  public RandomGenerator generator() {
    return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
  }

  /** The finaliser of SplitMix64 (Steele, Lea and Flood 2014), a bijection of 64 bits. */
  private static long mix(long z) {
    long a = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    long b = (a ^ (a >>> 27)) * 0x94D049BB133111EBL;
    return b ^ (b >>> 31);
  }
}
