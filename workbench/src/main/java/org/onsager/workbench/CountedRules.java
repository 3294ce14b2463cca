package org.onsager.workbench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.onsager.data.weights.StoredArray;
import org.onsager.lab.Answer.Grade;

/**
 * What is wrong with a layer and can be counted in its file, with no theory and no chance in it:
 * numbers that are none, dead and doubled units, closed channels, copied layers, units that have
 * changed places.
 */
final class CountedRules {
  private static final String SYMMETRY = "exact: counted in the file";

  private final List<LayerReading> readings;
  private final List<Finding> found = new ArrayList<>();

  private CountedRules(List<LayerReading> readings) {
    this.readings = readings;
  }

  /** What is to be said of a layer, those before it being known. */
  static List<Finding> of(List<LayerReading> readings, int l) {
    CountedRules rules = new CountedRules(readings);
    rules.broken(l);
    rules.units(l);
    rules.copies(l);
    rules.moved(l);
    return rules.found;
  }

  private String capital(int l) {
    return LayerRules.capital(name(l));
  }

  private String name(int l) {
    return LayerRules.name(readings, l);
  }

  private void broken(int l) {
    LayerReading r = readings.get(l);
    if (r.strange() > 0) {
      add(
          "not-finite",
          List.of(l),
          Grade.BAD,
          100,
          capital(l) + " has weights that are no numbers",
          "Every output that depends on it is no number either. Training has diverged, or the file"
              + " was written with too few bits.",
          Print.count((double) r.strange()) + " of its weights",
          "Go back to a checkpoint before the loss became NaN; clip gradients, or warm the learning"
              + " rate up.");
    } else if (r.spectrum() == null) {
      add(
          "all-zero",
          List.of(l),
          Grade.WATCH,
          8,
          capital(l) + " is zero",
          "Nothing passes through it. The last layer of a residual branch is sometimes begun like"
              + " this on purpose; after training it should no longer be.",
          "‖W‖ = 0",
          "");
    }
  }

  private void units(int l) {
    LayerReading r = readings.get(l);
    int units = (int) r.layer().outputs();
    List<Integer> dead = r.dead();
    if (!dead.isEmpty()) {
      add(
          "dead-units",
          List.of(l),
          share(dead, units) > 0.5 ? Grade.BAD : Grade.WATCH,
          5 + Math.log(1 + dead.size()),
          capital(l) + " has dead units",
          "Their weights are below 10⁻⁴ of the median unit’s: they answer the same to every input,"
              + " and the layer is as wide as the rest. Units: "
              + list(dead)
              + ".",
          dead.size() + " of " + units,
          "Take dead units out, or draw their weights anew; look for strong weight decay or a"
              + " learning rate that was too large.");
    }
    if (!r.duplicates().isEmpty()) {
      add(
          "duplicate-units",
          List.of(l),
          Grade.WATCH,
          4 + Math.log(1 + r.duplicates().size()),
          capital(l) + " has units that compute the same",
          "Their weights point in one direction to 10⁻⁵; such units get the same gradient and stay"
              + " together. Pairs: "
              + r.duplicates().stream()
                  .limit(6)
                  .map(p -> p.first() + " and " + p.second())
                  .collect(Collectors.joining(", "))
              + (r.duplicates().size() > 6 ? ", …" : "")
              + ".",
          r.duplicates().size() + " of " + units,
          "Break the symmetry: draw one of each pair anew.");
    }
    if (!r.closed().isEmpty()) {
      ModelLayer.Norm norm = r.layer().norm();
      add(
          "closed-channels",
          List.of(l),
          share(r.closed(), units) < 0.25 ? Grade.FINE : Grade.WATCH,
          3 + Math.log(1 + r.closed().size()),
          "The normalisation behind " + name(l) + " closes channels",
          "Its factors γ are below 10⁻³ of the median: whatever the channel holds, its output is"
              + " constant. Training with weight decay does so to channels that it can spare."
              + " Channels: "
              + list(r.closed())
              + ".",
          r.closed().size() + " of " + units + " in " + (norm == null ? "" : norm.name()),
          "Such channels can be taken out without changing the outputs.");
    }
  }

  private static double share(List<Integer> some, int units) {
    return (double) some.size() / units;
  }

  private static String list(List<Integer> units) {
    return units.stream().limit(12).map(String::valueOf).collect(Collectors.joining(", "))
        + (units.size() > 12 ? ", …" : "");
  }

  /** The same weights in two layers; each is said of the later one. */
  private void copies(int l) {
    LayerReading r = readings.get(l);
    if (r.spectrum() == null || r.layer().kind() == ModelLayer.Kind.EMBEDDING) {
      return;
    }
    for (int k = 0; k < l; k++) {
      LayerReading other = readings.get(k);
      double a = r.weightVariance().value();
      double b = other.weightVariance().value();
      if (other.layer().kind() != ModelLayer.Kind.EMBEDDING
          && Math.abs(a - b) <= 1e-9 * a
          && same(r.layer().weight(), other.layer().weight())) {
        add(
            "copied-layer",
            List.of(k, l),
            Grade.WATCH,
            7,
            capital(l) + " holds the weights of " + name(k),
            "Number for number. Mean-field theory wants layers that are independent; here the same"
                + " directions grow or shrink twice. Where weights are tied on purpose, all is"
                + " well.",
            "W_" + (l + 1) + " = W_" + (k + 1),
            "If it is not meant, draw one of the two anew.");
        return;
      }
    }
  }

  private static boolean same(StoredArray a, StoredArray b) {
    if (!a.shape().equals(b.shape())) {
      return false;
    }
    int most = 1 << 14;
    double[] x = new double[most];
    double[] y = new double[most];
    for (long at = 0; at < a.size(); at += most) {
      int n = (int) Math.min(most, a.size() - at);
      a.read(at, x, 0, n);
      b.read(at, y, 0, n);
      if (!Arrays.equals(x, 0, n, y, 0, n)) {
        return false;
      }
    }
    return true;
  }

  /** Units that stand where others stood in an earlier checkpoint. */
  private void moved(int l) {
    Drift drift = readings.get(l).drift();
    if (drift == null || drift.permuted() < 2) {
      return;
    }
    int[] from = drift.moved();
    List<String> some =
        IntStream.range(0, from.length)
            .filter(i -> from[i] >= 0 && from[i] != i)
            .limit(6)
            .mapToObj(i -> i + " was " + from[i])
            .toList();
    add(
        "moved-units",
        List.of(l),
        Grade.WATCH,
        6 + Math.log((double) drift.permuted()),
        capital(l) + " has its units in another order than before",
        "Their weights are those of other units of the earlier checkpoint, to a cosine of 0.9: "
            + String.join(", ", some)
            + (drift.permuted() > 6 ? ", …" : "")
            + ". If the layer behind reads them in the new order, the network is the same; if not,"
            + " it is broken. Weights alone would not tell: independent rows may stand in any"
            + " order.",
        drift.permuted() + " of " + from.length,
        "Look for what sorted, pruned or loaded this layer without the one behind it.");
  }

  private void add(
      String rule,
      List<Integer> layers,
      Grade grade,
      double severity,
      String heading,
      String text,
      String number,
      String advice) {
    found.add(
        new Finding(rule, layers, grade, severity, heading, text, number, SYMMETRY, advice, ""));
  }
}
