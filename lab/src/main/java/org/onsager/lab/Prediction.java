package org.onsager.lab;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;

/**
 * A number that theory predicts.
 *
 * @param value the number; infinite where theory says so, never NaN
 * @param error the theory's own error (quadrature, truncation), an absolute bound; zero when exact
 * @param regime where it holds
 */
public record Prediction(double value, double error, Regime regime) {
  public Prediction {
    if (Double.isNaN(value) || !(error >= 0)) {
      throw new IllegalArgumentException(
          "a prediction is a number with a non-negative error, not " + value + " ± " + error);
    }
  }

  /** An exact number without error of its own. */
  public static Prediction exact(double value) {
    return new Prediction(value, 0, Regime.exact());
  }

  /** A number that holds in a limit. */
  public static Prediction asymptotic(double value, double error, String limit) {
    return new Prediction(value, error, Regime.asymptotic(limit));
  }

  /** The same prediction with its value multiplied: what a theory off by that factor would say. */
  public Prediction scaled(double factor) {
    return new Prediction(value * factor, error * Math.abs(factor), regime);
  }

  /**
   * A function that theory predicts, as values on an ascending grid, linear in between.
   *
   * @param x the abscissae, ascending
   * @param y the predicted values, one for each abscissa
   * @param error the theory's own error, an absolute bound for all of the curve
   * @param regime where it holds
   */
  public record Curve(double[] x, double[] y, double error, Regime regime) {
    public Curve {
      if (x.length != y.length || x.length == 0) {
        throw new IllegalArgumentException(
            "a curve has as many x as y: " + x.length + " against " + y.length);
      }
      for (int i = 0; i < x.length; i++) {
        if (Double.isNaN(x[i]) || Double.isNaN(y[i]) || (i > 0 && x[i] <= x[i - 1])) {
          throw new IllegalArgumentException(
              "a curve has ascending x and no NaN: (" + x[i] + ", " + y[i] + ") at " + i);
        }
      }
      x = x.clone();
      y = y.clone();
    }

    /** An exact curve through a function's values on a grid, where they are finite. */
    public static Curve exact(double[] x, DoubleUnaryOperator f) {
      double[] finite = Arrays.stream(x).filter(v -> Double.isFinite(f.applyAsDouble(v))).toArray();
      return new Curve(finite, Arrays.stream(finite).map(f).toArray(), 0, Regime.exact());
    }

    /** The predicted value at an abscissa, linear between grid points, constant beyond the ends. */
    public double at(double abscissa) {
      int i = Arrays.binarySearch(x, abscissa);
      if (i >= 0) {
        return y[i];
      }
      int right = -i - 1;
      if (right == 0) {
        return y[0];
      }
      if (right == x.length) {
        return y[x.length - 1];
      }
      double t = (abscissa - x[right - 1]) / (x[right] - x[right - 1]);
      return y[right - 1] + t * (y[right] - y[right - 1]);
    }

    /** The same curve with its values multiplied. */
    public Curve scaled(double factor) {
      return new Curve(
          x, Arrays.stream(y).map(v -> v * factor).toArray(), error * Math.abs(factor), regime);
    }

    /** The same curve moved along its axis: the value at x is what was predicted at x − by. */
    public Curve shifted(double by) {
      return new Curve(Arrays.stream(x).map(v -> v + by).toArray(), y, error, regime);
    }

    /** The length of the axis. */
    public double span() {
      return x[x.length - 1] - x[0];
    }
  }

  /**
   * A distribution that theory predicts, as its cumulative probabilities on an ascending grid.
   *
   * @param x the abscissae, ascending
   * @param cumulative P(X ≤ x), non-decreasing, within [0, 1]
   * @param regime where it holds
   */
  public record Density(double[] x, double[] cumulative, Regime regime) {
    public Density {
      if (x.length != cumulative.length || x.length < 2) {
        throw new IllegalArgumentException(
            "a density has at least two points, as many x as values");
      }
      for (int i = 0; i < x.length; i++) {
        boolean ordered = i == 0 || (x[i] > x[i - 1] && cumulative[i] >= cumulative[i - 1]);
        if (!ordered || !(cumulative[i] >= 0) || !(cumulative[i] <= 1)) {
          throw new IllegalArgumentException(
              "cumulative probabilities ascend within [0, 1]: " + cumulative[i] + " at " + x[i]);
        }
      }
      x = x.clone();
      cumulative = cumulative.clone();
    }

    /** P(X ≤ x), linear between grid points. */
    public double at(double abscissa) {
      if (abscissa < x[0]) {
        return 0;
      }
      return abscissa >= x[x.length - 1] ? 1 : new Curve(x, cumulative, 0, regime).at(abscissa);
    }

    /** The same distribution stretched about zero: that of factor · X. The factor is positive. */
    public Density stretched(double factor) {
      return new Density(Arrays.stream(x).map(v -> v * factor).toArray(), cumulative, regime);
    }
  }
}
