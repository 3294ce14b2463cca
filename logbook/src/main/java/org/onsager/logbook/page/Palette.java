package org.onsager.logbook.page;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.onsager.lab.Figure;

/** The colours, each written once for light and for dark. */
final class Palette {
  private static final JsonNode TOKENS = tokens();

  private Palette() {}

  /** The light colour of a token. */
  static String light(String token) {
    return TOKENS.required(token).required(0).asText();
  }

  /** The nine colours of amount. */
  static List<String> amounts() {
    return IntStream.range(0, 9).mapToObj(i -> light("seq" + i)).toList();
  }

  /** The nine colours about a critical value. */
  static List<String> about() {
    return IntStream.range(0, 9).mapToObj(i -> light("div" + i)).toList();
  }

  /** The colour of a family of marks. */
  static String of(Figure.Tone tone) {
    return light(
        switch (tone) {
          case ORDER -> "order";
          case CRITICAL -> "critical";
          case CHAOS -> "chaos";
          case THIRD -> "third";
          case NEUTRAL -> "ink2";
        });
  }

  /** The tokens as declarations of a style sheet. */
  static String css() {
    StringBuilder out = new StringBuilder(":root{");
    for (Map.Entry<String, JsonNode> t : TOKENS.properties()) {
      out.append("--").append(t.getKey()).append(":light-dark(");
      out.append(t.getValue().get(0).asText()).append(',');
      out.append(t.getValue().get(1).asText()).append(");");
    }
    return out.append('}').toString();
  }

  /** Light colour → token, for the page to theme its figures. */
  static ObjectNode byLight() {
    ObjectNode out = new JsonMapper().createObjectNode();
    for (Map.Entry<String, JsonNode> t : TOKENS.properties()) {
      out.put(t.getValue().get(0).asText(), "var(--" + t.getKey() + ")");
    }
    return out;
  }

  private static JsonNode tokens() {
    try {
      return new JsonMapper().readTree(Resource.text("tokens.json"));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("tokens.json of the pages cannot be read", e);
    }
  }
}
