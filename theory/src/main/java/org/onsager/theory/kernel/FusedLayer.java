package org.onsager.theory.kernel;

/**
 * An activation and the weights after it as one step, which is what a deep network consists of: the
 * two steps one after the other, but by loops without a branch where nothing asks for one. The
 * results are the same to rounding.
 *
 * @param bend a rectifier or the error function
 * @param weigh in the parameterisation of the tangent kernel
 */
record FusedLayer(Step.Bend bend, Step.Weigh weigh) implements Step {
  /** Whether two steps are of this kind. */
  static boolean fits(Step first, Step second) {
    return first instanceof Step.Bend b
        && second instanceof Step.Weigh w
        && b.register() == w.register()
        && !w.standard()
        && (b.dual() instanceof ErrorFunctionDual
            || b.dual() instanceof RectifierDual(double leak, double scale)
                && leak == 0
                && scale == 1);
  }

  /**
   * What the loops need of all inputs.
   *
   * @param signal \( \sigma_w\sqrt{E\phi^2}/\sqrt{K'} \)
   * @param bias \( \sigma_b/\sqrt{K'} \)
   * @param length \( \sqrt{K'} \)
   * @param before \( \sqrt q \)
   * @param wide h of {@link ErrorFunctionDual}
   * @param narrow \( 1/\sqrt{1+2q} \)
   * @param inverse \( 1/\sqrt{E\phi^2} \)
   * @param quick whether none is so short that a loop loses digits, or zero
   */
  record Columns(
      double[] signal,
      double[] bias,
      double[] length,
      double[] before,
      double[] wide,
      double[] narrow,
      double[] inverse,
      boolean quick,
      Factors bent,
      Factors weighed) {
    Row row(int i, double weightVariance) {
      return new Row(
          weightVariance, signal[i], bias[i], length[i], before[i], wide[i], narrow[i], inverse[i]);
    }
  }

  /** The same of the row's input. */
  record Row(
      double weightVariance,
      double signal,
      double bias,
      double length,
      double before,
      double wide,
      double narrow,
      double inverse) {}

  @Override
  public Factors sample(Samples at) {
    Factors bent = bend.sample(at);
    Factors weighed = weigh.sample(at);
    double[] before = bent.parts()[0];
    int n = before.length;
    double[] wide = new double[n];
    double[] narrow = new double[n];
    double[] inverse = new double[n];
    boolean error = bend.dual() instanceof ErrorFunctionDual;
    boolean quick = true;
    for (int j = 0; j < n; j++) {
      wide[j] = ErrorFunctionDual.wide(before[j]);
      narrow[j] = ErrorFunctionDual.narrow(before[j]);
      inverse[j] = bent.root()[j] > 0 ? 1 / bent.root()[j] : 0;
      quick &= before[j] > 0 && (!error || wide[j] * wide[j] >= ErrorFunctionDual.SMALL);
    }
    Columns columns =
        new Columns(
            weighed.parts()[0],
            weighed.parts()[1],
            weighed.root(),
            before,
            wide,
            narrow,
            inverse,
            quick,
            bent,
            weighed);
    return new Factors(weighed.root(), new double[][] {before}, columns);
  }

  private static Columns columns(Factors factors) {
    if (factors.table() instanceof Columns columns) {
      return columns;
    }
    throw new IllegalStateException("no columns of a layer");
  }

  @Override
  public void row(Factors left, int i, Factors right, int c0, int n, Chunk chunk) {
    Columns a = columns(left);
    Columns b = columns(right);
    double[] near = chunk.near()[weigh.register()];
    double[] tangent = chunk.tangent() == null ? null : chunk.tangent()[weigh.register()];
    boolean error = bend.dual() instanceof ErrorFunctionDual;
    if (!a.quick || !b.quick) {
      bend.row(a.bent, i, b.bent, c0, n, chunk);
      weigh.row(a.weighed, i, b.weighed, c0, n, chunk);
    } else if (error) {
      double[] c = chunk.scratch()[3];
      for (int j = 0; j < n; j++) {
        c[j] = ArrayLoops.side(near[j]) - near[j];
      }
      ArrayLoops.error(a.row(i, weigh.w()), b, c0, n, c, tangent, chunk.scratch());
      for (int j = 0; j < n; j++) {
        near[j] = ArrayLoops.side(c[j]) * Math.max(1 - Math.abs(c[j]), Chunk.LEAST);
      }
    } else {
      ArrayLoops.rectified(a.row(i, weigh.w()), b, c0, n, near, tangent, chunk.scratch());
    }
  }

  @Override
  public double flops() {
    return bend.flops() + weigh.flops();
  }
}
