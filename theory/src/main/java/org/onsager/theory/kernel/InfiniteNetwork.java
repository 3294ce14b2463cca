package org.onsager.theory.kernel;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.onsager.architecture.Network;
import org.onsager.lab.Refusal;
import org.onsager.numerics.linear.NativeMemory;
import org.onsager.numerics.linear.RawProducts;
import org.onsager.numerics.linear.RawProducts.Matrices;

/**
 * A network at infinite width: the covariance of its outputs over random weights (NNGP) and the
 * product of its gradients (NTK), which no longer fluctuate.
 *
 * <p>First weights: \( K(x,x') = \sigma_b^2 + \sigma_w^2\,x\cdot x'/d \); weights after an
 * activation: \( K' = \sigma_b^2 + \sigma_w^2\,E[\phi\phi'] \), \( \Theta' = K' +
 * \sigma_w^2\,E[\dot\phi\dot\phi']\,\Theta \) in the {@link Parameterisation} of the tangent
 * kernel. Between places of images and lines the same recursions run over windows ({@link
 * PlaceProgram}: Novak et al., ICLR 2019, 1810.05148; Arora et al., NeurIPS 2019, 1904.11955).
 * Exact at infinite width; a network of width n differs by order 1/n. Sources: Lee et al., ICLR
 * 2018 (1711.00165); Jacot, Gabriel and Hongler, NeurIPS 2018 (1806.07572).
 *
 * <p>Immutable and safe for several threads.
 */
public final class InfiniteNetwork {
  /** Correlations nearer to ±1 than this are taken from the difference of the inputs. */
  private static final double CLOSE = 1e-4;

  /** Rows of what is multiplied at once, and the columns of that on the diagonal. */
  private static final int BLOCK = Stretches.EVERY;

  /** Columns elsewhere: as long as loops are. */
  private static final int WIDE = Chunk.LENGTH;

  /** As many rows where whole blocks would be too few for threads to share. */
  private static final int STRIP = 128;

  private static final int FEW = 3 * BLOCK;

  /** Of images, so many rows and so many columns of tiles. */
  private static final int PIECES = 6;

  private final Network network;
  private final List<Step> steps;
  private final int registers;

  private final @Nullable PlaceKernel places;

  private InfiniteNetwork(
      Network network, VectorProgram.Compiled compiled, @Nullable PlaceKernel places) {
    this.places = places;
    this.network = network;
    this.steps = compiled.steps();
    this.registers = compiled.registers();
  }

  /**
   * The kernels of a network.
   *
   * @throws Refusal in one line, where theory knows none
   */
  public static InfiniteNetwork of(Network network, Parameterisation parameterisation) {
    VectorProgram.Compiled compiled = VectorProgram.of(network, parameterisation);
    PlaceKernel places =
        PlaceProgram.needed(network)
            ? new PlaceKernel(PlaceProgram.of(network, parameterisation))
            : null;
    return new InfiniteNetwork(network, compiled, places);
  }

  /** The network. */
  public Network network() {
    return network;
  }

  /** Where signals have places; null where they are vectors. */
  @Nullable PlaceKernel places() {
    return places;
  }

  int registers() {
    return registers;
  }

  /**
   * What the kernels need of some inputs.
   *
   * @param x [samples, features] row by row, features in the order of the network's input
   */
  public Inputs inputs(double[] x, int samples) {
    return inputs(x, samples, 1);
  }

  /** The same by several threads. */
  public Inputs inputs(double[] x, int samples, int threads) {
    return inputs(null, x, samples, threads);
  }

  /**
   * The same in memory that lives as long as an arena, which saves waiting for the collector.
   *
   * @param arena one that all of the threads may enter
   */
  public Inputs inputs(@Nullable Arena arena, double[] x, int samples, int threads) {
    int features = Math.toIntExact(network.input().size());
    return new Inputs(this, x, samples, features, steps, arena, threads);
  }

  /** \( K(x,x) \), [samples]. */
  public double[] nngpDiagonal(Inputs x) {
    double[] diagonal = new double[x.samples()];
    for (int i = 0; i < diagonal.length; i++) {
      diagonal[i] = x.root()[i] * x.root()[i];
    }
    return diagonal;
  }

  /** \( \Theta(x,x) \), [samples]. */
  public double[] ntkDiagonal(Inputs x) {
    requireSlopes();
    return x.tangent().clone();
  }

