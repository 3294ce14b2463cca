package org.onsager.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.onsager.architecture.Layer.Convolution;
import org.onsager.architecture.Layer.Flatten;
import org.onsager.architecture.Layer.Pooling;

class ConvolutionalNetworkTest {
  private static final String LENET =
      "gaussian(weight-variance=1, bias-variance=0): input(1,28,28)"
          + " convolution(1,6,kernel=5x5,padding=same) tanh average-pooling(kernel=2x2)"
          + " convolution(6,16,kernel=5x5) tanh average-pooling(kernel=2x2) flatten"
          + " dense(400,120) tanh dense(120,84) tanh dense(84,10)";

  @Test
  void lenetHasTheShapesAndTheParametersOfItsPaper() {
    Network n = Network.parse(LENET);
    List<Shape> shapes = new ArrayList<>();
    Shape shape = n.input();
    for (Layer layer : n.layers()) {
      shape = layer.outputOf(shape);
      if (layer instanceof Convolution || layer instanceof Pooling || layer instanceof Flatten) {
        shapes.add(shape);
      }
    }
    assertThat(shapes)
        .containsExactly(
            Shape.of(6, 28, 28),
            Shape.of(6, 14, 14),
            Shape.of(16, 10, 10),
            Shape.of(16, 5, 5),
            Shape.of(400));
    assertThat(n.output()).isEqualTo(Shape.of(10));
    // 6·(25+1), 16·(150+1), and three dense layers.
    assertThat(n.parameters()).isEqualTo(156 + 2416 + 48_120 + 10_164 + 850);
    assertThat(n.depth()).isEqualTo(5);
    long convolutions = 6 * 784 * (2 * 25 + 1) + 16 * 100 * (2 * 150 + 1);
    long pooling = 4 * 6 * 196 + 4 * 16 * 25;
    long activations = 6 * 784 + 16 * 100 + 120 + 84;
    long dense = 2 * (400 * 120 + 120 * 84 + 84 * 10) + 120 + 84 + 10;
    assertThat(n.flops()).isEqualTo(convolutions + pooling + activations + dense);
  }

  @Test
  void textIsReadBack() {
    for (String text :
        List.of(
            LENET,
            "input(3,32,31) 3*[convolution(3,3,kernel=3x1,stride=2x1,padding=same) relu] flatten"
                + " dense(372,2)",
            "input(2,9,9) max-pooling(kernel=3x3,stride=2x2) convolution(2,4,kernel=4x4) flatten",
            "input(2,30) convolution(2,4,kernel=3,padding=circular) relu average-pooling(kernel=2)"
                + " convolution(4,4,5,stride=2) global-average-pooling dense(4,1)",
            "input(2,9,9) layer-norm convolution(2,4,4,padding=circular) global-average-pooling",
            "input(7) tanh dense(7,1)")) {
      Network n = Network.parse(text);
      assertThat(Network.parse(n.text())).as(text).isEqualTo(n);
    }
    assertThat(Network.parse(LENET).text()).isEqualTo(LENET);
  }

  @Test
  void aSquareMayBeSaidByOneSizeAndWhatIsUsualLeftOut() {
    Network n =
        Network.parse(
            "input(1,8,8) convolution(1,2,3) average-pooling(2) max-pooling(kernel=3, stride=1)");
    assertThat(n.layers())
        .containsExactly(
            new Convolution(1, 2, Window.square(3, 1), Padding.VALID),
            new Pooling(Pooling.Kind.AVERAGE, Window.square(2, 2)),
            new Pooling(Pooling.Kind.MAX, Window.square(3, 1)));
  }

  @Test
  void oneSizeStandsForEveryAxisOfWhatComesIn() {
    Network n = Network.parse("input(1,9) convolution(1,2,3,stride=2,padding=same) max-pooling(2)");
    assertThat(n.layers())
        .containsExactly(
            new Convolution(1, 2, Window.along(3, 2), Padding.SAME),
            new Pooling(Pooling.Kind.MAX, Window.along(2, 2)));
    assertThat(n.output()).isEqualTo(Shape.of(2, 2));
    assertThat(n.parameters()).isEqualTo(2 * 3 + 2);
    // Five places of two channels, each 2·3 + 1; then four maxima of two.
    assertThat(n.flops()).isEqualTo(10 * 7 + 4 * 2);
    assertThat(n.text()).endsWith("kernel=3,stride=2,padding=same) max-pooling(kernel=2)");
  }

