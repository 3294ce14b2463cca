package org.onsager.sweep;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.onsager.lab.Claim;
import org.onsager.lab.Judgement;
import org.onsager.lab.Measured;
import org.onsager.lab.Prediction;
import org.onsager.lab.Tails;

/**
 * A claim at one sweep point, as numbers.
 *
 * <p>A claim that is more than a number gives the one that matters: a curve the sample that
 * deviates most, an ordering the neighbouring pair that is nearest to the wrong order (the gap
 * between them), an identity its right side as prediction of its left, a distribution its
 * Kolmogorov distance against zero.
 *
 * @param claim the claim's id
 * @param quantity what is predicted and measured, in symbols; or the claim's sentence
 * @param prediction theory's number
 * @param predictionError its declared error
 * @param measurement the measured number
 * @param standardError its standard error; NaN where it has none
 * @param deviation measurement against theory beyond the claim's band, in standard deviations of a
 *     normal with the same two-sided probability; negative when the measurement is below
 * @param p the probability of at least that deviation if theory holds
 * @param verdict the verdict's word
 * @param reason why, or empty
 */
public record ClaimResult(
    String claim,
    String quantity,
    double prediction,
    double predictionError,
    double measurement,
    double standardError,
    double deviation,
    double p,
    String verdict,
    String reason) {
  /** A deviation larger than any that matters, instead of infinity. */
  private static final double FAR = 36;

  private static final double LEAST_PROBABILITY = 1e-280;

  /** The claim with its judgement, as numbers. */
  static ClaimResult of(Claim claim, Judgement judgement) {
    Numbers n = numbers(claim);
    double p = claim.test().p();
    double z = p >= 1 ? 0 : p < LEAST_PROBABILITY ? FAR : quantile(p);
    String quantity = claim.statement().quantity();
    return new ClaimResult(
        claim.statement().id(),
        quantity.isEmpty() ? claim.statement().text() : quantity,
        n.prediction,
        n.error,
        n.measured,
        n.standardError,
        n.measured < n.prediction ? -z : z,
        p,
        judgement.verdict().word(),
        judgement.verdict().reason());
  }

  private static double quantile(double p) {
    return Math.min(FAR, Tails.studentQuantile(p, Double.POSITIVE_INFINITY));
  }

  private record Numbers(double prediction, double error, double measured, double standardError) {
    static Numbers of(Prediction p, Measured m) {
      return new Numbers(p.value(), p.error(), m.mean(), m.standardError());
    }
  }

  private static Numbers numbers(Claim claim) {
    return switch (claim) {
      case Claim.Point c -> Numbers.of(c.predicted(), c.measured());
      case Claim.Exponent c -> Numbers.of(c.predicted(), c.measured());
      case Claim.Transition c -> Numbers.of(c.predicted(), c.measured());
      case Claim.Bound c -> Numbers.of(c.bound(), c.measured());
      case Claim.Curve c -> worst(c);
      case Claim.Ordering c -> nearest(c);
      case Claim.Identity c -> {
        Measured gap = c.left().minus(c.right());
        yield new Numbers(c.right().mean(), c.rounding(), c.left().mean(), gap.standardError());
      }
      case Claim.Distribution c -> new Numbers(0, c.bias(), distance(c), Double.NaN);
    };
  }

  private static Numbers worst(Claim.Curve c) {
    Claim.Curve.Sample worst = c.samples().getFirst();
    double most = Double.NEGATIVE_INFINITY;
    for (Claim.Curve.Sample s : c.samples()) {
      double beyond =
          Math.abs(s.measured().mean() - c.predicted().at(s.x()))
              - c.bias()
              - c.predicted().error();
      double z = s.measured().standardError() > 0 ? beyond / s.measured().standardError() : beyond;
      if (z > most) {
        most = z;
        worst = s;
      }
    }
    return new Numbers(
        c.predicted().at(worst.x()),
        c.predicted().error(),
        worst.measured().mean(),
        worst.measured().standardError());
  }

  private static Numbers nearest(Claim.Ordering c) {
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < c.predicted().size(); i++) {
      order.add(i);
    }
    order.sort(Comparator.comparingDouble(i -> c.predicted().get(i).value()));
    Numbers nearest = new Numbers(Double.NaN, 0, Double.NaN, Double.NaN);
    double least = Double.POSITIVE_INFINITY;
    for (int i = 1; i < order.size(); i++) {
      int low = order.get(i - 1);
      int high = order.get(i);
      Measured gap = c.measured().get(high).minus(c.measured().get(low));
      double z = gap.standardError() > 0 ? gap.mean() / gap.standardError() : gap.mean();
      if (z < least) {
        least = z;
        nearest =
            new Numbers(
                c.predicted().get(high).value() - c.predicted().get(low).value(),
                c.predicted().get(high).error() + c.predicted().get(low).error(),
                gap.mean(),
                gap.standardError());
      }
    }
    return nearest;
  }

  private static double distance(Claim.Distribution c) {
    double[] draws = c.draws().clone();
    Arrays.sort(draws);
    double distance = 0;
    for (int i = 0; i < draws.length; i++) {
      double f = c.predicted().at(draws[i]);
      double below = f - (double) i / draws.length;
      distance = Math.max(distance, Math.max(below, (double) (i + 1) / draws.length - f));
    }
    return distance;
  }
}
