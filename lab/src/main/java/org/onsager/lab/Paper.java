package org.onsager.lab;

import java.util.List;

/**
 * The publication whose claims an experiment tries.
 *
 * @param arxiv the arXiv identifier with version, for example {@code 1611.01232v2}, or empty
 * @param title its title
 * @param authors its authors in the order of the paper
 * @param year the year of publication
 * @param venue where it appeared, for example "ICLR 2017"
 */
public record Paper(String arxiv, String title, List<String> authors, int year, String venue) {
  public Paper {
    authors = List.copyOf(authors);
    if (title.isBlank() || authors.isEmpty()) {
      throw new IllegalArgumentException("a paper has a title and at least one author");
    }
  }

  /** The page of the paper, or an empty text where it is not on arXiv. */
  public String address() {
    return arxiv.isEmpty() ? "" : "https://arxiv.org/abs/" + arxiv;
  }
}
