package org.onsager.theory;

/** What becomes of signals deep in a random network. */
public enum Phase {
  /** Different inputs become alike, gradients vanish: \( \chi_1 < 1 \). */
  ORDERED,
  /** \( \chi_1 = 1 \): depth scales diverge. */
  CRITICAL,
  /** Similar inputs become different, gradients explode: \( \chi_1 > 1 \). */
  CHAOTIC,
  /** The length of signals grows without bound. */
  RUNAWAY,
  /** The length of signals goes to zero. */
  COLLAPSED
}
