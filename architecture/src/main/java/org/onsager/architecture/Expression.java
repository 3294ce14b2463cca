package org.onsager.architecture;

import java.util.function.DoubleUnaryOperator;

/**
 * A real function of one variable \( x \), as a tree that can be evaluated, differentiated and
 * printed.
 *
 * <p>The set of nodes is closed: whoever turns a function into something else (tensor operations,
 * typeset mathematics) walks {@link Literal}, {@link Variable}, {@link Unary}, {@link Binary} and
 * {@link Conditional} and is then complete. {@code Expression.parse(e.text())} equals {@code e}.
 */
public sealed interface Expression {

  /** The variable. */
  Expression X = new Variable();

  /** A real constant. */
  record Literal(double value) implements Expression {}

  /** The variable \( x \). */
  record Variable() implements Expression {}

  /** A function of one argument. */
  record Unary(Function function, Expression argument) implements Expression {}

  /** An operation on two arguments. */
  record Binary(Operator operator, Expression left, Expression right) implements Expression {}

  /** {@code left comparison right ? then : otherwise}. */
  record Conditional(
      Comparison comparison,
      Expression left,
      Expression right,
      Expression then,
      Expression otherwise)
      implements Expression {}

  /** The elementary functions of one argument. */
  enum Function {
    /** \( -u \), written with a minus sign. */
    NEGATE("-", u -> -u),
    /** \( e^u \). */
    EXP("exp", Math::exp),
    /** \( e^u - 1 \). */
    EXPM1("expm1", Math::expm1),
    /** The natural logarithm. */
    LOG("log", Math::log),
    /** \( \log(1+u) \). */
    LOG1P("log1p", Math::log1p),
    /** The square root. */
    SQRT("sqrt", Math::sqrt),
    /** The sine. */
    SIN("sin", Math::sin),
    /** The cosine. */
    COS("cos", Math::cos),
    /** The hyperbolic sine. */
    SINH("sinh", Math::sinh),
    /** The hyperbolic cosine. */
    COSH("cosh", Math::cosh),
    /** The hyperbolic tangent. */
    TANH("tanh", Math::tanh),
    /** The arc tangent. */
    ATAN("atan", Math::atan),
    /** \( 1/(1+e^{-u}) \). */
    SIGMOID("sigmoid", Stable::sigmoid),
    /** \( \log(1+e^u) \). */
    SOFTPLUS("softplus", Stable::softplus),
    /** The error function. */
    ERF("erf", ErrorFunction::erf),
    /** \( \max(u, 0) \); its derivative at 0 is 0. */
    RELU("relu", u -> u > 0 ? u : Double.isNaN(u) ? u : 0.0),
    /** \( |u| \); its derivative at 0 is 0. */
    ABS("abs", Math::abs),
    /** −1, 0 or 1. */
    SIGN("sign", Math::signum),
    /** 1 where \( u > 0 \), else 0. */
    STEP("step", u -> u > 0 ? 1.0 : Double.isNaN(u) ? u : 0.0);

    private final String text;
    private final DoubleUnaryOperator map;

    Function(String text, DoubleUnaryOperator map) {
      this.text = text;
      this.map = map;
    }

    /** Its name in the text form. */
    public String text() {
      return text;
    }

    /** Its value at u. */
    public double at(double u) {
      return map.applyAsDouble(u);
    }
  }

  /** The operations on two arguments. */
  enum Operator {
    /** Sum. */
    ADD("+"),
    /** Difference. */
    SUBTRACT("-"),
    /** Product. */
    MULTIPLY("*"),
    /** Quotient. */
    DIVIDE("/"),
    /** Power. */
    POWER("^"),
    /** The greater of two. */
    MAX("max"),
    /** The smaller of two. */
    MIN("min");

    private final String text;

    Operator(String text) {
      this.text = text;
    }

    /** Its sign or name in the text form. */
    public String text() {
      return text;
    }

    /** Its value. */
    public double at(double a, double b) {
      return switch (this) {
        case ADD -> a + b;
        case SUBTRACT -> a - b;
        case MULTIPLY -> a * b;
        case DIVIDE -> a / b;
        case POWER -> b == 2.0 ? a * a : b == 3.0 ? a * a * a : Math.pow(a, b);
        case MAX -> Math.max(a, b);
        case MIN -> Math.min(a, b);
      };
    }
  }

  /** The comparisons that a condition may make. */
  enum Comparison {
    /** Greater. */
    GREATER(">"),
    /** Greater or equal. */
    AT_LEAST(">="),
    /** Less. */
    LESS("<"),
    /** Less or equal. */
    AT_MOST("<="),
    /** Equal. */
    EQUAL("=="),
    /** Different. */
    DIFFERENT("!=");

    private final String text;

    Comparison(String text) {
      this.text = text;
    }

    /** Its sign in the text form. */
    public String text() {
      return text;
    }

    /** Whether it holds. */
    public boolean holds(double a, double b) {
      return switch (this) {
        case GREATER -> a > b;
        case AT_LEAST -> a >= b;
        case LESS -> a < b;
        case AT_MOST -> a <= b;
        case EQUAL -> a == b;
        case DIFFERENT -> a != b;
      };
    }
  }

  /**
   * The expression that a text says, in one variable {@code x}.
   *
   * @throws IllegalArgumentException with one line that names the column and what was expected
   */
  static Expression parse(String text) {
    return new ExpressionParser(text).parse();
  }

  /** The constant. */
  static Expression literal(double value) {
    return new Literal(value);
  }

  /** The value at x. */
  default double at(double x) {
    return switch (this) {
      case Literal literal -> literal.value();
      case Variable _ -> x;
      case Unary unary -> unary.function().at(unary.argument().at(x));
      case Binary binary -> binary.operator().at(binary.left().at(x), binary.right().at(x));
      case Conditional c ->
          c.comparison().holds(c.left().at(x), c.right().at(x))
              ? c.then().at(x)
              : c.otherwise().at(x);
    };
  }

  /**
   * The derivative with respect to x, away from kinks and jumps; at a kink the side that a
   * comparison with {@code >} chooses (ReLU: 0 at 0).
   */
  default Expression derivative() {
    return Calculus.derivative(this);
  }

  /** The text form, with no more parentheses than needed; {@link #parse} reads it back. */
  default String text() {
    return ExpressionPrinter.print(this);
  }
}
