package org.onsager.theory.kernel;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Carries kernels between places through a network: an image with itself, then with others. */
final class PlaceKernel {
  /** Lengths of images that take no more than this are kept, bytes. */
  private static final long KEPT = 1 << 25;

  private final PlaceProgram program;

  /** Where there is one, entries are carried by {@link PlaneWalk}. */
  private final @Nullable PlanePath path;

  PlaceKernel(PlaceProgram program) {
    this.program = program;
    this.path = PlanePath.of(program);
  }

  /**
   * What is kept of a set of images.
   *
   * @param x the images themselves, [samples, channels, places]
   * @param lengths what every activation needs: for each image [places] where places are pooled,
   *     else for all together [places][samples]
   * @param ends K and Θ of every image with itself as its places end, where there is a path
   * @param planes what walks need of every image; null where that is computed when it is needed
   */
  record Seen(
      double[] x,
      int samples,
      List<List<Factors>> lengths,
      double[][] ends,
      PlaneLengths @Nullable [] planes,
      double[] root,
      double[] tangent) {
    private Factors lengths(int image, int at) {
      return lengths.get(lengths.size() == 1 ? 0 : image).get(at);
    }
  }

  Seen see(double[] x, int samples, int threads) {
    double[] root = new double[samples];
    double[] tangent = new double[samples];
    List<List<Factors>> lengths = new ArrayList<>();
    if (path != null) {
      return walked(path, x, samples, threads);
    }
    if (program.pooled()) {
      for (int i = 0; i < samples; i++) {
        Pass pass = new Pass(null, i, null, i, samples);
        PlaceBlock end = pass.run(first(x, i, x, i, 1, true));
        lengths.add(List.copyOf(pass.own));
        root[i] = Math.sqrt(Math.max(0, end.k()[0]));
        tangent[i] = end.t() == null ? 0 : end.t()[0];
      }
    } else {
      Pass pass = new Pass(null, 0, null, 0, samples);
      PlaceBlock begin = PlaceBlock.of(program.places(), samples, true);
      for (int i = 0; i < samples; i++) {
        PlaceBlock one = first(x, i, x, i, 1, true);
        for (int p = 0; p < begin.rows(); p++) {
          begin.k()[p * samples + i] = one.k()[p];
        }
      }
      PlaceBlock end = pass.run(begin);
      lengths.add(List.copyOf(pass.own));
      for (int i = 0; i < samples; i++) {
        root[i] = Math.sqrt(mean(end, i, end.k()));
        tangent[i] = end.t() == null ? 0 : mean(end, i, end.t());
      }
    }
    return new Seen(x, samples, lengths, new double[0][], null, root, tangent);
  }

  private Seen walked(PlanePath way, double[] x, int samples, int threads) {
    double[][] ends = new double[2][samples];
    double[] root = new double[samples];
    double[] tangent = new double[samples];
    long bytes = PlaneLengths.bytes(way, program.channels()) * samples;
    PlaneLengths[] planes = bytes <= KEPT ? new PlaneLengths[samples] : null;
    Shares.of(
        samples,
        threads,
        () -> {
          PlaneWalk walk =
              way.pooled() && samples > 0
                  ? new PlaneWalk(way, true, PlaneLengths.of(way, x, 0, program.channels()))
                  : null;
          return i -> {
            PlaneLengths lengths = PlaneLengths.of(way, x, i, program.channels());
            ends[0][i] = lengths.meanLength;
            ends[1][i] = lengths.meanTangent;
            if (walk != null) {
              PlaneWalk.Sums self = walk.self(lengths);
              ends[0][i] -= self.distance();
              ends[1][i] = self.tangent();
            }
            lengths.end(ends[0][i], ends[1][i]);
            root[i] = Math.sqrt(lengths.length);
            tangent[i] = lengths.tangent;
            if (planes != null) {
              planes[i] = lengths;
            }
          };
        });
    return new Seen(x, samples, List.of(), ends, planes, root, tangent);
  }

  /** Images that go side by side: pieces of as many columns, or a multiple, waste nothing. */
  int lanes() {
    return path == null ? 1 : PlaneWalk.lanes(path);
  }

