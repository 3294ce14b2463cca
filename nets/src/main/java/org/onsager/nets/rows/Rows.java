package org.onsager.nets.rows;

/**
 * Single-precision numbers in rows of one length, each an array of its own.
 *
 * <p>The virtual machine's compiler puts a loop on several lanes only where what is read and what
 * is written lie at the same places of different arrays.
 */
public final class Rows {
  private final float[][] rows;
  private final int length;

  private Rows(float[][] rows, int length) {
    this.rows = rows;
    this.length = length;
  }

  /** Zeros. */
  public static Rows zeros(int count, int length) {
    return new Rows(new float[count][length], length);
  }

  /** Numbers cut into rows; copied. */
  public static Rows of(float[] numbers, int length) {
    Rows cut = zeros(length == 0 ? 0 : numbers.length / length, length);
    cut.fill(numbers);
    return cut;
  }

  /** The rows themselves. */
  public float[][] rows() {
    return rows;
  }

  /** How many there are. */
  public int count() {
    return rows.length;
  }

  /** How long each is. */
  public int length() {
    return length;
  }

  /** How many numbers. */
  public int size() {
    return rows.length * length;
  }

  /** Takes numbers, one row after the other. */
  public void fill(float[] numbers) {
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(numbers, i * length, rows[i], 0, length);
    }
  }

  /** The same of integers; false where one of them is no number of single precision. */
  public boolean fill(long[] integers) {
    for (int i = 0; i < rows.length; i++) {
      for (int j = 0; j < length; j++) {
        long integer = integers[i * length + j];
        if (Math.abs(integer) > 1 << 24) {
          return false;
        }
        rows[i][j] = integer;
      }
    }
    return true;
  }

  /** Rows exchanged with columns; a copy. */
  public Rows transposed() {
    Rows turned = zeros(length, rows.length);
    for (int i = 0; i < rows.length; i++) {
      for (int j = 0; j < length; j++) {
        turned.rows[j][i] = rows[i][j];
      }
    }
    return turned;
  }
}