  private void requireSlopes() {
    for (Step step : steps) {
      if (step instanceof Step.Bend bend && bend.dual() instanceof GeneralDual g && g.jumps()) {
        throw new Refusal(
            "the tangent kernel of " + network.text() + " is infinite: its activation jumps");
      }
    }
  }

  private void require(Inputs left, Inputs right, boolean slopes) {
    if (left.network() != this || right.network() != this) {
      throw new Refusal("kernel: these inputs were prepared for another network");
    }
    if (slopes) {
      requireSlopes();
    }
  }

  /**
   * Both kernels between rows [r0, r1) of some inputs and columns [c0, c1) of others, on the
   * caller's thread. Where both are the same object and the same range, half is computed and
   * mirrored. Bits depend on nothing but the inputs and the range.
   *
   * @param nngp row by row from {@code offset} on, rows {@code stride} apart
   * @param ntk likewise; null where it is not asked for
   */
  public void tile(
      Inputs left,
      int r0,
      int r1,
      Inputs right,
      int c0,
      int c1,
      double[] nngp,
      double @Nullable [] ntk,
      int offset,
      int stride) {
    require(left, right, ntk != null);
    boolean half = left == right && r0 == c0 && r1 == c1;
    int rows = r1 - r0;
    int columns = c1 - c0;
    int high = places == null ? BLOCK : rows;
    int wide = places == null ? WIDE : columns;
    Entries entries = new Entries(nngp, ntk, stride);
    try (Arena arena = Arena.ofConfined()) {
      Work work = work(arena, Math.min(high, rows), Math.min(wide, columns), ntk != null);
      int[] pieces = pieces(rows, columns, high, wide, half);
      for (int t = 0; t < pieces.length; t += 3) {
        int r = pieces[t];
        int c = pieces[t + 1];
        int end = Math.min(r1, r0 + r + high);
        Block block = new Block(left, r0 + r, end, right, c0 + c, c0 + pieces[t + 2], half);
        compute(block, work, entries, offset + r * stride + c, offset + c * stride + r);
      }
    }
  }

  /**
   * What is multiplied at once.
   *
   * @param lower whether only the columns before a row's own, and that, are wanted, and mirrored
   */
  private record Block(Inputs left, int r0, int r1, Inputs right, int c0, int c1, boolean lower) {
    int rows() {
      return r1 - r0;
    }

    int columns() {
      return c1 - c0;
    }

    /** How many columns of a row: the entry of an input with itself is known. */
    int wanted(int r) {
      return lower ? Math.clamp(r0 + r - c0, 0, columns()) : columns();
    }
  }

  /**
   * What a thread keeps between blocks.
   *
   * @param cosines of inputs, room for a block
   */
  private record Work(MemorySegment cosines, Chunk chunk) {}

  private Work work(Arena arena, int rows, int columns, boolean tangent) {
    long bytes = places == null ? 8L * rows * columns : 8;
    return new Work(NativeMemory.unset(arena, bytes), Chunk.of(registers, tangent));
  }

  /**
   * One block.
   *
   * @param offset where it begins
   * @param turned where it begins mirrored
   */
  private void compute(Block b, Work work, Entries to, int offset, int turned) {
    PlaceKernel.Seen mine = b.left().seen();
    PlaceKernel.Seen theirs = b.right().seen();
    PlaceKernel.Rows between =
        places != null && mine != null && theirs != null
            ? places.rows(mine, b.r0(), b.r1(), theirs, b.c0(), b.c1(), to.ntk() != null)
            : null;
    if (between == null) {
      multiply(b, work.cosines());
    } else {
      images(b, between, to, offset);
    }
    int mirrored = 0;
    for (int r = 0; r < b.rows(); r++) {
      int at = offset + r * to.stride();
      if (between == null) {
        row(b, r, work, to, at);
      }
      int itself = b.r0() + r - b.c0();
      if (b.left() == b.right() && itself >= 0 && itself < b.columns()) {
        double root = b.left().root()[b.r0() + r];
        to.put(at + itself, root * root, b.left().tangent()[b.r0() + r]);
      }
      if (b.lower() && (r + 1 - mirrored == Entries.ROWS || r + 1 == b.rows())) {
        to.mirror(mirrored, r + 1, b.columns(), b.r0() - b.c0(), offset, turned);
        mirrored = r + 1;
      }
    }
    java.lang.ref.Reference.reachabilityFence(b);
  }

