package org.onsager.workbench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.onsager.data.NpyArray;
import org.onsager.data.NpyFile;
import org.onsager.lab.Answer;
import org.onsager.lab.Refusal;
import org.onsager.theory.kernel.Parameterisation;

class GpTest {
  private static final Gp GP = new Gp();

  @TempDir Path folder;

  private String saved(String name, double[] values, long... shape) {
    Path path = folder.resolve(name);
    NpyFile.write(path, values, shape);
    return path.toString();
  }

  /** A file of bytes as NumPy writes it. */
  private String bytes(String name, int... values) throws java.io.IOException {
    String head = "{'descr': '|u1', 'fortran_order': False, 'shape': (" + values.length + ",), }";
    StringBuilder text = new StringBuilder("\u0093NUMPY\1\0v\0" + head);
    text.append(" ".repeat(117 - head.length())).append('\n');
    for (int v : values) {
      text.append((char) v);
    }
    Path path = folder.resolve(name);
    Files.write(path, text.toString().getBytes(StandardCharsets.ISO_8859_1));
    return path.toString();
  }

  /** A linear network dense(1,4) dense(4,1): K(x, x') = xx', Θ = 2xx' at σ_w² = 1, σ_b² = 0. */
  private Gp.Options options(
      String train, String labels, String test, String truth, String noise, double time) {
    return new Gp.Options(
        "1,4,1",
        train,
        labels,
        test,
        truth,
        noise,
        !Double.isNaN(time),
        Double.isNaN(time) ? Double.POSITIVE_INFINITY : time,
        Parameterisation.NTK,
        "linear",
        1,
        0,
        folder.resolve("M.npy").toString(),
        1);
  }

  private double[] read(String name) {
    try (NpyArray array = NpyArray.open(folder.resolve(name).toString())) {
      return array.doubles();
    }
  }

  @Test
  void aLinearNetworkIsBayesianLinearRegression() {
    String x = saved("X.npy", new double[] {1, -2, 3}, 3, 1);
    String y = saved("y.npy", new double[] {1.5, -1, 4}, 3);
    String z = saved("Z.npy", new double[] {2, 0.5}, 2, 1);
    String t = saved("t.npy", new double[] {2, 1}, 2);
    // Sxx = 14, Sxy = 15.5, noise 0.5: slope 15.5/14.5, variance z²·0.5/14.5.
    Answer answer = GP.answer(options(x, y, z, t, "0.5", Double.NaN), new Shelf());
    double slope = 15.5 / 14.5;
    assertThat(read("M.npy")).containsExactly(new double[] {2 * slope, 0.5 * slope}, within(1e-12));
    assertThat(read("M.variance.npy"))
        .containsExactly(new double[] {2 / 14.5, 0.125 / 14.5}, within(1e-12));
    double error = (Math.pow(2 * slope - 2, 2) + Math.pow(slope / 2 - 1, 2)) / 2;
    assertThat(answer.verdict())
        .isEqualTo("2 samples predicted, mean squared error " + Print.number(error, 4) + ".");
    assertThat(answer.json().get("jitter")).isEqualTo(0.0);
    double logDet = 3 * Math.log(0.5) + Math.log(29);
    double fit = (19.25 - 15.5 * 15.5 / 14.5) / 0.5;
    assertThat((Double) answer.json().get("logLikelihood"))
        .isCloseTo(-(fit + logDet + 3 * Math.log(2 * Math.PI)) / 2, within(1e-10));
  }

  @Test
  void gradientFlowFollowsTheTangentKernel() {
    String x = saved("X.npy", new double[] {1, -2, 3}, 3, 1);
    String y = saved("y.npy", new double[] {1.5, -1, 4}, 3);
    String z = saved("Z.npy", new double[] {2}, 1, 1);
    // f = sx with ds/dt = 2 (Sxy − s Sxx).
    GP.answer(options(x, y, z, "", "auto", 0.03), new Shelf());
    double slope = 15.5 / 14 * -Math.expm1(-2 * 14 * 0.03);
    assertThat(read("M.npy")[0]).isCloseTo(2 * slope, within(1e-12));
    GP.answer(options(x, y, z, "", "auto", Double.POSITIVE_INFINITY), new Shelf());
    assertThat(read("M.npy")[0]).isCloseTo(2 * 15.5 / 14, within(1e-12));
  }

