package org.onsager.numerics;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class LanesTest {
  @Test
  void withoutTheVectorModuleTheLoopsAreScalarAndSaySo() {
    // The tests are started without --add-modules.
    assertThat(Lanes.vector()).isFalse();
    assertThat(Lanes.words()).contains("scalar", "jdk.incubator.vector is absent");
  }
}
