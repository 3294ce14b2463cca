package org.onsager.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.onsager.numerics.linear.Blas;

class TensorTest {
  private Scope scope = Scope.open();

  @BeforeEach
  void open() {
    scope.close();
    scope = Scope.open();
  }

  @AfterEach
  void close() {
    scope.close();
  }

  @Test
  void whatGoesInComesOut() {
    double[] doubles = {1, -2, 0.1, 1e300, Double.MIN_VALUE, -0.0};
    assertThat(Tensor.of(doubles, 2, 3).toDoubles()).containsExactly(doubles);
    float[] floats = {1, -2, 0.1f, 1e30f};
    assertThat(Tensor.of(floats, 4).toFloats()).containsExactly(floats);
    long[] longs = {1, -2, Long.MAX_VALUE};
    assertThat(Tensor.of(longs, 3, 1).toLongs()).containsExactly(longs);
    assertThat(Tensor.of(new double[0], 0, 3).toDoubles()).isEmpty();
  }

  @Test
  void segmentsGoInAndComeOut() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment in =
          arena.allocateFrom(ValueLayout.JAVA_FLOAT, new float[] {1.5f, 2.5f, -3.5f, 4.5f});
      Tensor tensor = Tensor.of(in, DType.FLOAT32, 2, 2);
      assertThat(tensor.toFloats()).containsExactly(1.5f, 2.5f, -3.5f, 4.5f);
      MemorySegment out = arena.allocate(16);
      tensor.transpose().copyTo(out);
      assertThat(out.toArray(ValueLayout.JAVA_FLOAT)).containsExactly(1.5f, -3.5f, 2.5f, 4.5f);
      assertThatThrownBy(() -> tensor.copyTo(arena.allocate(8)))
          .hasMessage("copyTo: a segment of 8 bytes where 16 are needed");
    }
  }

  @Test
  void heapSegmentsAreTakenToo() {
    MemorySegment heap = MemorySegment.ofArray(new double[] {3, 4});
    assertThat(Tensor.of(heap, DType.FLOAT64, 2).norm().item()).isEqualTo(5);
  }

  private static final Map<Elementwise, DoubleUnaryOperator> KNOWN =
      Map.ofEntries(
          Map.entry(Elementwise.NEGATE, x -> -x),
          Map.entry(Elementwise.ABS, Math::abs),
          Map.entry(Elementwise.SIGN, Math::signum),
          Map.entry(Elementwise.EXP, Math::exp),
          Map.entry(Elementwise.EXPM1, Math::expm1),
          Map.entry(Elementwise.LOG, Math::log),
          Map.entry(Elementwise.LOG1P, Math::log1p),
          Map.entry(Elementwise.SQRT, Math::sqrt),
          Map.entry(Elementwise.SQUARE, x -> x * x),
          Map.entry(Elementwise.SIN, Math::sin),
          Map.entry(Elementwise.COS, Math::cos),
          Map.entry(Elementwise.SINH, Math::sinh),
          Map.entry(Elementwise.COSH, Math::cosh),
          Map.entry(Elementwise.TANH, Math::tanh),
          Map.entry(Elementwise.ATAN, Math::atan),
          Map.entry(Elementwise.SIGMOID, x -> 1 / (1 + Math.exp(-x))),
          Map.entry(Elementwise.SOFTPLUS, x -> Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)))),
          Map.entry(Elementwise.ERF, TensorTest::erf),
          Map.entry(Elementwise.RELU, x -> Math.max(x, 0)),
          Map.entry(Elementwise.HARD_TANH, x -> Math.max(-1, Math.min(1, x))),
          Map.entry(Elementwise.GELU, x -> 0.5 * x * (1 + erf(x / Math.sqrt(2)))),
          Map.entry(
              Elementwise.GELU_BY_TANH,
              x -> 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)))),
          Map.entry(Elementwise.RECIPROCAL, x -> 1 / x),
          Map.entry(Elementwise.FLOOR, Math::floor),
          Map.entry(Elementwise.CEILING, Math::ceil),
          Map.entry(Elementwise.ROUND, Math::rint),
          Map.entry(Elementwise.SILU, x -> x / (1 + Math.exp(-x))));

  /** Neither 0 nor any half or whole number, where some functions jump, is among the arguments. */
  private static final Set<Elementwise> JUMPING =
      EnumSet.of(Elementwise.FLOOR, Elementwise.CEILING, Elementwise.ROUND, Elementwise.RECIPROCAL);

  /** Abramowitz and Stegun 7.1.6, a series of positive terms. */
  private static double erf(double x) {
    double term = x;
    double sum = x;
    for (int n = 1; n < 400; n++) {
      term *= 2 * x * x / (2 * n + 1);
      sum += term;
    }
    return 2 / Math.sqrt(Math.PI) * Math.exp(-x * x) * sum;
  }

  @ParameterizedTest
  @EnumSource
  void everyElementwiseFunctionIsTheKnownOneInBothPrecisions(Elementwise function) {
    boolean positive = function == Elementwise.LOG || function == Elementwise.SQRT;
    int n = 401;
    double[] x = new double[n];
    for (int i = 0; i < n; i++) {
      x[i] =
          positive
              ? 0.01 + i * 0.05
              : function == Elementwise.LOG1P
                  ? -0.9 + 0.03 * i
                  : (i - 200) * 0.025 + (JUMPING.contains(function) ? 0.011 : 0);
    }
    double[] wide = function.of(Tensor.of(x, n)).toDoubles();
    double[] narrow = function.of(Tensor.of(x, n).to(DType.FLOAT32)).toDoubles();
    DoubleUnaryOperator known = Objects.requireNonNull(KNOWN.get(function), "no known function");
    for (int i = 0; i < n; i++) {
      double expected = known.applyAsDouble(x[i]);
      assertThat(wide[i])
          .as("%s(%s)", function, x[i])
          .isCloseTo(expected, within(4e-15 * (1 + Math.abs(expected))));
      assertThat(narrow[i])
          .as("%s(%s) in float32", function, x[i])
          .isCloseTo(expected, within(2e-6 * (1 + Math.abs(expected))));
    }
  }

  @Test
  void softplusHasNoThresholdThatShows() {
    double[] x = {-800, -30, 19, 21, 25, 39, 41, 800};
    double[] found = Elementwise.SOFTPLUS.of(Tensor.of(x, x.length)).toDoubles();
    for (int i = 0; i < x.length; i++) {
      double expected = Math.max(x[i], 0) + Math.log1p(Math.exp(-Math.abs(x[i])));
      assertThat(found[i]).isCloseTo(expected, within(1e-15 * Math.abs(expected)));
    }
  }

  @Test
  void productsSumsAndShapesAreThoseOfTheTextbook() {
    Tensor a = Tensor.of(new double[] {1, 2, 3, 4, 5, 6}, 2, 3);
    assertThat(a.matmul(a.transpose()).toDoubles()).containsExactly(14, 32, 32, 77);
    assertThat(a.sum().item()).isEqualTo(21);
    assertThat(a.sumOver(0).toDoubles()).containsExactly(5, 7, 9);
    assertThat(a.sumOver(1).shape()).containsExactly(2, 1);
    assertThat(a.meanOver(1).toDoubles()).containsExactly(2, 5);
    assertThat(a.slice(1, 1, 3).toDoubles()).containsExactly(2, 3, 5, 6);
    assertThat(a.select(1, Tensor.of(new long[] {2, 0}, 2)).toDoubles())
        .containsExactly(3, 1, 6, 4);
    assertThat(a.argmax(1).toLongs()).containsExactly(2, 2);
    assertThat(Tensor.concatenate(0, List.of(a, a)).shape()).containsExactly(4, 3);
    assertThat(a.greater(Tensor.scalar(3, DType.FLOAT64)).toLongs())
        .containsExactly(0, 0, 0, 1, 1, 1);
    assertThat(a.linear(a, Tensor.of(new double[] {1, -1}, 2)).toDoubles())
        .containsExactly(15, 31, 33, 76);
    assertThat(a).hasToString("FLOAT64[2, 3]");
  }

  @Test
  void crossEntropyOfEqualLogitsIsTheLogarithmOfTheNumberOfClasses() {
    Tensor logits = Tensor.full(3.7, DType.FLOAT64, 5, 10);
    Tensor labels = Tensor.of(new long[] {0, 3, 9, 2, 2}, 5);
    assertThat(Losses.crossEntropy(logits, labels).item()).isCloseTo(Math.log(10), within(1e-15));
    assertThat(Losses.squared(Losses.oneHot(labels, 10, DType.FLOAT64), logits).item())
        .isCloseTo(0.5 * (2.7 * 2.7 + 9 * 3.7 * 3.7), within(1e-12));
  }

  @Test
  void aNanIsSeen() {
    assertThat(Tensor.of(new double[] {1, 2}, 2).isFinite()).isTrue();
    assertThat(Tensor.of(new double[] {1, Double.NaN}, 2).isFinite()).isFalse();
    assertThat(Tensor.of(new double[] {Double.NEGATIVE_INFINITY}, 1).isFinite()).isFalse();
  }

  @Test
  void orthonormalColumnsAreOrthonormalAndFactorisationsMultiplyBack() {
    Tensor q = Decompositions.haarColumns(7, 4, DType.FLOAT64, Generator.of(1));
    Tensor gram = q.transpose().matmul(q).subtract(Tensor.identity(4, DType.FLOAT64));
    assertThat(gram.norm().item()).isLessThan(1e-14);
    Tensor a = Generator.of(2).normal(DType.FLOAT64, 5, 3);
    Decompositions.Svd svd = Decompositions.svd(a);
    Tensor back = svd.u().multiply(svd.values()).matmul(svd.vTransposed());
    assertThat(back.subtract(a).norm().item()).isLessThan(1e-14);
    Decompositions.Qr qr = Decompositions.qr(a);
    assertThat(qr.q().matmul(qr.r()).subtract(a).norm().item()).isLessThan(1e-14);
  }

  @Test
  void theFirstEntryOfAHaarMatrixIsSymmetricWithVarianceOneOverN() {
    int n = 4;
    int draws = 4000;
    Generator generator = Generator.of(11);
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < draws; i++) {
      double x = Decompositions.haarColumns(n, n, DType.FLOAT64, generator).toDoubles()[0];
      sum += x;
      squares += x * x;
    }
    // E x² = 1/n, E x⁴ = 3/(n(n+2)).
    double spread = Math.sqrt(3.0 / (n * (n + 2)) - 1.0 / (n * n));
    assertThat(sum / draws).isCloseTo(0, within(4.5 * Math.sqrt(1.0 / n / draws)));
    assertThat(squares / draws).isCloseTo(1.0 / n, within(4.5 * spread / Math.sqrt(draws)));
  }

  @Test
  void errorsOfTheLibraryComeInOneLine() {
    Tensor a = Tensor.zeros(DType.FLOAT64, 2, 3);
    assertThatThrownBy(() -> a.matmul(a))
        .isInstanceOf(TensorException.class)
        .hasMessageStartingWith("matmul: mat1 and mat2 shapes cannot be multiplied (2x3 and 2x3)")
        .hasMessageNotContaining("\n");
    assertThatThrownBy(() -> Tensor.of(new double[] {1, 2, 3}, 2, 2))
        .hasMessage("of: 3 doubles do not fill shape [2, 2]");
    assertThatThrownBy(a::item)
        .hasMessage("item: one element is needed, the shape is FLOAT64[2, 3]");
  }

  @Test
  void bothLibrariesWorkWithOneThread() {
    assertThat(Blas.threads()).isEqualTo(1);
  }
}
