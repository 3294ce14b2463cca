package org.onsager.lab;

import java.util.ArrayList;
import java.util.List;

/**
 * What a claim says, and where the paper says it.
 *
 * @param id the claim's name within its experiment: kebab-case, never changes
 * @param text one sentence, as a reader would say it
 * @param quantity the quantity in symbols, for example "q* at σ_w² = 2.5"
 * @param place in the paper, for example "§3, eq. 3, Fig. 1"
 * @param figure the id of the figure that shows it, or empty
 * @param certifies the formulas that agreement would certify, for example "mean-field/chi1"
 * @param powerReason why a power above the effort's limit is right, or empty
 * @param contested who contradicted the published claim and why, or empty; a contested claim is
 *     required to disagree
 * @param outside why the knobs lie outside the theory's regime, or empty; such a claim is reported
 *     and not judged
 */
public record Statement(
    String id,
    String text,
    String quantity,
    String place,
    String figure,
    List<String> certifies,
    String powerReason,
    String contested,
    String outside) {

  public Statement {
    if (!id.matches("[a-z0-9]+(-[a-z0-9]+)*")) {
      throw new IllegalArgumentException("a claim's id is kebab-case, not \"" + id + "\"");
    }
    if (text.isBlank()) {
      throw new IllegalArgumentException("claim " + id + " says nothing");
    }
    certifies = List.copyOf(certifies);
  }

  /** A claim's id and its sentence. */
  public static Statement of(String id, String text) {
    return new Statement(id, text, "", "", "", List.of(), "", "", "");
  }

  /** With the quantity in symbols. */
  public Statement quantity(String symbols) {
    return new Statement(
        id, text, symbols, place, figure, certifies, powerReason, contested, outside);
  }

  /** With its place in the paper. */
  public Statement at(String where) {
    return new Statement(
        id, text, quantity, where, figure, certifies, powerReason, contested, outside);
  }

  /** With the figure that shows it. */
  public Statement shownIn(String figureId) {
    return new Statement(
        id, text, quantity, place, figureId, certifies, powerReason, contested, outside);
  }

  /** With a formula that agreement certifies. */
  public Statement certifying(String... formulas) {
    List<String> all = new ArrayList<>(certifies);
    all.addAll(List.of(formulas));
    return new Statement(id, text, quantity, place, figure, all, powerReason, contested, outside);
  }

  /** With the reason why its power is above the effort's limit. */
  public Statement powerBecause(String reason) {
    return new Statement(id, text, quantity, place, figure, certifies, reason, contested, outside);
  }

  /** Declared contested, with the reason and who said so. */
  public Statement contestedBecause(String reason) {
    return new Statement(
        id, text, quantity, place, figure, certifies, powerReason, reason, outside);
  }

  /** Outside its regime unless the predicate over the knobs holds. */
  public Statement within(boolean regime, String need) {
    return regime
        ? this
        : new Statement(id, text, quantity, place, figure, certifies, powerReason, contested, need);
  }
}
