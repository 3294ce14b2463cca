package org.onsager.logbook.page;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Numbers as print shows them: two digits of the error set those of the mean, 10⁻⁴ instead of 1e-4.
 */
final class Digits {
  private static final List<String> WORDS =
      List.of(
          "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
          "eleven", "twelve");
  private static final String RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹";
  private static final Pattern EXPONENT =
      Pattern.compile(
          "(?<![\\p{L}\\p{N}.])([-−]?)(\\d+(?:\\.\\d+)?)[eE]([-+]?)(\\d+)(?![\\p{L}\\p{N}])");

  private Digits() {}

  /**
   * A mean and its error with the digits that the error allows.
   *
   * @param mean the mean as a text
   * @param error its error as a text, or empty when it is zero
   * @param decimals the decimals of both, in units of the power of ten
   * @param power the power of ten that both carry, mostly 0
   */
  record Pair(String mean, String error, int decimals, int power) {
    /** Another number in the same digits and the same power of ten. */
    String alike(double v) {
      return Double.isFinite(v) ? fixed(v, decimals, power) : number(v, 3);
    }

    /** What both are multiplied by, or empty. */
    String factor() {
      return power == 0 ? "" : " × 10" + raised(power);
    }
  }

  /** The count as a word up to twelve. */
  static String count(int n) {
    return n >= 0 && n < WORDS.size() ? WORDS.get(n) : grouped(n);
  }

  /** A whole number with commas between thousands. */
  static String grouped(long n) {
    return String.format(Locale.ROOT, "%,d", n).replace('-', '−');
  }

  /** A number to some significant digits; the words for what is none. */
  static String number(double v, int significant) {
    if (Double.isNaN(v)) {
      return "diverged";
    }
    if (Double.isInfinite(v)) {
      return v > 0 ? "∞" : "−∞";
    }
    if (v == 0) {
      return "0";
    }
    int e = exponent(v, significant);
    if (e < -4 || e > 6) {
      BigDecimal m = rounded(v, significant).scaleByPowerOfTen(-e).stripTrailingZeros();
      String front = m.abs().compareTo(BigDecimal.ONE) == 0 ? "" : minus(m.toPlainString()) + " × ";
      return (front.isEmpty() && v < 0 ? "−" : front) + "10" + raised(e);
    }
    return minus(rounded(v, significant).stripTrailingZeros().toPlainString());
  }

  /** A mean with its standard error. */
  static Pair measured(double mean, double error) {
    if (!(error > 0)) {
      double scale = Math.abs(mean);
      int e = scale == 0 ? 0 : exponent(mean, 5);
      int power = e < -4 || e > 6 ? e : 0;
      int decimals = scale == 0 ? 0 : Math.max(0, 4 - (e - power));
      return new Pair(fixed(mean, decimals, power), "", decimals, power);
    }
    int e = exponent(error, 2);
    int top = Math.max(e, mean == 0 ? e : exponent(mean, 3));
    int power = top < -3 || top > 5 ? top : 0;
    int decimals = Math.max(0, 1 - e + power);
    if (decimals > 7) {
      return new Pair(fixed(mean, 7, power), number(error, 2), 7, power);
    }
    return new Pair(fixed(mean, decimals, power), fixed(error, decimals, power), decimals, power);
  }

  /** A probability: two digits, below 10⁻⁴ the power of ten that bounds it, with its sign. */
  static String probability(double p) {
    if (Double.isNaN(p)) {
      return "not judged";
    }
    if (p >= 0.9995) {
      return "= 1";
    }
    if (p >= 1e-4) {
      return "= " + number(p, 2);
    }
    return p < 1e-99 ? "< 10⁻⁹⁹" : "≤ 10" + raised((int) Math.ceil(Math.log10(p)));
  }

  /** A fraction in per cent. */
  static String percent(double fraction) {
    return number(100 * fraction, 3) + "\u202f%";
  }

  /** The text with 1.2e-4 written as 1.2 × 10⁻⁴. */
  static String powers(String text) {
    Matcher m = EXPONENT.matcher(text);
    return m.replaceAll(
        r -> {
          int e = Integer.parseInt(r.group(4)) * (r.group(3).equals("-") ? -1 : 1);
          String front = r.group(2).equals("1") ? "" : r.group(2) + " × ";
          return (r.group(1).isEmpty() ? "" : "−") + front + "10" + raised(e);
        });
  }

  /** The exponent in raised digits. */
  static String raised(int exponent) {
    StringBuilder out = new StringBuilder(exponent < 0 ? "⁻" : "");
    for (char c : Integer.toString(Math.abs(exponent)).toCharArray()) {
      out.append(RAISED.charAt(c - '0'));
    }
    return out.toString();
  }

  private static String fixed(double v, int decimals, int power) {
    BigDecimal d = BigDecimal.valueOf(v).scaleByPowerOfTen(-power);
    return minus(d.setScale(decimals, RoundingMode.HALF_EVEN).toPlainString());
  }

  private static int exponent(double v, int significant) {
    BigDecimal r = rounded(v, significant);
    return r.precision() - r.scale() - 1;
  }

  private static BigDecimal rounded(double v, int significant) {
    return BigDecimal.valueOf(v).round(new MathContext(significant));
  }

  private static String minus(String s) {
    return s.replace('-', '−');
  }
}