  /** All rows meet some columns before they meet the next. */
  private static void images(Block b, PlaceKernel.Rows between, Entries to, int offset) {
    int together = between.together();
    for (int c = 0; c < b.columns(); c += together) {
      for (int r = 0; r < b.rows(); r++) {
        int n = Math.min(together, b.wanted(r) - c);
        if (n > 0) {
          between.row(r, c, n, to.nngp(), to.ntk(), offset + r * to.stride() + c);
        }
      }
    }
  }

  /** Cosines of inputs, [rows, columns]. */
  private static void multiply(Block b, MemorySegment cosines) {
    int d = b.left().features();
    Matrices rows = new Matrices(b.left().directions().address() + 8L * b.r0() * d, false, d, 0);
    Matrices into = new Matrices(cosines.address(), false, b.columns(), 0);
    if (b.lower() && b.r0() == b.c0() && b.r1() == b.c1()) {
      RawProducts.gram(b.rows(), d, rows, into);
    } else {
      Matrices columns =
          new Matrices(b.right().directions().address() + 8L * b.c0() * d, true, d, 0);
      RawProducts.doubles(1, b.rows(), b.columns(), d, 1, rows, columns, 0, into);
    }
  }

  /** One row through the network, as many entries at a time as stay in the first cache. */
  private void row(Block b, int r, Work work, Entries to, int at) {
    Inputs left = b.left();
    Inputs right = b.right();
    Chunk chunk = work.chunk();
    int i = b.r0() + r;
    int last = b.wanted(r);
    boolean direct = isDirect(left, right);
    for (int from = 0; from < last; from += Chunk.LENGTH) {
      int n = Math.min(Chunk.LENGTH, last - from);
      int c = b.c0() + from;
      long cosines = 8L * (r * (long) b.columns() + from);
      MemorySegment.copy(work.cosines(), ValueLayout.JAVA_DOUBLE, cosines, chunk.near()[0], 0, n);
      double[] covariances = chunk.near()[0];
      if (direct && steps.getFirst() instanceof DeepLayers layers) {
        layers.direct(left.factors(0), i, right.factors(0), c, n, chunk);
      } else {
        begin(left, i, right, c, n, chunk);
        for (int s = 0; s < steps.size(); s++) {
          steps.get(s).row(left.factors(s), i, right.factors(s), c, n, chunk);
        }
        covariances = end(left, i, right, c, n, chunk);
      }
      System.arraycopy(covariances, 0, to.nngp(), at + from, n);
      if (to.ntk() != null && chunk.tangent() != null) {
        System.arraycopy(chunk.tangent()[0], 0, to.ntk(), at + from, n);
      }
    }
  }

  /** Whether cosines of inputs are all that the first step, which is the only one, needs. */
  private boolean isDirect(Inputs left, Inputs right) {
    return steps.size() == 1
        && steps.getFirst() instanceof DeepLayers layers
        && layers.isDirect(left.factors(0), right.factors(0));
  }

  /** What is kept of cosines of inputs, those next to ±1 from their difference. */
  private static void begin(Inputs left, int i, Inputs right, int c0, int n, Chunk chunk) {
    double[] near = chunk.near()[0];
    double[] cosine = chunk.scratch()[0];
    System.arraycopy(near, 0, cosine, 0, n);
    for (int j = 0; j < n; j++) {
      near[j] = ArrayLoops.side(cosine[j]) - cosine[j];
    }
    for (int j = 0; j < n; j++) {
      if (Math.abs(near[j]) < CLOSE) {
        boolean positive = cosine[j] > 0;
        double apart = Inputs.apart(left, i, right, c0 + j, positive ? 1 : -1);
        near[j] = positive ? Math.min(1, apart) : -Math.max(Chunk.LEAST, Math.min(1, apart));
      }
    }
    if (chunk.tangent() != null) {
      java.util.Arrays.fill(chunk.tangent()[0], 0, n, 0);
    }
  }

  /** Covariances of outputs. */
  private static double[] end(Inputs left, int i, Inputs right, int c0, int n, Chunk chunk) {
    double[] near = chunk.near()[0];
    double root = left.root()[i];
    double[] roots = ArrayLoops.stretch(right.root(), c0, n, chunk.scratch()[0]);
    double[] entries = chunk.scratch()[1];
    for (int j = 0; j < n; j++) {
      entries[j] = root * roots[j] * (ArrayLoops.side(near[j]) - near[j]);
    }
    return entries;
  }

