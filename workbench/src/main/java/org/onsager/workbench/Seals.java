package org.onsager.workbench;

import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.onsager.lab.Laboratory;
import org.onsager.lab.Laboratory.Certificate;
import org.onsager.lab.Verdict;

/**
 * The certificates of the formulas of mean field theory and of the instruments that look at
 * weights: where each agreed, under which conditions, or that nobody has looked.
 */
final class Seals {
  static final String LENGTH = "mean-field/length";
  static final String CORRELATION = "mean-field/correlation";
  static final String CHI = "mean-field/chi1";
  static final String XI_Q = "mean-field/xi-q";
  static final String XI_C = "mean-field/xi-c";
  static final String XI_GRADIENT = "mean-field/xi-gradient";
  static final String LINE = "mean-field/critical-line";
  static final String TRAINABLE = "mean-field/trainable-depth";
  static final String DROPOUT = "mean-field/dropout";

  static final String VARIANCE = "weights/variance";
  static final String EDGE = "weights/edge";
  static final String OUTLIERS = "weights/outliers";
  static final String SIGNIFICANCE = "weights/significance";
  static final String TAIL = "weights/tail-exponent";
  static final String GOODNESS = "weights/tail-goodness";

  private static final List<String> ALL =
      List.of(
          LENGTH,
          CORRELATION,
          CHI,
          XI_Q,
          XI_C,
          XI_GRADIENT,
          LINE,
          TRAINABLE,
          DROPOUT,
          VARIANCE,
          EDGE,
          OUTLIERS,
          SIGNIFICANCE,
          TAIL,
          GOODNESS);

  private static final Pattern TRIED = Pattern.compile("\\bactivation\\s*[=:]\\s*([^,;]+)");
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("d MMM uuuu", Locale.ENGLISH);

  private final Map<String, Certificate> certificates = new HashMap<>();
  private final String activation;
  private final boolean dropout;

  private Seals(String activation, boolean dropout) {
    this.activation = activation;
    this.dropout = dropout;
  }

  /**
   * The certificates that a laboratory holds now.
   *
   * @param activation the activation that is asked about; a certificate of another one says so
   * @param dropout whether dropout is asked about; a formula certified without it says so
   */
  static Seals of(Laboratory laboratory, String activation, boolean dropout) {
    Seals seals = new Seals(activation, dropout);
    for (String formula : ALL) {
      laboratory.certificate(formula).ifPresent(c -> seals.certificates.put(formula, c));
    }
    return seals;
  }

  /** The formula that is at work: with dropout, correlations follow dropout's own. */
  String formula(String plain) {
    return dropout && (plain.equals(CORRELATION) || plain.equals(XI_C)) ? DROPOUT : plain;
  }

  /** For example "agreed on 23 Nov 2026", "undecided for tanh on 23 Nov 2026", "uncalibrated". */
  String words(String plain) {
    return Optional.ofNullable(certificates.get(formula(plain)))
        .map(c -> outcome(c.verdict()) + condition(c, plain) + " on " + date(c.date()))
        .orElse("uncalibrated");
  }

  /** For example "spiked-random-matrices, agreed on 30 Nov 2026"; "uncalibrated". */
  String named(String plain) {
    Certificate c = certificates.get(formula(plain));
    return (c == null ? "" : c.experiment() + ", ") + words(plain);
  }

  /** The certificate as it stands in a document; null where there is none. */
  @Nullable Map<String, Object> entry(String plain) {
    Certificate c = certificates.get(formula(plain));
    if (c == null) {
      return null;
    }
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("experiment", c.experiment());
    entry.put("claim", c.claim());
    entry.put("verdict", c.verdict().word());
    entry.put("date", c.date());
    entry.put("run", c.run());
    entry.put("regime", c.regime());
    entry.put("words", words(plain));
    return entry;
  }

  private static String outcome(Verdict verdict) {
    return switch (verdict) {
      case Verdict.Agrees _ -> "agreed";
      case Verdict.Disagrees _ -> "disagreed";
      case Verdict.Undecided _ -> "undecided";
      case Verdict.Outside _ -> "undecided, outside its regime,";
    };
  }

  private String condition(Certificate c, String plain) {
    Matcher tried = TRIED.matcher(c.regime());
    boolean other = tried.find() && !tried.group(1).strip().equals(activation);
    return (other ? " for " + tried.group(1).strip() : "")
        + (dropout && !formula(plain).equals(DROPOUT) ? " without dropout" : "");
  }

  private static String date(String iso) {
    try {
      return LocalDate.parse(iso.substring(0, Math.min(10, iso.length()))).format(DAY);
    } catch (DateTimeParseException notADate) {
      return iso;
    }
  }
}