  @Test
  void wholeLabelsAreClasses() throws java.io.IOException {
    String x = saved("X.npy", new double[] {-2, -1, 1, 2}, 4, 1);
    String z = saved("Z.npy", new double[] {-3, 3}, 2, 1);
    Answer answer =
        GP.answer(
            options(x, bytes("y.npy", 0, 0, 1, 1), z, bytes("t.npy", 0, 0), "auto", Double.NaN),
            new Shelf());
    assertThat(answer.json().get("classes")).isEqualTo(2);
    assertThat(answer.json().get("accuracy")).isEqualTo(0.5);
    // One of two right: by the rule of succession (1 + 1)/(2 + 2), √(¼/2).
    assertThat(answer.json().get("decisions"))
        .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.MAP)
        .containsEntry("accuracyError", Math.sqrt(0.125))
        .containsEntry("bins", 1);
    assertThat(answer.json().get("noiseChosen")).isEqualTo(true);
  }

  @Test
  void whatDoesNotFitIsRefusedInOneLine() {
    String x = saved("X.npy", new double[] {1, 2}, 2, 1);
    String y = saved("y.npy", new double[] {1, 2, 3}, 3);
    assertThatThrownBy(() -> GP.answer(options(x, y, x, "", "1", Double.NaN), new Shelf()))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("LABELS: ")
        .hasMessageContaining("2 samples have labels [2] or [2, outputs]");
    assertThatThrownBy(() -> GP.answer(options(x, x, x, "", "much", Double.NaN), new Shelf()))
        .isInstanceOf(Refusal.class)
        .hasMessage("--noise is auto or a variance, not \"much\"");
    assertThatThrownBy(() -> GP.answer(options(x, x, x, "", "1", 2), new Shelf()))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("gradient flow with --ntk has none");
  }

  /** A file whose head promises more samples than any kernel has room for; its rest is a hole. */
  @Test
  void whatDoesNotFitIntoMemoryIsRefusedBeforeAnythingIsRead() throws java.io.IOException {
    String head = "{'descr': '<f8', 'fortran_order': False, 'shape': (3000000, 1), }";
    String text = "\u0093NUMPY\1\0v\0" + head + " ".repeat(117 - head.length()) + "\n";
    Path path = folder.resolve("many.npy");
    try (java.io.RandomAccessFile file = new java.io.RandomAccessFile(path.toFile(), "rw")) {
      file.write(text.getBytes(StandardCharsets.ISO_8859_1));
      file.setLength(128 + 8L * 3_000_000);
    }
    String one = saved("one.npy", new double[] {1}, 1, 1);
    for (double time : new double[] {Double.NaN, 1}) {
      assertThatThrownBy(
              () -> GP.answer(options(path.toString(), one, one, "", "auto", time), new Shelf()))
          .isInstanceOf(Refusal.class)
          .hasMessageStartingWith("--train: 3,000,000 samples and 1 to predict take ")
          .hasMessageContaining("fewer samples")
          .hasMessageNotContaining("\n");
    }
  }

  /** Blocks of test samples are predicted as all together. */
  @Test
  void aFlowPredictsManySamplesAsItDoesOneByOne() {
    double[] train = {1, -0.5, 2};
    double[] labels = {0.3, 1, -1};
    double[] many = new double[2100];
    java.util.Arrays.setAll(many, i -> i / 1000.0 - 1);
    String x = saved("x.npy", train, 3, 1);
    String y = saved("y.npy", labels, 3, 1);
    GP.answer(options(x, y, saved("z.npy", many, 2100, 1), "", "auto", 0.7), new Shelf());
    double[] all = mean();
    for (int i : new int[] {0, 1023, 1024, 2099}) {
      GP.answer(
          options(x, y, saved("z.npy", new double[] {many[i]}, 1, 1), "", "auto", 0.7),
          new Shelf());
      assertThat(mean()[0]).isCloseTo(all[i], within(1e-14));
    }
  }

  private double[] mean() {
    try (NpyArray array = NpyArray.open(folder.resolve("M.npy").toString())) {
      return array.doubles();
    }
  }
}
