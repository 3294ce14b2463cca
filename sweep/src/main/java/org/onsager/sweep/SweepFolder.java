package org.onsager.sweep;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.stream.Stream;
import org.onsager.logbook.Home;
import org.onsager.logbook.Json;
import org.onsager.logbook.PointStore;

/**
 * A finished sweep as a folder: {@code sweep.json}, {@code table.csv}, {@code table.json}, {@code
 * page.html}. It appears whole or not at all, in the place of an earlier one of the same plan.
 */
public final class SweepFolder {
  private SweepFolder() {}

  /**
   * Files a sweep.
   *
   * @param report what is known of it beside its results
   * @param outcome what came of it
   * @param store has its results
   * @param home where it is filed, under its name
   * @return what was filed
   */
  public static Filed write(
      SweepReport report, Sweep.Outcome outcome, PointStore store, Home home) {
    Path folder = home.sweeps().resolve(outcome.plan().name());
    Path part = folder.resolveSibling("." + folder.getFileName() + ".part");
    Survey survey = new Survey(outcome, report.drawn());
    try {
      Files.createDirectories(home.sweeps());
      delete(part);
      Files.createDirectories(part);
      SweepTable table = new SweepTable(outcome, store);
      try (BufferedWriter csv = writer(part.resolve("table.csv"));
          BufferedWriter json = writer(part.resolve("table.json"))) {
        table.begin(csv, json);
        table.each(
            (place, result) -> {
              survey.take(place, result);
              try {
                table.write(place, result, csv, json);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
        table.end(json);
      }
      Files.writeString(
          part.resolve("sweep.json"), Json.pretty(report.tree(outcome, survey, table.columns())));
      Files.writeString(part.resolve("page.html"), report.page(outcome, survey));
      delete(folder);
      try {
        Files.move(part, folder, StandardCopyOption.ATOMIC_MOVE);
      } catch (AtomicMoveNotSupportedException e) {
        Files.move(part, folder);
      }
    } catch (IOException | UncheckedIOException e) {
      throw new UncheckedIOException(
          "the sweep cannot be written to " + folder + ": " + e.getMessage(),
          e instanceof IOException io ? io : new IOException(e));
    }
    return new Filed(folder, survey);
  }

  /**
   * A filed sweep.
   *
   * @param folder where it lies
   * @param survey what its results say together
   */
  public record Filed(Path folder, Survey survey) {}

  /** Copies a sweep's folder to another place, files of the same names replaced. */
  public static void copy(Path folder, Path target) {
    try (Stream<Path> all = Files.list(folder)) {
      Files.createDirectories(target);
      for (Path file : all.toList()) {
        Files.copy(file, target.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the sweep cannot be copied to " + target + ": " + e, e);
    }
  }

  private static BufferedWriter writer(Path file) throws IOException {
    return Files.newBufferedWriter(file, StandardCharsets.UTF_8);
  }

  private static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path p : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(p);
      }
    }
  }
}
