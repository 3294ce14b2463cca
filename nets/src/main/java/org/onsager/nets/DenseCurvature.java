package org.onsager.nets;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.onsager.tensor.Gradients;
import org.onsager.tensor.Kernels;
import org.onsager.tensor.Kernels.Factor;
import org.onsager.tensor.Scope;
import org.onsager.tensor.Tensor;

/**
 * Products of the Hessian of a dense network's loss with vectors.
 *
 * <p>With a dot for the derivative along the vector v = (V, β) (B. A. Pearlmutter, Neural
 * Computation 6, 147, 1994), \( G_{l-1} = W_l^\top D_l \) and \( D_l = \phi'(z_l) G_l \): \[ \dot
 * z_l = W_l \dot a_{l-1} + V_l a_{l-1} + \beta_l, \quad \dot a_l = \phi'(z_l)\dot z_l, \quad \dot
 * D_l = \phi'(z_l) (W_{l+1}^\top \dot D_{l+1} + V_{l+1}^\top D_{l+1}) + \phi''(z_l)\,\dot z_l\,
 * G_l, \] and the product for W_l is \( \dot D_l a_{l-1}^\top + D_l \dot a_{l-1}^\top \). Twice the
 * arithmetic of a gradient. Where the activation is tanh, \( \phi''\dot z = -2 a \dot a \); where
 * it is a rectifier, zero.
 */
public final class DenseCurvature {
  private final DenseStack stack;
  private final Factor minus = Factor.of(-1);
  private final Factor minusTwo = Factor.of(-2);
  private final Tensor[] dots;
  private final Tensor[] deltaDots;
  private final List<Part> parts = new ArrayList<>();

  private DenseCurvature(DenseStack stack) {
    this.stack = stack;
    dots = like(stack.values);
    deltaDots = like(stack.deltas);
    Tensor[] pulled = like(stack.values);
    Tensor[] scratch = like(stack.values);
    for (int worker = 0; worker < stack.team.members(); worker++) {
      parts.add(new Part(worker, pulled, scratch));
    }
  }

  private static Tensor[] like(Tensor[] tensors) {
    return Arrays.stream(tensors)
        .map(t -> Tensor.zeros(t.dtype(), t.shape()))
        .toArray(Tensor[]::new);
  }

  /** The curvature of a stack, with its workers; it has memory of its own. */
  public static DenseCurvature of(DenseStack stack) {
    return new DenseCurvature(stack);
  }

  /** One worker's samples, and its rows of every layer. */
  private final class Part {
    final DenseStack.Share share;
    final Tensor[] dot;
    final Tensor[] deltaDot;
    final Tensor[] pulled;
    final Tensor[] scratch;
    final Tensor[] rowsOfDeltaDots;
    final Tensor row;

    Part(int worker, Tensor[] pulled, Tensor[] scratch) {
      share = stack.shares.get(worker);
      dot = share.columns(dots);
      deltaDot = share.columns(deltaDots);
      this.pulled = share.columns(pulled);
      this.scratch = share.columns(scratch);
      rowsOfDeltaDots = DenseStack.rows(deltaDots, worker, stack.team.members());
      row = Tensor.zeros(dots[0].dtype(), dots[0].extent(0), 1, share.to - share.from);
    }
  }

  /** The vector, one part a layer. */
  private record Direction(Tensor[] weights, Tensor[] transposed, Tensor[] biases) {}

