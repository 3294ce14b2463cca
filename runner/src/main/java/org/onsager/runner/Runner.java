package org.onsager.runner;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.onsager.lab.Cost;
import org.onsager.lab.Findings;
import org.onsager.lab.Refusal;
import org.onsager.lab.Stopped;
import org.onsager.logbook.Codec;
import org.onsager.logbook.Digest;
import org.onsager.logbook.Home;
import org.onsager.logbook.Journal;
import org.onsager.logbook.Json;
import org.onsager.logbook.LogBook;
import org.onsager.logbook.Run;
import org.onsager.logbook.page.Poster;

/**
 * Runs experiments and files what they found in the log book.
 *
 * <p>The same request after a kill, a stop or a failure continues by itself from the points that
 * were finished, by this process or by another that runs the same at the same time.
 */
public final class Runner {
  private static final double PATIENCE_SECONDS = 5;

  private final Home home;
  private final LogBook book;
  private final DataRoom data;
  private final Build build;
  private final Function<? super Run, String> poster;

  /**
   * A runner.
   *
   * @param home where traces of failures are written
   * @param book where runs are filed
   * @param data where data sets come from
   * @param build the code that runs
   * @param poster makes the page of a run; an empty text for none
   */
  public Runner(
      Home home, LogBook book, DataRoom data, Build build, Function<? super Run, String> poster) {
    this.home = home;
    this.book = book;
    this.data = data;
    this.build = build;
    this.poster = poster;
  }

  /** A runner of the code on the class path that puts a poster into every run's folder. */
  public static Runner of(Home home, LogBook book, DataRoom data) {
    return new Runner(home, book, data, Build.here(), Poster::html);
  }

  /**
   * Runs, or continues.
   *
   * @param request what
   * @param watch is told how it goes
   * @param stopped answers true when the user wants it to stop
   * @return the run as it was filed
   * @throws Stopped when it was stopped; finished points are kept
   * @throws Refusal for bad input
   * @throws Failure when a point or the experiment itself fails, with one line; finished points are
   *     kept
   */
  public <K extends Record, T extends Record> Run run(
      Request<K, T> request, Watch watch, BooleanSupplier stopped) {
    LogBook.Key key = key(request);
    Journal journal = book.journal(key);
    if (request.fresh()) {
      journal.clear();
      journal = book.journal(key);
    }
    Bay bay =
        new Bay(
            new Bay.Setting(
                request.card().id(),
                request.seed(),
                request.effort(),
                request.threads(),
                cost(request),
                false,
                0,
                PATIENCE_SECONDS),
            journal,
            data,
            watch,
            stopped);
    Run run = filed(request, bay, journal, found(request, bay));
    String page = page(run, watch);
    String heading =
        "The resolved configuration of the run " + run.name() + "; it gives the same bits.";
    String recipe = Recipe.of(request).toml(heading, request.threads(), data.directory());
    try {
      Path folder = book.finish(run, key, Map.of("poster.html", page, "run.toml", recipe));
      Path out = request.out();
      if (out != null) {
        book.copy(run.name(), out);
        watch.note("a copy of " + folder + " lies in " + out);
      }
    } catch (UncheckedIOException e) {
      throw new Failure(String.valueOf(e.getMessage()) + trace(e), e);
    }
    return run;
  }

  private <K extends Record> Cost cost(Request<K, ?> request) {
    try {
      return request.experiment().cost(request.knobs());
    } catch (Refusal e) {
      throw e;
    } catch (RuntimeException e) {
      throw new Failure(
          "the cost of " + request.card().id() + " failed: " + Failure.brief(e) + trace(e), e);
    }
  }

  /** The key under which the journal keeps the points of a request. */
  public LogBook.Key key(Request<?, ?> request) {
    return new LogBook.Key(
        request.card().id(),
        request.effort(),
        request.seed(),
        Codec.text(request.knobs()),
        build.with(request.experiment()).fingerprint());
  }

  private <K extends Record, T extends Record> Findings found(Request<K, T> request, Bay bay) {
    try {
      return Crew.away(
          "onsager-" + request.card().id(),
          () -> {
            T theory = request.experiment().theory(request.knobs());
            return request.experiment().run(request.knobs(), theory, bay);
          });
    } catch (Stopped | Refusal e) {
      throw e;
    } catch (Failure e) {
      throw new Failure(e.getMessage() + trace(e), e);
    } catch (RuntimeException | Error e) {
      throw new Failure(
          request.card().id() + " failed: " + Failure.brief(e) + kept(bay) + trace(e), e);
    }
  }

  private static String kept(Bay bay) {
    return bay.finished() == 0 ? "" : "; its finished points are kept";
  }

  private Run filed(Request<?, ?> request, Bay bay, Journal journal, Findings findings) {
    return new Run(
        book.name(Instant.now()),
        request.card(),
        request.experiment().paper(),
        request.effort(),
        request.seed(),
        request.threads(),
        knobs(request.knobs()),
        findings,
        findings.judgements(),
        new Run.Provenance(
            journal.started(),
            journal.seconds() + bay.seconds(),
            Machine.versions(build.with(request.experiment())),
            Machine.words(),
            bay.datasets()),
        Digest.of(findings),
        request.command());
  }

  private String page(Run run, Watch watch) {
    try {
      return poster.apply(run);
    } catch (RuntimeException e) {
      watch.note("the run has no poster: " + Failure.brief(e) + trace(e));
      return "";
    }
  }

  private static Map<String, Object> knobs(Record knobs) {
    Map<String, Object> plain = new LinkedHashMap<>();
    if (Json.parse(Codec.text(knobs)) instanceof Map<?, ?> members) {
      members.forEach(
          (k, v) -> {
            if (v != null) {
              plain.put(String.valueOf(k), v);
            }
          });
    }
    return plain;
  }

  /** Writes a trace to a file of its own, and says where. */
  private String trace(Throwable thrown) {
    String now =
        DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss-SSS", Locale.ROOT)
            .withZone(ZoneOffset.UTC)
            .format(Instant.now());
    Path file = home.logs().resolve("failure-" + now + ".txt");
    try {
      Files.createDirectories(home.logs());
      try (PrintWriter out =
          new PrintWriter(Files.newBufferedWriter(file, StandardCharsets.UTF_8))) {
        thrown.printStackTrace(out);
      }
      return "; the trace is in " + file;
    } catch (IOException e) {
      return "; its trace could not be written to " + file;
    }
  }
}
