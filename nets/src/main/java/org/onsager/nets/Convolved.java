package org.onsager.nets;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.onsager.architecture.Layer;
import org.onsager.tensor.DType;
import org.onsager.tensor.Images;
import org.onsager.tensor.Kernels;
import org.onsager.tensor.Kernels.Factor;
import org.onsager.tensor.Tensor;

/**
 * A convolution as a product: \( Z = b + W P \) with the matrix P of patches, one column for every
 * place and sample; the gradient of W is \( D P^\top \), and \( W^\top D \) is added up where its
 * patches came from.
 *
 * <p>Where P would be large some rows of places are gathered at a time, and again on the way back,
 * which takes little beside the products.
 *
 * @param weights [1, channels out, fan-in], a view of the network's, transposed likewise
 * @param z what goes out as a matrix
 * @param d its derivative
 * @param gradient of the weights by these samples
 * @param across the same, transposed, as OpenBLAS gives it in a fifth less time
 * @param back the frame of derivatives of what came in; null where nobody needs them
 */
record Convolved(
    Tensor weights,
    Tensor transposed,
    Tensor biases,
    Frame in,
    List<Tile> tiles,
    Tensor z,
    Tensor d,
    Tensor gradient,
    Tensor across,
    Tensor gradientOfBiases,
    @Nullable Frame back,
    Factor one)
    implements ImageStage {
  /** Numbers in a tile of P, unless one row of places has more. */
  private static final long TILE = 1L << 21;

  /**
   * Some rows of places.
   *
   * @param seen their patches, a view
   * @param patches room for them, the same for all tiles, and as a matrix
   * @param to where the derivatives of what an element of the window sees are added
   * @param from where those are among the patches
   */
  record Tile(
      Tensor seen,
      Tensor patches,
      Tensor matrix,
      Tensor z,
      Tensor d,
      Tensor dTransposed,
      Tensor[] to,
      Tensor[] from) {}

  static Convolved of(Layer.Convolution c, Tensor weights, Tensor biases, Signal in, Factor one) {
    int[] above = c.zeros(0, (int) in.values().extent(1));
    int[] across = c.zeros(1, (int) in.values().extent(2));
    Frame frame = Frame.of(in.values(), above, across);
    Tensor deltas = in.deltas();
    Frame back = deltas == null ? null : Frame.of(deltas, above, across);
    Tensor seen = patches(c, frame);
    DType dtype = weights.dtype();
    Tensor d =
        Tensor.zeros(dtype, 1, c.outputs(), seen.extent(3) * seen.extent(4) * seen.extent(5));
    Tensor z = Tensor.zeros(dtype, d.shape());
    Tensor gradient = Tensor.zeros(dtype, 1, c.fanIn(), c.outputs());
    return new Convolved(
        weights,
        weights.transpose(),
        biases,
        frame,
        tiles(seen, back == null ? null : patches(c, back), z, d),
        z,
        d,
        gradient.transpose(),
        gradient,
        Tensor.zeros(dtype, biases.shape()),
        back,
        one);
  }

  private static Tensor patches(Layer.Convolution c, Frame frame) {
    return Images.patches(
        frame.framed(), Convolutions.extents(c.window()), Convolutions.strides(c.window()));
  }

  private static List<Tile> tiles(Tensor seen, @Nullable Tensor back, Tensor z, Tensor d) {
    long rows = seen.extent(3);
    long row = seen.size() / rows;
    long most = Math.min(rows, Math.max(1, TILE / row));
    long columns = seen.extent(4) * seen.extent(5);
    Tensor room = Tensor.zeros(seen.dtype(), most * row);
    List<Tile> tiles = new ArrayList<>();
    for (long from = 0; from < rows; from += most) {
      long to = Math.min(rows, from + most);
      Tensor part = seen.slice(3, from, to);
      Tensor patches = room.slice(0, 0, part.size()).reshape(part.shape());
      Tensor tileOfD = d.slice(2, from * columns, to * columns);
      tiles.add(
          new Tile(
              part,
              patches,
              patches.reshape(1, -1, (to - from) * columns),
              z.slice(2, from * columns, to * columns),
              tileOfD,
              tileOfD.transpose(),
              back == null ? new Tensor[0] : ImageStage.elements(back.slice(3, from, to)),
              back == null ? new Tensor[0] : ImageStage.elements(patches)));
    }
    return tiles;
  }

  /** What goes out, [channels, rows, columns, samples]. */
  Signal out() {
    Tensor seen = tiles.getFirst().seen();
    long[] shape = {d.extent(1), -1, seen.extent(4), seen.extent(5)};
    return new Signal(z.reshape(shape), d.reshape(shape));
  }

  @Override
  public void forward() {
    in.fill();
    for (Tile tile : tiles) {
      Kernels.copy(tile.patches, tile.seen);
      Kernels.affine(tile.z, biases, weights, tile.matrix);
    }
  }

  @Override
  public void backward() {
    Kernels.sum(gradientOfBiases, d, 2);
    Kernels.zero(across);
    if (back != null) {
      Kernels.zero(back.framed());
    }
    for (Tile tile : tiles) {
      if (tiles.size() > 1) {
        Kernels.copy(tile.patches, tile.seen);
      }
      Kernels.accumulate(across, one, tile.matrix, tile.dTransposed);
      if (back != null) {
        Kernels.product(tile.matrix, transposed, tile.d);
        for (int i = 0; i < tile.to.length; i++) {
          Kernels.add(tile.to[i], one, tile.from[i]);
        }
      }
    }
    if (back != null) {
      back.empty();
    }
  }
}
