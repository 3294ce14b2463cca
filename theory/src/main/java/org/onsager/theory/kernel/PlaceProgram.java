package org.onsager.theory.kernel;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.onsager.architecture.Activation;
import org.onsager.architecture.Layer;
import org.onsager.architecture.Network;
import org.onsager.architecture.Padding;
import org.onsager.architecture.Shape;
import org.onsager.architecture.Window;

/**
 * The layers of a network of convolutions as steps on kernels between places.
 *
 * <p>A signal has one covariance for every two places, \( K_{pp'}(x,x') \), the same for all
 * channels: \( K'_{pp'} = \sigma_b^2 + \frac{\sigma_w^2}{|u|}\sum_u K_{p+u,p'+u} \) at a
 * convolution, the mean over both windows at a pooling, over equal places at flatten. Where nothing
 * is pooled, places that differ never meet, and only p = p' is followed.
 *
 * @param nodes the layers in order
 * @param places of the input
 * @param height the rows of places of the input; 1 for lines
 * @param channels of the input
 * @param pooled whether all pairs of places are followed
 */
record PlaceProgram(
    List<Node> nodes,
    int places,
    int height,
    int channels,
    double w,
    double b,
    boolean standard,
    boolean pooled) {

  /** A layer, with what it needs of its shape. */
  sealed interface Node {}

  /**
   * Weights.
   *
   * @param sources the place under every element of the window at every place that comes out,
   *     [window][places]; -1 where there is none
   * @param slide the window, where it moves place by place and sees zeros beyond the edges; null
   *     where it does not
   */
  record Weigh(int[][] sources, double fanIn, @Nullable Slide slide) implements Node {}

  /** How far a window reaches around a place, and how many rows and columns of places come out. */
  record Slide(int up, int down, int left, int right, int height, int width) {
    static @Nullable Slide of(Layer.Convolution c, Shape input, Shape output) {
      Window window = c.window();
      if (c.padding() == Padding.CIRCULAR || window.strides().stream().anyMatch(s -> s != 1)) {
        return null;
      }
      boolean line = window.axes() == 1;
      int kh = line ? 1 : window.extents().getFirst();
      int kw = window.extents().getLast();
      int up = line ? 0 : c.zeros(0, input.extents().get(1))[0];
      int left = c.zeros(window.axes() - 1, input.extents().getLast())[0];
      return new Slide(
          up,
          kh - 1 - up,
          left,
          kw - 1 - left,
          line ? 1 : output.extents().get(1),
          output.extents().getLast());
    }
  }

  /** The mean of patches, likewise. */
  record Pool(int[][] sources) implements Node {}

  /** Equal places meet. */
  record Flatten() implements Node {}

  /** An activation, the number {@code at} of all that need lengths. */
  record Bend(int at, Step.Bend step) implements Node {}

  /** Layer norm, likewise. */
  record Level(int at) implements Node {}

  /** Independent masks. */
  record Drop(double keep) implements Node {}

  /** Branches, with the weights that their kernels have in the sum. */
  record Fork(List<List<Node>> branches, double[] weights) implements Node {}

  static boolean needed(Network network) {
    return needed(network.layers());
  }

  private static boolean needed(List<Layer> layers) {
    return layers.stream()
        .anyMatch(
            layer ->
                switch (layer) {
                  case Layer.Convolution _, Layer.Pooling _, Layer.GlobalPooling _ -> true;
                  case Layer.Parallel p -> p.branches().stream().anyMatch(PlaceProgram::needed);
                  default -> false;
                });
  }

  private static boolean pools(List<Layer> layers) {
    return layers.stream()
        .anyMatch(
            layer ->
                layer instanceof Layer.Pooling
                    || layer instanceof Layer.GlobalPooling
                    || (layer instanceof Layer.Parallel p
                        && p.branches().stream().anyMatch(PlaceProgram::pools)));
  }

  static PlaceProgram of(Network network, Parameterisation parameterisation) {
    Shape input = network.input();
    int channels = input.extents().getFirst();
    return new PlaceProgram(
        compile(network.layers(), input, new int[1]),
        Math.toIntExact(input.size() / channels),
        input.extents().size() == 3 ? input.extents().get(1) : 1,
        channels,
        network.initialisation().weightVariance(),
        network.initialisation().biasVariance(),
        parameterisation == Parameterisation.STANDARD,
        pools(network.layers()));
  }

  private static List<Node> compile(List<Layer> layers, Shape input, int[] bends) {
    List<Node> nodes = new ArrayList<>();
    Shape shape = input;
    for (Layer layer : VectorProgram.whileThereArePlaces(layers)) {
      Shape output = layer.outputOf(shape);
      switch (layer) {
        case Layer.Dense d -> nodes.add(new Weigh(new int[][] {{0}}, d.inputs(), null));
        case Layer.Convolution c ->
            nodes.add(
                new Weigh(
                    sources(c.window(), shape, output, c, c.padding() == Padding.CIRCULAR),
                    c.fanIn(),
                    Slide.of(c, shape, output)));
        case Layer.Pooling p ->
            nodes.add(new Pool(sources(p.window(), shape, output, null, false)));
        case Layer.GlobalPooling _ -> {
          int places = places(shape);
          int[][] all = new int[places][1];
          Arrays.setAll(all, i -> new int[] {i});
          nodes.add(new Pool(all));
        }
        case Layer.Flatten _ -> nodes.add(new Flatten());
        case Layer.ActivationLayer a -> {
          if (!a.activation().equals(Activation.LINEAR)) {
            nodes.add(new Bend(bends[0]++, new Step.Bend(0, VectorProgram.dual(a.activation()))));
          }
        }
        case Layer.LayerNorm _ -> nodes.add(new Level(bends[0]++));
        case Layer.Dropout d -> nodes.add(new Drop(d.keep()));
        case Layer.Parallel p -> {
          List<List<Node>> branches = new ArrayList<>();
          double[] weights = new double[p.branches().size()];
          for (int k = 0; k < weights.length; k++) {
            List<Layer> branch = p.branches().get(k);
            branches.add(compile(branch, shape, bends));
            int channels = channels(branch, shape);
            weights[k] =
                p.join() == Layer.Parallel.Join.SUM
                    ? 1
                    : (double) channels / output.extents().getFirst();
          }
          nodes.add(new Fork(branches, weights));
        }
      }
      shape = output;
    }
    return nodes;
  }

  private static int channels(List<Layer> layers, Shape input) {
    Shape shape = input;
    for (Layer layer : layers) {
      shape = layer.outputOf(shape);
    }
    return shape.extents().getFirst();
  }

  private static int places(Shape shape) {
    return Math.toIntExact(shape.size() / shape.extents().getFirst());
  }

  private static int[][] sources(
      Window window, Shape input, Shape output, Layer.@Nullable Convolution c, boolean ring) {
    int axes = window.axes();
    int height = axes == 1 ? 1 : input.extents().get(1);
    int width = input.extents().getLast();
    int rows = axes == 1 ? 1 : output.extents().get(1);
    int columns = output.extents().getLast();
    int kw = window.extents().getLast();
    int kh = axes == 1 ? 1 : window.extents().getFirst();
    int above = axes == 1 || c == null ? 0 : c.zeros(0, height)[0];
    int left = c == null ? 0 : c.zeros(axes - 1, width)[0];
    int down = axes == 1 ? 1 : window.strides().getFirst();
    int across = window.strides().getLast();
    int[][] sources = new int[kh * kw][rows * columns];
    for (int u = 0; u < kh * kw; u++) {
      for (int p = 0; p < rows * columns; p++) {
        int row = p / columns * down + u / kw - above;
        int column = p % columns * across + u % kw - left;
        if (ring) {
          row = Math.floorMod(row, height);
          column = Math.floorMod(column, width);
        }
        boolean inside = row >= 0 && row < height && column >= 0 && column < width;
        sources[u][p] = inside ? row * width + column : -1;
      }
    }
    return sources;
  }

  /** Floating-point operations of an entry, both kernels. */
  double flops() {
    return 2.0 * channels * entries(places) + flops(nodes, new int[] {places});
  }

  private double flops(List<Node> some, int[] now) {
    double flops = 0;
    for (Node node : some) {
      switch (node) {
        case Weigh weigh -> {
          now[0] = weigh.sources()[0].length;
          flops += (2.0 * weigh.sources().length + 6) * entries(now[0]);
        }
        case Pool pool -> {
          flops += 2.0 * pool.sources().length * entries(now[0]);
          now[0] = pool.sources()[0].length;
        }
        case Flatten _ -> {
          flops += 4.0 * now[0];
          now[0] = 1;
        }
        case Bend bend -> flops += bend.step().flops() * entries(now[0]);
        case Level _ -> flops += 4 * entries(now[0]);
        case Drop _ -> {}
        case Fork fork -> {
          int before = now[0];
          for (List<Node> branch : fork.branches()) {
            now[0] = before;
            flops += flops(branch, now) + 4 * entries(now[0]);
          }
        }
      }
    }
    return flops;
  }

  /** Memory that is kept for one image: itself, and two lengths for a place at an activation. */
  double bytes() {
    return 8.0 * channels * places + 24.0 * bends().size() * places;
  }

  private double entries(int some) {
    return pooled ? (double) some * some : some;
  }

  /** All activations, in the order of their numbers. */
  List<Bend> bends() {
    List<Bend> all = new ArrayList<>();
    collect(nodes, all);
    return all;
  }

  private static void collect(List<Node> some, List<Bend> all) {
    for (Node node : some) {
      if (node instanceof Bend bend) {
        all.add(bend);
      } else if (node instanceof Fork fork) {
        fork.branches().forEach(branch -> collect(branch, all));
      }
    }
  }
}
