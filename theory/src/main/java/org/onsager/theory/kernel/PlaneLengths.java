package org.onsager.theory.kernel;

import java.util.Arrays;
import java.util.List;

/**
 * What one image needs at every layer of a {@link PlanePath}: \( \sqrt{K_{pp}} \) at its places,
 * row by row with the path's pad before, between and after them, zero where there is no place.
 */
final class PlaneLengths {
  private final PlanePath path;
  private final int pitch;

  /** The image, [channels][pad + rows · pitch]. */
  final double[][] image;

  /** By stage, likewise; a single number where there are no places any more. */
  final double[][] roots;

  /** One over each of {@link #roots}, zero where it is zero; none where there are no places. */
  final double[][] inverses;

  /** The mean over places of K and of Θ of every place with itself, as the places end. */
  double meanLength;

  double meanTangent;

  private double pooledLength;

  /** K and Θ of the image with itself, at the end. */
  double length;

  double tangent;

  private PlaneLengths(PlanePath path, double[][] image) {
    this.path = path;
    this.pitch = path.width() + path.pad();
    this.image = image;
    this.roots = new double[path.stages()][];
    this.inverses = new double[path.stages()][];
  }

  /** What those of one image take, bytes. */
  static long bytes(PlanePath path, int channels) {
    long cells = path.pad() + (long) path.height() * (path.width() + path.pad());
    return 8 * cells * (channels + 2L * path.stages());
  }

  /**
   * Of an image.
   *
   * @param x [samples, channels, places]
   */
  static PlaneLengths of(PlanePath path, double[] x, int sample, int channels) {
    int height = path.height();
    int width = path.width();
    int pitch = width + path.pad();
    double[][] image = new double[channels][path.pad() + height * pitch];
    for (int c = 0; c < channels; c++) {
      for (int y = 0; y < height; y++) {
        System.arraycopy(
            x,
            ((sample * channels + c) * height + y) * width,
            image[c],
            path.pad() + y * pitch,
            width);
      }
    }
    PlaneLengths lengths = new PlaneLengths(path, image);
    lengths.places();
    if (!path.pooled()) {
      lengths.end(lengths.meanLength, lengths.meanTangent);
    }
    return lengths;
  }

  private int row(int y) {
    return path.pad() + y * pitch;
  }

  private void places() {
    double[] q = new double[image[0].length];
    for (double[] channel : image) {
      for (int j = 0; j < q.length; j++) {
        q[j] += channel[j] * channel[j] / image.length;
      }
    }
    Diagonal end = run(path.ops(), new Diagonal(q, new double[q.length]));
    PlanePath.State last = path.end();
    double sum = 0;
    double tangents = 0;
    for (int y = 0; y < last.height(); y++) {
      for (int x = 0; x < last.width(); x++) {
        sum += end.q[row(y) + x];
        tangents += end.t[row(y) + x];
      }
    }
    meanLength = sum / last.height() / last.width();
    meanTangent = tangents / last.height() / last.width();
  }

  /** K and Θ of every place with itself. */
  private record Diagonal(double[] q, double[] t) {}

  private Diagonal run(List<PlanePath.Op> ops, Diagonal begin) {
    Diagonal now = begin;
    for (PlanePath.Op op : ops) {
      switch (op) {
        case PlanePath.Layer layer -> {
          now = weighed(layer, now);
          keep(layer.at(), now.q);
          if (layer.bend() != null) {
            now = bent(layer.bend(), now);
          }
        }
        case PlanePath.Bend bend -> now = bent(bend, now);
        case PlanePath.Fork fork -> {
          Diagonal sum = new Diagonal(new double[now.q.length], new double[now.t.length]);
          for (int k = 0; k < fork.weights().length; k++) {
            Diagonal end = run(fork.branches().get(k), now);
            for (int j = 0; j < sum.q.length; j++) {
              sum.q[j] += fork.weights()[k] * end.q[j];
              sum.t[j] += fork.weights()[k] * end.t[j];
            }
          }
          now = sum;
          keep(fork.at(), now.q);
        }
      }
    }
    return now;
  }

