package org.onsager.nets.rows;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.onsager.architecture.Activation;

/** Functions of rows beside the same of one number in double precision. */
class RowFunctionTest {
  private static DoubleUnaryOperator exact(RowFunction function) {
    return switch (function) {
      case RELU -> x -> Math.max(0, x);
      case TANH -> Math::tanh;
      case SIGMOID -> x -> 1 / (1 + Math.exp(-x));
      case SILU -> x -> x / (1 + Math.exp(-x));
      case ERF -> Activation.ERF::value;
      case GELU -> Activation.GELU::value;
    };
  }

  @ParameterizedTest
  @EnumSource(RowFunction.class)
  void aFunctionIsOffByAFewLastDigits(RowFunction function) {
    float[] x = new float[240_001];
    for (int i = 0; i < x.length; i++) {
      x[i] = (i - 120_000) * 1e-4f;
    }
    Rows y = Rows.zeros(1, x.length);
    function.step(Rows.of(x, x.length), y).run();
    double worst = 0;
    for (int i = 0; i < x.length; i++) {
      double exact = exact(function).applyAsDouble(x[i]);
      worst = Math.max(worst, Math.abs(y.rows()[0][i] - exact) / Math.max(1, Math.abs(x[i])));
    }
    assertThat(worst).as("the error of %s by max(1, |x|)", function).isLessThan(4e-7);
  }
}
