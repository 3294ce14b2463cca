package org.onsager.theory;

import java.util.ArrayList;
import java.util.List;
import org.onsager.architecture.Activation;
import org.onsager.architecture.Initialisation;
import org.onsager.architecture.Layer;
import org.onsager.architecture.Network;
import org.onsager.lab.Refusal;
import org.onsager.numerics.gaussian.Correlation;
import org.onsager.numerics.gaussian.Expectation;
import org.onsager.numerics.gaussian.GaussianAverage;

/**
 * The mean-field theory of a wide random fully connected network: \( z^{l+1} = W \phi(z^l) + b \),
 * \( W_{ij} \sim (0, \sigma_w^2/n) \), \( b_i \sim (0, \sigma_b^2) \), with dropout of keep
 * probability ρ on \( \phi \) where ρ < 1.
 *
 * <p>A <i>length</i> is the variance q of a pre-activation; correlations are between the
 * pre-activations of two inputs. Averages of the activation are computed once and shared by all
 * values that {@link #at} makes from this one; everything is deterministic and safe for several
 * threads. Source: Schoenholz, Gilmer, Ganguli, Sohl-Dickstein, arXiv:1611.01232.
 */
public final class MeanField {
  private final Averages averages;
  private final double weightVariance;
  private final double biasVariance;
  private final double keep;

  private MeanField(Averages averages, double weightVariance, double biasVariance, double keep) {
    this.averages = averages;
    this.weightVariance = weightVariance;
    this.biasVariance = biasVariance;
    this.keep = keep;
    require("the weight variance", weightVariance, 0, 1e6);
    require("the bias variance", biasVariance, 0, 1e6);
    require("the probability to keep", keep, 1e-6, 1);
  }

  private static void require(String what, double value, double least, double most) {
    if (!(value >= least && value <= most)) {
      throw new Refusal(what + " is " + value + "; it must lie in [" + least + ", " + most + "]");
    }
  }

  /** Without dropout. */
  public static MeanField of(Activation activation, double weightVariance, double biasVariance) {
    return of(activation, weightVariance, biasVariance, 1);
  }

  /** With dropout of this keep probability; 1 is none. */
  public static MeanField of(
      Activation activation, double weightVariance, double biasVariance, double keep) {
    return new MeanField(new Averages(activation), weightVariance, biasVariance, keep);
  }

  /** The theory of a network, which must have one activation and one dropout throughout. */
  public static MeanField of(Network network) {
    Initialisation init = network.initialisation();
    Activation activation = null;
    double keep = 1;
    for (Layer layer : network.layers()) {
      switch (layer) {
        case Layer.Dense _ -> {}
        case Layer.ActivationLayer a -> {
          if (activation != null && !activation.equals(a.activation())) {
            throw new Refusal(
                "mean-field theory of fixed points needs one activation throughout; found "
                    + activation
                    + " and "
                    + a.activation());
          }
          activation = a.activation();
        }
        case Layer.Dropout d -> keep = d.keep();
        case Layer.Convolution _, Layer.Pooling _, Layer.GlobalPooling _, Layer.Flatten _ ->
            throw new Refusal(
                "mean-field theory is known here for dense networks; found " + layer.text());
        case Layer.LayerNorm _ ->
            throw new Refusal(
                "layer-norm holds the length fixed, so that there is no length map whose fixed"
                    + " point could be found");
        case Layer.Parallel _ ->
            throw new Refusal(
                "a length map is iterated where all layers stand in one line; found "
                    + layer.text());
      }
    }
    return of(
        activation == null ? Activation.LINEAR : activation,
        init.weightVariance(),
        init.biasVariance(),
        keep);
  }

  /** The same activation and dropout at other variances; its averages are shared. */
  public MeanField at(double otherWeightVariance, double otherBiasVariance) {
    return new MeanField(averages, otherWeightVariance, otherBiasVariance, keep);
  }

  /** The same with another dropout. */
  public MeanField withKeep(double otherKeep) {
    return new MeanField(averages, weightVariance, biasVariance, otherKeep);
  }

  /** φ. */
  public Activation activation() {
    return averages.activation();
  }

  /** \( \sigma_w^2 \). */
  public double weightVariance() {
    return weightVariance;
  }

  /** \( \sigma_b^2 \). */
  public double biasVariance() {
    return biasVariance;
  }

  /** ρ, the probability with which dropout keeps a neuron; 1 without dropout. */
  public double keep() {
    return keep;
  }

  /** The length of the first pre-activation, \( \sigma_w^2 |x|^2/n + \sigma_b^2 \). */
  public double firstLength(double meanSquareOfInput) {
    return weightVariance * meanSquareOfInput + biasVariance;
  }

  boolean averagesJump() {
    return averages.jumps();
  }

  /** The map of lengths, with all its fixed points. */
  public LengthMap lengthMap() {
    return new LengthMap(averages, weightVariance / keep, biasVariance);
  }

