package org.onsager.cli.guide;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The commands of a block for the shell, each with the exit code that the page promises: 0, or what
 * a remark behind it says, as in {@code # exits with 3}.
 */
record Script(List<Command> commands) {
  private static final Pattern EXIT = Pattern.compile("#.*\\bexits with (\\d+)");
  private static final Pattern HERE = Pattern.compile("<<-?\\s*['\"]?(\\w+)['\"]?");
  private static final Pattern OPENS = Pattern.compile("^(for|while|until|if|case)\\b.*");
  private static final Pattern CLOSES = Pattern.compile("(.*[;\\s])?(done|fi|esac)\\b.*");

  record Command(int line, String text, int exit) {}

  /** Lines of a block: one that ends in a backslash, a loop or a document goes on in the next. */
  static Script of(Page.Block block) {
    List<Command> commands = new ArrayList<>();
    List<String> lines = block.lines();
    int i = 0;
    while (i < lines.size()) {
      int first = i;
      String line = lines.get(i++);
      if (line.isBlank() || line.strip().startsWith("#")) {
        continue;
      }
      StringBuilder text = new StringBuilder(line).append('\n');
      Matcher here = HERE.matcher(line);
      if (here.find()) {
        do {
          text.append(lines.get(i)).append('\n');
        } while (!lines.get(i++).strip().equals(here.group(1)));
      } else if (OPENS.matcher(line).matches() && !CLOSES.matcher(line).matches()) {
        do {
          text.append(lines.get(i)).append('\n');
        } while (!CLOSES.matcher(lines.get(i++)).matches());
      } else {
        while (lines.get(i - 1).endsWith("\\")) {
          text.append(lines.get(i++)).append('\n');
        }
      }
      Matcher exit = EXIT.matcher(text);
      int promised = exit.find() ? Integer.parseInt(exit.group(1)) : 0;
      commands.add(new Command(block.line() + first, text.toString(), promised));
    }
    return new Script(commands);
  }

  /** The block as a script that stops where a command does not keep its promise. */
  String text(String page) {
    StringBuilder out = new StringBuilder();
    for (Command c : commands) {
      out.append("echo '==> ").append(page).append(':').append(c.line()).append("' >&2\n");
      out.append(c.text());
      out.append("exit_code=$?\nif [ $exit_code -ne ").append(c.exit()).append(" ]; then\n");
      out.append("  echo \"").append(page).append(':').append(c.line());
      out.append(": the page promises the exit code ").append(c.exit());
      out.append(", and it was $exit_code\" >&2\n  exit 99\nfi\n");
    }
    return out.toString();
  }
}
