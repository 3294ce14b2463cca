package org.onsager.numerics.gaussian;

/**
 * A piecewise smooth function of a normal variable of given variance, \( f(u) \), \( u \sim N(0, q)
 * \), ready to be averaged: alone, or against another one with any correlation.
 *
 * <p>One variable: Gauss–Legendre panels split at the breakpoints of f and halved where f asks for
 * it. Two variables: Mehler's sum over Hermite coefficients where it has converged (its truncation
 * error is bounded by Parseval's), else nested panels split at the breakpoints in both variables,
 * those of the inner one moving with the outer ({@link NestedPanels}). Values are about 1e-13 of \(
 * \sqrt{E f^2\, E g^2} \) for correlations in [−1, 1]; each carries its own estimate.
 *
 * <p>Safe for use by several threads; node tables are computed once and kept.
 */
public final class GaussianAverage {
  private static final double ROUNDING = 4e-15;
  private static final int HERMITE = 384;

  private final PiecewiseSmooth function;
  private final double variance;
  private final double sd;
  private final Panels panels;
  private final double mean;
  private final double meanAbsolute;
  private final double meanSquare;
  private volatile HermiteSpectrum spectrum;

  private GaussianAverage(PiecewiseSmooth function, double variance) {
    this.function = function;
    this.variance = variance;
    this.sd = Math.sqrt(variance);
    this.panels = Panels.of(function, sd);
    double sum = 0;
    double absolute = 0;
    double square = 0;
    double[] edges = panels.edges();
    for (int p = 0; p + 1 < edges.length; p++) {
      double middle = 0.5 * (edges[p] + edges[p + 1]);
      double half = 0.5 * (edges[p + 1] - edges[p]);
      for (int i = 0; i < GaussLegendre.N; i++) {
        double z = middle + half * GaussLegendre.NODES[i];
        double weight = half * GaussLegendre.WEIGHTS[i] * Panels.density(z);
        double value = function.at(sd * z);
        sum += weight * value;
        absolute += weight * Math.abs(value);
        square += weight * value * value;
      }
    }
    this.mean = sum;
    this.meanAbsolute = absolute;
    this.meanSquare = square;
    this.spectrum = new HermiteSpectrum(new double[0], square, false);
  }

  /**
   * The function over a normal variable of mean zero and this variance.
   *
   * @param variance q > 0, finite
   */
  public static GaussianAverage of(PiecewiseSmooth function, double variance) {
    if (!(variance > 0) || Double.isInfinite(variance)) {
      throw new IllegalArgumentException(
          "a normal variable has a positive finite variance, not " + variance);
    }
    return new GaussianAverage(function, variance);
  }

  /** q. */
  public double variance() {
    return variance;
  }

  /** The function. */
  public PiecewiseSmooth function() {
    return function;
  }

  /** \( \int Dz\, f(\sqrt q z) \). */
  public Expectation mean() {
    double relative = meanSquare > 0 ? panels.error() / meanSquare : 0;
    return new Expectation(mean, relative * Math.sqrt(meanSquare) + ROUNDING * meanAbsolute);
  }

  /** \( \int Dz\, f(\sqrt q z)^2 \). */
  public Expectation meanSquare() {
    return new Expectation(meanSquare, 2 * panels.error() + ROUNDING * meanSquare);
  }

  /**
   * \( E\, f(u_1)\, g(u_2) \) with \( u_1 = \sqrt{q_1} z_1 \), \( u_2 = \sqrt{q_2}(c z_1 +
   * \sqrt{1-c^2} z_2) \).
   */
  public Expectation product(GaussianAverage other, Correlation c) {
    if (c.oneMinus() == 0 && variance == other.variance && function == other.function) {
      return meanSquare();
    }
    double scale = Math.sqrt(meanSquare * other.meanSquare);
    if (Double.isInfinite(scale)) {
      return new Expectation(Double.NaN, Double.POSITIVE_INFINITY);
    }
    if (scale == 0) {
      return new Expectation(0, panels.error() + other.panels.error());
    }
    if (c.value() == 0) {
      return new Expectation(
          mean * other.mean,
          mean().error() * Math.abs(other.mean) + other.mean().error() * Math.abs(mean));
    }
    int needed = needed(c);
    HermiteSpectrum a = spectrum(needed);
    HermiteSpectrum b = other.spectrum(needed);
    int n = Math.min(a.coefficients().length, b.coefficients().length);
    double truncation = Math.exp(n * c.logMagnitude()) * Math.sqrt(a.beyond(n) * b.beyond(n));
    double known = (panels.error() / meanSquare + other.panels.error() / other.meanSquare) * scale;
    if (truncation <= 1e-13 * scale) {
      return new Expectation(MehlerSum.product(a, b, c), truncation + known + ROUNDING * scale);
    }
    Expectation nested =
        c.value() > 0
            ? NestedPanels.product(this, other, c)
            : NestedPanels.product(this, other.reflected(1), c.negated());
    return new Expectation(nested.value(), nested.error() + known + ROUNDING * scale);
  }

