package org.onsager.architecture;

import org.onsager.architecture.Expression.Binary;
import org.onsager.architecture.Expression.Comparison;
import org.onsager.architecture.Expression.Conditional;
import org.onsager.architecture.Expression.Function;
import org.onsager.architecture.Expression.Literal;
import org.onsager.architecture.Expression.Operator;
import org.onsager.architecture.Expression.Unary;
import org.onsager.architecture.Expression.Variable;

/** Symbolic differentiation, with the simplifications that 0 and 1 allow. */
final class Calculus {
  private static final Expression ZERO = new Literal(0);
  private static final Expression ONE = new Literal(1);

  private Calculus() {}

  static Expression derivative(Expression e) {
    return switch (e) {
      case Literal _ -> ZERO;
      case Variable _ -> ONE;
      case Unary(Function f, Expression u) -> product(outer(f, u), derivative(u));
      case Binary(Operator o, Expression u, Expression v) -> ofBinary(o, u, v);
      case Conditional(Comparison c, Expression l, Expression r, Expression t, Expression o) ->
          conditional(c, l, r, derivative(t), derivative(o));
    };
  }

  private static Expression outer(Function f, Expression u) {
    return switch (f) {
      case NEGATE -> new Literal(-1);
      case EXP, EXPM1 -> new Unary(Function.EXP, u);
      case LOG -> quotient(ONE, u);
      case LOG1P -> quotient(ONE, sum(ONE, u));
      case SQRT -> quotient(new Literal(0.5), new Unary(Function.SQRT, u));
      case SIN -> new Unary(Function.COS, u);
      case COS -> negative(new Unary(Function.SIN, u));
      case SINH -> new Unary(Function.COSH, u);
      case COSH -> new Unary(Function.SINH, u);
      case TANH -> quotient(ONE, power(new Unary(Function.COSH, u), 2));
      case ATAN -> quotient(ONE, sum(ONE, power(u, 2)));
      case SIGMOID ->
          product(new Unary(Function.SIGMOID, u), new Unary(Function.SIGMOID, negative(u)));
      case SOFTPLUS -> new Unary(Function.SIGMOID, u);
      case ERF ->
          product(
              new Literal(2 / Math.sqrt(Math.PI)), new Unary(Function.EXP, negative(power(u, 2))));
      case RELU -> new Unary(Function.STEP, u);
      case ABS -> new Unary(Function.SIGN, u);
      case SIGN, STEP -> ZERO;
    };
  }

  private static Expression ofBinary(Operator o, Expression u, Expression v) {
    Expression du = derivative(u);
    Expression dv = derivative(v);
    return switch (o) {
      case ADD -> sum(du, dv);
      case SUBTRACT -> difference(du, dv);
      case MULTIPLY -> sum(product(du, v), product(u, dv));
      case DIVIDE -> difference(quotient(du, v), quotient(product(u, dv), power(v, 2)));
      case POWER -> ofPower(u, du, v, dv);
      case MAX -> conditional(Comparison.GREATER, u, v, du, dv);
      case MIN -> conditional(Comparison.LESS, u, v, du, dv);
    };
  }

  private static Expression ofPower(Expression u, Expression du, Expression v, Expression dv) {
    if (v instanceof Literal(double n)) {
      return product(product(v, power(u, n - 1)), du);
    }
    Expression whole = new Binary(Operator.POWER, u, v);
    Expression byExponent = product(dv, new Unary(Function.LOG, u));
    if (u instanceof Literal(double b)) {
      return product(whole, product(new Literal(Math.log(b)), dv));
    }
    return product(whole, sum(byExponent, quotient(product(v, du), u)));
  }

  private static Expression conditional(
      Comparison c, Expression l, Expression r, Expression t, Expression o) {
    return t.equals(o) ? t : new Conditional(c, l, r, t, o);
  }

  static Expression sum(Expression a, Expression b) {
    if (a instanceof Literal(double p) && b instanceof Literal(double q)) {
      return new Literal(p + q);
    }
    return is(a, 0) ? b : is(b, 0) ? a : new Binary(Operator.ADD, a, b);
  }

  static Expression difference(Expression a, Expression b) {
    if (a instanceof Literal(double p) && b instanceof Literal(double q)) {
      return new Literal(p - q);
    }
    return is(b, 0) ? a : is(a, 0) ? negative(b) : new Binary(Operator.SUBTRACT, a, b);
  }

  static Expression product(Expression a, Expression b) {
    if (a instanceof Literal(double p) && b instanceof Literal(double q)) {
      return new Literal(p * q);
    }
    if (is(a, 0) || is(b, 0)) {
      return ZERO;
    }
    if (is(a, -1)) {
      return negative(b);
    }
    if (is(b, -1)) {
      return negative(a);
    }
    return is(a, 1) ? b : is(b, 1) ? a : new Binary(Operator.MULTIPLY, a, b);
  }

  static Expression quotient(Expression a, Expression b) {
    return is(a, 0) ? ZERO : is(b, 1) ? a : new Binary(Operator.DIVIDE, a, b);
  }

  static Expression power(Expression a, double n) {
    return n == 0 ? ONE : n == 1 ? a : new Binary(Operator.POWER, a, new Literal(n));
  }

  static Expression negative(Expression a) {
    return switch (a) {
      case Literal(double value) -> new Literal(-value);
      case Unary(Function f, Expression u) when f == Function.NEGATE -> u;
      default -> new Unary(Function.NEGATE, a);
    };
  }

  private static boolean is(Expression e, double value) {
    return e instanceof Literal(double v) && v == value;
  }
}
