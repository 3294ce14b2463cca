package org.onsager.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.onsager.lab.Catalogue;

/** The programme's verbs on a catalogue that holds one experiment, which is none of its papers. */
final class WorkshopTest {
  private final ClassLoader before = Thread.currentThread().getContextClassLoader();

  @TempDir Path folder = Path.of("");

  /** Of the class path's catalogues only the tests' own. */
  private static final class CoinsAlone extends ClassLoader {
    CoinsAlone(ClassLoader all) {
      super(all);
    }

    @Override
    public Enumeration<URL> getResources(String name) throws IOException {
      List<URL> all = Collections.list(super.getResources(name));
      if (name.equals(Catalogue.RESOURCE)) {
        all.removeIf(u -> !u.getPath().contains("/test-classes/"));
      }
      return Collections.enumeration(all);
    }
  }

  @BeforeEach
  void onlyCoinsAreInTheCatalogue() {
    Thread.currentThread().setContextClassLoader(new CoinsAlone(before));
  }

  @AfterEach
  void theCatalogueIsWholeAgain() {
    Thread.currentThread().setContextClassLoader(before);
  }

  private Said onsager(String... arguments) {
    return Said.by(folder.resolve("home"), arguments);
  }

  @Test
  void everyReferenceIsListedWithItsState() {
    Said said = onsager("papers");
    assertThat(said.exit()).isZero();
    assertThat(said.out())
        .contains("Deep Information Propagation")
        .contains("beyond the programme\n  fair-coin\n")
        .endsWith("47 references: 0 certified, 0 implemented, 47 not yet\n");
    Map<?, ?> document = onsager("papers", "priors", "--json").document();
    assertThat((List<?>) document.get("references"))
        .allSatisfy(
            r ->
                assertThat(((Map<?, ?>) Objects.requireNonNull(r)).get("topic"))
                    .isEqualTo("priors"));
  }

  @Test
  void anUnknownTopicIsRefusedWithTheNearest() {
    Said said = onsager("papers", "landscape");
    assertThat(said.exit()).isEqualTo(2);
    assertThat(said.err()).startsWith("no topic is called landscape").contains("landscapes");
  }

  @Test
  void theDayIsToldAndWrittenAsAPage() throws IOException {
    Said said = onsager("workshop");
    assertThat(said.exit()).isZero();
    assertThat(said.out())
        .contains("09:00  invited talk: Infinitely wide networks")
        .contains("→ no experiment shows it yet")
        .contains("→ ./onsager run fair-coin   never run here")
        .contains("Nobody has measured yet: 47 references have no run here");
    String page = Files.readString(folder.resolve("home").resolve("workshop.html"));
    assertThat(page).contains("<h3>Infinitely wide networks</h3>", "Fair Coin, never run here");
  }

  @Test
  void theDayIsLivedAndEndsInPostersAndPanel() throws IOException {
    Said said = onsager("workshop", "--run");
    assertThat(said.exit()).as(said.err()).isZero();
    assertThat(said.err()).contains("1 of 1  fair-coin");
    assertThat(said.out()).contains("The posters", "poster.html", "The panel", "agree");
    String page = Files.readString(folder.resolve("home").resolve("workshop.html"));
    assertThat(page).contains("href=\"runs/").contains("poster.html\">Fair Coin</a>");

    Said again = onsager("workshop", "--run", "--json");
    assertThat(again.err()).contains("run by this very code on");
    assertThat((List<?>) Objects.requireNonNull(again.document().get("posters"))).hasSize(1);
    assertThat((List<?>) onsager("runs", "--json").document().get("runs")).hasSize(1);
  }

  @Test
  void whatBelongsToARunIsRefusedWhereNothingIsRun() {
    Said said = onsager("workshop", "--fresh");
    assertThat(said.exit()).isEqualTo(2);
    assertThat(said.err().strip()).isEqualTo("workshop runs nothing unless --run is given too");
  }
}
