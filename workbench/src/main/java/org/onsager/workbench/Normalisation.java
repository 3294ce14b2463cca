package org.onsager.workbench;

import java.util.Arrays;
import java.util.List;
import org.onsager.architecture.Shape;
import org.onsager.lab.Refusal;

/**
 * What is done to every channel of the samples before the network sees them: \( (x - m)/s \).
 *
 * @param mean m, one a channel or one for all; empty for nothing
 * @param deviation s, likewise
 */
record Normalisation(double[] mean, double[] deviation) {
  private static final double[] IMAGENET_MEAN = {0.485, 0.456, 0.406};
  private static final double[] IMAGENET_DEVIATION = {0.229, 0.224, 0.225};

  /**
   * Reads one: {@code imagenet}, or means and deviations as {@code 0.5/0.25} or {@code
   * 0.49,0.48,0.45/0.25,0.24,0.26}; empty for none.
   */
  static Normalisation of(String text, Shape input) {
    if (text.isEmpty()) {
      return new Normalisation(new double[0], new double[0]);
    }
    int channels = input.extents().getFirst();
    Normalisation read =
        text.equals("imagenet") ? new Normalisation(IMAGENET_MEAN, IMAGENET_DEVIATION) : said(text);
    for (double[] each : List.of(read.mean, read.deviation)) {
      if (each.length != 1 && each.length != channels) {
        throw new Refusal(
            "--normalise: "
                + each.length
                + " numbers, where the network takes "
                + channels
                + " channels of shape "
                + input);
      }
    }
    if (Arrays.stream(read.deviation).anyMatch(d -> !(d > 0))) {
      throw new Refusal("--normalise: deviations are positive, in \"" + text + "\"");
    }
    return read;
  }

  private static Normalisation said(String text) {
    String[] halves = text.split("/", -1);
    if (halves.length != 2) {
      throw new Refusal(
          "--normalise is imagenet, or means/deviations as 0.5/0.25 or"
              + " 0.49,0.48,0.45/0.25,0.24,0.26, not \""
              + text
              + "\"");
    }
    return new Normalisation(numbers(text, halves[0]), numbers(text, halves[1]));
  }

  private static double[] numbers(String text, String list) {
    try {
      double[] found =
          Arrays.stream(list.split(",", -1))
              .mapToDouble(w -> Double.parseDouble(w.strip()))
              .toArray();
      if (Arrays.stream(found).allMatch(Double::isFinite)) {
        return found;
      }
    } catch (NumberFormatException notANumber) {
      throw new Refusal("--normalise: not a number in \"" + text + "\"", notANumber);
    }
    throw new Refusal("--normalise: not a finite number in \"" + text + "\"");
  }

  /** The samples normalised, channel by channel. */
  float[] apply(float[] values, Shape input) {
    if (mean.length == 0) {
      return values;
    }
    int channels = input.extents().getFirst();
    int places = (int) (input.size() / channels);
    float[] all = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      int c = i / places % channels;
      double m = mean[mean.length == 1 ? 0 : c];
      double s = deviation[deviation.length == 1 ? 0 : c];
      all[i] = (float) ((values[i] - m) / s);
    }
    return all;
  }

  /** What was done, in words; empty for nothing. */
  String text() {
    return mean.length == 0
        ? ""
        : "From every channel its mean was taken, "
            + list(mean)
            + ", and the rest divided by "
            + list(deviation)
            + ".";
  }

  private static String list(double[] numbers) {
    return String.join(", ", Arrays.stream(numbers).mapToObj(n -> Print.number(n, 6)).toList());
  }
}
