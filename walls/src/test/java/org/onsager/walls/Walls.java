package org.onsager.walls;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The walls as what compiled classes may name: each method gives one line for every violation.
 *
 * @param house the table of rooms
 * @param classes the compiled classes of each room
 */
record Walls(House house, Map<String, List<Compiled>> classes) {

  private static final String OURS = "org.onsager.";
  private static final Set<String> ANNOTATIONS = Set.of("org.jspecify.annotations");

  /**
   * An experiment returns values: it has no clock, file, thread, process, net or chance of its own.
   */
  private static final List<String> NOT_IN_EXPERIMENTS =
      List.of(
          "java.io.",
          "java.nio.",
          "java.net.",
          "java.sql.",
          "java.time.",
          "java.util.concurrent.",
          "java.util.Timer",
          "java.util.Date",
          "java.util.Calendar",
          "java.util.Random",
          "java.util.SplittableRandom",
          "java.util.random.RandomGeneratorFactory",
          "java.util.random.RandomGenerator.of",
          "java.util.random.RandomGenerator.getDefault",
          "java.lang.Thread",
          "java.lang.ThreadLocal",
          "java.lang.Process",
          "java.lang.Runtime.",
          "java.lang.System.currentTimeMillis",
          "java.lang.System.nanoTime",
          "java.lang.System.getenv",
          "java.lang.System.getProperty",
          "java.lang.System.out",
          "java.lang.System.err",
          "java.lang.System.in",
          "java.lang.System.exit",
          "java.lang.Math.random",
          "java.util.Collection.parallelStream",
          "java.util.List.parallelStream",
          "java.util.stream.Stream.parallel",
          "java.util.stream.IntStream.parallel",
          "java.util.stream.LongStream.parallel",
          "java.util.stream.DoubleStream.parallel");

  /** The rooms that name no experiment and no tool. */
  static final List<String> STRANGERS = List.of("logbook", "runner", "cli");

  List<String> violations() {
    List<String> wrong = new ArrayList<>();
    wrong.addAll(rooms());
    wrong.addAll(libraries());
    wrong.addAll(experiments());
    wrong.addAll(twoExperiments());
    wrong.addAll(strangers());
    return wrong;
  }

  /** A room names the rooms of its row, and what those show. */
  List<String> rooms() {
    List<String> wrong = new ArrayList<>();
    classes.forEach(
        (room, all) -> {
          Set<String> visible = house.visible(room);
          for (Compiled one : all) {
            if (!roomOf(one.name()).equals(room)) {
              wrong.add(
                  "%s lies in room %s; its package would be %s%s"
                      .formatted(one.name(), room, OURS, room));
            }
            for (String named : one.classes()) {
              String there = roomOf(named);
              if (!there.isEmpty() && !there.equals(room) && !visible.contains(there)) {
                wrong.add(
                    "%s names %s, and %s does not see %s"
                        .formatted(one.name(), named, room, there));
              }
            }
          }
        });
    return wrong;
  }

  /** A third-party package is named where the table says. */
  List<String> libraries() {
    List<String> wrong = new ArrayList<>();
    classes.forEach(
        (room, all) -> {
          Collection<String> allowed = new ArrayList<>(house.room(room).packages().keySet());
          allowed.addAll(ANNOTATIONS);
          for (Compiled one : all) {
            for (String named : one.classes()) {
              if (roomOf(named).isEmpty()
                  && !ofTheJdk(named)
                  && allowed.stream().noneMatch(p -> named.startsWith(p + "."))) {
                wrong.add(
                    "%s names %s, a library that %s does not see"
                        .formatted(one.name(), named, room));
              }
            }
          }
        });
    return wrong;
  }

  /** An experiment returns values. */
  List<String> experiments() {
    List<String> wrong = new ArrayList<>();
    for (Compiled one : classes.getOrDefault("experiments", List.of())) {
      Set<String> used = new TreeSet<>(one.classes());
      used.addAll(one.members());
      for (String name : used) {
        if (NOT_IN_EXPERIMENTS.stream().anyMatch(p -> within(name, p))) {
          wrong.add("%s uses %s; an experiment only returns values".formatted(one.name(), name));
        }
      }
    }
    return wrong;
  }

