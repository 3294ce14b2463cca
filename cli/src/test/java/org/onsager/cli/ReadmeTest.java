package org.onsager.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the front page promises. */
final class ReadmeTest {
  private static final Pattern EXAMPLE =
      Pattern.compile("<!-- example: (\\S+) -->\\s*```java\\n(.*?)```", Pattern.DOTALL);
  private static final Pattern COMMAND = Pattern.compile("(?m)^\\./onsager ([a-z]+)(.*)$");

  @TempDir Path folder = Path.of("");

  private static String readme() throws IOException {
    return Files.readString(Path.of("..", "README.md"));
  }

  @Test
  void thePaperThatItAddsCompilesAsItStands() throws IOException {
    Matcher example = EXAMPLE.matcher(readme());
    assertThat(example.find()).isTrue();
    Path source = folder.resolve(example.group(1));
    Files.writeString(source, example.group(2));
    JavaCompiler compiler = Objects.requireNonNull(ToolProvider.getSystemJavaCompiler());
    DiagnosticCollector<JavaFileObject> said = new DiagnosticCollector<>();
    try (StandardJavaFileManager files =
        compiler.getStandardFileManager(said, null, StandardCharsets.UTF_8)) {
      boolean compiled =
          compiler
              .getTask(
                  null,
                  files,
                  said,
                  List.of("-proc:none", "-d", folder.toString()),
                  null,
                  files.getJavaFileObjects(source))
              .call();
      assertThat(said.getDiagnostics()).isEmpty();
      assertThat(compiled).isTrue();
    }
  }

  @Test
  void everyCommandThatItNamesIsThere() throws IOException {
    Matcher commands = COMMAND.matcher(readme());
    TreeSet<String> verbs = new TreeSet<>();
    while (commands.find()) {
      verbs.add(commands.group(1));
    }
    assertThat(verbs).contains("run", "list", "predict", "contract");
    for (String verb : verbs) {
      Said said = Said.by(folder, verb, "--help");
      assertThat(said.exit()).as("%s --help", verb).isZero();
      assertThat(said.out()).contains(verb);
    }
  }
}
