package org.onsager.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.onsager.architecture.Expression.Binary;
import org.onsager.architecture.Expression.Comparison;
import org.onsager.architecture.Expression.Conditional;
import org.onsager.architecture.Expression.Function;
import org.onsager.architecture.Expression.Literal;
import org.onsager.architecture.Expression.Operator;
import org.onsager.architecture.Expression.Unary;

class ExpressionTest {

  private static double at(String text, double x) {
    return Expression.parse(text).at(x);
  }

  @Test
  void arithmeticFollowsTheUsualPrecedence() {
    assertThat(at("1 + 2*3^2", 0)).isEqualTo(19);
    assertThat(at("2^3^2", 0)).isEqualTo(512);
    assertThat(at("2**3", 0)).isEqualTo(8);
    assertThat(at("-x^2", 3)).isEqualTo(-9);
    assertThat(at("(-x)^2", 3)).isEqualTo(9);
    assertThat(at("8/4/2", 0)).isEqualTo(1);
    assertThat(at("7-3-2", 0)).isEqualTo(2);
    assertThat(at("2^-1", 0)).isEqualTo(0.5);
    assertThat(at("1.5e-3*x", 2)).isEqualTo(3e-3);
    assertThat(at("2*pi + e", 0)).isEqualTo(2 * Math.PI + Math.E);
  }

  @Test
  void conditionsAreTernariesAndIndicators() {
    assertThat(at("x > 0 ? x : 0.1*x", 2)).isEqualTo(2);
    assertThat(at("x > 0 ? x : 0.1*x", -2)).isEqualTo(-0.2);
    assertThat(at("(x > 0)*x", 5)).isEqualTo(5);
    assertThat(at("x > -1 && x < 1 ? x : 0", 0.5)).isEqualTo(0.5);
    assertThat(at("x > -1 && x < 1 ? x : 0", 2)).isEqualTo(0);
    assertThat(at("x < -1 || x > 1 ? 7 : 0", -2)).isEqualTo(7);
    assertThat(at("x < -1 ? -1 : x > 1 ? 1 : x", 0.25)).isEqualTo(0.25);
  }

  @Test
  void everyRandomExpressionIsReadBackAsItself() {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 3000; i++) {
      Expression e = random(random, 5);
      assertThat(Expression.parse(e.text())).as(e.text()).isEqualTo(e);
    }
  }

  private static Expression random(SplittableRandom r, int depth) {
    int kind = depth == 0 ? r.nextInt(2) : r.nextInt(6);
    return switch (kind) {
      case 0 -> Expression.X;
      case 1 -> new Literal(r.nextBoolean() ? r.nextInt(-9, 10) : r.nextDouble(-5, 5));
      case 2 -> {
        Function f = Function.values()[r.nextInt(Function.values().length)];
        yield new Unary(f, random(r, depth - 1));
      }
      case 3 ->
          new Conditional(
              Comparison.values()[r.nextInt(Comparison.values().length)],
              random(r, depth - 1),
              random(r, depth - 1),
              random(r, depth - 1),
              random(r, depth - 1));
      default ->
          new Binary(
              Operator.values()[r.nextInt(Operator.values().length)],
              random(r, depth - 1),
              random(r, depth - 1));
    };
  }

  @Test
  void symbolicDerivativesEqualCentralDifferences() {
    List<String> texts =
        List.of(
            "x*sigmoid(1.702*x)",
            "tanh(x)^3",
            "exp(-x^2/2)*sin(3*x)",
            "log(1+exp(x))",
            "softplus(x) - log1p(x^2)",
            "erf(x)/sqrt(1+x^2)",
            "max(x, 0.1*x^2)",
            "abs(x)^1.5",
            "x > 0.3 ? x^2 : 0.6*x - 0.09",
            "gelu(x)",
            "atan(x)*cosh(x/3) - sinh(x)/cosh(x)",
            "expm1(x)",
            "2^x",
            "(1+x^2)^x",
            "min(cos(x), x)",
            "clip(x, -1, 2)",
            "asinh(x)",
            "relu(x)^2",
            "elu(x)",
            "x - tan(x/9)");
    for (String text : texts) {
      Expression e = Expression.parse(text);
      Expression slope = e.derivative();
      for (double x = -2.93; x < 3; x += 0.37) {
        double h = 1e-5;
        double difference = (e.at(x + h) - e.at(x - h)) / (2 * h);
        assertThat(slope.at(x))
            .as("d/dx %s = %s at %s", text, slope.text(), x)
            .isCloseTo(difference, offset(1e-8 * (1 + Math.abs(difference))));
      }
    }
  }

  @Test
  void faultsAreSaidInOneLineWithTheColumn() {
    refused("x*sigmod(x)", "column 3", "'sigmod'", "'sigmoid'");
    refused("x +", "column 4", "a number, x, a function or '('", "end of the text");
    refused("(x + 1", "column 7", "')'");
    refused("x 2", "column 3", "an operator");
    refused("max(x)", "column 1", "2 arguments", "not 1");
    refused("x > 0 ? 1", "':'");
    refused("1..2", "column 1", "not a number");
    refused("", "x*sigmoid");
    refused("1e999", "larger than a double");
    refused("(".repeat(5000), "at most 4000");
    refused("(".repeat(3000), "nested");
    refused("-".repeat(3000), "signs");
    refused("x # 1", "column 3");
  }

  private static void refused(String text, String... parts) {
    assertThatThrownBy(() -> Expression.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .message()
        .contains(parts)
        .doesNotContain("\n");
  }
}
