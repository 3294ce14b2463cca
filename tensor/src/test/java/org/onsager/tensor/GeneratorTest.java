package org.onsager.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.onsager.lab.RandomStream;

class GeneratorTest {

  private static double[] draw(long seed) {
    try (Scope _ = Scope.open()) {
      Generator generator = Generator.of(seed);
      List<double[]> all = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        all.add(generator.normal(DType.FLOAT64, 37, 11).toDoubles());
        all.add(generator.normal(DType.FLOAT32, 5).toDoubles());
        all.add(generator.uniform(DType.FLOAT32, 101).toDoubles());
        all.add(generator.bernoulli(0.3, DType.FLOAT64, 53).toDoubles());
        all.add(Arrays.stream(generator.permutation(97).toLongs()).asDoubleStream().toArray());
      }
      return all.stream().flatMapToDouble(Arrays::stream).toArray();
    }
  }

  @Test
  void aSeedGivesTheSameBitsOnTwoThreadsAtOnce() throws Exception {
    double[] alone = draw(42);
    try (ExecutorService workers = Executors.newFixedThreadPool(2)) {
      List<Future<double[]>> both =
          List.of(workers.submit(() -> draw(42)), workers.submit(() -> draw(42)));
      for (Future<double[]> one : both) {
        assertThat(one.get()).containsExactly(alone);
      }
    }
  }

  @Test
  void seedsThatAgreeInTheirLowOrHighHalfDrawDifferentNumbers() {
    double[] first = draw(7);
    for (long other : new long[] {7 + (1L << 32), 7 + (1L << 63), 8, -7}) {
      double[] second = draw(other);
      int equal = 0;
      for (int i = 0; i < 400; i++) {
        equal += first[i] == second[i] ? 1 : 0;
      }
      assertThat(equal).as("equal normals of seeds 7 and %d", other).isZero();
    }
  }

  @Test
  void aStreamDrawsWhatItsSeedDraws() {
    RandomStream stream = new RandomStream(5).named("weights");
    try (Scope _ = Scope.open()) {
      assertThat(Generator.of(stream).normal(DType.FLOAT64, 40).toDoubles())
          .containsExactly(Generator.of(stream.seed()).normal(DType.FLOAT64, 40).toDoubles());
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT32", "FLOAT64"})
  void normalsHaveTheMomentsOfTheGaussian(DType dtype) {
    int n = 400_000;
    try (Scope _ = Scope.open()) {
      Tensor x = Generator.of(3).normal(dtype, n).to(DType.FLOAT64);
      // Var of x, x², x⁴: 1, 2, 96; of the product with the neighbour: 1.
      double root = Math.sqrt(n);
      assertThat(x.mean().item()).isCloseTo(0, within(4.5 / root));
      assertThat(x.power(2).mean().item()).isCloseTo(1, within(4.5 * Math.sqrt(2) / root));
      assertThat(x.power(4).mean().item()).isCloseTo(3, within(4.5 * Math.sqrt(96) / root));
      assertThat(x.slice(0, 0, n - 1).dot(x.slice(0, 1, n)).item() / n)
          .isCloseTo(0, within(4.5 / root));
    }
  }

  @Test
  void uniformsAndCoinsHaveTheirMeans() {
    int n = 400_000;
    try (Scope _ = Scope.open()) {
      Generator generator = Generator.of(9);
      Tensor u = generator.uniform(DType.FLOAT64, n);
      assertThat(u.mean().item()).isCloseTo(0.5, within(4.5 / Math.sqrt(12.0 * n)));
      Tensor coins = generator.bernoulli(0.8, DType.FLOAT32, n).to(DType.FLOAT64);
      assertThat(coins.mean().item()).isCloseTo(0.8, within(4.5 * Math.sqrt(0.16 / n)));
      assertThat(coins.multiply(coins.add(-1)).norm().item()).isZero();
    }
  }

  @Test
  void aPermutationHoldsEveryNumberOnce() {
    try (Scope _ = Scope.open()) {
      assertThat(Generator.of(2).permutation(1000).toLongs())
          .containsExactlyInAnyOrder(LongStream.range(0, 1000).toArray());
    }
  }
}
