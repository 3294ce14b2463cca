package org.onsager.runner;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.onsager.lab.Cost;
import org.onsager.lab.Dataset;
import org.onsager.lab.Effort;
import org.onsager.lab.Lab;
import org.onsager.lab.RandomStream;
import org.onsager.lab.Refusal;
import org.onsager.lab.Stopped;
import org.onsager.logbook.Codec;
import org.onsager.logbook.Journal;

/**
 * The lab of one run: measures points on workers, journals each when it is finished, and takes
 * those that are finished from the journal.
 *
 * <p>Every result travels as text, whether it was measured now or before, so a resumed run has the
 * bits of an uninterrupted one and nothing is shared between points but what the experiment
 * captures itself.
 */
final class Bay implements Lab {
  /** The stack of a worker: native linear algebra overflows Java's usual one. */
  static final long STACK_BYTES = 16L << 20;

  /**
   * How a bay is set up.
   *
   * @param id the experiment's id
   * @param seed the root seed
   * @param effort the effort
   * @param workers how many points are measured at once
   * @param cost what was said beforehand
   * @param permuted true to hand results back in another order than that of the points
   * @param interruptAfter stop after so many points measured here; 0 for never
   * @param patience how long points that run are waited for when the user stops, in seconds
   */
  record Setting(
      String id,
      long seed,
      Effort effort,
      int workers,
      Cost cost,
      boolean permuted,
      int interruptAfter,
      double patience) {}

  private final Setting setting;
  private final Journal journal;
  private final DataRoom data;
  private final Watch watch;
  private final BooleanSupplier stopped;
  private final RandomStream root;
  private final Forecast forecast;
  private final long start = System.nanoTime();
  private final Map<String, String> datasets = new TreeMap<>();
  private final Map<String, Map<String, Class<?>>> asked = new HashMap<>();
  private final ThreadLocal<Boolean> measuring = ThreadLocal.withInitial(() -> false);
  private final Object telling = new Object();
  private long measured;
  private long resumed;
  private long known;

  Bay(Setting setting, Journal journal, DataRoom data, Watch watch, BooleanSupplier stopped) {
    this.setting = setting;
    this.journal = journal;
    this.data = data;
    this.watch = watch;
    this.stopped = stopped;
    this.root = new RandomStream(setting.seed()).named(setting.id());
    this.forecast = new Forecast(setting.cost(), setting.workers());
  }

  /** Data sets that were read, with their digests. */
  Map<String, String> datasets() {
    Map<String, String> all = new TreeMap<>(journal.data());
    synchronized (datasets) {
      all.putAll(datasets);
    }
    return all;
  }

  /** Seconds since the bay was set up. */
  double seconds() {
    return (System.nanoTime() - start) * 1e-9;
  }

  /** Points that are finished, measured here or before. */
  long finished() {
    synchronized (telling) {
      return measured + resumed;
    }
  }

  @Override
  public Dataset data(String name) {
    Dataset set = data.open(name);
    synchronized (datasets) {
      if (datasets.put(name, set.digest()) == null) {
        journal.data(name, set.digest());
      }
    }
    return set;
  }

  @Override
  public RandomStream stream(String purpose) {
    return root.named("once").named(purpose);
  }

  @Override
  public Effort effort() {
    return setting.effort();
  }

  @Override
  public <P extends Record, R extends Record> List<R> points(
      String purpose, List<P> points, Class<R> result, Measurement<? super P, R> measurement) {
    if (measuring.get()) {
      throw new IllegalStateException(
          "points of " + purpose + " are asked for within a point; ask for them in the run");
    }
    Codec.check(result);
    Batch<P, R> batch = new Batch<>(purpose, List.copyOf(points), result, measurement);
    batch.run();
    List<R> results = new ArrayList<>(batch.results());
    if (setting.permuted() && results.size() > 1) {
      // Shuffled, not rotated: neighbours are often draws of the same place.
      List<R> ordered = List.copyOf(results);
      Collections.shuffle(results, root.named("permuted").named(purpose).generator());
      if (results.equals(ordered)) {
        results.add(results.removeFirst());
      }
    }
    return List.copyOf(results);
  }

  /** The points of one call. */
  private final class Batch<P extends Record, R extends Record> {
    private final String purpose;
    private final List<P> points;
    private final Class<R> type;
    private final Measurement<? super P, R> measurement;
    private final List<String> texts = new ArrayList<>();
    private final AtomicReferenceArray<@Nullable String> results;
    private final Map<Integer, Throwable> failures = new ConcurrentHashMap<>();
    private long done;

    Batch(String purpose, List<P> points, Class<R> type, Measurement<? super P, R> measurement) {
      this.purpose = purpose;
      this.points = points;
      this.type = type;
      this.measurement = measurement;
      this.results = new AtomicReferenceArray<>(points.size());
    }

    void run() {
      name();
      List<Integer> open = takeFinished();
      if (open.isEmpty() && !interrupted()) {
        return;
      }
      if (halted()) {
        throw stop();
      }
      work(open);
      if (!failures.isEmpty()) {
        throw failure();
      }
      boolean whole = true;
      for (int i = 0; i < points.size(); i++) {
        whole &= results.get(i) != null;
      }
      if (!whole || interrupted()) {
        throw stop();
      }
    }

    List<R> results() {
      List<R> all = new ArrayList<>();
      for (int i = 0; i < points.size(); i++) {
        all.add(decoded(i));
      }
      return all;
    }

