package org.onsager.workbench;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.onsager.lab.Answer.Grade;
import org.onsager.lab.Answer.News;
import org.onsager.theory.LengthFixedPoint;
import org.onsager.theory.LengthFixedPoint.Stability;
import org.onsager.theory.LengthLimit;
import org.onsager.theory.Phase;
import org.onsager.theory.PhasePoint;
import org.onsager.theory.Quantity;

/**
 * What an engineer should know of a network before training it, in plain words, worst news first.
 */
final class Headlines {
  /** Beyond so many depth scales networks have not been seen to train. */
  static final double TRAINABLE = 6;

  private final Outlook outlook;
  private final PhasePoint point;
  private final Seals seals;
  private final int depth;
  private final List<News> news = new ArrayList<>();

  private Headlines(Outlook outlook, Seals seals) {
    this.outlook = outlook;
    this.point = outlook.point();
    this.seals = seals;
    this.depth = outlook.depth();
  }

  /** All news, worst first. */
  static List<News> of(Outlook outlook, Seals seals) {
    Headlines all = new Headlines(outlook, seals);
    all.reach();
    all.signals();
    all.gradients();
    all.inputs();
    all.choices();
    all.dropout();
    all.critical();
    all.width();
    return all.news.stream().sorted(Comparator.comparing(News::grade)).toList();
  }

  private void say(Grade grade, String heading, String text, String number, String formula) {
    news.add(new News(grade, heading, text, number, formula.isEmpty() ? "" : seals.words(formula)));
  }

  private void reach() {
    if (point.trainableDepth().found().isEmpty()) {
      return;
    }
    double most = point.trainableDepth().value();
    if (Double.isInfinite(most)) {
      say(
          Grade.FINE,
          "Depth is not limited by the initialisation",
          "The network is critical: the depth scale is infinite. What limits depth is the width,"
              + " and the number of steps.",
          "ξ_c = ∞",
          Seals.TRAINABLE);
      return;
    }
    String limit = "6 ξ_c = " + Print.number(most, 3) + " layers";
    if (depth > most) {
      say(
          Grade.BAD,
          "Depth " + Print.count(depth) + " is out of reach",
          "Networks of this kind train down to about six depth scales, here "
              + Print.layers(Math.max(0, (long) most))
              + ". Deeper, what tells one input from another no longer arrives at the output.",
          limit,
          Seals.TRAINABLE);
    } else {
      boolean near = depth > most / 2;
      say(
          near ? Grade.WATCH : Grade.FINE,
          "Depth " + Print.count(depth) + " is within reach" + (near ? ", but not by much" : ""),
          "Networks of this kind train down to about six depth scales, here "
              + Print.layers((long) Math.min(1e15, most))
              + ". The factor six is a rule of thumb.",
          limit,
          Seals.TRAINABLE);
    }
  }

  private void signals() {
    LengthLimit limit = point.limit();
    double first = outlook.unrelated().first().getFirst();
    double last = outlook.lastLength();
    switch (limit.kind()) {
      case GROWS -> {
        double growth = last / first;
        say(
            growth > 1e4 ? Grade.BAD : Grade.WATCH,
            growth > 1e4 ? "Signals explode" : "Signals grow with depth",
            "The mean square of a pre-activation has no limit: over "
                + Print.layers(depth)
                + " it grows "
                + (Double.isInfinite(growth)
                    ? "beyond 10¹²"
                    : "by a factor of " + Print.number(growth, 2))
                + ", and goes on in a deeper network.",
            Double.isInfinite(last) ? "q^L > 10¹²" : "q^L = " + Print.number(last, 3),
            Seals.LENGTH);
      }
      case WANDERS ->
          say(
              Grade.WATCH,
              "Signals do not settle",
              "Their size goes on changing from layer to layer, neither growing without bound nor"
                  + " reaching a fixed length.",
              "no q* is reached",
              Seals.LENGTH);
      case KEEPS ->
          say(
              Grade.FINE,
              "Signals keep the size they come with",
              "Every length is kept on average: a longer input stays longer. Nothing pulls a length"
                  + " back, so in a narrow network it drifts.",
              "q = " + Print.number(limit.length(), 4) + ", kept",
              Seals.LENGTH);
      case REACHES -> reached(limit.length(), first, last);
    }
  }

