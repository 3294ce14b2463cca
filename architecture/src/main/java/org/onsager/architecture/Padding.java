package org.onsager.architecture;

import java.util.List;
import java.util.Locale;

/** What a convolution does at the edge of its input. */
public enum Padding {
  /** The kernel stays inside: \( \lfloor (n-k)/s \rfloor + 1 \) places along an axis. */
  VALID,
  /**
   * Zeros are put around, so that there are \( \lceil n/s \rceil \) places; where their number is
   * odd, the one more lies at the end.
   */
  SAME;

  /** Its name in the text form. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Padding of(String word) {
    List<String> names = List.of(VALID.text(), SAME.text());
    return switch (word.strip().toLowerCase(Locale.ROOT)) {
      case "valid" -> VALID;
      case "same" -> SAME;
      default ->
          throw new IllegalArgumentException(
              "unknown padding '"
                  + word.strip()
                  + "'; nearest is '"
                  + Names.nearest(word.strip(), names)
                  + "'; known are "
                  + String.join(", ", names));
    };
  }
}
