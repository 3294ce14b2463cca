package org.onsager.lab;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What an experiment found: its claims, each with prediction and measurement, and its figures.
 *
 * @param claims at least one, with different ids
 * @param figures with different ids
 * @param facts what was counted on the way, for example "networks trained" → "156"
 */
public record Findings(List<Claim> claims, List<Figure> figures, Map<String, String> facts) {

  /** The false-alarm probability that an experiment spends over all its claims. */
  public static final double FALSE_ALARM = 1e-3;

  public Findings {
    claims = List.copyOf(claims);
    figures = List.copyOf(figures);
    facts = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(facts));
    Set<String> seen = new HashSet<>();
    for (Claim c : claims) {
      if (!seen.add("claim " + c.statement().id())) {
        throw new IllegalArgumentException("two claims are called " + c.statement().id());
      }
    }
    for (Figure f : figures) {
      if (!seen.add("figure " + f.caption().id())) {
        throw new IllegalArgumentException("two figures are called " + f.caption().id());
      }
    }
    if (claims.isEmpty()) {
      throw new IllegalArgumentException("findings without a claim say nothing");
    }
  }

  /**
   * Every claim judged, in order; the false-alarm probability is shared equally by those in regime.
   */
  public List<Judgement> judgements() {
    long judged = claims.stream().filter(c -> c.statement().outside().isEmpty()).count();
    double share = FALSE_ALARM / Math.max(1, judged);
    return claims.stream().map(c -> c.judge(share)).toList();
  }
}
