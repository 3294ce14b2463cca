package org.onsager.theory.kernel;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Activations of one kind, each with weights after it, as one step, which is what a deep network
 * consists of: the same as its layers one after the other to rounding, but by loops without a
 * branch between scaled inputs, and with polynomials no longer than the correlations at that depth
 * need.
 *
 * @param bends rectifiers, or error functions
 * @param weighs in the parameterisation of the tangent kernel
 */
record DeepLayers(List<Step.Bend> bends, List<Step.Weigh> weighs) implements Step {
  /** From this h⁴ on, 1 - z² of the error function is taken where nothing cancels. */
  private static final double LONG = 0.98;

  /** Whether two steps are a layer of this kind. */
  static boolean fits(Step first, Step second) {
    return first instanceof Step.Bend b
        && second instanceof Step.Weigh w
        && b.register() == w.register()
        && !w.standard()
        && (b.dual() instanceof ErrorFunctionDual
            || b.dual() instanceof RectifierDual(double leak, double scale)
                && leak == 0
                && scale == 1);
  }

  private boolean rectifies() {
    return bends.getFirst().dual() instanceof RectifierDual;
  }

  private int register() {
    return bends.getFirst().register();
  }

  /** What the loops need of a set of inputs. */
  private static final class Run {
    private final Factors[] bent;
    private final Factors[] weighed;

    /** a and b of {@link RectifierLoops}, or α and β of {@link ErrorFunctionLoops}, by layer. */
    private final Stretches[] first;

    private final Stretches[] second;

    /** Least and greatest of both, by layer. */
    private final double[][] extremes;

    /** √K before the first layer, or h; by layer, and after the last. */
    private final double[][] lengths;

    /** What scales Θ before a layer and after the last: 1/√K, or g. */
    private final double[][] scales;

    /** One over the last lengths and the last scales. */
    private final double[] shorter;

    private final double[] wider;

    private final boolean quick;
    private volatile @Nullable Reach reach;

    private Run(
        Factors[] bent,
        Factors[] weighed,
        Stretches[] first,
        Stretches[] second,
        double[][] extremes,
        double[][] lengths,
        double[][] scales,
        boolean quick) {
      this.bent = bent;
      this.weighed = weighed;
      this.first = first;
      this.second = second;
      this.extremes = extremes;
      this.lengths = lengths;
      this.scales = scales;
      this.shorter = inverse(lengths[lengths.length - 1]);
      this.wider = inverse(scales[scales.length - 1]);
      this.quick = quick;
    }
  }

  /**
   * How far correlations of two sets of inputs reach.
   *
   * @param begin the first layer that loops take
   * @param series of the angle, by layer; the arc sine's goes by the entries themselves
   */
  private record Reach(Run other, int begin, @Nullable ArcSeries[] series) {}

  @Override
  public Factors sample(Samples at) {
    int layers = bends.size();
    int n = at.count();
    Factors[] bent = new Factors[layers];
    Factors[] weighed = new Factors[layers];
    Stretches[] first = new Stretches[layers];
    Stretches[] second = new Stretches[layers];
    double[][] extremes = new double[layers][];
    double[][] lengths = new double[layers + 1][];
    double[][] scales = new double[layers + 1][];
    boolean quick = true;
    for (int l = 0; l < layers; l++) {
      bent[l] = bends.get(l).sample(at);
      weighed[l] = weighs.get(l).sample(at);
      double[] before = bent[l].parts()[0];
      double[] after = weighed[l].root();
      for (int j = 0; j < n; j++) {
        quick &= before[j] > 0 && after[j] > 0;
      }
      double[] u = weighed[l].parts()[0];
      double[] v = weighed[l].parts()[1];
      if (rectifies()) {
        lengths[l] = before;
        lengths[l + 1] = after;
        scales[l] = inverse(before);
        scales[l + 1] = inverse(after);
      } else {
        if (l == 0) {
          error(before, 0, lengths, scales);
        }
        error(after, l + 1, lengths, scales);
        double alpha = Math.sqrt(2 / Math.PI * weighs.get(l).w());
        double beta = Math.sqrt(weighs.get(l).b());
        u = Arrays.stream(scales[l + 1]).map(g -> alpha * g).toArray();
        v = Arrays.stream(scales[l + 1]).map(g -> beta * g).toArray();
      }
      first[l] = Stretches.of(u);
      second[l] = Stretches.of(v);
      extremes[l] = new double[] {least(u), most(u), least(v), most(v)};
    }
    Run run = new Run(bent, weighed, first, second, extremes, lengths, scales, quick);
    return new Factors(weighed[layers - 1].root(), new double[][] {bent[0].parts()[0]}, run);
  }