  @Test
  void aRingHasThePlacesOfZerosAroundAndIsNoShorterThanTheKernel() {
    Convolution c = new Convolution(1, 1, Window.along(4, 2), Padding.CIRCULAR);
    assertThat(c.outputOf(Shape.of(1, 7))).isEqualTo(Shape.of(1, 4));
    // Four places need 3·2 + 4 = 10.
    assertThat(c.zeros(0, 7)).containsExactly(1, 2);
    assertThat(c.outputOf(Shape.of(1, 4))).isEqualTo(Shape.of(1, 2));
    assertThatThrownBy(() -> c.outputOf(Shape.of(1, 3))).hasMessageContaining("is larger than");
  }

  @Test
  void zerosAroundKeepTheSizeOverTheStrideAndTheOddOneLiesAtTheEnd() {
    Window window = new Window(List.of(3, 4), List.of(2, 1));
    Convolution c = new Convolution(1, 1, window, Padding.SAME);
    // Rows: ⌈7/2⌉ = 4 places need 3·2+3 = 9. Columns: 5 places need 4+4 = 8.
    assertThat(c.outputOf(Shape.of(1, 7, 5))).isEqualTo(Shape.of(1, 4, 5));
    assertThat(c.zeros(0, 7)).containsExactly(1, 1);
    assertThat(c.zeros(1, 5)).containsExactly(1, 2);
    Convolution narrow = new Convolution(1, 1, Window.square(1, 3), Padding.SAME);
    assertThat(narrow.outputOf(Shape.of(1, 7, 6))).isEqualTo(Shape.of(1, 3, 2));
    assertThat(narrow.zeros(0, 7)).containsExactly(0, 0);
  }

  @Test
  void onlyDenseNetworksHaveWidths() {
    assertThat(Network.parse("dense(4,3) tanh dense(3,1)").isDense()).isTrue();
    Network lenet = Network.parse(LENET);
    assertThat(lenet.isDense()).isFalse();
    assertThatThrownBy(lenet::widths).hasMessageContaining("only dense networks have widths");
  }

  @Test
  void faultsAreSaidInOneLine() {
    refused("convolution(1,6,5)", "input(1,28,28)");
    refused("input(28,28) convolution(1,6,5x5)", "[channels,height,width]", "[28,28] arrives");
    refused("input(28,28) convolution(1,6,5)", "takes 1 channels, and 28 arrive");
    refused("input(1,8) convolution(1,6,3) flatten max-pooling(2)", "[channels,length]", "[36]");
    refused("input(1,4) convolution(1,6,5,padding=circular)", "is larger than [1,4]");
    refused("input(1,4) convolution(1,6,3,stride=1x1)", "as many sizes");
    refused("input(3,28,28) convolution(1,6,5)", "takes 1 channels, and 3 arrive");
    refused("input(1,4,4) convolution(1,6,5)", "is larger than [1,4,4]");
    refused("input(1,4,4) max-pooling(5)", "is larger than [1,4,4]");
    refused("input(1,8,8) convolution(1,6,5) dense(96,10)", "put flatten before it");
    refused("input(1,8,8) convolution(1,6)", "column 14", "convolution(1,6,kernel=5x5)");
    refused("input(1,8,8) convolution(1,6,kernal=5)", "nearest is 'kernel'");
    refused("input(1,8,8) convolution(1,6,5,padding=sane)", "nearest is 'same'");
    refused("input(1,8,8) convolution(1,6,5x5x5)", "kernel=5x5, not '5x5x5'");
    refused("input(1,8,8) convolution(1,6,5,stride=0)", "two positive sizes", "0x0");
    refused("input(1,8,8) global-average-poling", "nearest is 'global-average-pooling'");
    refused("input(8) global-average-pooling", "takes an array", "[8] arrives");
    refused("input(8,2) layer-norm(3)", "column 12", "layer-norm takes nothing");
    refused("input(1,8,8) convolutoin(1,6,5)", "unknown layer", "nearest is 'convolution'");
    refused("input(1,8,8) flatten(2)", "flatten takes nothing");
    refused("input(0,8) flatten", "positive extents");
    refused("input convolution(1,6,5)", "input(1,28,28)");
    refused("input(1,100000,100000) flatten", "flatten", "too large");
    refused("gaussian(1.5, 0.05): dense(2,2)", "'weight-variance' is said twice");
    refused("convolution(0,6,5)", "at least 1");
  }

  private static void refused(String text, String... parts) {
    assertThatThrownBy(() -> Network.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .message()
        .contains(parts)
        .doesNotContain("\n");
  }
}
