package org.onsager.workbench;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.onsager.architecture.Network;
import org.onsager.lab.Answer;
import org.onsager.lab.Knob;
import org.onsager.lab.Laboratory;
import org.onsager.lab.Refusal;
import org.onsager.lab.Tool;
import org.onsager.lab.Verb;
import org.onsager.theory.kernel.Parameterisation;

/**
 * What an infinitely wide network predicts after the samples of a file: the exact posterior of the
 * Gaussian process that it is, or with {@code --ntk} what gradient flow makes of it, at any time.
 *
 * <p>Labels that are whole numbers of an integer type are classes, regressed as one-hot less 1/C;
 * others are values. See {@link Inference} for the definitions.
 */
@Verb("gp")
public final class Gp implements Tool<Gp.Options> {

  /** The network, what it learns, and what it is asked. */
  public record Options(
      @Knob(value = AskedNetwork.TEXT, required = true) String network,
      @Knob(
              value = "the training samples: a .npy file [samples, …], or X.npz:name",
              required = true)
          String train,
      @Knob(
              value =
                  "their labels: classes 0, 1, … of an integer type [samples], or values [samples]"
                      + " or [samples, outputs]",
              positional = true,
              required = true)
          String labels,
      @Knob(value = "the samples to predict", required = true) String test,
      @Knob("what is true of them: for accuracy and calibration") String testLabels,
      @Knob("σ², the variance of a label’s noise; auto takes the most likely one") String noise,
      @Knob("gradient flow on the squared loss with the tangent kernel, not the posterior")
          boolean ntk,
      @Knob(value = "t of the gradient flow, for the loss summed over samples; with --ntk", min = 0)
          double time,
      @Knob("in which parameters the tangent kernel takes derivatives")
          Parameterisation parameterisation,
      @Knob(AskedNetwork.ACTIVATION) String activation,
      @Knob(value = AskedNetwork.WEIGHT_VARIANCE, min = 0, max = AskedNetwork.LARGEST)
          double weightVariance,
      @Knob(value = AskedNetwork.BIAS_VARIANCE, min = 0, max = AskedNetwork.LARGEST)
          double biasVariance,
      @Knob("the .npy file of the means; of MEAN.npy the variances are MEAN.variance.npy")
          String out,
      @Knob(value = "how many threads; 0 for one on every core", min = 0, max = 1024)
          int threads) {}

  @Override
  public String summary() {
    return "Predicts as an infinitely wide network does, with its uncertainty, and no training.";
  }

  @Override
  public Options defaults() {
    return new Options(
        "784,500x3,10",
        "X.npy",
        "y.npy",
        "Z.npy",
        "",
        "auto",
        false,
        Double.POSITIVE_INFINITY,
        Parameterisation.NTK,
        "tanh",
        Double.NaN,
        Double.NaN,
        "",
        0);
  }

  @Override
  public Answer answer(Options o, Laboratory laboratory) {
    Network network =
        AskedNetwork.read(o.network(), o.activation(), o.weightVariance(), o.biasVariance());
    if (!(o.time() >= 0)) {
      throw new Refusal("--time runs from 0, not from " + o.time());
    }
    if (!o.ntk() && !Double.isInfinite(o.time())) {
      throw new Refusal("--time is of the gradient flow: add --ntk");
    }
    Inference inference =
        new Inference(
            network,
            o.parameterisation(),
            o.train(),
            o.labels(),
            o.test(),
            o.testLabels(),
            noise(o),
            o.ntk(),
            o.time(),
            o.threads() > 0 ? o.threads() : Runtime.getRuntime().availableProcessors());
    Path out = out(o.out());
    Inference.Inferred inferred = inference.infer(laboratory.progress());
    return new InferenceSheet(inference, inferred, laboratory, out).answer();
  }

  private static double noise(Options o) {
    if (o.ntk()) {
      if (!o.noise().equals("auto")) {
        throw new Refusal("--noise is of the posterior; gradient flow with --ntk has none");
      }
      return 0;
    }
    if (o.noise().equals("auto")) {
      return Double.NaN;
    }
    try {
      double noise = Double.parseDouble(o.noise());
      if (noise >= 0 && noise <= Double.MAX_VALUE) {
        return noise;
      }
    } catch (NumberFormatException notANumber) {
      throw new Refusal("--noise is auto or a variance, not \"" + o.noise() + "\"", notANumber);
    }
    throw new Refusal("--noise is auto or a variance from 0, not " + o.noise());
  }

  private static Path out(String named) {
    if (!named.isEmpty() && !named.endsWith(".npy")) {
      throw new Refusal("--out: " + named + " is to be a .npy file, for example MEAN.npy");
    }
    try {
      Path out = Path.of(named);
      Path folder = out.toAbsolutePath().getParent();
      if (!named.isEmpty() && (folder == null || !Files.isWritable(folder))) {
        // said now, and not after all has been computed
        throw new Refusal("--out: " + named + ": its folder is not there, or not to be written to");
      }
      return out;
    } catch (InvalidPathException e) {
      throw new Refusal("--out is a file, not \"" + named + "\"", e);
    }
  }
}
