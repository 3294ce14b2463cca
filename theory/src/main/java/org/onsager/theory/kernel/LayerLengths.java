package org.onsager.theory.kernel;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The lengths of inputs at every layer of {@link DeepLayers}, and what its loops need of them. */
final class LayerLengths {
  final @Nullable Factors before;
  final @Nullable Direct direct;
  final Factors[] bent;
  final Factors[] weighed;

  /** a and b of {@link RectifierLoops}, or α and β of {@link ErrorFunctionLoops}, by layer. */
  final Stretches[] first;

  final Stretches[] second;

  /** Least and greatest of both, by layer. */
  final double[][] extremes;

  /** √K before the first layer, or h; by layer, and after the last. */
  final double[][] lengths;

  /** What scales Θ before a layer and after the last: 1/√K, or g. */
  final double[][] scales;

  /** One over the last lengths and the last scales. */
  final double[] shorter;

  final Stretches wider;

  final boolean quick;
  volatile @Nullable Reach reach;

  private LayerLengths(
      @Nullable Factors before,
      @Nullable Direct direct,
      Factors[] bent,
      Factors[] weighed,
      Stretches[] first,
      Stretches[] second,
      double[][] extremes,
      double[][] lengths,
      double[][] scales,
      boolean quick) {
    this.before = before;
    this.direct = direct;
    this.bent = bent;
    this.weighed = weighed;
    this.first = first;
    this.second = second;
    this.extremes = extremes;
    this.lengths = lengths;
    this.scales = scales;
    this.shorter = inverse(lengths[lengths.length - 1]);
    this.wider = Stretches.of(inverse(scales[scales.length - 1]));
    this.quick = quick;
  }

  /**
   * Factors of the way from cosines of inputs to covariances of outputs.
   *
   * @param weights h times the weights' share of a unit vector: z = hh′αα′ cos + hh′ββ′
   * @param biases h times the biases' share
   * @param lengths √K after the last layer, over h
   */
  record Direct(Stretches weights, Stretches biases, Stretches lengths) {}

  /**
   * How far correlations of two sets of inputs reach.
   *
   * @param begin the first layer that loops take
   * @param series of the angle, by layer; the arc sine's goes by the entries themselves
   */
  record Reach(LayerLengths other, int begin, @Nullable ArcSeries[] series) {}

  /** Carries the diagonals on, layer by layer. */
  static LayerLengths of(DeepLayers deep, Samples at) {
    List<Step.Bend> bends = deep.bends();
    List<Step.Weigh> weighs = deep.weighs();
    int layers = bends.size();
    int n = at.count();
    Factors entry = deep.before() == null ? null : deep.before().sample(at);
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
      double[] root = bent[l].parts()[0];
      double[] after = weighed[l].root();
      for (int j = 0; j < n; j++) {
        quick &= root[j] > 0 && after[j] > 0;
      }
      if (deep.rectifies()) {
        double[] u = weighed[l].parts()[0];
        double[] v = weighed[l].parts()[1];
        lengths[l] = root;
        lengths[l + 1] = after;
        scales[l] = inverse(root);
        scales[l + 1] = inverse(after);
        first[l] = Stretches.of(u);
        second[l] = Stretches.of(v);
        extremes[l] = new double[] {least(u), most(u), least(v), most(v)};
      } else {
        // what a layer needs of the scales after it is known from the next one
        error(bent[l].table(), l, lengths, scales);
      }
    }
    if (!deep.rectifies()) {
      double[] last = weighed[layers - 1].root();
      error(bends.getLast().dual().table(last, last), layers, lengths, scales);
      for (int l = 0; l < layers; l++) {
        double alpha = Math.sqrt(2 / Math.PI * weighs.get(l).w());
        double beta = Math.sqrt(weighs.get(l).b());
        double[] g = scales[l + 1];
        double low = least(g);
        double high = most(g);
        first[l] = Stretches.of(g, alpha);
        second[l] = Stretches.of(g, beta);
        extremes[l] = new double[] {alpha * low, alpha * high, beta * low, beta * high};
      }
    }
    Direct direct = null;
    if (entry != null) {
      double[] last = weighed[layers - 1].root();
      direct =
          new Direct(
              Stretches.of(product(entry.parts()[0], lengths[0])),
              Stretches.of(product(entry.parts()[1], lengths[0])),
              Stretches.of(product(last, inverse(lengths[layers]))));
    }
    return new LayerLengths(
        entry, direct, bent, weighed, first, second, extremes, lengths, scales, quick);
  }

  private static void error(@Nullable Object table, int at, double[][] lengths, double[][] scales) {
    if (!(table instanceof ErrorFunctionDual.Table(double[] wide, double[] narrow))) {
      throw new IllegalStateException("no table of the error function");
    }
    lengths[at] = wide;
    scales[at] = new double[narrow.length];
    for (int j = 0; j < narrow.length; j++) {
      scales[at][j] = Math.sqrt(2) * narrow[j];
    }
  }

  private static double[] product(double[] a, double[] b) {
    double[] product = a.clone();
    for (int j = 0; j < product.length; j++) {
      product[j] *= b[j];
    }
    return product;
  }

  private static double[] inverse(double[] a) {
    double[] inverse = new double[a.length];
    for (int j = 0; j < a.length; j++) {
      inverse[j] = 1 / a[j];
    }
    return inverse;
  }

  private static double least(double[] a) {
    double least = a[0];
    for (double x : a) {
      least = Math.min(least, x);
    }
    return least;
  }

  static double most(double[] a) {
    double most = a[0];
    for (double x : a) {
      most = Math.max(most, x);
    }
    return most;
  }
}
