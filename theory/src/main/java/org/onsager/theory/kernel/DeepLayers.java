package org.onsager.theory.kernel;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Activations of one kind, each with weights after it, as one step, which is what a deep network
 * consists of: the same as its layers one after the other to rounding, but by loops without a
 * branch between scaled inputs, and with polynomials no longer than the correlations at that depth
 * need.
 *
 * @param before the weights of error functions that take the inputs themselves; null for none
 * @param bends rectifiers, or error functions
 * @param weighs in the parameterisation of the tangent kernel
 */
record DeepLayers(Step.@Nullable Weigh before, List<Step.Bend> bends, List<Step.Weigh> weighs)
    implements Step {
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

  /** Whether the step before some layers can be theirs. */
  static boolean begins(Step before, Step.Bend first) {
    return before instanceof Step.Weigh w
        && w.register() == first.register()
        && !w.standard()
        && first.dual() instanceof ErrorFunctionDual;
  }

  boolean rectifies() {
    return bends.getFirst().dual() instanceof RectifierDual;
  }

  private int register() {
    return bends.getFirst().register();
  }

  @Override
  public Factors sample(Samples at) {
    LayerLengths run = LayerLengths.of(this, at);
    double[] after = run.weighed[weighs.size() - 1].root();
    return new Factors(after, new double[][] {run.bent[0].parts()[0]}, run);
  }

  private static LayerLengths run(Factors factors) {
    if (factors.table() instanceof LayerLengths run) {
      return run;
    }
    throw new IllegalStateException("no lengths of deep layers");
  }

  private LayerLengths.Reach reach(LayerLengths a, LayerLengths b) {
    LayerLengths.Reach known = a.reach;
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
    LayerLengths.Reach found = new LayerLengths.Reach(b, begin, series);
    a.reach = found;
    return found;
  }

  /** The largest z². */
  private static double most(LayerLengths a, LayerLengths b, int layer) {
    double z = LayerLengths.most(a.lengths[layer]) * LayerLengths.most(b.lengths[layer]);
    return z * z * (1 + 1e-12);
  }

  private static double square(double a, double b) {
    double larger = Math.max(Math.abs(a), Math.abs(b));
    return larger * larger;
  }

  @Override
  public void row(Factors left, int i, Factors right, int c0, int n, Chunk chunk) {
    LayerLengths a = run(left);
    LayerLengths b = run(right);
    LayerLengths.Reach reach = reach(a, b);
    int begin = a.quick && b.quick ? reach.begin() : bends.size();
    if (before != null && a.before != null && b.before != null) {
      before.row(a.before, i, b.before, c0, n, chunk);
    }
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

  /** Whether {@link #direct} may be taken: no step comes before, and no z is near one. */
  boolean isDirect(Factors left, Factors right) {
    LayerLengths a = run(left);
    LayerLengths b = run(right);
    return a.direct != null && a.quick && b.quick && reach(a, b).begin() == 0;
  }

  /** From cosines of inputs, in {@code near}, to covariances of outputs, there too, and to Θ. */
  void direct(Factors left, int i, Factors right, int c0, int n, Chunk chunk) {
    LayerLengths a = run(left);
    LayerLengths b = run(right);
    if (a.direct == null || b.direct == null) {
      throw new IllegalStateException("no weights of the inputs");
    }
    double[] z = chunk.near()[register()];
    double[] tangent = chunk.tangent() == null ? null : chunk.tangent()[register()];
    double[][] scratch = chunk.scratch();
    double weight = a.direct.weights().at(i);
    double bias = a.direct.biases().at(i);
    double[] weights = b.direct.weights().from(c0, n, scratch[2]);
    double[] biases = b.direct.biases().from(c0, n, scratch[3]);
    for (int j = 0; j < n; j++) {
      z[j] = Math.fma(weight * weights[j], z[j], bias * biases[j]);
    }
    if (tangent != null) {
      System.arraycopy(z, 0, tangent, 0, n);
    }
    layers(a, i, b, c0, n, z, tangent, scratch, 0);
    double[] lengths = b.direct.lengths().from(c0, n, scratch[2]);
    ArrayLoops.scale(z, a.direct.lengths().at(i), lengths, n);
    if (tangent != null) {
      ArrayLoops.scale(tangent, a.wider.at(i), b.wider.from(c0, n, scratch[2]), n);
    }
  }

  private void rectify(
      LayerLengths a,
      int i,
      LayerLengths b,
      int c0,
      int n,
      Chunk chunk,
      @Nullable ArcSeries[] series) {
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

  private void error(
      LayerLengths a,
      int i,
      LayerLengths b,
      int c0,
      int n,
      Chunk chunk,
      LayerLengths.Reach bounds) {
    double[] z = chunk.near()[register()];
    double[] tangent = chunk.tangent() == null ? null : chunk.tangent()[register()];
    double[][] scratch = chunk.scratch();
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
    layers(a, i, b, c0, n, z, tangent, scratch, begin);
    double last = a.shorter[i];
    double[] lasts = ArrayLoops.stretch(b.shorter, c0, n, scratch[2]);
    for (int j = 0; j < n; j++) {
      double c = z[j] * (last * lasts[j]);
      z[j] = ArrayLoops.side(c) * Math.max(1 - Math.abs(c), Chunk.LEAST);
    }
    if (tangent != null) {
      ArrayLoops.scale(tangent, a.wider.at(i), b.wider.from(c0, n, scratch[2]), n);
    }
  }

  /** All layers of error functions from one on, between scaled inputs. */
  private void layers(
      LayerLengths a,
      int i,
      LayerLengths b,
      int c0,
      int n,
      double[] z,
      double @Nullable [] tangent,
      double[][] scratch,
      int begin) {
    double nearest = Math.sqrt(ArcSeries.SMALL_ARC.top());
    double reach = Double.POSITIVE_INFINITY;
    for (int l = begin; l < bends.size(); l++) {
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
      // no arc sine is larger than z/√(1 - z²)
      double arc = reach < 1 ? reach / Math.sqrt(1 - reach * reach) : Math.PI / 2;
      reach = (v * most[3] + u * most[1] * arc) * (1 + 1e-12);
    }
  }

  /** As many terms as inputs of one length need, and small correlations of error functions. */
  @Override
  public double flops() {
    double flops = before == null ? 0 : 4;
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
