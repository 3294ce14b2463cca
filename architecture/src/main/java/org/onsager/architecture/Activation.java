package org.onsager.architecture;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleUnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A non-linearity \( \phi \) as a value: the function, its derivative, the places where it is not
 * smooth, and the expression that says it.
 *
 * <p>Text forms: a built-in name ({@code linear relu leaky-relu leaky-relu(0.2) tanh erf hard-tanh
 * sin gelu silu softplus}; {@code swish} is {@code silu}), or an expression in {@code x} such as
 * {@code x*sigmoid(1.702*x)}, to which {@code @ kinks(0, 1.5)} may add breakpoints that cannot be
 * found from the expression's form. {@code of(a.text())} equals {@code a}.
 */
public final class Activation {
  /** \( \phi(x) = x \). */
  public static final Activation LINEAR = builtIn("linear", "x", x -> x, _ -> 1.0);

  /** \( \max(x, 0) \), with derivative 0 at 0. */
  public static final Activation RELU =
      builtIn("relu", "relu(x)", Expression.Function.RELU::at, x -> x > 0 ? 1.0 : 0.0);

  /** The hyperbolic tangent. */
  public static final Activation TANH = builtIn("tanh", "tanh(x)", Math::tanh, Stable::tanhSlope);

  /** The error function. */
  public static final Activation ERF =
      builtIn("erf", "erf(x)", ErrorFunction::erf, Stable::erfSlope);

  /** \( \max(-1, \min(1, x)) \). */
  public static final Activation HARD_TANH =
      builtIn(
          "hard-tanh",
          "max(-1, min(1, x))",
          x -> Math.max(-1.0, Math.min(1.0, x)),
          x -> x > -1 && x < 1 ? 1.0 : 0.0);

  /** The sine. */
  public static final Activation SIN = builtIn("sin", "sin(x)", Math::sin, Math::cos);

  /** \( x\,\Phi(x) \), exact (through erf). */
  public static final Activation GELU = builtIn("gelu", "gelu(x)", Stable::gelu, Stable::geluSlope);

  /** \( x/(1+e^{-x}) \), also called swish. */
  public static final Activation SILU =
      builtIn("silu", "x*sigmoid(x)", Stable::silu, Stable::siluSlope);

  /** \( \log(1+e^x) \). */
  public static final Activation SOFTPLUS =
      builtIn("softplus", "softplus(x)", Stable::softplus, Stable::sigmoid);

  private static final List<String> NAMES =
      List.of(
          "linear",
          "relu",
          "leaky-relu",
          "tanh",
          "erf",
          "hard-tanh",
          "sin",
          "gelu",
          "silu",
          "softplus");
  private static final double LEAK = 0.01;

  /** Exponentials of this and their squares are still numbers. */
  private static final double SAFE = 350;

