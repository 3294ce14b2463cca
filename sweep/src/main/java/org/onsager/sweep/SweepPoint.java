package org.onsager.sweep;

import org.onsager.lab.Effort;
import org.onsager.logbook.Codec;
import org.onsager.logbook.Digest;

/**
 * An experiment at one setting of its knobs, with one seed: everything that its result may depend
 * on, and nothing else. It is its own key, on this machine and on any other.
 *
 * @param experiment the experiment's id
 * @param effort what {@link org.onsager.lab.Lab#effort()} answers
 * @param seed the root seed
 * @param knobs all of the knobs, as the canonical text of {@link Codec}
 * @param build a fingerprint of the code: results of other code are not taken over
 */
public record SweepPoint(String experiment, Effort effort, long seed, String knobs, String build) {

  /** The key of the point: 64 hexadecimal digits. */
  public String key() {
    return Digest.of(text());
  }

  /** The point as one line of canonical JSON. */
  public String text() {
    return Codec.text(this);
  }

  /** A point read back from its text. */
  public static SweepPoint of(String text) {
    return Codec.read(text, SweepPoint.class);
  }
}
