package org.onsager.workbench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.onsager.lab.Answer;
import org.onsager.lab.Answer.Grade;
import org.onsager.lab.Figure;
import org.onsager.lab.Refusal;
import org.onsager.lab.Verdict;

class ExamineTest {
  private static final Examine EXAMINE = new Examine();

  @TempDir Path folder;

  private Answer examined(ModelFile file, String activation) {
    return examined(file, activation, new Shelf());
  }

  private Answer examined(ModelFile file, String activation, Shelf shelf) {
    Path path = file.write(folder.resolve("model.safetensors"));
    return EXAMINE.answer(new Examine.Options(path.toString(), activation), shelf);
  }

  /** Eight rectified layers of variance two, which is critical exactly, and no biases. */
  private static ModelFile critical(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    ModelFile file = new ModelFile();
    for (int l = 0; l < 8; l++) {
      file.layer("layers." + l, l == 7 ? 10 : 80, 80, 2, 0, random);
    }
    return file;
  }

  private static List<?> list(Answer answer, String member) {
    return (List<?>) Objects.requireNonNull(answer.json().get(member));
  }

  private static Map<?, ?> layer(Answer answer, int l) {
    return (Map<?, ?>) Objects.requireNonNull(list(answer, "layers").get(l));
  }

  private static double value(@Nullable Object estimate) {
    return (Double)
        Objects.requireNonNull(((Map<?, ?>) Objects.requireNonNull(estimate)).get("value"));
  }

  @Test
  void aCriticalNetworkIsToldThatItIsFine() {
    Answer answer = examined(critical(1), "relu");
    assertThat(answer.news()).isEmpty();
    assertThat(answer.grade()).isEqualTo(Grade.FINE);
    assertThat(answer.verdict()).startsWith("Nothing is wrong");
    assertThat(list(answer, "layers")).hasSize(8);
    assertThat(value(layer(answer, 3).get("weightVariance"))).isCloseTo(2, within(0.2));
    assertThat(layer(answer, 7).get("chi")).isNull();
  }

  @Test
  void aLayerScaledByThreeIsChaoticByNineAndTheWeightsThatWouldBeCriticalAreSaid() {
    ModelFile file = critical(2);
    double[] w = file.array("layers.3.weight");
    for (int i = 0; i < w.length; i++) {
      w[i] *= 3;
    }
    Answer answer = examined(file, "relu");
    // χ = σ_w²/2 = 9, four hidden layers after it at most; 1/3 of the weights is critical again
    assertThat(answer.news().getFirst().heading()).isEqualTo("Layer 4 (layers.3) is chaotic");
    assertThat(value(layer(answer, 3).get("chi"))).isCloseTo(9, within(0.6));
    assertThat(answer.news().getFirst().text()).contains("σ_w² = 2 would be critical");
    assertThat(answer.news().getFirst().certificate()).isEqualTo("uncalibrated");
    assertThat(answer.advice().getFirst().code())
        .matches("model.layers\\[3\\].weight.data.mul_\\(0.3\\d+\\)");
  }

  @Test
  void theCertificateIsThatOfTheLogBook() {
    ModelFile file = critical(3);
    double[] w = file.array("layers.5.weight");
    for (int i = 0; i < w.length; i++) {
      w[i] *= 0.3;
    }
    Shelf shelf = new Shelf().with(Seals.CHI, new Verdict.Agrees());
    Answer answer = examined(file, "relu", shelf);
    assertThat(answer.news().getFirst().heading()).isEqualTo("Layer 6 (layers.5) is ordered");
    assertThat(answer.news().getFirst().certificate()).isEqualTo("agreed for tanh on 23 Nov 2026");
  }

  /** What no experiment has tried is uncalibrated, whatever else has agreed. */
  @Test
  void everyNumberOfALayerNamesTheExperimentThatCertifiesIt() {
    Shelf shelf =
        new Shelf()
            .with(Seals.VARIANCE, new Verdict.Agrees())
            .with(Seals.OUTLIERS, new Verdict.Undecided("too few"))
            .with(Seals.TAIL, new Verdict.Agrees());
    Answer answer = examined(critical(5), "", shelf);
    Figure.Table table =
        answer.figures().stream()
            .filter(f -> f.caption().id().equals("certificates"))
            .map(Figure.Table.class::cast)
            .findFirst()
            .orElseThrow();
    assertThat(table.rows())
        .extracting(row -> row.getFirst() + ": " + row.getLast())
        .contains(
            "σ_w² and its error: some-experiment, agreed for tanh on 23 Nov 2026",
            "outliers: some-experiment, undecided for tanh on 23 Nov 2026",
            "edge of chance: uncalibrated",
            "power law supported: uncalibrated")
        .noneMatch(row -> row.startsWith("χ"));
    Map<?, ?> document = (Map<?, ?>) Objects.requireNonNull(answer.json().get("certificates"));
    assertThat(document.get("edge")).isNull();
    Map<?, ?> exponent = (Map<?, ?>) Objects.requireNonNull(document.get("exponent"));
    assertThat(exponent.get("experiment")).isEqualTo("some-experiment");
  }

