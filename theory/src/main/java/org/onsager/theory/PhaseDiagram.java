package org.onsager.theory;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.onsager.lab.Prediction;
import org.onsager.lab.Refusal;
import org.onsager.lab.Regime;
import org.onsager.numerics.gaussian.Correlation;
import org.onsager.numerics.gaussian.Expectation;
import org.onsager.theory.LengthFixedPoint.Stability;

/** Puts the maps together into one point of the phase diagram. */
final class PhaseDiagram {
  private static final Regime WIDE = Regime.asymptotic("width → ∞");
  private static final Regime DEEP = Regime.asymptotic("width → ∞, then depth → ∞");

  /** Closer to 1 than this, a slope is 1: the rounding of what a critical point is made of. */
  private static final double CRITICAL = 1e-9;

  /** Below this length a kept length is zero. */
  private static final double NOTHING = 1e-12;

  /** A length that stands for infinity. */
  private static final double FAR = 1e8;

  private static final double DECLARED_ERROR = 1e-6;

  private final MeanField field;
  private final LengthMap lengths;
  private final LengthLimit limit;
  private final List<String> warnings = new ArrayList<>();

  private PhaseDiagram(MeanField field, double start) {
    this.field = field;
    this.lengths = field.lengthMap();
    this.limit = lengths.from(start);
  }

  static PhasePoint point(MeanField field, double start) {
    if (!(start >= 0) || Double.isInfinite(start)) {
      throw new Refusal("the length of an input is a finite number of at least 0, not " + start);
    }
    return new PhaseDiagram(field, start).point();
  }

  private PhasePoint point() {
    return switch (limit.kind()) {
      case GROWS -> runaway();
      case WANDERS -> wandering();
      case KEEPS, REACHES -> settled();
    };
  }

  private PhasePoint runaway() {
    String reason = "the length of signals grows without bound";
    double threshold = lengths.runawayThreshold();
    warnings.add(
        threshold > 0
            ? "the length grows without bound for first pre-activations longer than " + threshold
            : "the length grows without bound for all inputs");
    Regime far = Regime.asymptotic("width → ∞, length → ∞");
    Expectation chi = field.chi1(field.activation().isScaleInvariant() ? 1 : FAR);
    if (!Double.isFinite(chi.value())) {
      return without(
          Phase.RUNAWAY,
          reason,
          Quantity.none(reason),
          Quantity.none(reason),
          Quantity.none(reason));
    }
    Expectation gradient = chi.times(1 / field.keep());
    return without(
        Phase.RUNAWAY,
        reason,
        quantity(chi, far),
        quantity(gradient, far),
        Quantity.of(depth(gradient, far)));
  }

  private PhasePoint wandering() {
    warnings.add("the length of signals neither settles nor grows: no fixed point is reached");
    Quantity none = Quantity.none("the length of signals reaches no fixed point");
    return without(Phase.CHAOTIC, none.note(), none, none, none);
  }

  private PhasePoint without(
      Phase phase, String reason, Quantity chi1, Quantity gradient, Quantity xiGradient) {
    Quantity none = Quantity.none(reason);
    List<CriticalPoint> critical = critical();
    return new PhasePoint(
        phase,
        limit,
        lengths.fixedPoints(),
        none,
        none,
        chi1,
        gradient,
        none,
        none,
        xiGradient,
        critical,
        criticalWeightVariance(critical),
        none,
        List.copyOf(warnings));
  }

