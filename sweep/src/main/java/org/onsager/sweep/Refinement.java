package org.onsager.sweep;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.onsager.lab.Experiment;
import org.onsager.lab.Refusal;
import org.onsager.logbook.Codec;
import org.onsager.logbook.PointStore;

/**
 * More places where the result changes: cells of the grid whose corners differ in a verdict, or in
 * theory's phase, are halved along every numeric axis, then their halves, and so on.
 *
 * <p>What is added depends on results alone, so it is the same in every order, with every number of
 * workers and after every interruption.
 *
 * @param most how many points may be added; 0 for no refinement
 * @param claims ids of the claims whose verdicts count; none for all
 * @param experiment whose phases count as well
 */
public record Refinement(int most, Set<String> claims, Experiment<?, ?> experiment) {
  /** A cell is halved so often at most. */
  private static final int DEEPEST = 10;

  public Refinement {
    claims = new TreeSet<>(claims);
  }

  /** No refinement. */
  public static Refinement none(Experiment<?, ?> experiment) {
    return new Refinement(0, Set.of(), experiment);
  }

  /**
   * Refuses a plan that has no cells.
   *
   * @throws Refusal in one line
   */
  public void check(Plan plan) {
    if (most == 0) {
      return;
    }
    long numeric = plan.axes().stream().filter(Refinement::halved).count();
    if (plan.latin() > 0) {
      throw new Refusal("--refine halves the cells of a grid, and --latin has none; choose one");
    }
    if (numeric == 0 || numeric > 3) {
      throw new Refusal(
          "--refine halves the cells of a grid over one, two or three numeric knobs, not "
              + numeric);
    }
  }

  private static boolean halved(Axis axis) {
    return axis.numeric() && axis.values().size() > 1;
  }

  /** A box between neighbouring values: its lower and its upper corner. */
  private record Cell(List<Object> low, List<Object> high) {}

  /**
   * The places that are added, after they were measured.
   *
   * @param plan the grid, which is measured already
   * @param store has its results
   * @param measure measures what is added, round by round
   */
  List<Place> added(Plan plan, PointStore store, Consumer<List<Place>> measure) {
    check(plan);
    List<Place> all = new ArrayList<>();
    if (most == 0) {
      return all;
    }
    Map<List<Object>, String> labels = new HashMap<>();
    Set<List<Object>> known = new HashSet<>();
    for (long n = 0; n < plan.size(); n += plan.repeats()) {
      known.add(plan.place(n).values());
    }
    List<Cell> cells = cells(plan);
    for (int depth = 0; depth < DEEPEST && !cells.isEmpty(); depth++) {
      List<Cell> halves = new ArrayList<>();
      List<Place> round = new ArrayList<>();
      boolean full = false;
      for (Cell cell : cells) {
        if (full || !differs(cell, plan, store, labels)) {
          continue;
        }
        List<List<Object>> knots = knots(cell, plan);
        Set<List<Object>> fresh = new HashSet<>();
        List<Place> places = new ArrayList<>();
        for (List<Object> values : corners(knots)) {
          if (!known.contains(values) && fresh.add(values)) {
            for (int r = 0; r < plan.repeats(); r++) {
              long number = plan.size() + all.size() + round.size() + places.size();
              places.add(plan.place(number, values, r));
            }
          }
        }
        full = all.size() + round.size() + places.size() > most;
        if (!full) {
          known.addAll(fresh);
          round.addAll(places);
          halves.addAll(halves(knots));
        }
      }
      if (!round.isEmpty()) {
        measure.accept(round);
        all.addAll(round);
      }
      cells = full ? List.of() : halves;
    }
    return all;
  }

  /** The cells of the grid, one for every setting of the axes that are not halved. */
  private static List<Cell> cells(Plan plan) {
    List<List<List<Object>>> sides = new ArrayList<>();
    for (Axis axis : plan.axes()) {
      List<Object> values = new ArrayList<>(axis.values());
      List<List<Object>> pairs = new ArrayList<>();
      if (halved(axis)) {
        values.sort((a, b) -> Double.compare(Axis.number(a), Axis.number(b)));
        for (int i = 1; i < values.size(); i++) {
          pairs.add(List.of(values.get(i - 1), values.get(i)));
        }
      } else {
        values.forEach(v -> pairs.add(List.of(v, v)));
      }
      sides.add(pairs);
    }
    List<Cell> cells = new ArrayList<>();
    for (List<List<Object>> chosen : product(sides)) {
      cells.add(
          new Cell(
              chosen.stream().map(List::getFirst).toList(),
              chosen.stream().map(List::getLast).toList()));
    }
    return cells;
  }

