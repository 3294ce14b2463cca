package org.onsager.nets.graph;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.onsager.architecture.Activation;
import org.onsager.architecture.Expression;
import org.onsager.data.weights.OnnxNode;

/**
 * Nodes that together are one activation: everything between a value and another that depends on it
 * element by element.
 *
 * <p>Programs write GELU as a division, an error function, a sum and two products; here they are
 * found to be one function of one variable.
 *
 * @param members the numbers of the nodes, in order
 * @param to the value that comes out
 */
record ElementwiseRegion(List<Integer> members, String to, Activation activation) {
  private static final int MOST_NODES = 24;
  private static final int LARGEST = 200;
  private static final double SAME = 1e-6;
  private static final List<Activation> KNOWN =
      List.of(
          Activation.GELU,
          Activation.SILU,
          Activation.RELU,
          Activation.TANH,
          Activation.SOFTPLUS,
          Elements.GELU_BY_TANH);

  /**
   * A function of the value, how large its text is, and whether it is more than a straight line.
   */
  private record Function(Expression expression, int size, boolean curved) {}

  /** The region behind a value; null where what follows is no function of it alone. */
  static @Nullable ElementwiseRegion behind(String value, Nodes nodes) {
    return new Search(value, nodes).region();
  }

  private static final class Search {
    private final String from;
    private final Nodes nodes;
    private final Map<String, Function> functions = new HashMap<>();
    private final List<Integer> members = new ArrayList<>();
    private final Set<Integer> first = new HashSet<>();

    Search(String from, Nodes nodes) {
      this.from = from;
      this.nodes = nodes;
      functions.put(from, new Function(Expression.X, 1, false));
      TreeSet<Integer> open = new TreeSet<>(nodes.takers(from));
      while (!open.isEmpty() && members.size() < MOST_NODES) {
        Integer number = open.removeFirst();
        OnnxNode node = nodes.get(number);
        Function function = function(number);
        if (function != null && function.size() <= LARGEST) {
          members.add(number);
          if (node.inputs().contains(from)) {
            first.add(number);
          }
          functions.put(node.outputs().getFirst(), function);
          open.addAll(nodes.takers(node.outputs().getFirst()));
        }
      }
    }

    @Nullable ElementwiseRegion region() {
      for (int last : members) {
        String to = nodes.get(last).outputs().getFirst();
        if (!function(to).curved()) {
          continue;
        }
        TreeSet<Integer> within = within(last);
        if (within.containsAll(first) && closed(within, last)) {
          return extended(within, last);
        }
      }
      return null;
    }

    private Function function(String value) {
      Function function = functions.get(value);
      if (function == null) {
        throw new IllegalStateException(value);
      }
      return function;
    }

    /** The members that a member needs, and itself. */
    private TreeSet<Integer> within(int last) {
      TreeSet<Integer> within = new TreeSet<>();
      List<Integer> open = new ArrayList<>(List.of(last));
      while (!open.isEmpty()) {
        int number = open.removeLast();
        if (within.add(number)) {
          for (String input : nodes.get(number).inputs()) {
            Integer giver = input.equals(from) ? null : nodes.giver(input);
            if (giver != null && members.contains(giver)) {
              open.add(giver);
            }
          }
        }
      }
      return within;
    }

    /** Whether nobody else takes what is given inside. */
    private boolean closed(Set<Integer> within, int last) {
      for (int number : within) {
        String output = nodes.get(number).outputs().getFirst();
        if (number != last
            && (nodes.isResult(output) || !within.containsAll(nodes.takers(output)))) {
          return false;
        }
      }
      return true;
    }

    /**
     * With what only scales and shifts the result, as far as that makes an activation with a name
     * of it.
     */
    private ElementwiseRegion extended(TreeSet<Integer> within, int last) {
      String to = nodes.get(last).outputs().getFirst();
      Activation smallest = Activation.of(function(to).expression(), List.of());
      List<Integer> members = List.copyOf(within);
      String end = to;
      Activation named = named(smallest);
      while (named == null && nodes.isTakenOnce(end)) {
        int next = nodes.takers(end).getFirst();
        String operator = nodes.get(next).operator();
        if (!this.members.contains(next)
            || !List.of("Mul", "Div", "Add", "Sub").contains(operator)) {
          break;
        }
        within.add(next);
        end = nodes.get(next).outputs().getFirst();
        named = named(Activation.of(function(end).expression(), List.of()));
      }
      return named == null
          ? new ElementwiseRegion(members, to, smallest)
          : new ElementwiseRegion(List.copyOf(within), end, named);
    }

