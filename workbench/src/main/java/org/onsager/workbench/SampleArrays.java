package org.onsager.workbench;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.onsager.architecture.Shape;
import org.onsager.data.NpyArray;
import org.onsager.data.NpyType;
import org.onsager.lab.Nearest;
import org.onsager.lab.Refusal;
import org.onsager.nets.loaded.Entrance;

/** Samples in NumPy's arrays: one array, or an archive with one for every array of the network. */
final class SampleArrays {
  /** Values that are read at once. */
  private static final int PART = 1 << 20;

  private final String data;
  private final List<String> notes;

  /**
   * What a user named.
   *
   * @param notes takes what was done to the values
   */
  SampleArrays(String data, List<String> notes) {
    this.data = data;
    this.notes = notes;
  }

  /**
   * The shape of one sample in an array; null where there is no array of that name.
   *
   * @param name empty for the only one
   */
  static @Nullable Shape shape(String data, String name) {
    if (!name.isEmpty() && !data.endsWith(".npz")) {
      return null;
    }
    try (NpyArray array = NpyArray.open(name.isEmpty() ? data : data + ":" + name)) {
      long[] shape = array.shape();
      long[] one = shape.length < 2 ? new long[] {1} : Arrays.copyOfRange(shape, 1, shape.length);
      boolean some = LongStream.of(one).allMatch(e -> e > 0 && e < Integer.MAX_VALUE);
      return some ? new Shape(LongStream.of(one).mapToObj(e -> (int) e).toList()) : null;
    } catch (Refusal | InvalidPathException wrong) {
      if (name.isEmpty()) {
        throw new Refusal("--data: " + wrong.getMessage(), wrong);
      }
      return null; // of archives it is said later what they lack
    }
  }

  /** The samples of a network that takes one array. */
  ExaminedData alone(Entrance takes) {
    try (Samples samples = Samples.open("--data", data, takes.shape())) {
      return new ExaminedData(data, values(samples, takes.whole()), samples.count(), notes);
    }
  }

  /**
   * The samples of a network that takes several: an archive with an array of every name. Of a
   * sample they are one vector, in the network's order.
   *
   * @param labels what was named as labels, which may lie in the same archive
   */
  ExaminedData joined(List<Entrance> takes, String labels) {
    String all =
        "; the network takes "
            + takes.stream()
                .map(e -> e.name() + " [samples," + e.shape().toString().substring(1))
                .collect(Collectors.joining(" and "));
    if (!data.endsWith(".npz")) {
      throw new Refusal(
          "--data: " + data + ": one array, where an archive of several belongs, X.npz" + all);
    }
    compareNames(takes, labels, all);
    int features = Math.toIntExact(takes.stream().mapToLong(e -> e.shape().size()).sum());
    float[] values = new float[0];
    int count = -1;
    int from = 0;
    for (Entrance e : takes) {
      try (Samples samples = Samples.open("--data", data + ":" + e.name(), e.shape())) {
        if (count >= 0 && samples.count() != count) {
          throw new Refusal(
              "--data: "
                  + data
                  + ": "
                  + takes.getFirst().name()
                  + " has "
                  + count
                  + " samples, and "
                  + e.name()
                  + " has "
                  + samples.count()
                  + all);
        }
        if (count < 0) {
          count = samples.count();
          if ((long) count * features > Integer.MAX_VALUE - 8) {
            throw new Refusal("--data: " + data + ": more than 2^31 values" + all);
          }
          values = new float[count * features];
        }
        float[] some = values(samples, e.whole());
        for (int s = 0; s < count; s++) {
          System.arraycopy(
              some, s * samples.features(), values, s * features + from, samples.features());
        }
        from += samples.features();
      } catch (Refusal wrong) {
        String said = String.valueOf(wrong.getMessage());
        throw said.endsWith(all) ? wrong : new Refusal(said + all, wrong);
      }
    }
    return new ExaminedData(data, values, count, notes);
  }

  private void compareNames(List<Entrance> takes, String labels, String all) {
    List<String> has;
    try {
      has = NpyArray.names(Path.of(data));
    } catch (Refusal | InvalidPathException e) {
      throw new Refusal("--data: " + e.getMessage() + all, e);
    }
    Set<String> wanted = takes.stream().map(Entrance::name).collect(Collectors.toUnmodifiableSet());
    for (String name : has) {
      if (!wanted.contains(name) && !labels.equals(data + ":" + name)) {
        throw new Refusal(
            "--data: "
                + data
                + ": the network takes no '"
                + name
                + "'"
                + Nearest.suggestion(name, wanted)
                + all);
      }
    }
    List<String> missing = new ArrayList<>(wanted);
    missing.removeAll(has);
    if (!missing.isEmpty()) {
      throw new Refusal(
          "--data: " + data + ": the archive has no array '" + missing.getFirst() + "'" + all);
    }
  }

  /** Bytes are scaled, unless they are whole numbers for the network too. */
  private float[] values(Samples samples, boolean whole) {
    boolean bytes = !whole && samples.array().type() == NpyType.UINT8;
    long count = (long) samples.count() * samples.features();
    float[] values = new float[(int) count];
    double[] part = new double[PART];
    for (int from = 0; from < count; from += PART) {
      int n = (int) Math.min(PART, count - from);
      samples.array().read(from, part, 0, n);
      for (int i = 0; i < n; i++) {
        double v = bytes ? part[i] / 255 : part[i];
        if (!Float.isFinite((float) v) || whole && v != Math.rint(v)) {
          throw new Refusal(
              "--data: "
                  + samples.named()
                  + ": the value at "
                  + samples.array().place(from + i)
                  + " is "
                  + part[i]
                  + (whole ? ", not a whole number" : ", not a finite number"));
        }
        values[from + i] = (float) v;
      }
    }
    if (bytes) {
      notes.add("Its values are bytes: they were divided by 255.");
    }
    return values;
  }
}
