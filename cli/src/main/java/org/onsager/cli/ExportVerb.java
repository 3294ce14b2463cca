package org.onsager.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.onsager.lab.Nearest;
import org.onsager.lab.Refusal;
import org.onsager.logbook.Export;
import org.onsager.logbook.Json;
import org.onsager.logbook.Kept;
import org.onsager.logbook.Numbers;
import org.onsager.logbook.Run;

/** {@code export RUN}: claims and figures' data for other programs. */
final class ExportVerb implements Verb {
  static final String SUMMARY = "A run's claims and figures' data as CSV, as JSON, or for NumPy.";
  private static final List<String> FORMATS = List.of("csv", "npz", "json");

  @Override
  public Syntax syntax() {
    return Syntax.of("export", SUMMARY)
        .place("RUN", true, "the run, its first letters, its last four, or latest")
        .option("--format", "csv|npz|json", "A folder of tables, an archive, a document; csv.")
        .option("--out", "PLACE", "Where it is put; by default here, by the run's name.");
  }

  @Override
  public Exit run(Arguments arguments, Console console) {
    String format = arguments.text("--format").orElse("csv");
    if (!FORMATS.contains(format)) {
      throw new Refusal(
          "--format is csv, npz or json, not \""
              + format
              + "\""
              + Nearest.suggestion(format, FORMATS));
    }
    Optional<Kept> kept = arguments.word(0).flatMap(n -> Kept.find(console.home(), n));
    Run run = kept.isPresent() ? null : RunVerb.found(arguments, 0, console);
    try {
      String name =
          (run == null ? kept.orElseThrow().name() : run.name())
              + (format.equals("csv") ? "" : "." + format);
      Path place = Path.of(arguments.text("--out").orElse(name)).toAbsolutePath().normalize();
      boolean folder = Files.isDirectory(place);
      if (format.equals("csv") ? Files.exists(place) && !folder : folder) {
        throw new Refusal("--out is " + (folder ? "a file" : "a folder") + " here, not " + place);
      }
      Files.createDirectories(place.resolveSibling(""));
      if (run == null) {
        write(kept.orElseThrow(), format, place);
        console.say(place.toString());
        return Exit.FINE;
      }
      switch (format) {
        case "csv" -> Export.csv(run, place);
        case "npz" -> Export.npz(run, place);
        default -> Files.writeString(place, Json.pretty(Export.document(run)));
      }
      console.say(place.toString());
    } catch (InvalidPathException e) {
      throw new Refusal("--out is no place: " + e.getMessage(), e);
    } catch (IOException | UncheckedIOException e) {
      throw new Refusal("the export cannot be written: " + e.getMessage(), e);
    }
    return Exit.FINE;
  }

  private static void write(Kept kept, String format, Path place) throws IOException {
    switch (format) {
      case "csv" -> Numbers.of(kept.document()).csv(place);
      case "npz" -> Numbers.of(kept.document()).npz(place);
      default -> {
        Map<String, @Nullable Object> document = new LinkedHashMap<>();
        document.put("schema", "onsager/" + kept.verb() + "/1");
        document.put("run", kept.name());
        document.putAll(kept.document());
        Files.writeString(place, Json.pretty(document));
      }
    }
  }
}
