package org.onsager.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Poolings with gradients and without, which go different ways. */
class ImagesTest {
  private static final long[] NONE = {0, 0};
  private static final long[] ONES = {1, 1};

  private Scope scope = Scope.open();

  @BeforeEach
  void open() {
    scope.close();
    scope = Scope.open();
  }

  @AfterEach
  void close() {
    scope.close();
  }

  private static Tensor maxima(Tensor x, long[] window, long[] stride) {
    return Images.maxima(x, window, stride, NONE, ONES, false);
  }

  private static Tensor averages(Tensor x, long[] window, long[] stride) {
    return Images.averages(x, window, stride, NONE, false, true);
  }

  @Test
  void windowsOfTwoByTwoSeeWhatTheyShould() {
    float[] numbers = new float[16];
    for (int i = 0; i < 16; i++) {
      numbers[i] = i + 1;
    }
    long[] two = {2, 2};
    Tensor x = Tensor.of(numbers, 1, 1, 4, 4);
    Gradients.without(
        () -> {
          assertThat(maxima(x, two, two).toFloats()).containsExactly(6, 8, 14, 16);
          assertThat(averages(x, two, two).toFloats()).containsExactly(3.5f, 5.5f, 11.5f, 13.5f);
          assertThat(maxima(x.transpose(), two, two).toFloats()).containsExactly(6, 14, 8, 16);
        });
  }

  @Test
  void whatIsNotRememberedIsTheSame() {
    SplittableRandom random = new SplittableRandom(5);
    for (int t = 0; t < 300; t++) {
      long[] shape = {
        1 + random.nextInt(3),
        1 + random.nextInt(3),
        1 + random.nextInt(t % 20 == 0 ? 120 : 12),
        1 + random.nextInt(12)
      };
      long[] window = {1 + random.nextInt((int) shape[2]), 1 + random.nextInt((int) shape[3])};
      long[] stride = {1 + random.nextInt(4), 1 + random.nextInt(4)};
      float[] numbers = new float[(int) (shape[0] * shape[1] * shape[2] * shape[3])];
      for (int i = 0; i < numbers.length; i++) {
        numbers[i] = random.nextInt(50) == 0 ? -0f : (float) random.nextGaussian();
      }
      if (t % 7 == 0) {
        numbers[random.nextInt(numbers.length)] = Float.NaN;
      }
      Tensor x = Tensor.of(numbers, shape);
      Tensor most = maxima(x, window, stride);
      Tensor mean = averages(x, window, stride);
      Gradients.without(
          () -> {
            assertThat(maxima(x, window, stride).shape()).isEqualTo(most.shape());
            assertThat(maxima(x, window, stride).toFloats()).isEqualTo(most.toFloats());
            assertThat(averages(x, window, stride).shape()).isEqualTo(mean.shape());
            float[] means = averages(x, window, stride).toFloats();
            float[] expected = mean.toFloats();
            for (int i = 0; i < means.length; i++) {
              if (Float.isNaN(expected[i])) {
                assertThat(means[i]).as(Arrays.toString(shape)).isNaN();
              } else {
                assertThat(means[i]).isCloseTo(expected[i], within(1e-5f));
              }
            }
          });
    }
  }
}
