package org.onsager.cli.guide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * What the guide says, done: every command of a page is run in the order of the page with one log
 * book, and ends with the exit code that the page promises; Java compiles; Python runs.
 */
@Execution(ExecutionMode.CONCURRENT)
final class GuideTest {
  private static final Path GUIDE = Place.root().resolve("docs/guide");
  private static final Set<String> KINDS =
      Set.of("sh", "sh no-run", "java", "java no-run", "python", "text", "json", "toml", "xml");

  @TempDir Path folder = Path.of("");

  private static List<Page> pages() throws IOException {
    List<Page> pages = new ArrayList<>();
    try (Stream<Path> all = Files.list(GUIDE)) {
      for (Path p : all.filter(f -> f.toString().endsWith(".md")).sorted().toList()) {
        pages.add(Page.read(p));
      }
    }
    return pages;
  }

  @TestFactory
  List<DynamicTest> everyCommandDoesWhatItsPageSays() throws IOException {
    return pages().stream()
        .filter(p -> !p.of("sh").isEmpty())
        .map(p -> dynamicTest(p.name(), () -> commands(p)))
        .toList();
  }

  private void commands(Page page) throws IOException, InterruptedException {
    try (Place place = Place.in(Files.createTempDirectory(folder, "place"))) {
      for (Page.Block block : page.of("sh")) {
        String script = Script.of(block).text(page.name());
        Place.Outcome outcome = place.does(List.of("/bin/sh", "-c", script), Map.of());
        assertThat(outcome.exit()).as(outcome.said()).isZero();
        assertThat(outcome.said()).doesNotContain("\tat ");
      }
    }
  }

  @TestFactory
  List<DynamicTest> everyBlockOfJavaCompiles() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    for (Page page : pages()) {
      for (Page.Block block : page.of("java")) {
        tests.add(
            dynamicTest(
                page.name() + ":" + block.line(),
                () ->
                    assertThat(Snippet.of(block).refusal(Files.createTempDirectory(folder, "java")))
                        .isEmpty()));
      }
    }
    return tests;
  }

  @TestFactory
  List<DynamicTest> everyPageOfPythonRuns() throws IOException {
    return pages().stream()
        .filter(p -> !p.of("python").isEmpty())
        .map(p -> dynamicTest(p.name(), () -> python(p)))
        .toList();
  }

  private void python(Page page) throws IOException, InterruptedException {
    try (Place place = Place.in(Files.createTempDirectory(folder, "place"))) {
      Python python = Python.with(place, "numpy");
      String script =
          page.of("python").stream().map(Page.Block::text).collect(Collectors.joining("\n"));
      Path file = place.folder().resolve(page.name().replace(".md", ".py"));
      Files.writeString(file, script);
      Place.Outcome outcome = python.does(place, file.toString());
      assertThat(outcome.exit()).as(outcome.said()).isZero();
    }
  }

  @Test
  void itsLinksLeadSomewhereAndItsBlocksSayWhatTheyAre() throws IOException {
    for (Page page : pages()) {
      for (String link : page.links()) {
        assertThat(GUIDE.resolve(link)).as(page.name()).exists();
      }
      assertThat(page.blocks()).extracting(Page.Block::kind).as(page.name()).isSubsetOf(KINDS);
    }
  }

  @Test
  void thePagesOfPhysicsAreWhatCatalogueAndRecordGive() throws IOException, InterruptedException {
    try (Place place = Place.in(folder)) {
      Place.Outcome outcome = place.does(List.of("./onsager", "docs", "--check"), Map.of());
      assertThat(outcome.exit()).as(outcome.said()).isZero();
    }
  }

  @Test
  void aBrokenPromiseIsSaidWithItsLine() throws IOException, InterruptedException {
    try (Place place = Place.in(folder)) {
      Page.Block block =
          new Page.Block(
              7,
              "sh",
              List.of(
                  "./onsager rnu # exits with 2",
                  "for i in 1 2; do",
                  "  true",
                  "done",
                  "./onsager list"));
      List<String> good = List.of("/bin/sh", "-c", Script.of(block).text("page.md"));
      assertThat(place.does(good, Map.of()).exit()).isZero();
      Page.Block wrong = new Page.Block(7, "sh", List.of("true", "./onsager rnu"));
      Place.Outcome outcome =
          place.does(List.of("/bin/sh", "-c", Script.of(wrong).text("page.md")), Map.of());
      assertThat(outcome.exit()).isEqualTo(99);
      assertThat(outcome.said())
          .contains("page.md:8: the page promises the exit code 0, and it was 2");
    }
  }
}
