package org.onsager.nets.graph;

import org.onsager.architecture.Expression;

/** A function of a function. */
final class Substitution {
  private Substitution() {}

  /** The outer one, with the inner one in place of its variable. */
  static Expression of(Expression outer, Expression inner) {
    return switch (outer) {
      case Expression.Literal l -> l;
      case Expression.Variable _ -> inner;
      case Expression.Unary u -> new Expression.Unary(u.function(), of(u.argument(), inner));
      case Expression.Binary b ->
          new Expression.Binary(b.operator(), of(b.left(), inner), of(b.right(), inner));
      case Expression.Conditional c ->
          new Expression.Conditional(
              c.comparison(),
              of(c.left(), inner),
              of(c.right(), inner),
              of(c.then(), inner),
              of(c.otherwise(), inner));
    };
  }
}
