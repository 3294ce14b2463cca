package org.onsager.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Native memory stays flat where scopes are used. */
class MemoryTest {
  private static final Path STATUS = Path.of("/proc/self/status");

  /** Trains in a process of its own, whose Java heap is small, and prints resident memory in kB. */
  static final class Training {
    private Training() {}

    public static void main(String[] args) throws IOException {
      try (Scope _ = Scope.open()) {
        Generator generator = Generator.of(1);
        Tensor x = generator.normal(DType.FLOAT32, 64, 8);
        Tensor y = generator.normal(DType.FLOAT32, 64, 8);
        List<Tensor> parameters =
            List.of(
                generator.normal(DType.FLOAT32, 8, 8).parameter(),
                generator.normal(DType.FLOAT32, 8).parameter());
        List<Tensor> v = List.of(Tensor.zeros(DType.FLOAT32, 8, 8), Tensor.zeros(DType.FLOAT32, 8));
        train(10_000, x, y, parameters, v);
        System.out.println(residentKilobytes());
        train(100_000, x, y, parameters, v);
        System.out.println(residentKilobytes());
      }
    }

    private static void train(
        int steps, Tensor x, Tensor y, List<Tensor> parameters, List<Tensor> v) {
      for (int i = 0; i < steps; i++) {
        try (Scope _ = Scope.open()) {
          Tensor hidden = Elementwise.TANH.of(x.linear(parameters.get(0), parameters.get(1)));
          Tensor loss = Losses.squared(hidden, y);
          Updates.momentum(parameters, Gradients.of(loss, parameters), v, 0.01, 0.9);
        }
      }
    }

    private static long residentKilobytes() throws IOException {
      return Files.readAllLines(STATUS).stream()
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
          .findFirst()
          .orElseThrow();
    }
  }

  @Test
  void aHundredThousandStepsLeaveResidentMemoryFlat() throws IOException, InterruptedException {
    Assumptions.assumeTrue(Files.exists(STATUS), "this system does not tell resident memory");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx48m",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Training.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as("exit status of the training process").isZero();
    List<Long> kilobytes = printed.lines().map(line -> Long.parseLong(line.strip())).toList();
    // Without a scope each step leaves a dozen tensors of 2 kB and their handles, 3 GB in all.
    assertThat(kilobytes.getLast() - kilobytes.getFirst())
        .as("resident kB after 10,000 and after 110,000 steps: %s", kilobytes)
        .isLessThan(24_000);
  }
}
