package org.onsager.workbench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.onsager.architecture.Network;
import org.onsager.data.NpyArray;
import org.onsager.data.NpyFile;
import org.onsager.lab.Answer;
import org.onsager.lab.Answer.Grade;
import org.onsager.lab.Refusal;
import org.onsager.theory.kernel.InfiniteNetwork;
import org.onsager.theory.kernel.Inputs;
import org.onsager.theory.kernel.Kernels;
import org.onsager.theory.kernel.Parameterisation;

class KernelTest {
  private static final Kernel KERNEL = new Kernel();

  @TempDir Path folder;

  private String saved(String name, long seed, int samples, long... one) {
    long[] shape = new long[one.length + 1];
    shape[0] = samples;
    System.arraycopy(one, 0, shape, 1, one.length);
    int count = samples;
    for (long n : one) {
      count *= (int) n;
    }
    double[] values = new Random(seed).doubles(count, -1, 1).toArray();
    Path path = folder.resolve(name);
    NpyFile.write(path, values, shape);
    return path.toString();
  }

  private Kernel.Options options(String network, String data, String against) {
    Kernel.Options d = KERNEL.defaults();
    return new Kernel.Options(
        network,
        data,
        against,
        false,
        false,
        d.parameterisation(),
        "linear",
        2,
        0.5,
        folder.resolve("K.npy").toString(),
        2,
        false);
  }

  private static Kernel.Options with(Kernel.Options o, boolean ntk, boolean single, boolean dry) {
    return new Kernel.Options(
        o.network(),
        o.data(),
        o.against(),
        ntk,
        single,
        o.parameterisation(),
        o.activation(),
        o.weightVariance(),
        o.biasVariance(),
        o.out(),
        o.threads(),
        dry);
  }

  private double[] written(String name) {
    return read(folder.resolve(name).toString());
  }

  private static double[] read(String path) {
    try (NpyArray array = NpyArray.open(path)) {
      return array.doubles();
    }
  }

  private static double product(double[] x, int i, double[] z, int j, int d) {
    double sum = 0;
    for (int k = 0; k < d; k++) {
      sum += x[i * d + k] * z[j * d + k];
    }
    return sum / d;
  }

  @Test
  void theKernelsOfALinearNetworkAreThoseOfItsInputsLayerByLayer() {
    String data = saved("X.npy", 1, 70, 6);
    Answer answer =
        KERNEL.answer(with(options("6,8,8,1", data, ""), true, false, false), new Shelf());
    double[] x = read(data);
    double[] k = written("K.npy");
    double[] theta = written("K.ntk.npy");
    for (int i = 0; i < 70; i++) {
      for (int j = 0; j < 70; j++) {
        // K ← σ_b² + σ_w² K and Θ ← K + σ_w² Θ, three times.
        double a = 0.5 + 2 * product(x, i, x, j, 6);
        double b = 0.5 + 2 * a;
        double c = 0.5 + 2 * b;
        assertThat(k[70 * i + j]).isCloseTo(c, within(1e-13));
        assertThat(theta[70 * i + j]).isCloseTo(c + 2 * (b + 2 * a), within(1e-12));
        assertThat(k[70 * i + j]).isEqualTo(k[70 * j + i]);
        assertThat(theta[70 * i + j]).isEqualTo(theta[70 * j + i]);
      }
    }
    assertThat(answer.grade()).isEqualTo(Grade.FINE);
    assertThat(answer.title()).isEqualTo("NNGP and NTK, 70 × 70");
    assertThat(answer.quantities())
        .extracting(Answer.Quantity::certificate)
        .containsExactly("uncalibrated", "uncalibrated");
    assertThat(answer.json().get("jitter")).isEqualTo(0.0);
  }

  @Test
  void rowsAreTheDataAndColumnsWhatItIsSetAgainst() {
    String data = saved("X.npy", 1, 9, 2, 3);
    String against = saved("Z.npy", 2, 33, 6);
    KERNEL.answer(options("6,1", data, against), new Shelf());
    double[] x = read(data);
    double[] z = read(against);
    double[] k = written("K.npy");
    for (int i = 0; i < 9; i++) {
      for (int j = 0; j < 33; j++) {
        assertThat(k[33 * i + j]).isCloseTo(0.5 + 2 * product(x, i, z, j, 6), within(1e-14));
      }
    }
    KERNEL.answer(with(options("6,1", data, against), false, true, false), new Shelf());
    double[] single = written("K.npy");
    for (int i = 0; i < k.length; i++) {
      assertThat(single[i]).isEqualTo((float) k[i]);
    }
  }

