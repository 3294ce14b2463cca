package org.onsager.sweep;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import org.onsager.lab.Cost;
import org.onsager.lab.Laboratory;
import org.onsager.lab.Stopped;
import org.onsager.logbook.PointStore;
import org.onsager.runner.Progress;
import org.onsager.runner.Watch;

/**
 * The carrying out of a plan: places on workers, each result into the store as soon as it is there.
 *
 * <p>A point that the store has is not measured again. Results depend neither on the order nor on
 * the number of workers nor on interruptions. Nothing is held but the numbers of the places that
 * are open.
 */
public final class Sweep {
  private static final int AT_ONCE = 500;
  private static final long STACK_BYTES = 16L << 20;
  private static final double PATIENCE_SECONDS = 5;

  private final PointStore store;
  private final Laboratory laboratory;
  private final int threads;
  private final Watch watch;
  private final BooleanSupplier stopped;
  private final MemoryGate gate;
  private final long start = System.nanoTime();
  private long measured;
  private long resumed;
  private long failed;
  private long total;
  private double busy;
  private double costDone;
  private double costLeft;

  private Sweep(
      PointStore store,
      Laboratory laboratory,
      int threads,
      double memory,
      Watch watch,
      BooleanSupplier stopped) {
    this.store = store;
    this.laboratory = laboratory;
    this.threads = threads;
    this.gate = new MemoryGate(memory);
    this.watch = watch;
    this.stopped = stopped;
  }

  /**
   * What came of a sweep.
   *
   * @param plan what was swept
   * @param refined the places that refinement added, numbered after those of the plan
   * @param measured points that were measured now
   * @param resumed points that were known before
   * @param failed places without a result
   * @param seconds wall time of this start
   */
  public record Outcome(
      Plan plan, List<Place> refined, long measured, long resumed, long failed, double seconds) {
    public Outcome {
      refined = List.copyOf(refined);
    }

    /** The number of places, those of refinement included. */
    public long size() {
      return plan.size() + refined.size();
    }

    /** A place by its number. */
    public Place place(long number) {
      return number < plan.size() ? plan.place(number) : refined.get((int) (number - plan.size()));
    }
  }

  /**
   * Carries out a plan, or continues.
   *
   * @param plan what
   * @param refinement how places are added where the result changes
   * @param fresh true to forget what the store has of it
   * @param store takes the results
   * @param laboratory measures them
   * @param threads how many points are measured at once, where memory allows
   * @param watch is told how it goes
   * @param stopped answers true when the user wants it to stop
   * @throws Stopped when it was stopped; finished points are kept
   */
  public static Outcome run(
      Plan plan,
      Refinement refinement,
      boolean fresh,
      PointStore store,
      Laboratory laboratory,
      int threads,
      Watch watch,
      BooleanSupplier stopped) {
    Sweep sweep = new Sweep(store, laboratory, threads, MemoryGate.here(), watch, stopped);
    sweep.batch(plan.size(), plan::place, fresh);
    List<Place> refined =
        refinement.added(
            plan, store, places -> sweep.batch(places.size(), i -> places.get((int) i), fresh));
    return new Outcome(plan, refined, sweep.measured, sweep.resumed, sweep.failed, sweep.seconds());
  }

  /** Measures what is open among some places. */
  private void batch(long size, LongFunction<Place> places, boolean fresh) {
    int[] open = open((int) size, places, fresh);
    synchronized (this) {
      watch.at(progress());
    }
    if (open.length > 0) {
      if (stopped.getAsBoolean()) {
        throw stop();
      }
      work(open, places);
    }
  }

  /** The places that are to be measured; those that cannot be are counted as failed. */
  private int[] open(int size, LongFunction<Place> places, boolean fresh) {
    int[] open = new int[size];
    int n = 0;
    long impossible = 0;
    for (int from = 0; from < size; from += AT_ONCE) {
      List<Integer> numbers = new ArrayList<>();
      List<SweepPoint> points = new ArrayList<>();
      List<String> keys = new ArrayList<>();
      for (int i = from; i < Math.min(size, from + AT_ONCE); i++) {
        SweepPoint point = places.apply(i).point();
        if (point == null) {
          impossible++;
        } else {
          numbers.add(i);
          points.add(point);
          keys.add(point.key());
        }
      }
      if (fresh) {
        store.forget(keys);
      }
      Set<String> finished = store.finished(keys);
      for (int i = 0; i < keys.size(); i++) {
        if (!finished.contains(keys.get(i))) {
          open[n++] = numbers.get(i);
          costLeft += cost(points.get(i)).seconds();
        }
      }
    }
    total += size;
    failed += impossible;
    resumed += size - impossible - n;
    return java.util.Arrays.copyOf(open, n);
  }

