package org.onsager.logbook;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.onsager.lab.Card;
import org.onsager.lab.Effort;
import org.onsager.lab.Findings;
import org.onsager.lab.Judgement;
import org.onsager.lab.Paper;

/**
 * A finished run: everything that its folder holds, and all that a poster shows.
 *
 * @param name the folder's name, unique in the log book: date, time and a few letters
 * @param card what the experiment says about itself
 * @param paper the paper that it tries
 * @param effort what it was asked to cost
 * @param seed the root seed
 * @param threads how many points were measured at once
 * @param knobs component name → number, text, boolean or list of those, in the order of the record
 * @param findings claims and figures
 * @param judgements one for each claim, in order
 * @param provenance when, where and with what
 * @param digest SHA-256 of claims and figures' data: equal for the same bits
 * @param command what repeats it
 */
public record Run(
    String name,
    Card card,
    Paper paper,
    Effort effort,
    long seed,
    int threads,
    Map<String, Object> knobs,
    Findings findings,
    List<Judgement> judgements,
    Provenance provenance,
    String digest,
    String command) {
  public Run {
    knobs = Collections.unmodifiableMap(new LinkedHashMap<>(knobs));
    judgements = List.copyOf(judgements);
  }

  /**
   * When, where and with what a run was made.
   *
   * @param started ISO instant, UTC
   * @param seconds wall time, without the time between an interruption and its resumption
   * @param versions component → version: Onsager, Java, natives
   * @param machine processor, cores, memory, operating system
   * @param data data set → digest
   */
  public record Provenance(
      String started,
      double seconds,
      Map<String, String> versions,
      String machine,
      Map<String, String> data) {}
}
