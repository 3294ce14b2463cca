package org.onsager.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.onsager.logbook.Json;

/** Experiments and tools of others, in jars of their own. */
final class ContributedTest {
  private static final String ID = "typical-signals-in-linear-networks";
  private static final String SMALL = "networks=40";

  @TempDir static Path shelf = Path.of("");
  private static Path jar = Path.of("");

  @TempDir Path folder = Path.of("");

  /** The very sources of {@code examples/contributed}. */
  @BeforeAll
  static void theExampleIsCompiled() throws IOException {
    Path sources = Path.of("../examples/contributed/src/main/java");
    Map<String, String> texts = new LinkedHashMap<>();
    try (Stream<Path> all = Files.walk(sources)) {
      for (Path f : all.filter(p -> p.toString().endsWith(".java")).sorted().toList()) {
        String name = sources.relativize(f).toString().replace('/', '.');
        texts.put(name.substring(0, name.length() - ".java".length()), Files.readString(f));
      }
    }
    jar = Jars.compiled(shelf.resolve("products.jar"), texts);
  }

  private Said onsager(String... arguments) {
    return Said.by(folder.resolve("home"), arguments);
  }

  private Path shelved(Path source, String name) throws IOException {
    Path experiments = Files.createDirectories(folder.resolve("home/experiments"));
    return Files.copy(source, experiments.resolve(name));
  }

  @Test
  void aJarIsListedAndDescribedAsContributedWhereverItIsNamed() {
    assertThat(onsager("list").out()).doesNotContain(ID);
    for (Said said :
        List.of(
            onsager("list", "--with", jar.toString()),
            onsager("--with=" + jar, "list"),
            onsager("--with", jar.toString(), "list"))) {
      assertThat(said.exit()).as(said.err()).isZero();
      assertThat(said.out())
          .contains("fair-coin\n", "  " + ID + "  (contributed, products.jar)")
          .contains("The typical signal of a linear network shrinks");
    }
    assertThat(onsager("list", "--with", jar.toString(), "--json").out())
        .contains("\"contributed\": \"products.jar\"", "\"contributed\": null");
    assertThat(onsager("describe", ID, "--with", jar.toString()).out())
        .contains("(contributed, products.jar)", "widths = 2,4,8,16")
        .contains("./onsager run " + ID + " --with " + jar);
    assertThat(onsager("doctor", "--with", jar.toString()).out())
        .contains("1 of them contributed by " + jar);
  }

  @Test
  void aJarInTheHomesFolderIsFoundWithoutBeingNamed() throws IOException {
    shelved(jar, "products.jar");
    assertThat(onsager("list").out()).contains(ID + "  (contributed, products.jar)");
    Said said = onsager("run", ID, "--set", SMALL, "--json");
    assertThat(said.document().get("command")).asString().doesNotContain("--with");
  }

  @Test
  void itsRunIsShownWhenTheJarIsGone() throws IOException {
    Path lent = Files.copy(jar, folder.resolve("lent.jar"));
    Said said = onsager("run", ID, "--with", lent.toString(), "--set", SMALL, "--json");
    assertThat(said.exit()).as(said.err()).isZero();
    String name = String.valueOf(said.document().get("run"));
    String command = String.valueOf(said.document().get("command"));
    assertThat(command).startsWith("./onsager run " + ID + " --with " + lent + " --effort quick");
    Files.delete(lent);
    assertThat(onsager("runs").out()).contains(name, "2 agree");
    assertThat(onsager("runs", ID).out()).contains(name);
    assertThat(onsager("show", name).out())
        .contains("Typical Signals in Linear Networks", "typical-signals-shrink", command);
    Path run = folder.resolve("home/runs").resolve(name);
    assertThat(run.resolve("run.json"))
        .content()
        .contains("\"jar\": \"lent.jar\"", "\"lent.jar\": \"");
    assertThat(run.resolve("poster.html")).content().contains("contributed, lent.jar");
    onsager("run", ID, "--with", lent.toString()).refused(lent + " does not exist");
    onsager("replay", name)
        .refused(
            name
                + " is of the contributed experiment "
                + ID
                + ", whose jar is not here; name it: --with lent.jar");
    assertThat(onsager("replay", name, "--with", jar.toString()).out()).contains("the same bits");
  }

