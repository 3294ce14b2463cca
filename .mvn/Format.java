import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import com.google.googlejavaformat.java.ImportOrderer;
import com.google.googlejavaformat.java.JavaFormatterOptions.Style;
import com.google.googlejavaformat.java.RemoveUnusedImports;
import com.google.googlejavaformat.java.StringWrapper;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Checks or applies google-java-format over every source of the repository; the root pom runs it
 * with the toolchain's Java, because the formatter parses with the compiler of the JVM it runs on.
 */
final class Format {
  private Format() {}

  public static void main(String[] arguments) throws IOException {
    Path root = Path.of(arguments[0]).toAbsolutePath().normalize();
    boolean apply =
        switch (arguments[1]) {
          case "check" -> false;
          case "apply" -> true;
          default -> throw new IllegalArgumentException("-Dformat is check or apply");
        };
    Formatter formatter = new Formatter();
    List<Path> unlike = Collections.synchronizedList(new ArrayList<>());
    List<String> broken = Collections.synchronizedList(new ArrayList<>());
    sources(root).parallelStream()
        .forEach(
            file -> {
              try {
                String before = Files.readString(file);
                String after = formatted(before, formatter);
                if (!after.equals(before)) {
                  unlike.add(root.relativize(file));
                  if (apply) {
                    Files.writeString(file, after);
                  }
                }
              } catch (FormatterException e) {
                broken.add(root.relativize(file) + ":" + e.getMessage());
              } catch (IOException e) {
                broken.add(root.relativize(file) + ": " + e);
              }
            });
    Collections.sort(unlike);
    Collections.sort(broken);
    broken.forEach(line -> System.err.println("cannot be formatted: " + line));
    unlike.forEach(
        file -> System.err.println((apply ? "formatted: " : "not in google-java-format: ") + file));
    // The enforcer fails the build where this file is, with one line instead of a stack trace.
    Path marker = root.resolve("target/formatter/unformatted.txt");
    Files.deleteIfExists(marker);
    if (!broken.isEmpty() || (!apply && !unlike.isEmpty())) {
      broken.addAll(unlike.stream().map(Path::toString).toList());
      Files.write(marker, broken);
    }
  }

  private static String formatted(String source, Formatter formatter) throws FormatterException {
    String imports =
        RemoveUnusedImports.removeUnusedImports(ImportOrderer.reorderImports(source, Style.GOOGLE));
    String formatted = formatter.formatSource(imports);
    try {
      return StringWrapper.wrap(formatted, formatter);
    } catch (FormatterException e) {
      // It breaks some string literals that end in an escape at the margin: those keep their
      // breaks.
      return formatted;
    }
  }

  private static List<Path> sources(Path root) throws IOException {
    List<Path> sources = new ArrayList<>();
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            String name = folder.getFileName().toString();
            boolean outside =
                name.equals("target")
                    || name.equals("resources")
                    || name.equals("node_modules")
                    || name.startsWith(".") && !name.equals(".mvn");
            return outside && !folder.equals(root)
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (file.getFileName().toString().endsWith(".java")) {
              sources.add(file);
            }
            return FileVisitResult.CONTINUE;
          }
        });
    return sources;
  }
}
