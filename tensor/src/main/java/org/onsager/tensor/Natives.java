package org.onsager.tensor;

import java.util.List;
import java.util.Locale;
import org.onsager.lab.Diagnosis;
import org.onsager.numerics.Lanes;
import org.onsager.numerics.linear.Blas;

/** Whether the native libraries load here, and how fast and with how many threads they multiply. */
public final class Natives implements Diagnosis {

  @Override
  public String name() {
    return "natives";
  }

  @Override
  public List<Line> lines() {
    try (Scope _ = Scope.open()) {
      double[] identity = Tensor.identity(2, DType.FLOAT64).toDoubles();
      boolean right = identity[0] == 1 && identity[1] == 0;
      return List.of(
          new Line(right, "LibTorch loads and computes, one thread a task"),
          new Line(
              true,
              String.format(
                  Locale.ROOT,
                  "OpenBLAS multiplies at %.3g Gflop/s with %d thread a call",
                  Blas.measurePeak() / 1e9,
                  Blas.threads())),
          new Line(true, Lanes.words()));
    } catch (RuntimeException | LinkageError e) {
      return List.of(
          new Line(
              false,
              "LibTorch does not load ("
                  + e.getMessage()
                  + "); it needs the natives of this platform, on Linux glibc 2.35 or later"));
    }
  }
}
