package org.onsager.architecture;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.onsager.architecture.Expression.Binary;
import org.onsager.architecture.Expression.Comparison;
import org.onsager.architecture.Expression.Conditional;
import org.onsager.architecture.Expression.Function;
import org.onsager.architecture.Expression.Literal;
import org.onsager.architecture.Expression.Operator;
import org.onsager.architecture.Expression.Unary;

/**
 * Reads expressions by recursive descent.
 *
 * <pre>
 * ternary := or [ '?' ternary ':' ternary ]      or  := and { '||' and }      and := comparison { '&&' comparison }
 * comparison := sum [ ('&gt;' | '&gt;=' | '&lt;' | '&lt;=' | '==' | '!=') sum ]
 * sum := product { ('+' | '-') product }         product := minus { ('*' | '/') minus }
 * minus := ('-' | '+') minus | power             power := atom [ ('^' | '**') minus ]
 * atom := number | 'x' | 'pi' | 'e' | name '(' ternary { ',' ternary } ')' | '(' ternary ')'
 * </pre>
 *
 * <p>A comparison that stands alone is 1 where it holds and 0 elsewhere.
 */
final class ExpressionParser {
  private static final List<String> COMPOSED =
      List.of(
          "max",
          "min",
          "pow",
          "clip",
          "silu",
          "swish",
          "gelu",
          "hardtanh",
          "hard_tanh",
          "ln",
          "tan",
          "arctan",
          "sgn",
          "heaviside",
          "logistic",
          "asinh",
          "erfc",
          "leaky_relu",
          "elu",
          "square");
  private static final int DEEPEST = 200;
  private static final int LONGEST = 4000;

  private final String text;
  private int position;
  private int depth;

  ExpressionParser(String text) {
    this.text = text;
  }

  Expression parse() {
    if (text.isBlank()) {
      throw new IllegalArgumentException(
          "an expression in x was expected, for example x*sigmoid(1.702*x), and the text is empty");
    }
    if (text.length() > LONGEST) {
      throw new IllegalArgumentException(
          "an expression has at most " + LONGEST + " characters, this one " + text.length());
    }
    Expression e = ternary();
    skip();
    if (position < text.length()) {
      throw expected("an operator or the end");
    }
    return e;
  }

  private Expression ternary() {
    if (++depth > DEEPEST) {
      throw at(position, "parentheses are nested more than " + DEEPEST + " deep");
    }
    Expression condition = or();
    if (take("?")) {
      Expression then = ternary();
      if (!take(":")) {
        throw expected("':' and the value where the condition fails");
      }
      Expression otherwise = ternary();
      depth--;
      return choice(condition, then, otherwise);
    }
    depth--;
    return condition;
  }

  private static Expression choice(Expression condition, Expression then, Expression otherwise) {
    if (condition instanceof Conditional(var c, var l, var r, Literal(var t), Literal(var o))
        && t == 1
        && o == 0) {
      return new Conditional(c, l, r, then, otherwise);
    }
    return new Conditional(Comparison.DIFFERENT, condition, new Literal(0), then, otherwise);
  }

  private Expression or() {
    Expression left = and();
    while (take("||")) {
      left = choice(left, new Literal(1), and());
    }
    return left;
  }

  private Expression and() {
    Expression left = comparison();
    while (take("&&")) {
      left = choice(left, comparison(), new Literal(0));
    }
    return left;
  }

  private Expression comparison() {
    Expression left = sum();
    Comparison comparison =
        take(">=")
            ? Comparison.AT_LEAST
            : take("<=")
                ? Comparison.AT_MOST
                : take("==")
                    ? Comparison.EQUAL
                    : take("!=")
                        ? Comparison.DIFFERENT
                        : take(">") ? Comparison.GREATER : take("<") ? Comparison.LESS : null;
    if (comparison == null) {
      return left;
    }
    return new Conditional(comparison, left, sum(), new Literal(1), new Literal(0));
  }

  private Expression sum() {
    Expression left = product();
    while (true) {
      if (take("+")) {
        left = new Binary(Operator.ADD, left, product());
      } else if (take("-")) {
        left = new Binary(Operator.SUBTRACT, left, product());
      } else {
        return left;
      }
    }
  }

