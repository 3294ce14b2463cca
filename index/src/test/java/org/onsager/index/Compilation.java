package org.onsager.index;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Sources compiled in the test with the processor, into a folder. */
record Compilation(Path folder, List<String> errors) {

  /** A source by its class name within the package {@code lab.test.depths}. */
  record Source(String name, String text) {}

  static Compilation of(Path folder, Source... sources) throws IOException {
    JavaCompiler compiler = Objects.requireNonNull(ToolProvider.getSystemJavaCompiler());
    DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
    try (StandardJavaFileManager files =
        compiler.getStandardFileManager(found, Locale.ROOT, StandardCharsets.UTF_8)) {
      JavaCompiler.CompilationTask task =
          compiler.getTask(
              new StringWriter(),
              files,
              found,
              List.of(
                  "-d",
                  folder.toString(),
                  "-cp",
                  System.getProperty("java.class.path") + ":" + folder,
                  "-proc:full"),
              null,
              Arrays.stream(sources).map(Compilation::file).toList());
      task.setProcessors(List.of(new Indexer()));
      task.call();
    }
    return new Compilation(
        folder,
        found.getDiagnostics().stream()
            .filter(d -> d.getKind() == Diagnostic.Kind.ERROR)
            .map(d -> d.getLineNumber() + ": " + d.getMessage(Locale.ROOT))
            .toList());
  }

  /** Sees the compiled classes and what the processor wrote. */
  URLClassLoader loader() throws IOException {
    return new URLClassLoader(
        new URL[] {folder.toUri().toURL()}, Compilation.class.getClassLoader());
  }

  private static JavaFileObject file(Source source) {
    URI uri = URI.create("string:///lab/test/depths/" + source.name() + ".java");
    return new SimpleJavaFileObject(uri, JavaFileObject.Kind.SOURCE) {
      @Override
      public CharSequence getCharContent(boolean ignoreEncodingErrors) {
        return source.text();
      }
    };
  }
}
