package org.onsager.architecture;

import java.util.Arrays;
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
  SAME,
  /**
   * As many places as {@link #SAME}, and as much put around, but from the other end: the axis is a
   * ring, which is at least as long as the kernel.
   */
  CIRCULAR;

  /** Its name in the text form. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Padding of(String word) {
    List<String> names = Arrays.stream(values()).map(Padding::text).toList();
    return switch (word.strip().toLowerCase(Locale.ROOT)) {
      case "valid" -> VALID;
      case "same" -> SAME;
      case "circular" -> CIRCULAR;
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
