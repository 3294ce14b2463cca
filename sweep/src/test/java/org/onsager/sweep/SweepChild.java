package org.onsager.sweep;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.onsager.logbook.Home;
import org.onsager.logbook.PointStore;
import org.onsager.runner.Building;
import org.onsager.runner.Watch;
import org.onsager.sweep.coins.Notes;

/** A process of its own that sweeps over points that cost next to nothing. */
public final class SweepChild {
  private SweepChild() {}

  /**
   * Makes itself ready, waits for a line on standard input, sweeps, and says what was recorded.
   *
   * @param args home, number of points, threads, the file that measured points are written to
   */
  public static void main(String[] args) throws IOException {
    Home home = Home.under(Path.of(args[0]));
    Plan plan = plan(Integer.parseInt(args[1]));
    try (Building laboratory = Desk.laboratory(home)) {
      Notes.into(Path.of(args[3]));
      say("ready");
      if (System.in.read() < 0) {
        return;
      }
      try (PointStore store = PointStore.open(home, SweepChild::say)) {
        Sweep.Outcome outcome =
            Sweep.run(
                plan,
                Refinement.none(Desk.experiment(plan)),
                false,
                store,
                laboratory,
                Integer.parseInt(args[2]),
                watch(),
                () -> false);
        say("measured " + outcome.measured() + " resumed " + outcome.resumed());
      }
    }
  }

  static Plan plan(int points) {
    return Desk.plan("nothing", 11, 0, 1, "number=1:" + points + ":" + points);
  }

  private static Watch watch() {
    return new Watch() {
      @Override
      public void measured(String purpose, Record point, Record result) {
        if (point instanceof SweepPoint p) {
          say("recorded " + number(p));
        }
      }
    };
  }

  /** The number that a point of the sweep carries. */
  static int number(SweepPoint point) {
    String digits = point.knobs().replaceFirst(".*\"number\":(\\d+).*", "$1");
    return Integer.parseInt(digits);
  }

  private static synchronized void say(String line) {
    System.out.println(line);
    System.out.flush();
  }

  /** Starts such a process. */
  static Process start(Path home, int points, int threads, Path notes, Path errors)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:TieredStopAtLevel=1");
    command.add("-XX:+UseSerialGC");
    command.add("-Xlog:disable");
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("-Djava.io.tmpdir=" + home);
    command.add("-cp");
    String own = System.getProperty("java.class.path", "");
    command.add(System.getProperty("surefire.test.class.path", own));
    command.add(SweepChild.class.getName());
    command.addAll(List.of(home.toString(), "" + points, "" + threads, notes.toString()));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.redirectError(ProcessBuilder.Redirect.appendTo(errors.toFile()));
    return builder.start();
  }
}
