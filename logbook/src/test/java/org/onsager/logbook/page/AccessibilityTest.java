package org.onsager.logbook.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.onsager.lab.Tool;

/**
 * Pages in a real browser: axe-core's rules for WCAG A and AA and its best practice, in both
 * themes, on a desktop and on a phone, with every table open; and that nothing is fetched or
 * refused.
 */
final class AccessibilityTest {
  private static final String RUN =
      """
      (async () => {
        const refused = [];
        addEventListener('securitypolicyviolation', e => refused.push(e.violatedDirective + ' ' + e.blockedURI));
        const root = document.documentElement;
        for (let i = 0; i < 600 && !root.dataset.ready; i++) await new Promise(f => setTimeout(f, 50));
        document.querySelectorAll('details').forEach(d => { d.open = true; });
        const found = await axe.run(document, { elementRef: false, iframes: false, resultTypes: ["violations"] });
        parent.postMessage({
          theme: root.dataset.theme, width: innerWidth, ready: root.dataset.ready, problem: root.dataset.problem || '',
          violations: found.violations.map(v => v.id + ': ' + v.nodes.map(n => n.html.slice(0, 120) + ' ' + (n.any[0]?.message || n.failureSummary)).slice(0, 4).join(' | ')),
          passed: found.passes.length,
          wide: root.scrollWidth,
          fetched: performance.getEntriesByType('resource').map(r => r.name).filter(n => !/^(data|blob):/.test(n)),
          refused,
          drawings: document.querySelectorAll('figure .plot svg').length,
          figures: document.querySelectorAll('figure[data-fig]').length,
          indices: document.querySelectorAll('.plot svg tspan').length,
          raw: [...document.querySelectorAll('.plot svg text')].map(t => t.textContent).filter(t => t.includes('_')),
          equations: document.querySelectorAll('.math math').length,
        }, '*');
      })();
      """;

  @TempDir @Nullable Path work;

  @Test
  void aPosterPassesAxeInBothThemesOnDesktopAndPhone() throws IOException {
    JsonNode views = views("poster", Poster.html(Sample.disagreeing()));
    for (JsonNode v : views) {
      assertSound(v);
      assertThat(v.get("drawings").asInt()).as("figures drawn").isEqualTo(8);
      assertThat(v.get("indices").asInt()).as("texts with subscripts").isGreaterThan(10);
      assertThat(v.get("equations").asInt()).as("equations typeset").isEqualTo(3);
    }
  }

  @Test
  void anAnswerPassesAxeInBothThemesOnDesktopAndPhone() throws IOException {
    JsonNode views =
        views(
            "answer", AnswerPage.html(Sample.answer(), Tool.Kind.PREDICTION, "./onsager predict"));
    for (JsonNode v : views) {
      assertSound(v);
      assertThat(v.get("drawings").asInt()).as("figures drawn").isEqualTo(1);
    }
  }

  private static void assertSound(JsonNode v) {
    String where = v.get("theme").asText() + " at " + v.get("width").asInt() + " px";
    assertThat(v.get("ready").asText()).as(where + v.get("problem").asText()).isEqualTo("yes");
    assertThat(v.get("violations")).as("axe, " + where).isEmpty();
    assertThat(v.get("passed").asInt()).as("rules that axe tried, " + where).isGreaterThan(20);
    assertThat(v.get("fetched")).as("fetched, " + where).isEmpty();
    assertThat(v.get("refused")).as("refused by the page's policy, " + where).isEmpty();
    assertThat(v.get("raw")).as("texts of figures with a raw underscore, " + where).isEmpty();
    assertThat(v.get("wide").asInt())
        .as("pixels of width, " + where)
        .isLessThanOrEqualTo(v.get("width").asInt());
  }

  private JsonNode views(String name, String page) throws IOException {
    String program = Chromium.program();
    assumeTrue(program != null, "no Chromium on the PATH or in $CHROME, so no page was looked at");
    Path folder = java.util.Objects.requireNonNull(work);
    String axe = Resource.text("axe.min.js");
    String watched =
        page.replace("script-src ", "script-src " + hash(axe) + " " + hash(RUN) + " ")
            .replace(
                "</body></html>",
                "<script>" + axe + "</script><script>" + RUN + "</script></body></html>");
    StringBuilder harness = new StringBuilder("<!doctype html><pre id=\"result\"></pre>");
    for (String theme : new String[] {"light", "dark"}) {
      Files.writeString(
          folder.resolve(theme + ".html"),
          watched.replace("<html lang=\"en\">", "<html lang=\"en\" data-theme=\"" + theme + "\">"));
      for (int width : new int[] {1440, 390}) {
        harness
            .append("<iframe src=\"")
            .append(theme)
            .append(".html\" style=\"border:0;height:900px;width:")
            .append(width)
            .append("px\"></iframe>");
      }
    }
    harness.append(
        "<script>const all=[];addEventListener('message',e=>{all.push(e.data);"
            + "document.getElementById('result').textContent=JSON.stringify(all)})</script>");
    Path file = folder.resolve(name + ".html");
    Files.writeString(file, harness);
    String document = Chromium.document(program, file, folder);
    int from = document.indexOf("<pre id=\"result\">") + 17;
    String text = document.substring(from, document.indexOf("</pre>", from));
    JsonNode views =
        new JsonMapper()
            .readTree(
                text.isEmpty()
                    ? "[]"
                    : text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&"));
    assertThat(views).as("views looked at").hasSize(4);
    return views;
  }

  private static String hash(String script) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(script.getBytes(StandardCharsets.UTF_8));
      return "'sha256-" + Base64.getEncoder().encodeToString(digest) + "'";
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
