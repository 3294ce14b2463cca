package org.onsager.runner;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.onsager.logbook.Journal;

/** A journal that lives as long as the process: for trials, which write nothing to the log book. */
final class MemoryJournal implements Journal {
  private final Map<String, Map<String, String>> purposes = new ConcurrentHashMap<>();

  @Override
  public Map<String, String> results(String purpose) {
    return Map.copyOf(purposes.getOrDefault(purpose, Map.of()));
  }

  @Override
  public Optional<String> result(String purpose, String point) {
    return Optional.ofNullable(purposes.getOrDefault(purpose, Map.of()).get(point));
  }

  @Override
  public void keep(String purpose, String point, String result, double seconds) {
    purposes.computeIfAbsent(purpose, p -> new ConcurrentHashMap<>()).putIfAbsent(point, result);
  }

  @Override
  public double seconds() {
    return 0;
  }

  @Override
  public String started() {
    return "";
  }

  @Override
  public void data(String name, String digest) {}

  @Override
  public Map<String, String> data() {
    return Map.of();
  }

  @Override
  public void clear() {
    purposes.clear();
  }
}
