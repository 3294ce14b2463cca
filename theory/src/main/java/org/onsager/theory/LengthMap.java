package org.onsager.theory;

import java.util.ArrayList;
import java.util.List;
import org.onsager.numerics.gaussian.Expectation;
import org.onsager.theory.Averages.Moments;
import org.onsager.theory.LengthFixedPoint.Stability;

/**
 * How a layer changes the length of a signal, \( q' = \frac{\sigma_w^2}{\rho} \int Dz\, \phi(\sqrt
 * q z)^2 + \sigma_b^2 \) (Schoenholz et al., eq. 3; ρ is dropout's keep probability), and all
 * lengths that it keeps.
 */
public final class LengthMap {
  private static final int PER_DECADE = 8;
  private static final double SMALLEST = 1e-10;
  private static final double USUAL = 1e8;
  private static final double LARGEST = 1e14;

  /** Differences smaller than this, relative to the length, are rounding. */
  private static final double NOISE = 2e-13;

  private final Averages averages;
  private final double gain;
  private final double biasVariance;
  private final boolean neutral;
  private final boolean monotone;
  private final boolean runsAway;
  private final List<LengthFixedPoint> fixedPoints;

  LengthMap(Averages averages, double gain, double biasVariance) {
    this.averages = averages;
    this.gain = gain;
    this.biasVariance = biasVariance;
    if (averages.activation().isScaleInvariant()) {
      double factor = factorOfScaleInvariant();
      boolean one = Math.abs(factor - 1) <= 4e-15;
      this.neutral = one && biasVariance == 0;
      this.monotone = true;
      this.runsAway = !neutral && (one || factor > 1);
      this.fixedPoints = ofScaleInvariant(factor, one);
    } else {
      this.neutral = false;
      Scan scan = new Scan();
      this.fixedPoints = List.copyOf(scan.found);
      this.monotone = scan.monotone;
      this.runsAway = scan.lastSign > 0;
    }
  }

  private double factorOfScaleInvariant() {
    return gain * averages.at(0).slopeSquare().value();
  }

  private List<LengthFixedPoint> ofScaleInvariant(double factor, boolean one) {
    if (neutral) {
      return List.of(new LengthFixedPoint(0, 0, 1, Stability.NEUTRAL));
    }
    if (biasVariance == 0) {
      return List.of(
          new LengthFixedPoint(0, 0, factor, factor < 1 ? Stability.ATTRACTS : Stability.REPELS));
    }
    if (one || factor > 1) {
      return List.of();
    }
    double length = biasVariance / (1 - factor);
    return List.of(
        new LengthFixedPoint(length, 1e-15 * length / (1 - factor), factor, Stability.ATTRACTS));
  }

  /** The length after one layer. */
  public Expectation next(double length) {
    Expectation square = averages.at(length).square();
    return new Expectation(gain * square.value() + biasVariance, gain * square.error());
  }

  /** \( dq'/dq = \frac{\sigma_w^2}{\rho}\, E[\phi\phi' z]/\sqrt q \), right at kinks and jumps. */
  public Expectation slope(double length) {
    return averages.at(length).growth().times(gain);
  }

  /** All lengths that are kept, ascending; 0 among them where it is one. */
  public List<LengthFixedPoint> fixedPoints() {
    return fixedPoints;
  }

  /** Whether every length is kept, as by critical linear and ReLU networks without bias. */
  public boolean keepsEveryLength() {
    return neutral;
  }

  /** Whether signals that are long enough grow without bound. */
  public boolean runsAway() {
    return runsAway;
  }

  /**
   * The length beyond which signals grow without bound: 0 where all do, infinite where none does.
   */
  public double runawayThreshold() {
    if (!runsAway) {
      return Double.POSITIVE_INFINITY;
    }
    return fixedPoints.isEmpty() ? 0 : fixedPoints.getLast().length();
  }

  /** Where a signal goes that has this length now. */
  public LengthLimit from(double length) {
    if (neutral) {
      LengthFixedPoint here = new LengthFixedPoint(length, 0, 1, Stability.NEUTRAL);
      return new LengthLimit(LengthLimit.Kind.KEEPS, length, here);
    }
    return monotone ? byBrackets(length) : byIteration(length);
  }

  private LengthLimit byBrackets(double length) {
    LengthFixedPoint below = null;
    for (LengthFixedPoint p : fixedPoints) {
      if (Math.abs(p.length() - length) <= 4 * p.error() + 1e-15 * length) {
        return reaches(p);
      }
      if (p.length() > length) {
        return rises(length) || below == null ? reaches(p) : reaches(below);
      }
      below = p;
    }
    if (below == null || rises(length)) {
      return new LengthLimit(LengthLimit.Kind.GROWS, Double.POSITIVE_INFINITY, null);
    }
    return reaches(below);
  }

  private boolean rises(double length) {
    return next(length).value() > length;
  }

  private static LengthLimit reaches(LengthFixedPoint p) {
    return new LengthLimit(LengthLimit.Kind.REACHES, p.length(), p);
  }

