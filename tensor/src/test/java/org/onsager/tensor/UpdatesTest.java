package org.onsager.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class UpdatesTest {

  @Test
  void twoStepsOfMomentumAreThoseByHand() {
    try (Scope _ = Scope.open()) {
      List<Tensor> x = List.of(Tensor.of(new double[] {1, 2}, 2).parameter());
      List<Tensor> v = List.of(Tensor.zeros(DType.FLOAT64, 2));
      Updates.momentum(x, List.of(Tensor.of(new double[] {1, -2}, 2)), v, 0.1, 0.9);
      assertThat(x.getFirst().toDoubles()).containsExactly(new double[] {0.9, 2.2}, within(1e-15));
      Updates.momentum(x, List.of(Tensor.of(new double[] {3, 0}, 2)), v, 0.1, 0.9);
      // v = 0.9·(1, −2) + (3, 0) = (3.9, −1.8)
      assertThat(v.getFirst().toDoubles()).containsExactly(new double[] {3.9, -1.8}, within(1e-15));
      assertThat(x.getFirst().toDoubles())
          .containsExactly(new double[] {0.51, 2.38}, within(1e-15));
      assertThat(x.getFirst().isDifferentiable()).isTrue();
    }
  }

  @Test
  void twoStepsOfRmsPropAreThoseByHand() {
    try (Scope _ = Scope.open()) {
      List<Tensor> x = List.of(Tensor.scalar(1, DType.FLOAT64).parameter());
      List<Tensor> s = List.of(Tensor.scalar(0, DType.FLOAT64));
      Updates.rmsProp(x, List.of(Tensor.scalar(2, DType.FLOAT64)), s, 0.01, 0.75, 0.5);
      // s = 0.25·4 = 1; x = 1 − 0.01·2/(1 + 0.5)
      assertThat(s.getFirst().item()).isEqualTo(1);
      double first = 1 - 0.02 / 1.5;
      assertThat(x.getFirst().item()).isCloseTo(first, within(1e-15));
      Updates.rmsProp(x, List.of(Tensor.scalar(-3, DType.FLOAT64)), s, 0.01, 0.75, 0.5);
      // s = 0.75 + 0.25·9 = 3
      assertThat(x.getFirst().item()).isCloseTo(first + 0.03 / (Math.sqrt(3) + 0.5), within(1e-15));
    }
  }

  @Test
  void listsOfDifferentLengthAreRefused() {
    try (Scope _ = Scope.open()) {
      List<Tensor> one = List.of(Tensor.scalar(1, DType.FLOAT64));
      assertThatThrownBy(() -> Updates.add(one, 2, List.of())).hasMessage("add: 1 tensors and 0");
      Updates.add(one, 2, List.of(Tensor.scalar(5, DType.FLOAT64)));
      assertThat(one.getFirst().item()).isEqualTo(11);
      Updates.copy(one.getFirst(), Tensor.scalar(7, DType.FLOAT64));
      assertThat(one.getFirst().item()).isEqualTo(7);
    }
  }
}
