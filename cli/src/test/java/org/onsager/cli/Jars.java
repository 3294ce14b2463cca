package org.onsager.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.onsager.index.Indexer;

/** Jars as others would make them: compiled with the processor, outside the class path. */
final class Jars {
  private Jars() {}

  /** Compiles sources, class name → text, with the processor, and packs what comes of it. */
  static Path compiled(Path jar, Map<String, String> sources) throws IOException {
    Path classes = Files.createTempDirectory(jar.getParent(), "classes");
    JavaCompiler compiler = Objects.requireNonNull(ToolProvider.getSystemJavaCompiler());
    DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
    List<JavaFileObject> files = new ArrayList<>();
    sources.forEach((name, text) -> files.add(source(name, text)));
    try (StandardJavaFileManager manager =
        compiler.getStandardFileManager(found, Locale.ROOT, StandardCharsets.UTF_8)) {
      List<String> options =
          List.of(
              "-d",
              classes.toString(),
              "-cp",
              System.getProperty("java.class.path", ""),
              "-proc:full",
              "-parameters");
      JavaCompiler.CompilationTask task =
          compiler.getTask(new StringWriter(), manager, found, options, null, files);
      task.setProcessors(List.of(new Indexer()));
      if (!task.call()) {
        throw new IllegalStateException(
            found.getDiagnostics().stream()
                .filter(d -> d.getKind() == Diagnostic.Kind.ERROR)
                .map(d -> d.getMessage(Locale.ROOT))
                .toList()
                .toString());
      }
    }
    return packed(jar, classes);
  }

  /** Packs a folder. */
  static Path packed(Path jar, Path folder) throws IOException {
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream out = new JarOutputStream(file);
        Stream<Path> all = Files.walk(folder)) {
      for (Path f : all.filter(Files::isRegularFile).sorted().toList()) {
        out.putNextEntry(new JarEntry(folder.relativize(f).toString()));
        out.write(Files.readAllBytes(f));
      }
    }
    return jar;
  }

  /** Packs entries, name → content. */
  static Path of(Path jar, Map<String, byte[]> entries) throws IOException {
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream out = new JarOutputStream(file)) {
      for (Map.Entry<String, byte[]> e : entries.entrySet()) {
        out.putNextEntry(new JarEntry(e.getKey()));
        out.write(e.getValue());
      }
    }
    return jar;
  }

  /** A jar with the files of a folder besides. */
  static Path added(Path jar, Path target, Path folder) throws IOException {
    Map<String, byte[]> entries = entries(jar);
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path f : all.filter(Files::isRegularFile).toList()) {
        entries.put(folder.relativize(f).toString(), Files.readAllBytes(f));
      }
    }
    return of(target, entries);
  }

  /** A jar without one of its entries. */
  static Path without(Path jar, Path target, String entry) throws IOException {
    Map<String, byte[]> entries = entries(jar);
    if (entries.remove(entry) == null) {
      throw new IllegalArgumentException(jar + " has no " + entry);
    }
    return of(target, entries);
  }

  private static Map<String, byte[]> entries(Path jar) throws IOException {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    try (JarFile archive = new JarFile(jar.toFile())) {
      for (JarEntry e : archive.stream().toList()) {
        try (InputStream in = archive.getInputStream(e)) {
          entries.put(e.getName(), in.readAllBytes());
        }
      }
    }
    return entries;
  }

  private static JavaFileObject source(String name, String text) {
    URI uri = URI.create("string:///" + name.replace('.', '/') + ".java");
    return new SimpleJavaFileObject(uri, JavaFileObject.Kind.SOURCE) {
      @Override
      public CharSequence getCharContent(boolean ignoreEncodingErrors) {
        return text;
      }
    };
  }
}
