package org.onsager.logbook.page;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What surrounds every page: head, fonts, style sheet, scripts, and the policy by which a browser
 * fetches nothing and runs no script but ours.
 */
final class Frame {
  private static final JsonMapper JSON = new JsonMapper();
  private static final List<String> SCRIPTS =
      List.of(
          Resource.text("lib/vega.min.js"),
          Resource.text("lib/vega-lite.min.js"),
          Resource.text("lib/vega-interpreter.js"),
          Resource.text("lib/katex.min.js"),
          Resource.text("page.js"));
  private static final String POLICY = policy();
  private static final String STYLE =
      "<style id=\"fonts\">"
          + fonts()
          + "</style>\n<style>"
          + Palette.css()
          + "\n"
          + Resource.text("onsager.css")
          + "</style>";

  private Frame() {}

  /**
   * A whole page.
   *
   * @param title of the window, as plain text
   * @param description of the page, as plain text
   * @param kind of page, as the head names it, for example "Poster"
   * @param places anchor → word, for the head's navigation
   * @param main the content, as HTML
   * @param footer the foot, as HTML
   * @param specifications id of a figure → what draws it
   */
  static String page(
      String title,
      String description,
      String kind,
      Map<String, String> places,
      String main,
      String footer,
      Map<String, ? extends JsonNode> specifications) {
    String links =
        places.entrySet().stream()
            .map(p -> "<li><a href=\"#" + p.getKey() + "\">" + Symbols.escaped(p.getValue()))
            .collect(Collectors.joining("</a></li>", "", places.isEmpty() ? "" : "</a></li>"));
    StringBuilder out = new StringBuilder(1_600_000);
    out.append("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n")
        .append("<meta http-equiv=\"Content-Security-Policy\" content=\"")
        .append(POLICY)
        .append("\">\n<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n")
        .append("<title>")
        .append(Symbols.escaped(title))
        .append("</title>\n<meta name=\"description\" content=\"")
        .append(Symbols.escaped(description))
        .append("\">\n")
        .append(STYLE)
        .append("</head>\n<body>\n<a class=\"skip\" href=\"#main\">Skip to the content</a>\n")
        .append("<div class=\"wrap\"><header class=\"mast\"><span class=\"brand\">Onsager</span>")
        .append("<span class=\"kind\">")
        .append(Symbols.escaped(kind))
        .append("</span><nav aria-label=\"On this page\"><ul>")
        .append(links)
        .append("</ul></nav><div class=\"tools\">")
        .append("<button type=\"button\" id=\"theme\">Theme: as the system</button>")
        .append("<button type=\"button\" id=\"print\">Print</button></div></header></div>\n")
        .append("<main id=\"main\" class=\"wrap\" tabindex=\"-1\">\n")
        .append("<noscript><p class=\"sample\">Figures are drawn and equations typeset by scripts")
        .append(" inside this page; without them the numbers below each figure say the same.</p>")
        .append("</noscript>\n")
        .append(main)
        .append("</main>\n<div class=\"wrap\"><footer>")
        .append(footer)
        .append("</footer></div>\n<div id=\"tip\" aria-hidden=\"true\"></div>\n")
        .append(data("specs", specifications))
        .append(data("tokens", Palette.byLight()));
    for (String script : SCRIPTS) {
      out.append("<script>").append(script).append("</script>\n");
    }
    return out.append("</body></html>\n").toString();
  }

  /** A script that holds data; nothing in it can end it early. */
  private static String data(String id, Object value) {
    try {
      String text = JSON.writeValueAsString(value).replace("<", "\\u003c").replace(">", "\\u003e");
      return "<script type=\"application/json\" id=\"" + id + "\">" + text + "</script>\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("figures of a page cannot be written", e);
    }
  }

  private static String policy() {
    String hashes = SCRIPTS.stream().map(Frame::hash).collect(Collectors.joining(" "));
    return "default-src 'none'; script-src "
        + hashes
        + "; style-src 'unsafe-inline'; font-src data:; img-src data: blob:; base-uri 'none';"
        + " form-action 'none'";
  }

  private static String hash(String script) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(script.getBytes(StandardCharsets.UTF_8));
      return "'sha256-" + Base64.getEncoder().encodeToString(digest) + "'";
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static String fonts() {
    String latin =
        "U+0-FF,U+131,U+152-153,U+2B0-2FF,U+2000-206F,U+2070-208E,U+20AC,U+2122,U+2190-2193,U+2212,"
            + "U+2215";
    String greek = "U+370-3FF";
    return face("Source Serif 4", "serif-latin", "400 600", "normal", latin)
        + face("Source Serif 4", "serif-greek", "400 600", "normal", greek)
        + face("Source Sans 3", "sans-latin", "400 600", "normal", latin)
        + face("Source Sans 3", "sans-ext", "400 600", "normal", "U+100-24F,U+1E9E")
        + face("Source Sans 3", "sans-greek", "400 600", "normal", greek)
        + face("Source Sans 3", "sans-italic", "400", "italic", latin)
        + face("STIX Two Math", "math", "400", "normal", "");
  }

  private static String face(
      String family, String file, String weight, String style, String range) {
    return "@font-face{font-family:\""
        + family
        + "\";font-style:"
        + style
        + ";font-weight:"
        + weight
        + ";font-display:block;src:url(data:font/woff2;base64,"
        + Base64.getEncoder().encodeToString(Resource.bytes("fonts/" + file + ".woff2"))
        + ") format(\"woff2\")"
        + (range.isEmpty() ? "" : ";unicode-range:" + range)
        + "}";
  }
}
