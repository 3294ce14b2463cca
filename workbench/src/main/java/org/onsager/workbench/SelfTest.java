package org.onsager.workbench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.onsager.instruments.weights.WeightMatrix;
import org.onsager.lab.Answer;
import org.onsager.lab.Answer.Grade;
import org.onsager.lab.Figure;
import org.onsager.lab.Laboratory;
import org.onsager.lab.Stopped;
import org.onsager.numerics.statistics.Distributions;
import org.onsager.numerics.statistics.Estimate;

/**
 * The rules put to the test: faults planted one at a time in one layer of critical networks as they
 * are drawn, and what is found first. Columns are kinds of findings, a row is what was planted.
 *
 * <p>Permuted rows of independent weights are as probable as any other order, so that weights alone
 * cannot tell: that row stands twice, without and with the checkpoint before.
 */
final class SelfTest {
  private static final double FOUND = 0.9;
  private static final double FALSE = 0.05;
  private static final String UNTOUCHED = "untouched";
  private static final String BEFORE = ", the checkpoint before beside it";

  private final int seeds;
  private final Laboratory laboratory;
  private final Map<String, int[]> counts = new LinkedHashMap<>();
  private final Map<String, Integer> first = new LinkedHashMap<>();

  private SelfTest(int seeds, Laboratory laboratory) {
    this.seeds = seeds;
    this.laboratory = laboratory;
  }

  /**
   * What came of it.
   *
   * @param tried networks a row
   * @param counts what was planted → how often each kind of finding came first
   * @param first what was planted → how often the first finding was of the broken layer
   */
  record Result(int tried, Map<String, int[]> counts, Map<String, Integer> first) {
    int alarms() {
      int[] row = counts.getOrDefault(UNTOUCHED, new int[1]);
      return tried - row[0];
    }

    boolean passes() {
      return alarms() <= FALSE * tried
          && first.entrySet().stream()
              .filter(e -> !e.getKey().equals(PlantedFault.PERMUTED.words()))
              .allMatch(e -> e.getValue() >= FOUND * tried);
    }
  }

  /** Plants all faults in five networks of each seed. */
  static Result run(int seeds, Laboratory laboratory) {
    SelfTest test = new SelfTest(seeds, laboratory);
    for (SampleNetwork.Family family : SampleNetwork.Family.values()) {
      test.family(family);
    }
    return new Result(seeds * SampleNetwork.Family.values().length, test.counts, test.first);
  }

  private void family(SampleNetwork.Family family) {
    LayerPhase phase = new LayerPhase(family.phi());
    Seals seals = Seals.of(laboratory, family.phi().text(), false);
    WeightLevel level = WeightLevel.brief();
    double critical = family.critical();
    for (int seed = 0; seed < seeds; seed++) {
      if (laboratory.stopped()) {
        throw new Stopped("the self-test was stopped; nothing of it is kept");
      }
      SplittableRandom random = new SplittableRandom(1000L * family.ordinal() + seed);
      SampleNetwork network = family.draw(critical, random);
      List<LayerReading> sound =
          IntStream.range(0, network.layers()).mapToObj(l -> level.read(network.layer(l))).toList();
      count(UNTOUCHED, LayerRules.of(sound, phase, seals), -1);
      for (PlantedFault fault : PlantedFault.values()) {
        int layer;
        do {
          layer = random.nextInt(network.layers());
        } while (!fault.fits(network, layer));
        SampleNetwork broken = network.copy();
        fault.plant(broken, layer, random);
        List<LayerReading> readings = new ArrayList<>(sound);
        readings.set(layer, level.read(broken.layer(layer)));
        count(fault.words(), LayerRules.of(readings, phase, seals), layer);
        if (fault == PlantedFault.PERMUTED) {
          readings.set(layer, readings.get(layer).since(drift(broken, network, layer)));
          count(fault.words() + BEFORE, LayerRules.of(readings, phase, seals), layer);
        }
      }
    }
    laboratory.progress().accept(family.words() + ": " + seeds + " seeds are done");
  }

