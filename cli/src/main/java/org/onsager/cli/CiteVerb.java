package org.onsager.cli;

import java.util.Locale;
import org.onsager.lab.Catalogue;
import org.onsager.lab.Paper;
import org.onsager.lab.Refusal;
import org.onsager.runner.Machine;

/** {@code cite ID}: BibTeX of an experiment's paper, and of Onsager itself. */
final class CiteVerb implements Verb {
  static final String SUMMARY = "BibTeX of an experiment's paper, and of Onsager itself.";

  @Override
  public Syntax syntax() {
    return Syntax.of("cite", SUMMARY).place("ID", true, "the experiment, or onsager for itself");
  }

  @Override
  public Exit run(Arguments arguments, Console console) {
    String id = arguments.word(0).orElseThrow(() -> new Refusal("cite needs an ID"));
    if (!id.equals("onsager")) {
      console.say(entry(Catalogue.open().experiment(id).paper()));
    }
    console.say(
        """
        @software{onsager,
          author = {{The Onsager authors}},
          title = {Onsager: the laboratory for the physics of machine learning},
          version = {%s}
        }\
        """
            .formatted(Machine.version()));
    return Exit.FINE;
  }

  private static String entry(Paper paper) {
    String[] names = paper.authors().getFirst().split(" ", -1);
    String key = (names[names.length - 1] + paper.year()).toLowerCase(Locale.ROOT);
    StringBuilder out = new StringBuilder("@misc{" + key.replaceAll("[^a-z0-9]", "") + ",\n");
    field(out, "author", String.join(" and ", paper.authors()));
    field(out, "title", "{" + escaped(paper.title()) + "}");
    if (!paper.arxiv().isEmpty()) {
      field(out, "eprint", paper.arxiv().replaceFirst("v\\d+$", ""));
      field(out, "archivePrefix", "arXiv");
      field(out, "url", paper.address());
    }
    if (!paper.venue().isEmpty()) {
      field(out, "note", escaped(paper.venue()));
    }
    return out.append("  year = {").append(paper.year()).append("}\n}").toString();
  }

  private static void field(StringBuilder out, String name, String value) {
    out.append("  ").append(name).append(" = {").append(value).append("},\n");
  }

  private static String escaped(String text) {
    return text.replaceAll("([&%#_$])", "\\\\$1");
  }
}
