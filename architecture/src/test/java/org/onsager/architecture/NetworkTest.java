package org.onsager.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.onsager.architecture.Layer.ActivationLayer;
import org.onsager.architecture.Layer.Dense;
import org.onsager.architecture.Layer.Dropout;

class NetworkTest {
  private static final Initialisation INIT = Initialisation.gaussian(1.5, 0.05);

  @Test
  void compactTextGivesItsWidths() {
    Network n = Network.compact("784,500x30,10", Activation.TANH, INIT);
    assertThat(n.depth()).isEqualTo(31);
    assertThat(n.widths()).hasSize(32).startsWith(784, 500, 500).endsWith(500, 10);
    assertThat(n.layers()).hasSize(61);
    assertThat(n.layers().getLast()).isEqualTo(new Dense(500, 10));
    assertThat(n.text())
        .isEqualTo(
            "gaussian(weight-variance=1.5, bias-variance=0.05): "
                + "dense(784,500) tanh 29*[dense(500,500) tanh] dense(500,10)");
  }

  @Test
  void textIsReadBack() {
    List<Network> networks =
        List.of(
            Network.compact("3,4,2", Activation.RELU, INIT),
            Network.compact("784,500x300,10", Activation.of("x*sigmoid(1.702*x)"), INIT),
            Network.compact("5,5x5,5", Activation.of("leaky-relu(0.2)"), INIT).withDropout(0.9),
            Network.compact("2,7x3,7x2,1", Activation.of("x > 1 ? 2 : x @ kinks(3)"), INIT)
                .withInitialisation(Initialisation.orthogonal(2, 0)),
            Network.compact("4,4", Activation.LINEAR, Initialisation.gaussian(1.0 / 3, 1e-9)));
    for (Network n : networks) {
      assertThat(Network.parse(n.text())).as(n.text()).isEqualTo(n);
    }
  }

  @Test
  void textWithoutInitialisationHasUnitWeightVariance() {
    Network n = Network.parse("dense(4,3) hard-tanh dropout(keep=0.5) dense(3,1)");
    assertThat(n.initialisation()).isEqualTo(Initialisation.gaussian(1, 0));
    assertThat(n.layers())
        .containsExactly(
            new Dense(4, 3),
            new ActivationLayer(Activation.HARD_TANH),
            new Dropout(0.5),
            new Dense(3, 1));
  }

  @Test
  void parametersAndFlopsAreThoseOfPaperAndPencil() {
    Network n = Network.compact("4,3,2", Activation.TANH, INIT);
    assertThat(n.parameters()).isEqualTo(4 * 3 + 3 + 3 * 2 + 2);
    assertThat(n.flops()).isEqualTo(2 * 12 + 3 + 3 + 2 * 6 + 2);
    assertThat(n.input()).isEqualTo(Shape.of(4));
    assertThat(n.output()).isEqualTo(Shape.of(2));
  }

  @Test
  void dropoutIsPutAfterActivationsAndTakenAway() {
    Network n = Network.compact("4,3,2", Activation.TANH, INIT);
    assertThat(n.withDropout(0.8).layers()).contains(new Dropout(0.8)).hasSize(4);
    assertThat(n.withDropout(0.8).withDropout(1)).isEqualTo(n);
  }

  @Test
  void faultsAreSaidInOneLine() {
    refused("dense(4,3) tanh dense(2,1)", "dense(2,1) takes 2 inputs, and 3 arrive");
    refused("dense(4,3) tanhh", "column 12", "nearest is 'tanh'");
    refused("tanh dense(4,3)", "begins with a dense layer");
    refused("dense(4)", "column 1", "two sizes");
    refused("dense(4,3", "never closed");
    refused("3*[dense(4,4) tanh", "']'");
    refused("gausian(weight-variance=1): dense(4,3)", "column 1", "nearest");
    refused("gaussian(weigth-variance=1): dense(4,3)", "nearest is 'weight-variance'");
    refused("gaussian(weight-variance=-1): dense(4,3)", "weight-variance is -1.0");
    refused("dense(4,3) dropout(keep=1.5)", "(0, 1]");
    refused("dense(4,99999999999)", "not a size");
    refused("99999999*[dense(4,4)]", "at most");
    assertThatThrownBy(() -> Network.compact("784,50a,10", Activation.TANH, INIT))
        .hasMessageContaining("column 5")
        .hasMessageContaining("'50a'");
    assertThatThrownBy(() -> Network.compact("784", Activation.TANH, INIT))
        .hasMessageContaining("at least inputs and outputs");
  }

  private static void refused(String text, String... parts) {
    assertThatThrownBy(() -> Network.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .message()
        .contains(parts)
        .doesNotContain("\n");
  }
}