  /**
   * Sets {@code into} to \( Hv \); the loss of every network.
   *
   * @param inputs as {@link DenseStack#descend} takes them
   * @param targets likewise
   * @param vector v, one tensor for every parameter, weights before biases
   * @param into the same shapes; they are overwritten
   */
  public double[] product(Tensor inputs, Tensor targets, List<Tensor> vector, List<Tensor> into) {
    stack.require(vector);
    stack.require(into);
    try (Scope _ = Scope.open()) {
      DenseStack.Minibatch minibatch = stack.minibatch(inputs, targets);
      DenseStack.Rows rows = stack.new Rows(into);
      Direction v = direction(vector);
      List<Tensor> dotsBefore = Arrays.stream(dots).map(Tensor::transpose).toList();
      stack.team.run(
          w ->
              Gradients.without(
                  () ->
                      carry(
                          parts.get(w),
                          v,
                          minibatch.columns().get(w),
                          minibatch.targets().get(w))));
      stack.team.run(w -> Gradients.without(() -> write(w, rows, minibatch.before(), dotsBefore)));
      return stack.losses();
    }
  }

  private Direction direction(List<Tensor> vector) {
    int depth = vector.size() / 2;
    Tensor[] weights = stack.matrices(vector.subList(0, depth), false);
    return new Direction(
        weights,
        Arrays.stream(weights).map(Tensor::transpose).toArray(Tensor[]::new),
        stack.matrices(vector.subList(depth, 2 * depth), true));
  }

  private void carry(Part part, Direction v, Tensor x, Tensor targets) {
    DenseStack.Share s = part.share;
    int last = dots.length - 1;
    stack.forward(s, x);
    stack.slopeOfLoss(s, targets);
    for (int l = 0; l <= last; l++) {
      Kernels.affine(part.dot[l], v.biases()[l], v.weights()[l], l == 0 ? x : s.z[l - 1]);
      if (l > 0) {
        Kernels.accumulate(part.dot[l], stack.one, stack.weights[l], part.dot[l - 1]);
      }
      if (l < last) {
        stack.slopes[l].times(part.dot[l], part.dot[l], s.z[l]);
      }
    }
    curveOfLoss(part, last);
    for (int l = last; l > 0; l--) {
      Slope slope = stack.slopes[l - 1];
      Tensor a = s.z[l - 1];
      Tensor pulled = slope == Slope.TANH ? part.pulled[l - 1] : s.d[l - 1];
      Kernels.product(pulled, stack.transposed[l], s.d[l]);
      slope.times(s.d[l - 1], pulled, a);
      Kernels.product(part.deltaDot[l - 1], stack.transposed[l], part.deltaDot[l]);
      Kernels.accumulate(part.deltaDot[l - 1], stack.one, v.transposed()[l], s.d[l]);
      slope.times(part.deltaDot[l - 1], part.deltaDot[l - 1], a);
      if (slope == Slope.TANH) {
        Kernels.multiply(part.scratch[l - 1], a, part.dot[l - 1]);
        Kernels.addProduct(part.deltaDot[l - 1], minusTwo, part.scratch[l - 1], pulled);
      }
    }
  }

  /** The derivative of D of the last layer: p(ż − p·ż)/n for the cross-entropy, else ż/n. */
  private void curveOfLoss(Part part, int last) {
    Tensor e = part.deltaDot[last];
    switch (stack.loss) {
      case CROSS_ENTROPY -> {
        Kernels.multiply(e, part.share.p, part.dot[last]);
        Kernels.sum(part.row, e, 1);
        Kernels.addProduct(e, minus, part.share.p, part.row);
      }
      case SQUARED -> Kernels.copy(e, part.dot[last]);
    }
    Kernels.scale(e, stack.perSample);
  }

  private void write(int w, DenseStack.Rows rows, List<Tensor> before, List<Tensor> dotsBefore) {
    Part part = parts.get(w);
    for (int l = 0; l < dots.length; l++) {
      if (part.rowsOfDeltaDots[l].extent(1) > 0) {
        Tensor product = rows.weights.get(w)[l];
        Kernels.product(product, part.rowsOfDeltaDots[l], before.get(l));
        if (l > 0) {
          Kernels.accumulate(product, stack.one, part.share.rowsOfDeltas[l], dotsBefore.get(l - 1));
        }
        Kernels.sum(rows.biases.get(w)[l], part.rowsOfDeltaDots[l], 2);
      }
    }
  }
}