  /**
   * The largest error of an activation's dual over these inputs, relative to \( \sqrt{E\phi^2
   * E\phi^2} \): rounding where it is known in closed form.
   */
  public double error(Inputs left, Inputs right) {
    PlaceKernel.Seen mine = left.seen();
    PlaceKernel.Seen theirs = right.seen();
    if (places != null && mine != null && theirs != null) {
      return places.error(mine, theirs);
    }
    double error = 4e-16;
    for (int s = 0; s < steps.size(); s++) {
      if (steps.get(s) instanceof Step.Bend bend) {
        error =
            Math.max(
                error,
                bend.dual()
                    .error(Step.Bend.bent(left.factors(s)), Step.Bend.bent(right.factors(s))));
      }
    }
    return error;
  }

  /** What an entry of both kernels costs, and what an input does. */
  public KernelCost cost() {
    double flops = 2.0 * network.input().size();
    double roots = 0;
    double bytes = 8.0 * network.input().size();
    if (places != null) {
      return places.cost();
    }
    for (Step step : steps) {
      flops += step.flops();
      roots += step.roots();
      bytes += 32;
    }
    return new KernelCost(flops, roots, bytes);
  }

  /**
   * Both kernels as whole matrices, by tiles on several threads; symmetric where both sides are the
   * same object.
   */
  public Kernels kernels(Inputs left, Inputs right, boolean tangent, int threads) {
    int rows = left.samples();
    int columns = right.samples();
    double[] nngp = new double[Math.multiplyExact(rows, columns)];
    double[] ntk = tangent ? new double[nngp.length] : null;
    rectangle(left, 0, rows, right, 0, columns, nngp, ntk, threads);
    return new Kernels(nngp, ntk, rows, columns);
  }

  /**
   * As {@link #tile}, packed, by tiles on several threads; symmetric where both sides are the same
   * object and the same range.
   */
  public void rectangle(
      Inputs left,
      int top,
      int bottom,
      Inputs right,
      int first,
      int last,
      double[] nngp,
      double @Nullable [] ntk,
      int threads) {
    boolean same = left == right && top == first && bottom == last;
    require(left, right, ntk != null);
    int rows = bottom - top;
    int columns = last - first;
    Entries entries = new Entries(nngp, ntk, columns);
    int high = high(rows);
    int wide = places == null ? WIDE : some(columns, BLOCK, places.lanes());
    int[] pieces = pieces(rows, columns, high, wide, same);
    try (Arena arena = Arena.ofShared()) {
      Shares.of(
          pieces.length / 3,
          threads,
          () -> {
            Work work = work(arena, high, wide, ntk != null);
            return t -> {
              int r = pieces[3 * t];
              int c = pieces[3 * t + 1];
              int end = Math.min(bottom, top + r + high);
              Block block =
                  new Block(left, top + r, end, right, first + c, first + pieces[3 * t + 2], same);
              compute(block, work, entries, r * columns + c, c * columns + r);
            };
          });
    }
  }

  /**
   * The pieces of a rectangle: where rows and columns begin, and where columns end, by turns. Those
   * on the diagonal, which are halves, come last: no thread waits long for another.
   */
  private int[] pieces(int rows, int columns, int high, int wide, boolean same) {
    int unit = places == null ? BLOCK : wide;
    IntStream.Builder whole = IntStream.builder();
    IntStream.Builder halves = IntStream.builder();
    for (int r = 0; r < rows; r += high) {
      int end = same ? r / unit * unit : columns;
      for (int c = 0; c < end; c += wide) {
        whole.add(r).add(c).add(Math.min(end, c + wide));
      }
      for (int c = end; same && c < Math.min(rows, r + high); c += unit) {
        halves.add(r).add(c).add(Math.min(Math.min(rows, r + high), c + unit));
      }
    }
    return IntStream.concat(whole.build(), halves.build()).toArray();
  }

  /** A part of some images, a multiple of those that go side by side where it is near one. */
  private static int some(int images, int most, int together) {
    int part = Math.clamp(images / PIECES, 1, most);
    return 2 * part < together ? part : (part + together - 1) / together * together;
  }

  /** As many rows at once, whatever the number of threads. */
  private int high(int rows) {
    if (places != null) {
      // an entry between images is work enough: as many pieces as threads will want
      return some(rows, STRIP, places.lanes());
    }
    return rows < FEW ? STRIP : BLOCK;
  }
}
