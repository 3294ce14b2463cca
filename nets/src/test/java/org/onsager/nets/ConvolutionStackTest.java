package org.onsager.nets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.onsager.architecture.Network;
import org.onsager.lab.RandomStream;
import org.onsager.tensor.DType;
import org.onsager.tensor.Generator;
import org.onsager.tensor.Gradients;
import org.onsager.tensor.Scope;
import org.onsager.tensor.Tensor;
import org.onsager.tensor.Updates;

/** The derivatives of convolutions and pooling written out are those of the tape. */
class ConvolutionStackTest {
  private static final int BATCH = 5;

  /** Every kind of stride, of padding and of overlap; images of two channels, 9 × 8. */
  private static final List<String> NETWORKS =
      List.of(
          "convolution(2,3,4x3,padding=same) tanh average-pooling(2) convolution(3,4,2) relu"
              + " flatten dense(36,5) tanh dense(5,3)",
          "convolution(2,3,3x2,stride=2x3) convolution(3,2,2x3,stride=2,padding=same) tanh flatten"
              + " dense(8,3)",
          "convolution(2,4,3) relu average-pooling(3x2,stride=1) convolution(4,2,2,padding=same)"
              + " tanh average-pooling(2x3,stride=1x2) dropout(1) flatten linear dense(16,3)",
          "average-pooling(2x3,stride=2x1) tanh convolution(2,1,1) average-pooling(3x5,stride=1x1)"
              + " tanh flatten dense(4,4) relu dense(4,3)",
          "average-pooling(2) flatten tanh dense(32,3)",
          "convolution(2,30,2,padding=same) relu convolution(30,1,2) relu flatten dense(56,3)");

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

  /** A network with its twin, and a minibatch. */
  private record Case(FiniteNetwork network, Loss loss, int workers, Tensor x, Tensor y) {
    ConvolutionStack stack() {
      return ConvolutionStack.of(network, loss, BATCH, workers).orElseThrow();
    }

    Tensor value() {
      return loss.of(network.forward(x), y);
    }

    List<Tensor> gradient() {
      return Gradients.of(value(), network.parameters());
    }

    @Override
    public String toString() {
      return network.architecture() + " " + loss + " " + workers;
    }
  }

  private static List<Case> cases() {
    List<Case> cases = new ArrayList<>();
    Random random = new Random(14);
    for (String text : NETWORKS) {
      for (Loss loss : Loss.values()) {
        for (int workers : new int[] {1, 2, 3}) {
          Generator g = Generator.of(random.nextLong());
          String whole = "gaussian(weight-variance=2,bias-variance=0.2): input(2,9,8) " + text;
          cases.add(
              new Case(
                  FiniteNetwork.draw(Network.parse(whole), DType.FLOAT64, g),
                  loss,
                  workers,
                  g.normal(DType.FLOAT64, BATCH, 2, 9, 8),
                  Tensor.of(random.longs(BATCH, 0, 3).toArray(), BATCH)));
        }
      }
    }
    return cases;
  }

  private static void same(List<Tensor> found, List<Tensor> expected, Case c) {
    for (int i = 0; i < expected.size(); i++) {
      assertThat(found.get(i).detach().toDoubles())
          .as("parameter %d of %s", i, c)
          .containsExactly(expected.get(i).detach().toDoubles(), within(1e-12));
    }
  }

  private static List<Tensor> room(FiniteNetwork n) {
    return n.parameters().stream().map(p -> Tensor.full(7, p.dtype(), p.shape())).toList();
  }

  @Test
  void lossOutputsAndGradientAreThoseOfTheTapeEveryTimeTheyAreAskedFor() {
    for (Case c : cases()) {
      List<Tensor> found = room(c.network());
      try (ConvolutionStack stack = c.stack()) {
        stack.gradient(c.x().multiply(2), c.y(), found);
        assertThat(stack.gradient(c.x().reshape(BATCH, 144), c.y(), found)[0])
            .as(c.toString())
            .isCloseTo(c.value().item(), within(1e-13));
        assertThat(stack.outputs().toDoubles())
            .containsExactly(c.network().forward(c.x()).detach().toDoubles(), within(1e-13));
      }
      same(found, c.gradient(), c);
    }
  }

  @Test
  void aStepIsTheGradientTimesTheRate() {
    for (Case c : cases()) {
      List<Tensor> expected = new ArrayList<>();
      List<Tensor> gradient = c.gradient();
      for (int i = 0; i < gradient.size(); i++) {
        Tensor before = c.network().parameters().get(i).detach();
        expected.add(before.subtract(gradient.get(i).multiply(0.3)));
      }
      double before = c.value().item();
      try (ConvolutionStack stack = c.stack()) {
        assertThat(stack.descend(c.x(), c.y(), 0.3)[0]).isCloseTo(before, within(1e-13));
      }
      same(c.network().parameters(), expected, c);
    }
  }

