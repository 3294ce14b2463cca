package org.onsager.theory;

import org.jspecify.annotations.Nullable;

/**
 * Where the length of a signal goes in a deep network.
 *
 * @param kind in what way
 * @param length the limit; infinite where it grows without bound
 * @param fixedPoint the fixed point that is reached, null where none is
 */
public record LengthLimit(Kind kind, double length, @Nullable LengthFixedPoint fixedPoint) {
  /** The ways in which lengths behave. */
  public enum Kind {
    /** It approaches a fixed point. */
    REACHES,
    /** Every length is kept, this one too. */
    KEEPS,
    /** It grows without bound. */
    GROWS,
    /** It neither settles nor grows: a cycle. */
    WANDERS
  }
}
