package org.onsager.programme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.onsager.lab.Paper;

final class ReferencesTest {
  private static Reference number(int n) {
    return References.all().get(n - 1);
  }

  @Test
  void theProgrammeStandsOnFortySevenReferencesWithoutAGap() {
    assertThat(References.all())
        .extracting(Reference::number)
        .containsExactlyElementsOf(IntStream.rangeClosed(1, 47).boxed().toList());
  }

  @Test
  void everyReferenceLivesUnderOneOfTheFiveTopics() {
    assertThat(References.all())
        .extracting(Reference::topic)
        .containsOnly("priors", "landscapes", "effectivetheory", "domains", "spacetime");
  }

  @Test
  void anEntryIsReadWithoutTheBracesOfItsFile() {
    Reference r = number(9);
    assertThat(r.title()).isEqualTo("Deep Information Propagation");
    assertThat(r.arxiv()).isEqualTo("1611.01232");
    assertThat(r.topic()).isEqualTo("effectivetheory");
    assertThat(r.authors()).hasSize(4).first().isEqualTo("S. S. Schoenholz");
    assertThat(r.brief()).startsWith("Schoenholz et al. 20");
  }

  @Test
  void aPaperIsKnownByItsArxivNumberWhateverItsVersionAndWording() {
    assertThat(number(9).is(paper("1611.01232v2", "Another wording"))).isTrue();
    assertThat(number(9).is(paper("1611.01233v1", "Deep Information Propagation"))).isFalse();
  }

  @Test
  void aPaperThatIsNotOnArxivIsKnownByItsTitle() {
    assertThat(number(23).arxiv()).isEmpty();
    assertThat(number(23).is(paper("", "Long Short Term Memory"))).isTrue();
    assertThat(number(23).is(paper("", "Longer short-term memory"))).isFalse();
  }

  @Test
  void aReferenceWithoutAFieldOrWithATakenNumberIsRefused() {
    String good =
        """
        @misc{a,
          number = {1},
          topic = {priors},
          author = {A. Author},
          title = {{On {TeX}}},
          year = {1984}
        }
        """;
    assertThat(References.read(good)).extracting(Reference::title).containsExactly("On TeX");
    assertThatThrownBy(() -> References.read(good.replace("  year = {1984}\n", "")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("reference a has no year");
    assertThatThrownBy(() -> References.read(good + good))
        .hasMessage("two references are number 1");
    assertThatThrownBy(() -> References.read(good.replace("\n}", "")))
        .hasMessage("reference a does not end");
    assertThatThrownBy(() -> References.read("@book{a,\n}\n"))
        .hasMessage("this is no line of a reference: @book{a,");
  }

  private static Paper paper(String arxiv, String title) {
    return new Paper(arxiv, title, List.of("A. Author"), 2000, "");
  }
}
