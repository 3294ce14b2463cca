package org.onsager.logbook;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.onsager.lab.Claim;
import org.onsager.lab.Figure;
import org.onsager.lab.Findings;

/**
 * SHA-256 of what was found: equal for the same bits, whatever the machine, the hour or the
 * workers.
 */
public final class Digest {
  private Digest() {}

  /**
   * The digest of findings: of every claim's prediction and measurement and every figure's data,
   * each with its id, but neither of the words around them nor of the facts.
   */
  public static String of(Findings findings) {
    List<Object> all = new ArrayList<>();
    for (Claim claim : findings.claims()) {
      all.add(unworded((Record) claim, "statement", claim.statement().id()));
    }
    for (Figure figure : findings.figures()) {
      all.add(unworded((Record) figure, "caption", figure.caption().id()));
    }
    return of(Json.text(all));
  }

  /** The SHA-256 of a text in UTF-8, as 64 hexadecimal digits. */
  public static String of(String text) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static Map<String, @Nullable Object> unworded(Record record, String words, String id) {
    Map<String, @Nullable Object> tree = new LinkedHashMap<>();
    tree.put("id", id);
    tree.putAll(Codec.tree(record));
    tree.remove(words);
    return tree;
  }
}
