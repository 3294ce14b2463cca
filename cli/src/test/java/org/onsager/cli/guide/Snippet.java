package org.onsager.cli.guide;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * A block of Java: a source file where it declares a type at its beginning, else statements that
 * are put into a method.
 */
record Snippet(String name, String source) {
  private static final Pattern TYPE =
      Pattern.compile(
          "(?m)^(?:public |final |sealed |abstract )*(?:class|record|interface|enum) (\\w+)");

  static Snippet of(Page.Block block) {
    String text = block.text();
    Matcher type = TYPE.matcher(text);
    if (type.find()) {
      return new Snippet(type.group(1), text);
    }
    String imports =
        block.lines().stream()
            .filter(l -> l.startsWith("import "))
            .collect(Collectors.joining("\n"));
    String rest =
        block.lines().stream()
            .filter(l -> !l.startsWith("import "))
            .collect(Collectors.joining("\n"));
    String name = "Snippet" + block.line();
    String method = "  static void run(String[] args) throws Exception {\n";
    return new Snippet(
        name, imports + "\nfinal class " + name + " {\n" + method + rest + "\n  }\n}\n");
  }

  /** What the compiler says against it, or an empty text. */
  String refusal(Path folder) throws IOException {
    Path file = folder.resolve(name + ".java");
    Files.writeString(file, source);
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
                  files.getJavaFileObjects(file))
              .call();
      return compiled ? "" : said.getDiagnostics().toString();
    }
  }
}
