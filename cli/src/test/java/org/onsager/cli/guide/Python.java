package org.onsager.cli.guide;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;

/**
 * A Python that has what a test needs: the one in {@code $ONSAGER_PYTHON}, that of the virtual
 * environment {@code target/python-venv}, or the machine's.
 */
record Python(String program) {

  /** Skips the test, with the reason, where no Python has these modules. */
  static Python with(Place place, String... modules) throws IOException, InterruptedException {
    String need = String.join(", ", modules);
    for (String program : candidates()) {
      if (imports(place, program, need)) {
        return new Python(program);
      }
    }
    String reason = "no Python 3 with " + need + " (see target/python-venv in .ci/run)";
    Assumptions.abort(reason);
    throw new AssertionError(reason);
  }

  private static List<String> candidates() {
    List<String> all = new ArrayList<>();
    Optional.ofNullable(System.getenv("ONSAGER_PYTHON"))
        .filter(p -> !p.isBlank())
        .ifPresent(all::add);
    Path own = Place.root().resolve("target/python-venv/bin/python");
    if (Files.isExecutable(own)) {
      all.add(own.toString());
    }
    all.add("python3");
    return all;
  }

  private static boolean imports(Place place, String program, String modules)
      throws InterruptedException {
    try {
      return place.does(List.of(program, "-c", "import " + modules), Map.of()).exit() == 0;
    } catch (IOException e) {
      return false; // there is no such program
    }
  }

  /** Does what these arguments say, with the bridge of this repository on the path. */
  Place.Outcome does(Place place, String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(program));
    command.addAll(List.of(arguments));
    return place.does(
        command,
        Map.of(
            "PYTHONPATH", Place.root().resolve("python/src").toString(),
            "PYTHONDONTWRITEBYTECODE", "1",
            "PYTHONIOENCODING", "utf-8"));
  }
}