  /** Two experiments share nothing in their room, directly or through a third class. */
  List<String> twoExperiments() {
    List<Compiled> all = classes.getOrDefault("experiments", List.of());
    Map<String, Set<String>> names = new TreeMap<>();
    Set<String> roots = new TreeSet<>();
    for (Compiled one : all) {
      String file = Compiled.outer(one.name());
      Set<String> others = names.computeIfAbsent(file, k -> new TreeSet<>());
      one.classes().stream()
          .filter(n -> roomOf(n).equals("experiments"))
          .map(Compiled::outer)
          .filter(n -> !n.equals(file))
          .forEach(others::add);
      if (one.annotations().containsKey(OURS + "lab.Reproduction")) {
        roots.add(file);
      }
    }
    List<String> wrong = new ArrayList<>();
    Map<String, String> owner = new TreeMap<>();
    for (String root : roots) {
      Set<String> reached = new TreeSet<>(Set.of(root));
      List<String> open = new ArrayList<>(reached);
      while (!open.isEmpty()) {
        for (String next : names.getOrDefault(open.removeLast(), Set.of())) {
          if (reached.add(next)) {
            open.add(next);
          }
        }
      }
      for (String file : reached) {
        String other = owner.putIfAbsent(file, root);
        if (other != null) {
          wrong.add(
              "the experiments %s and %s both use %s; it moves down a room"
                  .formatted(other, root, file));
        }
      }
    }
    return wrong;
  }

  /** Log book, runner and command line name no experiment and no tool, not even in a text. */
  List<String> strangers() {
    Set<String> ids = values("lab.Reproduction");
    Set<String> verbs = values("lab.Verb");
    List<String> wrong = new ArrayList<>();
    for (String room : STRANGERS) {
      for (Compiled one : classes.getOrDefault(room, List.of())) {
        for (String text : one.texts()) {
          ids.stream()
              .filter(text::contains)
              .forEach(
                  id ->
                      wrong.add(
                          "%s names the experiment %s in \"%s\"".formatted(one.name(), id, text)));
          if (verbs.contains(text)) {
            wrong.add("%s names the tool %s".formatted(one.name(), text));
          }
          for (String hidden : List.of("experiments", "workbench", "testkit")) {
            if (text.contains(OURS + hidden) || text.contains("org/onsager/" + hidden)) {
              wrong.add("%s names the room %s in \"%s\"".formatted(one.name(), hidden, text));
            }
          }
        }
      }
    }
    return wrong;
  }

  /** The ids of the experiments that the classes declare. */
  Set<String> ids() {
    return values("lab.Reproduction");
  }

  private Set<String> values(String annotation) {
    return classes.values().stream()
        .flatMap(List::stream)
        .flatMap(c -> c.annotations().entrySet().stream())
        .filter(e -> e.getKey().equals(OURS + annotation) && !e.getValue().isEmpty())
        .map(Map.Entry::getValue)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static boolean within(String name, String forbidden) {
    return forbidden.endsWith(".")
        ? name.startsWith(forbidden)
        : name.equals(forbidden)
            || name.startsWith(forbidden + ".")
            || name.startsWith(forbidden + "$");
  }

  private static String roomOf(String className) {
    if (!className.startsWith(OURS)) {
      return "";
    }
    String rest = className.substring(OURS.length());
    int dot = rest.indexOf('.');
    return dot < 0 ? rest : rest.substring(0, dot);
  }

  private static boolean ofTheJdk(String className) {
    int dot = className.lastIndexOf('.');
    String name = dot < 0 ? "" : className.substring(0, dot);
    return name.startsWith("java.") || PACKAGES_OF_THE_JDK.contains(name);
  }

  private static final Set<String> PACKAGES_OF_THE_JDK =
      ModuleLayer.boot().modules().stream()
          .flatMap(m -> m.getPackages().stream())
          .collect(Collectors.toUnmodifiableSet());
}
