package org.onsager.logbook;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.onsager.lab.Claim;
import org.onsager.lab.Effort;
import org.onsager.lab.Laboratory;
import org.onsager.lab.Nearest;
import org.onsager.lab.Refusal;
import org.onsager.lab.Verdict;

/**
 * The log book: finished runs as folders, an index of them, and the journal of unfinished points.
 *
 * <p>The folders are the truth. The index is compared with them whenever it is read: a folder that
 * it lacks is entered, an entry whose folder is gone is struck out, and a lost or damaged index is
 * made anew. Several processes may read and write at once; a kill at any instant loses no finished
 * point.
 */
public final class LogBook implements AutoCloseable {
  private static final int KEPT_DAYS = 90;

  private final Home home;
  private final Ledger ledger;
  private final Consumer<String> notes;
  private final Set<String> unreadable = ConcurrentHashMap.newKeySet();

  private LogBook(Home home, Ledger ledger, Consumer<String> notes) {
    this.home = home;
    this.ledger = ledger;
    this.notes = notes;
  }

  /**
   * Opens the log book of a home, made where there is none.
   *
   * @param notes is told in a line what a user should know: a rollback journal, a damaged index
   */
  public static LogBook open(Home home, Consumer<String> notes) {
    return open(home, "", notes);
  }

  /** Opens the log book with one of SQLite's other ways to use the file system. */
  static LogBook open(Home home, String vfs, Consumer<String> notes) {
    SqliteLibrary.load(home.cache());
    LogBook book = new LogBook(home, Ledger.open(home.index(), vfs, Ledger.LOG_BOOK, notes), notes);
    book.agree();
    return book;
  }

  /** True when something was ever written there; asking makes nothing. */
  public static boolean exists(Home home) {
    return Files.exists(home.index()) || Files.isDirectory(home.runs());
  }

  /**
   * A line of the index.
   *
   * @param name the run's name
   * @param experiment the experiment's id
   * @param title the experiment's title
   * @param effort what it was asked to cost
   * @param seed the root seed
   * @param started ISO instant, UTC
   * @param seconds wall time
   * @param digest of claims and figures' data
   * @param knobs component name → value
   * @param verdicts claim's id → verdict, in order
   * @param folder where it lies
   */
  public record Entry(
      String name,
      String experiment,
      String title,
      Effort effort,
      long seed,
      String started,
      double seconds,
      String digest,
      Map<String, Object> knobs,
      Map<String, Verdict> verdicts,
      Path folder) {
    public Entry {
      knobs = Collections.unmodifiableMap(new LinkedHashMap<>(knobs));
      verdicts = Collections.unmodifiableMap(new LinkedHashMap<>(verdicts));
    }
  }

  /**
   * What makes two interrupted runs the same: everything a point's result may depend on.
   *
   * @param experiment the experiment's id
   * @param effort its effort
   * @param seed the root seed
   * @param knobs the knobs, as canonical text
   * @param build a fingerprint of the code: results of other code are not taken over
   */
  public record Key(String experiment, Effort effort, long seed, String knobs, String build) {
    /** The key as 64 hexadecimal digits. */
    public String digest() {
      return Digest.of(Codec.text(this));
    }
  }

  /** The journal of a run: what an earlier process left, or an empty one. */
  public Journal journal(Key key) {
    forgetOld();
    return LedgerJournal.open(ledger, key);
  }

  /** A name for a run that starts now: date, time (UTC) and a few letters. */
  public String name(Instant now) {
    return Names.fresh(now, home.runs());
  }

  /**
   * Files a finished run: its folder first, then its line in the index; then its journal is
   * forgotten.
   *
   * @param run the run
   * @param key of its journal
   * @param pages what lies beside its data, such as the poster: file name → text, empty for none
   * @return its folder
   */
  public Path finish(Run run, Key key, Map<String, String> pages) {
    Path folder = home.runs().resolve(run.name());
    if (Files.exists(folder)) {
      throw new IllegalArgumentException("there is a run " + run.name() + " already");
    }
    String digest = key.digest();
    RunFolder.write(folder, run, digest, pages);
    enter(new RunFolder.Filed(run, digest));
    return folder;
  }

  /** Every run, the latest first. */
  public List<Entry> runs() {
    return runs("");
  }

