package org.onsager.workbench;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.onsager.architecture.Shape;
import org.onsager.data.ImageFile;
import org.onsager.data.ImageSets;
import org.onsager.data.NpyArray;
import org.onsager.data.NpyType;
import org.onsager.lab.Dataset;
import org.onsager.lab.Laboratory;
import org.onsager.lab.Nearest;
import org.onsager.lab.Refusal;

/**
 * The samples on which a network is examined, with labels where there are some, in an order drawn
 * once and for all: files are often sorted, and the first few are to stand for all.
 *
 * @param label how the user named them
 * @param values [samples · features], as the network takes them
 * @param samples how many
 * @param labels one a sample, or null
 * @param notes what was done to the values, in words
 */
public record ExaminedData(
    String label, float[] values, int samples, int @Nullable [] labels, List<String> notes) {
  private static final long ORDER = 28;

  /** Bytes that are read at once. */
  private static final int PART = 1 << 20;

  /** Refuses what does not fit together. */
  public ExaminedData {
    if (samples < 1 || values.length % samples != 0) {
      throw new IllegalArgumentException(values.length + " values of " + samples + " samples");
    }
    if (labels != null && labels.length != samples) {
      throw new Refusal(
          "--labels: " + labels.length + " labels, where --data has " + samples + " samples");
    }
    notes = List.copyOf(notes);
  }

  /** Samples without labels. */
  public ExaminedData(String label, float[] values, int samples, List<String> notes) {
    this(label, values, samples, null, notes);
  }

  /**
   * Reads what {@code --data} and {@code --labels} name: a data set's test samples, an array of
   * NumPy's, an IDX file, or a batch of CIFAR-10.
   *
   * @param labels a file of labels; empty where there is none, or the data have their own
   * @param normalise as {@link Normalisation#of} reads it
   */
  static ExaminedData read(
      String data, String labels, String normalise, Shape input, Laboratory laboratory) {
    Normalisation normalisation = Normalisation.of(normalise, input);
    List<String> notes = new ArrayList<>();
    ExaminedData found;
    List<String> sets = new ImageSets().names();
    if (!sets.contains(data) && data.matches("[\\w-]+") && !Files.exists(path("--data", data))) {
      throw new Refusal(
          "--data: "
              + data
              + " is neither a file nor a data set"
              + Nearest.suggestion(data, sets)
              + "; sets are "
              + String.join(", ", sets));
    }
    if (sets.contains(data)) {
      Dataset set = laboratory.dataset(data);
      require(data, Arrays.stream(set.shape()).asLongStream().toArray(), input);
      found =
          new ExaminedData(
              data, set.test().inputs().clone(), set.test().count(), set.test().labels(), notes);
    } else if (ImageFile.is(data)) {
      ImageFile file = ImageFile.read(path("--data", data));
      if (file.values().length == 0) {
        throw new Refusal("--data: " + data + " holds labels, not samples; say --labels " + data);
      }
      long[] one = Arrays.stream(file.shape()).skip(1).asLongStream().toArray();
      require(data, one, input);
      found = new ExaminedData(data, file.values(), file.shape()[0], file.labels(), notes);
    } else {
      found = array(data, input, notes);
    }
    int[] own = labels.isEmpty() ? found.labels : labels(labels);
    float[] values = normalisation.apply(found.values, input);
    if (!normalisation.text().isEmpty()) {
      notes.add(normalisation.text());
    }
    return new ExaminedData(data, values, found.samples, own, notes).shuffled();
  }

  private static ExaminedData array(String data, Shape input, List<String> notes) {
    try (Samples samples = Samples.open("--data", data, input)) {
      boolean bytes = samples.array().type() == NpyType.UINT8;
      long count = (long) samples.count() * samples.features();
      float[] values = new float[(int) count];
      double[] part = new double[PART];
      for (int from = 0; from < count; from += PART) {
        int n = (int) Math.min(PART, count - from);
        samples.array().read(from, part, 0, n);
        for (int i = 0; i < n; i++) {
          double v = bytes ? part[i] / 255 : part[i];
          if (!Float.isFinite((float) v)) {
            throw new Refusal(
                "--data: "
                    + data
                    + ": the value at "
                    + samples.array().place(from + i)
                    + " is "
                    + part[i]
                    + ", not a finite number");
          }
          values[from + i] = (float) v;
        }
      }
      if (bytes) {
        notes.add("Its values are bytes: they were divided by 255.");
      }
      return new ExaminedData(data, values, samples.count(), notes);
    }
  }

  private static void require(String data, long[] one, Shape input) {
    long size = Arrays.stream(one).reduce(1, (a, b) -> a * b);
    if (size != input.size()) {
      throw new Refusal(
          "--data: "
              + data
              + ": its samples are of shape "
              + NpyArray.shown(one)
              + ", where the network takes "
              + input);
    }
  }

  private static int[] labels(String named) {
    if (ImageFile.is(named)) {
      ImageFile file = ImageFile.read(path("--labels", named));
      int[] labels = file.labels();
      if (labels == null) {
        throw new Refusal("--labels: " + named + " holds images, not labels");
      }
      return labels;
    }
    try (NpyArray array = NpyArray.open(named)) {
      long[] shape = array.shape();
      if (shape.length == 0 || Arrays.stream(shape).skip(1).anyMatch(e -> e != 1)) {
        throw new Refusal(
            named
                + ": its shape is "
                + NpyArray.shown(shape)
                + "; labels are classes 0, 1, …, one a sample");
      }
      double[] values = array.finite();
      int[] labels = new int[values.length];
      for (int i = 0; i < labels.length; i++) {
        if (values[i] != Math.rint(values[i]) || values[i] < 0 || values[i] > 1e6) {
          throw new Refusal(
              named + ": label " + i + " is " + values[i] + "; labels are classes 0, 1, …");
        }
        labels[i] = (int) values[i];
      }
      return labels;
    } catch (Refusal | InvalidPathException e) {
      throw new Refusal("--labels: " + e.getMessage(), e);
    }
  }

  private static Path path(String option, String named) {
    try {
      return Path.of(named);
    } catch (InvalidPathException e) {
      throw new Refusal(option + " is a file or a data set, not \"" + named + "\"", e);
    }
  }

  /**
   * The same samples in an order that is always the same, and has nothing to do with the file's.
   */
  ExaminedData shuffled() {
    SplittableRandom random = new SplittableRandom(ORDER);
    int[] order = IntStream.range(0, samples).toArray();
    for (int i = samples - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int kept = order[i];
      order[i] = order[j];
      order[j] = kept;
    }
    int features = values.length / samples;
    float[] moved = new float[values.length];
    for (int i = 0; i < samples; i++) {
      System.arraycopy(values, order[i] * features, moved, i * features, features);
    }
    int[] own = labels;
    int[] labelled = own == null ? null : Arrays.stream(order).map(o -> own[o]).toArray();
    return new ExaminedData(label, moved, samples, labelled, notes);
  }

  /** The label of the first few samples. */
  int[] firstLabels(int count) {
    return labels == null ? new int[0] : Arrays.copyOf(labels, count);
  }
}
