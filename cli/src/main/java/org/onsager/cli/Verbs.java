package org.onsager.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.onsager.lab.Nearest;
import org.onsager.lab.Refusal;
import org.onsager.lab.Tools;

/** Every verb: those of this room, and the tools that are found at run time. */
final class Verbs {
  private static final Map<String, Own> OWN = new LinkedHashMap<>();

  static {
    own("list", ListVerb.SUMMARY, ListVerb::new);
    own("describe", DescribeVerb.SUMMARY, DescribeVerb::new);
    own("run", RunVerb.SUMMARY, RunVerb::new);
    own("sweep", SweepVerb.SUMMARY, SweepVerb::new);
    own("runs", RunsVerb.SUMMARY, RunsVerb::new);
    own("show", ShowVerb.SUMMARY, ShowVerb::new);
    own("figures", FiguresVerb.SUMMARY, FiguresVerb::new);
    own("compare", CompareVerb.SUMMARY, CompareVerb::new);
    own("replay", ReplayVerb.SUMMARY, ReplayVerb::new);
    own("export", ExportVerb.SUMMARY, ExportVerb::new);
    own("posters", PostersVerb.SUMMARY, PostersVerb::new);
    own("rm", RmVerb.SUMMARY, RmVerb::new);
    own("cite", CiteVerb.SUMMARY, CiteVerb::new);
    own("cache", CacheVerb.SUMMARY, CacheVerb::new);
    own("completion", CompletionVerb.SUMMARY, CompletionVerb::new);
    own("papers", PapersVerb.SUMMARY, PapersVerb::new);
    own("workshop", WorkshopVerb.SUMMARY, WorkshopVerb::new);
    own("doctor", DoctorVerb.SUMMARY, DoctorVerb::new);
    own("docs", DocsVerb.SUMMARY, DocsVerb::new);
  }

  /** A verb of this room; its class is loaded when it is asked for. */
  private record Own(String summary, Supplier<Verb> verb) {}

  private final Tools tools;

  private Verbs(Tools tools) {
    this.tools = tools;
  }

  static Verbs here() {
    ClassLoader context = Thread.currentThread().getContextClassLoader();
    return new Verbs(Tools.open(context == null ? Verbs.class.getClassLoader() : context));
  }

  /** The names of this room's verbs; no tool can be called so. */
  static List<String> taken() {
    List<String> names = new ArrayList<>(OWN.keySet());
    names.add("help");
    return names;
  }

  /**
   * The verb of a name, loaded now.
   *
   * @throws Refusal naming the nearest where there is none
   */
  Verb verb(String name) {
    Own own = OWN.get(name);
    return own == null ? tool(name) : own.verb().get();
  }

  private static void own(String name, String summary, Supplier<Verb> verb) {
    OWN.put(name, new Own(summary, verb));
  }

  private Verb tool(String name) {
    List<String> known = new ArrayList<>(OWN.keySet());
    for (Tools.Entry entry : tools.entries()) {
      if (entry.verb().equals(name)) {
        return ToolVerb.of(entry, tools.tool(name));
      }
      known.add(entry.verb());
    }
    String near = Nearest.suggestion(name, known);
    throw new Refusal(
        "no verb is called "
            + name
            + (near.isEmpty() ? "; there are " + String.join(", ", known) : near));
  }

  /** The names of all verbs. */
  List<String> all() {
    List<String> names = new ArrayList<>(OWN.keySet());
    tools.entries().forEach(t -> names.add(t.verb()));
    return names;
  }

  /** The help of the whole command. */
  String help() {
    StringBuilder out = new StringBuilder();
    out.append("Onsager, the laboratory for the physics of machine learning\n\n")
        .append("Usage: ./onsager VERB …\n\n");
    OWN.forEach((verb, own) -> line(out, verb, own.summary()));
    if (!tools.entries().isEmpty()) {
      out.append("\nTools\n");
      tools.entries().forEach(t -> line(out, t.verb(), t.summary() + mark(t)));
    }
    return out.append(
            """

            --with JAR, before or after the verb and as often as you like: the experiments and tools
            of a jar of your own; those in $ONSAGER_HOME/experiments are found without it.
            `./onsager VERB --help` says what a verb takes; begin with `./onsager list`.
            Exit codes: 0 all claims agree, 3 some claim disagrees, 4 undecided, 2 bad input,
            1 failure, 130 interrupted. With --json standard output holds one JSON document.
            """)
        .toString();
  }

  private static String mark(Tools.Entry tool) {
    return tool.jar().isEmpty() ? "" : " (" + With.mark(tool.jar()) + ")";
  }

  private static void line(StringBuilder out, String verb, String summary) {
    String name = "  " + verb + " ".repeat(Math.max(1, 12 - verb.length()));
    List<String> lines = Prose.wrapped(Prose.plain(summary), " ".repeat(14), Console.WIDTH);
    for (int i = 0; i < lines.size(); i++) {
      out.append(i == 0 ? name + lines.get(i).strip() : lines.get(i)).append('\n');
    }
  }
}
