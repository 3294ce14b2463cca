package org.onsager.logbook;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/** The names of what the log book keeps: date, time (UTC) and a few letters. */
final class Names {
  private static final DateTimeFormatter NAME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd-HHmm", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final String LETTERS = "bcdfghjkmnpqrstvwxz";

  private Names() {}

  /** A name of this time that nothing in the folder has. */
  static String fresh(Instant now, Path folder) {
    SecureRandom random = new SecureRandom();
    while (true) {
      StringBuilder name = new StringBuilder(NAME.format(now)).append('-');
      for (int i = 0; i < 4; i++) {
        name.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
      }
      if (!Files.exists(folder.resolve(name.toString()))) {
        return name.toString();
      }
    }
  }

  /** The minute with which a name begins, so that names of one minute are equal in it. */
  static String minute(String name) {
    return name.substring(0, Math.max(0, name.lastIndexOf('-')));
  }

  /** Those that a name may mean: the same, or with these first letters or last four. */
  static List<String> meant(String name, List<String> names) {
    if (names.contains(name)) {
      return List.of(name);
    }
    return name.isEmpty()
        ? List.of()
        : names.stream().filter(n -> n.startsWith(name) || n.endsWith("-" + name)).toList();
  }
}
