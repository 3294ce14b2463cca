package org.onsager.workbench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.onsager.lab.Catalogue;
import org.onsager.lab.Experiment;
import org.onsager.lab.Findings;
import org.onsager.lab.Laboratory;
import org.onsager.lab.Verdict;

/** A laboratory that holds certificates and runs nothing. */
final class Shelf implements Laboratory {
  private final Map<String, Certificate> certificates = new LinkedHashMap<>();
  private final List<String> heard = new ArrayList<>();

  /** The same shelf with a certificate of tanh on it. */
  Shelf with(String formula, Verdict verdict) {
    certificates.put(
        formula,
        new Certificate(
            "some-experiment",
            "some-claim",
            verdict,
            "2026-11-23",
            "some-run",
            "activation = tanh, biasVariance = 0.05"));
    return this;
  }

  @Override
  public Catalogue catalogue() {
    return Catalogue.open();
  }

  @Override
  public Optional<Certificate> certificate(String formula) {
    return Optional.ofNullable(certificates.get(formula));
  }

  @Override
  public <K extends Record, T extends Record> Findings trial(
      Experiment<K, T> experiment, K knobs, T theory, Trial trial) {
    throw new UnsupportedOperationException("predict runs nothing");
  }

  @Override
  public String digest(Findings findings) {
    throw new UnsupportedOperationException("predict runs nothing");
  }

  @Override
  public Consumer<String> progress() {
    return heard::add;
  }

  /** The lines of progress. */
  List<String> heard() {
    return heard;
  }
}
