package org.onsager.cli.guide;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A folder that looks like the root of the repository to who works in it, with a log book of its
 * own and an {@code ./onsager} that starts the classes under test.
 */
record Place(Path folder) implements AutoCloseable {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final long PATIENCE_SECONDS = 300;

  /**
   * What a command did.
   *
   * @param said standard output and standard error, as they came
   */
  record Outcome(int exit, String said) {}

  static Path root() {
    return ROOT;
  }

  static Place in(Path folder) throws IOException {
    try (Stream<Path> all = Files.list(ROOT)) {
      for (Path p : all.toList()) {
        String name = p.getFileName().toString();
        if (!name.startsWith(".") && !name.equals("onsager") && !name.equals("target")) {
          Files.createSymbolicLink(folder.resolve(name), p);
        }
      }
    }
    Path launcher = folder.resolve("onsager");
    Files.writeString(launcher, launcher());
    Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwxr-xr-x"));
    return new Place(folder);
  }

  /**
   * As the launcher of the repository starts them: without the experiments of these tests, and
   * without the logging face of a library of the tests, which says on standard error that nothing
   * is behind it.
   */
  private static String launcher() {
    String path =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
            .filter(p -> !p.endsWith("test-classes") && !p.contains("slf4j"))
            .collect(Collectors.joining(File.pathSeparator));
    return """
    #!/bin/sh
    exec '%s' --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow \\
      -Dorg.bytedeco.javacpp.maxPhysicalBytes=0 -Dstdout.encoding=UTF-8 -Dstderr.encoding=UTF-8 \\
      -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xshare:auto -cp '%s' org.onsager.cli.Main "$@"
    """
        .formatted(Path.of(System.getProperty("java.home"), "bin", "java"), path);
  }

  /** Takes its links away, so that who deletes the folder meets nothing outside. */
  @Override
  public void close() throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      for (Path p : all.filter(Files::isSymbolicLink).toList()) {
        Files.delete(p);
      }
    }
  }

  Outcome does(List<String> command, Map<String, String> more)
      throws IOException, InterruptedException {
    Path said = Files.createTempFile(folder, "said", ".txt");
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    Map<String, String> environment = new HashMap<>(builder.environment());
    environment.remove("ONSAGER_DATA");
    environment.put("ONSAGER_HOME", folder.resolve("home").toString());
    environment.put("ONSAGER", folder.resolve("onsager").toString());
    environment.putAll(more);
    builder.environment().clear();
    builder.environment().putAll(environment);
    builder.redirectErrorStream(true).redirectOutput(said.toFile());
    Process process = builder.start();
    process.getOutputStream().close();
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
      process.waitFor();
      throw new IllegalStateException(
          "not done after " + PATIENCE_SECONDS + " s: " + Files.readString(said));
    }
    return new Outcome(process.exitValue(), Files.readString(said, StandardCharsets.UTF_8));
  }
}
