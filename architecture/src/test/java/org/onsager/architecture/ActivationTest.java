package org.onsager.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.onsager.architecture.Breakpoint.Jump;
import org.onsager.architecture.Breakpoint.Kink;

class ActivationTest {

  private static List<Activation> builtIn() {
    return Activation.names().stream().map(Activation::of).toList();
  }

  @Test
  void theValueOfABuiltInIsTheValueOfItsExpression() {
    for (Activation a : builtIn()) {
      for (double x = -30; x < 30; x += 0.0917) {
        assertThat(a.value(x))
            .as("%s(%s)", a, x)
            .isCloseTo(a.expression().at(x), offset(4e-15 * (1 + Math.abs(x))));
        assertThat(a.derivative(x))
            .as("%s'(%s)", a, x)
            .isCloseTo(a.expression().derivative().at(x), offset(4e-15 * (1 + Math.abs(x))));
      }
    }
  }

  @Test
  void textIsReadBack() {
    for (String text :
        List.of(
            "tanh",
            "leaky-relu",
            "leaky-relu(0.2)",
            "x*sigmoid(1.702*x)",
            "x > 0 ? x : 0.5*x @ kinks(0.25, 1.5)")) {
      Activation a = Activation.of(text);
      assertThat(a.text()).isEqualTo(text);
      assertThat(Activation.of(a.text())).isEqualTo(a);
    }
    assertThat(Activation.of("swish")).isEqualTo(Activation.SILU);
    assertThat(Activation.of("  ReLU ")).isEqualTo(Activation.RELU);
    assertThat(Activation.of("leaky_relu(0.01)")).isEqualTo(Activation.of("leaky-relu"));
  }

  @Test
  void nothingOverflowsFarFromZero() {
    for (Activation a : builtIn()) {
      for (double x : new double[] {1e2, 1e4, 1e8, 1e300, Double.POSITIVE_INFINITY}) {
        for (double side : new double[] {x, -x}) {
          boolean noLimit = a.equals(Activation.SIN) && Double.isInfinite(side);
          assertThat(Double.isNaN(a.value(side))).as("%s(%s)", a, side).isEqualTo(noLimit);
          assertThat(Double.isNaN(a.derivative(side))).as("%s'(%s)", a, side).isEqualTo(noLimit);
        }
      }
    }
    assertThat(Activation.SILU.value(Double.NEGATIVE_INFINITY)).isZero();
    assertThat(Activation.GELU.value(-1e8)).isZero();
    assertThat(Activation.SOFTPLUS.value(1e8)).isEqualTo(1e8);
    assertThat(Activation.SOFTPLUS.value(-50)).isCloseTo(Math.exp(-50), offset(1e-36));
    assertThat(Activation.of("x*sigmoid(x)").value(Double.NEGATIVE_INFINITY)).isZero();
    assertThat(Activation.of("x*sigmoid(x)").value(Double.POSITIVE_INFINITY))
        .isEqualTo(Double.POSITIVE_INFINITY);
  }

  @Test
  void smoothFunctionsHaveNoBreakpointsAndTheOthersHaveTheirs() {
    for (String smooth : List.of("linear", "tanh", "erf", "sin", "gelu", "silu", "softplus")) {
      assertThat(Activation.of(smooth).breakpoints()).as(smooth).isEmpty();
    }
    assertThat(Activation.RELU.breakpoints()).containsExactly(new Kink(0));
    assertThat(Activation.of("leaky-relu").breakpoints()).containsExactly(new Kink(0));
    assertThat(Activation.HARD_TANH.breakpoints()).containsExactly(new Kink(-1), new Kink(1));
  }

  @Test
  void theBreakpointsOfAnExpressionAreFoundToTheLastDigit() {
    assertThat(Activation.of("abs(x^3 - 2)").breakpointLocations())
        .hasSize(1)
        .satisfies(l -> assertThat(l[0]).isCloseTo(Math.cbrt(2), offset(1e-15)));
    assertThat(Activation.of("max(sin(x), x/4)").breakpointLocations())
        .hasSize(3)
        .satisfies(l -> assertThat(l[2]).isCloseTo(2.4745767873698, offset(1e-13)));
    assertThat(Activation.of("relu(x - 0.1) - relu(-x - 0.3)").breakpointLocations())
        .containsExactly(-0.3, 0.1);
    assertThat(Activation.of("max(0, relu(x))").breakpoints()).containsExactly(new Kink(0));
    assertThat(Activation.of("max(x, x)").jumps()).isEmpty();
    assertThat(Activation.of("sqrt(relu(x))").breakpoints()).containsExactly(new Kink(0));
  }

  @Test
  void jumpsKnowTheirSides() {
    assertThat(Activation.of("sign(x)").jumps()).containsExactly(new Jump(0, -1, 1));
    assertThat(Activation.of("x > 1.5 ? 2 : 0").jumps()).containsExactly(new Jump(1.5, 0, 2));
    assertThat(Activation.of("x > 1 ? x : x^2").breakpoints()).containsExactly(new Kink(1));
    assertThat(Activation.of("x > -1 && x < 1 ? x : 0").jumps()).hasSize(2);
    assertThat(new Jump(0, -1, 1).size()).isEqualTo(2);
  }

  @Test
  void declaredKinksAreKept() {
    Activation a = Activation.of("tanh(x) @ kinks(0.5, -2)");
    assertThat(a.breakpoints()).containsExactly(new Kink(-2), new Kink(0.5));
    assertThatThrownBy(() -> Activation.of("tanh(x) @ kinks(a)")).hasMessageContaining("'a'");
    assertThatThrownBy(() -> Activation.of("tanh(x) @ knks(1)")).hasMessageContaining("@ kinks(");
  }

  @Test
  void scaleInvarianceIsRecognised() {
    for (String yes : List.of("linear", "relu", "leaky-relu(0.3)", "abs(x)", "max(x, 0.2*x)")) {
      assertThat(Activation.of(yes).isScaleInvariant()).as(yes).isTrue();
    }
    for (String no :
        List.of("tanh", "hard-tanh", "gelu", "softplus", "sign(x)", "x^2", "relu(x) + 1")) {
      assertThat(Activation.of(no).isScaleInvariant()).as(no).isFalse();
    }
  }

  @Test
  void anUnknownNameIsRefusedWithTheNearest() {
    assertThatThrownBy(() -> Activation.of("tanhh"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'tanhh'")
        .hasMessageContaining("nearest is 'tanh'");
    assertThatThrownBy(() -> Activation.of("leaky-relu(abc)")).hasMessageContaining("'abc'");
  }

  @Test
  void anExpressionWhosePartsOverflowGoesOnAsTheLineThatItFollowed() {
    Activation silu = Activation.of("x/(1+exp(-x))");
    Activation tanh = Activation.of("(exp(x)-exp(-x))/(exp(x)+exp(-x))");
    for (double x : new double[] {-5000, -800, -400, 400, 800, 5000}) {
      assertThat(silu.value(x)).as("silu at %s", x).isCloseTo(Math.max(x, 0), offset(1e-100));
      assertThat(silu.derivative(x)).as("slope at %s", x).isCloseTo(x > 0 ? 1 : 0, offset(1e-9));
      assertThat(tanh.value(x)).as("tanh at %s", x).isEqualTo(Math.signum(x));
      assertThat(tanh.derivative(x)).as("slope at %s", x).isCloseTo(0, offset(1e-9));
    }
    Activation curved = Activation.of("x^2*(exp(x)-exp(-x))/(exp(x)+exp(-x))");
    assertThat(curved.value(800)).as("no line is followed").isNaN();
  }
}
