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
import org.onsager.lab.Dataset;
import org.onsager.lab.Laboratory;
import org.onsager.lab.Nearest;
import org.onsager.lab.Refusal;
import org.onsager.nets.loaded.Entrance;
import org.onsager.nets.loaded.LoadedNetwork;
import org.onsager.nets.loaded.Offered;

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
  private static final List<String> SETS = new ImageSets().names();

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
   * NumPy's or an archive with several, an IDX file, or a batch of CIFAR-10.
   *
   * @param labels a file of labels; empty where there is none, or the data have their own
   * @param normalise as {@link Normalisation#of} reads it
   */
  static ExaminedData read(
      String data, String labels, String normalise, LoadedNetwork network, Laboratory laboratory) {
    requireKnown(data);
    Shape input = network.input();
    List<Entrance> takes = network.entrances();
    if (takes.size() > 1 && !normalise.isEmpty()) {
      throw new Refusal("--normalise is of one array of samples; the network takes several");
    }
    Normalisation normalisation = Normalisation.of(normalise, input);
    List<String> notes = new ArrayList<>();
    ExaminedData found;
    if (takes.size() > 1) {
      found = new SampleArrays(data, notes).joined(takes, labels);
    } else if (SETS.contains(data)) {
      Dataset.TestPart set = laboratory.testPart(data);
      require(data, Arrays.stream(set.shape()).asLongStream().toArray(), input);
      Dataset.Samples tests = set.samples();
      found = new ExaminedData(data, tests.inputs().clone(), tests.count(), tests.labels(), notes);
    } else if (ImageFile.is(data)) {
      ImageFile file = ImageFile.read(path("--data", data));
      if (file.values().length == 0) {
        throw new Refusal("--data: " + data + " holds labels, not samples; say --labels " + data);
      }
      long[] one = Arrays.stream(file.shape()).skip(1).asLongStream().toArray();
      require(data, one, input);
      found = new ExaminedData(data, file.values(), file.shape()[0], file.labels(), notes);
    } else {
      found = new SampleArrays(data, notes).alone(takes.getFirst());
    }
    int[] own = labels.isEmpty() ? found.labels : labels(labels);
    float[] values = normalisation.apply(found.values, input);
    if (!normalisation.text().isEmpty()) {
      notes.add(normalisation.text());
    }
    return new ExaminedData(data, values, found.samples, own, notes).shuffled();
  }

  /** The shapes of the samples, for model files that leave open what they take. */
  static Offered shapes(String data, Laboratory laboratory) {
    requireKnown(data);
    return name -> {
      if (SETS.contains(data)) {
        return name.isEmpty() ? Shape.of(laboratory.testPart(data).shape()) : null;
      }
      if (ImageFile.is(data)) {
        int[] shape = ImageFile.read(path("--data", data)).shape();
        return name.isEmpty() && shape.length > 1
            ? Shape.of(Arrays.copyOfRange(shape, 1, shape.length))
            : null;
      }
      return SampleArrays.shape(data, name);
    };
  }

  private static void requireKnown(String data) {
    if (!SETS.contains(data) && data.matches("[\\w-]+") && !Files.exists(path("--data", data))) {
      throw new Refusal(
          "--data: "
              + data
              + " is neither a file nor a data set"
              + Nearest.suggestion(data, SETS)
              + "; sets are "
              + String.join(", ", SETS));
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
