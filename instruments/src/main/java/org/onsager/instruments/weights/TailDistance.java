package org.onsager.instruments.weights;

/**
 * How far the distribution of a tail's numbers is from the power law, in the sense of Kolmogorov
 * and Smirnov.
 *
 * <p>Both distributions rise. So between two places where they are known no difference is larger
 * than one's value at the right end less the other's at the left end, and stretches where that is
 * less than what was found elsewhere are not looked at: of thousands of numbers some tens.
 *
 * @param logs logarithms of all numbers, ascending
 * @param start the first of the tail
 * @param steepness α − 1
 * @param bothSides whether both sides of a step of the numbers' distribution count; else only where
 *     it begins
 */
@SuppressWarnings("ArrayRecordComponent")
record TailDistance(double[] logs, int start, double steepness, boolean bothSides) {
  /** Of the tail's numbers the law has this share up to number j. */
  private double law(int j) {
    return -Math.expm1(-steepness * (logs[j] - logs[start]));
  }

  /** The difference at number j. */
  double at(int j) {
    return difference(j, law(j));
  }

  private double difference(int j, double law) {
    double size = logs.length - start;
    double before = law - (j - start) / size;
    return bothSides ? Math.max(before, (j - start + 1) / size - law) : Math.abs(before);
  }

  /**
   * The number where the difference is largest, or one where it is beyond {@code enough}.
   *
   * @param guess a number that it may be
   */
  int farthest(int guess, double enough) {
    int last = logs.length - 1;
    int best = Math.max(guess, start);
    double most = at(best);
    if (most > enough) {
      return best;
    }
    double first = difference(start, 0);
    if (first > most) {
      most = first;
      best = start;
    }
    double end = law(last);
    if (difference(last, end) > most) {
      most = difference(last, end);
      best = last;
    }
    return within(start, 0, last, end, best, most, enough);
  }

  /** The same between two numbers where the law is known, and the best that was found so far. */
  private int within(
      int from, double lawFrom, int to, double lawTo, int best, double most, double enough) {
    if (to - from < 2 || most > enough || bound(from, lawFrom, to, lawTo) <= most) {
      return best;
    }
    int middle = (from + to) >>> 1;
    double law = law(middle);
    double here = difference(middle, law);
    int found = here > most ? middle : best;
    double reached = Math.max(here, most);
    int left = within(from, lawFrom, middle, law, found, reached, enough);
    if (left != found) {
      reached = at(left);
    }
    return within(middle, law, to, lawTo, left, reached, enough);
  }

  /** No difference strictly between two numbers is larger. */
  private double bound(int from, double lawFrom, int to, double lawTo) {
    double size = logs.length - start;
    double above = lawTo - (from + 1 - start) / size;
    double below = (bothSides ? to - start : to - 1 - start) / size - lawFrom;
    return Math.max(above, below);
  }
}
