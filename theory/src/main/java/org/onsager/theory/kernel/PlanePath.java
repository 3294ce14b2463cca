package org.onsager.theory.kernel;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The layers of a network of convolutions and rectifiers, as {@link PlaneWalk} takes them: windows
 * that move place by place and see zeros beyond the edges, so that two places a fixed distance
 * apart meet only others as far apart; flattened or averaged over all places at the end.
 *
 * @param height of the input
 * @param width of the input
 * @param pad the farthest that a window reaches to a side, at least 1
 * @param rise the farthest that it reaches up or down
 * @param ops while there are places
 * @param tail afterwards
 * @param end the extents, and which lengths belong to what comes out of {@code ops}
 * @param stages how many lengths are kept
 */
record PlanePath(
    int height,
    int width,
    int pad,
    int rise,
    List<Op> ops,
    List<Op> tail,
    boolean pooled,
    State end,
    int stages) {

  /** What happens to entries. */
  sealed interface Op {}

  /**
   * Weights, and a rectifier after them.
   *
   * @param share \( \sigma_w^2 \) over the places of the window
   * @param fresh what the kernel adds to Θ for every unit of it, and {@code more} besides
   * @param at where the lengths after the weights are kept
   * @param bend null where no rectifier follows
   */
  record Layer(
      PlaceProgram.@Nullable Slide slide,
      double weight,
      double share,
      double bias,
      double fresh,
      double more,
      int at,
      @Nullable Bend bend)
      implements Op {}

  /**
   * A rectifier.
   *
   * @param scale its slope for x > 0
   * @param signed whether correlations may be negative
   * @param at where the lengths before it are kept
   */
  record Bend(double scale, boolean signed, int at) implements Op {
    /** \( E\phi^2/q \). */
    double norm() {
      return scale * scale / 2;
    }
  }

  /** Branches. */
  record Fork(List<List<Op>> branches, double[] weights, int at) implements Op {}

  /**
   * What is known of entries between layers.
   *
   * @param clean whether they are zero beyond the edges
   * @param positive whether none is negative
   */
  record State(int height, int width, boolean clean, boolean positive) {}

  /** The path, or null where the network has something else in it. */
  static @Nullable PlanePath of(PlaceProgram program) {
    return new Compiler(program).compile();
  }

  private static final class Compiler {
    private final PlaceProgram program;
    private int stages;
    private int pad = 1;
    private int rise;

    Compiler(PlaceProgram program) {
      this.program = program;
    }

    @Nullable PlanePath compile() {
      if (program.standard() && program.w() == 0) {
        return null;
      }
      int height = program.height();
      int width = program.places() / height;
      State begin = new State(height, width, true, false);
      List<PlaceProgram.Node> nodes = program.nodes();
      int cut = 0;
      while (cut < nodes.size()
          && !(nodes.get(cut) instanceof PlaceProgram.Flatten)
          && !(nodes.get(cut) instanceof PlaceProgram.Pool)) {
        cut++;
      }
      if (cut == nodes.size()) {
        return null;
      }
      List<Op> ops = new ArrayList<>();
      State end = path(nodes.subList(0, cut), begin, ops, true);
      if (end == null) {
        return null;
      }
      boolean pooled = nodes.get(cut) instanceof PlaceProgram.Pool;
      if (pooled
          && nodes.get(cut) instanceof PlaceProgram.Pool pool
          && pool.sources()[0].length != 1) {
        return null;
      }
      if (pooled != program.pooled()) {
        return null;
      }
      int after = cut + 1;
      while (after < nodes.size() && nodes.get(after) instanceof PlaceProgram.Flatten) {
        after++;
      }
      List<Op> tail = new ArrayList<>();
      State one = new State(1, 1, true, end.positive());
      if (path(nodes.subList(after, nodes.size()), one, tail, false) == null) {
        return null;
      }
      return new PlanePath(
          height, width, pad, rise, List.copyOf(ops), List.copyOf(tail), pooled, end, stages);
    }

    private @Nullable State path(
        List<PlaceProgram.Node> nodes, State begin, List<Op> ops, boolean places) {
      State now = begin;
      int last = -1;
      for (int k = 0; k < nodes.size(); k++) {
        switch (nodes.get(k)) {
          case PlaceProgram.Weigh weigh -> {
            if (!now.clean() || places != (weigh.slide() != null)) {
              return null;
            }
            last = stages++;
            Bend bend = null;
            if (k + 1 < nodes.size() && nodes.get(k + 1) instanceof PlaceProgram.Bend next) {
              bend = bend(next, now, last);
              if (bend == null) {
                return null;
              }
              k++;
            }
            ops.add(layer(weigh, last, bend));
            PlaceProgram.Slide slide = weigh.slide();
            int height = slide == null ? 1 : slide.height();
            int width = slide == null ? 1 : slide.width();
            if (slide != null) {
              pad = Math.max(pad, Math.max(slide.left(), slide.right()));
              rise = Math.max(rise, Math.max(slide.up(), slide.down()));
            }
            now = new State(height, width, bend != null || !places, now.positive() || bend != null);
          }
          case PlaceProgram.Bend next -> {
            Bend bend = last < 0 ? null : bend(next, now, last);
            if (bend == null) {
              return null;
            }
            ops.add(bend);
            now = new State(now.height(), now.width(), true, true);
          }
          case PlaceProgram.Fork fork -> {
            State joined = places ? fork(fork, now, ops) : null;
            if (joined == null) {
              return null;
            }
            last = stages - 1;
            now = joined;
          }
          default -> {
            return null;
          }
        }
      }
      return now;
    }

    private static @Nullable Bend bend(PlaceProgram.Bend node, State now, int at) {
      return node.step().dual() instanceof RectifierDual(double leak, double scale) && leak == 0
          ? new Bend(scale, !now.positive(), at)
          : null;
    }

    private Layer layer(PlaceProgram.Weigh weigh, int at, @Nullable Bend bend) {
      double w = program.w();
      double b = program.b();
      boolean standard = program.standard();
      return new Layer(
          weigh.slide(),
          w,
          w / weigh.sources().length,
          b,
          standard ? weigh.fanIn() / w : 1,
          standard ? 1 - weigh.fanIn() * b / w : 0,
          at,
          bend);
    }

    private @Nullable State fork(PlaceProgram.Fork fork, State begin, List<Op> ops) {
      List<List<Op>> branches = new ArrayList<>();
      State joined = null;
      for (List<PlaceProgram.Node> nodes : fork.branches()) {
        // a branch that begins with a rectifier takes the lengths of what stands before it
        List<Op> branch = new ArrayList<>();
        State end = begins(nodes, begin, ops, branch);
        if (end == null) {
          return null;
        }
        branches.add(List.copyOf(branch));
        joined =
            joined == null
                ? end
                : new State(
                    end.height(),
                    end.width(),
                    end.clean() && joined.clean(),
                    end.positive() && joined.positive());
      }
      ops.add(new Fork(List.copyOf(branches), fork.weights(), stages++));
      return joined;
    }

    private @Nullable State begins(
        List<PlaceProgram.Node> nodes, State begin, List<Op> before, List<Op> branch) {
      if (!nodes.isEmpty() && nodes.getFirst() instanceof PlaceProgram.Bend first) {
        int at =
            before.isEmpty()
                ? -1
                : switch (before.getLast()) {
                  case Layer layer -> layer.bend() == null ? layer.at() : -1;
                  case Fork fork -> fork.at();
                  case Bend _ -> -1;
                };
        Bend bend = at < 0 ? null : bend(first, begin, at);
        if (bend == null) {
          return null;
        }
        branch.add(bend);
        State bent = new State(begin.height(), begin.width(), true, true);
        return path(nodes.subList(1, nodes.size()), bent, branch, true);
      }
      return path(nodes, begin, branch, true);
    }
  }
}
