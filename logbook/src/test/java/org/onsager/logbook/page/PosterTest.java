package org.onsager.logbook.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class PosterTest {
  @Test
  void aPosterIsOnePageThatFetchesNothing() throws IOException {
    String page = Poster.html(Sample.agreeing());
    assertThat(page).startsWith("<!doctype html>").endsWith("</html>\n");
    Path out = Path.of("target", "pages");
    Files.createDirectories(out);
    Files.writeString(out.resolve("poster.html"), page);
    Files.writeString(out.resolve("disagrees.html"), Poster.html(Sample.disagreeing()));
    Files.writeString(
        out.resolve("answer.html"),
        AnswerPage.html(
            Sample.answer(),
            "./onsager predict --layers 784,500x30,10 --activation tanh --weight-variance 1.5"
                + " --bias-variance 0.05"));
  }
}