  private PlaneLengths[] lengths(PlanePath way, Seen seen, int first, int end) {
    if (seen.planes() != null) {
      return Arrays.copyOfRange(seen.planes(), first, end);
    }
    PlaneLengths[] lengths = new PlaneLengths[end - first];
    for (int i = first; i < end; i++) {
      lengths[i - first] = PlaneLengths.of(way, seen.x(), i, program.channels());
      lengths[i - first].end(seen.ends()[0][i], seen.ends()[1][i]);
    }
    return lengths;
  }

  /** The rows of a tile. */
  interface Rows {
    /** Entries of row r of the tile with its columns [c, c + n), at most {@link #together}. */
    void row(int r, int c, int n, double[] nngp, double @Nullable [] ntk, int at);

    /** As many columns go side by side. */
    int together();
  }

  /** The rows [r0, r1) against columns [c0, c1); for one thread. */
  @SuppressWarnings("ReferenceEquality") // the same images, not alike ones
  Rows rows(Seen left, int r0, int r1, Seen right, int c0, int c1, boolean tangent) {
    PlanePath way = path;
    if (way == null) {
      return new Rows() {
        @Override
        public void row(int r, int c, int n, double[] nngp, double @Nullable [] ntk, int at) {
          PlaceKernel.this.row(left, r0 + r, right, c0 + c, n, nngp, ntk, at);
        }

        @Override
        public int together() {
          return LANES;
        }
      };
    }
    PlaneLengths[] mine = lengths(way, left, r0, r1);
    boolean same = left.x() == right.x() && r0 == c0 && r1 == c1;
    PlaneLengths[] theirs = same ? mine : lengths(way, right, c0, c1);
    PlaneWalk walk = new PlaneWalk(way, tangent, mine[0]);
    return new Rows() {
      @Override
      public void row(int r, int c, int n, double[] nngp, double @Nullable [] ntk, int at) {
        walk.row(mine[r], theirs, c, n, nngp, ntk, at);
      }

      @Override
      public int together() {
        return PlaneWalk.lanes(way);
      }
    };
  }

  /** A network may end with places: its kernel is the mean over them. */
  private double mean(PlaceBlock block, int column, double[] values) {
    double sum = 0;
    for (int p = 0; p < block.rows(); p++) {
      sum += values[p * block.columns() + (program.pooled() ? p : column)];
    }
    return sum / block.rows();
  }

  /** Entries of one image against columns [c0, c0 + n) of others. */
  @SuppressWarnings("ReferenceEquality") // the same images, not alike ones
  private void row(
      Seen left, int i, Seen right, int c0, int n, double[] nngp, double @Nullable [] ntk, int at) {
    boolean tangent = ntk != null;
    if (program.pooled()) {
      for (int j = 0; j < n; j++) {
        if (left.x() == right.x() && i == c0 + j) {
          continue; // the diagonal is known
        }
        PlaceBlock begin = first(left.x(), i, right.x(), c0 + j, 1, tangent);
        PlaceBlock end = new Pass(left, i, right, c0 + j, right.samples()).run(begin);
        nngp[at + j] = mean(end, 0, end.k());
        if (ntk != null && end.t() != null) {
          ntk[at + j] = mean(end, 0, end.t());
        }
      }
      return;
    }
    for (int from = 0; from < n; from += LANES) {
      int count = Math.min(LANES, n - from);
      PlaceBlock begin = first(left.x(), i, right.x(), c0 + from, count, tangent);
      PlaceBlock end = new Pass(left, i, right, c0 + from, right.samples()).run(begin);
      for (int j = 0; j < count; j++) {
        nngp[at + from + j] = mean(end, j, end.k());
        if (ntk != null && end.t() != null) {
          ntk[at + from + j] = mean(end, j, end.t());
        }
      }
    }
  }

  /** As {@link InfiniteNetwork#error}. */
  double error(Seen left, Seen right) {
    double error = 4e-16;
    for (PlaceProgram.Bend bend : program.bends()) {
      for (List<Factors> a : left.lengths()) {
        for (List<Factors> b : right.lengths()) {
          error =
              Math.max(
                  error,
                  bend.step()
                      .dual()
                      .error(Step.Bend.bent(a.get(bend.at())), Step.Bend.bent(b.get(bend.at()))));
        }
      }
    }
    return error;
  }

  /** Where entries walk, an image is all that is kept of it. */
  KernelCost cost() {
    double image = 8.0 * program.channels() * program.places();
    return new KernelCost(program.flops(), 0, path == null ? program.bytes() : image + 32);
  }