  private static Drift drift(SampleNetwork now, SampleNetwork before, int layer) {
    int out = now.outputs(layer);
    int in = now.weights(layer).length / out;
    return Drift.of(
        new WeightMatrix(now.weights(layer), out, in),
        new WeightMatrix(before.weights(layer), out, in));
  }

  private void count(String planted, List<Finding> findings, int layer) {
    @Nullable Finding worst =
        findings.stream().filter(f -> f.grade() != Grade.FINE).findFirst().orElse(null);
    String kind = worst == null ? "nothing" : PlantedFault.kind(worst.rule());
    counts
        .computeIfAbsent(planted, _ -> new int[PlantedFault.kinds().size()])[
        PlantedFault.kinds().indexOf(kind)]++;
    if (layer >= 0) {
      // of a copy, the later layer
      boolean hit = worst != null && !worst.layers().isEmpty() && worst.layers().getLast() == layer;
      first.merge(planted, hit ? 1 : 0, Integer::sum);
    }
  }

  /** What {@code examine --self-test} answers. */
  static Answer answer(int seeds, Laboratory laboratory) {
    Result r = run(seeds, laboratory);
    List<String> columns = new ArrayList<>(List.of("planted"));
    columns.addAll(PlantedFault.kinds());
    columns.add("layer first");
    List<List<String>> rows = new ArrayList<>();
    r.counts()
        .forEach(
            (planted, row) -> {
              List<String> cells = new ArrayList<>(List.of(planted));
              for (int n : row) {
                cells.add(n == 0 ? "·" : "" + n);
              }
              cells.add(
                  r.first().containsKey(planted)
                      ? Print.percent(r.first().getOrDefault(planted, 0) / (double) r.tried())
                      : "–");
              rows.add(cells);
            });
    List<Answer.Quantity> quantities = new ArrayList<>();
    quantities.add(quantity("warnings on untouched critical networks", r.alarms(), r.tried()));
    r.first().forEach((p, n) -> quantities.add(quantity(p + ": broken layer first", n, r.tried())));
    boolean passes = r.passes();
    return new Answer(
        "The self-test of examine",
        SampleNetwork.Family.values().length
            + " networks × "
            + seeds
            + " seeds, one layer broken at a time",
        passes
            ? "The broken layer comes first in nine of ten, and sound networks raise at most one"
                + " warning in twenty."
            : "The rules are not as good as they should be.",
        passes ? Grade.FINE : Grade.BAD,
        Map.of(),
        List.of(),
        List.of(),
        quantities,
        List.of(
            new Figure.Table(
                Figure.Caption.of(
                    "confusion",
                    "What was planted, and what is found first",
                    "Networks of " + r.tried() + "; weights alone unless it is said.",
                    "A row for each fault, a column for each kind of finding."),
                columns,
                rows)),
        List.of(
            "Rows of independent weights may stand in any order: that they were permuted, weights"
                + " alone cannot tell. With the checkpoint before, --initial, it is seen.",
            "Noise on independent weights is a larger variance, and is called that."),
        Map.of("selfTest", document(r)),
        passes ? 0 : 3);
  }

  private static Answer.Quantity quantity(String name, int count, int tried) {
    Estimate.Interval i = Distributions.proportion(count, tried, 0.95);
    return new Answer.Quantity(
        name,
        Print.percent(count / (double) tried),
        Print.percent(i.low()) + " … " + Print.percent(i.high()),
        "95 % interval, " + tried + " networks",
        "");
  }

  private static Map<String, Object> document(Result r) {
    Map<String, Object> d = new LinkedHashMap<>();
    d.put("networks", r.tried());
    d.put("passes", r.passes());
    d.put("kinds", PlantedFault.kinds());
    List<Map<String, Object>> rows = new ArrayList<>();
    r.counts()
        .forEach(
            (planted, row) -> {
              Map<String, Object> one = new LinkedHashMap<>();
              one.put("planted", planted);
              one.put("found", IntStream.of(row).boxed().toList());
              one.put("layerFirst", r.first().getOrDefault(planted, 0));
              rows.add(one);
            });
    d.put("rows", rows);
    return d;
  }
}
