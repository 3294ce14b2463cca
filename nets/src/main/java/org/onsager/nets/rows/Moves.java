package org.onsager.nets.rows;

import java.util.Arrays;

/** Numbers that go to other places, in stretches that are as long as they can be. */
public final class Moves implements RowStep {
  private final float[][] from;
  private final float[][] to;
  private final int[] stretches;

  private Moves(Rows from, Rows to, int[] stretches) {
    this.from = from.rows();
    this.to = to.rows();
    this.stretches = stretches;
  }

  /** Moves so that a number comes from one of these places, both counted row by row. */
  public static Moves of(Rows from, long[] places, Rows to) {
    int[] stretches = new int[5 * places.length];
    int used = 0;
    for (int i = 0; i < places.length; ) {
      int start = i;
      int source = Math.toIntExact(places[i]);
      int room = Math.min(from.length() - source % from.length(), to.length() - i % to.length());
      do {
        i++;
      } while (i < places.length && i - start < room && places[i] == source + i - start);
      stretches[used++] = source / from.length();
      stretches[used++] = source % from.length();
      stretches[used++] = start / to.length();
      stretches[used++] = start % to.length();
      stretches[used++] = i - start;
    }
    return new Moves(from, to, Arrays.copyOf(stretches, used));
  }

  /** The same numbers in the same order, cut otherwise. */
  public static Moves between(Rows from, Rows to) {
    long[] places = new long[from.size()];
    for (int i = 0; i < places.length; i++) {
      places[i] = i;
    }
    return of(from, places, to);
  }

  @Override
  public boolean run() {
    for (int i = 0; i < stretches.length; i += 5) {
      float[] source = from[stretches[i]];
      float[] target = to[stretches[i + 2]];
      int a = stretches[i + 1];
      int b = stretches[i + 3];
      int length = stretches[i + 4];
      if (length < 4) {
        for (int j = 0; j < length; j++) {
          target[b + j] = source[a + j];
        }
      } else {
        System.arraycopy(source, a, target, b, length);
      }
    }
    return true;
  }
}
