package org.onsager.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.onsager.lab.Stopped;

/** Attempts in the order in which they were made; what is thrown breaks the law that was tried. */
final class Attempts {
  private final List<Attempt> all = new ArrayList<>();

  /** What was seen: empty and kept when there is nothing to say. */
  record Seen(boolean kept, String detail) {
    static Seen fine(String detail) {
      return new Seen(true, detail);
    }

    static Seen broken(String detail) {
      return new Seen(false, detail);
    }

    /** Kept when there is no complaint. */
    static Seen of(String complaint) {
      return new Seen(complaint.isEmpty(), complaint);
    }
  }

  /** Tries; true when the law holds. */
  boolean attempt(String law, String tried, Supplier<Seen> attempt) {
    Seen seen;
    try {
      seen = attempt.get();
    } catch (Stopped e) {
      throw e;
    } catch (RuntimeException | LinkageError | AssertionError | StackOverflowError e) {
      seen = Seen.broken(brief(e));
    }
    all.add(new Attempt(law, tried, seen.kept(), seen.detail()));
    return seen.kept();
  }

  List<Attempt> all() {
    return List.copyOf(all);
  }

  /** Notes what is missing. */
  static void need(List<String> missing, boolean there, String what) {
    if (!there) {
      missing.add(what);
    }
  }

  static String brief(Throwable e) {
    String line = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    return e.getClass().getSimpleName() + ": " + line;
  }
}
