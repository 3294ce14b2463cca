package org.onsager.theory.kernel;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.onsager.architecture.Network;
import org.onsager.lab.Refusal;
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

  /** Sides of a tile: columns as long as loops are, rows in strips so that little is in vain. */
  private static final int BLOCK = Chunk.LENGTH;

  private static final int STRIP = 128;
  private static final int SQUARE = 32;

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
    return new Inputs(this, x, samples, Math.toIntExact(network.input().size()), steps, threads);
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
    int high = places == null ? STRIP : rows;
    Work work = work(Math.min(high, rows), c1 - c0, ntk != null);
    for (int top = r0; top < r1; top += high) {
      int bottom = Math.min(r1, top + high);
      int last = half ? bottom : c1;
      int at = offset + (top - r0) * stride;
      strip(left, top, bottom, right, c0, last, half, work, nngp, ntk, at, stride);
    }
    if (half) {
      mirror(nngp, 0, rows, 0, rows, offset, stride);
      if (ntk != null) {
        mirror(ntk, 0, rows, 0, rows, offset, stride);
      }
    }
  }

  /**
   * What a thread keeps between strips.
   *
   * @param cosines of inputs, room for a strip
   */
  private record Work(MemorySegment cosines, Chunk chunk) {}

  private Work work(int rows, int columns, boolean tangent) {
    long bytes = places == null ? 8L * rows * columns : 8;
    return new Work(Arena.ofAuto().allocate(bytes, 64), Chunk.of(registers, tangent));
  }

  /**
   * Some rows of a tile.
   *
   * @param lower whether only the columns before the row's own, and that, are wanted
   */
  private void strip(
      Inputs left,
      int r0,
      int r1,
      Inputs right,
      int c0,
      int c1,
      boolean lower,
      Work work,
      double[] nngp,
      double @Nullable [] ntk,
      int offset,
      int stride) {
    boolean same = left == right;
    int rows = r1 - r0;
    int columns = c1 - c0;
    PlaceKernel.Seen mine = left.seen();
    PlaceKernel.Seen theirs = right.seen();
    if (places != null && mine != null && theirs != null) {
      PlaceKernel.Rows entries = places.rows(mine, r0, r1, theirs, c0, c1, ntk != null);
      for (int r = 0; r < rows; r++) {
        int at = offset + r * stride;
        entries.row(r, wanted(lower, r0 + r, c0, columns), nngp, ntk, at);
        diagonal(left, same, r0 + r, c0, c1, nngp, ntk, at);
      }
      return;
    }
    int d = left.features();
    Chunk chunk = work.chunk();
    MemorySegment cosines = work.cosines();
    RawProducts.doubles(
        1,
        rows,
        columns,
        d,
        1,
        new Matrices(left.directions().address() + 8L * r0 * d, false, d, 0),
        new Matrices(right.directions().address() + 8L * c0 * d, true, d, 0),
        0,
        new Matrices(cosines.address(), false, columns, 0));
    for (int r = 0; r < rows; r++) {
      int i = r0 + r;
      int last = wanted(lower, i, c0, columns);
      for (int from = 0; from < last; from += Chunk.LENGTH) {
        int n = Math.min(Chunk.LENGTH, last - from);
        begin(left, i, right, c0 + from, n, cosines, (long) r * columns + from, chunk);
        for (int s = 0; s < steps.size(); s++) {
          steps.get(s).row(left.factors(s), i, right.factors(s), c0 + from, n, chunk);
        }
        end(left, i, right, c0 + from, n, chunk, nngp, ntk, offset + r * stride + from);
      }
      diagonal(left, same, i, c0, c1, nngp, ntk, offset + r * stride);
    }
    java.lang.ref.Reference.reachabilityFence(work);
    java.lang.ref.Reference.reachabilityFence(left);
    java.lang.ref.Reference.reachabilityFence(right);
  }

  /** How many columns of a row: the entry of an input with itself is known. */
  private static int wanted(boolean lower, int row, int c0, int columns) {
    return lower ? Math.clamp(row - c0, 0, columns) : columns;
  }

  /** The entry of an input with itself, which is known exactly. */
  private static void diagonal(
      Inputs left,
      boolean same,
      int i,
      int c0,
      int c1,
      double[] nngp,
      double @Nullable [] ntk,
      int start) {
    if (same && i >= c0 && i < c1) {
      int place = start + i - c0;
      double root = left.root()[i];
      nngp[place] = root * root;
      if (ntk != null) {
        ntk[place] = left.tangent()[i];
      }
    }
  }

  /**
   * Below the diagonal's entries of rows [r0, r1) and columns [c0, c1), copied above it, by squares
   * that fit into the first cache.
   */
  private static void mirror(double[] a, int r0, int r1, int c0, int c1, int offset, int stride) {
    for (int top = r0; top < r1; top += SQUARE) {
      for (int left = c0; left < Math.min(c1, top + SQUARE); left += SQUARE) {
        for (int j = left; j < Math.min(c1, left + SQUARE); j++) {
          for (int i = Math.max(top, j + 1); i < Math.min(r1, top + SQUARE); i++) {
            a[offset + j * stride + i] = a[offset + i * stride + j];
          }
        }
      }
    }
  }

  /** Correlations of inputs, those next to ±1 from their difference. */
  private static void begin(
      Inputs left,
      int i,
      Inputs right,
      int c0,
      int n,
      MemorySegment cosines,
      long at,
      Chunk chunk) {
    double[] near = chunk.near()[0];
    double[] cosine = chunk.scratch()[0];
    MemorySegment.copy(cosines, ValueLayout.JAVA_DOUBLE, 8 * at, cosine, 0, n);
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

  private static void end(
      Inputs left,
      int i,
      Inputs right,
      int c0,
      int n,
      Chunk chunk,
      double[] nngp,
      double @Nullable [] ntk,
      int place) {
    double[] near = chunk.near()[0];
    double root = left.root()[i];
    double[] roots = chunk.scratch()[0];
    double[] entries = chunk.scratch()[1];
    System.arraycopy(right.root(), c0, roots, 0, n);
    for (int j = 0; j < n; j++) {
      entries[j] = root * roots[j] * (ArrayLoops.side(near[j]) - near[j]);
    }
    System.arraycopy(entries, 0, nngp, place, n);
    if (ntk != null && chunk.tangent() != null) {
      System.arraycopy(chunk.tangent()[0], 0, ntk, place, n);
    }
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
    double bytes = 8.0 * network.input().size();
    if (places != null) {
      return places.cost();
    }
    for (Step step : steps) {
      flops += step.flops();
      bytes += 32;
    }
    return new KernelCost(flops, bytes);
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
    // an entry between images is work enough: as many pieces as threads will want
    int high = places == null ? STRIP : Math.clamp(rows / PIECES, 1, STRIP);
    int wide = places == null ? BLOCK : Math.clamp(columns / PIECES, 1, BLOCK);
    int across = (columns + wide - 1) / wide;
    Shares.of(
        (rows + high - 1) / high * across,
        threads,
        () -> {
          Work work = work(high, wide, ntk != null);
          return t -> {
            int r = t / across * high;
            int c = t % across * wide;
            int r1 = Math.min(rows, r + high);
            int c1 = Math.min(same ? r1 : columns, c + wide);
            if (c >= c1) {
              return;
            }
            int at = r * columns + c;
            strip(
                left,
                top + r,
                top + r1,
                right,
                first + c,
                first + c1,
                same,
                work,
                nngp,
                ntk,
                at,
                columns);
            if (same) {
              mirror(nngp, r, r1, c, c1, 0, columns);
              if (ntk != null) {
                mirror(ntk, r, r1, c, c1, 0, columns);
              }
            }
          };
        });
  }
}
