package org.onsager.architecture;

import org.onsager.architecture.Expression.Binary;
import org.onsager.architecture.Expression.Comparison;
import org.onsager.architecture.Expression.Conditional;
import org.onsager.architecture.Expression.Function;
import org.onsager.architecture.Expression.Literal;
import org.onsager.architecture.Expression.Operator;
import org.onsager.architecture.Expression.Unary;
import org.onsager.architecture.Expression.Variable;

/** Writes expressions as the parser reads them. */
final class ExpressionPrinter {
  private static final int TERNARY = 0;
  private static final int SUM = 1;
  private static final int PRODUCT = 2;
  private static final int MINUS = 3;
  private static final int POWER = 4;
  private static final int ATOM = 5;

  private ExpressionPrinter() {}

  static String print(Expression e) {
    return switch (e) {
      case Literal(double value) -> number(value);
      case Variable _ -> "x";
      case Unary(Function f, Expression u) ->
          f == Function.NEGATE
              ? "-" + (u instanceof Literal ? "(" + print(u) + ")" : at(u, POWER))
              : f.text() + "(" + print(u) + ")";
      case Binary b -> binary(b);
      case Conditional(Comparison c, Expression l, Expression r, Expression t, Expression o) ->
          at(l, SUM) + " " + c.text() + " " + at(r, SUM) + " ? " + at(t, SUM) + " : " + print(o);
    };
  }

  private static String at(Expression e, int least) {
    String text = print(e);
    return rank(e) < least ? "(" + text + ")" : text;
  }

  private static int rank(Expression e) {
    return switch (e) {
      case Literal(double value) -> value < 0 || 1 / value < 0 ? MINUS : ATOM;
      case Variable _ -> ATOM;
      case Unary(Function f, Expression _) -> f == Function.NEGATE ? MINUS : ATOM;
      case Binary(Operator o, Expression _, Expression _) ->
          switch (o) {
            case ADD, SUBTRACT -> SUM;
            case MULTIPLY, DIVIDE -> PRODUCT;
            case POWER -> POWER;
            case MAX, MIN -> ATOM;
          };
      case Conditional _ -> TERNARY;
    };
  }

  static String number(double value) {
    if (value == Math.rint(value)
        && Math.abs(value) < 1e15
        && 1 / value != Double.NEGATIVE_INFINITY) {
      return Long.toString((long) value);
    }
    return Double.toString(value);
  }

  private static String binary(Binary b) {
    Expression l = b.left();
    Expression r = b.right();
    return switch (b.operator()) {
      case ADD -> at(l, SUM) + " + " + at(r, PRODUCT);
      case SUBTRACT -> at(l, SUM) + " - " + at(r, PRODUCT);
      case MULTIPLY -> at(l, PRODUCT) + "*" + at(r, POWER);
      case DIVIDE -> at(l, PRODUCT) + "/" + at(r, POWER);
      case POWER -> at(l, ATOM) + "^" + at(r, POWER);
      case MAX, MIN -> b.operator().text() + "(" + print(l) + ", " + print(r) + ")";
    };
  }
}
