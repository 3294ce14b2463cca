package org.onsager.architecture;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.onsager.architecture.Breakpoint.Jump;
import org.onsager.architecture.Breakpoint.Kink;
import org.onsager.architecture.Expression.Binary;
import org.onsager.architecture.Expression.Conditional;
import org.onsager.architecture.Expression.Function;
import org.onsager.architecture.Expression.Literal;
import org.onsager.architecture.Expression.Operator;
import org.onsager.architecture.Expression.Unary;
import org.onsager.architecture.Expression.Variable;

/**
 * Finds where an expression can fail to be smooth: the sign changes of the arguments of abs, sign,
 * step and relu, of the differences under max, min and comparisons, of the bases of fractional
 * powers, of denominators, and of the arguments of sqrt and log.
 *
 * <p>Signs are compared on a grid (step 1/64 up to 64, then steps of 1/8 up to 1536, and powers of
 * two towards 0) and located by bisection to neighbouring doubles.
 */
final class BreakpointSearch {
  /** More than this many are not kept; those nearest to zero are. */
  static final int MOST = 256;

  private static final double[] GRID = grid();

  private BreakpointSearch() {}

  static List<Breakpoint> of(Expression e) {
    List<Expression> switches = new ArrayList<>();
    collect(e, switches);
    TreeSet<Double> roots = new TreeSet<>();
    for (Expression s : switches.stream().distinct().toList()) {
      roots(s, roots);
    }
    List<Double> kept =
        merged(roots).stream()
            .sorted((a, b) -> Double.compare(Math.abs(a), Math.abs(b)))
            .limit(MOST)
            .sorted()
            .toList();
    return classify(e, kept);
  }

  static List<Breakpoint> classify(Expression e, List<Double> locations) {
    List<Breakpoint> found = new ArrayList<>();
    for (double at : locations) {
      double nudge = 8 * Math.ulp(Math.max(Math.abs(at), 1e-3));
      double left = e.at(at - nudge);
      double right = e.at(at + nudge);
      double further =
          Math.abs(e.at(at + 2 * nudge) - right) + Math.abs(left - e.at(at - 2 * nudge));
      double scale = 1e-12 * (Math.abs(left) + Math.abs(right)) + 4 * further + 1e-14;
      boolean jumps = Math.abs(right - left) > scale;
      found.add(jumps ? new Jump(at, left, right) : new Kink(at));
    }
    return List.copyOf(found);
  }

  private static void collect(Expression e, List<Expression> switches) {
    switch (e) {
      case Literal _, Variable _ -> {}
      case Unary(Function f, Expression u) -> {
        switch (f) {
          case ABS, SIGN, STEP, RELU, SQRT, LOG -> add(u, switches);
          case LOG1P -> add(Calculus.sum(new Literal(1), u), switches);
          default -> {}
        }
        collect(u, switches);
      }
      case Binary(Operator o, Expression l, Expression r) -> {
        switch (o) {
          case MAX, MIN -> add(Calculus.difference(l, r), switches);
          case DIVIDE -> add(r, switches);
          case POWER -> {
            if (!(r instanceof Literal(double n) && n >= 0 && n == Math.rint(n))) {
              add(l, switches);
            }
          }
          default -> {}
        }
        collect(l, switches);
        collect(r, switches);
      }
      case Conditional c -> {
        add(Calculus.difference(c.left(), c.right()), switches);
        collect(c.left(), switches);
        collect(c.right(), switches);
        collect(c.then(), switches);
        collect(c.otherwise(), switches);
      }
    }
  }

  private static void add(Expression e, List<Expression> switches) {
    if (!(e instanceof Literal)) {
      switches.add(e);
    }
  }

  private static void roots(Expression e, TreeSet<Double> roots) {
    double before = Math.signum(e.at(GRID[0]));
    for (int i = 1; i < GRID.length; i++) {
      double here = Math.signum(e.at(GRID[i]));
      if (here != before && !Double.isNaN(here) && !Double.isNaN(before)) {
        roots.add(locate(e, GRID[i - 1], before, GRID[i], here));
      }
      before = here;
    }
  }

  /** Where the sign changes between a and b: the zero, or the end of the stretch of zeros. */
  private static double locate(Expression e, double a, double signA, double b, double signB) {
    double low = a;
    double high = b;
    while (true) {
      double middle = 0.5 * (low + high);
      if (middle <= low || middle >= high) {
        break;
      }
      double sign = Math.signum(e.at(middle));
      if (sign == signA) {
        low = middle;
      } else {
        high = middle;
      }
    }
    if (signA == 0) {
      return low;
    }
    if (signB == 0) {
      return high;
    }
    double atLow = Math.abs(e.at(low));
    return atLow <= Math.abs(e.at(high)) ? low : high;
  }

  /** Neighbours within rounding are one place. */
  private static List<Double> merged(TreeSet<Double> roots) {
    List<Double> merged = new ArrayList<>();
    for (double root : roots) {
      double clean = Math.abs(root) < 1e-300 ? 0.0 : root;
      double near = 1e-14 * Math.max(Math.abs(clean), 1e-2);
      if (merged.isEmpty() || clean - merged.getLast() > near) {
        merged.add(clean);
      } else if (Math.abs(clean) < Math.abs(merged.getLast())) {
        merged.set(merged.size() - 1, clean);
      }
    }
    return merged;
  }

  private static double[] grid() {
    TreeSet<Double> points = new TreeSet<>();
    points.add(0.0);
    for (int i = 1; i <= 64 * 64; i++) {
      points.add(i / 64.0);
      points.add(-i / 64.0);
    }
    for (int i = 64 * 8; i <= 1536 * 8; i++) {
      points.add(i / 8.0);
      points.add(-i / 8.0);
    }
    for (int k = 7; k <= 40; k++) {
      points.add(Math.scalb(1.0, -k));
      points.add(-Math.scalb(1.0, -k));
    }
    return points.stream().mapToDouble(Double::doubleValue).toArray();
  }
}
