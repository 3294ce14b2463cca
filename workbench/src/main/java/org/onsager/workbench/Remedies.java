package org.onsager.workbench;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.onsager.lab.Answer.Advice;
import org.onsager.theory.CriticalPoint;
import org.onsager.theory.MeanField;
import org.onsager.theory.Phase;
import org.onsager.theory.Quantity;

/** What to do about a network: lines to copy, the critical initialisation first. */
final class Remedies {
  private final Outlook outlook;
  private final @Nullable CriticalPoint nearest;
  private final List<Advice> advice = new ArrayList<>();

  private Remedies(Outlook outlook, @Nullable CriticalPoint nearest) {
    this.outlook = outlook;
    this.nearest = nearest;
  }

  /**
   * What to do.
   *
   * @param nearest the nearest critical initialisation, null where there is none
   */
  static List<Advice> of(Outlook outlook, @Nullable CriticalPoint nearest) {
    Remedies r = new Remedies(outlook, nearest);
    if (nearest != null && !nearest.repels()) {
      r.initialise(nearest);
    } else if (outlook.field().keep() < 1) {
      r.underDropout();
    } else {
      r.withoutCriticality();
    }
    return List.copyOf(r.advice);
  }

  private void initialise(CriticalPoint p) {
    MeanField field = outlook.field();
    String variance = Print.number(p.weightVariance(), 7);
    String bias = Print.number(p.biasVariance(), 4);
    boolean sameBias = p.biasVariance() == field.biasVariance();
    boolean here = sameBias && outlook.phase() == Phase.CRITICAL;
    StringBuilder text = new StringBuilder();
    if (here) {
      text.append("This initialisation is critical already. In PyTorch it is:");
    } else {
      text.append("The nearest critical initialisation: ");
      if (p.weightVariance() == field.weightVariance()) {
        text.append("keep the weight variance at ").append(variance);
      } else {
        text.append(p.weightVariance() > field.weightVariance() ? "raise" : "lower")
            .append(" the weight variance from ")
            .append(Print.number(field.weightVariance(), 7))
            .append(" to ")
            .append(variance);
      }
      text.append(
          sameBias
              ? "."
              : p.biasVariance() == 0
                  ? " and start all biases at zero: with biases at σ_b² = "
                      + Print.number(field.biasVariance(), 4)
                      + " no weight variance is critical."
                  : " and take a bias variance of "
                      + bias
                      + ": at σ_b² = "
                      + Print.number(field.biasVariance(), 4)
                      + " no weight variance is critical that signals stay at.");
      text.append(
          " There χ₁ = 1: gradients keep their size, and depth is limited by width and by steps"
              + " alone.");
      if (!outlook.reaches(p)) {
        text.append(" Inputs of mean square ")
            .append(Print.number(outlook.inputLength(), 4))
            .append(" do not reach the length where that holds, q* = ")
            .append(Print.number(p.length(), 4))
            .append("; scale them.");
      }
    }
    advice.add(new Advice(text.toString(), gaussian(p.weightVariance(), p.biasVariance())));
    advice.add(
        new Advice(
            "Or orthogonal weights of the same variance: the mean squares are the same, their"
                + " spread over depth is smaller.",
            orthogonal(p.weightVariance(), p.biasVariance())));
  }

  private void underDropout() {
    Quantity most = outlook.point().trainableDepth();
    StringBuilder text =
        new StringBuilder(
            "With dropout no initialisation is critical: the depth scale stays finite at every"
                + " weight variance.");
    if (most.found().isPresent()) {
      text.append(" Here about ")
          .append(Print.layers((long) most.value()))
          .append(most.value() < outlook.depth() ? " train. Take fewer, or drop less" : " train");
      double p = bearable();
      if (p > 0 && most.value() < outlook.depth()) {
        text.append(": at this initialisation ")
            .append(Print.layers(outlook.depth()))
            .append(" bear p = ")
            .append(Print.number(p, 2));
      }
      text.append('.');
    }
    MeanField plain = outlook.field().withKeep(1);
    CriticalPoint critical =
        Outlook.of(plain, outlook.widths(), outlook.inputLength()).nearestCritical();
    if (critical == null || critical.repels()) {
      advice.add(new Advice(text.toString(), asked()));
      return;
    }
    advice.add(
        new Advice(
            text
                + " The initialisation that is critical without dropout, for a network without it:",
            gaussian(critical.weightVariance(), critical.biasVariance())));
  }

  /** The strongest dropout, to a per cent of it, at which six depth scales are still the depth. */
  private double bearable() {
    double low = 0;
    double high = outlook.dropout();
    for (int i = 0; i < 12; i++) {
      double middle = 0.5 * (low + high);
      Quantity most =
          outlook.field().withKeep(1 - middle).phase(outlook.inputLength()).trainableDepth();
      if (most.found().isPresent() && most.value() >= outlook.depth()) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private void withoutCriticality() {
    String reason = outlook.point().criticalWeightVariance().note();
    Quantity most = outlook.point().trainableDepth();
    StringBuilder text = new StringBuilder();
    text.append(
        nearest == null
            ? "No initialisation of this activation is critical"
            : "The only critical initialisations of this activation repel: signals leave their"
                + " length");
    text.append(reason.isEmpty() ? "." : " (" + Print.sentence(reason) + ").");
    text.append(
        " What helps instead: fewer layers, normalisation or residual branches, which this theory"
            + " does not cover, or another activation"
            + (outlook.field().activation().jumps().isEmpty() ? "" : ", one without jumps")
            + ", such as tanh.");
    if (most.found().isPresent() && Double.isFinite(most.value())) {
      text.append(" As it stands about ")
          .append(Print.layers((long) most.value()))
          .append(most.value() >= 1 && most.value() < 2 ? " trains." : " train.");
    }
    text.append(" The initialisation as asked:");
    advice.add(new Advice(text.toString(), asked()));
  }

  private String asked() {
    return gaussian(outlook.field().weightVariance(), outlook.field().biasVariance());
  }

  static String gaussian(double weightVariance, double biasVariance) {
    return loop(
        "nn.init.normal_(layer.weight, std=math.sqrt("
            + Print.plain(weightVariance, 7)
            + " / layer.in_features))",
        biasVariance);
  }

  static String orthogonal(double weightVariance, double biasVariance) {
    return loop(
        "gain = math.sqrt("
            + Print.plain(weightVariance, 7)
            + " * max(1, layer.out_features / layer.in_features))\n"
            + "        nn.init.orthogonal_(layer.weight, gain=gain)",
        biasVariance);
  }

  private static String loop(String weights, double biasVariance) {
    return "import math\n"
        + "from torch import nn\n"
        + "for layer in model.modules():\n"
        + "    if isinstance(layer, nn.Linear):\n"
        + "        "
        + weights
        + "\n        "
        + (biasVariance == 0
            ? "nn.init.zeros_(layer.bias)"
            : "nn.init.normal_(layer.bias, std=math.sqrt(" + Print.plain(biasVariance, 7) + "))");
  }
}
