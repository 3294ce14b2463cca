package org.onsager.runner;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.StringTokenizer;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import org.onsager.lab.Experiment;
import org.onsager.logbook.Digest;

/**
 * The code that is running, by its content.
 *
 * <p>Points that other code has measured are not taken over, so the journal's key holds this
 * fingerprint. It is made from the checksums that archives keep of their entries, and so costs
 * milliseconds; building the same sources again does not change it.
 *
 * @param parts the class path, archives and folders
 * @param fingerprint 64 hexadecimal digits
 */
public record Build(List<Path> parts, String fingerprint) {
  public Build {
    parts = List.copyOf(parts);
  }

  /** The build of this process. */
  public static Build here() {
    return of(System.getProperty("java.class.path", ""));
  }

  /** The build that a class path gives; archives named in manifests belong to it. */
  static Build of(String classPath) {
    Set<Path> parts = new LinkedHashSet<>();
    StringTokenizer entries = new StringTokenizer(classPath, File.pathSeparator);
    while (entries.hasMoreTokens()) {
      add(parts, Path.of(entries.nextToken()).toAbsolutePath().normalize());
    }
    return of(parts);
  }

  private static Build of(Set<Path> parts) {
    StringBuilder all = new StringBuilder();
    for (Path part : parts) {
      all.append(content(part)).append('\n');
    }
    return new Build(List.copyOf(parts), Digest.of(all.toString()));
  }

  /**
   * This build with the jar in which somebody contributed an experiment; itself for one of the
   * house's own. Other contributions are no part of it: they cannot be seen from there.
   */
  public Build with(Experiment<?, ?> experiment) {
    if (!(experiment.getClass().getClassLoader() instanceof URLClassLoader jar)) {
      return this;
    }
    Set<Path> all = new LinkedHashSet<>(parts);
    for (URL url : jar.getURLs()) {
      add(all, Path.of(URI.create(url.toString())));
    }
    return of(all);
  }

  /** Twelve hexadecimal digits of the content of an archive or a folder. */
  static String digits(Path part) {
    return content(part).substring(0, 12);
  }

  private static void add(Set<Path> parts, Path part) {
    if (!Files.exists(part) || !parts.add(part) || Files.isDirectory(part)) {
      return;
    }
    try (JarFile jar = new JarFile(part.toFile())) {
      Manifest manifest = jar.getManifest();
      String more =
          manifest == null
              ? null
              : manifest.getMainAttributes().getValue(Attributes.Name.CLASS_PATH);
      StringTokenizer names = new StringTokenizer(more == null ? "" : more, " ");
      while (names.hasMoreTokens()) {
        Path next = Path.of(URI.create(part.toUri() + "/../").resolve(names.nextToken()));
        add(parts, next.normalize());
      }
    } catch (IOException | IllegalArgumentException e) {
      parts.remove(part); // not an archive: Java ignores it as well
    }
  }

  private static String content(Path part) {
    StringBuilder text = new StringBuilder();
    try {
      if (Files.isDirectory(part)) {
        try (Stream<Path> all = Files.walk(part)) {
          for (Path f : all.filter(Files::isRegularFile).sorted().toList()) {
            CRC32 crc = new CRC32();
            crc.update(Files.readAllBytes(f));
            text.append(part.relativize(f)).append(' ').append(crc.getValue()).append('\n');
          }
        }
      } else {
        try (JarFile jar = new JarFile(part.toFile())) {
          List<ZipEntry> entries = new ArrayList<>(jar.stream().toList());
          entries.sort(Comparator.comparing(ZipEntry::getName));
          for (ZipEntry e : entries) {
            if (!e.getName().startsWith("META-INF/")) {
              text.append(e.getName()).append(' ').append(e.getCrc()).append('\n');
            }
          }
        }
      }
    } catch (IOException e) {
      text.append(part).append(" unread");
    }
    return Digest.of(text.toString());
  }
}
