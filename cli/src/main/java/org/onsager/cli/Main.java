package org.onsager.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.onsager.lab.Refusal;
import org.onsager.lab.Stopped;
import org.onsager.runner.Failure;

/**
 * The command {@code onsager}.
 *
 * <p>Bad input gets one line on standard error and the exit code 2; nobody sees a stack trace. With
 * {@code --json} standard output holds exactly one document, and where there is no answer that is
 * {@code {"error": line, "exit": code}}.
 */
public final class Main {
  private static final long PATIENCE_SECONDS = 10;
  private static final String CONTINUES = ", the same command continues";

  private Main() {}

  /** Starts. */
  public static void main(String[] arguments) {
    Console console = Console.here();
    CountDownLatch done = new CountDownLatch(1);
    // An interruption starts this hook: the work is asked to stop, and its last line is waited for.
    Thread hook =
        new Thread(
            () -> {
              console.stop().set(true);
              try {
                if (!done.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                  Runtime.getRuntime().halt(Exit.INTERRUPTED.code());
                }
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            "onsager-interruption");
    Runtime.getRuntime().addShutdownHook(hook);
    int code = run(List.of(arguments), console);
    console.out().flush();
    boolean interrupted = console.stop().get();
    done.countDown();
    if (!interrupted) {
      System.exit(code);
    }
  }

  /** Does what the arguments say and returns the exit code. */
  static int run(List<String> arguments, Console console) {
    boolean json = arguments.contains("--json");
    ClassLoader before = Thread.currentThread().getContextClassLoader();
    List<String> typed = arguments;
    try {
      With with = With.of(arguments);
      typed = with.arguments();
      with.enter(console);
      return dispatch(typed, console).code();
    } catch (Refusal e) {
      return ended(Exit.REFUSED, line(e), json, console);
    } catch (Stopped e) {
      String kept = line(e).replace(CONTINUES, "");
      boolean run = !typed.isEmpty() && List.of("run", "sweep").contains(typed.getFirst());
      boolean goesOn = run || line(e).contains(CONTINUES);
      String line = goesOn ? kept + "; to continue: ./onsager " + again(arguments) : "stopped";
      return ended(Exit.INTERRUPTED, line, json, console);
    } catch (Failure e) {
      return ended(Exit.FAILED, line(e), json, console);
    } catch (RuntimeException | Error e) {
      String what = e.getClass().getSimpleName() + (e.getMessage() == null ? "" : ", " + line(e));
      return ended(
          Exit.FAILED, "this should not happen: " + what + "; " + trace(e, console), json, console);
    } finally {
      Thread.currentThread().setContextClassLoader(before);
    }
  }

  private static Exit dispatch(List<String> arguments, Console console) {
    String first = arguments.isEmpty() ? "--help" : arguments.getFirst();
    List<String> rest = arguments.subList(Math.min(1, arguments.size()), arguments.size());
    Verbs verbs = Verbs.here();
    if (first.equals("help") && !rest.isEmpty()) {
      return dispatch(List.of(rest.getFirst(), "--help"), console);
    }
    switch (first) {
      case "--help", "-h", "help" -> console.out().print(verbs.help());
      case "--version", "-V" -> console.say("Onsager " + org.onsager.runner.Machine.version());
      default -> {
        Verb verb = verbs.verb(first);
        Arguments read = verb.syntax().read(rest);
        if (!read.help()) {
          return verb.run(read, console);
        }
        console.out().print(verb.help(read));
      }
    }
    return Exit.FINE;
  }

  private static int ended(Exit exit, String line, boolean json, Console console) {
    console.note(line);
    if (json) {
      Map<String, Object> document = new LinkedHashMap<>();
      document.put("error", line);
      document.put("exit", exit.code());
      console.document("onsager/error/1", document);
    }
    return exit.code();
  }

  private static String line(Throwable thrown) {
    return String.valueOf(thrown.getMessage()).replaceAll("\\s*\\R\\s*", " ");
  }

  private static String again(List<String> arguments) {
    return String.join(
        " ", arguments.stream().filter(a -> !a.equals("--fresh")).map(Prose::quoted).toList());
  }

  private static String trace(Throwable thrown, Console console) {
    String now =
        DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss-SSS", Locale.ROOT)
            .withZone(ZoneOffset.UTC)
            .format(Instant.now());
    Path file = console.home().logs().resolve("failure-" + now + ".txt");
    try {
      Files.createDirectories(console.home().logs());
      try (PrintWriter out =
          new PrintWriter(Files.newBufferedWriter(file, StandardCharsets.UTF_8))) {
        thrown.printStackTrace(out);
      }
      return "the trace is in " + file;
    } catch (IOException e) {
      return "its trace could not be written to " + file;
    }
  }
}
