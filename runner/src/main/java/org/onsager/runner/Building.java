package org.onsager.runner;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.onsager.lab.Catalogue;
import org.onsager.lab.Dataset;
import org.onsager.lab.Experiment;
import org.onsager.lab.Findings;
import org.onsager.lab.Laboratory;
import org.onsager.lab.Reproduction;
import org.onsager.lab.Stopped;
import org.onsager.logbook.Codec;
import org.onsager.logbook.Digest;
import org.onsager.logbook.Home;
import org.onsager.logbook.LogBook;

/**
 * The building as a tool sees it: the catalogue, the certificates of the log book, and trials,
 * which write nothing.
 */
public final class Building implements Laboratory, AutoCloseable {
  private static final int REMEMBERED_TRIALS = 4;

  private static final double QUICK = 2;

  private final Catalogue catalogue;
  private final Home home;
  private final DataRoom data;
  private final Watch watch;
  private final long began = System.nanoTime();
  private final BooleanSupplier stopped;
  private final Map<Object, MemoryJournal> earlier = new LinkedHashMap<>();
  private @Nullable LogBook book;

  private Building(
      Catalogue catalogue, Home home, DataRoom data, Watch watch, BooleanSupplier stopped) {
    this.catalogue = catalogue;
    this.home = home;
    this.data = data;
    this.watch = watch;
    this.stopped = stopped;
  }

  /**
   * A building.
   *
   * @param catalogue everything that can be run
   * @param home whose log book holds the certificates; it is opened when one is asked for
   * @param data where data sets come from
   * @param progress is told how long work goes
   * @param stopped answers true when the user wants it to stop
   */
  public static Building of(
      Catalogue catalogue,
      Home home,
      DataRoom data,
      Consumer<String> progress,
      BooleanSupplier stopped) {
    Watch notes =
        new Watch() {
          @Override
          public void note(String line) {
            progress.accept(line);
          }
        };
    return watched(catalogue, home, data, notes, stopped);
  }

  /** A building whose watch is also told how far long work is. */
  public static Building watched(
      Catalogue catalogue, Home home, DataRoom data, Watch watch, BooleanSupplier stopped) {
    return new Building(catalogue, home, data, watch, stopped);
  }

  @Override
  public Catalogue catalogue() {
    return catalogue;
  }

  @Override
  public synchronized Optional<Certificate> certificate(String formula) {
    if (book == null && !LogBook.exists(home)) {
      return Optional.empty();
    }
    if (book == null) {
      book = LogBook.open(home, watch::note);
    }
    return book.certificate(formula);
  }

  @Override
  public <K extends Record, T extends Record> Findings trial(
      Experiment<K, T> experiment, K knobs, T theory, Trial trial) {
    Object key = key(experiment, knobs, trial);
    MemoryJournal journal = trial.reusePoints() ? remembered(key) : new MemoryJournal();
    Findings findings;
    try {
      findings = tried(experiment, knobs, theory, trial, trial.interruptAfter(), journal);
    } catch (Stopped e) {
      if (trial.interruptAfter() <= 0 || stopped.getAsBoolean()) {
        throw e;
      }
      findings = tried(again(experiment), knobs, theory, trial, 0, journal);
    }
    remember(key, journal);
    return findings;
  }

  @Override
  public Dataset.TestPart testPart(String name) {
    return data.testPart(name);
  }

  @Override
  public Dataset dataset(String name) {
    return data.open(name);
  }

  @Override
  public String digest(Findings findings) {
    return Digest.of(findings);
  }

  @Override
  public Consumer<String> progress() {
    return watch::note;
  }

  @Override
  public void reached(String what, long done, long total, String unit) {
    double seconds = (System.nanoTime() - began) * 1e-9;
    if (seconds < QUICK) {
      return; // what takes no time needs no bar
    }
    double left = done > 0 ? seconds / done * (total - done) : Double.NaN;
    watch.at(new Progress(what, done, total, done, total, 0, seconds, left, unit));
  }

  @Override
  public boolean stopped() {
    return stopped.getAsBoolean();
  }

  @Override
  public synchronized void close() {
    if (book != null) {
      book.close();
    }
  }

  private <K extends Record, T extends Record> Findings tried(
      Experiment<K, T> experiment,
      K knobs,
      T theory,
      Trial trial,
      int interruptAfter,
      MemoryJournal journal) {
    Bay bay =
        new Bay(
            new Bay.Setting(
                id(experiment),
                trial.seed(),
                trial.effort(),
                trial.workers(),
                experiment.cost(knobs),
                trial.permuted(),
                interruptAfter,
                Double.POSITIVE_INFINITY),
            journal,
            data,
            Watch.none(),
            stopped);
    return Crew.away("onsager-trial", () -> experiment.run(knobs, theory, bay));
  }

  /** A second start has an experiment of its own, as a second process would. */
  @SuppressWarnings("unchecked")
  private static <K extends Record, T extends Record> Experiment<K, T> again(
      Experiment<K, T> experiment) {
    try {
      return (Experiment<K, T>) experiment.getClass().getConstructor().newInstance();
    } catch (ReflectiveOperationException e) {
      return experiment; // made by hand, not from the catalogue
    }
  }

  private static String id(Experiment<?, ?> experiment) {
    Reproduction named = experiment.getClass().getAnnotation(Reproduction.class);
    return named == null ? experiment.getClass().getName() : named.id();
  }

  private record Tried(Object experiment, String knobs, String effort, long seed) {}

  private static Object key(Experiment<?, ?> experiment, Record knobs, Trial trial) {
    boolean listed = experiment.getClass().isAnnotationPresent(Reproduction.class);
    return new Tried(
        listed ? experiment.getClass() : experiment,
        Codec.text(knobs),
        trial.effort().name(),
        trial.seed());
  }

  private synchronized MemoryJournal remembered(Object key) {
    MemoryJournal known = earlier.get(key);
    return known == null ? new MemoryJournal() : known;
  }

  private synchronized void remember(Object key, MemoryJournal journal) {
    earlier.putIfAbsent(key, journal);
    while (earlier.size() > REMEMBERED_TRIALS) {
      earlier.remove(earlier.keySet().iterator().next());
    }
  }
}