  /**
   * Half the mean square difference, \( \tfrac12 E\,(f(u_1)-f(u_2))^2 = E f^2 - E f(u_1) f(u_2) \)
   * at equal variances, with an error relative to itself also where \( c \to 1 \).
   */
  public Expectation gap(Correlation c) {
    return distance(this, c, 1);
  }

  /**
   * Half the mean square sum, \( \tfrac12 E\,(f(u_1)+f(u_2))^2 = E f^2 + E f(u_1) f(u_2) \), with
   * an error relative to itself also where it vanishes, as for odd f and \( c \to -1 \).
   */
  public Expectation sum(Correlation c) {
    return distance(this, c, -1);
  }

  private static Expectation distance(GaussianAverage f, Correlation c, int sign) {
    if (f.meanSquare == 0 || (sign > 0 && c.oneMinus() == 0)) {
      return new Expectation(0, 0);
    }
    Correlation near = sign > 0 ? c : c.negated();
    int needed = f.needed(c);
    HermiteSpectrum a = f.spectrum(needed);
    double relative = f.panels.error() / f.meanSquare;
    if (a.complete()) {
      double value = sign > 0 ? MehlerSum.gap(a, c) : MehlerSum.sum(a, c);
      return new Expectation(value, (relative + 1e-13) * value);
    }
    if (near.oneMinus() > 0.04) {
      Expectation product = f.product(f, c);
      return new Expectation(
          f.meanSquare - sign * product.value(), product.error() + f.meanSquare().error());
    }
    GaussianAverage partner = sign > 0 ? f : f.reflected(-1);
    Expectation nested = NestedPanels.halfSquareDifference(f, partner, near);
    return new Expectation(nested.value(), nested.error() + relative * nested.value());
  }

  /** How many terms of Mehler's sum this correlation can need. */
  private int needed(Correlation c) {
    double perTerm = -c.logMagnitude();
    double terms = 34 / Math.max(perTerm, 1e-300);
    int order = 48;
    while (order < terms && order < HermiteSpectrum.MOST) {
      order *= 2;
    }
    return Math.min(order, HermiteSpectrum.MOST);
  }

  /**
   * The coefficients \( a_n = E\,f(\sqrt q z)\,He_n(z)/\sqrt{n!} \), \( E f(u_1) g(u_2) = \sum_n
   * c^n a_n b_n \), as far as they matter at any correlation; empty where more than a few hundred
   * do, as for functions with kinks.
   */
  public double[] hermite() {
    HermiteSpectrum found = spectrum(HERMITE);
    return found.complete() ? found.coefficients().clone() : new double[0];
  }

  HermiteSpectrum spectrum(int order) {
    HermiteSpectrum known = spectrum;
    if (known.complete() || known.coefficients().length > order || hopeless(known, order)) {
      return known;
    }
    synchronized (this) {
      if (!spectrum.complete() && spectrum.coefficients().length <= order) {
        int from = Math.max(48, Math.min(order, 2 * spectrum.coefficients().length));
        for (int n = from; ; n = Math.min(order, 2 * n)) {
          spectrum = HermiteSpectrum.of(function, sd, panels.edges(), meanSquare, n);
          if (spectrum.complete() || n >= order || hopeless(spectrum, order)) {
            break;
          }
        }
      }
      return spectrum;
    }
  }

  /** So close to |c| = 1 only a sum that converges by itself serves; whether it never will. */
  private boolean hopeless(HermiteSpectrum known, int order) {
    return order >= HermiteSpectrum.MOST
        && known.coefficients().length > 190
        && known.rest() > 1e-8 * meanSquare;
  }

  /** The average of \( \pm f(-u) \). */
  GaussianAverage reflected(int sign) {
    return new GaussianAverage(function.reflected(sign, -1), variance);
  }

  double sd() {
    return sd;
  }

  double[] edges() {
    return panels.edges();
  }

  double rootMeanSquare() {
    return Math.sqrt(meanSquare);
  }

  /** The breakpoints in units of the standard deviation, those within reach. */
  double[] breaks() {
    return java.util.Arrays.stream(function.breakpoints())
        .map(b -> b / sd)
        .filter(b -> Math.abs(b) < Panels.REACH)
        .toArray();
  }
}
