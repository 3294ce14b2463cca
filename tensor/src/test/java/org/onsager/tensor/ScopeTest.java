package org.onsager.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class ScopeTest {

  @Test
  void aTensorIsGoneWhenItsScopeCloses() {
    Tensor tensor;
    try (Scope _ = Scope.open()) {
      tensor = Tensor.of(new double[] {1, 2}, 2);
      assertThat(tensor.toDoubles()).containsExactly(1, 2);
    }
    assertThatThrownBy(tensor::toDoubles)
        .isInstanceOf(TensorException.class)
        .hasMessage("a tensor was used after its scope was closed");
    assertThat(tensor).hasToString("tensor of a closed scope");
  }

  @Test
  void aKeptTensorBelongsToTheEnclosingScope() {
    Tensor kept;
    Tensor dropped;
    try (Scope _ = Scope.open()) {
      try (Scope inner = Scope.open()) {
        dropped = Tensor.scalar(1, DType.FLOAT64);
        kept = inner.keep(dropped.add(41));
      }
      assertThat(kept.item()).isEqualTo(42);
      assertThatThrownBy(dropped::item).hasMessageContaining("after its scope was closed");
    }
    assertThatThrownBy(kept::item).hasMessageContaining("after its scope was closed");
  }

  @Test
  void aTensorKeptFromTheOutermostScopeLivesAsLongAsItIsReachable() {
    Tensor kept;
    try (Scope scope = Scope.open()) {
      kept = scope.keep(Tensor.scalar(42, DType.FLOAT64));
    }
    assertThat(kept.item()).isEqualTo(42);
  }

  @Test
  void noTensorIsMadeWithoutAScope() {
    assertThat(Scope.isOpen()).isFalse();
    assertThatThrownBy(() -> Tensor.zeros(DType.FLOAT32, 2))
        .hasMessage("zeros: no scope is open on this thread; open one with Scope.open()");
  }

  @Test
  void closingAnOuterScopeClosesThoseInside() {
    Scope outer = Scope.open();
    Scope inner = Scope.open();
    Tensor tensor = Tensor.scalar(1, DType.FLOAT64);
    outer.close();
    assertThatThrownBy(tensor::item).hasMessageContaining("after its scope was closed");
    assertThat(Scope.isOpen()).isFalse();
    inner.close();
    outer.close();
    assertThat(Scope.isOpen()).isFalse();
  }

  @Test
  void aScopeIsClosedOnlyByTheThreadThatOpenedIt() throws InterruptedException {
    try (Scope scope = Scope.open()) {
      AtomicReference<Throwable> seen = new AtomicReference<>();
      Thread other = new Thread(scope::close, "another");
      other.setUncaughtExceptionHandler((_, e) -> seen.set(e));
      other.start();
      other.join();
      assertThat(seen.get())
          .isInstanceOf(TensorException.class)
          .hasMessageContaining("not on another");
      assertThat(Tensor.scalar(3, DType.FLOAT32).item()).isEqualTo(3);
    }
  }
}