    private @Nullable Function function(int number) {
      OnnxNode node = nodes.get(number);
      if (node.outputs().size() != 1 || !node.domain().isEmpty() || node.inputs().isEmpty()) {
        return null;
      }
      List<Function> arguments = new ArrayList<>();
      int size = 1;
      boolean curved = false;
      for (String input : node.inputs()) {
        Function known = functions.get(input);
        if (known == null) {
          Double constant = nodes.number(input);
          if (constant == null || !Double.isFinite(constant)) {
            return null;
          }
          known = new Function(Expression.literal(constant), 1, false);
        }
        arguments.add(known);
        size += known.size();
        curved |= known.curved();
      }
      return function(number, arguments, size, curved);
    }

    private @Nullable Function function(
        int number, List<Function> arguments, int size, boolean curved) {
      Expression u = arguments.getFirst().expression();
      Attributes a = nodes.attributes(number);
      Activation activation = Elements.activationOf(a);
      if (activation != null) {
        Expression outer = activation.expression();
        return new Function(Substitution.of(outer, u), size + 8 * size, true);
      }
      Expression.Function function =
          switch (a.node().operator()) {
            case "Exp" -> Expression.Function.EXP;
            case "Log" -> Expression.Function.LOG;
            case "Sqrt" -> Expression.Function.SQRT;
            case "Sin" -> Expression.Function.SIN;
            case "Cos" -> Expression.Function.COS;
            case "Abs" -> Expression.Function.ABS;
            case "Neg" -> Expression.Function.NEGATE;
            default -> null;
          };
      if (function != null) {
        return new Function(
            new Expression.Unary(function, u),
            size,
            curved || function != Expression.Function.NEGATE);
      }
      if (a.node().operator().equals("Identity")) {
        return arguments.getFirst();
      }
      if (a.node().operator().equals("Clip")) {
        return clip(a, arguments, u, size);
      }
      if (arguments.size() != 2) {
        return null;
      }
      Expression v = arguments.get(1).expression();
      boolean both = !(u instanceof Expression.Literal) && !(v instanceof Expression.Literal);
      return switch (a.node().operator()) {
        case "Add" -> new Function(binary(Expression.Operator.ADD, u, v), size, curved);
        case "Sub" -> new Function(binary(Expression.Operator.SUBTRACT, u, v), size, curved);
        case "Mul" ->
            new Function(binary(Expression.Operator.MULTIPLY, u, v), size, curved || both);
        case "Div" ->
            new Function(
                binary(Expression.Operator.DIVIDE, u, v),
                size,
                curved || !(v instanceof Expression.Literal));
        case "Pow" -> new Function(binary(Expression.Operator.POWER, u, v), size, true);
        case "Max" -> new Function(binary(Expression.Operator.MAX, u, v), size, true);
        case "Min" -> new Function(binary(Expression.Operator.MIN, u, v), size, true);
        default -> null;
      };
    }

    /** Its ends are attributes, and from version 11 on inputs. */
    private static @Nullable Function clip(
        Attributes a, List<Function> arguments, Expression u, int size) {
      Expression low = Expression.literal(a.real("min", Double.NEGATIVE_INFINITY));
      Expression high = Expression.literal(a.real("max", Double.POSITIVE_INFINITY));
      if (a.opset() >= 11) {
        if (arguments.size() != 3) {
          return null;
        }
        low = arguments.get(1).expression();
        high = arguments.get(2).expression();
      }
      boolean given =
          low instanceof Expression.Literal l
              && high instanceof Expression.Literal h
              && Double.isFinite(l.value())
              && Double.isFinite(h.value());
      return given
          ? new Function(
              binary(Expression.Operator.MAX, low, binary(Expression.Operator.MIN, high, u)),
              size + 2,
              true)
          : null;
    }

    private static Expression binary(Expression.Operator operator, Expression u, Expression v) {
      return new Expression.Binary(operator, u, v);
    }
  }

  /** The activation with a name that a function is to single precision; null where it is none. */
  private static @Nullable Activation named(Activation found) {
    for (Activation known : KNOWN) {
      boolean same = true;
      for (double x = -7.93; same && x < 8; x += 0.37) {
        double expected = known.value(x);
        same = Math.abs(found.value(x) - expected) <= SAME * (1 + Math.abs(expected));
      }
      if (same) {
        return known;
      }
    }
    return null;
  }
}