  /** The runs of an experiment, or of all when the id is empty; the latest first. */
  public List<Entry> runs(String experiment) {
    agree();
    return ledger.read(
        c -> {
          Map<String, Map<String, Verdict>> verdicts = new LinkedHashMap<>();
          Ledger.rows(
              c,
              r ->
                  verdicts
                      .computeIfAbsent(r.getString(1), n -> new LinkedHashMap<>())
                      .put(r.getString(2), Verdict.of(r.getString(3), r.getString(4))),
              "SELECT run, id, verdict, reason FROM claim ORDER BY run, number");
          List<Entry> entries = new ArrayList<>();
          Ledger.rows(
              c,
              r ->
                  entries.add(
                      new Entry(
                          r.getString(1),
                          r.getString(2),
                          r.getString(3),
                          Effort.valueOf(r.getString(4)),
                          r.getLong(5),
                          r.getString(6),
                          r.getDouble(7),
                          r.getString(8),
                          knobs(r.getString(9)),
                          verdicts.getOrDefault(r.getString(1), Map.of()),
                          home.runs().resolve(r.getString(1)))),
              "SELECT name, experiment, title, effort, seed, started, seconds, digest, knobs"
                  + " FROM run WHERE ?1 = '' OR experiment = ?1 ORDER BY started DESC, name DESC",
              experiment);
          return List.copyOf(entries);
        });
  }

  /**
   * A run as it was filed.
   *
   * @param name its name, its first letters as far as they are unique, its last four, or {@code
   *     latest}
   * @throws Refusal when there is none, or more than one
   */
  public Run run(String name) {
    try {
      return RunFolder.read(folder(name)).run();
    } catch (IllegalArgumentException e) {
      throw new Refusal(String.valueOf(e.getMessage()), e);
    }
  }

  /**
   * Where a run lies.
   *
   * @param name as for {@link #run}
   */
  public Path folder(String name) {
    agree();
    List<String> names = names();
    if (name.equals("latest")) {
      return runs().stream()
          .findFirst()
          .map(Entry::folder)
          .orElseThrow(() -> new Refusal("there is no latest run; the log book is empty"));
    }
    List<String> fit = Names.meant(name, names);
    if (fit.size() == 1) {
      return home.runs().resolve(fit.getFirst());
    }
    if (fit.isEmpty()) {
      throw new Refusal(
          "no run is called "
              + name
              + Nearest.suggestion(name, names)
              + (names.isEmpty() ? "; the log book is empty" : "; `runs` shows them all"));
    }
    throw new Refusal(
        name
            + " may mean "
            + String.join(", ", fit.subList(0, Math.min(4, fit.size())))
            + (fit.size() > 4 ? " or " + (fit.size() - 4) + " more" : "")
            + "; give more letters");
  }

  /** The latest run of an experiment, or of all when the id is empty. */
  public Optional<Run> latest(String experiment) {
    return runs(experiment).stream().findFirst().map(e -> run(e.name()));
  }

  /**
   * Removes a run: its folder, then its line in the index.
   *
   * @param name as for {@link #run}
   * @return its whole name
   */
  public String remove(String name) {
    Path folder = folder(name);
    String whole = folder.getFileName().toString();
    RunFolder.remove(folder);
    strike(whole);
    return whole;
  }

  /** Copies a run's folder to another place. */
  public void copy(String name, Path target) {
    RunFolder.copy(folder(name), target);
  }

  /**
   * The latest judgement of a formula, whatever came of it.
   *
   * <p>Where a run has several claims that certify the formula, the worst of their verdicts counts.
   *
   * @param formula as named by {@link org.onsager.lab.Statement#certifies()}
   */
  public Optional<Laboratory.Certificate> certificate(String formula) {
    agree();
    List<Laboratory.Certificate> found = new ArrayList<>();
    ledger.read(
        c -> {
          Ledger.rows(
              c,
              r ->
                  found.add(
                      new Laboratory.Certificate(
                          r.getString(1),
                          r.getString(2),
                          Verdict.of(r.getString(3), r.getString(4)),
                          r.getString(5).substring(0, 10),
                          r.getString(6),
                          words(knobs(r.getString(7))))),
              "SELECT r.experiment, c.id, c.verdict, c.reason, r.started, r.name, r.knobs"
                  + " FROM formula f JOIN claim c ON c.run = f.run AND c.number = f.number"
                  + " JOIN run r ON r.name = f.run WHERE f.formula = ?1"
                  + " ORDER BY r.started DESC, r.name DESC, CASE c.verdict"
                  + " WHEN 'disagrees' THEN 0 WHEN 'undecided' THEN 1 ELSE 2 END, c.number"
                  + " LIMIT 1",
              formula);
          return null;
        });
    return found.stream().findFirst();
  }

