package org.onsager.programme;

import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import org.onsager.lab.Paper;

/**
 * A publication on which the workshop's programme stood.
 *
 * @param number its place in the proposal, from 1
 * @param topic the topic under which its experiment lives, for example {@code effectivetheory}
 * @param authors in the order of the publication
 * @param title its title
 * @param year the year of publication
 * @param arxiv the arXiv identifier without version, or empty
 * @param venue where it appeared, or empty
 */
public record Reference(
    int number,
    String topic,
    List<String> authors,
    String title,
    int year,
    String arxiv,
    String venue) {
  public Reference {
    authors = List.copyOf(authors);
    if (number < 1 || title.isBlank() || authors.isEmpty()) {
      throw new IllegalArgumentException("a reference has a number, a title and an author");
    }
  }

  /**
   * True when this is the paper that an experiment tries: the same arXiv identifier, whatever its
   * version; where one of both has none, the same title.
   */
  public boolean is(Paper paper) {
    String other = paper.arxiv().replaceFirst("v\\d+$", "");
    if (!arxiv.isEmpty() && !other.isEmpty()) {
      return arxiv.equals(other);
    }
    return letters(title).equals(letters(paper.title()));
  }

  /** The first author's name, and whether there are more: "Schoenholz et al. 2016". */
  public String brief() {
    String first = authors.getFirst();
    String name = first.substring(first.lastIndexOf(' ') + 1);
    return switch (authors.size()) {
      case 1 -> name + " " + year;
      case 2 ->
          name + " & " + authors.get(1).substring(authors.get(1).lastIndexOf(' ') + 1) + " " + year;
      default -> name + " et al. " + year;
    };
  }

  /** Letters and digits alone, in lower case, so that typography does not matter. */
  private static String letters(String text) {
    return Normalizer.normalize(text, Normalizer.Form.NFKD)
        .toLowerCase(Locale.ROOT)
        .replaceAll("[^\\p{L}\\p{N}]", "");
  }
}
