package org.onsager.bench;

import java.util.Collection;
import java.util.Locale;
import org.onsager.architecture.Layer;
import org.onsager.architecture.Network;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** Runs the benchmarks and lays each beside its floor, the least time in which it could be done. */
final class Bench {
  private Bench() {}

  /** Runs those whose name matches the first argument, or all. */
  public static void main(String[] args) throws RunnerException {
    String which = args.length > 0 ? args[0] : "";
    Collection<RunResult> results =
        new Runner(
                new OptionsBuilder()
                    .include("HotPaths\\..*(" + which + ")")
                    .forks(1)
                    .warmupIterations(3)
                    .warmupTime(TimeValue.seconds(1))
                    .measurementIterations(5)
                    .measurementTime(TimeValue.seconds(1))
                    .build())
            .run();
    double peak = Peak.floats();
    System.out.printf(
        Locale.ROOT,
        "%n%s%nmeasured peak of one thread: %.1f Gflop/s in float32 (the best of"
            + " square products of 384 to 1024)%n%n",
        Peak.machine(),
        peak / 1e9);
    System.out.printf(
        Locale.ROOT,
        "%-16s %14s %12s %12s %12s%n",
        "benchmark",
        "µs a call",
        "± 99.9 %",
        "Gflop/s",
        "of the floor");
    for (RunResult result : results) {
      String name = result.getPrimaryResult().getLabel();
      double micros = result.getPrimaryResult().getScore();
      double flops = flops(name);
      System.out.printf(
          Locale.ROOT,
          "%-16s %14.1f %12.1f %12s %12s%n",
          name,
          micros,
          result.getPrimaryResult().getScoreError(),
          flops > 0 ? String.format(Locale.ROOT, "%.1f", flops / micros / 1e3) : "-",
          flops > 0
              ? String.format(Locale.ROOT, "%.0f %%", 100 * flops / (micros * 1e-6) / peak)
              : "-");
    }
  }

  /** The multiplications and additions that cannot be avoided; 0 where nothing is said. */
  private static double flops(String name) {
    double batch = HotPaths.BATCH;
    return switch (name) {
      case "deepForward" -> batch * HotPaths.DEEP.flops();
      case "trainingStep", "gradient" -> batch * (forward() + gradients() + backward());
      // The tangents of the signals (V a, and W ȧ but for the first layer), then of D (twice W^T D
      // beside the one of the gradient), then two products a layer but for the first.
      case "hessianVector" ->
          batch
              * (forward()
                  + backward()
                  + forward()
                  + hidden()
                  + 2 * backward()
                  + gradients()
                  + hidden());
      case "largeProduct" -> 2.0 * HotPaths.LARGE * HotPaths.LARGE * HotPaths.LARGE;
      default -> 0;
    };
  }

  private static double forward() {
    return weights(HotPaths.TRAINED, 0);
  }

  private static double gradients() {
    return weights(HotPaths.TRAINED, 0);
  }

  private static double backward() {
    return weights(HotPaths.TRAINED, 1);
  }

  private static double hidden() {
    return weights(HotPaths.TRAINED, 1);
  }

  /** Twice the number of weights of all dense layers but the first few. */
  private static double weights(Network network, int skipped) {
    return network.layers().stream()
        .filter(Layer.Dense.class::isInstance)
        .skip(skipped)
        .mapToDouble(l -> 2.0 * ((Layer.Dense) l).inputs() * ((Layer.Dense) l).outputs())
        .sum();
  }
}