  @Test
  void withoutAnActivationALayerThatIsDrawnOtherwiseStandsOut() {
    ModelFile file = critical(4);
    double[] w = file.array("layers.2.weight");
    for (int i = 0; i < w.length; i++) {
      w[i] *= 2;
    }
    Answer answer = examined(file, "");
    assertThat(answer.news()).hasSize(1);
    assertThat(answer.news().getFirst().heading())
        .isEqualTo("Layer 3 (layers.2) is drawn otherwise than its peers");
  }

  /** Its shape is its own: a variance by outputs would explain it, and nothing else. */
  @Test
  void aScaledHeadStandsOutToo() {
    ModelFile file = critical(4);
    double[] w = file.array("layers.7.weight");
    for (int i = 0; i < w.length; i++) {
      w[i] *= 2.83;
    }
    Answer answer = examined(file, "");
    assertThat(answer.news()).hasSize(1);
    assertThat(answer.news().getFirst().heading())
        .isEqualTo("Layer 8 (layers.7) is drawn otherwise than its peers");
  }

  /** 0.02² in all layers, as transformers are drawn. */
  @Test
  void oneVarianceForAllLayersIsAWayToDraw() {
    SplittableRandom random = new SplittableRandom(6);
    ModelFile file = new ModelFile();
    int[] sizes = {64, 64, 64, 64, 256, 64, 64};
    for (int l = 0; l + 1 < sizes.length; l++) {
      file.layer("layers." + l, sizes[l + 1], sizes[l], 0.0004 * sizes[l], 0, random);
    }
    assertThat(examined(file, "").news()).isEmpty();
  }

  @Test
  void deadEqualAndCopiedUnitsAreNamed() {
    ModelFile file = critical(5);
    java.util.Arrays.fill(file.array("layers.1.weight"), 4 * 80, 6 * 80, 0);
    double[] w = file.array("layers.2.weight");
    System.arraycopy(w, 3 * 80, w, 9 * 80, 80);
    System.arraycopy(file.array("layers.4.weight"), 0, file.array("layers.6.weight"), 0, 80 * 80);
    Answer answer = examined(file, "relu");
    assertThat(answer.news().stream().map(Answer.News::heading))
        .containsExactlyInAnyOrder(
            "Layer 2 (layers.1) has dead units",
            "Layer 3 (layers.2) has units that compute the same",
            "Layer 7 (layers.6) holds the weights of layer 5 (layers.4)");
    assertThat(layer(answer, 1).get("deadUnits")).isEqualTo(List.of(4, 5));
    assertThat(layer(answer, 2).get("duplicateUnits")).isEqualTo(List.of(List.of(3, 9)));
  }

  @Test
  void weightsThatAreNoNumbersComeFirst() {
    ModelFile file = critical(6);
    file.array("layers.0.weight")[7] = Double.NaN;
    file.array("layers.0.bias")[1] = Double.POSITIVE_INFINITY;
    java.util.Arrays.fill(file.array("layers.1.weight"), 0);
    Answer answer = examined(file, "relu");
    assertThat(answer.grade()).isEqualTo(Grade.BAD);
    assertThat(answer.news().getFirst().heading()).endsWith("has weights that are no numbers");
    assertThat(answer.news().getFirst().number()).startsWith("2 ");
    assertThat(answer.news().get(1).heading()).isEqualTo("Layer 2 (layers.1) is zero");
  }

  @Test
  void layersAboveALimitAreSketchedWithTheirErrors() {
    ModelFile file = new ModelFile().layer("a", 120, 150, 2, 0, new SplittableRandom(21));
    Path path = file.write(folder.resolve("model.safetensors"));
    Examine.Options sketch =
        new Examine.Options(path.toString(), "", "", "", "", "", "", 256, false, 60, 1, false);
    Map<?, ?> whole = layer(examined(file, ""), 0);
    Map<?, ?> part = layer(EXAMINE.answer(sketch, new Shelf()), 0);
    assertThat(whole.get("method")).isEqualTo("all singular values");
    assertThat(String.valueOf(part.get("method"))).startsWith("stochastic Lanczos");
    for (String number : List.of("weightVariance", "spectralNorm", "stableRank")) {
      assertThat(value(part.get(number)))
          .as(number)
          .isCloseTo(value(whole.get(number)), within(1e-3 * value(whole.get(number))));
    }
    double error =
        (Double)
            Objects.requireNonNull(
                ((Map<?, ?>) Objects.requireNonNull(part.get("orthogonalityDefect")))
                    .get("standardError"));
    assertThat(error).isPositive();
    assertThat(value(part.get("orthogonalityDefect")))
        .isCloseTo(value(whole.get("orthogonalityDefect")), within(5 * error));
  }

