package org.onsager.logbook.page;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A headless browser, where the machine has one: $CHROME, or a Chromium on the PATH. */
final class Chromium {
  private Chromium() {}

  static @Nullable String program() {
    Map<String, String> environment = System.getenv();
    String named = environment.get("CHROME");
    if (named != null && Files.isExecutable(Path.of(named))) {
      return named;
    }
    for (String name : List.of("chromium", "chromium-browser", "google-chrome")) {
      for (String folder : environment.getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
        Path p = Path.of(folder, name);
        if (Files.isExecutable(p)) {
          return p.toString();
        }
      }
    }
    return null;
  }

  /** The document of a page after its scripts have run. */
  static String document(String program, Path page, Path work) throws IOException {
    Path profile = Files.createTempDirectory(work, "profile");
    Path out = work.resolve(page.getFileName() + ".dom");
    List<String> command = new ArrayList<>(List.of(program));
    command.addAll(
        List.of(
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--disable-dev-shm-usage",
            "--user-data-dir=" + profile,
            "--window-size=1500,1000",
            "--virtual-time-budget=120000",
            "--dump-dom",
            page.toUri().toString()));
    Process p =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      if (!p.waitFor(240, TimeUnit.SECONDS)) {
        p.destroyForcibly();
        throw new IOException(program + " did not finish " + page);
      }
    } catch (InterruptedException e) {
      p.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
    return Files.readString(out, StandardCharsets.UTF_8);
  }
}
