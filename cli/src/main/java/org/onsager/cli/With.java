package org.onsager.cli;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.onsager.lab.Card;
import org.onsager.lab.Contribution;
import org.onsager.lab.Contributions;
import org.onsager.lab.Refusal;
import org.onsager.lab.Tools;

/**
 * What was typed, with the jars that {@code --with} names taken out of it: they may stand before
 * the verb or after it.
 *
 * @param arguments what is left
 * @param jars the jars, in order
 */
record With(List<String> arguments, List<Path> jars) {
  private static final String OPTION = "--with";

  static With of(List<String> typed) {
    List<String> arguments = new ArrayList<>();
    List<Path> jars = new ArrayList<>();
    for (int i = 0; i < typed.size(); i++) {
      String word = typed.get(i);
      if (word.startsWith(OPTION + "=")) {
        jars.add(jar(word.substring(OPTION.length() + 1)));
      } else if (!word.equals(OPTION)) {
        arguments.add(word);
      } else if (i + 1 < typed.size() && !typed.get(i + 1).startsWith("--")) {
        jars.add(jar(typed.get(++i)));
      } else {
        throw needsJar();
      }
    }
    return new With(List.copyOf(arguments), List.copyOf(jars));
  }

  private static Path jar(String text) {
    if (text.isBlank()) {
      throw needsJar();
    }
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new Refusal(OPTION + " is a jar, not \"" + text + "\"", e);
    }
  }

  private static Refusal needsJar() {
    return new Refusal(OPTION + " needs a value: a jar of contributed experiments");
  }

  /**
   * Makes what others contributed known to this thread and to those that it starts, where there is
   * anything.
   */
  void enter(Console console) {
    Thread thread = Thread.currentThread();
    ClassLoader context = thread.getContextClassLoader();
    ClassLoader house = context == null ? With.class.getClassLoader() : context;
    Contributions.of(house, jars, console.home().experiments(), Verbs.taken(), console::note)
        .ifPresent(thread::setContextClassLoader);
  }

  /** What a command must say besides to find an experiment again; empty unless it was named. */
  static String again(Card card) {
    return again(c -> c.cards().contains(card));
  }

  /** What a command must say besides to find a tool again; empty unless it was named. */
  static String again(Tools.Entry tool) {
    return again(c -> c.tools().contains(tool));
  }

  private static String again(Predicate<Contribution> from) {
    return Contributions.here().stream()
        .filter(from)
        .filter(Contribution::named)
        .map(c -> " " + OPTION + " " + Prose.quoted(c.file().toString()))
        .findFirst()
        .orElse("");
  }

  /** For example "contributed, coins.jar"; empty for what is the house's own. */
  static String mark(String jar) {
    return jar.isEmpty() ? "" : "contributed, " + jar;
  }
}
