package org.onsager.cli.guide;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A page in Markdown: its fenced blocks and its links.
 *
 * @param file the page
 * @param blocks in the order of the page
 * @param links targets of links that lie in this repository
 */
record Page(Path file, List<Block> blocks, List<String> links) {
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#\\s]+)(?:#[^)]*)?\\)");

  /**
   * A fenced block.
   *
   * @param line of its first line in the page, counted from one
   * @param kind what stands behind the fence: {@code sh}, {@code sh no-run}, {@code java}, …
   */
  record Block(int line, String kind, List<String> lines) {
    String text() {
      return String.join("\n", lines) + "\n";
    }
  }

  static Page read(Path file) throws IOException {
    List<Block> blocks = new ArrayList<>();
    List<String> links = new ArrayList<>();
    List<String> lines = Files.readAllLines(file);
    for (int i = 0; i < lines.size(); i++) {
      String fence = lines.get(i).strip();
      if (!fence.startsWith("```")) {
        Matcher link = LINK.matcher(lines.get(i));
        while (link.find()) {
          if (!link.group(1).contains(":")) {
            links.add(link.group(1));
          }
        }
        continue;
      }
      int first = i + 1;
      int end = first;
      while (end < lines.size() && !lines.get(end).strip().equals("```")) {
        end++;
      }
      if (end == lines.size()) {
        throw new IllegalArgumentException(file + ":" + first + ": a block that does not end");
      }
      String kind = fence.substring(3).strip();
      blocks.add(new Block(first + 1, kind, List.copyOf(lines.subList(first, end))));
      i = end;
    }
    return new Page(file, blocks, links);
  }

  List<Block> of(String kind) {
    return blocks.stream().filter(b -> b.kind().equals(kind)).toList();
  }

  String name() {
    return file.getFileName().toString();
  }
}
