package org.onsager.logbook;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.onsager.lab.Refusal;
import org.sqlite.SQLiteErrorCode;

/**
 * The database file behind the log book: opened with what its file system can do, repaired when it
 * is damaged, shared with other processes.
 *
 * <p>It keeps a write-ahead log, with {@code synchronous=NORMAL}: a commit survives the death of
 * the process at any instant. Where the file system has no shared memory, it keeps a rollback
 * journal and says so. One connection, used by one thread at a time.
 */
final class Ledger implements AutoCloseable {
  /**
   * What a database holds.
   *
   * @param what it is, for whoever reads a refusal: "the log book"
   * @param loss what becomes of a damaged one, for a note
   * @param version of the tables, kept as {@code user_version}
   * @param tables what makes them
   */
  record Schema(String what, String loss, int version, List<String> tables) {}

  private static final int PATIENCE_MILLISECONDS = 30_000;
  private static final long CHECKED_BYTES = 32L << 20;
  private static final Object OPENING = new Object();
  private static final List<String> TABLES =
      List.of(
          "CREATE TABLE IF NOT EXISTS run (name TEXT PRIMARY KEY, experiment TEXT NOT NULL,"
              + " title TEXT NOT NULL, effort TEXT NOT NULL, seed INTEGER NOT NULL,"
              + " started TEXT NOT NULL, seconds REAL NOT NULL, digest TEXT NOT NULL,"
              + " knobs TEXT NOT NULL) STRICT",
          "CREATE INDEX IF NOT EXISTS run_by_experiment ON run (experiment, started)",
          "CREATE TABLE IF NOT EXISTS claim (run TEXT NOT NULL, number INTEGER NOT NULL,"
              + " id TEXT NOT NULL, verdict TEXT NOT NULL, reason TEXT NOT NULL,"
              + " PRIMARY KEY (run, number)) STRICT",
          "CREATE TABLE IF NOT EXISTS formula (formula TEXT NOT NULL, run TEXT NOT NULL,"
              + " number INTEGER NOT NULL, PRIMARY KEY (formula, run, number)) STRICT",
          "CREATE TABLE IF NOT EXISTS unfinished (key TEXT PRIMARY KEY, experiment TEXT NOT NULL,"
              + " effort TEXT NOT NULL, seed INTEGER NOT NULL, started TEXT NOT NULL,"
              + " seconds REAL NOT NULL, touched TEXT NOT NULL) STRICT",
          "CREATE TABLE IF NOT EXISTS point (key TEXT NOT NULL, purpose TEXT NOT NULL,"
              + " point TEXT NOT NULL, result TEXT NOT NULL,"
              + " PRIMARY KEY (key, purpose, point)) STRICT",
          "CREATE TABLE IF NOT EXISTS data (key TEXT NOT NULL, name TEXT NOT NULL,"
              + " digest TEXT NOT NULL, PRIMARY KEY (key, name)) STRICT");

  /** Runs, their claims, and the journal of unfinished points. */
  static final Schema LOG_BOOK =
      new Schema(
          "the log book",
          "the log book's index was damaged: it lies beside as %s and is made anew from the run"
              + " folders",
          1,
          TABLES);

  private final Path file;
  private final String vfs;
  private final Schema schema;
  private final Consumer<String> notes;
  private @Nullable Connection connection;
  private boolean saidRollback;

  private Ledger(Path file, String vfs, Schema schema, Consumer<String> notes) {
    this.file = file;
    this.vfs = vfs;
    this.schema = schema;
    this.notes = notes;
  }