  private void reached(double q, double first, double last) {
    if (q <= 1e-12) {
      double log = last > 0 ? Math.log10(last / first) : Double.NEGATIVE_INFINITY;
      say(
          log < -6 ? Grade.BAD : log < -1 ? Grade.WATCH : Grade.FINE,
          "Signals shrink to nothing",
          "Over "
              + Print.layers(depth)
              + (last > 0
                  ? " the mean square of a pre-activation falls to "
                      + Print.factor(log)
                      + " of what it was"
                  : " nothing is left of the mean square of a pre-activation")
              + (point.phase() == Phase.CRITICAL
                  ? ", slowly: as 1/l or so at criticality."
                  : "; without bias nothing holds it up."),
          "q* = 0",
          Seals.LENGTH);
      return;
    }
    int layer = outlook.settledAt();
    long attracting =
        point.fixedPoints().stream().filter(p -> p.stability() == Stability.ATTRACTS).count();
    say(
        layer == 0 && depth > 0 ? Grade.WATCH : Grade.FINE,
        layer == 0 ? "Signals are still settling at the output" : "Signals keep their size",
        (attracting == 1 && !point.fixedPoints().isEmpty() && repelling() == 0
                ? "Whatever the length of an input, it ends at the same one"
                : "Inputs of this length end here")
            + (layer == 0
                ? ", but not within this depth."
                : layer == 1
                    ? "; from the first layer on it is within 10\u202f% of it."
                    : "; from layer " + layer + " on it is within 10\u202f% of it."),
        "q* = " + Print.number(q, 4) + ", ξ_q = " + scale(point.xiQ()),
        Seals.LENGTH);
  }

  private long repelling() {
    return point.fixedPoints().stream()
        .filter(p -> p.stability() != Stability.ATTRACTS && p.length() > 0)
        .count();
  }

  private static String scale(Quantity xi) {
    return xi.found().isPresent() ? Print.number(xi.value(), 3) : "none";
  }

  private void gradients() {
    if (!outlook.field().activation().jumps().isEmpty()) {
      say(
          Grade.BAD,
          "Gradients do not see the jumps",
          "The activation jumps, so χ₁ is infinite: inputs however close are driven apart, and"
              + " back-propagation, which knows the slope between the jumps alone, points"
              + " elsewhere.",
          "χ₁ = ∞",
          Seals.CHI);
      return;
    }
    double log = outlook.logGrowth();
    boolean settled = !Double.isNaN(log);
    log = settled ? log : outlook.logGrowthOfSignal();
    if (Double.isNaN(log)) {
      return;
    }
    double size = Math.abs(log);
    Grade grade = size >= 4 ? Grade.BAD : size >= 0.5 ? Grade.WATCH : Grade.FINE;
    String number = "|∇|² × " + Print.factor(log);
    String rate =
        settled
            ? "Going back, every layer multiplies the squared gradient by "
                + Print.number(point.gradientFactor().value(), 4)
                + ". "
            : "";
    if (grade == Grade.FINE) {
      say(
          grade,
          "Gradients keep their size",
          rate
              + "Over "
              + Print.layers(depth)
              + " that makes a factor of "
              + Print.factor(log)
              + ".",
          number,
          Seals.XI_GRADIENT);
    } else if (log < 0) {
      say(
          grade,
          grade == Grade.BAD
              ? "Gradients vanish"
              : "Little of the gradient reaches the first layer",
          rate
              + "Over "
              + Print.layers(depth)
              + " that leaves "
              + (log > -4 ? Print.percent(Math.pow(10, log)) : Print.factor(log))
              + ". Adam hides it; plain gradient descent does not.",
          number,
          Seals.XI_GRADIENT);
    } else {
      say(
          grade,
          grade == Grade.BAD ? "Gradients explode" : "Gradients grow towards the first layer",
          rate
              + "Over "
              + Print.layers(depth)
              + " that is a factor of "
              + Print.factor(log)
              + ". Clipping hides it; a smaller rate costs steps.",
          number,
          Seals.XI_GRADIENT);
    }
  }

  private void inputs() {
    if (point.cStar().found().isEmpty() || depth == 0) {
      return;
    }
    double memory = outlook.memory();
    if (point.phase() == Phase.COLLAPSED) {
      say(
          memory < 0.3 ? Grade.WATCH : Grade.FINE,
          memory < 0.3 ? "Different inputs start to look alike" : "Inputs keep their angles",
          "While signals shrink, "
              + Print.percent(Math.min(1, memory))
              + " of what tells similar inputs from unrelated ones is left after "
              + Print.layers(depth)
              + ". The least bias makes all inputs the same.",
          "c* = 1 as σ_b² → 0, ξ_c = " + scale(point.xiC()),
          Seals.XI_C);
      return;
    }
    double most = point.trainableDepth().found().isPresent() ? point.trainableDepth().value() : 0;
    double c = point.cStar().value();
    String number = "c* = " + Print.number(c, 4) + ", ξ_c = " + scale(point.xiC());
    Grade grade = depth > most ? Grade.BAD : memory < 0.3 ? Grade.WATCH : Grade.FINE;
    boolean alike = outlook.point().cStar().value() >= 1;
    String left =
        memory < 1e-4
            ? "less than 10⁻⁴ of what tells an input from an unrelated one is left"
            : Print.percent(Math.min(1, memory))
                + " of what tells similar inputs from unrelated ones is left";
    String heading =
        grade == Grade.FINE
            ? "Inputs can be told apart at the output"
            : alike
                ? (grade == Grade.BAD
                    ? "All inputs look alike"
                    : "Different inputs start to look alike")
                : (grade == Grade.BAD
                    ? "Similar inputs look unrelated"
                    : "Similar inputs start to look unrelated");
    say(
        grade,
        heading,
        "Deep in the network "
            + (alike
                ? "any two inputs become the same. "
                : "any two inputs, however alike, end with correlation "
                    + Print.number(c, 3)
                    + ". ")
            + "After "
            + Print.layers(depth)
            + " "
            + left
            + ".",
        number,
        Seals.XI_C);
  }

