package org.onsager.theory;

import org.onsager.architecture.Activation;

/**
 * The variance of the pre-activations as a lattice model in depth, for a random network whose
 * activation is homogeneous: \( \phi(x) = \alpha x \) for x ≥ 0 and \( \beta x \) for x < 0.
 *
 * <p>Given the variance \( s_\ell \) of layer ℓ its N pre-activations are independent and Gaussian,
 * and the next variance is \( s_{\ell+1} = \sigma_w^2 |\phi(z^\ell)|^2/N + \sigma_b^2 \). Since φ
 * is homogeneous, \[ s_{\ell+1} = a\,\xi_\ell\,s_\ell + \sigma_b^2, \quad a = \sigma_w^2
 * E\phi(x)^2, \quad \xi = \frac1N \sum_{i=1}^N \frac{\phi(x_i)^2}{E\phi^2}, \quad x_i \sim N(0, 1)
 * \] with \( \xi_\ell \) independent of the past, of mean 1 and variance \( v/N \), \[ v =
 * \frac{E\phi^4}{(E\phi^2)^2} - 1 = 6\,\frac{\alpha^4+\beta^4}{(\alpha^2+\beta^2)^2} - 1. \] So v
 * is 2 for a linear activation (\( E x^4 = 3 \)) and 5 for a rectifier (\( E\phi^4 = 3/2 \), \(
 * E\phi^2 = 1/2 \)).
 *
 * <p>Where a < 1 the chain becomes stationary, at every width with mean \( s^* = \sigma_b^2/(1-a)
 * \) and \( \mathrm{Cov}(s_\ell, s_{\ell+k}) = a^k\,\mathrm{Var}(s) \). With \( G = v a^2/(1-a^2)
 * \), squaring the recursion gives \[ \frac{\mathrm{Var}(s)}{s^{*2}} = \frac{G/N}{1-G/N}, \] whose
 * first term in 1/N is that of the Gaussian theory (Schoenholz, Pennington and Sohl-Dickstein,
 * arXiv:1710.06570); the variance is infinite where \( G \ge N \).
 *
 * @param rise α
 * @param fall β
 * @param weightVariance σ_w²
 * @param biasVariance σ_b², positive
 */
public record VarianceChain(double rise, double fall, double weightVariance, double biasVariance) {
  public VarianceChain {
    if (!(biasVariance > 0) || !(weightVariance > 0) || !(rise != 0 || fall != 0)) {
      throw new IllegalArgumentException(
          "a chain of variances has σ_w² > 0, σ_b² > 0 and an activation that is not zero, not "
              + weightVariance
              + ", "
              + biasVariance
              + " and slopes "
              + rise
              + ", "
              + fall);
    }
    double a = weightVariance * (rise * rise + fall * fall) / 2;
    if (!(a < 1)) {
      throw new IllegalArgumentException(
          "a layer multiplies the variance by a = " + a + "; it is stationary only where a < 1");
    }
  }

  /** The chain of an activation, which must be homogeneous. */
  public static VarianceChain of(Activation phi, double weightVariance, double biasVariance) {
    double rise = phi.value(1);
    double fall = -phi.value(-1);
    for (double x : new double[] {0.01, 3, 50}) {
      if (Math.abs(phi.value(x) - rise * x) > 1e-12 * x
          || Math.abs(phi.value(-x) + fall * x) > 1e-12 * x) {
        throw new IllegalArgumentException(
            "the variance of a layer is a chain only for homogeneous activations, like linear, relu"
                + " and leaky-relu; "
                + phi
                + " is not");
      }
    }
    return new VarianceChain(rise, fall, weightVariance, biasVariance);
  }

  /** a, by which a layer multiplies the variance on average. */
  public double factor() {
    return weightVariance * (rise * rise + fall * fall) / 2;
  }

  /** v, N times the relative variance of what one layer multiplies by. */
  public double dispersion() {
    return ratio(2) - 1;
  }

  /** s*, the stationary mean, exact at every width. */
  public double mean() {
    return biasVariance / (1 - factor());
  }

  /** \( N\,\mathrm{Var}(s)/s^{*2} = G = v a^2/(1-a^2) \), the Gaussian theory's, for N → ∞. */
  public double gaussianAmplitude() {
    double square = factor() * factor();
    return dispersion() * square / (1 - square);
  }

  /**
   * What the factorial approximation has in place of G, \( v a^2 \): it takes each layer's
   * pre-activations as drawn at s*, so that no fluctuation is handed on to the next layer.
   */
  public double factorialAmplitude() {
    return dispersion() * factor() * factor();
  }

  /** \( \mathrm{Var}(s)/s^{*2} \), exact at every width; infinite where N ≤ G. */
  public double relativeVariance(double width) {
    double gaussian = gaussianAmplitude() / width;
    return gaussian < 1 ? gaussian / (1 - gaussian) : Double.POSITIVE_INFINITY;
  }