  private LengthLimit byIteration(double start) {
    double length = start;
    for (int i = 0; i < 3000; i++) {
      double after = next(length).value();
      if (!(after < LARGEST)) {
        return new LengthLimit(LengthLimit.Kind.GROWS, Double.POSITIVE_INFINITY, null);
      }
      if (Math.abs(after - length) <= 1e-12 * length || after < 1e-200) {
        break;
      }
      length = after;
    }
    LengthFixedPoint nearest = null;
    for (LengthFixedPoint p : fixedPoints) {
      if (nearest == null || Math.abs(p.length() - length) < Math.abs(nearest.length() - length)) {
        nearest = p;
      }
    }
    if (nearest != null && Math.abs(nearest.length() - length) <= 1e-3 * length + 1e-6) {
      return reaches(nearest);
    }
    return new LengthLimit(LengthLimit.Kind.WANDERS, length, null);
  }

  /** One walk over all lengths: zeros and touching points of q' − q. */
  private final class Scan {
    final List<LengthFixedPoint> found = new ArrayList<>();
    boolean monotone = true;
    double lastSign;

    Scan() {
      double previous = 0;
      double excess = next(0).value();
      double tilt = slope(0).value() - 1;
      lastSign = Math.signum(excess);
      if (excess == 0) {
        atZero(tilt);
      }
      for (int k = 0; ; k++) {
        double q = SMALLEST * Math.pow(10, k / (double) PER_DECADE);
        double after = next(q).value();
        if (!(after < 1e200)) {
          lastSign = 1;
          break;
        }
        double slope = slope(q).value();
        double here = after - q;
        if (Math.abs(here) <= NOISE * q) {
          here = 0;
        }
        monotone &= slope >= -1e-12 || after <= biasVariance;
        step(previous, excess, tilt, q, here, slope - 1);
        previous = q;
        excess = here;
        tilt = slope - 1;
        boolean far = q >= USUAL && (here <= 0 || tilt >= 0);
        if (q >= 1e3 && after < 0.05 * q || far || q >= LARGEST) {
          break;
        }
      }
    }

    private void atZero(double tilt) {
      double beyond = next(SMALLEST).value() - SMALLEST;
      boolean attracts = Math.abs(beyond) > NOISE * SMALLEST ? beyond < 0 : tilt < 0;
      found.add(
          new LengthFixedPoint(0, 0, tilt + 1, attracts ? Stability.ATTRACTS : Stability.REPELS));
      lastSign = attracts ? -1 : 1;
    }

    private void step(double a, double ra, double ta, double b, double rb, double tb) {
      double before = lastSign;
      double after = Math.signum(rb);
      if (after == 0) {
        return;
      }
      if (before != 0 && after != before && (ra != 0 || a > 0)) {
        add(root(a, b, before), before, after);
      } else if (before == after && ra != 0 && ta * before < 0 && tb * before > 0) {
        touch(a, b, before);
      }
      lastSign = after;
    }

    /**
     * Looks for two roots, or one double root, between a and b where the excess has an extremum.
     */
    private void touch(double a, double b, double sign) {
      double low = a;
      double high = b;
      for (int i = 0; i < 60 && high - low > 1e-9 * high; i++) {
        double middle = 0.5 * (low + high);
        if ((slope(middle).value() - 1) * sign < 0) {
          low = middle;
        } else {
          high = middle;
        }
      }
      double q = 0.5 * (low + high);
      double excess = next(q).value() - q;
      if (Math.abs(excess) <= 1e-12 * q) {
        found.add(new LengthFixedPoint(q, 1e-6 * q, slope(q).value(), Stability.HALF_STABLE));
      } else if (excess * sign < 0) {
        add(root(a, q, sign), sign, -sign);
        add(root(q, b, -sign), -sign, sign);
      }
    }

    private void add(double q, double before, double after) {
      double slope = slope(q).value();
      double error = (next(q).error() + 2e-16 * q) / Math.max(Math.abs(1 - slope), 1e-12);
      boolean attracts = before > 0 && after < 0 && slope > -1;
      found.add(
          new LengthFixedPoint(q, error, slope, attracts ? Stability.ATTRACTS : Stability.REPELS));
    }

    /** Newton's method within a bracket; the excess has the given sign at the lower end. */
    private double root(double lower, double upper, double sign) {
      double low = lower;
      double high = upper;
      double q = low > 0 ? Math.sqrt(low * high) : 0.5 * high;
      for (int i = 0; i < 200; i++) {
        double excess = next(q).value() - q;
        if (excess == 0) {
          return q;
        }
        if (Math.signum(excess) == sign) {
          low = q;
        } else {
          high = q;
        }
        double newton = q - excess / (slope(q).value() - 1);
        double better = newton > low && newton < high ? newton : 0.5 * (low + high);
        if (Math.abs(better - q) <= 2e-16 * q || high - low <= 4e-16 * high) {
          return better;
        }
        q = better;
      }
      return q;
    }
  }

  /** The averages at a length, for what else is built on them. */
  Moments moments(double length) {
    return averages.at(length);
  }
}
