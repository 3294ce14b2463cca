package org.onsager.nets;

import java.util.Arrays;
import org.onsager.lab.Dataset;
import org.onsager.tensor.Tensor;

/**
 * How intensities become inputs: less the mean and over the standard deviation of all training
 * intensities, so that an input has a mean square near 1 a feature.
 *
 * @param mean of all training intensities
 * @param deviation their standard deviation
 */
public record Pixels(double mean, double deviation) {

  /** The standardisation of a training part; constant images are only shifted. */
  public static Pixels of(Dataset.Samples train) {
    double sum = 0;
    double squares = 0;
    for (float v : train.inputs()) {
      sum += v;
      squares += (double) v * v;
    }
    int n = train.inputs().length;
    double mean = sum / n;
    double variance = squares / n - mean * mean;
    return new Pixels(mean, variance > 0 ? Math.sqrt(variance) : 1);
  }

  /** The first samples as FLOAT32 [count, features], standardised. */
  public Tensor inputs(Dataset.Samples samples, int count) {
    float[] part = Arrays.copyOf(samples.inputs(), count * samples.features());
    for (int i = 0; i < part.length; i++) {
      part[i] = (float) ((part[i] - mean) / deviation);
    }
    return Tensor.of(part, count, samples.features());
  }

  /** The labels of the first samples, INT64 [count]. */
  public static Tensor labels(Dataset.Samples samples, int count) {
    return Tensor.of(Arrays.stream(samples.labels(), 0, count).asLongStream().toArray(), count);
  }
}
