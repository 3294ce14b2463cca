package org.onsager.lab;

import java.util.Collection;

/** The known name nearest to a mistyped one, by edit distance. */
public final class Nearest {
  private Nearest() {}

  /** A phrase such as "; did you mean depth?", or an empty text when nothing is near. */
  public static String suggestion(String name, Collection<String> known) {
    String best = "";
    int least = Math.max(2, name.length() / 2) + 1;
    for (String k : known) {
      int d = distance(name, k);
      if (d < least) {
        least = d;
        best = k;
      }
    }
    return best.isEmpty() ? "" : "; did you mean " + best + "?";
  }

  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int cost =
            Character.toLowerCase(a.charAt(i - 1)) == Character.toLowerCase(b.charAt(j - 1))
                ? 0
                : 1;
        int next = Math.min(Math.min(row[j] + 1, row[j - 1] + 1), diagonal + cost);
        diagonal = row[j];
        row[j] = next;
      }
    }
    return row[b.length()];
  }
}
