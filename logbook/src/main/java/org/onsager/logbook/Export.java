package org.onsager.logbook;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.onsager.lab.Claim;
import org.onsager.lab.Figure;
import org.onsager.lab.Measured;

/** A run's claims and figures as tables and arrays for other programs. */
public final class Export {
  private static final List<String> COLUMNS =
      List.of("claim", "verdict", "prediction", "measurement", "standard_error", "statistic", "p");

  private Export() {}

  private record Row(String claim, String verdict, double[] numbers) {}

  private static List<Row> rows(Run run) {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < run.judgements().size(); i++) {
      Claim claim = run.findings().claims().get(i);
      var judgement = run.judgements().get(i);
      double prediction = Double.NaN;
      Measured m = new Measured(0, 0, 1, 1);
      boolean one = true;
      switch (claim) {
        case Claim.Point c -> {
          prediction = c.predicted().value();
          m = c.measured();
        }
        case Claim.Exponent c -> {
          prediction = c.predicted().value();
          m = c.measured();
        }
        case Claim.Transition c -> {
          prediction = c.predicted().value();
          m = c.measured();
        }
        case Claim.Bound c -> {
          prediction = c.bound().value();
          m = c.measured();
        }
        case Claim.Identity c -> {
          prediction = 0;
          m = c.left().minus(c.right());
        }
        default -> one = false;
      }
      rows.add(
          new Row(
              claim.statement().id(),
              judgement.verdict().word(),
              new double[] {
                prediction,
                one ? m.mean() : Double.NaN,
                one ? m.standardError() : Double.NaN,
                judgement.statistic(),
                judgement.p()
              }));
    }
    return rows;
  }

  /**
   * The claims as comma-separated values; NaN where a claim is more than a number.
   *
   * @param run the run
   */
  public static String claims(Run run) {
    StringBuilder out = new StringBuilder(String.join(",", COLUMNS)).append('\n');
    for (Row row : rows(run)) {
      out.append(row.claim()).append(',').append(row.verdict()).append(',');
      out.append(
          Arrays.stream(row.numbers()).mapToObj(Double::toString).collect(Collectors.joining(",")));
      out.append('\n');
    }
    return out.toString();
  }

  /** Writes {@code claims.csv} and a table for each figure into a folder. */
  public static void csv(Run run, Path folder) {
    try {
      Files.createDirectories(folder);
      Files.writeString(folder.resolve("claims.csv"), claims(run));
      for (Figure f : run.findings().figures()) {
        Files.writeString(folder.resolve(f.caption().id() + ".csv"), FigureTable.of(f, run.name()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(folder + " cannot be written", e);
    }
  }

  /** The claims and the figures as one document. */
  public static Map<String, @Nullable Object> document(Run run) {
    Map<String, @Nullable Object> document = new LinkedHashMap<>();
    document.put("schema", "onsager/export/1");
    document.put("run", run.name());
    document.put("experiment", run.card().id());
    document.put("knobs", run.knobs());
    List<Object> claims = new ArrayList<>();
    for (Row row : rows(run)) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("claim", row.claim());
      one.put("verdict", row.verdict());
      for (int i = 0; i < row.numbers().length; i++) {
        one.put(COLUMNS.get(i + 2), row.numbers()[i]);
      }
      claims.add(one);
    }
    document.put("claims", claims);
    document.put("figures", run.findings().figures());
    return document;
  }

  /** Writes the claims and the figures' data as arrays of NumPy. */
  public static void npz(Run run, Path file) {
    try (OutputStream out = Files.newOutputStream(file);
        Npz npz = new Npz(out)) {
      List<Row> rows = rows(run);
      npz.texts("claims.claim", rows.stream().map(Row::claim).toList());
      npz.texts("claims.verdict", rows.stream().map(Row::verdict).toList());
      for (int i = 2; i < COLUMNS.size(); i++) {
        int column = i - 2;
        npz.doubles(
            "claims." + COLUMNS.get(i),
            rows.stream().mapToDouble(r -> r.numbers()[column]).toArray());
      }
      for (Figure f : run.findings().figures()) {
        String id = f.caption().id() + ".";
        switch (f) {
          case Figure.Curves c -> {
            lines(npz, id + "lines.", c.lines());
            for (int i = 0; i < c.points().size(); i++) {
              Figure.Points p = c.points().get(i);
              String place = id + "points." + i + ".";
              npz.texts(place + "label", List.of(p.label()), new int[0]);
              npz.doubles(place + "x", p.x());
              npz.doubles(place + "y", p.y().stream().mapToDouble(Measured::mean).toArray());
              npz.doubles(
                  place + "standard_error",
                  p.y().stream().mapToDouble(Measured::standardError).toArray());
            }
          }
          case Figure.HeatMap m -> {
            npz.doubles(id + "x", m.x());
            npz.doubles(id + "y", m.y());
            npz.doubles(id + "values", flat(m.values()), m.y().length, m.x().length);
            if (Arrays.stream(m.errors()).mapToInt(e -> e.length).sum()
                == m.x().length * m.y().length) {
              npz.doubles(id + "errors", flat(m.errors()), m.y().length, m.x().length);
            }
            lines(npz, id + "lines.", m.lines());
          }
          case Figure.Histogram h -> {
            npz.doubles(id + "edges", h.edges());
            npz.longs(id + "counts", h.counts());
            lines(npz, id + "density.", h.density());
          }
          case Figure.Table t -> {
            npz.texts(id + "columns", t.columns());
            List<String> cells = t.rows().stream().flatMap(List::stream).toList();
            if (cells.size() == t.rows().size() * t.columns().size()) {
              npz.texts(id + "rows", cells, t.rows().size(), t.columns().size());
            }
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be written", e);
    }
  }

  private static void lines(Npz npz, String place, List<Figure.Line> lines) throws IOException {
    for (int i = 0; i < lines.size(); i++) {
      npz.texts(place + i + ".label", List.of(lines.get(i).label()));
      npz.doubles(place + i + ".x", lines.get(i).x());
      npz.doubles(place + i + ".y", lines.get(i).y());
    }
  }

  private static double[] flat(double[][] rows) {
    return Arrays.stream(rows).flatMapToDouble(Arrays::stream).toArray();
  }
}