  /** Images that go through together: a few hundred places of them stay in the second cache. */
  private static final int LANES = 32;

  /** Products of channels, over their number. */
  private PlaceBlock first(double[] x, int i, double[] y, int c0, int count, boolean tangent) {
    int places = program.places();
    int channels = program.channels();
    PlaceBlock block = PlaceBlock.of(places, program.pooled() ? places : count, tangent);
    for (int p = 0; p < places; p++) {
      for (int q = 0; q < block.columns(); q++) {
        int image = program.pooled() ? c0 : c0 + q;
        int place = program.pooled() ? q : p;
        double sum = 0;
        for (int c = 0; c < channels; c++) {
          sum += x[(i * channels + c) * places + p] * y[(image * channels + c) * places + place];
        }
        block.k()[p * block.columns() + q] = sum / channels;
      }
    }
    return block;
  }

  /** One way through. Without others, an image is carried against itself and its lengths kept. */
  private final class Pass {
    private final @Nullable Seen left;
    private final @Nullable Seen right;
    private final int i;
    private final int c0;
    private final int samples;
    private final List<Factors> own = new ArrayList<>();

    Pass(@Nullable Seen left, int i, @Nullable Seen right, int c0, int samples) {
      this.left = left;
      this.i = i;
      this.right = right;
      this.c0 = c0;
      this.samples = samples;
    }

    PlaceBlock run(PlaceBlock begin) {
      return run(program.nodes(), begin);
    }

    private PlaceBlock run(List<PlaceProgram.Node> nodes, PlaceBlock begin) {
      PlaceBlock block = begin;
      boolean pooled = program.pooled();
      for (PlaceProgram.Node node : nodes) {
        switch (node) {
          case PlaceProgram.Weigh weigh -> {
            block =
                weigh.sources().length == 1 && weigh.sources()[0].length == block.rows()
                    ? block
                    : block.slid(weigh.sources(), pooled);
            block.weigh(program.w(), program.b(), weigh.fanIn(), program.standard());
          }
          case PlaceProgram.Pool pool -> block = block.pooled(pool.sources());
          case PlaceProgram.Flatten _ -> block = block.rows() == 1 ? block : block.flat(pooled);
          case PlaceProgram.Bend bend -> bend(bend, block);
          case PlaceProgram.Level level -> level(level, block);
          case PlaceProgram.Drop drop -> drop(drop.keep(), block);
          case PlaceProgram.Fork fork -> block = fork(fork, block);
        }
      }
      return block;
    }

    private PlaceBlock fork(PlaceProgram.Fork fork, PlaceBlock begin) {
      PlaceBlock sum = null;
      for (int k = 0; k < fork.weights().length; k++) {
        PlaceBlock end = run(fork.branches().get(k), begin.copy());
        if (sum == null) {
          end.scale(fork.weights()[k]);
          sum = end;
        } else {
          sum.add(fork.weights()[k], end);
        }
      }
      return sum == null ? begin : sum;
    }

    /** Whether an entry is that of an image and place with themselves. */
    private boolean same(int p, int q) {
      return left == null && (!program.pooled() || p == q);
    }

    private double[] roots(PlaceBlock block) {
      int n = program.pooled() ? block.rows() : block.k().length;
      double[] roots = new double[n];
      for (int a = 0; a < n; a++) {
        int at = program.pooled() ? a * block.columns() + a : a;
        roots[a] = Math.sqrt(Math.max(0, block.k()[at]));
      }
      return roots;
    }