  private void keep(int stage, double[] q) {
    double[] root = new double[q.length];
    double[] inverse = new double[q.length];
    for (int j = 0; j < q.length; j++) {
      root[j] = Math.sqrt(q[j]);
      double zero = 1 - Math.signum(q[j]);
      inverse[j] = (1 - zero) / (root[j] + zero);
    }
    roots[stage] = root;
    inverses[stage] = inverse;
  }

  private Diagonal weighed(PlanePath.Layer layer, Diagonal now) {
    PlaceProgram.Slide slide = layer.slide();
    if (slide == null) {
      throw new IllegalStateException("no window");
    }
    double[] q = slid(slide, layer.share(), now.q);
    double[] t = slid(slide, layer.share(), now.t);
    for (int y = 0; y < slide.height(); y++) {
      for (int at = row(y); at < row(y) + slide.width(); at++) {
        q[at] += layer.bias();
        t[at] += layer.fresh() * q[at] + layer.more();
      }
    }
    return new Diagonal(q, t);
  }

  /**
   * The sum over a window times its share: along rows, then along columns. Every window looks from
   * all cells, and those without a place are cleared afterwards: long sums have no branches.
   */
  private double[] slid(PlaceProgram.Slide slide, double share, double[] from) {
    int n = from.length;
    double[] shifted = new double[n];
    double[] aside = new double[n];
    for (int k = -slide.left(); k <= slide.right(); k++) {
      add(share, from, k, shifted, aside);
    }
    double[] to = new double[n];
    for (int k = -slide.up(); k <= slide.down(); k++) {
      add(1, aside, k * pitch, shifted, to);
    }
    int at = 0;
    for (int y = 0; y < slide.height(); y++) {
      Arrays.fill(to, at, row(y), 0);
      at = row(y) + slide.width();
    }
    Arrays.fill(to, at, n, 0);
    return to;
  }

  /** Adds what stands so many cells further on, nothing from beyond the ends. */
  private static void add(double share, double[] from, int by, double[] shifted, double[] to) {
    int n = from.length;
    int size = Math.max(0, n - Math.abs(by));
    Arrays.fill(shifted, 0);
    System.arraycopy(from, Math.max(0, by), shifted, Math.max(0, -by), size);
    for (int j = 0; j < n; j++) {
      to[j] += share * shifted[j];
    }
  }

  private static Diagonal bent(PlanePath.Bend bend, Diagonal now) {
    double[] q = new double[now.q.length];
    double[] t = new double[now.t.length];
    for (int j = 0; j < q.length; j++) {
      q[j] = bend.norm() * now.q[j];
      t[j] = now.q[j] > 0 ? bend.norm() * now.t[j] : 0;
    }
    return new Diagonal(q, t);
  }

  /** The mean of the distances of its places from each other; 0 where only equal places matter. */
  double selfDistance() {
    return meanLength - pooledLength;
  }

  /** Goes on without places, from K and Θ of the image with itself. */
  void end(double q, double t) {
    pooledLength = q;
    length = q;
    tangent = t;
    for (PlanePath.Op op : path.tail()) {
      switch (op) {
        case PlanePath.Layer layer -> {
          length = layer.bias() + layer.weight() * length;
          tangent = layer.fresh() * length + layer.more() + layer.weight() * tangent;
          roots[layer.at()] = new double[] {Math.sqrt(length)};
          if (layer.bend() != null) {
            bend(layer.bend());
          }
        }
        case PlanePath.Bend bend -> bend(bend);
        case PlanePath.Fork _ -> throw new IllegalStateException("a fork without places");
      }
    }
  }

  private void bend(PlanePath.Bend bend) {
    tangent = length > 0 ? bend.norm() * tangent : 0;
    length = bend.norm() * length;
  }
}
