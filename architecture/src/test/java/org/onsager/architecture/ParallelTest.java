package org.onsager.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.onsager.architecture.Layer.ActivationLayer;
import org.onsager.architecture.Layer.Convolution;
import org.onsager.architecture.Layer.Dense;
import org.onsager.architecture.Layer.Dropout;
import org.onsager.architecture.Layer.LayerNorm;
import org.onsager.architecture.Layer.Parallel;
import org.onsager.architecture.Layer.Parallel.Join;

class ParallelTest {
  private static final ActivationLayer TANH = new ActivationLayer(Activation.TANH);
  private static final Dense FIVE = new Dense(5, 5);

  @Test
  void aResidualBranchIsASumWithTheIdentity() {
    Network n = Network.parse("dense(3,5) 2*[residual[ tanh dense(5,5) ]] dense(5,1)");
    Parallel block = new Parallel(Join.SUM, List.of(List.of(), List.of(TANH, FIVE)));
    assertThat(n.layers()).containsExactly(new Dense(3, 5), block, block, new Dense(5, 1));
    assertThat(n.text()).endsWith(": dense(3,5) 2*[residual[ tanh dense(5,5) ]] dense(5,1)");
    assertThat(Network.parse("dense(3,5) sum[|tanh dense(5,5)] dense(5,1)").layers().get(1))
        .isEqualTo(block);
    assertThat(Network.parse("dense(3,5) sum[tanh dense(5,5)|]").text())
        .as("the other way round is another network")
        .endsWith("sum[ tanh dense(5,5) | ]");
  }

  @Test
  void shapesParametersAndFlopsAreThoseOfPaperAndPencil() {
    Network sum = Network.parse("dense(3,5) sum[ tanh dense(5,4) | dense(5,4) | dense(5,4) ]");
    assertThat(sum.output()).isEqualTo(Shape.of(4));
    assertThat(sum.parameters()).isEqualTo(20 + 3 * 24);
    assertThat(sum.depth()).isEqualTo(4);
    assertThat(sum.isDense()).isFalse();
    // 2·15 + 5; three times 2·20 + 4, an activation, and two additions of four.
    assertThat(sum.flops()).isEqualTo(35 + 3 * 44 + 5 + 8);
    Network side =
        Network.parse(
            "input(2,6) concatenate[ convolution(2,3,3,padding=same) | | 2*[tanh] ]"
                + " layer-norm global-average-pooling");
    assertThat(Network.through(side.layers().subList(0, 1), side.input()))
        .isEqualTo(Shape.of(7, 6));
    assertThat(side.output()).isEqualTo(Shape.of(7));
    // 18 outputs of 2·6 + 1; twelve activations twice; five for each of 42, and their means.
    assertThat(side.flops()).isEqualTo(18 * 13 + 24 + 5 * 42 + 42);
  }

  @Test
  void textIsReadBack() {
    for (String text :
        List.of(
            "dense(3,5) 3*[residual[ layer-norm tanh dense(5,5) ]] dense(5,1)",
            "dense(3,5) sum[ | | dense(5,5) ] sum[ | ] concatenate[ | relu ] dense(10,1)",
            "dense(2,4) 2*[residual[ 3*[residual[ erf dense(4,4) ]] dropout(keep=0.9) ]]",
            "input(3,8,8) residual[ convolution(3,3,3,padding=circular) activation(x > 1 ? 2 : x)]"
                + " concatenate[ average-pooling(2) | max-pooling(2) ] global-average-pooling",
            "input(4) sum[ dense(4,2) tanh dense(2,3) | dense(4,3) ] layer-norm")) {
      Network n = Network.parse(text);
      assertThat(Network.parse(n.text())).as(n.text()).isEqualTo(n);
    }
  }

  /** Every network that a small grammar gives, by chance. */
  @Test
  void whatIsWrittenIsWhatIsRead() {
    Random random = new Random(11);
    for (int i = 0; i < 300; i++) {
      Network n = new Network(Shape.of(2, 8), layers(random, 3), Initialisation.gaussian(1.5, 0));
      assertThat(Network.parse(n.text())).as(n.text()).isEqualTo(n);
    }
  }

  /** Layers that take and give two channels. */
  private static List<Layer> layers(Random random, int nested) {
    List<Layer> layers = new ArrayList<>();
    int count = 1 + random.nextInt(4);
    for (int i = 0; i < count; i++) {
      layers.add(
          switch (random.nextInt(nested == 0 ? 4 : 6)) {
            case 0 -> TANH;
            case 1 -> new LayerNorm();
            case 2 -> new Dropout(0.5);
            case 3 -> new Convolution(2, 2, Window.along(3, 1), Padding.CIRCULAR);
            case 4 -> Parallel.residual(layers(random, nested - 1));
            default ->
                new Parallel(
                    Join.SUM, List.of(layers(random, nested - 1), List.of(), List.of(TANH)));
          });
    }
    return layers;
  }

  @Test
  void dropoutIsPutIntoBranchesAndTakenAway() {
    Network n = Network.parse("dense(3,5) residual[ tanh dense(5,5) ]");
    assertThat(n.withDropout(0.8).text()).contains("residual[ tanh dropout(keep=0.8) dense(5,5) ]");
    assertThat(n.withDropout(0.8).withDropout(1)).isEqualTo(n);
  }

  @Test
  void faultsAreSaidInOneLine() {
    refused("dense(3,5) residual[ dense(5,4) ]", "the branches give [5], [4]", "must be equal");
    refused("dense(3,5) residual[ dense(4,5) ]", "dense(4,5) takes 4 inputs, and 5 arrive");
    refused("input(2,6) concatenate[ convolution(2,2,3) | tanh ]", "[2,4], [2,6]", "but the first");
    refused("dense(3,5) residual[ tanh | relu ]", "column 12", "one branch", "sum[");
    refused("dense(3,5) residual[ ]", "column 12", "one branch");
    refused("dense(3,5) sum[ tanh ]", "column 12", "at least two branches");
    refused("dense(3,5) residual[ tanh dense(5,5)", "'|' or ']'", "the end of the text");
    refused("dense(3,5) residual dense(5,5)", "column 12", "in brackets", "residual[");
    refused("dense(3,5) residaul[ tanh ]", "column 12", "nearest is 'residual'");
    refused("dense(3,5) concat[ tanh | relu ]", "nearest is 'concatenate'");
    refused("dense(3,5) residaul", "nearest is 'residual'");
    refused("dense(3,5) | tanh", "column 12", "found '|'");
    refused("residual[ dense(5,5) ]", "begins with a dense layer");
    refused("400*[sum[ 300*[dense(5,5)] | ]]", "at most 100000 layers");
    refused("9*[residual[".repeat(17), "more than 16 deep");
    assertThatThrownBy(() -> new Parallel(Join.SUM, List.of(List.of(TANH))))
        .hasMessageContaining("at least two branches");
  }

  private static void refused(String text, String... parts) {
    assertThatThrownBy(() -> Network.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .message()
        .contains(parts)
        .doesNotContain("\n");
  }
}