    private void bend(PlaceProgram.Bend bend, PlaceBlock block) {
      Factors mine;
      Factors others;
      if (left == null || right == null) {
        double[] root = roots(block);
        mine = bend.step().sample(new Samples(new double[][] {root}, new double[1][root.length]));
        others = mine;
        own.add(mine);
      } else {
        mine = left.lengths(i, bend.at());
        others = right.lengths(c0, bend.at());
      }
      Dual dual = bend.step().dual();
      if (dual instanceof RectifierDual rectifier && !(left == null && !program.pooled())) {
        rectify(rectifier, block, mine, others);
        return;
      }
      int n = block.columns();
      double[] near = new double[n];
      double[] tangent = block.t() == null ? null : new double[n];
      Chunk chunk =
          new Chunk(
              new double[][] {near},
              tangent == null ? null : new double[][] {tangent},
              new double[Chunk.SCRATCH][n]);
      double[] before = mine.parts()[0];
      double[] befores = others.parts()[0];
      for (int p = 0; p < block.rows(); p++) {
        int a = leftIndex(p);
        int from = rightIndex(p);
        if (left == null && !program.pooled()) {
          for (int q = 0; q < n; q++) {
            int at = p * n + q;
            block.k()[at] = mine.root()[at] * mine.root()[at];
            if (block.t() != null) {
              block.t()[at] *= dual.slopeSquare(before[at]);
            }
          }
          continue;
        }
        for (int q = 0; q < n; q++) {
          double scale = before[a] * befores[from + q];
          double c = scale > 0 ? block.k()[p * n + q] / scale : 0;
          near[q] = same(p, q) ? 0 : Chunk.near(1 - Math.clamp(c, -1, 1), 1 + Math.clamp(c, -1, 1));
          if (tangent != null && block.t() != null) {
            tangent[q] = block.t()[p * n + q];
          }
        }
        bend.step().row(mine, a, others, from, n, chunk);
        for (int q = 0; q < n; q++) {
          block.k()[p * n + q] =
              mine.root()[a] * others.root()[from + q] * Chunk.correlation(near[q]);
          if (tangent != null && block.t() != null) {
            block.t()[p * n + q] = tangent[q];
          }
        }
      }
    }

    private void rectify(RectifierDual dual, PlaceBlock block, Factors mine, Factors others) {
      int n = block.columns();
      double[] a = mine.parts()[0];
      double[] b = others.parts()[0];
      double[] scale = new double[block.rows() * n];
      double[] t = block.t();
      for (int p = 0; p < block.rows(); p++) {
        double length = a[leftIndex(p)];
        int from = rightIndex(p);
        int at = p * n;
        for (int q = 0; q < n; q++) {
          scale[at + q] = length * b[from + q];
        }
      }
      double[] before = t == null ? null : zeros(scale) ? t.clone() : null;
      new RectifierBlock(dual).apply(block.k(), t, scale, scale.length);
      for (int p = 0; p < block.rows(); p++) {
        double length = a[leftIndex(p)];
        if (left == null) {
          // a place with itself
          block.k()[p * n + p] = mine.root()[p] * mine.root()[p];
        }
        for (int q = 0; before != null && t != null && q < n; q++) {
          double other = b[rightIndex(p) + q];
          if (length == 0 || other == 0) {
            t[p * n + q] =
                before[p * n + q]
                    * (left == null && p == q
                        ? dual.slopeSquare(length)
                        : dual.meanSlope(length) * dual.meanSlope(other));
          }
        }
      }
    }

    private static boolean zeros(double[] scale) {
      double least = 1;
      for (double s : scale) {
        least = Math.min(least, s);
      }
      return least == 0;
    }

    private int leftIndex(int p) {
      return program.pooled() ? p : p * (left == null ? samples : left.samples()) + i;
    }

    private int rightIndex(int p) {
      return program.pooled() ? 0 : p * samples + c0;
    }

    private void level(PlaceProgram.Level level, PlaceBlock block) {
      Factors mine;
      Factors others;
      if (left == null || right == null) {
        double[] roots = roots(block);
        mine = new Factors(roots, new double[][] {roots}, null);
        others = mine;
        own.add(mine);
      } else {
        mine = left.lengths(i, level.at());
        others = right.lengths(c0, level.at());
      }
      int n = block.columns();
      for (int p = 0; p < block.rows(); p++) {
        for (int q = 0; q < n; q++) {
          int at = p * n + q;
          int b = rightIndex(p) + q;
          double scale =
              left == null && !program.pooled()
                  ? mine.root()[at] * mine.root()[at]
                  : mine.root()[leftIndex(p)] * others.root()[b];
          block.k()[at] = scale > 0 ? block.k()[at] / scale : 0;
          if (block.t() != null) {
            block.t()[at] = scale > 0 ? block.t()[at] / scale : 0;
          }
        }
      }
    }

    private void drop(double keep, PlaceBlock block) {
      if (left != null) {
        return;
      }
      for (int p = 0; p < block.rows(); p++) {
        for (int q = 0; q < block.columns(); q++) {
          if (same(p, q)) {
            block.k()[p * block.columns() + q] /= keep;
            if (block.t() != null) {
              block.t()[p * block.columns() + q] /= keep;
            }
          }
        }
      }
    }
  }
}