  private static final double SMALL = 1e-6;
  private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z_-]*");
  private static final Pattern LEAKY =
      Pattern.compile("leaky[-_]relu\\s*\\(([^(),x]*)\\)", Pattern.CASE_INSENSITIVE);
  private static final Pattern DECLARED =
      Pattern.compile("(.*)@\\s*kinks\\s*\\(([^()]*)\\)\\s*", Pattern.DOTALL);

  private final String text;
  private final Expression expression;
  private final DoubleUnaryOperator function;
  private final DoubleUnaryOperator slope;
  private final List<Breakpoint> breakpoints;
  private final double[] locations;

  private Activation(
      String text,
      Expression expression,
      DoubleUnaryOperator function,
      DoubleUnaryOperator slope,
      List<Breakpoint> breakpoints) {
    this.text = text;
    this.expression = expression;
    this.function = function;
    this.slope = slope;
    this.breakpoints = breakpoints;
    this.locations = breakpoints.stream().mapToDouble(Breakpoint::location).toArray();
  }

  private static Activation builtIn(
      String name, String text, DoubleUnaryOperator function, DoubleUnaryOperator slope) {
    Expression expression = Expression.parse(text);
    return new Activation(name, expression, function, slope, BreakpointSearch.of(expression));
  }

  /** The names of the built-in activations. */
  public static List<String> names() {
    return NAMES;
  }

  /**
   * The activation that a text says.
   *
   * @throws IllegalArgumentException with one line that says what is wrong and what would be right
   */
  public static Activation of(String text) {
    String trimmed = text.strip();
    if (NAME.matcher(trimmed).matches()) {
      Activation named = named(trimmed.toLowerCase(Locale.ROOT).replace('_', '-'));
      if (named != null) {
        return named;
      }
      if (!List.of("x", "e", "pi").contains(trimmed.toLowerCase(Locale.ROOT))) {
        throw new IllegalArgumentException(
            "unknown activation '"
                + trimmed
                + "'; nearest is '"
                + Names.nearest(trimmed.toLowerCase(Locale.ROOT), NAMES)
                + "'; known are "
                + String.join(", ", NAMES)
                + ", or an expression in x such as x*sigmoid(1.702*x)");
      }
    }
    Matcher leaky = LEAKY.matcher(trimmed);
    if (leaky.matches()) {
      return leakyRelu(number(leaky.group(1), "the slope of leaky-relu"));
    }
    Matcher declared = DECLARED.matcher(trimmed);
    if (declared.matches()) {
      List<Double> kinks = new ArrayList<>();
      for (String word : declared.group(2).split(",", -1)) {
        kinks.add(number(word, "a kink"));
      }
      return of(Expression.parse(declared.group(1).strip()), kinks);
    }
    if (trimmed.indexOf('@') >= 0) {
      throw new IllegalArgumentException(
          "column "
              + (trimmed.indexOf('@') + 1)
              + " of '"
              + trimmed
              + "': expected @ kinks(0, 1.5) at the end");
    }
    return of(Expression.parse(trimmed), List.of());
  }

  /**
   * An activation that an expression defines; its breakpoints are those found from its form and
   * those declared.
   */
  public static Activation of(Expression expression, List<Double> declaredKinks) {
    String text = expression.text();
    if (!declaredKinks.isEmpty()) {
      text +=
          " @ kinks("
              + String.join(", ", declaredKinks.stream().map(ExpressionPrinter::number).toList())
              + ")";
    }
    List<Breakpoint> breakpoints = new ArrayList<>(BreakpointSearch.of(expression));
    for (Breakpoint declared : BreakpointSearch.classify(expression, declaredKinks)) {
      if (breakpoints.stream().noneMatch(b -> b.location() == declared.location())) {
        breakpoints.add(declared);
      }
    }
    breakpoints.sort((a, b) -> Double.compare(a.location(), b.location()));
    Expression derivative = expression.derivative();
    return new Activation(
        text,
        expression,
        x -> overflowing(expression, x),
        x -> {
          double slope = derivative.at(x);
          return Double.isNaN(slope) && Math.abs(x) > SAFE && Double.isFinite(x)
              ? (overflowing(expression, x * (1 + SMALL))
                      - overflowing(expression, x * (1 - SMALL)))
                  / (2 * SMALL * x)
              : slope;
        },
        List.copyOf(breakpoints));
  }

  /**
   * The value of an expression; where its parts overflow to ∞/∞, as those of {@code
   * (exp(x)-exp(-x))/(exp(x)+exp(-x))} do far out, the straight line that it follows before that,
   * if it follows one.
   */
  private static double overflowing(Expression expression, double x) {
    double y = expression.at(x);
    if (!Double.isNaN(y) || !(Math.abs(x) > SAFE) || Double.isInfinite(x)) {
      return y;
    }
    double at = Math.copySign(SAFE, x);
    double outer = expression.at(at);
    double middle = expression.at(0.9 * at);
    double inner = expression.at(0.8 * at);
    double bend = outer - 2 * middle + inner;
    boolean straight = Math.abs(bend) <= 1e-12 * (Math.abs(outer) + Math.abs(inner));
    return straight ? outer + (outer - middle) / (0.1 * at) * (x - at) : y;
  }

  /** \( x \) for positive x and {@code slope} times x for negative. */
  public static Activation leakyRelu(double slope) {
    if (!Double.isFinite(slope)) {
      throw new IllegalArgumentException("the slope of leaky-relu is a number, not " + slope);
    }
    String text =
        slope == LEAK ? "leaky-relu" : "leaky-relu(" + ExpressionPrinter.number(slope) + ")";
    Expression expression =
        new Expression.Conditional(
            Expression.Comparison.GREATER,
            Expression.X,
            Expression.literal(0),
            Expression.X,
            new Expression.Binary(
                Expression.Operator.MULTIPLY, Expression.literal(slope), Expression.X));
    return new Activation(
        text,
        expression,
        x -> x > 0 ? x : slope * x,
        x -> x > 0 ? 1.0 : slope,
        BreakpointSearch.of(expression));
  }

  private static @Nullable Activation named(String name) {
    return switch (name) {
      case "linear", "identity" -> LINEAR;
      case "relu" -> RELU;
      case "leaky-relu" -> leakyRelu(LEAK);
      case "tanh" -> TANH;
      case "erf" -> ERF;
      case "hard-tanh", "hardtanh" -> HARD_TANH;
      case "sin", "sine" -> SIN;
      case "gelu" -> GELU;
      case "silu", "swish" -> SILU;
      case "softplus" -> SOFTPLUS;
      default -> null;
    };
  }

  private static double number(String word, String what) {
    try {
      double value = Double.parseDouble(word.strip());
      if (Double.isFinite(value)) {
        return value;
      }
    } catch (NumberFormatException bad) {
      // said below
    }
    throw new IllegalArgumentException(what + " is a number, not '" + word.strip() + "'");
  }

  /** The name or expression; {@link #of(String)} reads it back. */
  public String text() {
    return text;
  }

  /** Whether the text is one of the built-in names. */
  public boolean isBuiltIn() {
    return NAMES.contains(text) || LEAKY.matcher(text).matches();
  }

  /** The expression, for whoever turns the function into something else. */
  public Expression expression() {
    return expression;
  }

  /** \( \phi(x) \); at ±∞ the limit where there is one. */
  public double value(double x) {
    return limit(function, x);
  }

  /** \( \phi'(x) \) away from breakpoints; at ±∞ the limit where there is one. */
  public double derivative(double x) {
    return limit(slope, x);
  }

  private static double limit(DoubleUnaryOperator f, double x) {
    double y = f.applyAsDouble(x);
    if (Double.isNaN(y) && Double.isInfinite(x)) {
      double near = f.applyAsDouble(Math.copySign(1e140, x));
      double far = f.applyAsDouble(Math.copySign(1e150, x));
      if (Math.abs(far) >= 1e100 && Math.signum(near) == Math.signum(far)) {
        return Math.copySign(Double.POSITIVE_INFINITY, far);
      }
      return Math.abs(near - far) <= 1e-12 * Math.abs(far) ? far : Double.NaN;
    }
    return y;
  }

  /** Kinks and jumps, ascending; those nearest to zero where there are more than 256. */
  public List<Breakpoint> breakpoints() {
    return breakpoints;
  }

  /** The places of kinks and jumps, ascending. */
  public double[] breakpointLocations() {
    return locations.clone();
  }

  /** The jumps alone, ascending. */
  public List<Breakpoint.Jump> jumps() {
    return breakpoints.stream()
        .filter(Breakpoint.Jump.class::isInstance)
        .map(Breakpoint.Jump.class::cast)
        .toList();
  }

  /**
   * Whether \( \phi(sx) = s\,\phi(x) \) for every s > 0, as for linear, ReLU and leaky ReLU: the
   * slopes on the two sides say everything.
   */
  public boolean isScaleInvariant() {
    if (Arrays.stream(locations).anyMatch(l -> l != 0) || function.applyAsDouble(0) != 0) {
      return false;
    }
    for (int side = -1; side <= 1; side += 2) {
      double slopeAtOne = function.applyAsDouble(side) * side;
      for (int k = -60; k <= 60; k += 3) {
        for (double m = 1; m < 2; m += 0.29) {
          double x = side * Math.scalb(m, k);
          double miss = Math.abs(function.applyAsDouble(x) - slopeAtOne * x);
          if (!(miss <= 4e-16 * Math.abs(slopeAtOne * x))) {
            return false;
          }
        }
      }
    }
    return true;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Activation a && a.text.equals(text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public String toString() {
    return text;
  }
}