  private Expression product() {
    Expression left = minus();
    while (true) {
      if (!peek("**") && take("*")) {
        left = new Binary(Operator.MULTIPLY, left, minus());
      } else if (take("/")) {
        left = new Binary(Operator.DIVIDE, left, minus());
      } else {
        return left;
      }
    }
  }

  private Expression minus() {
    if (take("-")) {
      if (++depth > DEEPEST) {
        throw at(position, "more than " + DEEPEST + " signs in a row");
      }
      skip();
      boolean bare =
          position < text.length() && text.charAt(position) != '(' && text.charAt(position) != '-';
      Expression e = minus();
      depth--;
      return bare && e instanceof Literal(double value)
          ? new Literal(-value)
          : new Unary(Function.NEGATE, e);
    }
    if (take("+")) {
      return minus();
    }
    return power();
  }

  private Expression power() {
    Expression base = atom();
    if (take("^") || take("**")) {
      if (++depth > DEEPEST) {
        throw at(position, "more than " + DEEPEST + " powers in a row");
      }
      Expression exponent = minus();
      depth--;
      return new Binary(Operator.POWER, base, exponent);
    }
    return base;
  }

  private Expression atom() {
    skip();
    if (position >= text.length()) {
      throw expected("a number, x, a function or '('");
    }
    char c = text.charAt(position);
    if (c >= '0' && c <= '9' || c == '.') {
      return number();
    }
    if (isLetter(c)) {
      return named();
    }
    if (take("(")) {
      Expression inner = ternary();
      close();
      return inner;
    }
    throw expected("a number, x, a function or '('");
  }

  private void close() {
    if (!take(")")) {
      throw expected("')'");
    }
  }

  private Expression number() {
    int start = position;
    while (position < text.length() && isDigitOrDot(text.charAt(position))) {
      position++;
    }
    if (position < text.length() && (text.charAt(position) | 32) == 'e') {
      int mark = position + 1;
      if (mark < text.length() && (text.charAt(mark) == '-' || text.charAt(mark) == '+')) {
        mark++;
      }
      if (mark < text.length() && Character.isDigit(text.charAt(mark))) {
        position = mark;
        while (position < text.length() && Character.isDigit(text.charAt(position))) {
          position++;
        }
      }
    }
    String digits = text.substring(start, position);
    double value;
    try {
      value = Double.parseDouble(digits);
    } catch (NumberFormatException bad) {
      throw at(start, "'" + digits + "' is not a number");
    }
    if (Double.isInfinite(value)) {
      throw at(start, "'" + digits + "' is larger than a double can hold");
    }
    return new Literal(value);
  }

  private static boolean isDigitOrDot(char c) {
    return c >= '0' && c <= '9' || c == '.';
  }

  private static boolean isLetter(char c) {
    return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' || c == 'π';
  }

  private Expression named() {
    int start = position;
    while (position < text.length()
        && (isLetter(text.charAt(position)) || Character.isDigit(text.charAt(position)))) {
      position++;
    }
    String name = text.substring(start, position).toLowerCase(Locale.ROOT);
    switch (name) {
      case "x":
        return Expression.X;
      case "pi", "π":
        return new Literal(Math.PI);
      case "e":
        return new Literal(Math.E);
      default:
        break;
    }
    Function function = function(name);
    if (function == null && !COMPOSED.contains(name)) {
      throw at(
          start, "unknown name '" + name + "'; nearest is '" + Names.nearest(name, names()) + "'");
    }
    if (!take("(")) {
      throw expected("'(' after " + name);
    }
    List<Expression> arguments = new ArrayList<>();
    do {
      arguments.add(ternary());
    } while (take(","));
    close();
    if (function != null) {
      arity(start, name, arguments, 1);
      return new Unary(function, arguments.getFirst());
    }
    return composed(start, name, arguments);
  }

  private static List<String> names() {
    List<String> names = new ArrayList<>(COMPOSED);
    for (Function f : Function.values()) {
      if (f != Function.NEGATE) {
        names.add(f.text());
      }
    }
    names.addAll(List.of("x", "pi", "e"));
    return names;
  }