  /**
   * The values of each axis that bound the parts of a cell: its ends, and between them the middle.
   */
  private static List<List<Object>> knots(Cell cell, Plan plan) {
    List<List<Object>> knots = new ArrayList<>();
    for (int a = 0; a < plan.axes().size(); a++) {
      Object low = cell.low().get(a);
      Object high = cell.high().get(a);
      if (low.equals(high)) {
        knots.add(List.of(low));
        continue;
      }
      Object middle = plan.axes().get(a).between(low, high);
      knots.add(
          middle.equals(low) || middle.equals(high)
              ? List.of(low, high)
              : List.of(low, middle, high));
    }
    return knots;
  }

  private static List<List<Object>> corners(List<List<Object>> knots) {
    return product(knots);
  }

  /** The parts of a cell; none when no axis could be halved. */
  private static List<Cell> halves(List<List<Object>> knots) {
    List<List<List<Object>>> sides = new ArrayList<>();
    boolean any = false;
    for (List<Object> k : knots) {
      List<List<Object>> pairs = new ArrayList<>();
      for (int i = 1; i < k.size(); i++) {
        pairs.add(List.of(k.get(i - 1), k.get(i)));
      }
      sides.add(pairs.isEmpty() ? List.of(List.of(k.getFirst(), k.getFirst())) : pairs);
      any |= k.size() > 2;
    }
    List<Cell> cells = new ArrayList<>();
    if (any) {
      for (List<List<Object>> chosen : product(sides)) {
        cells.add(
            new Cell(
                chosen.stream().map(List::getFirst).toList(),
                chosen.stream().map(List::getLast).toList()));
      }
    }
    return cells;
  }

  private boolean differs(
      Cell cell, Plan plan, PointStore store, Map<List<Object>, String> labels) {
    List<List<Object>> ends = new ArrayList<>();
    for (int a = 0; a < cell.low().size(); a++) {
      Object low = cell.low().get(a);
      Object high = cell.high().get(a);
      ends.add(low.equals(high) ? List.of(low) : List.of(low, high));
    }
    Set<String> seen = new HashSet<>();
    for (List<Object> corner : product(ends)) {
      seen.add(labels.computeIfAbsent(corner, c -> label(c, plan, store)));
    }
    return seen.size() > 1;
  }

  /** Verdicts and phase of a place: of its repeats, each verdict that occurs most. */
  private String label(List<Object> values, Plan plan, PointStore store) {
    Map<String, Map<String, Integer>> counts = new java.util.TreeMap<>();
    String phase = "";
    for (int r = 0; r < plan.repeats(); r++) {
      SweepPoint point = plan.place(0, values, r).point();
      String text = point == null ? null : store.result(point.key()).orElse(null);
      SweepResult result = text == null ? SweepResult.failed("no result", 0) : SweepResult.of(text);
      if (result.failed()) {
        counts.computeIfAbsent("", k -> new java.util.TreeMap<>()).merge("failed", 1, Integer::sum);
      }
      for (ClaimResult c : result.claims()) {
        if (claims.isEmpty() || claims.contains(c.claim())) {
          counts
              .computeIfAbsent(c.claim(), k -> new java.util.TreeMap<>())
              .merge(c.verdict(), 1, Integer::sum);
        }
      }
      phase = point == null ? "none" : phase(experiment, point);
    }
    StringBuilder label = new StringBuilder(phase);
    counts.forEach(
        (claim, verdicts) -> {
          String most = "";
          for (Map.Entry<String, Integer> v : verdicts.entrySet()) {
            most =
                most.isEmpty() || v.getValue() > verdicts.getOrDefault(most, 0) ? v.getKey() : most;
          }
          label.append('|').append(claim).append('=').append(most);
        });
    return label.toString();
  }

  @SuppressWarnings("unchecked") // the class of a K, and records have no subclasses
  private static <K extends Record> String phase(Experiment<K, ?> experiment, SweepPoint point) {
    Class<K> type = (Class<K>) experiment.knobs(point.effort()).getClass();
    return experiment.phase(Codec.read(point.knobs(), type));
  }

  /** Every way to take one of each, the last changing fastest. */
  private static <E> List<List<E>> product(List<List<E>> choices) {
    List<List<E>> all = List.of(List.of());
    for (List<E> choice : choices) {
      List<List<E>> longer = new ArrayList<>();
      for (List<E> head : all) {
        for (E e : choice) {
          List<E> one = new ArrayList<>(head);
          one.add(e);
          longer.add(List.copyOf(one));
        }
      }
      all = longer;
    }
    return all;
  }
}
