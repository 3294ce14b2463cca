package org.onsager.theory.kernel;

import org.onsager.theory.kernel.Dual.Bent;

/**
 * A step of a network's layers on kernels between vectors: on what lies in registers, which follow
 * the branches of the network. Every step is elementwise once the diagonals are known.
 */
sealed interface Step
    permits DeepLayers, Step.Weigh, Step.Bend, Step.Drop, Step.Copy, Step.Mix, Step.Level {

  /** Carries the diagonals on, and keeps what the entries need. */
  Factors sample(Samples at);

  /**
   * Carries entries on.
   *
   * @param i the row among the left inputs
   * @param c0 the first column among the right inputs
   */
  void row(Factors left, int i, Factors right, int c0, int n, Chunk chunk);

  /** Floating-point operations of an entry, both kernels. */
  double flops();

  /** How many of them are square roots, which processors take many times as long for. */
  default double roots() {
    return 0;
  }

  /**
   * Weights and a bias: \( K' = \sigma_b^2 + \sigma_w^2 K \).
   *
   * <p>With the unit vectors \( (\alpha, \beta) = (\sigma_w\sqrt K, \sigma_b)/\sqrt{K'} \) of the
   * two inputs, \( 1 - c' = \frac12|u - u'|^2 + \alpha\alpha'(1 - c) \): nothing cancels.
   */
  record Weigh(int register, double w, double b, double fanIn, boolean standard) implements Step {
    @Override
    public Factors sample(Samples at) {
      int n = at.count();
      double[] root = at.root()[register];
      double[] tangent = at.tangent()[register];
      double[][] parts = new double[3][n];
      double[] after = new double[n];
      double sw = Math.sqrt(w);
      double sb = Math.sqrt(b);
      for (int j = 0; j < n; j++) {
        after[j] = ArrayLoops.hypotenuse(sw * root[j], sb);
        parts[0][j] = after[j] > 0 ? sw * root[j] / after[j] : 0;
        parts[1][j] = after[j] > 0 ? sb / after[j] : 0;
        parts[2][j] = root[j];
        tangent[j] =
            w * tangent[j] + (standard ? fanIn * root[j] * root[j] + 1 : after[j] * after[j]);
        root[j] = after[j];
      }
      return new Factors(after, parts, null);
    }

    @Override
    public void row(Factors left, int i, Factors right, int c0, int n, Chunk chunk) {
      double a = left.parts()[0][i];
      double bias = left.parts()[1][i];
      double before = left.parts()[2][i];
      double length = left.root()[i];
      double[][] scratch = chunk.scratch();
      double[] as = ArrayLoops.stretch(right.parts()[0], c0, n, scratch[0]);
      double[] biases = ArrayLoops.stretch(right.parts()[1], c0, n, scratch[1]);
      double[] lengths =
          ArrayLoops.stretch(standard ? right.parts()[2] : right.root(), c0, n, scratch[2]);
      double[] fresh = scratch[3];
      double[] e = scratch[4];
      double[] near = chunk.near()[register];
      double[] tangent = chunk.tangent() == null ? null : chunk.tangent()[register];
      if (tangent != null && standard) {
        double factor = fanIn * before;
        for (int j = 0; j < n; j++) {
          fresh[j] = factor * lengths[j] * (ArrayLoops.side(near[j]) - near[j]) + 1;
        }
      }
      for (int j = 0; j < n; j++) {
        double side = ArrayLoops.side(near[j]);
        double apart = a - as[j];
        double apartBias = bias - side * biases[j];
        double half = 0.5 * (apart * apart + apartBias * apartBias);
        e[j] = side * (half + a * as[j] * Math.abs(near[j]) + Chunk.LEAST);
      }
      for (int j = 0; j < n; j++) {
        // beyond a right angle, what is left to the other end
        double size = Math.abs(e[j]);
        double same = Math.signum(1 - size + ArrayLoops.TINY);
        double nearer = 0.5 * ((1 + same) * size + (1 - same) * Math.abs(2 - size));
        near[j] = same * Math.signum(e[j]) * (nearer + Chunk.LEAST);
      }
      if (tangent == null) {
        return;
      }
      if (standard) {
        for (int j = 0; j < n; j++) {
          tangent[j] = w * tangent[j] + fresh[j];
        }
      } else {
        for (int j = 0; j < n; j++) {
          double correlation = ArrayLoops.side(near[j]) - near[j];
          tangent[j] = w * tangent[j] + length * lengths[j] * correlation;
        }
      }
    }

    @Override
    public double flops() {
      return 18;
    }
  }

  /** An activation. */
  record Bend(int register, Dual dual) implements Step {
    @Override
    public Factors sample(Samples at) {
      int n = at.count();
      double[] root = at.root()[register];
      double[] before = root.clone();
      double[] tangent = at.tangent()[register];
      double[] after = new double[n];
      double[] slopes = new double[n];
      for (int j = 0; j < n; j++) {
        boolean known = j > 0 && before[j] == before[j - 1];
        after[j] = known ? after[j - 1] : dual.root(before[j]);
        slopes[j] = known ? slopes[j - 1] : dual.slopeSquare(before[j]);
        tangent[j] *= slopes[j];
        root[j] = after[j];
      }
      return new Factors(after, new double[][] {before}, dual.table(before, after));
    }

    static Bent bent(Factors factors) {
      return new Bent(factors.parts()[0], factors.root(), factors.table());
    }

    @Override
    public void row(Factors left, int i, Factors right, int c0, int n, Chunk chunk) {
      double[] tangent = chunk.tangent() == null ? null : chunk.tangent()[register];
      double[] near = chunk.near()[register];
      Bent a = bent(left);
      Bent b = bent(right);
      boolean special = dual instanceof RectifierDual || dual instanceof ErrorFunctionDual;
      double[] before =
          tangent != null && special && hasZero(a, i, b, c0, n) ? tangent.clone() : null;
      dual.row(a, i, b, c0, n, near, tangent);
      if (before != null && tangent != null) {
        // at a pre-activation that is exactly zero, φ' is φ'(0) whatever the other one is
        for (int j = 0; j < n; j++) {
          double p = a.before()[i];
          double q = b.before()[c0 + j];
          if (p == 0 || q == 0) {
            tangent[j] = before[j] * dual.meanSlope(p) * dual.meanSlope(q);
          }
        }
      }
    }

    private static boolean hasZero(Bent a, int i, Bent b, int c0, int n) {
      if (a.before()[i] == 0) {
        return true;
      }
      for (int j = c0; j < c0 + n; j++) {
        if (b.before()[j] == 0) {
          return true;
        }
      }
      return false;
    }

    @Override
    public double flops() {
      return dual.flops();
    }
  }

  /**
   * Dropout with independent masks: a factor 1/keep on the diagonal alone. Two inputs are taken for
   * different ones even where they coincide, because their masks are.
   */
  record Drop(int register, double keep) implements Step {
    @Override
    public Factors sample(Samples at) {
      double[] root = at.root()[register];
      double[] tangent = at.tangent()[register];
      for (int j = 0; j < root.length; j++) {
        root[j] /= Math.sqrt(keep);
        tangent[j] /= keep;
      }
      return new Factors(root.clone(), new double[0][], null);
    }

    @Override
    public void row(Factors left, int i, Factors right, int c0, int n, Chunk chunk) {
      double[] near = chunk.near()[register];
      for (int j = 0; j < n; j++) {
        double e = 1 - keep + keep * Math.abs(near[j]);
        near[j] = near[j] >= 0 ? e : -e;
      }
    }

    @Override
    public double flops() {
      return 3;
    }
  }

  /** A branch begins: what was in one register is in another as well. */
  record Copy(int from, int to) implements Step {
    @Override
    public Factors sample(Samples at) {
      System.arraycopy(at.root()[from], 0, at.root()[to], 0, at.count());
      System.arraycopy(at.tangent()[from], 0, at.tangent()[to], 0, at.count());
      return new Factors(at.root()[to].clone(), new double[0][], null);
    }

    @Override
    public void row(Factors left, int i, Factors right, int c0, int n, Chunk chunk) {
      System.arraycopy(chunk.near()[from], 0, chunk.near()[to], 0, n);
      if (chunk.tangent() != null) {
        System.arraycopy(chunk.tangent()[from], 0, chunk.tangent()[to], 0, n);
      }
    }

    @Override
    public double flops() {
      return 0;
    }
  }

  /**
   * Branches that do not depend on each other meet: \( K = \sum_k w_k K_k \), with weights one for
   * a sum and the shares of the width for a concatenation.
   */
  record Mix(int to, int[] from, double[] weights) implements Step {
    @Override
    public Factors sample(Samples at) {
      int n = at.count();
      double[][] parts = new double[from.length][n];
      double[] root = new double[n];
      double[] tangent = new double[n];
      for (int k = 0; k < from.length; k++) {
        double s = Math.sqrt(weights[k]);
        for (int j = 0; j < n; j++) {
          parts[k][j] = s * at.root()[from[k]][j];
          root[j] = ArrayLoops.hypotenuse(root[j], parts[k][j]);
          tangent[j] += weights[k] * at.tangent()[from[k]][j];
        }
      }
      for (double[] part : parts) {
        for (int j = 0; j < n; j++) {
          part[j] = root[j] > 0 ? part[j] / root[j] : 0;
        }
      }
      System.arraycopy(root, 0, at.root()[to], 0, n);
      System.arraycopy(tangent, 0, at.tangent()[to], 0, n);
      return new Factors(root, parts, null);
    }

    @Override
    public void row(Factors left, int i, Factors right, int c0, int n, Chunk chunk) {
      double[] out = chunk.near()[to];
      double[] sums = chunk.tangent() == null ? null : chunk.tangent()[to];
      for (int j = 0; j < n; j++) {
        double minus = 0;
        double plus = 0;
        double tangent = 0;
        for (int k = 0; k < from.length; k++) {
          double u = left.parts()[k][i];
          double v = right.parts()[k][c0 + j];
          double s = chunk.near()[from[k]][j];
          double e = Math.abs(s);
          double apart = 0.5 * (u - v) * (u - v);
          minus += apart + u * v * (s >= 0 ? e : 2 - e);
          plus += apart + u * v * (s >= 0 ? 2 - e : e);
          if (chunk.tangent() != null) {
            tangent += weights[k] * chunk.tangent()[from[k]][j];
          }
        }
        out[j] = Chunk.near(minus, plus);
        if (sums != null) {
          sums[j] = tangent;
        }
      }
    }

    @Override
    public double flops() {
      return 12.0 * from.length;
    }
  }

  /** Layer norm: every input's signal gets length one. */
  record Level(int register) implements Step {
    @Override
    public Factors sample(Samples at) {
      double[] root = at.root()[register];
      double[] tangent = at.tangent()[register];
      double[] before = root.clone();
      for (int j = 0; j < root.length; j++) {
        tangent[j] = root[j] > 0 ? tangent[j] / root[j] / root[j] : 0;
        root[j] = root[j] > 0 ? 1 : 0;
      }
      return new Factors(root.clone(), new double[][] {before}, null);
    }

    @Override
    public void row(Factors left, int i, Factors right, int c0, int n, Chunk chunk) {
      if (chunk.tangent() != null) {
        double[] tangent = chunk.tangent()[register];
        double length = left.parts()[0][i];
        for (int j = 0; j < n; j++) {
          double other = right.parts()[0][c0 + j];
          tangent[j] = length > 0 && other > 0 ? tangent[j] / length / other : 0;
        }
      }
    }

    @Override
    public double flops() {
      return 2;
    }
  }
}
