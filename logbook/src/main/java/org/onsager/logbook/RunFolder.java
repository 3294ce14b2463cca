package org.onsager.logbook;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.onsager.lab.Card;
import org.onsager.lab.Claim;
import org.onsager.lab.Effort;
import org.onsager.lab.Figure;
import org.onsager.lab.Findings;
import org.onsager.lab.Judgement;
import org.onsager.lab.Paper;
import org.onsager.lab.Verdict;

/**
 * A run as a folder: {@code run.json}, {@code figures/<id>.csv}, and pages such as {@code
 * poster.html}. It appears whole or not at all, and needs no Onsager to be read.
 */
final class RunFolder {
  /** The name of this layout, the first member of {@code run.json}. */
  static final String FORMAT = "onsager-run/1";

  private static final String DOCUMENT = "run.json";

  private RunFolder() {}

  /**
   * Writes a run beside its place, then moves it there.
   *
   * @param key the key of its journal
   * @param pages file name → text, empty for none
   */
  static void write(Path folder, Run run, String key, Map<String, String> pages) {
    Path part = folder.resolveSibling("." + folder.getFileName() + ".part");
    try {
      Files.createDirectories(folder.toAbsolutePath().getParent());
      delete(part);
      Files.createDirectories(part.resolve("figures"));
      put(part.resolve(DOCUMENT), Json.pretty(tree(run, key)));
      for (Figure figure : run.findings().figures()) {
        String id = figure.caption().id();
        if (!id.matches("[A-Za-z0-9][A-Za-z0-9._-]*")) {
          throw new IllegalArgumentException("a figure's id is kebab-case, not \"" + id + "\"");
        }
        put(part.resolve("figures").resolve(id + ".csv"), FigureTable.of(figure, run.name()));
      }
      for (Map.Entry<String, String> page : pages.entrySet()) {
        if (!page.getValue().isEmpty()) {
          put(part.resolve(page.getKey()), page.getValue());
        }
      }
      try {
        Files.move(part, folder, StandardCopyOption.ATOMIC_MOVE);
      } catch (AtomicMoveNotSupportedException e) {
        Files.move(part, folder);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the run cannot be written to " + folder + ": " + e, e);
    }
  }

  /** Removes a run's folder; a kill on the way leaves no half of a run behind. */
  static void remove(Path folder) {
    Path part = folder.resolveSibling("." + folder.getFileName() + ".part");
    try {
      delete(part);
      Files.move(folder, part);
      delete(part);
    } catch (IOException e) {
      throw new UncheckedIOException("the run " + folder + " cannot be removed: " + e, e);
    }
  }

  /** Copies a run's folder, files of the same names replaced. */
  static void copy(Path folder, Path target) {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path source : all.toList()) {
        Path place = target.resolve(folder.relativize(source).toString());
        if (Files.isDirectory(source)) {
          Files.createDirectories(place);
        } else {
          Files.copy(source, place, StandardCopyOption.REPLACE_EXISTING);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the run cannot be copied to " + target + ": " + e, e);
    }
  }

  /** True when a folder holds a finished run. */
  static boolean holds(Path folder) {
    String name = folder.getFileName().toString();
    return !name.startsWith(".") && Files.isRegularFile(folder.resolve(DOCUMENT));
  }

  /** A run with the key of its journal. */
  record Filed(Run run, String key) {}

  /**
   * Reads a run back.
   *
   * @throws IllegalArgumentException in one line when the folder holds no run that can be read
   */
  static Filed read(Path folder) {
    try {
      Object tree = Json.parse(Files.readString(folder.resolve(DOCUMENT)));
      if (!(tree instanceof Map<?, ?> members) || !FORMAT.equals(members.get("format"))) {
        throw new IllegalArgumentException("it is not of the form " + FORMAT);
      }
      return filed(members);
    } catch (IOException | IllegalArgumentException e) {
      throw new IllegalArgumentException(
          folder.resolve(DOCUMENT) + " cannot be read: " + e.getMessage(), e);
    }
  }

  private static Map<String, @Nullable Object> tree(Run run, String key) {
    Map<String, @Nullable Object> tree = new LinkedHashMap<>();
    tree.put("format", FORMAT);
    tree.put("name", run.name());
    tree.put("experiment", run.card().id());
    tree.put("command", run.command());
    tree.put("effort", run.effort());
    tree.put("seed", run.seed());
    tree.put("threads", run.threads());
    tree.put("knobs", run.knobs());
    tree.putAll(Codec.tree(run.provenance()));
    tree.put("digest", run.digest());
    tree.put("key", key);
    List<Object> claims = new ArrayList<>();
    for (int i = 0; i < run.judgements().size(); i++) {
      Claim claim = run.findings().claims().get(i);
      Judgement judgement = run.judgements().get(i);
      Map<String, @Nullable Object> entry = new LinkedHashMap<>();
      entry.put("id", claim.statement().id());
      entry.put("text", claim.statement().text());
      entry.put("verdict", judgement.verdict().word());
      entry.put("reason", judgement.verdict().reason());
      entry.put("statistic", judgement.statistic());
      entry.put("p", judgement.p());
      entry.put("allowed", judgement.allowed());
      entry.put("claim", claim);
      claims.add(entry);
    }
    tree.put("claims", claims);
    tree.put("facts", run.findings().facts());
    tree.put("paper", run.paper());
    tree.put("card", run.card());
    tree.put("figures", run.findings().figures());
    return tree;
  }

  private static Filed filed(Map<?, ?> tree) {
    List<Claim> claims = new ArrayList<>();
    List<Judgement> judgements = new ArrayList<>();
    for (Object entry : items(tree, "claims")) {
      Judged judged = Codec.read(entry, Judged.class, "claims");
      claims.add(judged.claim());
      judgements.add(
          new Judgement(
              Verdict.of(judged.verdict(), judged.reason()),
              judged.statistic(),
              judged.p(),
              judged.allowed()));
    }
    List<Figure> figures = new ArrayList<>();
    for (Object entry : items(tree, "figures")) {
      figures.add(Codec.read(entry, Figure.class, "figures"));
    }
    Head head = Codec.read(carded(tree), Head.class, DOCUMENT);
    Run run =
        new Run(
            head.name(),
            head.card(),
            head.paper(),
            head.effort(),
            head.seed(),
            head.threads(),
            head.knobs(),
            new Findings(claims, figures, head.facts()),
            judgements,
            Codec.read(tree, Run.Provenance.class, DOCUMENT),
            head.digest(),
            head.command());
    return new Filed(run, head.key());
  }

  /** Runs of before there were contributions do not say that their card is the house's own. */
  private static Map<?, ?> carded(Map<?, ?> tree) {
    if (!(tree.get("card") instanceof Map<?, ?> card) || card.containsKey("jar")) {
      return tree;
    }
    Map<Object, @Nullable Object> whole = new LinkedHashMap<>(card);
    whole.put("jar", "");
    Map<Object, @Nullable Object> all = new LinkedHashMap<>(tree);
    all.put("card", whole);
    return all;
  }

  private record Judged(
      String verdict, String reason, double statistic, double p, double allowed, Claim claim) {}

  private record Head(
      String name,
      String command,
      Effort effort,
      long seed,
      int threads,
      Map<String, Object> knobs,
      String digest,
      String key,
      Map<String, String> facts,
      Paper paper,
      Card card) {}

  private static List<?> items(Map<?, ?> tree, String member) {
    if (tree.get(member) instanceof List<?> items) {
      return items;
    }
    throw new IllegalArgumentException("it has no list of " + member);
  }

  private static void put(Path file, String text) throws IOException {
    Files.writeString(file, text, StandardCharsets.UTF_8);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
  }

  private static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path p : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(p);
      }
    }
  }
}