  private void choices() {
    List<LengthFixedPoint> all = point.fixedPoints();
    List<LengthFixedPoint> held =
        all.stream().filter(p -> p.stability() == Stability.ATTRACTS && p.length() > 0).toList();
    LengthFixedPoint at = point.limit().fixedPoint();
    if (at != null && at.stability() == Stability.REPELS) {
      say(
          Grade.WATCH,
          "The length is balanced on a knife’s edge",
          "This length is kept exactly, but the least change makes it leave.",
          "λ_q = " + Print.number(at.slope(), 5),
          Seals.XI_Q);
    }
    boolean bounded = point.limit().kind() == LengthLimit.Kind.REACHES;
    if (held.size() < 2 && !(bounded && outlook.runaway() < Double.POSITIVE_INFINITY)) {
      return;
    }
    StringBuilder text = new StringBuilder();
    for (LengthFixedPoint p : all) {
      if (p.stability() != Stability.ATTRACTS && p.length() > 0) {
        double s = (p.length() - outlook.field().biasVariance()) / outlook.field().weightVariance();
        if (s > 0) {
          text.append("Inputs of mean square above ")
              .append(Print.number(s, 3))
              .append(" go on to ")
              .append(
                  all.stream()
                      .filter(r -> r.length() > p.length() && r.stability() == Stability.ATTRACTS)
                      .findFirst()
                      .map(r -> "q* = " + Print.number(r.length(), 4))
                      .orElse("grow without bound"))
              .append(". ");
        }
      }
    }
    say(
        Grade.WATCH,
        "Where signals end depends on how long they are",
        text + "Scale the inputs, and keep them so.",
        "q* ∈ {"
            + String.join(", ", held.stream().map(p -> Print.number(p.length(), 4)).toList())
            + "}",
        Seals.LENGTH);
  }

  private void dropout() {
    if (outlook.field().keep() == 1 || point.trainableDepth().found().isEmpty()) {
      return;
    }
    double with = point.trainableDepth().value();
    Quantity without =
        Outlook.of(outlook.field().withKeep(1), outlook.widths(), outlook.inputLength())
            .point()
            .trainableDepth();
    double most = without.found().isPresent() ? without.value() : Double.NaN;
    Grade grade = depth <= with / 2 ? Grade.FINE : depth <= with ? Grade.WATCH : Grade.BAD;
    say(
        depth > most ? Grade.WATCH : grade,
        "Dropout limits the depth",
        "Even one input seen twice comes out as two. No initialisation makes the depth scale"
            + " diverge any more: about "
            + Print.layers((long) with)
            + " train, where without dropout "
            + (Double.isInfinite(most)
                ? "the initialisation would set no limit."
                : Double.isNaN(most)
                    ? "signals would not settle."
                    : "it would be " + Print.count(Math.floor(most)) + "."),
        "p = " + Print.number(outlook.dropout(), 3) + ", ξ_c = " + scale(point.xiC()),
        Seals.DROPOUT);
  }

  private void critical() {
    if (!point.criticalPoints().isEmpty()
        && point.criticalPoints().stream().allMatch(p -> p.repels())) {
      say(
          Grade.WATCH,
          "The critical point of this bias variance repels",
          "There χ₁ = 1, but at a length that signals leave: no network sits there, however it is"
              + " initialised.",
          "σ_w² = "
              + Print.number(point.criticalPoints().getFirst().weightVariance(), 7)
              + ", λ_q = "
              + Print.number(point.criticalPoints().getFirst().lengthSlope(), 5),
          Seals.LINE);
    }
  }

  private void width() {
    double r = outlook.aspect();
    if (depth == 0) {
      return;
    }
    Grade grade = r > 1 ? Grade.BAD : r > 0.3 ? Grade.WATCH : Grade.FINE;
    say(
        grade,
        grade == Grade.FINE ? "It is wide enough for this theory" : "It is narrow for its depth",
        "A network of finite width departs from what is said here by the order of L/N"
            + (grade == Grade.FINE
                ? "."
                : ": from one draw of the weights to the next, sizes of signals and gradients"
                    + " differ by a fraction of about √(L/N)."),
        "L/N = " + Print.percent(r),
        "");
  }
}
