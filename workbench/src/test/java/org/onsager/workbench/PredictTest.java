package org.onsager.workbench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;
import static org.assertj.core.api.Assertions.within;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.onsager.lab.Answer;
import org.onsager.lab.Answer.Grade;
import org.onsager.lab.Answer.News;
import org.onsager.lab.Figure;
import org.onsager.lab.KnobBoard;
import org.onsager.lab.Refusal;
import org.onsager.lab.Tools;
import org.onsager.lab.Verdict;

/**
 * Numbers of the table come from a trapezoid rule of 4801 points in one dimension and 120-point
 * Gauss–Hermite quadrature in two, which are other methods than those that are tested, to the
 * digits that both of those agree in.
 */
class PredictTest {
  private static final String LAYERS = "784,500x30,10";
  private final Shelf shelf = new Shelf();

  private Answer ask(Map<String, String> settings) {
    Predict predict = new Predict();
    Predict.Options defaults = predict.defaults();
    return predict.answer(KnobBoard.ofOptions(defaults).with(defaults, settings), shelf);
  }

  private Answer ask(String activation, double weightVariance, double biasVariance) {
    return ask(
        Map.of(
            "layers",
            LAYERS,
            "activation",
            activation,
            "weight-variance",
            "" + weightVariance,
            "bias-variance",
            "" + biasVariance));
  }

  /** What stands in the document under these names and numbers, one inside the other. */
  private static Object at(Answer answer, Object... path) {
    Object node = answer.json();
    for (Object step : path) {
      Object next =
          step instanceof Integer i ? ((List<?>) node).get(i) : ((Map<?, ?>) node).get(step);
      assertThat(next).as("%s in %s", step, List.of(path)).isNotNull();
      node = Objects.requireNonNull(next);
    }
    return node;
  }

  private static double number(Answer answer, String name) {
    assertThat(answer.json().get(name))
        .as("%s: %s", name, answer.json().get("reasons"))
        .isInstanceOf(Double.class);
    return (Double) at(answer, name);
  }

  private static String reason(Answer answer, String name) {
    assertThat(answer.json()).containsKey(name);
    assertThat(answer.json().get(name)).isNull();
    return at(answer, "reasons", name).toString();
  }

  private static News news(Answer answer, String part) {
    return answer.news().stream()
        .filter(n -> n.heading().contains(part))
        .findFirst()
        .orElseThrow(
            () ->
                new AssertionError(
                    part + " is no news: " + answer.news().stream().map(News::heading).toList()));
  }

  private static String code(Answer answer) {
    return answer.advice().getFirst().code();
  }

  @ParameterizedTest
  @CsvSource({
    "0.5, 0.05, 0.087580, 0.431987, 1, 1.0089, 1.1914, 1.1914",
    "1.0, 0.05, 0.193593, 0.759032, 1, 1.7476, 3.6270, 3.6270",
    "1.3, 0.05, 0.315316, 0.880164, 1, 1.7852, 7.8341, 7.8341",
    "1.5, 0.05, 0.418037, 0.938636, 1, 1.6828, 15.7910, 15.7910",
    "1.7, 0.05, 0.533076, 0.986741, 1, 1.5583, 74.918, 74.918",
    "2.0, 0.05, 0.721762, 1.047666, 0.744082, 1.3880, 25.213, -21.475",
    "2.5, 0.05, 1.063958, 1.133516, 0.446804, 1.1799, 11.796, -7.9793",
    "3.0, 0.05, 1.428008, 1.208934, 0.299318, 1.0415, 9.0515, -5.2704",
    "4.0, 0.05, 2.195494, 1.342402, 0.165065, 0.8733, 6.9803, -3.3960",
    "4.0, 0.30, 2.548362, 1.256872, 0.575395, 0.7580, 6.5497, -4.3740"
  })
  void tanhHasTheNumbersOfAnIndependentQuadrature(
      double weightVariance,
      double biasVariance,
      double q,
      double chi,
      double c,
      double xiQ,
      double xiC,
      double xiGradient) {
    Answer answer = ask("tanh", weightVariance, biasVariance);
    assertThat(number(answer, "qStar")).as("q*").isEqualTo(q, within(1.5e-6));
    assertThat(number(answer, "chi1")).as("χ₁").isEqualTo(chi, within(1.5e-6));
    assertThat(number(answer, "cStar")).as("c*").isEqualTo(c, within(1.5e-6));
    assertThat(number(answer, "xiQ")).as("ξ_q").isEqualTo(xiQ, within(1e-4));
    assertThat(number(answer, "xiC")).as("ξ_c").isEqualTo(xiC, within(1e-4 * xiC));
    assertThat(number(answer, "xiGradient"))
        .as("ξ_∇")
        .isEqualTo(xiGradient, within(1e-4 * Math.abs(xiGradient)));
    assertThat(answer.json().get("phase")).isEqualTo(chi < 1 ? "ordered" : "chaotic");
    assertThat(number(answer, "trainableDepth")).isEqualTo(6 * number(answer, "xiC"), offset(1e-9));
    assertThat(number(answer, "gradientGrowth"))
        .as("χ₁^30")
        .isEqualTo(Math.pow(chi, 30), within(1e-4 * Math.pow(chi, 30)));
  }

