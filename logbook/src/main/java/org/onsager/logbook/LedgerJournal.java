package org.onsager.logbook;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.onsager.lab.Refusal;

/** The journal of one run in the ledger. */
final class LedgerJournal implements Journal {
  private static final DateTimeFormatter NOW =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private final Ledger ledger;
  private final LogBook.Key key;
  private final String id;
  private final String started;
  private final double seconds;

  private LedgerJournal(Ledger ledger, LogBook.Key key, String id, String started, double seconds) {
    this.ledger = ledger;
    this.key = key;
    this.id = id;
    this.started = started;
    this.seconds = seconds;
  }

  static Journal open(Ledger ledger, LogBook.Key key) {
    String id = key.digest();
    return ledger.read(
        c -> {
          List<Journal> found = new ArrayList<>();
          Ledger.rows(
              c,
              r -> found.add(new LedgerJournal(ledger, key, id, r.getString(1), r.getDouble(2))),
              "SELECT started, seconds FROM unfinished WHERE key = ?",
              id);
          return found.isEmpty() ? new LedgerJournal(ledger, key, id, now(), 0) : found.getFirst();
        });
  }

  static void forget(Connection c, String id) throws SQLException {
    Ledger.run(c, "DELETE FROM point WHERE key = ?", id);
    Ledger.run(c, "DELETE FROM data WHERE key = ?", id);
    Ledger.run(c, "DELETE FROM unfinished WHERE key = ?", id);
  }

  @Override
  public Map<String, String> results(String purpose) {
    return ledger.read(
        c -> {
          Map<String, String> results = new HashMap<>();
          Ledger.rows(
              c,
              r -> results.put(r.getString(1), r.getString(2)),
              "SELECT point, result FROM point WHERE key = ? AND purpose = ?",
              id,
              purpose);
          return results;
        });
  }

  @Override
  public Optional<String> result(String purpose, String point) {
    return ledger.read(
        c -> {
          List<String> results = new ArrayList<>();
          Ledger.rows(
              c,
              r -> results.add(r.getString(1)),
              "SELECT result FROM point WHERE key = ? AND purpose = ? AND point = ?",
              id,
              purpose,
              point);
          return results.stream().findFirst();
        });
  }

  @Override
  public void keep(String purpose, String point, String result, double spent) {
    ledger.write(
        c -> {
          Ledger.run(
              c, "INSERT OR IGNORE INTO point VALUES (?, ?, ?, ?)", id, purpose, point, result);
          touch(c, spent);
          return null;
        });
  }

  @Override
  public double seconds() {
    return seconds;
  }

  @Override
  public String started() {
    return started;
  }

  @Override
  public void data(String name, String digest) {
    ledger.write(
        c -> {
          List<String> before = new ArrayList<>();
          Ledger.rows(
              c,
              r -> before.add(r.getString(1)),
              "SELECT digest FROM data WHERE key = ? AND name = ?",
              id,
              name);
          if (before.isEmpty()) {
            Ledger.run(c, "INSERT INTO data VALUES (?, ?, ?)", id, name, digest);
            touch(c, seconds);
          } else if (!before.getFirst().equals(digest)) {
            throw new Refusal(
                "the data set "
                    + name
                    + " is not the one that the finished points of this run have seen; --fresh"
                    + " measures them anew");
          }
          return null;
        });
  }

  @Override
  public Map<String, String> data() {
    return ledger.read(
        c -> {
          Map<String, String> sets = new HashMap<>();
          Ledger.rows(
              c,
              r -> sets.put(r.getString(1), r.getString(2)),
              "SELECT name, digest FROM data WHERE key = ?",
              id);
          return sets;
        });
  }

  @Override
  public void clear() {
    ledger.write(
        c -> {
          forget(c, id);
          return null;
        });
  }

  private void touch(Connection c, double spent) throws SQLException {
    Ledger.run(
        c,
        "INSERT INTO unfinished VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (key) DO UPDATE SET"
            + " seconds = max(seconds, excluded.seconds), touched = excluded.touched",
        id,
        key.experiment(),
        key.effort().name(),
        key.seed(),
        started,
        spent,
        now());
  }

  /** This instant in microseconds, all six of them always, so that texts are ordered as time is. */
  private static String now() {
    return NOW.format(Instant.now());
  }
}
