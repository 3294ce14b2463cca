package org.onsager.logbook;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The results of sweep points by the points' keys, each taken once.
 *
 * <p>All sweeps of a home share it: a key stands for everything that a result may depend on, so a
 * point that one sweep measured is known to every other. A result that was kept is never replaced;
 * a failure is, by the result of a later attempt. Several processes may read and write at once; a
 * kill at any instant loses no point that was kept. Safe for several threads.
 */
public final class PointStore implements AutoCloseable {
  private static final int AT_ONCE = 500;
  private static final Ledger.Schema SCHEMA =
      new Ledger.Schema(
          "the store of sweep points",
          "the store of sweep points was damaged: it lies beside as %s, and its points are measured"
              + " anew",
          1,
          List.of(
              "CREATE TABLE IF NOT EXISTS point (key TEXT PRIMARY KEY, point TEXT NOT NULL,"
                  + " result TEXT NOT NULL, failed INTEGER NOT NULL) STRICT"));

  private final Ledger ledger;

  private PointStore(Ledger ledger) {
    this.ledger = ledger;
  }

  /**
   * Opens the store of a home, made where there is none.
   *
   * @param notes is told in a line what a user should know: a rollback journal, a damaged file
   */
  public static PointStore open(Home home, Consumer<String> notes) {
    return open(home, "", notes);
  }

  /** Opens the store with one of SQLite's other ways to use the file system. */
  static PointStore open(Home home, String vfs, Consumer<String> notes) {
    SqliteLibrary.load(home.cache());
    return new PointStore(Ledger.open(home.sweeps().resolve("points.db"), vfs, SCHEMA, notes));
  }

  /** Those of the keys whose points are finished; failures are not. */
  public Set<String> finished(List<String> keys) {
    Set<String> found = new HashSet<>();
    for (int from = 0; from < keys.size(); from += AT_ONCE) {
      List<String> some = keys.subList(from, Math.min(keys.size(), from + AT_ONCE));
      String places = String.join(", ", some.stream().map(k -> "?").toList());
      String sql = "SELECT key FROM point WHERE failed = 0 AND key IN (" + places + ")";
      ledger.read(
          c -> {
            Ledger.rows(
                c, r -> found.add(r.getString(1)), sql, some.toArray(new @Nullable Object[0]));
            return null;
          });
    }
    return found;
  }

  /** The result of a key, be it a failure; empty where nothing was kept. */
  public Optional<String> result(String key) {
    return ledger.read(
        c -> {
          AtomicReference<@Nullable String> found = new AtomicReference<>();
          Ledger.rows(
              c, r -> found.set(r.getString(1)), "SELECT result FROM point WHERE key = ?", key);
          return Optional.ofNullable(found.get());
        });
  }

  /**
   * Keeps a result, unless the key has one that is no failure.
   *
   * @param key of the point
   * @param point the point as text
   * @param result the result as text
   * @param failed true when the point failed, and may be tried again
   */
  public void keep(String key, String point, String result, boolean failed) {
    ledger.write(
        c -> {
          Ledger.run(
              c,
              "INSERT INTO point VALUES (?, ?, ?, ?) ON CONFLICT (key) DO UPDATE SET"
                  + " result = excluded.result, failed = excluded.failed WHERE failed = 1",
              key,
              point,
              result,
              failed ? 1 : 0);
          return null;
        });
  }

  /** Forgets the results of some keys. */
  public void forget(Collection<String> keys) {
    ledger.write(
        c -> {
          for (String key : keys) {
            Ledger.run(c, "DELETE FROM point WHERE key = ?", key);
          }
          return null;
        });
  }

  @Override
  public void close() {
    ledger.close();
  }
}
