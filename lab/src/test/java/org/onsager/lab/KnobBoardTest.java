package org.onsager.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class KnobBoardTest {
  enum Start {
    GAUSSIAN,
    ORTHOGONAL_ROWS
  }

  record Knobs(
      @Knob(value = "σ_w², weight variance", min = 0.1, max = 16) double weightVariance,
      @Knob(value = "layers", min = 1, max = 100) int depth,
      @Knob("images seen") long images,
      @Knob("whether to train") boolean train,
      @Knob(
              value = "activation",
              oneOf = {"tanh", "relu"})
          String activation,
      @Knob("how weights are drawn") Start start,
      @Knob(value = "widths", min = 2) List<Integer> widths) {
    Knobs {
      if (depth == 13) {
        throw new IllegalArgumentException("a depth of 13 is unlucky");
      }
    }
  }

  private static final Knobs BASE =
      new Knobs(1.5, 10, 8000, true, "tanh", Start.GAUSSIAN, List.of(100, 200));
  private static final KnobBoard<Knobs> BOARD = KnobBoard.of(Knobs.class);

  private static void refused(String knob, String text, String line) {
    assertThatThrownBy(() -> BOARD.with(BASE, Map.of(knob, text)))
        .isInstanceOf(Refusal.class)
        .hasMessage(line);
  }

  @Test
  void settingsTurnTheKnobsThatTheyNameAndLeaveTheOthers() {
    assertThat(
            BOARD.with(
                BASE,
                Map.of(
                    "weightVariance", " 1.99 ",
                    "depth", "1e2",
                    "images", "60000",
                    "train", "false",
                    "activation", "relu",
                    "start", "orthogonal-rows",
                    "widths", "3, 5,8")))
        .isEqualTo(
            new Knobs(1.99, 100, 60000, false, "relu", Start.ORTHOGONAL_ROWS, List.of(3, 5, 8)));
    assertThat(BOARD.with(BASE, Map.of("weight-variance", "2"))).extracting("depth").isEqualTo(10);
    assertThat(BOARD.with(BASE, Map.of())).isEqualTo(BASE);
  }

  @Test
  void whereTheKnobsStandIsToldInTheOrderOfTheRecord() {
    assertThat(BOARD.values(BASE).toString())
        .isEqualTo(
            "{weightVariance=1.5, depth=10, images=8000, train=true, activation=tanh,"
                + " start=gaussian, widths=[100, 200]}");
    assertThat(BOARD.text(BASE).lines().toList())
        .contains("weightVariance  1.5   (0.1 … 16)  σ_w², weight variance");
  }

  @Test
  void anUnknownKnobIsRefusedWithTheNearestName() {
    refused(
        "weightVarience",
        "2",
        "no knob is called \"weightVarience\"; did you mean weightVariance? There are"
            + " weightVariance, depth, images, train, activation, start, widths");
    assertThatThrownBy(
            () -> KnobBoard.ofOptions(Knobs.class).with(BASE, Map.of("weight-varience", "2")))
        .hasMessageContaining("--weight-varience\"; did you mean --weight-variance?");
  }

  @Test
  void aValueOutOfRangeIsRefusedWithTheRange() {
    refused(
        "weightVariance",
        "16.5",
        "knob weightVariance: 16.5 lies outside 0.1 … 16 (σ_w², weight variance)");
    refused("depth", "0", "knob depth: 0 lies outside 1 … 100 (layers)");
    refused("widths", "5,1", "knob widths: 1 lies outside at least 2 (widths)");
  }

  @Test
  void whatIsNoFiniteNumberIsRefused() {
    for (String text : List.of("NaN", "nan", "Infinity", "-inf", "+Infinity")) {
      refused(
          "weightVariance",
          text,
          "knob weightVariance is a finite number, not \""
              + text
              + "\"; 0.1 … 16 (σ_w², weight variance)");
    }
    refused(
        "weightVariance",
        "1e400",
        "knob weightVariance: \"1e400\" is too large for a number; 0.1 … 16 (σ_w², weight"
            + " variance)");
    for (String text : List.of("one", "1.5d", "0x1p3", "1,5", "1_0")) {
      refused(
          "weightVariance",
          text,
          "knob weightVariance is a number, not \""
              + text
              + "\"; 0.1 … 16 (σ_w², weight variance)");
    }
  }

  @Test
  void wholeNumbersTakeNoFractionAndDoNotOverflow() {
    refused("depth", "2.5", "knob depth is a whole number, not \"2.5\"; 1 … 100 (layers)");
    refused("depth", "3000000000", "knob depth: \"3000000000\" lies outside 1 … 100 (layers)");
    refused("depth", "1e300", "knob depth: \"1e300\" lies outside 1 … 100 (layers)");
    refused(
        "images",
        "1e19",
        "knob images: \"1e19\" lies outside the longs, at most 9223372036854775807 (images seen)");
    assertThat(BOARD.with(BASE, Map.of("depth", "2.0")).depth()).isEqualTo(2);
  }

  @Test
  void blanksAndWordsOfTheWrongKindAreRefused() {
    refused("depth", " ", "knob depth needs a value; 1 … 100 (layers)");
    refused(
        "widths",
        "",
        "knob widths needs at least one value, separated by commas; at least 2 (widths)");
    refused("widths", "3,,4", "knob widths needs a value; at least 2 (widths)");
    refused("train", "maybe", "knob train is true or false, not \"maybe\"");
    refused(
        "start",
        "orthogonal",
        "knob start is one of gaussian, orthogonal-rows, not \"orthogonal\"; did you mean"
            + " orthogonal-rows?");
    refused(
        "activation",
        "rellu",
        "knob activation is one of tanh, relu, not \"rellu\"; did you mean relu?");
    refused("activation", "", "knob activation needs a value; one of tanh, relu (activation)");
  }

  @Test
  void aKnobIsSetOnceAndARecordsOwnRefusalIsPassedOn() {
    assertThatThrownBy(
            () -> BOARD.with(BASE, Map.of("weightVariance", "1", "weight-variance", "1")))
        .hasMessage("knob weightVariance is set twice");
    refused("depth", "13", "a depth of 13 is unlucky");
  }

  @Test
  void defaultsOutsideTheirRangeAreNoticed() {
    assertThatThrownBy(
            () -> BOARD.check(new Knobs(99, 1, 1, true, "tanh", Start.GAUSSIAN, List.of(2))))
        .hasMessageContaining("weightVariance: 99 lies outside");
    BOARD.check(BASE);
  }
}
