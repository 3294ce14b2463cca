package org.onsager.workbench;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.onsager.numerics.gaussian.Correlation;
import org.onsager.theory.CriticalPoint;
import org.onsager.theory.LengthLimit;
import org.onsager.theory.LengthMap;
import org.onsager.theory.MeanField;
import org.onsager.theory.Phase;
import org.onsager.theory.PhasePoint;
import org.onsager.theory.Quantity;
import org.onsager.theory.Trajectory;

/**
 * What mean-field theory says of one network, of its own depth and widths: its point of the phase
 * diagram, two pairs of inputs followed through it, and what becomes of gradients.
 *
 * <p>Layer 1 is the first hidden layer's pre-activation; the output's is layer L + 1, so that
 * signals and gradients pass L activations.
 */
final class Outlook {
  private static final int STRIDE = 4;
  private static final int MOST_FOLLOWED = 128;
  private static final double SETTLED = 1e-7;
  private static final double NEAR = 1e-5;
  private static final double ALIKE = 1e-10;
  private static final int TRIED = 8;

  /** How alike the inputs of the similar pair are. */
  static final double SIMILAR = 0.9;

  private final MeanField field;
  private final int[] widths;
  private final double inputLength;
  private final PhasePoint point;
  private final LengthMap map;
  private final Trajectory unrelated;
  private final Trajectory similar;

  private Outlook(
      MeanField field, int[] widths, double inputLength, PhasePoint point, List<Trajectory> pairs) {
    this.field = field;
    this.widths = widths;
    this.inputLength = inputLength;
    this.point = point;
    this.map = field.lengthMap();
    this.unrelated = pairs.get(0);
    this.similar = pairs.get(1);
  }

  /** The outlook of a network with these widths for inputs of this mean square. */
  static Outlook of(MeanField field, int[] widths, double inputLength) {
    PhasePoint point = field.phase(inputLength);
    double first = field.firstLength(inputLength);
    double shared = first - field.biasVariance();
    List<Trajectory> pairs =
        Stream.of(0.0, SIMILAR)
            .parallel()
            .map(c -> (shared * c + field.biasVariance()) / first)
            .map(c -> follow(field, first, c, widths.length - 2, point.limit().length()))
            .toList();
    return new Outlook(field, widths.clone(), inputLength, point, pairs);
  }

  /**
   * Two signals of equal length through the network, until nothing moves any more. A length that is
   * near its limit is put there, so that its tables are made once.
   */
  private static Trajectory follow(
      MeanField field, double first, double correlation, int depth, double limit) {
    if (!(first > 0)) {
      return new Trajectory(List.of(0.0), List.of(0.0), List.of(Correlation.ONE), List.of(0.0));
    }
    List<Double> lengths = new ArrayList<>();
    List<Correlation> correlations = new ArrayList<>();
    List<Double> gradients = new ArrayList<>();
    int most = Math.min(depth, MOST_FOLLOWED);
    double q = first;
    Correlation c = Correlation.of(Math.min(1, correlation));
    lengths.add(q);
    correlations.add(c);
    gradients.add(field.gradientFactor(q).value());
    boolean moves = true;
    while (moves && lengths.size() <= most) {
      Trajectory t = field.trajectory(q, q, c, Math.min(STRIDE, most + 1 - lengths.size()));
      int n = t.depth();
      lengths.addAll(t.first().subList(1, n + 1));
      correlations.addAll(t.correlations().subList(1, n + 1));
      gradients.addAll(t.gradientFactors().subList(1, n + 1));
      if (n == 0) {
        break;
      }
      Correlation after = t.correlations().get(n);
      moves =
          Math.abs(t.first().get(n) - q) > SETTLED * q
              || Math.abs(after.oneMinus() - c.oneMinus())
                  > SETTLED * Math.min(after.oneMinus(), after.onePlus()) + ALIKE;
      q = t.first().get(n);
      c = after;
      if (Double.isFinite(limit) && Math.abs(q - limit) <= NEAR * limit) {
        q = limit;
      }
    }
    return new Trajectory(lengths, lengths, correlations, gradients);
  }

  LengthMap map() {
    return map;
  }

  MeanField field() {
    return field;
  }

  PhasePoint point() {
    return point;
  }

  Phase phase() {
    return point.phase();
  }

  double inputLength() {
    return inputLength;
  }

  int[] widths() {
    return widths.clone();
  }

  /** L, the number of hidden layers. */
  int depth() {
    return widths.length - 2;
  }

  /** The width of the narrowest hidden layer, or of the output where there is none. */
  int width() {
    int least = widths[1];
    for (int l = 1; l < widths.length - 1; l++) {
      least = Math.min(least, widths[l]);
    }
    return least;
  }

  /** L/N, the sum of 1/N over the hidden layers: the order of what finite width changes. */
  double aspect() {
    double sum = 0;
    for (int l = 1; l < widths.length - 1; l++) {
      sum += 1.0 / widths[l];
    }
    return sum;
  }

  /** p, the probability to drop a unit. */
  double dropout() {
    return Math.rint(1e12 * (1 - field.keep())) / 1e12;
  }

  /** Two unrelated inputs on their way; element l is layer l + 1. */
  Trajectory unrelated() {
    return unrelated;
  }

