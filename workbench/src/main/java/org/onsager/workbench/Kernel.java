package org.onsager.workbench;

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
 * The kernels of an infinitely wide network over the samples of a file, written as a plain {@code
 * .npy} file: the covariance of its outputs as it is drawn (NNGP), and its tangent kernel (NTK).
 *
 * <p>With {@code --against} rows are the samples of {@code --data} and columns those of the other
 * file. See {@link KernelFile} for how it is computed and continued.
 */
@Verb("kernel")
public final class Kernel implements Tool<Kernel.Options> {

  /** The network, the samples, and where the kernel goes. */
  public record Options(
      @Knob(value = AskedNetwork.TEXT, required = true) String network,
      @Knob(
              value = "the samples: a .npy file [samples, …], or X.npz:name; taken as they stand",
              required = true)
          String data,
      @Knob("the samples of the columns; without it those of --data") String against,
      @Knob("also the tangent kernel: of K.npy into K.ntk.npy") boolean ntk,
      @Knob("files of float32: computed in float64, rounded once") boolean float32,
      @Knob("in which parameters the tangent kernel takes derivatives")
          Parameterisation parameterisation,
      @Knob(AskedNetwork.ACTIVATION) String activation,
      @Knob(value = AskedNetwork.WEIGHT_VARIANCE, min = 0, max = AskedNetwork.LARGEST)
          double weightVariance,
      @Knob(value = AskedNetwork.BIAS_VARIANCE, min = 0, max = AskedNetwork.LARGEST)
          double biasVariance,
      @Knob(value = "the .npy file of the kernel", required = true) String out,
      @Knob(value = "how many threads; 0 for one on every core", min = 0, max = 1024) int threads,
      @Knob("computes nothing: says time, memory and disk beforehand") boolean dryRun) {}

  @Override
  public String summary() {
    return "Computes the kernels of an infinitely wide network (NNGP, NTK) into a .npy file.";
  }

  @Override
  public Options defaults() {
    return new Options(
        "784,500x3,10",
        "X.npy",
        "",
        false,
        false,
        Parameterisation.NTK,
        "tanh",
        Double.NaN,
        Double.NaN,
        "K.npy",
        0,
        false);
  }

  @Override
  public Answer answer(Options o, Laboratory laboratory) {
    double before = Forecast.sinceStart();
    Network network =
        AskedNetwork.read(o.network(), o.activation(), o.weightVariance(), o.biasVariance());
    KernelFile job =
        new KernelFile(
            network,
            o.parameterisation(),
            o.data(),
            o.against(),
            o.ntk(),
            o.float32(),
            path(o.out()),
            o.threads() > 0 ? o.threads() : Runtime.getRuntime().availableProcessors());
    KernelSheet sheet = new KernelSheet(job, laboratory, before);
    if (o.dryRun()) {
      return sheet.forecast(Forecast.of(job));
    }
    return sheet.written(job.write(laboratory.progress(), laboratory::stopped));
  }

  private static Path path(String out) {
    try {
      return Path.of(out);
    } catch (InvalidPathException e) {
      throw new Refusal("--out is a file, not \"" + out + "\"", e);
    }
  }
}