  /**
   * The skewness of s, exact at every width, infinite where the third moment is. It vanishes as \(
   * N^{-1/2} \).
   */
  public double skewness(double width) {
    double a = factor();
    double v = dispersion() / width;
    double third = (ratio(3) - 3 * ratio(2) + 2) / width / width;
    double keeps = a * a * a * (1 + 3 * v + third);
    double variance = relativeVariance(width);
    if (!(keeps < 1) || Double.isInfinite(variance)) {
      return Double.POSITIVE_INFINITY;
    }
    double cumulant = a * a * a * (6 * v * variance + third * (1 + 3 * variance)) / (1 - keeps);
    return cumulant / Math.pow(variance, 1.5);
  }

  /**
   * The moments \( E(s/s^*)^j \), j = 0 … order, from the recursion's binomial expansion; infinite
   * from where \( a^j E\xi^j \ge 1 \) on: the stationary law has a tail of a power law.
   */
  public double[] moments(int order, int width) {
    double a = factor();
    double[] layer = layerMoments(order, width);
    double[] moments = new double[order + 1];
    moments[0] = 1;
    for (int k = 1; k <= order; k++) {
      double keeps = Math.pow(a, k) * layer[k];
      double sum = 0;
      double binomial = 1;
      for (int j = 0; j < k; j++) {
        sum += binomial * Math.pow(a, j) * layer[j] * moments[j] * Math.pow(1 - a, k - j);
        binomial *= (k - j) / (j + 1.0);
      }
      moments[k] = keeps < 1 ? sum / (1 - keeps) : Double.POSITIVE_INFINITY;
    }
    return moments;
  }

  /**
   * \( E\xi^j \), j = 0 … order: with \( p_i = E y^i/i! \) of one unit, the coefficients of \(
   * (\sum p_i t^i)^N \) by Miller's recurrence.
   */
  private double[] layerMoments(int order, int width) {
    double[] unit = new double[order + 1];
    double[] power = new double[order + 1];
    double[] moments = new double[order + 1];
    double factorial = 1;
    for (int j = 0; j <= order; j++) {
      factorial *= Math.max(1, j);
      unit[j] = ratio(j) / factorial;
      power[j] = j == 0 ? 1 : 0;
      for (int i = 1; i <= j; i++) {
        power[j] += ((double) i * width - j + i) * unit[i] * power[j - i] / j;
      }
      moments[j] = factorial * power[j] / Math.pow(width, j);
    }
    return moments;
  }

  /** \( E\phi^{2m}/(E\phi^2)^m \), with \( E x^{2m} = (2m-1)!! \). */
  private double ratio(int m) {
    double odd = 1;
    for (int i = 2; i <= m; i++) {
      odd *= 2 * i - 1;
    }
    double square = (rise * rise + fall * fall) / 2;
    return odd * (Math.pow(rise * rise, m) + Math.pow(fall * fall, m)) / 2 / Math.pow(square, m);
  }

  /** \( \mathrm{Cov}(s_\ell, s_{\ell+k})/\mathrm{Var}(s) = a^k \), exact at every width. */
  public double correlation(int lag) {
    return Math.pow(factor(), lag);
  }

  /** \( \xi = -1/\log a \), the layers over which a fluctuation is forgotten by a factor e. */
  public double correlationLength() {
    return -1 / Math.log(factor());
  }

  /**
   * \( \sqrt a/(1-a) \), the correlation length of the effective field theory of large scales: the
   * inverse spectrum is proportional to \( 1 + \frac{a}{(1-a)^2}\,4\sin^2(k/2) \), and \(
   * 4\sin^2(k/2) \approx k^2 \).
   */
  public double fieldLength() {
    return Math.sqrt(factor()) / (1 - factor());
  }

  /**
   * The power spectrum over depth, with a mean of 1 over all wave numbers: \( (1-a^2)/(1-2a\cos k +
   * a^2) \).
   *
   * @param k in radians a layer
   */
  public double spectrum(double k) {
    double a = factor();
    return (1 - a * a) / (1 - 2 * a * Math.cos(k) + a * a);
  }

  /**
   * The mean periodogram of a piece of the chain, \( \sum_{|j|<L} (1-|j|/L)\,a^{|j|} \cos kj \);
   * the {@link #spectrum} where the piece is long.
   *
   * @param depth L, the layers in the piece
   */
  public double periodogram(double k, int depth) {
    double a = factor();
    double re = 1 - a * Math.cos(k);
    double im = -a * Math.sin(k);
    double last = Math.pow(a, depth);
    // z/(1 − z) − z(1 − z^L)/(L(1 − z)²) with z = a e^{ik}, its real part doubled.
    double norm = re * re + im * im;
    double open = (a * Math.cos(k) - a * a) / norm;
    double numeratorRe = a * Math.cos(k) - a * last * Math.cos((depth + 1) * k);
    double numeratorIm = a * Math.sin(k) - a * last * Math.sin((depth + 1) * k);
    double ends =
        (numeratorRe * (re * re - im * im) + numeratorIm * 2 * re * im) / (norm * norm * depth);
    return 1 + 2 * (open - ends);
  }

  /**
   * The mean periodogram in a band of neighbouring wave numbers \( 2\pi m/L \).
   *
   * @param middle of the band, in radians a layer
   * @param width wave numbers in the band
   */
  public double band(double middle, int width, int depth) {
    double sum = 0;
    for (int j = 0; j < width; j++) {
      sum += periodogram(middle + (2 * j - width + 1) * Math.PI / depth, depth);
    }
    return sum / width;
  }
}
