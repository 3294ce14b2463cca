package org.onsager.theory;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.onsager.architecture.Activation;
import org.onsager.architecture.Breakpoint.Jump;
import org.onsager.numerics.gaussian.Correlation;
import org.onsager.numerics.gaussian.Expectation;
import org.onsager.numerics.gaussian.GaussianAverage;
import org.onsager.numerics.gaussian.PiecewiseSmooth;

/**
 * What mean-field theory needs of an activation alone: its Gaussian averages at any length, kept
 * once computed.
 */
final class Averages {
  private static final int MOST_KEPT = 4096;
  private static final int MOST_TABLES = 64;
  private static final double NEAR_ZERO = 1e-150;

  /** Below this length an activation is its tangent (or its two tangents) at zero. */
  private static final double TANGENT = 1e-16;

  private final Activation activation;
  private final PiecewiseSmooth value;
  private final PiecewiseSmooth slope;
  private final PiecewiseSmooth growth;
  private final List<Jump> jumps;
  private final Map<Double, Moments> moments = new ConcurrentHashMap<>();
  private final Map<Double, GaussianAverage> values = new ConcurrentHashMap<>();
  private final Map<Double, GaussianAverage> slopes = new ConcurrentHashMap<>();

  /**
   * Averages of one variable at length q.
   *
   * @param square \( E\phi^2 \)
   * @param slopeSquare \( E\phi'^2 \), infinite where φ jumps
   * @param growth \( dE\phi^2/dq = E[\phi\phi' u]/q \) with the jumps' deltas
   */
  record Moments(Expectation square, Expectation slopeSquare, Expectation growth) {}

  Averages(Activation activation) {
    this.activation = activation;
    double[] breaks = activation.breakpointLocations();
    this.value = PiecewiseSmooth.of(activation::value, breaks);
    this.slope = PiecewiseSmooth.of(activation::derivative, breaks);
    this.growth =
        PiecewiseSmooth.of(u -> activation.value(u) * activation.derivative(u) * u, breaks);
    this.jumps = activation.jumps();
  }

  Activation activation() {
    return activation;
  }

  boolean jumps() {
    return !jumps.isEmpty();
  }

  Moments at(double q) {
    Moments known = moments.get(q);
    if (known != null) {
      return known;
    }
    Moments computed = q < TANGENT ? tangent(q) : quadrature(q);
    if (moments.size() > MOST_KEPT) {
      moments.clear();
    }
    moments.put(q, computed);
    return computed;
  }

  GaussianAverage value(double q) {
    return table(values, value, q);
  }

  GaussianAverage slope(double q) {
    return table(slopes, slope, q);
  }

  private static GaussianAverage table(
      Map<Double, GaussianAverage> tables, PiecewiseSmooth f, double q) {
    GaussianAverage known = tables.get(q);
    if (known != null) {
      return known;
    }
    if (tables.size() > MOST_TABLES) {
      tables.clear();
    }
    GaussianAverage fresh = GaussianAverage.of(f, q);
    tables.put(q, fresh);
    return fresh;
  }

  private Moments quadrature(double q) {
    Expectation square = GaussianAverage.of(value, q).meanSquare();
    if (!Double.isFinite(square.value())) {
      Expectation infinite = new Expectation(Double.POSITIVE_INFINITY, 0);
      return new Moments(infinite, infinite, infinite);
    }
    Expectation slopeSquare =
        jumps()
            ? new Expectation(Double.POSITIVE_INFINITY, 0)
            : GaussianAverage.of(slope, q).meanSquare();
    Expectation grown = GaussianAverage.of(growth, q).mean().times(1 / q);
    for (Jump j : jumps) {
      double step = j.right() * j.right() - j.left() * j.left();
      double delta = step * j.location() * density(j.location(), q) / (2 * q);
      grown = grown.plus(new Expectation(delta, 1e-15 * Math.abs(delta)));
    }
    return new Moments(square, slopeSquare, grown);
  }

  private Moments tangent(double q) {
    double right = activation.value(NEAR_ZERO);
    double left = activation.value(-NEAR_ZERO);
    double slopeRight = activation.derivative(NEAR_ZERO);
    double slopeLeft = activation.derivative(-NEAR_ZERO);
    boolean through = Math.abs(right) <= 1e-100 && Math.abs(left) <= 1e-100;
    double slopeSquare = 0.5 * (slopeRight * slopeRight + slopeLeft * slopeLeft);
    double square = 0.5 * (right * right + left * left);
    if (!Double.isFinite(slopeSquare) || !through) {
      Moments near = quadrature(1e-12);
      double slopes = jumpsAtZero() ? Double.POSITIVE_INFINITY : near.slopeSquare().value();
      return new Moments(
          new Expectation(through ? near.square().value() * (q / 1e-12) : square, 1e-15 * square),
          new Expectation(slopes, near.slopeSquare().error()),
          near.growth());
    }
    Expectation flat = new Expectation(slopeSquare, 4e-16 * slopeSquare);
    return new Moments(new Expectation(slopeSquare * q, 4e-16 * slopeSquare * q), flat, flat);
  }

  private boolean jumpsAtZero() {
    return jumps.stream().anyMatch(j -> j.location() == 0);
  }

  /**
   * \( E\,\phi'(u_1)\phi'(u_2) \) at equal lengths, the deltas at jumps included; infinite at c = 1
   * where φ jumps.
   */
  Expectation slopeProduct(double q, Correlation c) {
    GaussianAverage regular = slope(q);
    Expectation sum = regular.product(regular, c);
    if (!jumps()) {
      return sum;
    }
    if (c.oneMinus() == 0) {
      return new Expectation(Double.POSITIVE_INFINITY, 0);
    }
    double conditional = q * c.oneMinus() * c.onePlus();
    for (Jump i : jumps) {
      double centre = c.value() * i.location();
      double[] moved = slope.breakpoints();
      for (int k = 0; k < moved.length; k++) {
        moved[k] -= centre;
      }
      if (conditional > 0) {
        Expectation mean =
            GaussianAverage.of(PiecewiseSmooth.of(v -> slope.at(centre + v), moved), conditional)
                .mean();
        sum = sum.plus(mean.times(2 * i.size() * density(i.location(), q)));
      }
      for (Jump j : jumps) {
        double both = i.size() * j.size() * density(i.location(), j.location(), q, c);
        sum = sum.plus(new Expectation(both, 1e-15 * Math.abs(both)));
      }
    }
    return sum;
  }

  private static double density(double u, double q) {
    return Math.exp(-0.5 * u * u / q) / Math.sqrt(2 * Math.PI * q);
  }

  private static double density(double u, double v, double q, Correlation c) {
    double apart = u == v ? 0 : (u - v) * (u - v) / (2 * c.oneMinus());
    double together = u == -v ? 0 : (u + v) * (u + v) / (2 * c.onePlus());
    return Math.exp(-0.5 * (apart + together) / q) / (2 * Math.PI * q * c.orthogonal());
  }
}
