package org.onsager.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.onsager.lab.Card;
import org.onsager.lab.Catalogue;
import org.onsager.lab.Tools;

final class IndexerTest {
  private static final String DOC =
      """
      /**
       * Depth trains only as far as two inputs \\( a < b \\) differ, e.g. as far as {@code xi} says.
       * It is {@link String#length() measured}.
       *
       * <p>Lengths settle &amp; stay. The correlation relaxes as \\(e^{-l/\\xi_c}\\), with
       * \\[ \\xi_c^{-1} = -\\log\\Big[\\sigma_w^2\\int \\phi'(u_1)\\phi'(u_2)\\Big]
       *     \\quad (\\text{eq. } 9). \\]
       * Then it is <i>flat</i>.
       *
       * <p><b>Departs from the paper:</b> fewer images.
       *
       * @see String
       */
      """;
  private static final String BODY =
      """
      public final class EdgeOfTheChaos implements Experiment<EdgeOfTheChaos.Knobs, EdgeOfTheChaos.Theory> {
        static final int LIMIT = 3;
        public enum Phase { ORDERED_PHASE, CHAOTIC }
        public record Knobs(
            @Knob(value = "σ_w², weight variance", min = 0.1, max = 16) double weightVariance,
            @Knob("widths") List<Integer> widths,
            @Knob("phase") Phase phase) {}
        public record Depths(List<Prediction> each) {}
        public record Theory(Depths depths) {}
        public Paper paper() { return null; }
        public Knobs knobs(Effort effort) { return null; }
        public Theory theory(Knobs k) { return null; }
        public Cost cost(Knobs k) { return null; }
        public Findings run(Knobs k, Theory t, Lab lab) { return null; }
      }
      """;
  private static final String TOOL =
      """
      package lab.test.depths;
      import org.onsager.lab.*;
      /** Tells how deep. */
      @Verb("depth-of")
      public final class DepthOf implements Tool<DepthOf.Options> {
        public record Options(@Knob("how many") int layers) {}
        public String summary() { return ""; }
        public Options defaults() { return new Options(1); }
        public Answer answer(Options o, Laboratory l) { throw new Refusal("none"); }
      }
      """;

  @TempDir Path folder = Path.of("");

  private static Compilation.Source experiment(String doc, String body) {
    String head = "package lab.test.depths; import org.onsager.lab.*; import java.util.*;\n";
    return new Compilation.Source(
        "EdgeOfTheChaos", head + doc + "@Reproduction(id = \"edge-of-chaos\")\n" + body);
  }

  private void refused(String doc, String body, String line) throws IOException {
    Compilation compiled = Compilation.of(folder, experiment(doc, body));
    assertThat(compiled.errors()).first().asString().contains(line);
    assertThat(folder.resolve(Catalogue.RESOURCE)).doesNotExist();
  }

  private void refusedWith(String from, String to, String line) throws IOException {
    assertThat(BODY).contains(from);
    refused(DOC, BODY.replace(from, to), line);
  }

  @Test
  void whatTheSourceSaysIsReadBackThroughTheCatalogue() throws IOException {
    Compilation compiled =
        Compilation.of(folder, experiment(DOC, BODY), new Compilation.Source("DepthOf", TOOL));
    assertThat(compiled.errors()).isEmpty();
    try (URLClassLoader loader = compiled.loader()) {
      Catalogue catalogue = Catalogue.open(loader);
      Card card = catalogue.card("edge-of-chaos");
      assertThat(card.title()).isEqualTo("Edge of the Chaos");
      assertThat(card.topic()).isEqualTo("depths");
      assertThat(card.className()).isEqualTo("lab.test.depths.EdgeOfTheChaos");
      assertThat(card.lede())
          .isEqualTo(
              "Depth trains only as far as two inputs \\( a < b \\) differ, e.g. as far as xi"
                  + " says.");
      assertThat(card.paragraphs())
          .containsExactly(
              "It is measured.",
              "Lengths settle & stay. The correlation relaxes as \\( e^{-l/\\xi_c} \\), with \\("
                  + " \\xi_c^{-1} = -\\log\\Big[\\sigma_w^2\\int \\phi'(u_1)\\phi'(u_2)\\Big] \\)"
                  + " (eq. 9). Then it is flat.");
      assertThat(card.equations())
          .containsExactly(
              new Card.Equation(
                  "The correlation relaxes as \\( e^{-l/\\xi_c} \\), with",
                  "\\xi_c^{-1} = -\\log\\Big[\\sigma_w^2\\int \\phi'(u_1)\\phi'(u_2)\\Big]",
                  "eq. 9"));
      assertThat(card.departs()).containsExactly("fewer images.");
      assertThat(card.knobs())
          .containsExactly(
              org.assertj.core.api.Assertions.entry("weightVariance", "σ_w², weight variance"),
              org.assertj.core.api.Assertions.entry("widths", "widths"),
              org.assertj.core.api.Assertions.entry("phase", "phase"));
      assertThat(catalogue.experiment("edge-of-chaos").getClass().getSimpleName())
          .isEqualTo("EdgeOfTheChaos");
      Tools tools = Tools.open(loader);
      assertThat(tools.entries())
          .contains(new Tools.Entry("depth-of", "Tells how deep.", "lab.test.depths.DepthOf", ""));
      assertThat(tools.tool("depth-of").defaults()).hasToString("Options[layers=1]");
    }
    assertThat(folder.resolve("META-INF/services/org.onsager.lab.Experiment"))
        .hasContent("lab.test.depths.EdgeOfTheChaos");
    assertThat(folder.resolve("META-INF/services/org.onsager.lab.Tool"))
        .hasContent("lab.test.depths.DepthOf");
  }

