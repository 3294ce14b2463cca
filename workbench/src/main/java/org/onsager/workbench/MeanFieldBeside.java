package org.onsager.workbench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.onsager.architecture.Activation;
import org.onsager.instruments.function.Propagation;
import org.onsager.nets.loaded.LoadedNetwork;
import org.onsager.nets.loaded.Site;
import org.onsager.numerics.gaussian.Correlation;
import org.onsager.tensor.Tensor;
import org.onsager.theory.MeanField;

/**
 * What mean-field theory says of the same network: wide, its weights independent, with the
 * variances that every layer has.
 *
 * @param layers one a layer with weights, in order
 * @param whole whether lengths and correlations follow from the inputs alone: dense layers one
 *     after the other, with activations between them and nothing else
 */
record MeanFieldBeside(List<Said> layers, boolean whole) {
  private static final double SAME = 1e-3;

  /**
   * What is said of one layer.
   *
   * @param weightVariance \( \sigma_w^2 \), the mean square of a weight times the fan-in
   * @param biasVariance \( \sigma_b^2 \)
   * @param length q of a chain; where layers stand otherwise, of this layer alone, from the mean
   *     square of what was seen to enter it; NaN where a normalisation or a sum follows it
   * @param correlation c of a chain; NaN where nothing is said
   * @param growth χ, from the length that was measured; NaN where a pooling, a normalisation or a
   *     sum stands between this layer and the next
   */
  record Said(
      double weightVariance,
      double biasVariance,
      double length,
      double correlation,
      double growth) {}

  /** Of a network whose signals were measured. */
  static MeanFieldBeside of(LoadedNetwork network, Propagation seen) {
    List<Propagation.Layer> layers = seen.layers();
    int depth = layers.size();
    if (depth == 0) {
      return new MeanFieldBeside(List.of(), false);
    }
    double[] weights = new double[depth];
    double[] biases = new double[depth];
    boolean whole = true;
    for (int l = 0; l < depth; l++) {
      Site site = layers.get(l).site();
      weights[l] = weightVariance(network, site);
      biases[l] = biasVariance(network, site);
      boolean last = l + 1 == depth;
      whole &= site.kind() == Site.Kind.DENSE && layers.get(l).plain();
      whole &= last || (site.activation() != null && follows(layers, l));
    }
    List<Said> said = new ArrayList<>();
    double length = weights[0] * layers.getFirst().entering().value() + biases[0];
    Correlation c = Correlation.of(Math.clamp(layers.getFirst().correlation().value(), -1, 1));
    for (int l = 0; l < depth; l++) {
      double growth = Double.NaN;
      @Nullable Activation phi = layers.get(l).site().activation();
      boolean next = l + 1 < depth && phi != null && follows(layers, l);
      if (next) {
        MeanField field = field(Objects.requireNonNull(phi), weights[l + 1], biases[l + 1]);
        growth = field.chi1(layers.get(l).length().value()).value();
      }
      said.add(
          new Said(
              weights[l],
              biases[l],
              whole ? length : oneStep(layers.get(l), weights[l], biases[l]),
              whole ? c.value() : Double.NaN,
              growth));
      if (whole && next) {
        MeanField field = field(Objects.requireNonNull(phi), weights[l + 1], biases[l + 1]);
        c = length > 0 ? field.nextCorrelation(length, length, c) : c;
        length = field.lengthMap().next(length).value();
        whole = length > 1e-300 && length < 1e12;
      }
    }
    return new MeanFieldBeside(said, whole);
  }

  private static double oneStep(Propagation.Layer layer, double weights, double biases) {
    return layer.plain() ? weights * layer.entering().value() + biases : Double.NaN;
  }

  private static MeanField field(Activation phi, double weights, double biases) {
    return MeanField.of(phi, Math.min(1e6, weights), Math.min(1e6, biases));
  }

  /** Whether the next layer sees just what this layer's activation gives, and adds nothing. */
  private static boolean follows(List<Propagation.Layer> layers, int l) {
    double given = layers.get(l).after().value();
    double seen = layers.get(l + 1).entering().value();
    return layers.get(l).plain()
        && layers.get(l + 1).plain()
        && Math.abs(given - seen) <= SAME * given;
  }

  private static double weightVariance(LoadedNetwork network, Site site) {
    @Nullable Tensor w = network.parameters().get(site.weight());
    if (w == null) {
      return Double.NaN;
    }
    double fanIn = (double) w.size() / w.extent(0);
    return fanIn * Arrays.stream(w.toDoubles()).map(v -> v * v).average().orElse(0);
  }

  private static double biasVariance(LoadedNetwork network, Site site) {
    @Nullable Tensor b = site.bias() == null ? null : network.parameters().get(site.bias());
    return b == null ? 0 : Arrays.stream(b.toDoubles()).map(v -> v * v).average().orElse(0);
  }
}