  @Test
  void theFileHasTheBitsOfMemoryForEveryNumberOfThreads() throws IOException {
    String data = saved("X.npy", 3, 150, 10);
    Network network =
        Network.parse(
            "gaussian(weight-variance=2, bias-variance=0.1): dense(10,50) relu dense(50,50) erf"
                + " dense(50,1)");
    byte[] first = {};
    for (int threads : new int[] {1, 2, 3}) {
      Path out = folder.resolve("T" + threads + ".npy");
      new KernelFile(network, Parameterisation.STANDARD, data, "", true, false, out, threads)
          .write(line -> {}, () -> false);
      byte[] all = Files.readAllBytes(folder.resolve("T" + threads + ".ntk.npy"));
      first = threads == 1 ? all : first;
      assertThat(all).isEqualTo(first);
    }
    InfiniteNetwork infinite = InfiniteNetwork.of(network, Parameterisation.STANDARD);
    Inputs x = infinite.inputs(read(data), 150);
    Kernels kernels = infinite.kernels(x, x, true, 2);
    double[] nngp = written("T2.npy");
    double[] ntk = written("T2.ntk.npy");
    for (int i = 0; i < nngp.length; i++) {
      assertThat(nngp[i]).isCloseTo(kernels.nngp()[i], within(1e-12));
      assertThat(ntk[i])
          .isCloseTo(java.util.Objects.requireNonNull(kernels.ntk())[i], within(1e-9));
    }
  }

  @Test
  void aDryRunComputesNothingAndSaysTimeMemoryAndDisk() {
    String data = saved("X.npy", 4, 400, 20);
    Kernel.Options o = with(options("20,8,1", data, ""), true, true, true);
    Answer answer = KERNEL.answer(o, new Shelf());
    Network network = AskedNetwork.read("20,8,1", "linear", 2, 0.5);
    Forecast f =
        Forecast.of(
            new KernelFile(
                network, o.parameterisation(), data, "", true, true, Path.of(o.out()), 2));
    assertThat(f.disk()).isEqualTo(2 * (128 + 4.0 * 400 * 400));
    assertThat(f.free()).isGreaterThan(f.disk());
    assertThat(f.seconds()).isBetween(1e-4, 60.0);
    assertThat(f.resident()).isBetween(20e6, 4e9);
    assertThat(f.document().keySet()).containsExactly("seconds", "resident", "disk", "free");
    assertThat(answer.json().get("dryRun")).isEqualTo(true);
    assertThat(answer.json().get("tiles")).isNull();
    assertThat(answer.grade()).isEqualTo(Grade.FINE);
    assertThat(folder.toFile().list()).containsExactly("X.npy");
  }

  @Test
  void aKernelThatTheDiskHasNoRoomForIsSaidBeforehand() {
    // 72 TB of kernel over three million samples of one number.
    Path wide = folder.resolve("X.npy");
    int samples = 3_000_000;
    NpyFile.write(wide, new double[samples], samples, 1);
    Answer answer =
        KERNEL.answer(with(options("1,1", wide.toString(), ""), false, false, true), new Shelf());
    assertThat(answer.grade()).isEqualTo(Grade.BAD);
    assertThat(answer.verdict()).startsWith("There is no room on the disk; it would take");
    refuses(options("1,1", wide.toString(), ""), "K.npy.part: needs 72000000.0 MB", "has room for");
    assertThat(folder.toFile().list()).containsExactly("X.npy");
  }

  private static void refuses(Kernel.Options options, String... says) {
    assertThatThrownBy(() -> KERNEL.answer(options, new Shelf()))
        .isInstanceOf(Refusal.class)
        .hasMessageContainingAll(says)
        .message()
        .doesNotContain("\n");
  }

  @Test
  void whatDoesNotFitIsRefusedInOneLine() {
    String data = saved("X.npy", 1, 5, 6);
    refuses(
        options("7,1", data, ""),
        "--data: ",
        "its shape is (5, 6), where the network takes samples of 7 values");
    refuses(options("6,1", data, saved("Z.npy", 1, 5, 7)), "--against: ", "shape is (5, 7)");
    refuses(options("6,1", folder.resolve("Y.npy").toString(), ""), "--data: ", "no such file");
    refuses(options("6,ten,1", data, ""), "--network: column 3");
    refuses(options("dense(6,1", data, ""), "--network: ");
    refuses(options("gaussian(weight-variance=1): dense(6,1)", data, ""), "before ':'");
    String images = saved("I.npy", 1, 2, 4, 4, 3);
    refuses(
        options("input(3,4,4) flatten dense(48,1)", images, ""),
        "its samples are of shape (4, 4, 3)",
        "(channels first)");
    Kernel.Options o = options("6,1", data, "");
    for (String out : List.of("K", "K.txt", ".npy")) {
      refuses(
          new Kernel.Options(
              "6,1", data, "", false, false, o.parameterisation(), "linear", 1, 0, out, 1, false),
          "--out: " + out,
          "K.npy");
    }
    NpyFile.write(folder.resolve("N.npy"), new double[] {1, 2, Double.NaN, 4}, 2, 2);
    refuses(
        options("2,1", folder.resolve("N.npy").toString(), ""),
        "N.npy: the value at [1, 0] is NaN");
    NpyFile.write(folder.resolve("E.npy"), new double[0], 0, 2);
    refuses(options("2,1", folder.resolve("E.npy").toString(), ""), "holds no samples");
  }
}