  @Test
  void compilingOneFileAloneKeepsTheOthers() throws IOException {
    Compilation.of(folder, experiment(DOC, BODY), new Compilation.Source("DepthOf", TOOL));
    byte[] before = Files.readAllBytes(folder.resolve(Catalogue.RESOURCE));
    Compilation again = Compilation.of(folder, new Compilation.Source("DepthOf", TOOL));
    assertThat(again.errors()).isEmpty();
    assertThat(folder.resolve(Catalogue.RESOURCE)).hasBinaryContent(before);
    Compilation.of(folder, experiment(DOC, BODY));
    try (URLClassLoader loader = again.loader()) {
      assertThat(Tools.open(loader).entries()).extracting(Tools.Entry::verb).contains("depth-of");
    }
    Files.delete(folder.resolve("lab/test/depths/DepthOf.class"));
    Compilation last = Compilation.of(folder, experiment(DOC, BODY));
    try (URLClassLoader loader = last.loader()) {
      assertThat(Tools.open(loader).entries())
          .extracting(Tools.Entry::verb)
          .doesNotContain("depth-of");
    }
  }

  @Test
  void aClassThatCannotBeMadeIsRefused() throws IOException {
    refusedWith("public final class", "public class", "must be a public final class");
    refusedWith(
        "static final int LIMIT = 3;",
        "EdgeOfTheChaos(int depth) {}",
        "needs a public constructor without arguments");
  }

  @Test
  void aClassThatIsNoExperimentIsRefused() throws IOException {
    refused(
        DOC,
        "public final class EdgeOfTheChaos {}",
        "carries @Reproduction and does not implement org.onsager.lab.Experiment");
  }

  @Test
  void stateIsRefusedWhereItIsKept() throws IOException {
    refusedWith("static final int LIMIT = 3;", "private int calls;", "keeps state in calls");
    refusedWith("static final int LIMIT = 3;", "static int calls;", "keeps state in calls");
    refusedWith(
        "static final int LIMIT = 3;",
        "static final class Cache { static int calls; }",
        "keeps state in calls");
  }

  @Test
  void aKnobThatNobodyCanTurnIsRefused() throws IOException {
    refusedWith("@Knob(\"widths\") ", "", "the knob widths carries no @Knob");
    refusedWith("@Knob(\"widths\")", "@Knob(\" \")", "the knob widths does not say what it is");
    refusedWith("List<Integer> widths", "List<Object> widths", "a knob is an int, long, double");
    refusedWith("List<Integer> widths", "float widths", "the knob widths is a float");
    refusedWith("min = 0.1, max = 16", "min = 16, max = 0.1", "has a range from 16.0 to 0.1");
  }

  @Test
  void aTheoryThatPredictsNothingIsRefused() throws IOException {
    refusedWith("List<Prediction> each", "List<String> each", "the theory Theory predicts nothing");
  }

  @Test
  void knobsThatAreNoRecordAreRefused() throws IOException {
    refusedWith(
        "implements Experiment<EdgeOfTheChaos.Knobs, EdgeOfTheChaos.Theory> {",
        "implements Experiment {",
        "the knobs must be a record, not a raw type");
  }

  @Test
  void aNameThatIsNotKebabCaseOrIsTakenIsRefused() throws IOException {
    Compilation.Source bad = experiment(DOC, BODY);
    assertThat(
            Compilation.of(
                    folder,
                    new Compilation.Source(
                        bad.name(), bad.text().replace("edge-of-chaos", "Edge_of_chaos")))
                .errors())
        .singleElement()
        .asString()
        .contains("the id \"Edge_of_chaos\" is not kebab-case");
    Compilation.Source twin =
        new Compilation.Source(
            "Twin", experiment(DOC, BODY.replace("EdgeOfTheChaos", "Twin")).text());
    assertThat(Compilation.of(folder, experiment(DOC, BODY), twin).errors())
        .singleElement()
        .asString()
        .contains("two experiments are called edge-of-chaos");
  }

  @Test
  void anExperimentThatSaysNothingIsRefused() throws IOException {
    refused("", BODY, "EdgeOfTheChaos has no Javadoc");
    refused("/** <p>\\( x. \\)  */\n", BODY, "begins with no sentence");
    refused(
        "/** Depth trains, says \\( x. */\n", BODY, "unbalanced mathematics: \\( that is never");
    refused("/** It is \\( x \\]. */\n", BODY, "unbalanced mathematics: \\] near");
  }

  @Test
  void aVerbThatIsNoToolIsRefused() throws IOException {
    Compilation compiled =
        Compilation.of(
            folder,
            new Compilation.Source(
                "DepthOf",
                """
                package lab.test.depths;
                /** Tells how deep. */
                @org.onsager.lab.Verb("depth-of")
                public final class DepthOf {}
                """));
    assertThat(compiled.errors())
        .singleElement()
        .asString()
        .startsWith("4: ")
        .contains("carries @Verb and does not implement org.onsager.lab.Tool");
  }
}
