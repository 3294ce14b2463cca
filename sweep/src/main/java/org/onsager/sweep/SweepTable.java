package org.onsager.sweep;

import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.onsager.lab.KnobDial;
import org.onsager.logbook.Json;
import org.onsager.logbook.PointStore;

/**
 * The results of a sweep as a table: a row for each place and claim, and one for a place that
 * failed. Rows are written as they are read from the store, none is held.
 */
final class SweepTable {
  /** The name of the JSON form, its first member. */
  static final String FORMAT = "onsager-sweep-table/1";

  private static final List<String> BEFORE = List.of("point", "repeat", "seed");
  private static final List<String> AFTER =
      List.of(
          "claim",
          "prediction",
          "prediction_error",
          "measurement",
          "standard_error",
          "deviation",
          "p",
          "verdict",
          "reason",
          "seconds",
          "failure");

  private final Sweep.Outcome outcome;
  private final PointStore store;

  SweepTable(Sweep.Outcome outcome, PointStore store) {
    this.outcome = outcome;
    this.store = store;
  }

  /** The names of the columns; a knob that has the name of another column is prefixed. */
  List<String> columns() {
    List<String> all = new ArrayList<>(BEFORE);
    for (Axis axis : outcome.plan().axes()) {
      String name = axis.dial().name();
      all.add(BEFORE.contains(name) || AFTER.contains(name) ? "knob_" + name : name);
    }
    all.addAll(AFTER);
    return all;
  }

  /** Reads every place with its result, in order. */
  void each(BiConsumer<Place, SweepResult> reader) {
    for (long n = 0; n < outcome.size(); n++) {
      Place place = outcome.place(n);
      SweepPoint point = place.point();
      if (point == null) {
        reader.accept(place, SweepResult.failed(place.refusal(), 0));
      } else {
        String text = store.result(point.key()).orElse(null);
        reader.accept(
            place,
            text == null ? SweepResult.failed("it was not measured", 0) : SweepResult.of(text));
      }
    }
  }

  /** The rows of a place: one for each claim, or one alone. */
  private List<List<@Nullable Object>> rows(Place place, SweepResult result) {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    for (ClaimResult c : result.claims()) {
      List<@Nullable Object> row = head(place);
      row.addAll(
          List.of(
              c.claim(),
              c.prediction(),
              c.predictionError(),
              c.measurement(),
              c.standardError(),
              c.deviation(),
              c.p(),
              c.verdict(),
              c.reason(),
              result.seconds(),
              ""));
      rows.add(row);
    }
    if (rows.isEmpty()) {
      List<@Nullable Object> row = head(place);
      double none = Double.NaN;
      row.addAll(
          List.of(
              "", none, none, none, none, none, none, "", "", result.seconds(), result.failure()));
      rows.add(row);
    }
    return rows;
  }

  private static List<@Nullable Object> head(Place place) {
    List<@Nullable Object> row = new ArrayList<>();
    row.add(place.number());
    row.add(place.repeat());
    row.add(place.seed());
    for (Object value : place.values()) {
      row.add(value instanceof Number || value instanceof Boolean ? value : KnobDial.text(value));
    }
    return row;
  }

  /** Begins both forms. */
  void begin(Writer csv, Writer json) throws IOException {
    csv.write("# sweep: " + outcome.plan().name() + "\n");
    csv.write(
        "# a row for each point and claim; deviation: of the measurement from the prediction beyond"
            + " the claim's band,\n#   in standard deviations; a point that failed has its line in"
            + " the last column\n");
    csv.write(String.join(",", columns().stream().map(SweepTable::quoted).toList()) + "\n");
    json.write("{\"format\": " + Json.text(FORMAT) + ",\n\"columns\": " + Json.text(columns()));
    json.write(",\n\"rows\": [");
  }

  /** Writes the rows of a place. */
  void write(Place place, SweepResult result, Writer csv, Writer json) throws IOException {
    boolean first = place.number() == 0;
    for (List<@Nullable Object> row : rows(place, result)) {
      csv.write(String.join(",", row.stream().map(c -> quoted(String.valueOf(c))).toList()) + "\n");
      json.write((first ? "\n" : ",\n") + Json.text(row));
      first = false;
    }
  }

  /** Ends both forms. */
  void end(Writer json) throws IOException {
    json.write("\n]}\n");
  }

  private static String quoted(String cell) {
    boolean plain = cell.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return plain && !cell.startsWith("#") ? cell : '"' + cell.replace("\"", "\"\"") + '"';
  }
}