  private static void error(double[] root, int at, double[][] lengths, double[][] scales) {
    lengths[at] = new double[root.length];
    scales[at] = new double[root.length];
    for (int j = 0; j < root.length; j++) {
      lengths[at][j] = ErrorFunctionDual.wide(root[j]);
      scales[at][j] = Math.sqrt(2) * ErrorFunctionDual.narrow(root[j]);
    }
  }

  private static double[] inverse(double[] a) {
    return Arrays.stream(a).map(x -> 1 / x).toArray();
  }

  private static double least(double[] a) {
    return Arrays.stream(a).min().orElse(0);
  }

  private static double most(double[] a) {
    return Arrays.stream(a).max().orElse(0);
  }

  private static Run run(Factors factors) {
    if (factors.table() instanceof Run run) {
      return run;
    }
    throw new IllegalStateException("no lengths of deep layers");
  }

  private Reach reach(Run a, Run b) {
    Reach known = a.reach;
    if (known != null && known.other() == b) {
      return known;
    }
    ArcSeries[] series = new ArcSeries[bends.size()];
    int begin = 0;
    if (rectifies()) {
      double reach = 1;
      for (int l = 0; l < series.length; l++) {
        // the first layer takes all correlations, also negative ones
        series[l] = l == 0 ? ArcSeries.ANGLE : ArcSeries.angle(reach);
        double[] x = a.extremes[l];
        double[] y = b.extremes[l];
        double lack = l == 0 ? 1 : RectifierLoops.lack(reach);
        double apart = square(x[1] - y[0], x[0] - y[1]) + square(x[3] - y[2], x[2] - y[3]);
        reach = Math.min(1, (apart / 2 + x[1] * y[1] * lack) * (1 + 1e-12));
      }
    } else {
      while (begin < series.length && most(a, b, begin) > LONG) {
        begin++;
      }
      for (int l = begin; l < series.length; l++) {
        if (most(a, b, l) > LONG) {
          begin = l + 1;
        }
      }
    }
    Reach found = new Reach(b, begin, series);
    a.reach = found;
    return found;
  }

  /** The largest z². */
  private static double most(Run a, Run b, int layer) {
    double z = most(a.lengths[layer]) * most(b.lengths[layer]);
    return z * z * (1 + 1e-12);
  }

  private static double square(double a, double b) {
    double larger = Math.max(Math.abs(a), Math.abs(b));
    return larger * larger;
  }

  @Override
  public void row(Factors left, int i, Factors right, int c0, int n, Chunk chunk) {
    Run a = run(left);
    Run b = run(right);
    Reach reach = reach(a, b);
    int begin = a.quick && b.quick ? reach.begin() : bends.size();
    for (int l = 0; l < begin; l++) {
      bends.get(l).row(a.bent[l], i, b.bent[l], c0, n, chunk);
      weighs.get(l).row(a.weighed[l], i, b.weighed[l], c0, n, chunk);
    }
    if (begin == bends.size()) {
      return;
    }
    if (rectifies()) {
      rectify(a, i, b, c0, n, chunk, reach.series());
    } else {
      error(a, i, b, c0, n, chunk, reach);
    }
  }

