package org.onsager.theory;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.onsager.architecture.Activation;
import org.onsager.theory.Averages.Moments;

/**
 * Where an activation is critical, \( \chi_1 = \sigma_w^2 E\phi'^2 = 1 \) at a fixed length q: as a
 * curve over q, \( \sigma_w^2 = 1/E\phi'^2 \), \( \sigma_b^2 = q - \sigma_w^2 E\phi^2 \).
 */
public final class CriticalLine {
  private static final int PER_DECADE = 8;
  private static final double SMALLEST = 1e-9;
  private static final double LARGEST = 1e7;

  private final Averages averages;

  CriticalLine(Averages averages) {
    this.averages = averages;
  }

  /** The critical line of an activation (without dropout). */
  public static CriticalLine of(Activation activation) {
    return new CriticalLine(new Averages(activation));
  }

  /** The point of the curve at a length; its bias variance may be negative: then none exists. */
  public CriticalPoint at(double length) {
    Moments m = averages.at(length);
    double weightVariance = 1 / m.slopeSquare().value();
    double ratio = m.square().value() * weightVariance;
    double square = m.square().value();
    double relative =
        m.slopeSquare().error() * weightVariance + (square > 0 ? m.square().error() / square : 0);
    return new CriticalPoint(
        weightVariance,
        length - ratio,
        length,
        weightVariance * m.growth().value(),
        relative * weightVariance);
  }

  /** All critical points at this bias variance, by ascending length; empty where there is none. */
  public List<CriticalPoint> pointsAt(double biasVariance) {
    return List.copyOf(find(biasVariance));
  }

  /** Why there is no critical weight variance at this bias variance; empty where there is one. */
  public String reason(double biasVariance) {
    if (!pointsAt(biasVariance).isEmpty()) {
      return "";
    }
    Activation a = averages.activation();
    if (averages.jumps()) {
      return a.text()
          + " jumps: two inputs, however close, are driven apart at once (χ₁ is infinite), so no"
          + " weight variance is critical";
    }
    if (a.isScaleInvariant()) {
      return a.text()
          + " with σ_b² > 0 keeps a length only where χ₁ < 1: it is critical at σ_b² = 0 alone,"
          + " with σ_w² = "
          + 1 / averages.at(0).slopeSquare().value();
    }
    return "no weight variance has χ₁ = 1 at a kept length for "
        + a.text()
        + " at σ_b² = "
        + biasVariance;
  }

  private List<CriticalPoint> find(double biasVariance) {
    List<CriticalPoint> points = new ArrayList<>();
    if (averages.jumps()) {
      return points;
    }
    CriticalPoint zero = at(0.0);
    boolean through = averages.at(0).square().value() == 0;
    if (averages.activation().isScaleInvariant()) {
      if (biasVariance == 0) {
        points.add(zero);
      }
      return points;
    }
    if (biasVariance == 0 && through && zero.weightVariance() < 1e12) {
      points.add(new CriticalPoint(zero.weightVariance(), 0, 0, zero.lengthSlope(), zero.error()));
    }
    double previous = Double.NaN;
    double before = 0;
    for (int k = 0; ; k++) {
      double q = SMALLEST * Math.pow(10, k / (double) PER_DECADE);
      CriticalPoint p = at(q);
      if (q > LARGEST || !(p.weightVariance() < 1e9) || !Double.isFinite(p.biasVariance())) {
        return points;
      }
      double here = p.biasVariance() - biasVariance;
      if (q >= 100 && here > 0.5 * q) {
        return points; // bounded functions: what the weights can give falls ever further behind q
      }
      double sign = Math.abs(here) <= 1e-12 * q + 1e-15 * biasVariance ? 0 : Math.signum(here);
      if (sign != 0) {
        if (before != 0 && sign != before) {
          points.add(refine(previous, q, before, biasVariance));
        }
        before = sign;
        previous = q;
      }
    }
  }

  private CriticalPoint refine(double a, double b, double sign, double biasVariance) {
    double low = a;
    double high = b;
    for (int i = 0; i < 200; i++) {
      double middle = 0.5 * (low + high);
      if (middle <= low || middle >= high || high - low <= 4e-16 * high) {
        break;
      }
      if (Math.signum(at(middle).biasVariance() - biasVariance) == sign) {
        low = middle;
      } else {
        high = middle;
      }
    }
    CriticalPoint p = at(0.5 * (low + high));
    return new CriticalPoint(
        p.weightVariance(),
        biasVariance,
        p.length(),
        p.lengthSlope(),
        p.error() + 1e-14 * p.weightVariance());
  }

  /**
   * The critical point nearest to these variances that does not repel: at the same bias variance
   * where there is one, else along the whole line, by \( |\log\sigma_w^2| + |\sigma_b^2|/(0.1 +
   * \sigma_b^2) \) of the differences; empty where the line has none.
   */
  public Optional<CriticalPoint> nearest(double weightVariance, double biasVariance) {
    Comparator<CriticalPoint> nearest =
        Comparator.comparingDouble(
            p ->
                Math.abs(Math.log(p.weightVariance() / weightVariance))
                    + Math.abs(p.biasVariance() - biasVariance) / (0.1 + biasVariance));
    Optional<CriticalPoint> beside =
        pointsAt(biasVariance).stream().filter(p -> !p.repels()).min(nearest);
    if (beside.isPresent()) {
      return beside;
    }
    List<CriticalPoint> candidates = new ArrayList<>(pointsAt(0));
    for (double q = 1e-3; q < 1e3 && !averages.activation().isScaleInvariant(); q *= 1.08) {
      CriticalPoint p = at(q);
      if (p.biasVariance() >= 0 && p.weightVariance() > 0) {
        candidates.add(p);
      }
    }
    return candidates.stream().filter(p -> !p.repels()).min(nearest);
  }

  /**
   * The weight variances of the line over bias variances; NaN where there is none that attracts.
   */
  public double[] weightVariances(double[] biasVariances) {
    double[] result = new double[biasVariances.length];
    for (int i = 0; i < result.length; i++) {
      result[i] =
          pointsAt(biasVariances[i]).stream()
              .filter(p -> !p.repels())
              .mapToDouble(CriticalPoint::weightVariance)
              .findFirst()
              .orElse(Double.NaN);
    }
    return result;
  }
}
