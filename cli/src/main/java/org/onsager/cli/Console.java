package org.onsager.cli;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.onsager.logbook.Home;
import org.onsager.logbook.Json;

/**
 * Where a command speaks, and what it may know of its surroundings.
 *
 * @param out the answer, and with {@code --json} exactly one document
 * @param err how it goes, refusals
 * @param terminal true when somebody looks on, so that a line may be drawn over
 * @param environment the environment's variables
 * @param home where our own files lie
 * @param stop set when the user wants it to stop
 */
record Console(
    PrintStream out,
    PrintStream err,
    boolean terminal,
    Map<String, String> environment,
    Home home,
    AtomicBoolean stop) {
  static final int WIDTH = 100;

  /** That of this process. */
  @SuppressWarnings("SystemConsoleNull") // which implementation answers depends on the Java at hand
  static Console here() {
    Map<String, String> environment = System.getenv();
    java.io.Console console = System.console();
    boolean terminal =
        console != null
            && console.isTerminal()
            && !environment.getOrDefault("TERM", "dumb").equals("dumb");
    return new Console(
        new PrintStream(System.out, true, StandardCharsets.UTF_8),
        new PrintStream(System.err, true, StandardCharsets.UTF_8),
        terminal,
        environment,
        Home.here(),
        new AtomicBoolean());
  }

  /** Says a line of the answer. */
  void say(String line) {
    out.println(line);
  }

  /**
   * Prints the one document of {@code --json}: the name of its schema, then its members.
   *
   * @param schema for example {@code onsager/runs/1}, described in {@code docs/schema}
   */
  void document(String schema, Map<String, ? extends @Nullable Object> members) {
    Map<String, @Nullable Object> document = new LinkedHashMap<>();
    document.put("schema", schema);
    document.putAll(members);
    out.print(Json.pretty(document));
  }

  /** Says in a line how it goes. */
  void note(String line) {
    err.println(line);
  }
}
