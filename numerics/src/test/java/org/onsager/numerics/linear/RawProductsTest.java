package org.onsager.numerics.linear;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;
import org.onsager.numerics.linear.RawProducts.Matrices;

class RawProductsTest {
  // A_0 = ((1, 2), (3, 4)), A_1 = ((5, 6), (7, 8)); B = ((1, 0, 2), (0, 1, 3)) for both.
  private static final double[] A = {1, 2, 3, 4, 5, 6, 7, 8};
  private static final double[] B = {1, 0, 2, 0, 1, 3};
  private static final double[] AB = {1, 2, 8, 3, 4, 18, 5, 6, 28, 7, 8, 38};
  private static final double[] TRANSPOSED_AB = {1, 3, 11, 2, 4, 16, 5, 7, 31, 6, 8, 36};

  @Test
  void productsAtEqualDistancesAreThoseOfPaperAndPencil() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment a = arena.allocateFrom(JAVA_DOUBLE, A);
      MemorySegment b = arena.allocateFrom(JAVA_DOUBLE, B);
      MemorySegment c = arena.allocate(8 * 12);
      Matrices one = new Matrices(b.address(), false, 3, 0);
      Matrices into = new Matrices(c.address(), false, 3, 6);
      Matrices left = new Matrices(a.address(), false, 2, 4);
      RawProducts.doubles(2, 2, 3, 2, 1, left, one, 0, into);
      assertThat(c.toArray(JAVA_DOUBLE)).containsExactly(AB);
      RawProducts.doubles(2, 2, 3, 2, 2, left, one, -1, into);
      assertThat(c.toArray(JAVA_DOUBLE)).containsExactly(AB);
      Matrices transposed = new Matrices(a.address(), true, 2, 4);
      RawProducts.doubles(2, 2, 3, 2, 1, transposed, one, 0, into);
      assertThat(c.toArray(JAVA_DOUBLE)).containsExactly(TRANSPOSED_AB);
    }
  }

  @Test
  void aGramMatrixIsWrittenBelowItsDiagonalAndOnItAlone() {
    try (Arena arena = Arena.ofConfined()) {
      // ((1, 2), (3, 4), (5, 6)); what lies above the diagonal stays
      MemorySegment a = arena.allocateFrom(JAVA_DOUBLE, 1, 2, 3, 4, 5, 6);
      MemorySegment c = arena.allocateFrom(JAVA_DOUBLE, 9, 9, 9, 9, 9, 9, 9, 9, 9);
      RawProducts.gram(
          3, 2, new Matrices(a.address(), false, 2, 0), new Matrices(c.address(), false, 3, 0));
      assertThat(c.toArray(JAVA_DOUBLE)).containsExactly(5, 9, 9, 11, 25, 9, 17, 39, 61);
    }
  }

  @Test
  void singlePrecisionIsTheSame() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment a = arena.allocate(4 * 8);
      MemorySegment b = arena.allocate(4 * 6);
      MemorySegment c = arena.allocate(4 * 12);
      for (int i = 0; i < A.length; i++) {
        a.setAtIndex(JAVA_FLOAT, i, (float) A[i]);
      }
      for (int i = 0; i < B.length; i++) {
        b.setAtIndex(JAVA_FLOAT, i, (float) B[i]);
      }
      RawProducts.floats(
          2,
          2,
          3,
          2,
          1,
          new Matrices(a.address(), true, 2, 4),
          new Matrices(b.address(), false, 3, 0),
          0,
          new Matrices(c.address(), false, 3, 6));
      float[] found = c.toArray(JAVA_FLOAT);
      for (int i = 0; i < found.length; i++) {
        assertThat(found[i]).isEqualTo((float) TRANSPOSED_AB[i]);
      }
    }
  }
}
