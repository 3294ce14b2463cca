package org.onsager.instruments.function;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.onsager.nets.loaded.Signal;
import org.onsager.nets.loaded.Site;
import org.onsager.tensor.Scope;
import org.onsager.tensor.Tensor;

/**
 * What the parameters of one layer contribute to a tangent kernel, from what enters the layer and
 * the sensitivities of all outputs to what it gives.
 */
sealed interface TangentPart {
  /** Bytes of a part of a Jacobian that is held at once. */
  long PART = 64L << 20;

  /** The layer. */
  Site site();

  /** The number of its signal in a passage. */
  int signal();

  /**
   * What is kept of one output's sensitivity, [samples, 1, …].
   *
   * @param back in the shape of the layer's own output
   */
  Tensor piece(Tensor back);

  /** The contribution [samples · outputs]² of the pieces of all outputs, [samples, outputs, …]. */
  Tensor contract(Tensor pieces);

  /**
   * That of a layer; null where it cannot be told from its signals alone.
   *
   * @param bias null where there is none
   */
  static @Nullable TangentPart of(
      Site site, int number, Signal signal, Tensor weight, @Nullable Tensor bias) {
    Tensor a = signal.entering().detach();
    long samples = a.extent(0);
    boolean shifted = bias != null;
    if (site.kind() == Site.Kind.DENSE) {
      if (a.extent(-1) * signal.own().extent(-1) != weight.size()) {
        return null;
      }
      if (a.rank() == 2) {
        return new Dense(site, number, a, shifted);
      }
      Tensor columns = a.reshape(samples, -1, a.extent(-1)).transpose();
      return new Shared(site, number, withOnes(columns, shifted), true);
    }
    if (!Patches.possible(signal, weight)) {
      return null;
    }
    Tensor images = Patches.image(a);
    Tensor kernels = Patches.image(weight);
    return Patches.of(images, Patches.image(signal.own()), kernels, bias)
        .map(p -> new Shared(site, number, withOnes(p.columns(images, kernels), shifted), false))
        .orElse(null);
  }

  /** A bias is the weight of a signal that is always 1. */
  private static Tensor withOnes(Tensor columns, boolean shifted) {
    if (!shifted) {
      return columns;
    }
    Tensor ones = Tensor.full(1, columns.dtype(), columns.extent(0), 1, columns.extent(2));
    return Tensor.concatenate(1, List.of(columns, ones));
  }

  /**
   * A layer that sees every sample once: \( (DD^\top)\circ(AA^\top+1) \).
   *
   * @param entering A, [samples, features]
   * @param shifted whether it has a bias
   */
  record Dense(Site site, int signal, Tensor entering, boolean shifted) implements TangentPart {
    @Override
    public Tensor piece(Tensor back) {
      return back.reshape(back.extent(0), 1, -1);
    }

    @Override
    public Tensor contract(Tensor pieces) {
      long samples = pieces.extent(0);
      long outputs = pieces.extent(1);
      Tensor d = pieces.reshape(samples * outputs, -1);
      Tensor inner = entering.matmul(entering.transpose());
      return d.matmul(d.transpose())
          .reshape(samples, outputs, samples, outputs)
          .multiply((shifted ? inner.add(1) : inner).reshape(samples, 1, samples, 1))
          .reshape(samples * outputs, samples * outputs);
    }
  }

  /**
   * A layer whose weights are shared by places: \( GG^\top \) with \( G = DP^\top \) the Jacobian
   * of its weights.
   *
   * @param patches P, [samples, window, places]
   * @param last whether features are the last dimension of the layer's output, not the second
   */
  record Shared(Site site, int signal, Tensor patches, boolean last) implements TangentPart {
    @Override
    public Tensor piece(Tensor back) {
      long samples = back.extent(0);
      Tensor d =
          last
              ? back.reshape(samples, -1, back.extent(-1)).transpose()
              : back.reshape(samples, back.extent(1), -1);
      Tensor kept = early() ? d.matmul(patches.transpose()) : d;
      return kept.reshape(samples, 1, kept.extent(1), kept.extent(2));
    }

    /** Whether G is no larger than D. */
    private boolean early() {
      return patches.extent(1) <= patches.extent(2);
    }

    @Override
    public Tensor contract(Tensor pieces) {
      long samples = pieces.extent(0);
      long rows = samples * pieces.extent(1);
      if (early()) {
        Tensor g = pieces.reshape(rows, -1);
        return g.matmul(g.transpose());
      }
      long channels = pieces.extent(2);
      long each = rows * patches.extent(1) * patches.dtype().bytes();
      long some = Math.clamp(PART / each, 1, channels);
      Tensor sum = Tensor.zeros(patches.dtype(), rows, rows);
      Tensor transposed = patches.transpose();
      for (long from = 0; from < channels; from += some) {
        try (Scope _ = Scope.open()) {
          Tensor d = pieces.slice(2, from, Math.min(channels, from + some));
          Tensor g = d.reshape(samples, -1, patches.extent(2)).matmul(transposed).reshape(rows, -1);
          TangentKernel.add(sum, g.matmul(g.transpose()));
        }
      }
      return sum;
    }
  }
}