  @ParameterizedTest
  @CsvSource({"0.01, 1.424205", "0.05, 1.760955", "0.1, 1.986073", "0.2, 2.285152", "1, 3.443211"})
  void theCriticalLineOfTanhIsWhereAnIndependentQuadratureHasIt(
      double biasVariance, double critical) {
    Answer answer = ask("tanh", 1.5, biasVariance);
    assertThat(number(answer, "criticalWeightVariance")).isEqualTo(critical, within(2e-6));
    assertThat(answer.json().get("nearestCritical"))
        .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.MAP)
        .containsEntry("biasVariance", biasVariance)
        .containsEntry("weightVariance", answer.json().get("criticalWeightVariance"))
        .containsEntry("reached", true);
  }

  @Test
  void theDocumentHasEveryNameAndNoNumberThatJsonLacks() {
    for (Answer answer :
        List.of(
            ask("tanh", 1.5, 0.05), ask("relu", 2, 0), ask("relu", 3, 0.1), ask("tanh", 0.9, 0))) {
      assertThat(answer.json().keySet())
          .contains(
              "network",
              "phase",
              "qStar",
              "fixedPoints",
              "cStar",
              "chi1",
              "xiQ",
              "xiC",
              "xiGradient",
              "criticalWeightVariance",
              "criticalPoints",
              "trainableDepth",
              "nearestCritical",
              "gradientGrowth",
              "errors",
              "regimes",
              "certificates",
              "reasons",
              "warnings");
      assertThat(numbers(answer.json())).allMatch(v -> Double.isFinite(v));
      for (String name : List.of("qStar", "cStar", "xiQ", "xiC", "xiGradient", "trainableDepth")) {
        if (answer.json().get(name) == null) {
          assertThat(reason(answer, name)).as(name).isNotBlank().isNotEqualTo("null");
        } else {
          assertThat(at(answer, "errors", name)).isInstanceOf(Double.class);
          assertThat(at(answer, "regimes", name)).isInstanceOf(String.class);
        }
      }
    }
    assertThat((Map<?, ?>) at(ask("tanh", 1.5, 0.05), "network"))
        .isEqualTo(
            Map.of(
                "layers",
                Stream.of(List.of(784), java.util.Collections.nCopies(30, 500), List.of(10))
                    .flatMap(List::stream)
                    .toList(),
                "activation",
                "tanh",
                "weightVariance",
                1.5,
                "biasVariance",
                0.05,
                "dropout",
                0.0,
                "inputLength",
                1.0,
                "width",
                500,
                "depth",
                30));
  }

  private static List<Double> numbers(Object node) {
    return switch (node) {
      case null -> List.of();
      case Map<?, ?> map -> map.values().stream().flatMap(v -> numbers(v).stream()).toList();
      case List<?> list -> list.stream().flatMap(v -> numbers(v).stream()).toList();
      case Number n -> List.of(n.doubleValue());
      default -> List.of();
    };
  }

  @Test
  void geluAtOnePointKeepsThreeLengthsAndSaysWhichInputsReachWhich() {
    Answer answer = ask("gelu", 1.99, 0.16);
    List<?> points = (List<?>) at(answer, "fixedPoints");
    assertThat(points.stream().map(p -> String.valueOf(((Map<?, ?>) p).get("stability"))))
        .containsExactly("attracts", "repels", "attracts");
    double middle = (Double) at(answer, "fixedPoints", 1, "length");
    assertThat(number(answer, "qStar")).isLessThan(middle);
    assertThat(news(answer, "Where signals end").grade()).isEqualTo(Grade.WATCH);
    assertThat(news(answer, "repels").certificate()).isEqualTo("uncalibrated");
    assertThat(answer.quantities().stream().filter(q -> q.name().contains("kept length")))
        .extracting(Answer.Quantity::regime)
        .satisfiesExactly(
            r -> assertThat(r).contains("repels"), r -> assertThat(r).contains("other inputs"));
    Answer longer =
        ask(
            Map.of(
                "layers",
                LAYERS,
                "activation",
                "gelu",
                "weight-variance",
                "1.99",
                "bias-variance",
                "0.16",
                "input-length",
                "10"));
    assertThat(number(longer, "qStar")).isGreaterThan(middle);
    assertThat(at(answer, "criticalPoints", 0, "repels")).isEqualTo(true);
    assertThat(at(answer, "reasons", "criticalWeightVariance").toString()).contains("repels");
    assertThat(at(answer, "nearestCritical", "repels")).isEqualTo(false);
  }

  @Test
  void criticalReluKeepsEveryLengthAndSetsNoLimitToDepth() {
    Answer answer = ask("relu", 2, 0);
    assertThat(answer.json().get("phase")).isEqualTo("critical");
    // inputs of mean square 1 have first pre-activations of mean square σ_w² = 2, which are kept
    assertThat(number(answer, "qStar")).isEqualTo(2.0, within(1e-12));
    assertThat(number(answer, "chi1")).isEqualTo(1.0, within(1e-12));
    assertThat(number(answer, "gradientGrowth")).isEqualTo(1.0, within(1e-12));
    assertThat(reason(answer, "xiC")).startsWith("infinite");
    assertThat(reason(answer, "trainableDepth")).startsWith("infinite");
    assertThat(number(answer, "criticalWeightVariance")).isEqualTo(2.0, within(1e-12));
    assertThat(news(answer, "keep the size").grade()).isEqualTo(Grade.FINE);
    assertThat(code(answer)).contains("math.sqrt(2 / layer.in_features)", "zeros_(layer.bias)");
  }

  @Test
  void reluWithBiasIsSentToZeroBias() {
    Answer answer = ask("relu", 2, 0.05);
    assertThat(reason(answer, "criticalWeightVariance")).contains("σ_b² = 0 alone");
    assertThat(answer.json().get("phase")).isEqualTo("runaway");
    assertThat(code(answer)).contains("math.sqrt(2 / layer.in_features)", "zeros_(layer.bias)");
    // q grows by σ_b² in every layer: 2.05 + 30 · 0.05
    assertThat(news(answer, "Signals grow").number()).isEqualTo("q^L = 3.55");
  }

  @Test
  void theNearestCriticalPointIsOneThatInputsReach() {
    // (4, 0) is nearer to (2, 0) but sits at length 0, which every input of gelu leaves there
    Answer answer = ask("gelu", 2, 0);
    assertThat(at(answer, "nearestCritical", "reached")).isEqualTo(true);
    double length = (Double) at(answer, "nearestCritical", "length");
    Answer there =
        ask(
            "gelu",
            (Double) at(answer, "nearestCritical", "weightVariance"),
            (Double) at(answer, "nearestCritical", "biasVariance"));
    assertThat(number(there, "qStar")).isEqualTo(length, within(1e-6 * length));
    assertThat(number(there, "chi1")).isEqualTo(1.0, within(1e-8));
  }

  @Test
  void softplusHasNoCriticalInitialisation() {
    Answer answer = ask("softplus", 1, 0);
    assertThat(reason(answer, "criticalWeightVariance")).contains("no weight variance");
    assertThat(reason(answer, "nearestCritical")).contains("no weight variance");
    assertThat(answer.advice().getFirst().text())
        .contains("No initialisation", "What helps instead");
    assertThat(answer.grade()).isEqualTo(Grade.BAD);
  }

  @Test
  void aLinearNetworkMultipliesLengthsAndGradientsByItsWeightVariance() {
    Answer answer = ask("linear", 0.5, 0.1);
    assertThat(number(answer, "chi1")).isEqualTo(0.5, within(1e-14));
    assertThat(number(answer, "qStar")).isEqualTo(0.1 / (1 - 0.5), within(1e-14));
    assertThat(number(answer, "xiC")).isEqualTo(1 / Math.log(2), within(1e-12));
    assertThat(number(answer, "gradientGrowthLog10")).isEqualTo(-30 * Math.log10(2), within(1e-10));
    assertThat(answer.notes()).anyMatch(n -> n.contains("linear function"));
  }

  @Test
  void dropoutRemovesTheTransitionAndLimitsTheDepth() {
    Answer answer =
        ask(
            Map.of(
                "layers",
                LAYERS,
                "activation",
                "tanh",
                "weight-variance",
                "1.7609546396067366",
                "bias-variance",
                "0.05",
                "dropout",
                "0.1"));
    assertThat(at(answer, "network", "dropout")).isEqualTo(0.1);
    assertThat(number(answer, "cStar")).isBetween(0.0, 0.999);
    assertThat(number(answer, "xiC")).isBetween(1.0, 10.0);
    assertThat(number(answer, "gradientGrowth"))
        .as("(χ₁/ρ)^30")
        .isEqualTo(Math.pow(number(answer, "chi1") / 0.9, 30), within(1e-9));
    assertThat(reason(answer, "criticalWeightVariance")).contains("dropout");
    assertThat(reason(answer, "nearestCritical")).contains("dropout");
    assertThat(news(answer, "Dropout limits").grade()).isNotEqualTo(Grade.FINE);
    assertThat(answer.advice().getFirst().text())
        .contains("no initialisation is critical", "bear p");
  }

  @Test
  void linearDropoutGivesTheCorrelationOfItsClosedForm() {
    // q* = σ_b²/(1 − σ_w²/ρ); q_ab* = σ_b²/(1 − σ_w²)
    Answer answer =
        ask(
            Map.of(
                "layers",
                LAYERS,
                "activation",
                "linear",
                "weight-variance",
                "0.5",
                "bias-variance",
                "0.1",
                "dropout",
                "0.2"));
    double q = 0.1 / (1 - 0.5 / 0.8);
    assertThat(number(answer, "qStar")).isEqualTo(q, within(1e-12));
    assertThat(number(answer, "cStar")).isEqualTo(0.1 / (1 - 0.5) / q, within(1e-9));
    assertThat(number(answer, "xiC")).isEqualTo(1 / Math.log(2), within(1e-8));
  }

  @Test
  void theWorstNewsComesFirst() {
    for (Answer answer :
        List.of(
            ask("tanh", 0.5, 0.05), ask("tanh", 4, 0.05), ask("relu", 2, 0), ask("relu", 5, 0))) {
      assertThat(answer.news().stream().map(News::grade).toList())
          .isSortedAccordingTo(Comparator.naturalOrder())
          .startsWith(answer.grade());
      assertThat(answer.news()).allMatch(n -> !n.text().isBlank() && !n.number().isBlank());
    }
    Answer deep = ask("tanh", 0.5, 0.05);
    assertThat(deep.grade()).isEqualTo(Grade.BAD);
    assertThat(deep.verdict()).startsWith("It can hardly be trained");
    assertThat(news(deep, "out of reach").grade()).isEqualTo(Grade.BAD);
    assertThat(news(deep, "Gradients vanish").grade()).isEqualTo(Grade.BAD);
    assertThat(news(ask("tanh", 4, 0.05), "Gradients grow").grade()).isEqualTo(Grade.WATCH);
    assertThat(news(ask("relu", 5, 0), "Signals explode").grade()).isEqualTo(Grade.BAD);
  }

  @Test
  void aNetworkInOrderIsToldWhatItsVariancesCost() {
    Answer answer = ask("tanh", 1.5, 0.05);
    assertThat(answer.verdict())
        .isEqualTo(
            "It can be trained, with little to spare. 30 layers are 1.9 depth scales; up to six"
                + " train.");
    assertThat(news(answer, "Little of the gradient").text())
        .contains("0.9386", "leaves 15\u202f%");
    assertThat(code(answer))
        .contains("std=math.sqrt(1.760955 / layer.in_features)", "layer.bias, std=math.sqrt(0.05)");
    assertThat(answer.advice().get(1).code()).contains("orthogonal_");
    assertThat(answer.facts()).containsEntry("phase", "order");
    assertThat(answer.title()).isEqualTo("784 – 500 × 30 – 10, tanh");
  }

  @Test
  void aNarrowDeepNetworkIsToldSo() {
    Answer answer =
        ask(
            Map.of(
                "layers",
                "784,20x30,10",
                "activation",
                "tanh",
                "weight-variance",
                "1.76",
                "bias-variance",
                "0.05"));
    assertThat(number(answer, "aspectRatio")).isEqualTo(1.5, within(1e-12));
    assertThat(news(answer, "narrow").grade()).isEqualTo(Grade.BAD);
    assertThat(news(ask("tanh", 1.76, 0.05), "wide enough").grade()).isEqualTo(Grade.FINE);
  }

  @Test
  void aNumberWithoutAgreementIsNotCalledAgreed() {
    shelf
        .with("mean-field/length", new Verdict.Agrees())
        .with("mean-field/xi-c", new Verdict.Undecided("too few networks"))
        .with("mean-field/xi-gradient", new Verdict.Disagrees("z = 5"))
        .with("mean-field/dropout", new Verdict.Agrees());
    Answer tanh = ask("tanh", 1.5, 0.05);
    assertThat(certificate(tanh, "length q*")).isEqualTo("agreed on 23 Nov 2026");
    assertThat(certificate(tanh, "ξ_c")).isEqualTo("undecided on 23 Nov 2026");
    assertThat(certificate(tanh, "ξ_∇")).isEqualTo("disagreed on 23 Nov 2026");
    assertThat(certificate(tanh, "χ₁")).isEqualTo("uncalibrated");
    Map<?, ?> all = (Map<?, ?>) at(tanh, "certificates");
    assertThat(all.get("chi1")).isNull();
    assertThat((Map<?, ?>) all.get("qStar"))
        .extracting("experiment", "claim", "verdict", "date", "run")
        .containsExactly("some-experiment", "some-claim", "agrees", "2026-11-23", "some-run");
    Answer gelu = ask("gelu", 1.5, 0.05);
    assertThat(certificate(gelu, "length q*")).isEqualTo("agreed for tanh on 23 Nov 2026");
    Answer dropout =
        ask(
            Map.of(
                "layers",
                LAYERS,
                "activation",
                "tanh",
                "weight-variance",
                "1.5",
                "dropout",
                "0.1"));
    assertThat(certificate(dropout, "length q*"))
        .isEqualTo("agreed without dropout on 23 Nov 2026");
    assertThat(certificate(dropout, "ξ_c")).isEqualTo("agreed on 23 Nov 2026");
  }

  private static String certificate(Answer answer, String name) {
    return answer.quantities().stream()
        .filter(q -> q.name().contains(name))
        .map(Answer.Quantity::certificate)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void anExpressionIsPredictedLikeTheActivationThatItSays() {
    Answer named = ask("silu", 2, 0.1);
    Answer written = ask("x/(1+exp(-x))", 2, 0.1);
    for (String name : List.of("qStar", "chi1", "xiC", "xiQ")) {
      assertThat(number(written, name))
          .as(name)
          .isEqualTo(number(named, name), within(1e-10 * Math.abs(number(named, name))));
    }
  }

  @Test
  void layersMayBeSaidInFull() {
    Answer full =
        ask(
            Map.of(
                "layers",
                "dense(784,500) erf 29*[dense(500,500) erf] dense(500,10)",
                "weight-variance",
                "1.5",
                "bias-variance",
                "0.05"));
    Answer compact = ask("erf", 1.5, 0.05);
    assertThat(full.json()).isEqualTo(compact.json());
  }

  @Test
  void figuresShowTheoryAndWhereTheNetworkStands() {
    Answer answer = ask("tanh", 1.5, 0.05);
    assertThat(answer.figures().stream().map(f -> f.caption().id()))
        .containsExactly("depth-scale", "lengths", "correlations");
    Figure.Curves scale = (Figure.Curves) answer.figures().getFirst();
    assertThat(scale.lines().stream().map(Figure.Line::label))
        .contains("order", "chaos", "critical, 1.761", "this network", "its depth, 30");
    Figure.Line mark =
        scale.lines().stream()
            .filter(l -> l.label().equals("this network"))
            .findFirst()
            .orElseThrow();
    assertThat(mark.x()).containsExactly(1.5);
    assertThat(mark.y()).containsExactly(number(answer, "xiC"));
    Figure.Curves lengths = (Figure.Curves) answer.figures().get(1);
    for (Figure.Line l : lengths.lines()) {
      if (l.origin() == Figure.Origin.THEORY) {
        assertThat(l.y()[30]).as("q after 30 layers").isEqualTo(0.418037, within(1e-6));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "activation=tanhh; nearest is 'tanh'",
        "activation=x*sigmoid(1.7; column",
        "activation=x + y; column",
        "weight-variance=-1; --weight-variance",
        "weight-variance=NaN; --weight-variance",
        "bias-variance=-0.1; --bias-variance",
        "bias-variance=Infinity; --bias-variance",
        "dropout=1; --dropout",
        "dropout=-0.1; --dropout",
        "dropout=NaN; --dropout",
        "input-length=0; --input-length",
        "layers=784,500y30,10; column 5",
        "layers=784; two widths",
        "layers=784,0,10; at least 1",
        "layers=dense(784,500) tanh relu(; --layers",
        "layers=gaussian(1.5, 0.05): dense(784,10); --weight-variance",
        "layers=dense(784,500) tanh dense(500,500) erf dense(500,10); one activation",
        "wieght-variance=2; --weight-variance"
      })
  void badInputGetsOneLine(String case_) {
    int middle = case_.lastIndexOf("; ");
    String setting = case_.substring(0, middle);
    int equals = setting.indexOf('=');
    Map<String, String> settings =
        Map.of(setting.substring(0, equals), setting.substring(equals + 1));
    assertThatThrownBy(() -> ask(settings))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining(case_.substring(middle + 2))
        .message()
        .isNotBlank()
        .doesNotContain("\n");
  }

  @Test
  void theVerbIsFoundAtRunTime() {
    Tools tools = Tools.open(Predict.class.getClassLoader());
    assertThat(tools.entries().stream().map(Tools.Entry::verb)).contains("predict");
    assertThat(tools.tool("predict")).isInstanceOf(Predict.class);
  }

  @Test
  void saturatedJumpingAndVanishingActivationsAreAnswered() {
    assertThat(ask("tanh", 1e4, 1).json().get("phase")).isEqualTo("chaotic");
    Answer step = ask("x > 0 ? 1 : -1", 1, 0.1);
    assertThat(reason(step, "chi1")).startsWith("infinite");
    assertThat(news(step, "jumps").grade()).isEqualTo(Grade.BAD);
    Answer nothing = ask("tanh", 0.5, 0);
    assertThat(nothing.json().get("phase")).isEqualTo("collapsed");
    assertThat(news(nothing, "shrink").grade()).isEqualTo(Grade.BAD);
    Answer silent = ask("tanh", 0, 0);
    assertThat(silent.grade()).isEqualTo(Grade.BAD);
    Answer shallow = ask(Map.of("layers", "784,10", "weight-variance", "1.5"));
    assertThat(number(shallow, "gradientGrowth")).isEqualTo(1.0, within(1e-12));
  }

  @Test
  void anExtremelyDeepNetworkIsAnsweredToo() {
    Answer answer =
        ask(
            Map.of(
                "layers",
                "784,1000x20000,10",
                "activation",
                "tanh",
                "weight-variance",
                "4",
                "bias-variance",
                "0.05"));
    assertThat(reason(answer, "gradientGrowth")).startsWith("infinite");
    assertThat(number(answer, "gradientGrowthLog10"))
        .as("20000 log10 χ₁")
        .isEqualTo(20000 * Math.log10(1.342402), within(0.02));
    assertThat(answer.grade()).isEqualTo(Grade.BAD);
  }
}