  /** Two inputs of correlation 0.9 on their way. */
  Trajectory similar() {
    return similar;
  }

  /** The length of the output's pre-activation; infinite where it leaves the range of doubles. */
  double lastLength() {
    int at = unrelated.depth();
    if (at >= depth()) {
      return unrelated.first().get(depth());
    }
    if (point.limit().kind() == LengthLimit.Kind.GROWS) {
      double q = unrelated.first().get(at);
      for (int l = at; l < depth() && q < 1e12; l++) {
        q = map.next(q).value();
      }
      return q < 1e12 ? q : Double.POSITIVE_INFINITY;
    }
    return point.limit().kind() == LengthLimit.Kind.WANDERS
        ? unrelated.first().get(at)
        : point.limit().length();
  }

  /** The first layer in which the length is within a tenth of its limit; 0 where it is in none. */
  int settledAt() {
    double q = point.limit().length();
    for (int l = 0; l <= unrelated.depth(); l++) {
      if (Math.abs(unrelated.first().get(l) - q) <= 0.1 * q) {
        return l + 1;
      }
    }
    return 0;
  }

  /**
   * What is left at the output of the difference between the correlations of the two pairs, 1 at
   * the start: what tells inputs that are alike from inputs that are not.
   */
  double memory() {
    int at = Math.min(Math.min(unrelated.depth(), similar.depth()), depth());
    double start = apart(0);
    double there = start > 0 ? apart(at) / start : 0;
    if (at >= depth()) {
      return there;
    }
    Quantity xi = point.xiC();
    return xi.found().isPresent() && xi.value() > 0
        ? there * Math.exp(-(depth() - at) / xi.value())
        : there;
  }

  private double apart(int layer) {
    return unrelated.correlations().get(layer).oneMinus()
        - similar.correlations().get(layer).oneMinus();
  }

  /**
   * The decimal logarithm of what the mean square gradient is multiplied by from the output back to
   * the first layer, \( (\chi_1/\rho)^L \); NaN where χ₁ has no value.
   */
  double logGrowth() {
    Quantity factor = point.gradientFactor();
    return factor.found().isPresent() ? depth() * Math.log10(factor.value()) : Double.NaN;
  }

  /**
   * The same with the factor of every layer that the signal really passes; NaN beyond those
   * followed.
   */
  double logGrowthOfSignal() {
    if (unrelated.depth() < depth() && Double.isNaN(logGrowth())) {
      return Double.NaN;
    }
    double sum = 0;
    int known = Math.min(depth(), unrelated.depth());
    for (int l = 0; l < known; l++) {
      sum += Math.log10(unrelated.gradientFactors().get(l));
    }
    return known < depth() ? sum + (depth() - known) * logGrowth() / depth() : sum;
  }

  /**
   * The critical initialisation nearest to the asked one: at the same bias variance if inputs of
   * this length reach its length there, else anywhere on the critical line; one that repels only
   * where there is no other.
   */
  @Nullable CriticalPoint nearestCritical() {
    if (field.keep() < 1) {
      return null;
    }
    List<CriticalPoint> here = byDistance(point.criticalPoints());
    List<CriticalPoint> line = new ArrayList<>();
    line.add(field.criticalLine().at(0));
    if (!field.activation().isScaleInvariant() && field.activation().jumps().isEmpty()) {
      for (int k = 0; k <= 8 * 14; k++) {
        line.add(field.criticalLine().at(1e-9 * Math.pow(10, k / 8.0)));
      }
    }
    List<CriticalPoint> held =
        Stream.concat(here.stream(), byDistance(line).stream()).filter(p -> !p.repels()).toList();
    return held.stream()
        .limit(TRIED)
        .filter(this::reaches)
        .findFirst()
        .or(() -> held.stream().findFirst())
        .or(() -> here.stream().findFirst())
        .orElse(null);
  }

  private List<CriticalPoint> byDistance(List<CriticalPoint> points) {
    return points.stream()
        .filter(p -> p.weightVariance() > 0 && p.weightVariance() < 1e9)
        .filter(p -> p.biasVariance() >= -1e-12 && p.biasVariance() < 1e9)
        .map(
            p ->
                new CriticalPoint(
                    p.weightVariance(),
                    Math.max(0, p.biasVariance()),
                    p.length(),
                    p.lengthSlope(),
                    p.error()))
        .sorted(Comparator.comparingDouble(this::distance))
        .toList();
  }

  private double distance(CriticalPoint p) {
    return Math.hypot(
        Math.sqrt(p.weightVariance()) - Math.sqrt(field.weightVariance()),
        Math.sqrt(p.biasVariance()) - Math.sqrt(field.biasVariance()));
  }

  /** The length beyond which signals grow without bound; infinite where none does. */
  double runaway() {
    return map.runawayThreshold();
  }

  /** Whether inputs of the asked length reach the length of a critical point. */
  boolean reaches(CriticalPoint critical) {
    MeanField there = field.at(critical.weightVariance(), critical.biasVariance());
    LengthLimit limit = there.lengthMap().from(there.firstLength(inputLength));
    return switch (limit.kind()) {
      case KEEPS -> true;
      case REACHES ->
          Math.abs(limit.length() - critical.length()) <= 1e-3 * critical.length() + 1e-6;
      case GROWS, WANDERS -> false;
    };
  }
}
