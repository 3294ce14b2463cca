package org.onsager.sweep;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.onsager.lab.Effort;
import org.onsager.lab.KnobBoard;
import org.onsager.lab.KnobDial;
import org.onsager.lab.RandomStream;
import org.onsager.lab.Refusal;
import org.onsager.logbook.Codec;
import org.onsager.logbook.Digest;
import org.onsager.logbook.Json;

/**
 * What is swept: an experiment, its knobs, and the axes along which some of them are turned.
 *
 * <p>Places are made when they are asked for, never held: first every combination of the axes, the
 * last axis fastest, or the rows of a Latin hypercube; at each of them the repeats.
 */
public final class Plan {
  /** The most places that a plan may have. */
  public static final long MOST = 1_000_000;

  private final String experiment;
  private final Effort effort;
  private final long seed;
  private final String build;
  private final Record base;
  private final KnobBoard<Record> board;
  private final List<Axis> axes;
  private final int latin;
  private final int repeats;
  private final List<double[]> strata = new ArrayList<>();

  private Plan(
      String experiment,
      Effort effort,
      long seed,
      String build,
      Record base,
      List<Axis> axes,
      int latin,
      int repeats) {
    this.experiment = experiment;
    this.effort = effort;
    this.seed = seed;
    this.build = build;
    this.base = base;
    this.board = KnobBoard.of(base);
    this.axes = List.copyOf(axes);
    this.latin = latin;
    this.repeats = repeats;
    for (Axis axis : axes) {
      if (latin > 0) {
        strata.add(strata(axis.dial().name()));
      }
    }
  }

  /**
   * A plan.
   *
   * @param experiment the experiment's id
   * @param effort the effort
   * @param seed the root seed
   * @param build a fingerprint of the code
   * @param base where the knobs stand that are not swept
   * @param axes at least one, of different knobs
   * @param latin the number of rows of a Latin hypercube, or 0 for every combination
   * @param repeats how often each place is measured, each time with a seed of its own
   * @throws Refusal in one line when it is too large or turns a knob twice
   */
  public static Plan of(
      String experiment,
      Effort effort,
      long seed,
      String build,
      Record base,
      List<Axis> axes,
      int latin,
      int repeats) {
    if (axes.isEmpty()) {
      throw new Refusal("a sweep goes over at least one knob: --over KNOB=VALUES");
    }
    Set<String> seen = new LinkedHashSet<>();
    double size = repeats;
    for (Axis axis : axes) {
      if (!seen.add(axis.dial().name())) {
        throw new Refusal(axis.dial().label() + " is swept twice");
      }
      size *= latin > 0 ? 1 : axis.values().size();
    }
    size *= latin > 0 ? latin : 1;
    if (size > MOST) {
      throw new Refusal(
          String.format(
              java.util.Locale.ROOT,
              "a sweep of %,.0f points is too large; at most %,d",
              size,
              MOST));
    }
    return new Plan(experiment, effort, seed, build, base, axes, latin, repeats);
  }

  /** The experiment's id. */
  public String experiment() {
    return experiment;
  }

  /** The effort. */
  public Effort effort() {
    return effort;
  }

  /** The root seed. */
  public long seed() {
    return seed;
  }

  /** The fingerprint of the code. */
  public String build() {
    return build;
  }

  /** The axes, in the order in which they were given. */
  public List<Axis> axes() {
    return axes;
  }

  /** The rows of the Latin hypercube, or 0. */
  public int latin() {
    return latin;
  }

  /** How often each place is measured. */
  public int repeats() {
    return repeats;
  }

  /** Where the other knobs stand: name → value. */
  public Map<String, Object> fixed() {
    Map<String, Object> fixed = new LinkedHashMap<>(board.values(base));
    axes.forEach(a -> fixed.remove(a.dial().name()));
    return fixed;
  }

  /** The knobs that are not swept stand as in this record. */
  Record base() {
    return base;
  }

  /** The number of places, repeats included. */
  public long size() {
    long size = latin > 0 ? latin : 1;
    for (Axis axis : axes) {
      size *= latin > 0 ? 1 : axis.values().size();
    }
    return size * repeats;
  }

  /** A place by its number, from 0. */
  public Place place(long number) {
    long row = number / repeats;
    List<Object> values = new ArrayList<>();
    if (latin > 0) {
      for (int a = 0; a < axes.size(); a++) {
        values.add(axes.get(a).at(strata.get(a)[(int) row]));
      }
    } else {
      for (Axis axis : axes.reversed()) {
        int n = axis.values().size();
        values.addFirst(axis.values().get((int) (row % n)));
        row /= n;
      }
    }
    return place(number, values, (int) (number % repeats));
  }

  /** A place where the swept knobs stand at given values. */
  Place place(long number, List<Object> values, int repeat) {
    Map<String, String> settings = new LinkedHashMap<>();
    for (int a = 0; a < axes.size(); a++) {
      settings.put(axes.get(a).dial().name(), KnobDial.text(values.get(a)));
    }
    long own = seed(seed, repeat);
    try {
      Record knobs = board.with(base, settings);
      SweepPoint point = new SweepPoint(experiment, effort, own, Codec.text(knobs), build);
      return new Place(number, values, repeat, own, point, "");
    } catch (Refusal e) {
      return new Place(number, values, repeat, own, null, String.valueOf(e.getMessage()));
    }
  }

  /**
   * The seed of a repeat: the first has the root seed itself, so that it is a single run's; the
   * others have streams of their own.
   */
  static long seed(long root, int repeat) {
    return repeat == 0
        ? root
        : new RandomStream(root).named("repeat").numbered(repeat).seed() >>> 1;
  }

  /** The name of the sweep: the same plan, whatever the code, has the same. */
  public String name() {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("experiment", experiment);
    tree.put("effort", effort.name());
    tree.put("seed", seed);
    tree.put("knobs", fixed());
    Map<String, Object> swept = new LinkedHashMap<>();
    for (Axis a : axes) {
      swept.put(
          a.dial().name(),
          List.of(
              a.values().stream().map(KnobDial::text).toList(), a.logarithmic(), a.from(), a.to()));
    }
    tree.put("axes", swept);
    tree.put("latin", latin);
    tree.put("repeats", repeats);
    return experiment + "-" + Digest.of(Json.text(tree)).substring(0, 8);
  }

  /** One draw in each of equally wide strata, in random order: an axis of the hypercube. */
  private double[] strata(String knob) {
    RandomGenerator random =
        new RandomStream(seed).named("latin hypercube").named(knob).generator();
    double[] drawn = new double[latin];
    for (int i = 0; i < latin; i++) {
      drawn[i] = (i + random.nextDouble()) / latin;
    }
    for (int i = latin - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      double kept = drawn[i];
      drawn[i] = drawn[j];
      drawn[j] = kept;
    }
    return drawn;
  }
}
