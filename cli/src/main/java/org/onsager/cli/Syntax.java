package org.onsager.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.onsager.lab.Nearest;
import org.onsager.lab.Refusal;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** What a verb takes: its options and places, read by picocli; every value is first a text. */
final class Syntax {
  private static final String PROGRAM = "./onsager ";

  private final CommandSpec spec;
  private final String verb;
  private int places;

  private Syntax(String verb, String summary) {
    this.verb = verb;
    this.spec = CommandSpec.create().name(PROGRAM + verb);
    spec.usageMessage().description(escaped(summary)).width(Console.WIDTH).autoWidth(false);
    spec.usageMessage().sortOptions(false);
    spec.addOption(
        OptionSpec.builder("-h", "--help").usageHelp(true).description("This help.").build());
  }

  /** A verb with {@code --help}. */
  static Syntax of(String verb, String summary) {
    return new Syntax(verb, summary);
  }

  /** With an option that takes a value. */
  Syntax option(String name, String label, String description) {
    spec.addOption(
        OptionSpec.builder(name)
            .paramLabel(label)
            .arity("1")
            .type(String.class)
            .description(escaped(description))
            .build());
    return this;
  }

  /** With an option that may be given several times. */
  Syntax repeated(String name, String label, String description) {
    spec.addOption(
        OptionSpec.builder(name)
            .paramLabel(label)
            .arity("1")
            .type(List.class)
            .auxiliaryTypes(String.class)
            .description(escaped(description))
            .build());
    return this;
  }

  /** With an option that takes no value: it is true when it is given. */
  Syntax flag(String name, String description) {
    spec.addOption(
        OptionSpec.builder(name)
            .arity("0")
            .type(boolean.class)
            .description(escaped(description))
            .build());
    return this;
  }

  /** With a word at the next place. */
  Syntax place(String label, boolean required, String description) {
    spec.addPositional(
        PositionalParamSpec.builder()
            .index(String.valueOf(places++))
            .paramLabel(label)
            .arity(required ? "1" : "0..1")
            .type(String.class)
            .description(escaped(description))
            .build());
    return this;
  }

  /** With any number of words at the places that are left. */
  Syntax places(String label, String description) {
    spec.addPositional(
        PositionalParamSpec.builder()
            .index(places + "..*")
            .paramLabel(label)
            .arity("0..*")
            .type(List.class)
            .auxiliaryTypes(String.class)
            .description(escaped(description))
            .build());
    return this;
  }

  /** Option → what it takes: alternatives such as {@code quick|desk}, a label, or nothing. */
  Map<String, String> options() {
    Map<String, String> all = new LinkedHashMap<>();
    spec.options()
        .forEach(o -> all.put(o.longestName(), o.arity().max() == 0 ? "" : o.paramLabel()));
    return all;
  }

  /** The labels of the places. */
  List<String> places() {
    return spec.positionalParameters().stream().map(ArgSpec::paramLabel).toList();
  }

  /** True when an option of that name is taken already. */
  boolean takes(String name) {
    return spec.findOption(name) != null;
  }

  /** The help, in lines. */
  String help() {
    StringWriter text = new StringWriter();
    CommandLine line = new CommandLine(spec);
    line.usage(new PrintWriter(text, true), CommandLine.Help.Ansi.OFF);
    return text.toString();
  }

  /**
   * Reads the arguments that follow the verb.
   *
   * @throws Refusal in one line when they do not fit, naming the nearest option
   */
  Arguments read(List<String> arguments) {
    CommandLine line = new CommandLine(spec).setExpandAtFiles(false).setTrimQuotes(false);
    try {
      return new Arguments(line.parseArgs(arguments.toArray(String[]::new)));
    } catch (CommandLine.UnmatchedArgumentException e) {
      throw unmatched(e.getUnmatched().getFirst(), e);
    } catch (CommandLine.OverwrittenOptionException e) {
      throw new Refusal(named(e.getOverwritten()) + " is given twice", e);
    } catch (CommandLine.MissingParameterException e) {
      List<ArgSpec> missing = e.getMissing() == null ? List.of() : e.getMissing();
      if (missing.isEmpty()) {
        throw new Refusal(verb + ": " + firstLine(e), e);
      }
      ArgSpec first = missing.getFirst();
      throw new Refusal(
          first.isOption()
              ? named(first) + " needs a value: " + String.join(" ", first.description())
              : verb
                  + " needs "
                  + first.paramLabel()
                  + ": "
                  + String.join(" ", first.description()),
          e);
    } catch (CommandLine.ParameterException e) {
      throw new Refusal(verb + ": " + firstLine(e), e);
    }
  }

  private Refusal unmatched(String word, Exception cause) {
    if (!word.startsWith("-")) {
      return new Refusal(
          verb
              + " does not take \""
              + word
              + "\"; `"
              + PROGRAM
              + verb
              + " --help` says what it takes",
          cause);
    }
    String name = word.contains("=") ? word.substring(0, word.indexOf('=')) : word;
    List<String> known =
        spec.options().stream()
            .flatMap(o -> Stream.of(o.names()))
            .filter(n -> n.length() > 2)
            .toList();
    String near = Nearest.suggestion(name, known);
    return new Refusal(
        verb
            + " has no option "
            + name
            + (near.isEmpty()
                ? "; there are " + known.stream().sorted().collect(Collectors.joining(", "))
                : near),
        cause);
  }

  private static String named(ArgSpec spec) {
    return spec instanceof OptionSpec option ? option.longestName() : spec.paramLabel();
  }

  private static String firstLine(Exception e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }

  /** Texts of others are no formats and hold no variables. */
  private static String escaped(String text) {
    List<String> parts = new ArrayList<>();
    text.codePoints()
        .forEach(c -> parts.add(c == '%' ? "%%" : c == '$' ? "$$" : Character.toString(c)));
    return String.join("", parts);
  }
}