  @Test
  void patchesThatAreManyAreGatheredSomeRowsAtATime() {
    // 4·7·8 numbers at 26·25 places of 36 samples: 5.2 million, more than a tile of 2²¹ has.
    String text = "gaussian: input(2,32,32) convolution(2,4,1) tanh convolution(4,2,7x8) flatten";
    Generator g = Generator.of(new RandomStream(3));
    FiniteNetwork n = FiniteNetwork.draw(Network.parse(text + " dense(1300,2)"), DType.FLOAT64, g);
    Case c =
        new Case(
            n, Loss.SQUARED, 1, g.normal(DType.FLOAT64, 36, 2048), Tensor.of(new long[36], 36));
    List<Tensor> found = room(n);
    try (ConvolutionStack stack = ConvolutionStack.of(n, c.loss(), 36, 1).orElseThrow()) {
      stack.gradient(c.x(), c.y(), found);
    }
    same(found, c.gradient(), c);
  }

  @Test
  void trainingTakesItAndGoesTheSameWay() {
    Case c = cases().getFirst();
    FiniteNetwork twin =
        FiniteNetwork.draw(
            c.network().architecture(), DType.FLOAT64, Generator.of(new RandomStream(1)));
    for (int i = 0; i < twin.parameters().size(); i++) {
      Updates.copy(twin.parameters().get(i), c.network().parameters().get(i).detach());
    }
    Optimiser momentum = new Optimiser.Sgd(0.1, 0.9);
    List<Tensor> memory = room(twin).stream().map(t -> t.multiply(0)).toList();
    try (Pass pass = Pass.of(c.network(), c.loss(), momentum, BATCH)) {
      for (int i = 0; i < 5; i++) {
        pass.step(c.x(), c.y(), Generator.of(new RandomStream(2)));
        Tensor cost = c.loss().of(twin.forward(c.x()), c.y());
        momentum.step(twin.parameters(), Gradients.of(cost, twin.parameters()), memory);
      }
    }
    assertThat(Stack.of(twin, c.loss(), BATCH, 1)).containsInstanceOf(ConvolutionStack.class);
    same(c.network().parameters(), twin.parameters(), c);
  }

  @Test
  void whatIsNotWrittenOutIsLeftToTheTape() {
    for (String text :
        List.of(
            "convolution(2,3,2) silu flatten dense(168,2)",
            "convolution(2,3,2) relu tanh flatten dense(168,2)",
            "convolution(2,3,2) relu flatten tanh dense(168,2)",
            "convolution(2,3,2) max-pooling(2) flatten dense(36,2)",
            "convolution(2,3,2) dropout(0.9) flatten dense(168,2)",
            "convolution(2,3,2) flatten dense(168,2) relu",
            "convolution(2,3,2) flatten",
            "convolution(2,3,2,padding=circular) flatten dense(216,2)",
            "convolution(2,150,2) convolution(150,1,2) flatten dense(42,2)")) {
      FiniteNetwork n =
          FiniteNetwork.draw(
              Network.parse("gaussian: input(2,9,8) " + text),
              DType.FLOAT64,
              Generator.of(new RandomStream(1)));
      assertThat(Stack.of(n, Loss.SQUARED, 4, 1)).as(text).isEmpty();
    }
  }

  @Test
  void aMinibatchOfAnotherSizeAnotherPrecisionAndALossThatIsNoNumberChangeNothing() {
    Case c = cases().getFirst();
    double[] before = c.network().weights().getFirst().detach().toDoubles();
    try (ConvolutionStack stack = c.stack()) {
      assertThatThrownBy(() -> stack.descend(c.x().slice(0, 0, 3), c.y(), 0.1))
          .hasMessageContaining("minibatches of 5 samples");
      assertThatThrownBy(() -> stack.descend(c.x().to(DType.FLOAT32), c.y(), 0.1))
          .hasMessageContaining("FLOAT64");
      assertThatThrownBy(() -> stack.gradient(c.x(), c.y(), List.of(c.x())))
          .hasMessageContaining("one tensor for every parameter");
      Tensor nan = Tensor.full(Double.NaN, DType.FLOAT64, BATCH, 144);
      assertThat(stack.descend(nan, c.y(), 0.1)[0]).isNaN();
    }
    assertThat(c.network().weights().getFirst().detach().toDoubles()).containsExactly(before);
  }
}
