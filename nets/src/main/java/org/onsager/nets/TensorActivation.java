package org.onsager.nets;

import java.util.List;
import org.onsager.architecture.Activation;
import org.onsager.architecture.Expression;
import org.onsager.tensor.Elementwise;
import org.onsager.tensor.Tensor;

/**
 * An activation as an operation on tensors: the library's own where it has one, else its
 * expression, operation by operation. The twin of {@link Activation#value}; a test compares them. A
 * NaN that goes in comes out, conditions and constants included.
 */
public final class TensorActivation {
  private static final List<Double> ANCHORS =
      List.of(
          1.0, -1.0, 0.5, -0.5, 2.0, -2.0, 0.1, -0.1, 5.0, -5.0, 0.01, -0.01, 20.0, -20.0, 100.0,
          -100.0, 0.0);

  private TensorActivation() {}

  /** φ of every element. */
  public static Tensor apply(Activation activation, Tensor x) {
    return switch (activation.text()) {
      case "linear" -> x;
      case "relu" -> Elementwise.RELU.of(x);
      case "tanh" -> Elementwise.TANH.of(x);
      case "erf" -> Elementwise.ERF.of(x);
      case "hard-tanh" -> Elementwise.HARD_TANH.of(x);
      case "sin" -> Elementwise.SIN.of(x);
      case "gelu" -> Elementwise.GELU.of(x);
      case "silu" -> Elementwise.SILU.of(x);
      case "softplus" -> Elementwise.SOFTPLUS.of(x);
      default ->
          activation.text().startsWith("leaky-relu")
              ? x.leakyRelu(activation.derivative(-1))
              : x.different(x).where(x, evaluate(activation.expression(), x));
    };
  }

  private static Tensor evaluate(Expression expression, Tensor x) {
    return switch (expression) {
      case Expression.Literal l -> Tensor.full(l.value(), x.dtype(), x.shape());
      case Expression.Variable _ -> x;
      case Expression.Unary u -> unary(u.function(), evaluate(u.argument(), x));
      case Expression.Binary b -> binary(b, x);
      case Expression.Conditional c -> conditional(c, x);
    };
  }

  private static Tensor unary(Expression.Function function, Tensor u) {
    return switch (function) {
      case NEGATE -> Elementwise.NEGATE.of(u);
      case EXP -> Elementwise.EXP.of(u);
      case EXPM1 -> Elementwise.EXPM1.of(u);
      case LOG -> Elementwise.LOG.of(u);
      case LOG1P -> Elementwise.LOG1P.of(u);
      case SQRT -> Elementwise.SQRT.of(u);
      case SIN -> Elementwise.SIN.of(u);
      case COS -> Elementwise.COS.of(u);
      case SINH -> Elementwise.SINH.of(u);
      case COSH -> Elementwise.COSH.of(u);
      case TANH -> Elementwise.TANH.of(u);
      case ATAN -> Elementwise.ATAN.of(u);
      case SIGMOID -> Elementwise.SIGMOID.of(u);
      case SOFTPLUS -> Elementwise.SOFTPLUS.of(u);
      case ERF -> Elementwise.ERF.of(u);
      case RELU -> Elementwise.RELU.of(u);
      case ABS -> Elementwise.ABS.of(u);
      case SIGN -> Elementwise.SIGN.of(u);
      case STEP -> u.greater(zeros(u)).to(u.dtype());
    };
  }

  private static Tensor binary(Expression.Binary b, Tensor x) {
    if (b.operator() == Expression.Operator.POWER
        && b.right() instanceof Expression.Literal exponent) {
      return evaluate(b.left(), x).power(exponent.value());
    }
    Tensor left = evaluate(b.left(), x);
    Tensor right = evaluate(b.right(), x);
    return switch (b.operator()) {
      case ADD -> left.add(right);
      case SUBTRACT -> left.subtract(right);
      case MULTIPLY -> left.multiply(right);
      case DIVIDE -> left.divide(right);
      case POWER -> left.power(right);
      // Where the two are equal the slope is that of the second, as the scalar derivative has it.
      case MAX -> left.greater(right).where(left, right);
      case MIN -> left.less(right).where(left, right);
    };
  }

  /**
   * A branch that is not taken is given a harmless argument: its gradient is multiplied by zero,
   * and zero times the infinite slope of, say, a root at 0 would be NaN.
   */
  private static Tensor conditional(Expression.Conditional c, Tensor x) {
    Tensor holds = holds(c, evaluate(c.left(), x), evaluate(c.right(), x));
    Tensor then = evaluate(c.then(), holds.where(x, anchor(c, c.then(), true, x)));
    Tensor otherwise = evaluate(c.otherwise(), holds.where(anchor(c, c.otherwise(), false, x), x));
    return holds.where(then, otherwise);
  }

  /** A place where the branch is taken and smooth; x itself where none is known. */
  private static Tensor anchor(
      Expression.Conditional c, Expression branch, boolean taken, Tensor x) {
    Expression slope = branch.derivative();
    for (double at : ANCHORS) {
      if (c.comparison().holds(c.left().at(at), c.right().at(at)) == taken
          && Double.isFinite(branch.at(at))
          && Double.isFinite(slope.at(at))) {
        return Tensor.scalar(at, x.dtype());
      }
    }
    return x;
  }

  private static Tensor holds(Expression.Conditional c, Tensor left, Tensor right) {
    return switch (c.comparison()) {
      case GREATER -> left.greater(right);
      case AT_LEAST -> left.atLeast(right);
      case LESS -> left.less(right);
      case AT_MOST -> left.atMost(right);
      case EQUAL -> left.equal(right);
      case DIFFERENT -> left.different(right);
    };
  }

  private static Tensor zeros(Tensor x) {
    return Tensor.zeros(x.dtype(), x.shape());
  }
}
