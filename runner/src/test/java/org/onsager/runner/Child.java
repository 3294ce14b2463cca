package org.onsager.runner;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.onsager.lab.Effort;
import org.onsager.logbook.Home;
import org.onsager.logbook.LogBook;
import org.onsager.logbook.Run;

/** A process of its own that throws coins and says on standard output what is finished. */
public final class Child {
  private Child() {}

  /**
   * Throws coins.
   *
   * @param args home, first seed, number of seeds, threads, milliseconds that a point takes
   */
  public static void main(String[] args) {
    Home home = Home.under(Path.of(args[0]));
    long milliseconds = Long.parseLong(args[4]);
    Coins coins = slow(milliseconds);
    Watch watch =
        new Watch() {
          @Override
          public void at(Progress p) {
            if (p.done() == 0 || p.resumed() == p.allDone()) {
              say("resumed " + p.resumed());
            }
          }

          @Override
          public void measured(String purpose, Record point, Record result) {
            say("finished " + purpose + " " + point);
          }
        };
    try (LogBook book = LogBook.open(home, Child::say)) {
      DataRoom data = DataRoom.of(home, null, Map.of(), false, line -> {});
      Runner runner = new Runner(home, book, data, new Build(List.of(), "0123456789abcd"), r -> "");
      for (long seed = Long.parseLong(args[1]), i = 0; i < Long.parseLong(args[2]); i++) {
        Request<Coins.Knobs, Coins.Theory> request =
            new Request<>(
                Coins.CARD,
                coins,
                coins.knobs(Effort.QUICK),
                Effort.QUICK,
                seed + i,
                Integer.parseInt(args[3]),
                false,
                null,
                "run coins");
        Run run = runner.run(request, watch, () -> false);
        say("digest " + run.digest());
      }
    }
  }

  static Coins slow(long milliseconds) {
    return new Coins(
        (point, bench) -> {
          try {
            Thread.sleep(milliseconds);
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  private static void say(String line) {
    System.out.println(line);
    System.out.flush();
  }

  /** Starts such a process. */
  static Process start(Path home, long seed, int seeds, int threads, long milliseconds)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:TieredStopAtLevel=1");
    command.add("-XX:+UseSerialGC");
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("-cp");
    String own = System.getProperty("java.class.path", "");
    command.add(System.getProperty("surefire.test.class.path", own));
    command.add(Child.class.getName());
    command.addAll(
        List.of(home.toString(), "" + seed, "" + seeds, "" + threads, "" + milliseconds));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.redirectError(new File(home.toFile(), "stderr-" + seed));
    return builder.start();
  }
}