  private static @Nullable Function function(String name) {
    for (Function f : Function.values()) {
      if (f != Function.NEGATE && f.text().equals(name)) {
        return f;
      }
    }
    return switch (name) {
      case "ln" -> Function.LOG;
      case "arctan" -> Function.ATAN;
      case "sgn" -> Function.SIGN;
      case "heaviside" -> Function.STEP;
      case "logistic" -> Function.SIGMOID;
      default -> null;
    };
  }

  private Expression composed(int start, String name, List<Expression> a) {
    int wanted =
        switch (name) {
          case "max", "min", "pow", "leaky_relu" -> 2;
          case "clip" -> 3;
          default -> 1;
        };
    arity(start, name, a, wanted);
    Expression u = a.getFirst();
    return switch (name) {
      case "max" -> new Binary(Operator.MAX, u, a.get(1));
      case "min" -> new Binary(Operator.MIN, u, a.get(1));
      case "pow" -> new Binary(Operator.POWER, u, a.get(1));
      case "clip" -> clip(u, a.get(1), a.get(2));
      case "hardtanh", "hard_tanh" -> clip(u, new Literal(-1), new Literal(1));
      case "silu", "swish" -> new Binary(Operator.MULTIPLY, u, new Unary(Function.SIGMOID, u));
      case "square" -> new Binary(Operator.POWER, u, new Literal(2));
      case "tan" ->
          new Binary(Operator.DIVIDE, new Unary(Function.SIN, u), new Unary(Function.COS, u));
      case "erfc" -> new Binary(Operator.SUBTRACT, new Literal(1), new Unary(Function.ERF, u));
      case "elu" ->
          new Conditional(Comparison.GREATER, u, new Literal(0), u, new Unary(Function.EXPM1, u));
      case "leaky_relu" ->
          new Conditional(
              Comparison.GREATER, u, new Literal(0), u, new Binary(Operator.MULTIPLY, a.get(1), u));
      case "asinh" -> asinh(u);
      default -> gelu(u);
    };
  }

  private static Expression clip(Expression u, Expression low, Expression high) {
    return new Binary(Operator.MAX, low, new Binary(Operator.MIN, high, u));
  }

  private static Expression asinh(Expression u) {
    Expression a = new Unary(Function.ABS, u);
    Expression root =
        new Unary(
            Function.SQRT,
            new Binary(
                Operator.ADD, new Literal(1), new Binary(Operator.POWER, u, new Literal(2))));
    return new Binary(
        Operator.MULTIPLY,
        new Unary(Function.SIGN, u),
        new Unary(Function.LOG, new Binary(Operator.ADD, a, root)));
  }

  private static Expression gelu(Expression u) {
    Expression inner =
        new Unary(Function.ERF, new Binary(Operator.DIVIDE, u, new Literal(Math.sqrt(2))));
    return new Binary(
        Operator.MULTIPLY,
        new Binary(Operator.MULTIPLY, new Literal(0.5), u),
        new Binary(Operator.ADD, new Literal(1), inner));
  }

  private void arity(int start, String name, List<Expression> arguments, int wanted) {
    if (arguments.size() != wanted) {
      throw at(
          start,
          name
              + " takes "
              + wanted
              + (wanted == 1 ? " argument" : " arguments")
              + ", not "
              + arguments.size());
    }
  }

  private boolean take(String token) {
    if (peek(token)) {
      position += token.length();
      return true;
    }
    return false;
  }

  private boolean peek(String token) {
    skip();
    return text.startsWith(token, position);
  }

  private void skip() {
    while (position < text.length() && Character.isWhitespace(text.charAt(position))) {
      position++;
    }
  }

  private IllegalArgumentException expected(String what) {
    String found =
        position < text.length() ? "'" + text.charAt(position) + "'" : "the end of the text";
    return at(position, "expected " + what + ", found " + found);
  }

  private IllegalArgumentException at(int index, String message) {
    return new IllegalArgumentException("column " + (index + 1) + " of '" + text + "': " + message);
  }
}