    private R decoded(int i) {
      String text = results.get(i);
      if (text == null) {
        throw new IllegalStateException("point " + i + " of " + purpose + " has no result");
      }
      return Codec.read(text, type);
    }

    /** Names the points by their texts; equal ones are refused. */
    private void name() {
      Map<String, Integer> seen = new HashMap<>();
      Map<String, Class<?>> before = asked.computeIfAbsent(purpose, p -> new HashMap<>());
      for (int i = 0; i < points.size(); i++) {
        if (i == 0) {
          Codec.check(points.get(i).getClass());
        }
        String text = Codec.text(points.get(i));
        Integer twin = seen.put(text, i);
        if (twin != null) {
          throw new IllegalArgumentException(
              "points " + twin + " and " + i + " of \"" + purpose + "\" are equal: " + text);
        }
        Class<?> earlier = before.put(text, measurement.getClass());
        if (earlier != null && earlier != measurement.getClass()) {
          throw new IllegalArgumentException(
              "point "
                  + text
                  + " of \""
                  + purpose
                  + "\" is measured in two ways; give the second a purpose of its own");
        }
        texts.add(text);
      }
    }

    private List<Integer> takeFinished() {
      Map<String, String> finished = journal.results(purpose);
      List<Integer> open = new ArrayList<>();
      for (int i = 0; i < points.size(); i++) {
        String result = finished.get(texts.get(i));
        if (result == null) {
          open.add(i);
        } else {
          results.set(i, result);
        }
      }
      synchronized (telling) {
        done = (long) points.size() - open.size();
        resumed += done;
        known += points.size();
        forecast.begin();
        watch.at(progress());
      }
      return open;
    }

    private void work(List<Integer> open) {
      AtomicInteger next = new AtomicInteger();
      int crew = Math.min(setting.workers(), open.size());
      CountDownLatch ended = new CountDownLatch(crew);
      for (int w = 0; w < crew; w++) {
        Runnable loop =
            () -> {
              try {
                measuring.set(true);
                int i = next.getAndIncrement();
                while (i < open.size() && !halted() && failures.isEmpty()) {
                  measure(open.get(i));
                  i = next.getAndIncrement();
                }
              } finally {
                ended.countDown();
              }
            };
        Thread thread = new Thread(null, loop, "onsager-worker-" + (w + 1), STACK_BYTES);
        thread.setContextClassLoader(Thread.currentThread().getContextClassLoader());
        thread.setDaemon(true);
        thread.start();
      }
      await(ended);
    }

    private void await(CountDownLatch ended) {
      double since = Double.NaN;
      try {
        while (!ended.await(50, TimeUnit.MILLISECONDS)) {
          if (Double.isNaN(since) && stopped.getAsBoolean()) {
            since = seconds();
          }
          if (seconds() - since > setting.patience()) {
            return;
          }
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new Stopped("interrupted; " + kept());
      }
    }

    private void measure(int i) {
      try {
        String text = journal.result(purpose, texts.get(i)).orElse(null);
        boolean mine = text == null;
        long begin = System.nanoTime();
        if (text == null) {
          RandomStream stream = root.named(purpose).named(texts.get(i));
          try (PointBench bench = new PointBench(stream, () -> halted() || !failures.isEmpty())) {
            text = Codec.text(measurement.measure(points.get(i), bench));
          }
          journal.keep(purpose, texts.get(i), text, journal.seconds() + seconds());
        }
        results.set(i, text);
        double took = (System.nanoTime() - begin) * 1e-9;
        synchronized (telling) {
          done++;
          if (mine) {
            measured++;
            forecast.took(took);
          } else {
            resumed++;
          }
          watch.measured(purpose, points.get(i), decoded(i));
          watch.at(progress());
        }
      } catch (Stopped e) {
        if (!halted() && failures.isEmpty()) {
          failures.put(i, e);
        }
      } catch (Throwable e) {
        failures.put(i, e);
      }
    }

    private Progress progress() {
      long all = Math.max(known, setting.cost().points());
      long finished = measured + resumed;
      long here = points.size() - done;
      return new Progress(
          purpose,
          done,
          points.size(),
          finished,
          all,
          resumed,
          seconds(),
          forecast.left(here, Math.max(0, all - finished - here)),
          "points");
    }

    private RuntimeException failure() {
      int first = failures.keySet().stream().min(Integer::compare).orElseThrow();
      Throwable cause = failures.getOrDefault(first, new IllegalStateException("unknown"));
      if (cause instanceof Refusal refusal) {
        return refusal;
      }
      String text = texts.get(first);
      return new Failure(
          "point "
              + (first + 1)
              + " of "
              + points.size()
              + " of \""
              + purpose
              + "\" failed: "
              + Failure.brief(cause)
              + "; it is "
              + (text.length() > 200 ? text.substring(0, 200) + "…" : text)
              + "; "
              + kept(),
          cause);
    }

    private Stopped stop() {
      return new Stopped("stopped; " + kept() + ", the same command continues");
    }
  }

  private String kept() {
    long n = finished();
    return n + (n == 1 ? " finished point is kept" : " finished points are kept");
  }

  private boolean interrupted() {
    synchronized (telling) {
      return setting.interruptAfter() > 0 && measured >= setting.interruptAfter();
    }
  }

  private boolean halted() {
    return stopped.getAsBoolean() || interrupted();
  }
}
