package org.onsager.sweep;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Where the swept knobs stand, with the means over the repeats there.
 *
 * @param values of the swept knobs
 * @param claims claim's id → means; empty where every repeat failed
 */
record Site(List<Object> values, Map<String, Means> claims) {

  Site(List<Object> values) {
    this(values, new LinkedHashMap<>());
  }

  /** The means of one claim over the repeats. */
  static final class Means {
    private double prediction;
    private double measurement;
    private double variance;
    private double deviation;
    private double disagreement;
    private int n;

    double prediction() {
      return prediction / n;
    }

    double measurement() {
      return measurement / n;
    }

    double standardError() {
      return Math.sqrt(variance) / n;
    }

    double deviation() {
      return deviation / n;
    }

    /** The share of repeats that disagree, less the share that agree. */
    double disagreement() {
      return disagreement / n;
    }

    private void add(ClaimResult c) {
      prediction += c.prediction();
      measurement += c.measurement();
      variance += c.standardError() * c.standardError();
      deviation += c.deviation();
      String word = c.verdict();
      disagreement += word.equals("disagrees") ? 1 : word.equals("agrees") ? -1 : 0;
      n++;
    }
  }

  /** Takes a claim of one more repeat. */
  void add(ClaimResult c) {
    claims.computeIfAbsent(c.claim(), k -> new Means()).add(c);
  }
}