  private Cost cost(SweepPoint point) {
    try {
      return SweepBench.cost(point, laboratory);
    } catch (RuntimeException e) {
      return new Cost(0, 0, 0, 0); // its measurement will say what is wrong
    }
  }

  private void work(int[] open, LongFunction<Place> places) {
    AtomicInteger next = new AtomicInteger();
    AtomicReference<@Nullable RuntimeException> broken = new AtomicReference<>();
    int crew = Math.min(threads, open.length);
    CountDownLatch ended = new CountDownLatch(crew);
    for (int w = 0; w < crew; w++) {
      Runnable loop =
          () -> {
            try {
              int i = next.getAndIncrement();
              while (i < open.length && !stopped.getAsBoolean() && broken.get() == null) {
                point(places.apply(open[i]));
                i = next.getAndIncrement();
              }
            } catch (Stopped e) {
              if (!stopped.getAsBoolean()) {
                broken.compareAndSet(null, e);
              }
            } catch (RuntimeException e) {
              broken.compareAndSet(null, e); // the store, not a point
            } finally {
              ended.countDown();
            }
          };
      Thread thread = new Thread(null, loop, "onsager-sweep-" + (w + 1), STACK_BYTES);
      thread.setContextClassLoader(Thread.currentThread().getContextClassLoader());
      thread.setDaemon(true);
      thread.start();
    }
    await(ended);
    RuntimeException thrown = broken.get();
    if (thrown != null) {
      throw thrown;
    }
    if (next.get() < open.length || ended.getCount() > 0 || stopped.getAsBoolean()) {
      throw stop();
    }
  }

  /** Waits; once the user has stopped it, no longer than patience lasts. */
  private void await(CountDownLatch ended) {
    double since = Double.NaN;
    try {
      while (!ended.await(50, TimeUnit.MILLISECONDS)) {
        if (Double.isNaN(since) && stopped.getAsBoolean()) {
          since = seconds();
        }
        if (seconds() - since > PATIENCE_SECONDS) {
          return;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Stopped("interrupted; finished points are kept");
    }
  }

  private void point(Place place) {
    SweepPoint point = java.util.Objects.requireNonNull(place.point());
    String key = point.key();
    Cost cost = cost(point);
    SweepResult result = null;
    gate.enter(cost.bytes());
    try {
      if (store.finished(List.of(key)).isEmpty()) { // another process may have been here
        result = SweepBench.measure(point, laboratory);
      }
    } finally {
      gate.leave(cost.bytes());
    }
    if (result != null) {
      store.keep(key, point.text(), result.text(), result.failed());
    }
    synchronized (this) {
      costLeft -= cost.seconds();
      if (result == null) {
        resumed++;
      } else {
        failed += result.failed() ? 1 : 0;
        measured += result.failed() ? 0 : 1;
        busy += result.seconds();
        costDone += cost.seconds();
        watch.measured("sweep", point, result);
      }
      watch.at(progress());
    }
  }

  private Progress progress() {
    long done = measured + resumed + failed;
    double left = Double.NaN;
    long tried = measured + failed;
    if (done == total) {
      left = 0;
    } else if (tried > 0 && busy > 0) {
      double ahead =
          costDone > 0 && costLeft > 0 ? costLeft * busy / costDone : (total - done) * busy / tried;
      left = ahead / threads;
    }
    return new Progress("sweep", done, total, done, total, resumed, seconds(), left, "points");
  }

  private double seconds() {
    return (System.nanoTime() - start) * 1e-9;
  }

  private synchronized Stopped stop() {
    long kept = measured + resumed;
    return new Stopped(
        "stopped; "
            + kept
            + (kept == 1 ? " finished point is kept" : " finished points are kept")
            + ", the same command continues");
  }
}