  private void rectify(
      Run a, int i, Run b, int c0, int n, Chunk chunk, @Nullable ArcSeries[] series) {
    double[] near = chunk.near()[register()];
    double[] tangent = chunk.tangent() == null ? null : chunk.tangent()[register()];
    double[][] scratch = chunk.scratch();
    if (tangent != null) {
      ArrayLoops.scale(
          tangent, a.scales[0][i], ArrayLoops.stretch(b.scales[0], c0, n, scratch[2]), n);
    }
    int layers = bends.size();
    for (int l = 0; l < layers; l++) {
      double u = a.first[l].at(i);
      double v = a.second[l].at(i);
      double[] us = b.first[l].from(c0, n, scratch[2]);
      double[] vs = b.second[l].from(c0, n, scratch[3]);
      ArcSeries far = series[l];
      if (l == 0 || far == null) {
        RectifierLoops.signed(u, us, v, vs, n, near, tangent, scratch[0], scratch[1]);
      } else if (tangent != null) {
        RectifierLoops.both(far, u, us, v, vs, n, near, tangent, scratch[1]);
      } else {
        RectifierLoops.one(far, u, us, v, vs, n, near, scratch[1]);
      }
    }
    if (tangent != null) {
      double[] lengths = ArrayLoops.stretch(b.lengths[layers], c0, n, scratch[2]);
      ArrayLoops.scale(tangent, a.lengths[layers][i], lengths, n);
    }
  }

  private void error(Run a, int i, Run b, int c0, int n, Chunk chunk, Reach bounds) {
    double[] z = chunk.near()[register()];
    double[] tangent = chunk.tangent() == null ? null : chunk.tangent()[register()];
    double[][] scratch = chunk.scratch();
    int layers = bends.size();
    int begin = bounds.begin();
    double h = a.lengths[begin][i];
    double[] hs = ArrayLoops.stretch(b.lengths[begin], c0, n, scratch[2]);
    for (int j = 0; j < n; j++) {
      z[j] = h * hs[j] * (ArrayLoops.side(z[j]) - z[j]);
    }
    if (tangent != null) {
      double[] scales = ArrayLoops.stretch(b.scales[begin], c0, n, scratch[2]);
      ArrayLoops.scale(tangent, a.scales[begin][i], scales, n);
    }
    double nearest = Math.sqrt(ArcSeries.SMALL_ARC.top());
    double reach = Double.POSITIVE_INFINITY;
    for (int l = begin; l < layers; l++) {
      double u = a.first[l].at(i);
      double v = a.second[l].at(i);
      double[] us = b.first[l].from(c0, n, scratch[2]);
      double[] vs = b.second[l].from(c0, n, scratch[3]);
      if (!(reach <= nearest)) {
        reach = ErrorFunctionLoops.reach(z, n);
      }
      ArcSeries far = ArcSeries.arc(reach * reach);
      if (far == null) {
        ErrorFunctionLoops.anywhere(u, us, v, vs, n, z, tangent, scratch[0], scratch[1]);
      } else {
        ErrorFunctionLoops.within(
            far, u, us, v, vs, n, z, tangent, scratch[0], scratch[1], scratch[4]);
      }
      double[] most = b.extremes[l];
      reach = (v * most[3] + u * most[1] * Math.asin(Math.min(1, reach))) * (1 + 1e-12);
    }
    double last = a.shorter[i];
    double[] lasts = ArrayLoops.stretch(b.shorter, c0, n, scratch[2]);
    for (int j = 0; j < n; j++) {
      double c = z[j] * (last * lasts[j]);
      z[j] = ArrayLoops.side(c) * Math.max(1 - Math.abs(c), Chunk.LEAST);
    }
    if (tangent != null) {
      ArrayLoops.scale(tangent, a.wider[i], ArrayLoops.stretch(b.wider, c0, n, scratch[2]), n);
    }
  }

  /** As many terms as inputs of one length need, and small correlations of error functions. */
  @Override
  public double flops() {
    double flops = 0;
    double reach = 1;
    for (int l = 0; l < bends.size(); l++) {
      if (rectifies()) {
        int degree = (l == 0 ? ArcSeries.ANGLE : ArcSeries.angle(reach)).degree();
        flops += 2 * degree + 27;
        double w = weighs.get(l).w();
        double share = w / (w + 2 * weighs.get(l).b());
        reach = l == 0 ? share : share * RectifierLoops.lack(reach);
      } else {
        flops += 4 * ArcSeries.SHORT + 8;
      }
    }
    return flops;
  }

  @Override
  public double roots() {
    return rectifies() ? bends.size() : 0;
  }
}
