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
