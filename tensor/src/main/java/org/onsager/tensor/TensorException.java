package org.onsager.tensor;

import java.util.Locale;

/** A tensor operation that cannot be done, in one line: which operation, and why. */
public final class TensorException extends RuntimeException {
  private static final long serialVersionUID = 1;

  TensorException(String line) {
    super(line);
  }

  private TensorException(String line, Throwable cause) {
    super(line, cause);
  }

  /** The first sentence of what the native library said, without its stack. */
  static TensorException of(String operation, RuntimeException error) {
    if (error instanceof TensorException already) {
      return already;
    }
    String said = error.getMessage() == null ? error.toString() : error.getMessage();
    int stack = said.indexOf("\nException raised from");
    String line = (stack < 0 ? said : said.substring(0, stack)).strip();
    int end = line.indexOf('\n');
    line = end < 0 ? line : line.substring(0, end).strip();
    return new TensorException(String.format(Locale.ROOT, "%s: %s", operation, line), error);
  }
}
