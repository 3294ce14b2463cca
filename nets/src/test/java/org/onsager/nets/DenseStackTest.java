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
import org.onsager.architecture.Activation;
import org.onsager.architecture.Initialisation;
import org.onsager.architecture.Network;
import org.onsager.lab.RandomStream;
import org.onsager.tensor.DType;
import org.onsager.tensor.Generator;
import org.onsager.tensor.Gradients;
import org.onsager.tensor.Scope;
import org.onsager.tensor.Tensor;

/** The derivatives written out are those of the tape: the two are twins. */
class DenseStackTest {
  private static final int BATCH = 7;
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

  /** A network with its twin, a minibatch, and vectors in the shapes of the parameters. */
  private record Case(
      FiniteNetwork network, Loss loss, int workers, Tensor x, Tensor y, List<Tensor> vector) {
    DenseStack stack() {
      return DenseStack.of(network, loss, BATCH, workers).orElseThrow();
    }

    List<Tensor> room() {
      return network.parameters().stream().map(p -> Tensor.zeros(p.dtype(), p.shape())).toList();
    }

    Tensor value() {
      return loss.of(network.forward(x), y);
    }

    @Override
    public String toString() {
      return network.architecture() + " " + loss + " " + workers;
    }
  }

  private static List<Case> cases() {
    List<Case> cases = new ArrayList<>();
    Random random = new Random(4);
    for (String activation : List.of("relu", "tanh", "linear")) {
      for (Loss loss : Loss.values()) {
        for (int workers : new int[] {1, 2, 3}) {
          for (int[] widths : new int[][] {{5, 3}, {5, 8, 3}, {4, 6, 1, 9, 2}}) {
            Generator g = Generator.of(random.nextLong());
            FiniteNetwork n =
                FiniteNetwork.draw(
                    Network.dense(
                        widths, Activation.of(activation), Initialisation.gaussian(2, 0.2)),
                    DType.FLOAT64,
                    g);
            long classes = widths[widths.length - 1];
            Tensor x = g.normal(DType.FLOAT64, BATCH, widths[0]);
            Tensor y = Tensor.of(random.longs(BATCH, 0, classes).toArray(), BATCH);
            List<Tensor> v =
                n.parameters().stream().map(p -> g.normal(DType.FLOAT64, p.shape())).toList();
            cases.add(new Case(n, loss, workers, x, y, v));
          }
        }
      }
    }
    return cases;
  }

  private static void same(List<Tensor> found, List<Tensor> expected, Case c) {
    for (int i = 0; i < expected.size(); i++) {
      assertThat(found.get(i).toDoubles())
          .as("parameter %d of %s", i, c)
          .containsExactly(expected.get(i).detach().toDoubles(), within(1e-12));
    }
  }

  @Test
  void lossAndGradientAreThoseOfTheTape() {
    for (Case c : cases()) {
      List<Tensor> found = c.room();
      try (DenseStack stack = c.stack()) {
        assertThat(stack.gradient(c.x(), c.y(), found)[0])
            .as(c.toString())
            .isCloseTo(c.value().item(), within(1e-13));
      }
      same(found, Gradients.of(c.value(), c.network().parameters()), c);
    }
  }

  @Test
  void aStepIsTheGradientTimesTheRate() {
    for (Case c : cases()) {
      List<Tensor> expected = c.network().parameters().stream().map(Tensor::copy).toList();
      double before = c.value().item();
      new Optimiser.Sgd(0.3, 0)
          .step(expected, Gradients.of(c.value(), c.network().parameters()), List.of());
      try (DenseStack stack = c.stack()) {
        assertThat(stack.descend(c.x(), c.y(), 0.3)[0]).isCloseTo(before, within(1e-13));
      }
      same(c.network().parameters().stream().map(Tensor::detach).toList(), expected, c);
    }
  }

  @Test
  void aProductWithTheHessianIsTheTapesDifferentiatedTwice() {
    for (Case c : cases()) {
      List<Tensor> found = c.room();
      try (DenseStack stack = c.stack()) {
        double loss = DenseCurvature.of(stack).product(c.x(), c.y(), c.vector(), found)[0];
        assertThat(loss).isCloseTo(c.value().item(), within(1e-13));
      }
      same(found, Gradients.hessianVector(c.value(), c.network().parameters(), c.vector()), c);
    }
  }

  @Test
  void whatIsNotDenseOrHasAnotherActivationIsLeftToTheTape() {
    for (String text :
        List.of(
            "dense(3,4) silu dense(4,2)",
            "dense(3,4) tanh",
            "dense(3,4) relu dropout(0.9) dense(4,2)",
            "input(1,3,3) flatten dense(9,2)")) {
      FiniteNetwork n =
          FiniteNetwork.draw(Network.parse(text), DType.FLOAT64, Generator.of(new RandomStream(1)));
      assertThat(DenseStack.of(n, Loss.SQUARED, 4, 1)).as(text).isEmpty();
    }
  }

  @Test
  void aMinibatchOfAnotherSizeOrGradientsOfAnotherShapeAreRefused() {
    Case c = cases().getFirst();
    try (DenseStack stack = c.stack()) {
      assertThatThrownBy(() -> stack.descend(c.x().slice(0, 0, 3), c.y().slice(0, 0, 3), 0.1))
          .hasMessageContaining("minibatches of 7 samples");
      assertThatThrownBy(() -> stack.gradient(c.x(), c.y(), List.of(c.x())))
          .hasMessageContaining("one tensor for every parameter");
      assertThatThrownBy(() -> DenseStack.of(c.network(), Loss.SQUARED, 4, 5))
          .hasMessageContaining("not by 5");
    }
  }

  @Test
  void aLossThatIsNoNumberChangesNothing() {
    Case c = cases().getFirst();
    double[] before = c.network().weights().getFirst().toDoubles();
    try (DenseStack stack = c.stack()) {
      Tensor nan = Tensor.full(Double.NaN, DType.FLOAT64, BATCH, 5);
      assertThat(stack.descend(nan, c.y(), 0.1)[0]).isNaN();
    }
    assertThat(c.network().weights().getFirst().toDoubles()).containsExactly(before);
  }
}
