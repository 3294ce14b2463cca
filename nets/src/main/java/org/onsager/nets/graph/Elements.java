package org.onsager.nets.graph;

import static java.util.Map.entry;

import java.math.BigDecimal;
import java.util.Map;
import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;
import org.onsager.architecture.Activation;
import org.onsager.nets.TensorActivation;
import org.onsager.tensor.DType;
import org.onsager.tensor.Elementwise;
import org.onsager.tensor.Gradients;
import org.onsager.tensor.Tensor;

/** ONNX's operators that work element by element. */
final class Elements {
  private static final double SELU_ALPHA = 1.67326319217681884765625;
  private static final double SELU_GAMMA = 1.05070102214813232421875;

  /** GELU as many language models have it. */
  static final Activation GELU_BY_TANH =
      Activation.of("0.5*x*(1+tanh(0.7978845608028654*(x+0.044715*x^3)))");

  private static final long MANY = 1 << 14;

  private Elements() {}

  static final Map<String, Maker> MAKERS =
      Map.ofEntries(
          entry("Neg", plain(Elementwise.NEGATE)),
          entry("Abs", plain(Elementwise.ABS)),
          entry("Sign", plain(Elementwise.SIGN)),
          entry("Exp", plain(Elementwise.EXP)),
          entry("Log", plain(Elementwise.LOG)),
          entry("Sqrt", plain(Elementwise.SQRT)),
          entry("Sin", plain(Elementwise.SIN)),
          entry("Cos", plain(Elementwise.COS)),
          entry("Sinh", plain(Elementwise.SINH)),
          entry("Cosh", plain(Elementwise.COSH)),
          entry("Atan", plain(Elementwise.ATAN)),
          entry("Reciprocal", plain(Elementwise.RECIPROCAL)),
          entry("Floor", plain(Elementwise.FLOOR)),
          entry("Ceil", plain(Elementwise.CEILING)),
          entry("Round", plain(Elementwise.ROUND)),
          entry("Not", a -> Operation.unary(x -> x.equal(zero(x)))),
          entry("Relu", plain(Elementwise.RELU)),
          entry("Tanh", a -> Operation.unary(Elements::tanh)),
          entry("Sigmoid", plain(Elementwise.SIGMOID)),
          entry("Erf", plain(Elementwise.ERF)),
          entry("Softplus", plain(Elementwise.SOFTPLUS)),
          entry("Gelu", a -> Operation.unary(gelu(a)::of)),
          entry("Swish", Elements::activation),
          entry("LeakyRelu", Elements::activation),
          entry("Elu", Elements::activation),
          entry("Selu", Elements::activation),
          entry("Celu", Elements::activation),
          entry("HardSigmoid", Elements::activation),
          entry("HardSwish", Elements::activation),
          entry("Mish", Elements::activation),
          entry("Softsign", Elements::activation),
          entry("ThresholdedRelu", Elements::activation),
          entry("PRelu", both((x, slope) -> x.greater(zero(x)).where(x, x.multiply(slope)))),
          entry("Clip", Elements::clip),
          entry("Add", both(Tensor::add)),
          entry("Sub", both(Tensor::subtract)),
          entry("Mul", both(Tensor::multiply)),
          entry("Div", both(Elements::quotient)),
          entry("Mod", Elements::modulo),
          entry("Pow", a -> power()),
          entry("Min", all(Tensor::minimum)),
          entry("Max", all(Tensor::maximum)),
          entry("Sum", all(Tensor::add)),
          entry("Mean", a -> inputs -> mean(inputs)),
          entry("Equal", both(Tensor::equal)),
          entry("Greater", both(Tensor::greater)),
          entry("GreaterOrEqual", both(Tensor::atLeast)),
          entry("Less", both(Tensor::less)),
          entry("LessOrEqual", both(Tensor::atMost)),
          entry("And", both(Tensor::and)),
          entry("Or", both(Tensor::or)),
          entry("IsNaN", a -> Operation.unary(x -> x.different(x))),
          entry(
              "Where",
              a ->
                  x ->
                      new Tensor[] {
                        Operation.given(x, 0).where(Operation.given(x, 1), Operation.given(x, 2))
                      }),
          entry("Cast", Elements::cast),
          entry("CastLike", both((x, like) -> x.to(like.dtype()))),
          entry("Identity", a -> Operation.unary(x -> x)),
          entry("Dropout", Elements::dropout));

