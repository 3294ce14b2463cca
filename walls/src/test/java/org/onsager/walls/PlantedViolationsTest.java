package org.onsager.walls;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each wall falls where a violation is planted: small sources are compiled and read. */
final class PlantedViolationsTest {
  private static final Path ROOT = House.root();

  private static final String REPRODUCTION =
      "package org.onsager.lab; @java.lang.annotation.Retention("
          + "java.lang.annotation.RetentionPolicy.RUNTIME)"
          + " public @interface Reproduction { String id(); }";
  private static final String VERB =
      "package org.onsager.lab; @java.lang.annotation.Retention("
          + "java.lang.annotation.RetentionPolicy.RUNTIME)"
          + " public @interface Verb { String value(); }";
  private static final String TENSOR =
      "package org.onsager.tensor; public final class Tensor {"
          + " public static double one() { return 1; } }";

  @TempDir Path folder = Path.of("");

  @Test
  void theoryThatUsesATensorIsCaught() throws IOException {
    Walls walls =
        walls(
            TENSOR,
            "package org.onsager.theory; public final class Cheat {"
                + " double x() { return org.onsager.tensor.Tensor.one(); } }");
    assertThat(walls.violations())
        .containsExactly(
            "org.onsager.theory.Cheat names org.onsager.tensor.Tensor, and theory does not see"
                + " tensor");
  }

  @Test
  void anApparatusThatAsksTheoryInASignatureIsCaught() throws IOException {
    Walls walls =
        walls(
            "package org.onsager.theory; public final class Phase {}",
            "package org.onsager.instruments; public final class Cheat {"
                + " java.util.List<org.onsager.theory.Phase> x() { return null; } }");
    assertThat(walls.violations())
        .containsExactly(
            "org.onsager.instruments.Cheat names org.onsager.theory.Phase, and instruments does"
                + " not see theory");
  }

  @Test
  void aLibraryInASecondRoomIsCaught() throws IOException {
    Walls walls =
        walls(
            "package picocli; public final class CommandLine {}",
            "package org.onsager.cli; public final class Main { picocli.CommandLine line; }",
            "package org.onsager.runner; public final class Cheat { picocli.CommandLine line; }");
    assertThat(walls.violations())
        .containsExactly(
            "org.onsager.runner.Cheat names picocli.CommandLine, a library that runner does not"
                + " see");
  }

  @Test
  void anExperimentWithAClockAFileOrAThreadIsCaught() throws IOException {
    Walls walls =
        walls(
            REPRODUCTION,
            "package org.onsager.experiments.domains;"
                + " @org.onsager.lab.Reproduction(id = \"a-paper\") public final class A {"
                + " long now() { return System.nanoTime(); }"
                + " Object file() { return java.nio.file.Path.of(\"x\"); }"
                + " void thread() { new Thread(() -> {}).start(); }"
                + " double sum(java.util.stream.DoubleStream s) { return s.parallel().sum(); } }");
    assertThat(String.join("\n", walls.violations()))
        .contains("java.lang.System.nanoTime")
        .contains("java.nio.file.Path")
        .contains("java.lang.Thread")
        .contains("java.util.stream.DoubleStream.parallel");
  }

  @Test
  void anExperimentThatOnlyReturnsValuesIsNotCaught() throws IOException {
    Walls walls =
        walls(
            REPRODUCTION,
            "package org.onsager.experiments.domains; @org.onsager.lab.Reproduction(id ="
                + " \"a-paper\") public final class A { public record Knobs(double x, int[] n) {}"
                + " enum Arm { LEFT } String x(Knobs k) { if (k.x() < 0) throw new"
                + " IllegalStateException(\"no\"); return \"x = \" + Math.tanh(k.x()) +"
                + " java.util.stream.IntStream.of(k.n()).sum(); } }");
    assertThat(walls.violations()).isEmpty();
  }

  @Test
  void twoExperimentsWithACommonHelperAreCaught() throws IOException {
    Walls walls =
        walls(
            REPRODUCTION,
            "package org.onsager.experiments.domains;"
                + " @org.onsager.lab.Reproduction(id = \"a-paper\") public final class A {"
                + " double x() { return Common.ONE.length(); } }",
            "package org.onsager.experiments.domains;"
                + " @org.onsager.lab.Reproduction(id = \"b-paper\") public final class B {"
                + " double x() { return Common.ONE.length(); } }",
            "package org.onsager.experiments.domains; final class Common {"
                + " static final Common ONE = new Common(); int length() { return 1; } }");
    assertThat(walls.violations())
        .containsExactly(
            "the experiments org.onsager.experiments.domains.A and"
                + " org.onsager.experiments.domains.B both use"
                + " org.onsager.experiments.domains.Common; it moves down a room");
  }

