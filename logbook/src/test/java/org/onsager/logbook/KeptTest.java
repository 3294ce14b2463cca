package org.onsager.logbook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.onsager.lab.Refusal;

class KeptTest {
  @TempDir Path folder;

  private Kept examination(Home home) {
    Instant now = Instant.parse("2026-11-24T10:00:00Z");
    String name = Kept.name(home, now);
    return new Kept(
        name,
        "examine",
        now.toString(),
        "./onsager examine m.pt",
        "m.pt",
        "Nothing is wrong.",
        "m.pt\n",
        Map.of("layers", 1),
        Kept.poster(home, name).resolveSibling(""));
  }

  @Test
  void whatIsKeptIsFoundAgain() {
    Home home = Home.under(folder);
    Kept kept = examination(home);
    kept.file("<html></html>");
    assertThat(Kept.find(home, kept.name()).map(Kept::verdict))
        .isEqualTo(Optional.of("Nothing is wrong."));
    assertThat(Kept.all(home)).hasSize(1);
  }

  /** Its last step fails where something of its name is in the way. */
  @Test
  void whatCannotBeKeptIsRefusedInOneLineAndLeavesNothing() throws IOException {
    Home home = Home.under(folder);
    Kept kept = examination(home);
    Path inTheWay = kept.folder().resolve("in the way");
    Files.createDirectories(inTheWay);
    assertThatThrownBy(() -> kept.file("<html></html>"))
        .isInstanceOf(Refusal.class)
        .hasMessageStartingWith("the examination is not kept: ")
        .hasMessageNotContaining("\n");
    try (var left = Files.list(kept.folder().resolveSibling("."))) {
      assertThat(left).containsExactly(kept.folder().resolveSibling(".").resolve(kept.name()));
    }
  }
}