  private static Maker plain(Elementwise function) {
    Operation operation = Operation.unary(function::of);
    return a -> operation;
  }

  private static Maker both(BinaryOperator<Tensor> function) {
    Operation operation = Operation.binary(function);
    return a -> operation;
  }

  private static Maker all(BinaryOperator<Tensor> function) {
    return a ->
        inputs -> {
          Tensor result = Operation.given(inputs, 0);
          for (int i = 1; i < inputs.length; i++) {
            result = function.apply(result, Operation.given(inputs, i));
          }
          return new Tensor[] {result};
        };
  }

  private static Tensor[] mean(@Nullable Tensor[] inputs) {
    Tensor sum = Operation.given(inputs, 0);
    for (int i = 1; i < inputs.length; i++) {
      sum = sum.add(Operation.given(inputs, i));
    }
    return new Tensor[] {sum.multiply(1.0 / inputs.length)};
  }

  private static Tensor zero(Tensor x) {
    return Tensor.scalar(0, x.dtype());
  }

  /** That of integers is without its fraction. */
  private static Tensor quotient(Tensor x, Tensor y) {
    return x.dtype().isFloating() ? x.divide(y) : whole(x, y);
  }

  /** The quotient without its fraction, exact below 2⁵³. */
  private static Tensor whole(Tensor x, Tensor y) {
    return x.to(DType.FLOAT64).divide(y.to(DType.FLOAT64)).to(DType.INT64).to(x.dtype());
  }

  /** A constant exponent is read once: a square is a product, and a root a root. */
  private static Operation power() {
    Numbers read = new Numbers();
    return Operation.binary(
        (x, y) -> {
          double exponent = y.size() == 1 && x.rank() >= y.rank() ? read.of(y) : Double.NaN;
          if (exponent == 2) {
            return x.multiply(x);
          }
          if (exponent == 0.5 && x.dtype().isFloating()) {
            return Elementwise.SQRT.of(x);
          }
          return x.power(y.dtype() == x.dtype() ? y : y.to(x.dtype()));
        });
  }

  /** The number of a tensor of one, which is read again only when it is another tensor. */
  private static final class Numbers {
    private @Nullable Tensor last;
    private double value;

    double of(Tensor tensor) {
      if (tensor != last) {
        value = tensor.item();
        last = tensor;
      }
      return value;
    }
  }

  /**
   * Of many single-precision numbers \( 2\sigma(2x) - 1 \), which is off by at most 2·10⁻⁷ and
   * takes less than half the time, where no gradient is taken of it.
   */
  private static Tensor tanh(Tensor x) {
    return x.size() < MANY || x.dtype() != DType.FLOAT32 || Gradients.areRemembered()
        ? Elementwise.TANH.of(x)
        : Elementwise.SIGMOID.of(x.multiply(2)).multiply(2).add(-1);
  }

  private static Operation modulo(Attributes a) {
    boolean signOfDividend = a.whole("fmod", 0) != 0;
    return Operation.binary(
        (x, y) -> signOfDividend ? x.subtract(whole(x, y).multiply(y)) : x.remainder(y));
  }

  private static Elementwise gelu(Attributes a) {
    return a.text("approximate", "none").equals("tanh")
        ? Elementwise.GELU_BY_TANH
        : Elementwise.GELU;
  }