  @Test
  void aCommandLineThatNamesAnExperimentAToolOrTheirRoomIsCaught() throws IOException {
    Walls walls =
        walls(
            REPRODUCTION,
            VERB,
            "package org.onsager.experiments.domains;"
                + " @org.onsager.lab.Reproduction(id = \"a-paper\") public final class A {}",
            "package org.onsager.workbench;"
                + " @org.onsager.lab.Verb(\"foretell\") public final class Foretell {}",
            "package org.onsager.cli; public final class Main {"
                + " String[] x() { return new String[] {\"run a-paper\", \"foretell\","
                + " \"org.onsager.testkit.Law\"}; } }");
    assertThat(walls.violations())
        .containsExactlyInAnyOrder(
            "org.onsager.cli.Main names the experiment a-paper in \"run a-paper\"",
            "org.onsager.cli.Main names the tool foretell",
            "org.onsager.cli.Main names the room testkit in \"org.onsager.testkit.Law\"");
  }

  @Test
  void aTableThatLetsTheorySeeAnApparatusThroughAThirdRoomIsCaught() throws IOException {
    House house = table("a\ttheory\tb\t-\t-", "b\t-\tc\t-\t-", "c\tapparatus\t-\t-\t-");
    assertThat(house.violations(ROOT)).containsExactly("a (theory) sees c (apparatus)");
  }

  @Test
  void aTableWithALibraryInTwoRoomsWithoutARecordIsCaught() throws IOException {
    House house = table("a\t-\t-\tx:y\tx.y", "b\t-\t-\tx:y\tx.y", "c\t-\t-\t-\tx.y#9999");
    assertThat(house.violations(ROOT))
        .containsExactlyInAnyOrder(
            "x:y is visible in a and b",
            "x.y is visible in a and b",
            "c names x.y by decision 9999, and docs/decisions has no 9999-….md");
  }

  @Test
  void aPomThatDependsOnMoreThanItsRowIsCaught() throws IOException {
    House house = House.read(ROOT.resolve("rooms.tsv"));
    Files.copy(ROOT.resolve("pom.xml"), folder.resolve("pom.xml"));
    for (String room : house.rooms().keySet()) {
      Files.createDirectories(folder.resolve(room));
      Files.copy(ROOT.resolve(room + "/pom.xml"), folder.resolve(room + "/pom.xml"));
    }
    Files.createDirectories(folder.resolve("bom"));
    Files.copy(ROOT.resolve("bom/pom.xml"), folder.resolve("bom/pom.xml"));
    Path pom = folder.resolve("theory/pom.xml");
    String more =
        "<dependency><groupId>org.onsager</groupId><artifactId>onsager-tensor</artifactId></dependency>"
            + "<dependency><groupId>x</groupId><artifactId>y</artifactId></dependency></dependencies>";
    Files.writeString(pom, Files.readString(pom).replaceFirst("</dependencies>", more));
    assertThat(Poms.violations(house, folder))
        .hasSize(2)
        .anyMatch(
            line ->
                line.startsWith("theory/pom.xml depends on the rooms") && line.contains("tensor"))
        .anyMatch(line -> line.startsWith("theory/pom.xml depends on the libraries [x:y]"));
  }

  private House table(String... rows) throws IOException {
    return House.read(Files.writeString(folder.resolve("rooms.tsv"), String.join("\n", rows)));
  }

  /** Compiles the sources and puts each class into the room that its package names. */
  private Walls walls(String... sources) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    DiagnosticCollector<JavaFileObject> said = new DiagnosticCollector<>();
    Path out = Files.createDirectories(folder.resolve("classes"));
    try (StandardJavaFileManager files = compiler.getStandardFileManager(said, Locale.ROOT, null)) {
      files.setLocationFromPaths(StandardLocation.CLASS_OUTPUT, List.of(out));
      files.setLocationFromPaths(StandardLocation.CLASS_PATH, List.of());
      boolean compiled =
          compiler
              .getTask(
                  null,
                  files,
                  said,
                  List.of("-proc:none"),
                  null,
                  Stream.of(sources).map(Source::new).toList())
              .call();
      assertThat(compiled).as(said.getDiagnostics().toString()).isTrue();
    }
    House house = House.read(ROOT.resolve("rooms.tsv"));
    Map<String, List<Compiled>> classes = new LinkedHashMap<>();
    for (String room : house.rooms().keySet()) {
      classes.put(room, Compiled.under(out.resolve("org/onsager").resolve(room)));
    }
    return new Walls(house, classes);
  }

  private static final class Source extends SimpleJavaFileObject {
    private static final Pattern PACKAGE = Pattern.compile("^package ([\\w.]+);");
    private static final Pattern TYPE = Pattern.compile("(?:class|@interface) (\\w+)");

    private final String text;

    Source(String text) {
      super(
          URI.create(
              "string:///"
                  + first(PACKAGE, text).replace('.', '/')
                  + "/"
                  + first(TYPE, text)
                  + ".java"),
          Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }

    private static String first(Pattern pattern, String text) {
      Matcher matcher = pattern.matcher(text);
      if (!matcher.find()) {
        throw new IllegalArgumentException(text);
      }
      return matcher.group(1);
    }
  }
}
