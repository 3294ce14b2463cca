package org.onsager.nets;

import org.jspecify.annotations.Nullable;
import org.onsager.tensor.Kernels;
import org.onsager.tensor.Kernels.Factor;
import org.onsager.tensor.Tensor;

/**
 * A layer of a {@link ConvolutionStack} with its memory for some samples: how it goes forward and
 * how derivatives come back. Arrays of images are [channels, rows, columns, samples], so that the
 * innermost loop of whatever is done runs over samples and rows are copied whole.
 */
sealed interface ImageStage permits Convolved, ImageStage.Averaged, ImageStage.Activated {
  /** From what came in to what goes out. */
  void forward();

  /** From the derivative by what goes out to that by what came in, where anybody needs it. */
  void backward();

  /**
   * What goes from one layer to the next.
   *
   * @param values as they are
   * @param deltas the derivatives of the loss; null where no weights come before
   */
  record Signal(Tensor values, @Nullable Tensor deltas) {}

  /** Some images with zeros around them; themselves, where there is nothing around them. */
  record Frame(Tensor images, Tensor framed, Tensor inside) {
    static Frame of(Tensor images, int[] rows, int[] columns) {
      if (rows[0] + rows[1] + columns[0] + columns[1] == 0) {
        return new Frame(images, images, images);
      }
      long height = images.extent(1);
      long width = images.extent(2);
      Tensor framed =
          Tensor.zeros(
              images.dtype(),
              images.extent(0),
              rows[0] + height + rows[1],
              columns[0] + width + columns[1],
              images.extent(3));
      Tensor inside =
          framed.slice(1, rows[0], rows[0] + height).slice(2, columns[0], columns[0] + width);
      return new Frame(images, framed, inside);
    }

    void fill() {
      if (images != framed) {
        Kernels.copy(inside, images);
      }
    }

    void empty() {
      if (images != framed) {
        Kernels.copy(images, inside);
      }
    }
  }

  /** What every element of a window sees at all places, one view for each element. */
  static Tensor[] elements(Tensor patches) {
    int rows = (int) patches.extent(1);
    int columns = (int) patches.extent(2);
    Tensor[] views = new Tensor[rows * columns];
    for (int i = 0; i < views.length; i++) {
      views[i] =
          patches.slice(1, i / columns, i / columns + 1).slice(2, i % columns, i % columns + 1);
    }
    return views;
  }

  /**
   * The mean of every window.
   *
   * @param elements what every element of the window sees
   * @param back where their derivatives go; null where nobody needs them
   * @param overlap whether an element can be seen twice
   * @param share one over the size of the window
   */
  record Averaged(
      Tensor[] elements,
      Tensor values,
      @Nullable Tensor deltas,
      @Nullable Tensor whole,
      Tensor @Nullable [] back,
      boolean overlap,
      Factor one,
      Factor share)
      implements ImageStage {
    @Override
    public void forward() {
      Kernels.copy(values, elements[0]);
      for (int i = 1; i < elements.length; i++) {
        Kernels.add(values, one, elements[i]);
      }
      Kernels.scale(values, share);
    }

    @Override
    public void backward() {
      if (deltas == null || whole == null || back == null) {
        return;
      }
      Kernels.scale(deltas, share);
      if (overlap) {
        Kernels.zero(whole);
      }
      for (Tensor element : back) {
        if (overlap) {
          Kernels.add(element, one, deltas);
        } else {
          Kernels.copy(element, deltas);
        }
      }
    }
  }

  /** A function of every element, in place. */
  record Activated(Slope slope, Signal signal) implements ImageStage {
    @Override
    public void forward() {
      slope.activate(signal.values);
    }

    @Override
    public void backward() {
      if (signal.deltas != null) {
        slope.times(signal.deltas, signal.deltas, signal.values);
      }
    }
  }
}
