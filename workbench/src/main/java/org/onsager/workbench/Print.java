package org.onsager.workbench;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;
import java.util.regex.Pattern;

/** Numbers as print shows them: − for a minus, × 10⁻⁴ for e-4, a thin space before %. */
final class Print {
  private static final String RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹";
  private static final int MOST_DIGITS = 9;
  private static final Pattern LONG = Pattern.compile("-?\\d+\\.\\d+(?:[eE]-?\\d+)?");

  private Print() {}

  /** A number with so many significant digits, trailing zeros dropped. */
  static String number(double v, int significant) {
    if (Double.isNaN(v)) {
      return "undefined";
    }
    if (Double.isInfinite(v)) {
      return v > 0 ? "∞" : "−∞";
    }
    if (v == 0) {
      return "0";
    }
    BigDecimal d = BigDecimal.valueOf(v).round(new MathContext(significant));
    int e = d.precision() - d.scale() - 1;
    if (e >= -4 && e <= 6) {
      return sign(d.stripTrailingZeros().toPlainString());
    }
    BigDecimal front = d.scaleByPowerOfTen(-e).stripTrailingZeros();
    String ten = "10" + raised(e);
    if (front.abs().compareTo(BigDecimal.ONE) == 0) {
      return v < 0 ? "−" + ten : ten;
    }
    return sign(front.toPlainString()) + " × " + ten;
  }

  /** A number with the digits that its error allows, at most nine. */
  static String digits(double v, double error) {
    if (!(error > 0) || v == 0 || !Double.isFinite(v)) {
      return number(v, MOST_DIGITS);
    }
    int known = (int) Math.floor(Math.log10(Math.abs(v) / error));
    return number(v, Math.clamp(known, 2, MOST_DIGITS));
  }

  /** A number as Java, Python and JSON read it, with so many significant digits. */
  static String plain(double v, int significant) {
    BigDecimal d = BigDecimal.valueOf(v).round(new MathContext(significant)).stripTrailingZeros();
    int e = d.precision() - d.scale() - 1;
    return d.signum() == 0
        ? "0"
        : e >= -5 && e <= 9 ? d.toPlainString() : String.format(Locale.ROOT, "%s", d.doubleValue());
  }

  /** A fraction in per cent, of two significant digits, whole above ten. */
  static String percent(double fraction) {
    double p = 100 * fraction;
    String text =
        p >= 99.5 && p < 100
            ? number(p, 3)
            : p >= 10 ? number(Math.rint(p), 6) : number(p, p < 1 ? 1 : 2);
    return text + "\u202f%";
  }

  /** A factor in words that hold for very large and very small ones: "× 0.15", "× 10⁻⁴". */
  static String factor(double log10) {
    if (Double.isInfinite(log10)) {
      return log10 > 0 ? "∞" : "0";
    }
    if (log10 >= -4 && log10 <= 6) {
      return number(Math.pow(10, log10), 2);
    }
    double e = Math.floor(log10);
    String front = number(Math.pow(10, log10 - e), 2);
    return (front.equals("1") || front.equals("10") ? "" : front + " × ")
        + "10"
        + raised((int) (front.equals("10") ? e + 1 : e));
  }

  /** A count with commas between thousands. */
  static String count(double n) {
    return n < 1e7 ? String.format(Locale.ROOT, "%,d", (long) n) : number(n, 2);
  }

  /** "1 layer", "2 layers". */
  static String layers(long n) {
    return count((double) n) + (n == 1 ? " layer" : " layers");
  }

  /** A sentence whose long numbers are cut to six digits. */
  static String sentence(String text) {
    return LONG.matcher(text)
        .replaceAll(
            m ->
                m.group().length() > 9
                    ? number(Double.parseDouble(m.group()), 6)
                    : m.group().replace("-", "−"));
  }

  private static String raised(int exponent) {
    StringBuilder out = new StringBuilder(exponent < 0 ? "⁻" : "");
    for (char c : Integer.toString(Math.abs(exponent)).toCharArray()) {
      out.append(RAISED.charAt(c - '0'));
    }
    return out.toString();
  }

  private static String sign(String s) {
    return s.replace('-', '−');
  }
}
