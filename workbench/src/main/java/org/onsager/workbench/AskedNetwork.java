package org.onsager.workbench;

import java.util.function.Supplier;
import org.onsager.architecture.Activation;
import org.onsager.architecture.Initialisation;
import org.onsager.architecture.Network;
import org.onsager.lab.Refusal;

/**
 * The network that {@code --network} names: its whole text, or widths as {@code 784,500x3,10} with
 * an activation. Variances are those of the text unless they are given beside it.
 */
final class AskedNetwork {
  /** What the option --network is. */
  static final String TEXT =
      "the network in its text form, as gaussian(weight-variance=2, bias-variance=0):"
          + " dense(784,500) relu dense(500,10); or widths as 784,500x3,10 with --activation";

  /** What --activation is. */
  static final String ACTIVATION = "φ, where --network gives widths alone";

  /** What --weight-variance is. */
  static final String WEIGHT_VARIANCE =
      "σ_w², where the network’s text does not say it; then 1 without it";

  /** What --bias-variance is. */
  static final String BIAS_VARIANCE =
      "σ_b², where the network’s text does not say it; then 0 without it";

  /** The largest variance that is taken. */
  static final double LARGEST = 1e6;

  private AskedNetwork() {}

  /**
   * Reads one.
   *
   * @param weightVariance NaN for that of the text
   * @param biasVariance NaN for that of the text
   */
  static Network read(String text, String activation, double weightVariance, double biasVariance) {
    boolean given = !Double.isNaN(weightVariance) || !Double.isNaN(biasVariance);
    if (given && text.contains(":")) {
      throw new Refusal(
          "--network: the text says its variances before ':'; leave out --weight-variance and"
              + " --bias-variance, or what stands before ':'");
    }
    Initialisation drawn =
        said(
            "--weight-variance",
            () ->
                Initialisation.gaussian(
                    Double.isNaN(weightVariance) ? 1 : weightVariance,
                    Double.isNaN(biasVariance) ? 0 : biasVariance));
    if (!text.contains("(")) {
      Activation phi = said("--activation", () -> Activation.of(activation));
      return said("--network", () -> Network.compact(text, phi, drawn));
    }
    Network network = said("--network", () -> Network.parse(text));
    return given ? network.withInitialisation(drawn) : network;
  }

  private static <T> T said(String option, Supplier<T> reader) {
    try {
      return reader.get();
    } catch (IllegalArgumentException wrong) {
      throw new Refusal(option + ": " + wrong.getMessage(), wrong);
    }
  }
}