  @Test
  void itKeepsTheContract() {
    Said said = onsager("contract", ID, "--with", jar.toString());
    assertThat(said.exit()).as(said.out()).isZero();
    assertThat(said.out()).contains("none of which did");
  }

  @Test
  void pointsOfAnotherJarAreNotTakenOver() throws IOException {
    Path mine = Files.copy(jar, folder.resolve("mine.jar"));
    Object first =
        versions(onsager("run", ID, "--with", mine.toString(), "--set", SMALL, "--json"));
    Object again =
        versions(onsager("run", ID, "--with", mine.toString(), "--set", SMALL, "--json"));
    assertThat(again).isEqualTo(first);
    Files.delete(mine);
    Path classes = Files.createDirectories(folder.resolve("more"));
    Files.writeString(classes.resolve("more.txt"), "another content");
    Jars.added(jar, mine, classes);
    Object other =
        versions(onsager("run", ID, "--with", mine.toString(), "--set", SMALL, "--json"));
    assertThat(other).isNotEqualTo(first);
    // What is the house's own does not depend on what others contribute.
    Object coin = versions(onsager("run", "fair-coin", "--json"));
    assertThat(versions(onsager("run", "fair-coin", "--with", mine.toString(), "--json")))
        .isEqualTo(coin);
  }

  private Object versions(Said said) throws IOException {
    String name = String.valueOf(said.document().get("run"));
    Path file = folder.resolve("home/runs").resolve(name).resolve("run.json");
    Map<?, ?> run = (Map<?, ?>) Objects.requireNonNull(Json.parse(Files.readString(file)));
    return Objects.requireNonNull(run.get("key"));
  }

  @Test
  void aToolOfAJarIsAVerb() {
    Said said = onsager("shrinkage", "2", "--depth", "1", "--with", jar.toString(), "--json");
    assertThat(said.exit()).as(said.err()).isZero();
    // ψ(1) − ln 1 = −γ, and e^{−γ} = 0.561459…
    assertThat(said.document().get("factor")).asString().startsWith("0.561459");
    assertThat(onsager("--help", "--with", jar.toString()).out())
        .contains("shrinkage", "(contributed,", "products.jar)");
    onsager("shrinkage", "2")
        .refused(
            "no verb is called shrinkage; there are "
                + onsager("nonesuchverb").err().replaceFirst(".*there are ", "").strip());
  }

  @Test
  void aJarThatIsNoneIsRefusedInOneLine() throws IOException {
    onsager("list", "--with").refused("--with needs a value: a jar of contributed experiments");
    onsager("list", "--with", "--json").document();
    Path near = shelf.resolve("product.jar");
    onsager("list", "--with", near.toString())
        .refused(near + " does not exist; did you mean products.jar?");
    onsager("list", "--with", shelf.toString())
        .refused(shelf + " is a folder; a contribution is one jar");
    Path text = Files.writeString(folder.resolve("text.jar"), "no archive");
    Said said = onsager("list", "--with", text.toString());
    assertThat(said.err()).startsWith(text + " is not a jar that can be read: ").hasLineCount(1);
    assertThat(said.exit()).isEqualTo(2);
    Path plain = Jars.of(folder.resolve("plain.jar"), Map.of("readme.txt", new byte[] {1}));
    onsager("list", "--with", plain.toString())
        .refused(
            plain
                + " has no experiment and no tool in it (no META-INF/onsager/catalogue.properties);"
                + " compile it with the annotation processor of org.onsager:onsager-index");
  }

  private Path listing(String name, Map<String, byte[]> more) throws IOException {
    Map<String, byte[]> entries = new LinkedHashMap<>(more);
    entries.put(
        "META-INF/onsager/catalogue.properties",
        "ids=lost\nlost.class=org.example.Lost\n".getBytes(StandardCharsets.UTF_8));
    return Jars.of(folder.resolve(name), entries);
  }

