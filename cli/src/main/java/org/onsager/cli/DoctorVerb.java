package org.onsager.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.onsager.lab.Catalogue;
import org.onsager.lab.Contribution;
import org.onsager.lab.Contributions;
import org.onsager.lab.Diagnosis;
import org.onsager.logbook.LogBook;
import org.onsager.runner.DataRoom;
import org.onsager.runner.Machine;

/** {@code doctor}: what the machine has, and what would not work. */
final class DoctorVerb implements Verb {
  static final String SUMMARY = "What this machine has: Java, natives, threads, memory, data sets.";
  private static final int JAVA = 25;
  private static final double LEAST_HEAP = 0x1p29;

  @Override
  public Syntax syntax() {
    return Syntax.of("doctor", SUMMARY)
        .option("--data-dir", "DIR", "Where data sets lie; searched before $ONSAGER_DATA.")
        .flag("--json", "One JSON document.");
  }

  @Override
  public Exit run(Arguments arguments, Console console) {
    Map<String, List<Diagnosis.Line>> all = new LinkedHashMap<>();
    all.put("Java", java());
    all.put("machine", machine(console));
    all.put("home", home(console));
    all.put("experiments", experiments());
    for (Diagnosis d : ServiceLoader.load(Diagnosis.class)) {
      all.put(d.name(), lines(d));
    }
    all.put("data sets", data(arguments, console));
    boolean fine = all.values().stream().flatMap(List::stream).allMatch(Diagnosis.Line::fine);
    if (arguments.flag("--json")) {
      Map<String, Object> tree = new LinkedHashMap<>();
      tree.put("fine", fine);
      all.forEach(
          (name, lines) ->
              tree.put(
                  name,
                  lines.stream().map(l -> Map.of("fine", l.fine(), "text", l.text())).toList()));
      console.document("onsager/doctor/1", tree);
    } else {
      all.forEach(
          (name, lines) -> {
            console.say(name);
            lines.forEach(l -> console.say((l.fine() ? "  ✓ " : "  ✗ ") + l.text()));
          });
      console.say("");
      console.say(fine ? "All is well." : "What is marked ✗ will not work.");
    }
    return fine ? Exit.FINE : Exit.FAILED;
  }

  private static List<Diagnosis.Line> experiments() {
    List<Diagnosis.Line> lines = new ArrayList<>();
    lines.add(fine(Catalogue.open().cards().size() + " in the catalogue"));
    for (Contribution jar : Contributions.here()) {
      lines.add(fine(jar.cards().size() + " of them contributed by " + jar.file()));
    }
    return lines;
  }

  private static Diagnosis.Line fine(String text) {
    return new Diagnosis.Line(true, text);
  }

  private static List<Diagnosis.Line> lines(Diagnosis diagnosis) {
    try {
      return diagnosis.lines();
    } catch (RuntimeException | LinkageError e) {
      String what = e.getClass().getSimpleName() + ", " + e.getMessage();
      return List.of(new Diagnosis.Line(false, what.replaceAll("\\s*\\R\\s*", " ")));
    }
  }

  private static List<Diagnosis.Line> java() {
    boolean right = Runtime.version().feature() >= JAVA;
    return List.of(
        new Diagnosis.Line(
            right,
            Runtime.version()
                + " in "
                + System.getProperty("java.home", "")
                + (right ? "" : "; Onsager needs " + JAVA)));
  }

  private static List<Diagnosis.Line> machine(Console console) {
    List<Diagnosis.Line> lines = new ArrayList<>();
    lines.add(fine(Machine.words()));
    lines.add(
        fine(Runtime.getRuntime().availableProcessors() + " threads unless --threads says so"));
    double heap = Runtime.getRuntime().maxMemory();
    lines.add(
        new Diagnosis.Line(
            heap >= LEAST_HEAP, "Java may use " + Prose.bytes(heap) + " besides native memory"));
    for (String name : List.of("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS")) {
      String value = console.environment().get(name);
      if (value != null) {
        lines.add(fine(name + "=" + value + " is set"));
      }
    }
    return lines;
  }

  private static List<Diagnosis.Line> home(Console console) {
    List<Diagnosis.Line> lines = new ArrayList<>();
    Path data = console.home().data();
    boolean writable;
    try {
      Files.createDirectories(data);
      writable = Files.isWritable(data);
    } catch (IOException e) {
      writable = false;
    }
    lines.add(
        new Diagnosis.Line(
            writable,
            data + (writable ? "" : " cannot be written; set ONSAGER_HOME to a folder that can")));
    if (writable) {
      try (LogBook book = LogBook.open(console.home(), n -> lines.add(fine(n)))) {
        lines.add(fine(book.runs().size() + " runs in the log book"));
      } catch (RuntimeException e) {
        lines.add(new Diagnosis.Line(false, "the log book cannot be opened: " + e.getMessage()));
      }
    }
    return lines;
  }

  private static List<Diagnosis.Line> data(Arguments arguments, Console console) {
    DataRoom room =
        DataRoom.of(
            console.home(),
            RunVerb.directory(arguments, "--data-dir"),
            console.environment(),
            false,
            console::note);
    List<Diagnosis.Line> lines = new ArrayList<>();
    room.whereabouts()
        .forEach(
            (name, place) ->
                lines.add(
                    fine(
                        name
                            + ": "
                            + (place == null ? "not here; downloaded when asked for" : place))));
    return lines.isEmpty() ? List.of(fine("nobody on the class path knows any")) : lines;
  }
}
