package org.onsager.runner;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.onsager.lab.Contributions;

/** What a run was made with: processor, memory, versions. */
public final class Machine {
  private static final Pattern NATIVE_JAR =
      Pattern.compile("(.+?)-(\\d[\\w.]*(?:-[\\d.]+)?)-(?:linux|macosx|windows)-.+\\.jar");

  private Machine() {}

  /** The machine in a line: processor, cores, memory, operating system. */
  public static String words() {
    return String.join(
        ", ",
        processor(),
        Runtime.getRuntime().availableProcessors() + " cores",
        memory(),
        System.getProperty("os.name", "") + " " + System.getProperty("os.version", ""));
  }

  /** Onsager's own version. */
  public static String version() {
    Properties p = new Properties();
    try (InputStream in = Machine.class.getResourceAsStream("version.properties")) {
      if (in != null) {
        p.load(in);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return p.getProperty("version", "unknown");
  }

  /**
   * Component → version: Onsager, its build, Java, and every library that carries native code; a
   * contributed jar with twelve digits of its content.
   */
  public static Map<String, String> versions(Build build) {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("Onsager", version());
    all.put("build", build.fingerprint().substring(0, 12));
    all.put("Java", System.getProperty("java.vm.name", "") + " " + Runtime.version());
    all.put("device", "cpu");
    for (Path part : build.parts()) {
      Matcher m = NATIVE_JAR.matcher(String.valueOf(part.getFileName()));
      if (m.matches()) {
        all.put(m.group(1), m.group(2));
      }
      Contributions.here().stream()
          .filter(c -> c.file().equals(part))
          .forEach(c -> all.put(c.name(), Build.digits(part)));
    }
    return all;
  }

  private static String processor() {
    Path info = Path.of("/proc/cpuinfo");
    if (Files.isReadable(info)) {
      try (Stream<String> lines = Files.lines(info)) {
        List<String> names =
            lines
                .filter(l -> l.startsWith("model name") && l.indexOf(':') > 0)
                .limit(1)
                .map(l -> l.substring(l.indexOf(':') + 1).strip())
                .toList();
        if (!names.isEmpty()) {
          return names.getFirst();
        }
      } catch (IOException | UncheckedIOException e) {
        return System.getProperty("os.arch", "unknown processor");
      }
    }
    return System.getProperty("os.arch", "unknown processor");
  }

  private static String memory() {
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean os
        ? String.format(Locale.ROOT, "%.0f GiB", os.getTotalMemorySize() / 0x1p30)
        : "unknown memory";
  }
}