  /**
   * The activation that a node is, whatever it says beside; null where it is none that has a name
   * or an expression.
   */
  static @Nullable Activation activationOf(Attributes a) {
    return switch (a.node().operator()) {
      case "Relu" -> Activation.RELU;
      case "Tanh" -> Activation.TANH;
      case "Erf" -> Activation.ERF;
      case "Softplus" -> Activation.SOFTPLUS;
      case "Sigmoid" -> Activation.of("sigmoid(x)");
      case "Gelu" -> gelu(a) == Elementwise.GELU ? Activation.GELU : GELU_BY_TANH;
      case "Swish" ->
          a.real("alpha", 1) == 1
              ? Activation.SILU
              : Activation.of("x*sigmoid(%s*x)".formatted(number(a, "alpha", 1)));
      case "LeakyRelu" -> Activation.leakyRelu(a.real("alpha", 0.01));
      case "Elu" -> Activation.of("x > 0 ? x : %s*expm1(x)".formatted(number(a, "alpha", 1)));
      case "Selu" -> {
        String gamma = number(a, "gamma", SELU_GAMMA);
        yield Activation.of(
            "x > 0 ? %s*x : %s*%s*expm1(x)"
                .formatted(gamma, gamma, number(a, "alpha", SELU_ALPHA)));
      }
      case "Celu" -> {
        String alpha = number(a, "alpha", 1);
        yield Activation.of("x > 0 ? x : %s*expm1(x/%s)".formatted(alpha, alpha));
      }
      case "HardSigmoid" ->
          Activation.of(
              "max(0, min(1, %s*x + %s))"
                  .formatted(number(a, "alpha", 0.2), number(a, "beta", 0.5)));
      case "HardSwish" -> Activation.of("x*max(0, min(1, x/6 + 0.5))");
      case "Mish" -> Activation.of("x*tanh(softplus(x))");
      case "Softsign" -> Activation.of("x/(1 + abs(x))");
      case "ThresholdedRelu" -> Activation.of("x > %s ? x : 0".formatted(number(a, "alpha", 1)));
      default -> null;
    };
  }

  private static String number(Attributes a, String name, double otherwise) {
    double value = a.real(name, otherwise);
    return "(" + new BigDecimal(value).toPlainString() + ")";
  }

  private static Operation activation(Attributes a) {
    Activation activation = activationOf(a);
    if (activation == null) {
      throw a.unknown("this activation");
    }
    return Operation.unary(x -> TensorActivation.apply(activation, x));
  }

  private static Operation clip(Attributes a) {
    if (a.opset() < 11) {
      double low = a.real("min", Double.NEGATIVE_INFINITY);
      double high = a.real("max", Double.POSITIVE_INFINITY);
      return Operation.unary(x -> x.clamp(low, high));
    }
    return inputs -> {
      Tensor low = Operation.optional(inputs, 1);
      Tensor high = Operation.optional(inputs, 2);
      Tensor x = Operation.given(inputs, 0);
      if (!x.dtype().isFloating()) {
        x = low == null ? x : x.maximum(low);
        return new Tensor[] {high == null ? x : x.minimum(high)};
      }
      return new Tensor[] {
        x.clamp(
            low == null ? Double.NEGATIVE_INFINITY : low.item(),
            high == null ? Double.POSITIVE_INFINITY : high.item())
      };
    };
  }

  private static Operation cast(Attributes a) {
    DType to =
        switch ((int) a.whole("to", 0)) {
          case 1, 10, 11, 16 -> a.real();
          case 2, 3, 4, 5, 6, 7, 12, 13 -> DType.INT64;
          case 9 -> DType.BOOL;
          default -> throw a.unknown("the type number " + a.whole("to", 0));
        };
    return Operation.unary(x -> x.dtype() == to ? x : x.to(to));
  }

  /** Nothing is dropped; what was kept, where it is asked for, is everything. */
  private static Operation dropout(Attributes a) {
    return inputs -> {
      Tensor x = Operation.given(inputs, 0);
      Tensor training = Operation.optional(inputs, 2);
      if (training != null && training.to(DType.FLOAT64).item() != 0) {
        throw a.unknown("dropout in training mode");
      }
      return a.outputs().size() < 2
          ? new Tensor[] {x}
          : new Tensor[] {x, Tensor.full(1, DType.BOOL, x.shape())};
    };
  }
}
