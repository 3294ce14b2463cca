package org.onsager.nets.rows;

/**
 * Functions of every element, off by a few last digits of single precision.
 *
 * <p>\( \tanh \) and \( \mathrm{erf} \) are the quotients of polynomials that Eigen and ONNX
 * Runtime use, off by at most 4·10⁻⁷.
 */
public enum RowFunction {
  /** \( \max(0, x) \). */
  RELU,
  /** \( \tanh x \). */
  TANH,
  /** \( 1/(1+e^{-x}) \). */
  SIGMOID,
  /** \( x/(1+e^{-x}) \). */
  SILU,
  /** \( \mathrm{erf}\, x \). */
  ERF,
  /** \( x\,(1+\mathrm{erf}(x/\sqrt2))/2 \). */
  GELU;

  private static final float ROOT_HALF = (float) Math.sqrt(0.5);
  private static final float TANH_END = 7.998811f;
  private static final float ERF_END = 4;

  /** Applies it, row by row. */
  public RowStep step(Rows from, Rows to) {
    float[][] x = from.rows();
    float[][] y = to.rows();
    return () -> {
      for (int i = 0; i < x.length; i++) {
        of(x[i], y[i]);
      }
      return true;
    };
  }

  private void of(float[] x, float[] y) {
    switch (this) {
      case RELU -> relu(x, y);
      case TANH -> tanh(x, 1, y);
      case SIGMOID -> {
        tanh(x, 0.5f, y);
        half(y);
      }
      case SILU -> {
        tanh(x, 0.5f, y);
        half(y);
        times(x, y);
      }
      case ERF -> erf(x, 1, y);
      case GELU -> {
        erf(x, ROOT_HALF, y);
        half(y);
        times(x, y);
      }
    }
  }

  private static void relu(float[] x, float[] y) {
    for (int j = 0; j < y.length; j++) {
      y[j] = Math.max(0, x[j]);
    }
  }

  private static void half(float[] y) {
    for (int j = 0; j < y.length; j++) {
      y[j] = 0.5f * y[j] + 0.5f;
    }
  }

  private static void times(float[] x, float[] y) {
    for (int j = 0; j < y.length; j++) {
      y[j] *= x[j];
    }
  }

  private static void tanh(float[] x, float factor, float[] y) {
    for (int j = 0; j < y.length; j++) {
      float t = Math.max(-TANH_END, Math.min(TANH_END, factor * x[j]));
      float s = t * t;
      float p = Math.fma(s, -2.76076847742355e-16f, 2.00018790482477e-13f);
      p = Math.fma(s, p, -8.60467152213735e-11f);
      p = Math.fma(s, p, 5.12229709037114e-08f);
      p = Math.fma(s, p, 1.48572235717979e-05f);
      p = Math.fma(s, p, 6.37261928875436e-04f);
      p = Math.fma(s, p, 4.89352455891786e-03f);
      float q = Math.fma(s, 1.19825839466702e-06f, 1.18534705686654e-04f);
      q = Math.fma(s, q, 2.26843463243900e-03f);
      q = Math.fma(s, q, 4.89352518554385e-03f);
      y[j] = t * p / q;
    }
  }

  private static void erf(float[] x, float factor, float[] y) {
    for (int j = 0; j < y.length; j++) {
      float t = Math.max(-ERF_END, Math.min(ERF_END, factor * x[j]));
      float s = t * t;
      float p = Math.fma(s, -2.72614225801306e-10f, 2.77068142495902e-08f);
      p = Math.fma(s, p, -2.10102402082508e-06f);
      p = Math.fma(s, p, -5.69250639462346e-05f);
      p = Math.fma(s, p, -7.34990630326855e-04f);
      p = Math.fma(s, p, -2.95459980854025e-03f);
      p = Math.fma(s, p, -1.60960333262415e-02f);
      float q = Math.fma(s, -1.45660718464996e-05f, -2.13374055278905e-04f);
      q = Math.fma(s, q, -1.68282697438203e-03f);
      q = Math.fma(s, q, -7.37332916720468e-03f);
      q = Math.fma(s, q, -1.42647390514189e-02f);
      y[j] = t * p / q;
    }
  }
}
