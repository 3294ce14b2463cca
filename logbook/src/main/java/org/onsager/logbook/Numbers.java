package org.onsager.logbook;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The numbers of a document as a table: a row for each named member of a list, as a layer is, and
 * one without a name for the rest; a column for each path to a number.
 *
 * @param rows row → column → number
 * @param arrays path → numbers, of lists of numbers; of lists of members without a name, what all
 *     of them have
 */
public record Numbers(Map<String, Map<String, Value>> rows, Map<String, double[]> arrays) {
  /** The row of what no named member holds. */
  public static final String WHOLE = "";

  /**
   * A number.
   *
   * @param error its standard error; NaN where it has none
   */
  public record Value(double value, double error) {}

  /** The numbers of a document. */
  public static Numbers of(Map<String, ?> document) {
    Numbers numbers = new Numbers(new LinkedHashMap<>(), new LinkedHashMap<>());
    numbers.walk(WHOLE, "", document);
    return numbers;
  }

  private void walk(String row, String path, @Nullable Object node) {
    switch (node) {
      case Number n -> put(row, path, new Value(n.doubleValue(), Double.NaN));
      case Boolean b -> put(row, path, new Value(b ? 1 : 0, Double.NaN));
      case Map<?, ?> map
          when map.get("value") instanceof Number v
              && map.get("standardError") instanceof Number e ->
          put(row, path, new Value(v.doubleValue(), e.doubleValue()));
      case Map<?, ?> map ->
          map.forEach((k, v) -> walk(row, path.isEmpty() ? "" + k : path + "." + k, v));
      case List<?> list when named(list) ->
          list.forEach(
              member -> {
                Map<?, ?> map = (Map<?, ?>) Objects.requireNonNull(member);
                walk(String.valueOf(map.get("name")), "", map);
              });
      case List<?> list when !list.isEmpty() && list.stream().allMatch(v -> v instanceof Number) ->
          arrays.put(
              row.isEmpty() ? path : row + "." + path,
              list.stream()
                  .mapToDouble(v -> ((Number) Objects.requireNonNull(v)).doubleValue())
                  .toArray());
      case List<?> list when !list.isEmpty() && list.getFirst() instanceof Map<?, ?> first ->
          first.keySet().forEach(key -> walk(row, path + "." + key, column(list, key)));
      case null, default -> {}
    }
  }

  /** What every member of a list has under a key; empty where one has no number there. */
  private static List<?> column(List<?> members, Object key) {
    List<@Nullable Object> column = new ArrayList<>();
    for (Object member : members) {
      column.add(member instanceof Map<?, ?> map ? map.get(key) : null);
    }
    return column.stream().allMatch(v -> v instanceof Number) ? column : List.of();
  }

  private static boolean named(List<?> list) {
    return !list.isEmpty()
        && list.stream()
            .allMatch(m -> m instanceof Map<?, ?> map && map.get("name") instanceof String);
  }

  private void put(String row, String column, Value value) {
    rows.computeIfAbsent(row, _ -> new LinkedHashMap<>()).put(column, value);
  }

  /** All columns, in the order of the document. */
  public Set<String> columns() {
    Set<String> columns = new LinkedHashSet<>();
    rows.values().forEach(r -> columns.addAll(r.keySet()));
    return columns;
  }

  /** Writes {@code numbers.csv} and a file for each array into a folder. */
  public void csv(Path folder) {
    StringBuilder out = new StringBuilder("row,column,value,standard_error\n");
    rows.forEach(
        (row, values) ->
            values.forEach(
                (column, v) ->
                    out.append(quoted(row))
                        .append(',')
                        .append(quoted(column))
                        .append(',')
                        .append(v.value())
                        .append(',')
                        .append(v.error())
                        .append('\n')));
    try {
      Files.createDirectories(folder);
      Files.writeString(folder.resolve("numbers.csv"), out);
      for (Map.Entry<String, double[]> a : arrays.entrySet()) {
        StringBuilder column = new StringBuilder("value\n");
        for (double v : a.getValue()) {
          column.append(v).append('\n');
        }
        Files.writeString(
            folder.resolve(a.getKey().replaceAll("[^A-Za-z0-9._-]", "_") + ".csv"), column);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(folder + " cannot be written", e);
    }
  }

  private static String quoted(String text) {
    return text.matches("[^\",\\r\\n]*") ? text : '"' + text.replace("\"", "\"\"") + '"';
  }

  /**
   * Writes them for NumPy: {@code row}, the rows' names; for each column an array over the rows,
   * NaN where a row lacks it, and {@code COLUMN.standard_error} where it has errors; each array by
   * its path.
   */
  public void npz(Path file) {
    try (OutputStream out = Files.newOutputStream(file);
        Npz npz = new Npz(out)) {
      npz.texts("row", List.copyOf(rows.keySet()));
      for (String column : columns()) {
        double[] values = new double[rows.size()];
        double[] errors = new double[rows.size()];
        boolean any = false;
        int i = 0;
        for (Map<String, Value> row : rows.values()) {
          Value v = row.getOrDefault(column, new Value(Double.NaN, Double.NaN));
          values[i] = v.value();
          errors[i++] = v.error();
          any |= !Double.isNaN(v.error());
        }
        npz.doubles(column, values);
        if (any) {
          npz.doubles(column + ".standard_error", errors);
        }
      }
      for (Map.Entry<String, double[]> a : arrays.entrySet()) {
        npz.doubles(a.getKey(), a.getValue());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be written", e);
    }
  }
}
