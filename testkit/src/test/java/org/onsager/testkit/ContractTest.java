package org.onsager.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.onsager.lab.Answer;
import org.onsager.lab.Catalogue;
import org.onsager.lab.DatasetSource;
import org.onsager.lab.Tools;
import org.onsager.logbook.Home;
import org.onsager.runner.Building;
import org.onsager.runner.DataRoom;

final class ContractTest {
  @TempDir Path folder = Path.of("");

  private Building building() {
    DatasetSource.Place nowhere =
        new DatasetSource.Place(List.of(), folder.resolve("data"), false, line -> {});
    return Building.of(
        Catalogue.open(),
        Home.under(folder),
        DataRoom.of(List.of(), nowhere),
        line -> {},
        () -> false);
  }

  private List<Attempt> attempts(String id, int seeds) {
    try (Building building = building()) {
      return Contract.of(id, building, seeds);
    }
  }

  private static List<Attempt> broken(List<Attempt> attempts) {
    return attempts.stream().filter(a -> !a.kept()).toList();
  }

  /** A flaw is caught by the law that it breaks. */
  private void caught(String id, String law, String words) {
    assertThat(broken(attempts(id, 1)))
        .as(id)
        .anySatisfy(
            a -> {
              assertThat(a.law()).isEqualTo(law);
              assertThat(a.tried() + ": " + a.detail()).contains(words);
            });
  }

  @Test
  void anHonestExperimentKeepsEveryLaw() {
    List<Attempt> attempts = attempts("honest-line", 3);
    assertThat(broken(attempts)).isEmpty();
    assertThat(attempts)
        .extracting(Attempt::law)
        .contains(
            "the card is complete",
            "the cost is known before the run",
            "a claim turns red when it is sabotaged",
            "the same seed gives the same bits",
            "interrupted and resumed, the same bits",
            "another seed gives other bits",
            "points do not see the theory",
            "theory decides",
            "a claim depends on theory",
            "permuted results turn a claim red");
    assertThat(attempts)
        .filteredOn(a -> a.law().equals("false alarms are as rare as declared"))
        .singleElement()
        .extracting(Attempt::detail)
        .asString()
        .startsWith("3 of 3 runs agree");
  }

  @Test
  void aBoundThatIsKeptByFarMayBeWrongByMore() {
    List<Attempt> attempts = attempts("bounded-line", 1);
    assertThat(broken(attempts)).isEmpty();
    assertThat(attempts)
        .filteredOn(a -> a.tried().equals("idle[0]"))
        .singleElement()
        .extracting(Attempt::detail)
        .isEqualTo("an inequality: × 0.25 → below");
  }

  @Test
  void aVacuousToleranceIsCaught() {
    caught("vacuous-line", "a claim turns red when it is sabotaged", "its tolerance is too wide");
  }

  @Test
  void aTheoryThatLooksAtTheMeasurementIsCaught() {
    caught("peeking-line", "theory decides", "theory component slope decides nothing");
    caught("peeking-line", "a claim depends on theory", "it is taken from elsewhere");
  }

  @Test
  void aPointThatDependsOnTheNumberOfWorkersIsCaught() {
    caught("workers-line", "the same seed gives the same bits", "depends on the workers");
  }

  @Test
  void hiddenStateIsCaught() {
    caught("hidden-state-line", "the same seed gives the same bits", "it keeps hidden state");
    caught("hidden-state-line", "no hidden state", "the very same run gives other bits");
  }

  @Test
  void anExperimentThatIsBlindToItsPointsIsCaught() {
    caught("permutation-blind-line", "permuted results turn a claim red", "it is blind to");
  }

  @Test
  void aClaimWithoutItsFigureIsCaught() {
    caught("no-figure-line", "a claim says where, how and how sharply", "a figure that shows it");
  }

  @Test
  void aPredictionThatDecidesNothingIsCaught() {
    caught("idle-component-line", "theory decides", "theory component idle[0] decides nothing");
  }

  @Test
  void aPointThatIsDrawnFromTheoryIsCaught() {
    caught("theory-in-points-line", "points do not see the theory", "a wrong theory has changed");
  }

  @Test
  void anExperimentWithoutRandomnessIsCaught() {
    caught("seed-blind-line", "another seed gives other bits", "the very same bits");
  }

  @Test
  void aTheoryThatIsNotAFunctionOfItsKnobsIsCaught() {
    caught("fickle-theory-line", "theory is deterministic and alone", "something else each time");
  }

  @Test
  void aBluntClaimWithoutAReasonIsCaught() {
    caught("blunt-line", "a claim says where, how and how sharply", "a reason for a power of 0.5");
  }

  @Test
  void falseAlarmsAreBelievedAsOftenAsTheyAreDeclared() {
    assertThat(Reds.credible(0, 1)).isTrue();
    assertThat(Reds.credible(1, 1)).isTrue();
    assertThat(Reds.credible(2, 2)).isFalse();
    assertThat(Reds.credible(2, 20)).isTrue();
    assertThat(Reds.credible(3, 20)).isFalse();
  }

  @Test
  void theToolPrintsEveryAttemptAndFailsWhereALawIsBroken() {
    Tools tools = Tools.open(ContractTest.class.getClassLoader());
    assertThat(tools.tool("contract")).isInstanceOf(ContractTool.class);
    try (Building building = building()) {
      ContractTool tool = new ContractTool();
      Answer good = tool.answer(new ContractTool.Options("honest-line", 1), building);
      assertThat(good.exit()).isZero();
      assertThat(good.json().get("kept")).isEqualTo(true);
      Answer bad = tool.answer(new ContractTool.Options("no-figure-line", 1), building);
      assertThat(bad.exit()).isEqualTo(1);
      assertThat(bad.news()).singleElement().satisfies(n -> assertThat(n.text()).contains("slope"));
      List<?> experiments = (List<?>) bad.json().get("experiments");
      assertThat(experiments).singleElement().isInstanceOf(Map.class);
    }
  }
}
