package org.onsager.numerics.roots;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleUnaryOperator;
import org.hipparchus.analysis.solvers.BracketedUnivariateSolver;
import org.hipparchus.analysis.solvers.BracketingNthOrderBrentSolver;
import org.onsager.numerics.roots.Root.Crossing;

/**
 * The roots of a function of one variable.
 *
 * <p>A function is known up to its <em>noise</em>, an absolute error at each point, from rounding
 * or from the quadrature behind it. Values below it count as zero: it decides whether a minimum
 * touches zero and whether a function is zero throughout, and it goes into the error of every root.
 */
public final class Roots {

  private static final double ROUNDING = 0x1p-50;
  private static final double HUGE = 1e150;
  private static final int EVALUATIONS = 2000;
  private static final int REFINEMENTS = 12;

  private Roots() {}

  /**
   * The root in a bracket, by Brent's method of higher order.
   *
   * @throws IllegalArgumentException where f has the same sign at both ends
   */
  public static Root bracketed(DoubleUnaryOperator f, double low, double high) {
    Search search = new Search(f, x -> 0);
    double left = search.at(low);
    double right = search.at(high);
    if (left == 0 || right == 0) {
      double sign = left == 0 ? right : -left;
      return new Root(left == 0 ? low : high, 0, sign > 0 ? Crossing.RISING : Crossing.FALLING);
    }
    if (!(low < high) || left > 0 == right > 0) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "no bracket of a root: f(%s) = %s and f(%s) = %s",
              low,
              left,
              high,
              right));
    }
    return search.crossing(low, left, high, right, ROUNDING * Math.max(-left, left));
  }

  /**
   * All roots on a grid, ascending, where the function's noise is the rounding of its neighbouring
   * values.
   *
   * @param f continuous between its jumps; infinities keep their sign, NaN is refused
   * @param grid ascending points; two roots closer than a cell are found if the function has a
   *     local extremum on the grid there
   */
  public static List<Root> all(DoubleUnaryOperator f, double[] grid) {
    return all(f, grid, x -> 0);
  }

  /**
   * All roots on a grid, ascending: changes of sign, minima that touch zero, exact zeros on the
   * grid (at an end by the sign inside), and intervals where the function stays below its noise.
   *
   * @param noise the absolute error of f at x
   */
  public static List<Root> all(DoubleUnaryOperator f, double[] grid, DoubleUnaryOperator noise) {
    if (grid.length < 2) {
      throw new IllegalArgumentException(
          "roots: a grid of " + grid.length + " points; 2 are needed");
    }
    for (int i = 1; i < grid.length; i++) {
      if (!(grid[i - 1] < grid[i])) {
        throw new IllegalArgumentException("roots: the grid does not ascend at point " + i);
      }
    }
    List<Root> roots = new Search(f, noise).scan(grid, 0);
    roots.sort(Comparator.comparingDouble(Root::location));
    return List.copyOf(roots);
  }

  /** One search: the function, its noise, and the steps. */
  private record Search(DoubleUnaryOperator f, DoubleUnaryOperator noise) {

    double at(double x) {
      double y = f.applyAsDouble(x);
      if (Double.isNaN(y)) {
        throw new ArithmeticException("roots: the function is NaN at " + x);
      }
      return Math.max(-HUGE, Math.min(HUGE, y));
    }

    List<Root> scan(double[] x, int depth) {
      int n = x.length;
      double[] y = Arrays.stream(x).map(this::at).toArray();
      double[] small = new double[n];
      for (int i = 0; i < n; i++) {
        double near = Math.abs(y[i == 0 ? 1 : i - 1]);
        near = i == n - 1 ? near : Math.min(near, Math.abs(y[i + 1]));
        small[i] = Math.max(noise.applyAsDouble(x[i]), ROUNDING * near);
      }
      List<Root> roots = new ArrayList<>();
      int last = -1; // the last point that is not zero
      for (int i = 0; i < n; i++) {
        if (Math.abs(y[i]) <= small[i]) {
          continue;
        }
        int zeros = i - last - 1;
        if (zeros > 1) {
          resolve(x, small, last + 1, i - 1, depth, roots);
        } else if (zeros == 1 && last < 0) {
          roots.add(atEnd(x[0], small[0], x[i], y[i]));
        } else if (zeros == 1 && y[last] > 0 == y[i] > 0) {
          touching(x[last], x[i - 1], x[i], y[i] > 0, small[i - 1], roots);
        } else if (last >= 0 && y[last] > 0 != y[i] > 0) {
          double least = zeros == 1 ? small[i - 1] : Math.max(small[last], small[i]);
          roots.add(crossing(x[last], y[last], x[i], y[i], least));
        }
        last = i;
      }
      int zeros = n - 1 - last;
      if (zeros == 1) {
        roots.add(atEnd(x[n - 1], small[n - 1], x[last], y[last]));
      } else if (zeros > 1) {
        resolve(x, small, last + 1, n - 1, depth, roots);
      }
      minima(x, y, small, roots);
      return roots;
    }

    /**
     * A run of zeros from point {@code from} to {@code to}: flat if it is zero between them too,
     * else scanned again on a finer grid, its neighbours included.
     */
    private void resolve(
        double[] x, double[] small, int from, int to, int depth, List<Root> roots) {
      boolean flat = true;
      for (int i = from; i < to && flat; i++) {
        double middle = x[i] + (x[i + 1] - x[i]) / 2;
        flat = Math.abs(at(middle)) <= Math.max(small[i], small[i + 1]);
      }
      if (flat || depth == REFINEMENTS) {
        double left = from > 0 ? edge(x[from], x[from - 1], small[from]) : x[from];
        double right = to < x.length - 1 ? edge(x[to], x[to + 1], small[to]) : x[to];
        roots.add(new Root(left + (right - left) / 2, (right - left) / 2, Crossing.FLAT));
        return;
      }
      int low = Math.max(0, from - 1);
      int high = Math.min(x.length - 1, to + 1);
      double[] finer = new double[2 * (high - low) + 1];
      for (int i = low; i <= high; i++) {
        finer[2 * (i - low)] = x[i];
        if (i < high) {
          finer[2 * (i - low) + 1] = x[i] + (x[i + 1] - x[i]) / 2;
        }
      }
      roots.addAll(scan(finer, depth + 1));
    }

    /** The end of a flat piece between a point inside it and one outside, by bisection. */
    private double edge(double inside, double outside, double small) {
      double in = inside;
      double out = outside;
      for (int i = 0; i < 60; i++) {
        double middle = in + (out - in) / 2;
        if (Math.abs(at(middle)) <= small) {
          in = middle;
        } else {
          out = middle;
        }
      }
      return in;
    }

    private Root atEnd(double end, double small, double inner, double value) {
      boolean rising = inner > end == value > 0;
      double slope = Math.abs(value / (inner - end));
      return new Root(end, small / slope, rising ? Crossing.RISING : Crossing.FALLING);
    }

    Root crossing(double low, double left, double high, double right, double small) {
      double atol = 0x1p-64 * (high - low);
      BracketedUnivariateSolver.Interval found =
          new BracketingNthOrderBrentSolver(0x1p-52, atol, Double.MIN_VALUE, 5)
              .solveInterval(EVALUATIONS, this::at, low, high, low + (high - low) / 2);
      double a = found.getLeftAbscissa();
      double b = found.getRightAbscissa();
      double ya = found.getLeftValue();
      double yb = found.getRightValue();
      double x = Math.abs(ya) <= Math.abs(yb) ? a : b;
      double nearest = Math.min(Math.abs(ya), Math.abs(yb));
      double width = Math.abs(b - a);
      if (nearest > 1e-3 * Math.min(Math.abs(left), Math.abs(right)) && nearest > small) {
        return new Root(x, width + Math.ulp(x), Crossing.JUMP);
      }
      double step = 1e-4 * (high - low);
      double from = Math.max(low, x - step);
      double to = Math.min(high, x + step);
      double slope = Math.abs(at(to) - at(from)) / (to - from);
      double error = width + Math.ulp(x) + Math.max(small, noise.applyAsDouble(x)) / slope;
      return new Root(
          x, Math.min(error, high - low), right > 0 ? Crossing.RISING : Crossing.FALLING);
    }

    /** Looks into every local minimum of |f| that keeps its sign, and into the end cells. */
    private void minima(double[] x, double[] y, double[] small, List<Root> roots) {
      int n = x.length;
      for (int i = 0; i < n; i++) {
        int l = Math.max(0, i - 1);
        int r = Math.min(n - 1, i + 1);
        boolean positive = y[i] > 0;
        boolean nonzero =
            Math.abs(y[l]) > small[l] && Math.abs(y[i]) > small[i] && Math.abs(y[r]) > small[r];
        boolean least =
            (i == 0 || Math.abs(y[i]) < Math.abs(y[l])) && Math.abs(y[i]) <= Math.abs(y[r]);
        if (nonzero && least && y[l] > 0 == positive && y[r] > 0 == positive) {
          touching(x[l], x[i], x[r], positive, small[i], roots);
        }
      }
    }

    /** Between two points of one sign: nothing, a touching minimum, or two crossings. */
    private void touching(
        double low, double start, double high, boolean positive, double small, List<Root> roots) {
      DoubleUnaryOperator height = t -> positive ? at(t) : -at(t);
      Minimum minimum = Minimum.of(height, low, start, high);
      double x = minimum.location();
      double m = minimum.value();
      double atLow = height.applyAsDouble(low);
      double atHigh = height.applyAsDouble(high);
      double scale = Math.max(small, noise.applyAsDouble(x));
      if (m < -scale) {
        roots.add(crossing(low, signed(atLow, positive), x, signed(m, positive), scale));
        roots.add(crossing(x, signed(m, positive), high, signed(atHigh, positive), scale));
        return;
      }
      if (x <= low || x >= high) {
        return;
      }
      // The curvature from the nearer side, and what a parabola hides within rounding of x.
      double step = 1e-3 * Math.min(x - low, high - x);
      double curvature =
          (height.applyAsDouble(x - step) + height.applyAsDouble(x + step) - 2 * m) / (step * step);
      double blur = 0x1p-25 * Math.max(Math.abs(x), 0x1p-25 * (high - low));
      if (m <= scale + Math.abs(curvature) / 2 * blur * blur) {
        double hidden =
            curvature > 0 ? Math.sqrt(2 * (Math.abs(m) + scale) / curvature) : high - low;
        roots.add(new Root(x, Math.min(hidden + blur, high - low), Crossing.TANGENT));
      }
    }

    private static double signed(double height, boolean positive) {
      return positive ? height : -height;
    }
  }
}
