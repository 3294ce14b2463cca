package org.onsager.sweep;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.onsager.lab.Catalogue;
import org.onsager.lab.Effort;
import org.onsager.lab.Experiment;
import org.onsager.lab.KnobBoard;
import org.onsager.logbook.Home;
import org.onsager.logbook.PointStore;
import org.onsager.runner.Building;
import org.onsager.runner.DataRoom;
import org.onsager.runner.Watch;

/** What tests of sweeps share: plans in a few words, and a home to carry them out in. */
final class Desk {
  private Desk() {}

  static Plan plan(String id, long seed, int latin, int repeats, String... over) {
    return plan(id, seed, latin, repeats, Map.of(), over);
  }

  static Plan plan(
      String id, long seed, int latin, int repeats, Map<String, String> set, String... over) {
    Experiment<?, ?> experiment = Catalogue.open().experiment(id);
    Record base = experiment.knobs(Effort.QUICK);
    KnobBoard<Record> board = KnobBoard.of(base);
    List<Axis> axes = new ArrayList<>();
    for (String text : over) {
      axes.add(Axis.read(board, text, latin > 0));
    }
    return Plan.of(id, Effort.QUICK, seed, "build", board.with(base, set), axes, latin, repeats);
  }

  static Building laboratory(Home home) {
    DataRoom data = DataRoom.of(home, null, Map.of(), false, line -> {});
    return Building.of(Catalogue.open(), home, data, line -> {}, () -> false);
  }

  static Sweep.Outcome run(Path folder, Plan plan, int threads) {
    return run(folder, plan, Refinement.none(experiment(plan)), threads, Watch.none());
  }

  static Sweep.Outcome run(
      Path folder, Plan plan, Refinement refinement, int threads, Watch watch) {
    Home home = Home.under(folder);
    try (Building laboratory = laboratory(home);
        PointStore store = PointStore.open(home, line -> {})) {
      return Sweep.run(plan, refinement, false, store, laboratory, threads, watch, () -> false);
    }
  }

  static Experiment<?, ?> experiment(Plan plan) {
    return Catalogue.open().experiment(plan.experiment());
  }

  /** The claims of every place, in order, without what differs from time to time. */
  static List<List<ClaimResult>> results(Path folder, Sweep.Outcome outcome) {
    List<List<ClaimResult>> all = new ArrayList<>();
    try (PointStore store = PointStore.open(Home.under(folder), line -> {})) {
      new SweepTable(outcome, store).each((place, result) -> all.add(result.claims()));
    }
    return all;
  }
}