  @Test
  void aCatalogueThatPromisesWhatCannotBeHadIsRefused() throws IOException {
    Path lost = listing("lost.jar", Map.of());
    onsager("list", "--with", lost.toString())
        .refused(
            lost + ": the experiment lost is the class org.example.Lost, which is not in the jar");
    int next = Runtime.version().feature() + 1;
    byte[] newer = {
      (byte) 0xCA, (byte) 0xFE, (byte) 0xBA, (byte) 0xBE, 0, 0, 0, (byte) (next + 44)
    };
    Path young = listing("young.jar", Map.of("org/example/Lost.class", newer));
    onsager("list", "--with", young.toString())
        .refused(
            young
                + ": the experiment lost was compiled for Java "
                + next
                + "; this is Java "
                + (next - 1));
  }

  @Test
  void aNameThatIsTakenIsRefused() throws IOException {
    Path copy = Files.copy(jar, folder.resolve("copy.jar"));
    onsager("list", "--with", jar.toString(), "--with", copy.toString())
        .refused(
            copy + ": an experiment is called " + ID + " already, in " + jar + "; ids are unique");
    Path ours =
        Jars.of(
            folder.resolve("ours.jar"),
            Map.of(
                "META-INF/onsager/tools.properties",
                "verbs=run\nrun.class=A\n".getBytes(StandardCharsets.UTF_8),
                "A.class",
                ClassFile.of().build(java.lang.constant.ClassDesc.of("A"), _ -> {})));
    onsager("list", "--with", ours.toString())
        .refused(ours + ": a verb is called run already, in Onsager; verbs are unique");
    // The same jar twice is one jar.
    assertThat(onsager("list", "--with", jar.toString(), "--with", jar.toString()).exit()).isZero();
  }

  @Test
  void aBadJarInTheHomesFolderIsLeftOutWithANote() throws IOException {
    shelved(jar, "good.jar");
    Path bad = Files.writeString(folder.resolve("home/experiments/bad.jar"), "no archive");
    Said said = onsager("list");
    assertThat(said.exit()).isZero();
    assertThat(said.err()).startsWith("left out: " + bad + " is not a jar").hasLineCount(1);
    assertThat(said.out()).contains(ID + "  (contributed, good.jar)", "fair-coin");
    assertThat(onsager("run", "fair-coin").exit()).isZero();
    // One that is named goes before the one that lies there.
    Said named = onsager("list", "--with", jar.toString());
    assertThat(named.err())
        .contains("good.jar: an experiment is called " + ID + " already, in " + jar);
    assertThat(named.out()).contains(ID + "  (contributed, products.jar)");
  }

  @Test
  void aJarMadeAgainstAnotherOnsagerIsRefusedBeforeItRuns() throws IOException {
    // A class of ours as it might have been: compiled with a method that is not there now.
    String experiment =
        Files.readString(
            Path.of(
                "../examples/contributed/src/main/java/org/example/products/TypicalSignalsInLinearNetworks.java"));
    Path old =
        Jars.compiled(
            folder.resolve("old.jar"),
            Map.of(
                "org.example.products.TypicalSignalsInLinearNetworks",
                experiment.replace(
                    "Map.of(\"networks\", ", "Map.of(org.onsager.lab.Olden.word(1.0), "),
                "org.onsager.lab.Olden",
                "package org.onsager.lab; public class Olden {"
                    + " public static String word(double x) { return \"networks\"; } }"));
    Path without = Jars.without(old, folder.resolve("without.jar"), "org/onsager/lab/Olden.class");
    for (String[] verb :
        List.of(
            new String[] {"run", ID},
            new String[] {"describe", ID},
            new String[] {"contract", ID})) {
      onsager(
              Stream.concat(Stream.of(verb), Stream.of("--with", without.toString()))
                  .toArray(String[]::new))
          .refused(
              without
                  + " does not fit this Onsager:"
                  + " org.example.products.TypicalSignalsInLinearNetworks needs the class"
                  + " org.onsager.lab.Olden, which is not there; compile it again against this"
                  + " version");
    }
    assertThat(onsager("list", "--with", without.toString()).out()).contains(ID);
  }
}
