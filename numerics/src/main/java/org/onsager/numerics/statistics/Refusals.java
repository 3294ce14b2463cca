package org.onsager.numerics.statistics;

import java.util.Locale;

/** The one-line refusals of this package. */
final class Refusals {

  private Refusals() {}

  static IllegalArgumentException refusal(String form, Object... values) {
    return new IllegalArgumentException(String.format(Locale.ROOT, form, values));
  }

  static void finite(String where, double[] values) {
    for (int i = 0; i < values.length; i++) {
      if (!Double.isFinite(values[i])) {
        throw refusal("%s: number %d is %s; every one must be finite", where, i, values[i]);
      }
    }
  }

  static void atLeast(String where, int needed, int count) {
    if (count < needed) {
      throw refusal("%s: %d numbers; at least %d are needed", where, count, needed);
    }
  }

  static void sameLength(String where, int one, int other) {
    if (one != other) {
      throw refusal("%s: %d numbers against %d", where, one, other);
    }
  }
}
