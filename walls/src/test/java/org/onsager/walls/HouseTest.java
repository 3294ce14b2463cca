package org.onsager.walls;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The house as it stands keeps its walls. */
final class HouseTest {
  private static final Path ROOT = House.root();

  private static House house = new House(Map.of());
  private static Walls walls = new Walls(house, Map.of());

  @BeforeAll
  static void readTheHouse() throws IOException {
    house = House.read(ROOT.resolve("rooms.tsv"));
    Map<String, List<Compiled>> classes = new LinkedHashMap<>();
    for (String room : house.rooms().keySet()) {
      classes.put(room, Compiled.under(ROOT.resolve(room).resolve("target/classes")));
    }
    walls = new Walls(house, classes);
  }

  @Test
  void theTableKeepsTheoryFromApparatusAndALibraryInOneRoom() {
    assertThat(house.violations(ROOT)).isEmpty();
  }

  @Test
  void thePomsDependOnWhatTheTableSays() throws IOException {
    assertThat(Poms.violations(house, ROOT)).isEmpty();
  }

  @Test
  void aRoomNamesOnlyTheRoomsThatItSees() {
    assertThat(walls.rooms()).isEmpty();
  }

  @Test
  void aLibraryIsNamedInItsRoomAlone() {
    assertThat(walls.libraries()).isEmpty();
  }

  @Test
  void anExperimentReturnsValues() {
    assertThat(walls.experiments()).isEmpty();
  }

  @Test
  void twoExperimentsShareNothingInTheirRoom() {
    assertThat(walls.twoExperiments()).isEmpty();
  }

  @Test
  void logBookRunnerAndCommandLineNameNoExperimentAndNoTool() throws IOException {
    assertThat(walls.strangers()).isEmpty();
    List<String> wrong = new ArrayList<>();
    for (String room : Walls.STRANGERS) {
      for (Path file : files(ROOT.resolve(room).resolve("src/main"))) {
        if (!readable(file)) {
          continue;
        }
        String text = Files.readString(file);
        walls.ids().stream()
            .filter(text::contains)
            .forEach(id -> wrong.add(ROOT.relativize(file) + " names the experiment " + id));
      }
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void noRoomHasAModuleDescriptor() throws IOException {
    for (String room : house.rooms().keySet()) {
      assertThat(files(ROOT.resolve(room).resolve("src")))
          .noneMatch(f -> f.endsWith("module-info.java"));
    }
  }

  @Test
  void noRoomIsEmpty() {
    List<String> empty = new ArrayList<>();
    walls
        .classes()
        .forEach(
            (room, all) -> {
              boolean lived = all.stream().anyMatch(c -> !c.name().endsWith(".package-info"));
              if (!lived && !room.equals("walls")) {
                empty.add(room);
              }
            });
    assertThat(empty).as("rooms in which nothing lives").isEmpty();
  }

  private static boolean readable(Path file) {
    String name = file.getFileName().toString();
    return Set.of("java", "css", "js", "html", "json", "properties", "txt", "md")
        .contains(name.substring(name.lastIndexOf('.') + 1));
  }

  private static List<Path> files(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (var files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    }
  }
}