  /**
   * Makes the index anew from the folders; the journal of unfinished points stays.
   *
   * @return the number of runs
   */
  public int reindex() {
    ledger.write(
        c -> {
          Ledger.run(c, "DELETE FROM run");
          Ledger.run(c, "DELETE FROM claim");
          Ledger.run(c, "DELETE FROM formula");
          return null;
        });
    unreadable.clear();
    agree();
    return names().size();
  }

  @Override
  public void close() {
    ledger.close();
  }

  /** Enters folders that the index lacks, and strikes out entries whose folder is gone. */
  private void agree() {
    Set<String> known = new HashSet<>(names());
    Map<String, Path> folders = new TreeMap<>();
    if (Files.isDirectory(home.runs())) {
      try (Stream<Path> all = Files.list(home.runs())) {
        all.filter(RunFolder::holds).forEach(f -> folders.put(f.getFileName().toString(), f));
      } catch (IOException e) {
        throw new UncheckedIOException("the run folders cannot be listed", e);
      }
    }
    for (Map.Entry<String, Path> f : folders.entrySet()) {
      if (!known.remove(f.getKey()) && !unreadable.contains(f.getKey())) {
        try {
          RunFolder.Filed filed = RunFolder.read(f.getValue());
          if (filed.run().name().equals(f.getKey())) {
            enter(filed);
          } else {
            leave(f.getKey(), f.getValue() + " holds the run " + filed.run().name());
          }
        } catch (IllegalArgumentException e) {
          leave(f.getKey(), String.valueOf(e.getMessage()));
        }
      }
    }
    for (String gone : known) {
      strike(gone);
    }
  }

  private void leave(String name, String why) {
    if (unreadable.add(name)) {
      notes.accept("left out of the log book: " + why);
    }
  }

  private List<String> names() {
    return ledger.read(
        c -> {
          List<String> names = new ArrayList<>();
          Ledger.rows(c, r -> names.add(r.getString(1)), "SELECT name FROM run ORDER BY name");
          return names;
        });
  }

  private void strike(String name) {
    ledger.write(
        c -> {
          Ledger.run(c, "DELETE FROM run WHERE name = ?", name);
          Ledger.run(c, "DELETE FROM claim WHERE run = ?", name);
          Ledger.run(c, "DELETE FROM formula WHERE run = ?", name);
          return null;
        });
  }

  private void enter(RunFolder.Filed filed) {
    Run run = filed.run();
    ledger.write(
        c -> {
          Ledger.run(
              c,
              "INSERT OR REPLACE INTO run VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
              run.name(),
              run.card().id(),
              run.card().title(),
              run.effort().name(),
              run.seed(),
              run.provenance().started(),
              run.provenance().seconds(),
              run.digest(),
              Json.text(run.knobs()));
          for (int i = 0; i < run.judgements().size(); i++) {
            Claim claim = run.findings().claims().get(i);
            Verdict verdict = run.judgements().get(i).verdict();
            Ledger.run(
                c,
                "INSERT OR REPLACE INTO claim VALUES (?, ?, ?, ?, ?)",
                run.name(),
                i,
                claim.statement().id(),
                verdict.word(),
                verdict.reason());
            for (String formula : claim.statement().certifies()) {
              if (!(verdict instanceof Verdict.Outside)) {
                Ledger.run(
                    c, "INSERT OR REPLACE INTO formula VALUES (?, ?, ?)", formula, run.name(), i);
              }
            }
          }
          LedgerJournal.forget(c, filed.key());
          return null;
        });
  }

  private void forgetOld() {
    String before = Instant.now().minus(KEPT_DAYS, ChronoUnit.DAYS).toString();
    ledger.write(
        c -> {
          List<String> old = new ArrayList<>();
          Ledger.rows(
              c,
              r -> old.add(r.getString(1)),
              "SELECT key FROM unfinished WHERE touched < ?",
              before);
          for (String key : old) {
            LedgerJournal.forget(c, key);
          }
          return null;
        });
  }

  private static Map<String, Object> knobs(String text) {
    Map<String, Object> knobs = new LinkedHashMap<>();
    if (Json.parse(text) instanceof Map<?, ?> members) {
      members.forEach(
          (k, v) -> {
            if (v != null) {
              knobs.put(String.valueOf(k), v);
            }
          });
    }
    return knobs;
  }

  private static String words(Map<String, Object> knobs) {
    List<String> all = new ArrayList<>();
    knobs.forEach((k, v) -> all.add(k + " = " + brief(v)));
    return String.join(", ", all);
  }

  private static String brief(@Nullable Object value) {
    return value instanceof List<?> list && list.size() > 2
        ? list.getFirst() + " … " + list.getLast()
        : String.valueOf(value);
  }
}