  @Test
  void anEarlierCheckpointTellsHowFarALayerHasGoneAndWhichUnitsMoved() {
    ModelFile before = critical(9);
    Path old = before.write(folder.resolve("before.safetensors"));
    ModelFile now = critical(9);
    double[] w = now.array("layers.2.weight");
    double[] first = java.util.Arrays.copyOfRange(w, 0, 80);
    System.arraycopy(w, 80, w, 0, 80);
    System.arraycopy(first, 0, w, 80, 80);
    Path path = now.write(folder.resolve("now.safetensors"));
    Answer answer =
        EXAMINE.answer(
            new Examine.Options(
                path.toString(), "", "", "", "", old.toString(), "", 256, false, 2048, 1, false),
            new Shelf());
    assertThat(answer.news().getFirst().heading())
        .isEqualTo("Layer 3 (layers.2) has its units in another order than before");
    Map<?, ?> drift = (Map<?, ?>) Objects.requireNonNull(layer(answer, 2).get("drift"));
    assertThat(drift.get("movedUnits")).isEqualTo(2L);
    // two rows of eighty exchanged: 2·2/80 of the size, as independent rows are orthogonal
    assertThat((Double) Objects.requireNonNull(drift.get("change")))
        .isCloseTo(Math.sqrt(4 / 80.0), within(0.04));
    Map<?, ?> still = (Map<?, ?>) Objects.requireNonNull(layer(answer, 3).get("drift"));
    assertThat(still.get("movedUnits")).isEqualTo(0L);
  }

  @Test
  void conventionsOfDrawingWeightsAreNoFault() {
    int[] widths = {60, 50, 50, 50, 50, 50, 10};
    SplittableRandom random = new SplittableRandom(11);
    for (int convention = 0; convention < 3; convention++) {
      ModelFile file = new ModelFile();
      for (int l = 0; l + 1 < widths.length; l++) {
        double in = widths[l];
        double out = widths[l + 1];
        double variance =
            convention == 0 ? 1 / 3.0 : convention == 1 ? 2 * in / (in + out) : 2 * in / out;
        file.layer(
            "layers." + l,
            (int) out,
            (int) in,
            variance,
            convention == 0 ? 1 / 3.0 / in : 0,
            random);
      }
      assertThat(examined(file, "").news()).as("convention %d", convention).isEmpty();
    }
  }

  @Test
  void normalisationsArePairedAndNoLayers() {
    SplittableRandom random = new SplittableRandom(7);
    ModelFile file =
        new ModelFile()
            .with("conv1.weight", ModelFile.normal(random, 8 * 3 * 9, 1), 8, 3, 3, 3)
            .with("bn1.weight", new double[] {1, 1, 1, 1e-9, 1, 1, 1, 1}, 8)
            .with("bn1.bias", new double[8], 8)
            .with("bn1.running_mean", new double[8], 8)
            .with("bn1.running_var", new double[8], 8)
            .layer("fc", 4, 8, 1, 0, random);
    Answer answer = examined(file, "relu");
    assertThat(list(answer, "layers")).hasSize(2);
    assertThat(layer(answer, 0).get("normalisedBy")).isEqualTo("bn1");
    assertThat(layer(answer, 0).get("chi")).isNull();
    assertThat(layer(answer, 0).get("closedChannels")).isEqualTo(List.of(3));
    assertThat(layer(answer, 0).get("torus")).isNotNull();
    assertThat(answer.news().getFirst().heading()).contains("closes channels");
  }

  @Test
  void theWholeTableIsARowALayer() {
    Figure.Table table = (Figure.Table) examined(critical(8), "relu").figures().getFirst();
    assertThat(table.rows()).hasSize(8).allMatch(r -> r.size() == table.columns().size());
    assertThat(table.rows()).allMatch(r -> r.getLast().equals("fine"));
  }

  @Test
  void whatIsNoModelIsRefusedInOneLine() throws java.io.IOException {
    Path none = folder.resolve("none.pt");
    assertThatThrownBy(() -> EXAMINE.answer(new Examine.Options(none.toString(), ""), new Shelf()))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("none.pt");
    Path text = Files.writeString(folder.resolve("text"), "no model, but quite long a text");
    assertThatThrownBy(() -> EXAMINE.answer(new Examine.Options(text.toString(), ""), new Shelf()))
        .isInstanceOf(Refusal.class);
    ModelFile vectors = new ModelFile().with("a", new double[4], 4);
    assertThatThrownBy(() -> examined(vectors, ""))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("no weights");
    assertThatThrownBy(() -> examined(critical(1), "rellu"))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("--activation");
  }
}
