package org.onsager.nets.loaded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.onsager.architecture.Network;
import org.onsager.architecture.Shape;
import org.onsager.lab.RandomStream;
import org.onsager.lab.Refusal;
import org.onsager.nets.FiniteNetwork;
import org.onsager.tensor.DType;
import org.onsager.tensor.Elementwise;
import org.onsager.tensor.Generator;
import org.onsager.tensor.Gradients;
import org.onsager.tensor.Scope;
import org.onsager.tensor.Tensor;

class GraphNetworkTest {
  private static final String DRAWN = "gaussian(weight-variance=1.3, bias-variance=0.2): ";

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

  private static FiniteNetwork draw(String layers) {
    return FiniteNetwork.draw(
        Network.parse(DRAWN + layers), DType.FLOAT64, Generator.of(new RandomStream(5)));
  }

  private static Tensor inputs(FiniteNetwork network, int samples) {
    return Generator.of(new RandomStream(6))
        .normal(DType.FLOAT64, samples, network.architecture().input().size());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "dense(5,7) tanh dense(7,6) activation(x*sigmoid(1.702*x)) dense(6,3)",
        "dense(5,7) relu dropout(keep=0.5) residual[ dense(7,7) erf dense(7,7) ] layer-norm relu"
            + " dense(7,2)",
        "dense(4,5) concatenate[ tanh | dense(5,3) relu | sum[ relu | dense(5,5) | ] ] dense(13,2)",
        "input(2,9,8) convolution(2,3,kernel=3x2,padding=same) relu max-pooling(kernel=2x2)"
            + " convolution(3,4,kernel=2x2,padding=circular) tanh global-average-pooling"
            + " dense(4,3)",
        "input(1,12) convolution(1,3,kernel=3,stride=2) tanh average-pooling(kernel=2) flatten"
            + " dense(6,2)"
      })
  void aNetworkOfOurOwnAndItsGraphAreTheSameFunctionWithTheSameGradients(String layers) {
    FiniteNetwork finite = draw(layers);
    try (LoadedNetwork loaded = LoadedNetworks.of(finite)) {
      Tensor x = inputs(finite, 4);
      Tensor outputs = finite.forward(x);
      Passage passage = loaded.forward(x);
      assertThat(passage.outputs().shape()).containsExactly(4, loaded.outputs());
      assertThat(passage.outputs().toDoubles()).containsExactly(outputs.toDoubles(), within(1e-14));
      List<Tensor> parameters = List.copyOf(loaded.parameters().values());
      List<Tensor> expected = Gradients.of(outputs.sum(), parameters);
      List<Tensor> found = Gradients.of(passage.outputs().sum(), parameters);
      for (int i = 0; i < parameters.size(); i++) {
        assertThat(found.get(i).toDoubles())
            .containsExactly(expected.get(i).toDoubles(), within(1e-13));
      }
      assertThat(loaded.sites()).hasSameSizeAs(passage.signals());
      assertThat(loaded.sites()).hasSize(finite.weights().size());
    }
  }

  @Test
  void aSignalIsTheInputAndOutputOfItsLayerAndOfTheActivationBehindIt() {
    FiniteNetwork finite = draw("dense(3,4) tanh residual[ dense(4,4) ] relu dense(4,2)");
    try (LoadedNetwork loaded = LoadedNetworks.of(finite)) {
      Tensor x = inputs(finite, 5);
      List<Signal> signals = loaded.forward(x).signals();
      List<Tensor> own = finite.forward(x, null);
      Signal inside = signals.get(1);
      assertThat(inside.entering().toDoubles())
          .isEqualTo(Elementwise.TANH.of(own.get(0)).toDoubles());
      assertThat(inside.own().toDoubles()).isEqualTo(own.get(1).toDoubles());
      assertThat(inside.pre().toDoubles()).isEqualTo(inside.entering().add(own.get(1)).toDoubles());
      assertThat(inside.after().toDoubles())
          .isEqualTo(Elementwise.RELU.of(inside.pre()).toDoubles());
      Site site = loaded.sites().get(1);
      assertThat(site.name()).isEqualTo("layer2");
      assertThat(site.kind()).isEqualTo(Site.Kind.DENSE);
      assertThat(Objects.requireNonNull(site.activation()).text()).isEqualTo("relu");
      assertThat(loaded.parameters()).containsKeys(site.weight(), site.bias());
      assertThat(loaded.sites().getLast().activation()).isNull();
      assertThat(signals.getLast().after()).isSameAs(signals.getLast().own());
      assertThat(loaded.input()).isEqualTo(Shape.of(3));
    }
  }

  @Test
  void samplesOfAnotherShapeAreRefused() {
    try (LoadedNetwork loaded = LoadedNetworks.of(draw("dense(3,2)"))) {
      assertThatThrownBy(() -> loaded.forward(Tensor.zeros(DType.FLOAT64, 2, 4)))
          .isInstanceOf(Refusal.class)
          .hasMessageContaining("[3]")
          .hasMessageContaining("[2, 4]");
    }
  }
}
