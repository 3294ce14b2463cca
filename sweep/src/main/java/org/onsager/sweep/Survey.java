package org.onsager.sweep;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the results of a sweep say together, taken place by place: verdicts counted, failures, and
 * the means that figures are drawn from.
 */
public final class Survey {
  /** The most sites whose numbers are held for figures. */
  private static final int MOST_SITES = 100_000;

  private static final int MOST_FAILURES = 20;

  /** How many claims are drawn where the user has not said which. */
  private static final int DRAWN = 3;

  private final Set<String> asked;
  private final boolean small;
  private final Map<String, Map<String, Long>> verdicts = new LinkedHashMap<>();
  private final Map<String, String> quantities = new LinkedHashMap<>();
  private final List<Failed> failures = new ArrayList<>();
  private final List<Site> sites = new ArrayList<>();
  private final Map<List<Object>, Site> byValues = new java.util.HashMap<>();
  private long failed;
  private long points;

  Survey(Sweep.Outcome outcome, Set<String> asked) {
    this.asked = asked;
    this.small = outcome.size() / outcome.plan().repeats() <= MOST_SITES;
  }

  /**
   * A place that failed.
   *
   * @param place where
   * @param line why
   */
  public record Failed(Place place, String line) {}

  /** Takes a place with its result. */
  void take(Place place, SweepResult result) {
    points++;
    if (result.failed()) {
      failed++;
      if (failures.size() < MOST_FAILURES) {
        failures.add(new Failed(place, result.failure()));
      }
    }
    Site site = site(place.values());
    for (ClaimResult c : result.claims()) {
      verdicts
          .computeIfAbsent(c.claim(), k -> new LinkedHashMap<>())
          .merge(c.verdict(), 1L, Long::sum);
      boolean wanted = asked.isEmpty() ? quantities.size() < DRAWN : asked.contains(c.claim());
      if (quantities.containsKey(c.claim()) || wanted) {
        quantities.putIfAbsent(c.claim(), c.quantity());
        if (site != null) {
          site.add(c);
        }
      }
    }
  }

  private @Nullable Site site(List<Object> values) {
    if (!small) {
      return null;
    }
    return byValues.computeIfAbsent(
        values,
        v -> {
          Site site = new Site(v);
          sites.add(site);
          return site;
        });
  }

  /** Claim's id → verdict's word → how many points. */
  public Map<String, Map<String, Long>> verdicts() {
    return Collections.unmodifiableMap(verdicts);
  }

  /** The first failures. */
  public List<Failed> failures() {
    return List.copyOf(failures);
  }

  /** How many places failed. */
  public long failed() {
    return failed;
  }

  /** How many places there are. */
  public long points() {
    return points;
  }

  /** Claim's id → its quantity, for those that are drawn. */
  Map<String, String> quantities() {
    return quantities;
  }

  /** Where, with the means over repeats; none where there are too many to hold. */
  List<Site> sites() {
    return sites;
  }

  /** How many points have a verdict. */
  long count(String word) {
    return verdicts.values().stream().mapToLong(v -> v.getOrDefault(word, 0L)).sum();
  }
}
