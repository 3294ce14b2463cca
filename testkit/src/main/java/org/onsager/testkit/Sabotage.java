package org.onsager.testkit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.onsager.lab.Prediction;

/**
 * A theory with one of its predictions made wrong.
 *
 * @param component the path of that prediction in the theory
 * @param how it was made wrong
 * @param theory the wrong theory
 */
record Sabotage<T extends Record>(String component, String how, T theory) {
  /** The part of its axis by which a curve is moved. */
  private static final double SHIFT = 0.25;

  /** Every prediction scaled by 1 ± size, one at a time; curves also moved along their axis. */
  static <T extends Record> List<Sabotage<T>> of(T theory, double size) {
    List<Sabotage<T>> all = new ArrayList<>();
    Tree.walk(
        theory,
        "",
        (path, leaf) -> {
          all.add(scaled(theory, path, 1 + size));
          all.add(scaled(theory, path, 1 - size));
          if (leaf instanceof Prediction.Curve curve && curve.span() > 0) {
            all.add(shifted(theory, path, SHIFT * curve.span()));
            all.add(shifted(theory, path, -SHIFT * curve.span()));
          }
        });
    return all;
  }

  /** One prediction, made wrong by a factor. */
  static <T extends Record> Sabotage<T> scaled(T theory, String path, double factor) {
    return new Sabotage<>(
        path,
        "× " + Math.round(1000 * factor) / 1000.0,
        Tree.with(theory, path, leaf -> wrong(leaf, factor)));
  }

  private static <T extends Record> Sabotage<T> shifted(T theory, String path, double by) {
    return new Sabotage<>(
        path,
        "moved by " + (float) by,
        Tree.with(theory, path, leaf -> ((Prediction.Curve) leaf).shifted(by)));
  }

  /** Zero and infinity have no scale: they become the number that the factor differs by, or is. */
  private static Record wrong(Record leaf, double factor) {
    return switch (leaf) {
      case Prediction p when p.value() == 0 -> new Prediction(factor - 1, p.error(), p.regime());
      case Prediction p when Double.isInfinite(p.value()) -> new Prediction(factor, 0, p.regime());
      case Prediction p -> p.scaled(factor);
      case Prediction.Curve c when Arrays.stream(c.y()).allMatch(v -> v == 0) ->
          new Prediction.Curve(
              c.x(), Arrays.stream(c.y()).map(v -> factor - 1).toArray(), c.error(), c.regime());
      case Prediction.Curve c -> c.scaled(factor);
      case Prediction.Density d -> d.stretched(factor);
      default -> throw new IllegalArgumentException("no prediction: " + leaf);
    };
  }
}