  private PhasePoint settled() {
    double q = limit.length();
    LengthFixedPoint fixed = Objects.requireNonNull(limit.fixedPoint());
    double rho = field.keep();
    Expectation chi = chi(q, fixed.error());
    Expectation gradient = chi.times(1 / rho);
    boolean nothing = q <= NOTHING && field.biasVariance() == 0 && !lengths.keepsEveryLength();
    boolean atOne = Math.abs(chi.value() - 1) <= CRITICAL + 2 * chi.error();
    Phase phase =
        nothing && !field.averagesJump() && chi.value() < 1 && !atOne
            ? Phase.COLLAPSED
            : atOne ? Phase.CRITICAL : chi.value() < 1 ? Phase.ORDERED : Phase.CHAOTIC;
    Quantity cStar;
    Quantity xiC;
    if (nothing && phase == Phase.COLLAPSED) {
      cStar =
          Quantity.of(
              new Prediction(1, 0, DEEP),
              "as the limit σ_b² → 0; at σ_b² = 0 itself all signals vanish");
      xiC = Quantity.of(depth(chi, DEEP), cStar.note());
    } else {
      double at = q > 0 ? q : 1e-12;
      boolean separates = rho < 1 || (phase == Phase.CHAOTIC);
      CorrelationMap map = field.correlationMap(at);
      Correlation c = map.attractor(separates);
      Expectation slope = separates ? map.slope(c) : chi;
      double slack = Math.max(1e-16, Math.abs(1 - slope.value()));
      double error = separates ? Math.min(1, map.errorAt(c) / slack + drift(q, fixed, c)) : 0;
      cStar = Quantity.of(new Prediction(c.value(), error, DEEP));
      if (separates) {
        slope = new Expectation(slope.value(), slope.error() + spread(map, c, error));
      }
      xiC = Quantity.of(depth(slope, DEEP));
    }
    notes(phase, chi, gradient, q);
    List<CriticalPoint> critical = critical();
    Expectation slopeQ = lengths.slope(q);
    if (lengths.keepsEveryLength()) {
      slopeQ = new Expectation(1, 0);
    }
    Quantity xiQ =
        Quantity.of(
            depth(new Expectation(Math.abs(slopeQ.value()), slopeQ.error()), WIDE),
            lengths.keepsEveryLength() ? "every length is kept" : "");
    accuracy(q);
    return new PhasePoint(
        phase,
        limit,
        lengths.fixedPoints(),
        Quantity.of(new Prediction(q, fixed.error(), WIDE)),
        cStar,
        quantity(chi, WIDE),
        quantity(gradient, WIDE),
        xiQ,
        xiC,
        Quantity.of(depth(gradient, DEEP)),
        critical,
        criticalWeightVariance(critical),
        trainable(xiC),
        List.copyOf(warnings));
  }

  /** χ₁ with what the fixed point's own error adds. */
  private Expectation chi(double q, double error) {
    Expectation chi = field.chi1(q);
    if (error == 0 || q == 0 || Double.isInfinite(chi.value())) {
      return chi;
    }
    double h = 1e-5;
    double steep = (field.chi1(q * (1 + h)).value() - chi.value()) / (q * h);
    return new Expectation(chi.value(), chi.error() + Math.abs(steep) * error);
  }

  private double drift(double q, LengthFixedPoint fixed, Correlation c) {
    if (q == 0 || fixed.error() < 1e-13 * q) {
      return 0;
    }
    double h = 1e-5;
    double here = field.correlationMap(q).next(c).oneMinus();
    double there = field.correlationMap(q * (1 + h)).next(c).oneMinus();
    return Math.abs(here - there) / (q * h) * fixed.error();
  }

  private static double spread(CorrelationMap map, Correlation c, double error) {
    double h = 1e-6 * Math.min(1, c.oneMinus());
    if (h == 0) {
      return 0;
    }
    Correlation beside = Correlation.fromOneMinus(c.oneMinus() + h);
    double steep = (map.slope(c).value() - map.slope(beside).value()) / h;
    return Double.isFinite(steep) ? Math.abs(steep) * error : 0;
  }