  /**
   * Opens or makes the database.
   *
   * @param file its place; the folder is made
   * @param vfs SQLite's name of a way to use the file system, or empty for the usual one
   * @param schema what it holds
   * @param notes is told, in a line, of a rollback journal or of a damaged file set aside
   */
  static Ledger open(Path file, String vfs, Schema schema, Consumer<String> notes) {
    Ledger ledger = new Ledger(file, vfs, schema, notes);
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
    } catch (IOException e) {
      throw ledger.homeless(e);
    }
    ledger.connect();
    return ledger;
  }

  /** Work on the database. */
  @FunctionalInterface
  interface Work<R extends @Nullable Object> {
    /** Does it. */
    R on(Connection connection) throws SQLException;
  }

  /** Reads. */
  synchronized <R extends @Nullable Object> R read(Work<R> work) {
    return patiently(work);
  }

  /** Writes, in one short transaction. */
  synchronized <R extends @Nullable Object> R write(Work<R> work) {
    return patiently(
        c -> {
          execute(c, "BEGIN IMMEDIATE");
          try {
            R result = work.on(c);
            execute(c, "COMMIT");
            return result;
          } catch (SQLException | RuntimeException | Error e) {
            try {
              execute(c, "ROLLBACK");
            } catch (SQLException ended) {
              e.addSuppressed(ended);
            }
            throw e;
          }
        });
  }

  @Override
  public synchronized void close() {
    disconnect();
  }

  /** Runs one statement with its parameters. */
  static void run(Connection c, String sql, @Nullable Object... parameters) throws SQLException {
    try (PreparedStatement s = c.prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) {
        s.setObject(i + 1, parameters[i]);
      }
      s.executeUpdate();
    }
  }

  /** What one row gives. */
  @FunctionalInterface
  interface Row {
    /** Reads the row on which the cursor stands. */
    void read(ResultSet row) throws SQLException;
  }

  /** Reads every row of a query. */
  static void rows(Connection c, Row row, String sql, @Nullable Object... parameters)
      throws SQLException {
    try (PreparedStatement s = c.prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) {
        s.setObject(i + 1, parameters[i]);
      }
      try (ResultSet result = s.executeQuery()) {
        while (result.next()) {
          row.read(result);
        }
      }
    }
  }

  private <R extends @Nullable Object> R patiently(Work<R> work) {
    long end = System.nanoTime() + PATIENCE_MILLISECONDS * 1_000_000L;
    boolean mended = false;
    while (true) {
      try {
        return work.on(open());
      } catch (SQLException e) {
        int code = primary(e);
        if (busy(code) && System.nanoTime() < end) {
          pause();
        } else if (damaged(code) && !mended) {
          mended = true;
          disconnect();
        } else {
          throw failure(e);
        }
      }
    }
  }

  private Connection open() {
    Connection c = connection;
    if (c == null) {
      c = connect();
    }
    return c;
  }

  /** One process at a time opens, makes or sets aside; those who have it open are not disturbed. */
  private Connection connect() {
    synchronized (OPENING) {
      Path lock = file.resolveSibling(file.getFileName() + ".opening");
      try (FileChannel channel =
          FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
        try (FileLock held = lock(channel)) {
          return prepared(held != null);
        }
      } catch (IOException e) {
        throw homeless(e);
      }
    }
  }

  private static @Nullable FileLock lock(FileChannel channel) {
    try {
      return channel.lock();
    } catch (IOException e) {
      return null; // a file system without locks: SQLite's own must do
    }
  }

  private Connection prepared(boolean alone) {
    long end = System.nanoTime() + PATIENCE_MILLISECONDS * 1_000_000L;
    while (true) {
      try {
        return attempt();
      } catch (SQLException e) {
        int code = primary(e);
        disconnect();
        if (busy(code) && System.nanoTime() < end) {
          pause();
        } else if (damaged(code) && alone) {
          setAside();
        } else {
          throw failure(e);
        }
      } catch (RuntimeException e) {
        disconnect();
        throw e;
      }
    }
  }

  private Connection attempt() throws SQLException {
    Path place = file.toAbsolutePath();
    Connection c =
        DriverManager.getConnection(
            vfs.isEmpty()
                ? "jdbc:sqlite:" + place
                : "jdbc:sqlite:file:" + place.toUri().getRawPath() + "?vfs=" + vfs);
    connection = c;
    execute(c, "PRAGMA busy_timeout=10000");
    if (!journalMode(c).equals("wal") && !saidRollback) {
      saidRollback = true;
      notes.accept(
          "the file system of "
              + file.getParent()
              + " has no shared memory: "
              + schema.what()
              + " keeps a rollback journal, which is slower");
    }
    execute(c, "PRAGMA synchronous=NORMAL");
    int version = number(c, "PRAGMA user_version");
    if (version > schema.version()) {
      throw new Refusal(
          schema.what()
              + " "
              + file
              + " was written by a newer Onsager (tables of version "
              + version
              + ", this one knows "
              + schema.version()
              + "); use that one, or another $ONSAGER_HOME");
    }
    if (file.toFile().length() <= CHECKED_BYTES) {
      String health = text(c, "PRAGMA quick_check(1)");
      if (!health.equals("ok")) {
        throw new SQLException(health, "", SQLiteErrorCode.SQLITE_CORRUPT.code);
      }
    }
    if (version < schema.version()) {
      execute(c, "BEGIN IMMEDIATE");
      for (String table : schema.tables()) {
        execute(c, table);
      }
      execute(c, "PRAGMA user_version=" + schema.version());
      execute(c, "COMMIT");
    }
    return c;
  }

  /** Asks for a write-ahead log; a rollback journal where there can be none. */
  private static String journalMode(Connection c) throws SQLException {
    String mode;
    try {
      mode = text(c, "PRAGMA journal_mode=WAL").toLowerCase(Locale.ROOT);
      if (mode.equals("wal")) {
        number(c, "SELECT count(*) FROM sqlite_schema");
        return mode;
      }
    } catch (SQLException e) {
      if (busy(primary(e)) || damaged(primary(e))) {
        throw e;
      }
    }
    // A write-ahead log left by a process that had shared memory can be folded in by one alone.
    execute(c, "PRAGMA locking_mode=EXCLUSIVE");
    mode = text(c, "PRAGMA journal_mode=TRUNCATE").toLowerCase(Locale.ROOT);
    number(c, "SELECT count(*) FROM sqlite_schema");
    execute(c, "PRAGMA locking_mode=NORMAL");
    number(c, "SELECT count(*) FROM sqlite_schema");
    return mode;
  }

  private void setAside() {
    String now =
        DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT)
            .withZone(ZoneOffset.UTC)
            .format(Instant.now());
    try {
      Path aside = file.resolveSibling(file.getFileName() + ".damaged-" + now);
      for (int i = 2; Files.exists(aside); i++) {
        aside = file.resolveSibling(file.getFileName() + ".damaged-" + now + "-" + i);
      }
      for (String end : new String[] {"-journal", "-wal", "-shm", ""}) {
        Path part = file.resolveSibling(file.getFileName() + end);
        if (Files.exists(part)) {
          Files.move(part, aside.resolveSibling(aside.getFileName() + end));
        }
      }
      notes.accept(String.format(Locale.ROOT, schema.loss(), aside.getFileName()));
    } catch (IOException e) {
      throw new UncheckedIOException("the damaged " + file + " cannot be set aside", e);
    }
  }

  private void disconnect() {
    Connection c = connection;
    connection = null;
    if (c != null) {
      try {
        c.close();
      } catch (SQLException e) {
        notes.accept(schema.what() + " did not close well: " + e.getMessage());
      }
    }
  }

  private Refusal homeless(IOException e) {
    return new Refusal(schema.what() + " cannot be kept in " + file.getParent() + ": " + e, e);
  }

  private Refusal failure(SQLException e) {
    return new Refusal(schema.what() + " " + file + " cannot be used: " + e.getMessage(), e);
  }

  private static int primary(SQLException e) {
    return e.getErrorCode() & 0xFF;
  }

  private static boolean busy(int code) {
    return code == SQLiteErrorCode.SQLITE_BUSY.code || code == SQLiteErrorCode.SQLITE_LOCKED.code;
  }

  private static boolean damaged(int code) {
    return code == SQLiteErrorCode.SQLITE_CORRUPT.code
        || code == SQLiteErrorCode.SQLITE_NOTADB.code;
  }

  private static void pause() {
    try {
      Thread.sleep(20);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while another process used the log book", e);
    }
  }

  private static void execute(Connection c, String sql) throws SQLException {
    try (Statement s = c.createStatement()) {
      s.execute(sql);
    }
  }

  private static String text(Connection c, String sql) throws SQLException {
    try (Statement s = c.createStatement();
        ResultSet r = s.executeQuery(sql)) {
      return r.next() ? String.valueOf(r.getString(1)) : "";
    }
  }

  private static int number(Connection c, String sql) throws SQLException {
    try (Statement s = c.createStatement();
        ResultSet r = s.executeQuery(sql)) {
      return r.next() ? r.getInt(1) : 0;
    }
  }
}
