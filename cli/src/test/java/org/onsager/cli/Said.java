package org.onsager.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.onsager.logbook.Home;
import org.onsager.logbook.Json;

/**
 * What a command said that was typed in a test, in this process.
 *
 * @param exit its exit code
 * @param out what it said on standard output
 * @param err what it said on standard error
 */
record Said(int exit, String out, String err) {

  /** Types a command, with a home of its own and an empty environment. */
  static Said by(Path home, String... arguments) {
    return by(home, new AtomicBoolean(), arguments);
  }

  /**
   * The same.
   *
   * @param stop set when the user wants it to stop
   */
  static Said by(Path home, AtomicBoolean stop, String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Console console =
        new Console(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            false,
            Map.of(),
            Home.under(home),
            stop);
    int exit = Main.run(List.of(arguments), console);
    return new Said(
        exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  /** The one document of {@code --json}. */
  Map<?, ?> document() {
    return (Map<?, ?>) Objects.requireNonNull(Json.parse(out));
  }

  /** It is this one line on standard error, and the exit code of a refusal. */
  void refused(String line) {
    assertThat(err.strip()).isEqualTo(line);
    assertThat(exit).isEqualTo(2);
    assertThat(out).isEmpty();
  }
}