  /** \( -1/\log\chi \) with \( \delta\xi = \xi^2\,\delta\chi/\chi \); infinite at χ = 1. */
  private static Prediction depth(Expectation slope, Regime regime) {
    double chi = slope.value();
    if (chi <= 0) {
      return new Prediction(0, 0, regime);
    }
    if (Double.isInfinite(chi)) {
      return new Prediction(-0.0, 0, regime);
    }
    if (Math.abs(chi - 1) <= CRITICAL + slope.error()) {
      return new Prediction(Double.POSITIVE_INFINITY, 0, regime);
    }
    double depth = -1 / Math.log(chi);
    double error = depth * depth * slope.error() / chi;
    if (slope.error() > 0.1 * chi && chi + slope.error() < 1) {
      // little is known of a slope this small, but that the depth is below that of its bound
      error = Math.max(depth, -1 / Math.log(chi + slope.error()) - depth);
    }
    return new Prediction(depth, error + 4e-16 * Math.abs(depth), regime);
  }

  private static Quantity quantity(Expectation e, Regime regime) {
    return Quantity.of(new Prediction(e.value(), e.error(), regime));
  }

  private static Quantity trainable(Quantity xiC) {
    Prediction depth = xiC.prediction();
    if (depth == null) {
      return Quantity.none(xiC.note());
    }
    return Quantity.of(
        new Prediction(
            6 * depth.value(),
            6 * depth.error(),
            Regime.heuristic("networks train to about 6 ξ_c (Schoenholz et al., section 6)")),
        xiC.note());
  }

  private void notes(Phase phase, Expectation chi, Expectation gradient, double q) {
    if (field.keep() < 1) {
      warnings.add(
          "dropout removes the transition: even equal inputs decorrelate, and ξ_c is finite"
              + " everywhere");
      if ((chi.value() - 1) * (gradient.value() - 1) < 0) {
        warnings.add(
            "correlations see χ₁ = "
                + chi.value()
                + ", gradients χ₁/ρ = "
                + gradient.value()
                + ": on opposite sides of 1");
      }
    }
    LengthFixedPoint fixed = limit.fixedPoint();
    if (fixed != null && fixed.stability() == Stability.REPELS) {
      warnings.add("this length is kept exactly but repels: any other input leaves it");
    }
    if (lengths.runsAway()) {
      warnings.add(
          "the length grows without bound for first pre-activations longer than "
              + lengths.runawayThreshold());
    }
    if (phase == Phase.COLLAPSED && q <= NOTHING) {
      warnings.add("signals vanish: without bias this weight variance cannot hold any length");
    }
  }

  private void accuracy(double q) {
    if (q <= 0) {
      return;
    }
    Expectation square = lengths.moments(q).square();
    Expectation chi = lengths.moments(q).slopeSquare();
    double worst =
        Math.max(
            square.error() / Math.max(square.value(), 1e-300),
            Double.isFinite(chi.value()) ? chi.error() / Math.max(chi.value(), 1e-300) : 0);
    if (worst > DECLARED_ERROR) {
      warnings.add(
          "the averages of "
              + field.activation()
              + " have an estimated relative error of "
              + worst
              + ", above 1e-6: declare its kinks, as in … @ kinks(0, 1.5)");
    }
  }

  private List<CriticalPoint> critical() {
    return field.keep() < 1 ? List.of() : field.criticalLine().pointsAt(field.biasVariance());
  }

  private Quantity criticalWeightVariance(List<CriticalPoint> points) {
    if (field.keep() < 1) {
      return Quantity.none("with dropout no weight variance makes ξ_c diverge");
    }
    if (points.isEmpty()) {
      return Quantity.none(field.criticalLine().reason(field.biasVariance()));
    }
    CriticalPoint chosen =
        points.stream().filter(p -> !p.repels()).findFirst().orElse(points.getFirst());
    String note =
        chosen.repels()
            ? "this critical point repels (λ_q = "
                + chosen.lengthSlope()
                + "): no iterated network stays at its length "
                + chosen.length()
            : "";
    return Quantity.of(new Prediction(chosen.weightVariance(), chosen.error(), WIDE), note);
  }
}