  /** The map of correlations of two signals that both have this length, q > 0. */
  public CorrelationMap correlationMap(double length) {
    return new CorrelationMap(averages, weightVariance, biasVariance, keep, length);
  }

  /** The critical line of the activation (without dropout). */
  public CriticalLine criticalLine() {
    return new CriticalLine(averages);
  }

  /**
   * \( \chi_1 = \sigma_w^2 \int Dz\, \phi'(\sqrt q z)^2 \) at a length; infinite where φ jumps.
   * Lengths of 0 take the slopes at zero.
   */
  public Expectation chi1(double length) {
    return averages.at(length).slopeSquare().times(weightVariance);
  }

  /** What multiplies the mean square gradient from layer to layer, \( \chi_1/\rho \). */
  public Expectation gradientFactor(double length) {
    return chi1(length).times(1 / keep);
  }

  /** Everything at once, for signals that start from inputs of this mean square. */
  public PhasePoint phase(double meanSquareOfInput) {
    return PhaseDiagram.point(this, firstLength(meanSquareOfInput));
  }

  /** Everything at once, for signals whose first pre-activation has this length. */
  public PhasePoint phaseFromLength(double firstLength) {
    return PhaseDiagram.point(this, firstLength);
  }

  /**
   * The correlation after one layer of two signals of any lengths.
   *
   * @param first length of the first signal, positive
   * @param second length of the second, positive
   */
  public Correlation nextCorrelation(double first, double second, Correlation c) {
    if (Math.abs(first - second) <= 1e-9 * first) {
      return correlationMap(first == second ? first : Math.sqrt(first * second)).next(c);
    }
    GaussianAverage f = averages.value(first);
    GaussianAverage g = averages.value(second);
    double a = f.meanSquare().value();
    double b = g.meanSquare().value();
    double product = f.product(g, c).value();
    double nextFirst = weightVariance / keep * a + biasVariance;
    double nextSecond = weightVariance / keep * b + biasVariance;
    double geometric = Math.sqrt(nextFirst) * Math.sqrt(nextSecond);
    double cross = Math.sqrt(a) * Math.sqrt(b);
    double apart = Math.sqrt(a) - Math.sqrt(b);
    // √(q1'q2') − σ_b² − (σ_w²/ρ)√(AB) without cancellation
    double lengths =
        biasVariance
            * (weightVariance / keep)
            * apart
            * apart
            / (geometric + biasVariance + weightVariance / keep * cross);
    double dropout = (1 / keep - 1) * weightVariance * cross;
    double oneMinus =
        (lengths + dropout + weightVariance * Math.max(0, cross - product)) / geometric;
    double onePlus = 2 - oneMinus;
    if (onePlus < 1) {
      onePlus =
          (lengths + dropout + weightVariance * Math.max(0, cross + product) + 2 * biasVariance)
              / geometric;
    }
    return oneMinus < 1
        ? Correlation.fromOneMinus(oneMinus)
        : Correlation.fromOnePlus(Math.min(1, onePlus));
  }

  /**
   * Lengths and correlation of two signals, layer by layer; element 0 is the start.
   *
   * @param first length of the first signal's first pre-activation, positive
   * @param second length of the second's
   * @param start their correlation
   * @param depth the number of layers that follow
   */
  public Trajectory trajectory(double first, double second, Correlation start, int depth) {
    List<Double> firsts = new ArrayList<>(List.of(first));
    List<Double> seconds = new ArrayList<>(List.of(second));
    List<Correlation> correlations = new ArrayList<>(List.of(start));
    List<Double> gradients = new ArrayList<>();
    double p = first;
    double q = second;
    Correlation c = start;
    gradients.add(gradientFactor(p).value());
    for (int l = 0; l < depth; l++) {
      c = nextCorrelation(p, q, c);
      double p1 = settle(p, next(p));
      double q1 = p == q ? p1 : settle(q, next(q));
      p = p1;
      q = q1;
      if (!(p > 1e-300 && q > 1e-300 && p < 1e12 && q < 1e12)) {
        break;
      }
      firsts.add(p);
      seconds.add(q);
      correlations.add(c);
      gradients.add(gradientFactor(p).value());
    }
    return new Trajectory(
        List.copyOf(firsts),
        List.copyOf(seconds),
        List.copyOf(correlations),
        List.copyOf(gradients));
  }

  private double next(double q) {
    return weightVariance / keep * averages.at(q).square().value() + biasVariance;
  }

  /** A length that has stopped moving keeps its bits, and with them its tables. */
  private static double settle(double before, double after) {
    return Math.abs(after - before) <= 1e-14 * before ? before : after;
  }

  @Override
  public String toString() {
    return averages.activation()
        + ", σ_w² = "
        + weightVariance
        + ", σ_b² = "
        + biasVariance
        + (keep < 1 ? ", dropout keeps " + keep : "");
  }
}
