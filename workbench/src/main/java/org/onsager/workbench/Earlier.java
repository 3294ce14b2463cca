package org.onsager.workbench;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.onsager.instruments.weights.WeightMatrix;
import org.onsager.lab.Refusal;

/** Layers beside those of an earlier checkpoint, by their names. */
final class Earlier {
  private Earlier() {}

  /**
   * The readings with how far each layer has gone; layers that the checkpoint lacks stay as they
   * are.
   *
   * @throws Refusal where no layer is the same, or one has another shape
   */
  static List<LayerReading> since(
      List<LayerReading> readings, ModelLayers before, String checkpoint) {
    Map<String, ModelLayer> byName = new HashMap<>();
    before.layers().forEach(l -> byName.put(l.name(), l));
    List<LayerReading> all = new ArrayList<>();
    int known = 0;
    for (LayerReading r : readings) {
      ModelLayer layer = r.layer();
      ModelLayer old = byName.get(layer.name());
      if (old == null || r.strange() > 0) {
        all.add(r);
        continue;
      }
      if (!old.weight().shape().equals(layer.weight().shape())) {
        throw new Refusal(
            "--initial: "
                + layer.name()
                + " is "
                + old.weight().shape()
                + " in "
                + checkpoint
                + " and "
                + layer.weight().shape()
                + " now; it is no earlier state of the same network");
      }
      known++;
      all.add(r.since(Drift.of(matrix(layer), matrix(old))));
    }
    if (known == 0) {
      throw new Refusal("--initial: " + checkpoint + " has no layer of the same name");
    }
    return all;
  }

  private static WeightMatrix matrix(ModelLayer layer) {
    return new WeightMatrix(layer.matrix(), (int) layer.outputs(), (int) layer.inputs());
  }
}
