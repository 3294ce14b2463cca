package org.onsager.nets.rows;

/** Arithmetic of two numbers, place by place. */
public enum RowArithmetic {
  /** Sum. */
  ADD,
  /** Difference. */
  SUBTRACT,
  /** Product. */
  MULTIPLY,
  /** Quotient. */
  DIVIDE;

  /** Applies it, row by row. */
  public RowStep step(Rows left, Rows right, Rows to) {
    float[][] x = left.rows();
    float[][] y = right.rows();
    float[][] z = to.rows();
    return () -> {
      for (int i = 0; i < x.length; i++) {
        switch (this) {
          case ADD -> add(x[i], y[i], z[i]);
          case SUBTRACT -> subtract(x[i], y[i], z[i]);
          case MULTIPLY -> multiply(x[i], y[i], z[i]);
          case DIVIDE -> divide(x[i], y[i], z[i]);
        }
      }
      return true;
    };
  }

  private static void add(float[] x, float[] y, float[] z) {
    for (int j = 0; j < z.length; j++) {
      z[j] = x[j] + y[j];
    }
  }

  private static void subtract(float[] x, float[] y, float[] z) {
    for (int j = 0; j < z.length; j++) {
      z[j] = x[j] - y[j];
    }
  }

  private static void multiply(float[] x, float[] y, float[] z) {
    for (int j = 0; j < z.length; j++) {
      z[j] = x[j] * y[j];
    }
  }

  private static void divide(float[] x, float[] y, float[] z) {
    for (int j = 0; j < z.length; j++) {
      z[j] = x[j] / y[j];
    }
  }
}
