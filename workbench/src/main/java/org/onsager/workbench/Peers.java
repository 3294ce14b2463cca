package org.onsager.workbench;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.onsager.numerics.statistics.Estimate;

/**
 * Layers of which most agree on how they were drawn, and those that stand apart from them: what
 * explains the size of a layer is a convention that all share, and not the layer alone.
 */
final class Peers {
  private static final int FEWEST = 4;
  private static final double MAJORITY = 0.6;

  private Peers() {}

  /**
   * A way of drawing weights.
   *
   * @param drawn the variance of a layer, to a factor that all share
   * @param more layers that it has to explain beyond the first way: where it goes by outputs, a
   *     single layer of its own shape would always be explained by one of them
   */
  record Convention(ToDoubleFunction<ModelLayer> drawn, int more) {}

  /**
   * A layer that stands apart from its peers.
   *
   * @param layer which
   * @param own what it has
   * @param peers what they have, in its shape
   */
  record Apart(int layer, Estimate own, double peers) {}

  /** Whether chance would hardly bring a value of peers to that of a layer. */
  @FunctionalInterface
  interface Far {
    boolean is(int layer, Estimate own, double peers);
  }

  /**
   * Layers apart from the others, by that convention of drawing weights on which the most agree;
   * none where fewer than three of five agree on any.
   */
  static List<Apart> apart(
      List<LayerReading> readings,
      int[] layers,
      Function<LayerReading, Estimate> measured,
      List<Convention> conventions,
      Far far) {
    List<Apart> fewest = null;
    int first = 0;
    for (Convention convention : conventions) {
      double[] unit =
          IntStream.of(layers)
              .mapToDouble(
                  l ->
                      measured.apply(readings.get(l)).value()
                          / convention.drawn().applyAsDouble(readings.get(l).layer()))
              .sorted()
              .toArray();
      if (unit.length < FEWEST) {
        return List.of();
      }
      double middle = unit[unit.length / 2];
      List<Apart> apart = new ArrayList<>();
      for (int l : layers) {
        Estimate mine = measured.apply(readings.get(l));
        double peers = middle * convention.drawn().applyAsDouble(readings.get(l).layer());
        if (far.is(l, mine, peers)) {
          apart.add(new Apart(l, mine, peers));
        }
      }
      if (layers.length - apart.size() >= MAJORITY * layers.length
          && (fewest == null
              || apart.size() < fewest.size() && apart.size() <= first - convention.more())) {
        first = fewest == null ? apart.size() : first;
        fewest = apart;
      }
    }
    return fewest == null
        ? List.of()
        : fewest.stream()
            .filter(p -> Math.abs(p.own().value() - p.peers()) > 0.2 * p.peers())
            .toList();
  }
}
