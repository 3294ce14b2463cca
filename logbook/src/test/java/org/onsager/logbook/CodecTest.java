package org.onsager.logbook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.onsager.lab.Claim;
import org.onsager.lab.Figure;
import org.onsager.lab.Measured;
import org.onsager.lab.Prediction;
import org.onsager.lab.Rival;
import org.onsager.lab.Statement;
import org.onsager.lab.Verdict;

class CodecTest {

  enum Phase {
    ORDERED,
    CHAOTIC
  }

  record Spin(int site, boolean up) {}

  record Everything(
      double d,
      float f,
      long l,
      int i,
      short s,
      byte b,
      char c,
      boolean flag,
      String text,
      Phase phase,
      double[] ds,
      float[] fs,
      long[] ls,
      int[][] matrix,
      String[] names,
      List<Spin> spins,
      Map<String, Double> byName,
      Optional<Double> perhaps,
      @Nullable Double absent,
      Spin nested) {}

  private record OneNumber(double value) {}

  private record OneFloat(float value) {}

  record NotKept(Thread thread) {}

  private static Everything everything() {
    Map<String, Double> byName = new LinkedHashMap<>();
    byName.put("z", 1.0);
    byName.put("a", -0.0);
    return new Everything(
        0.1,
        0.1f,
        Long.MIN_VALUE,
        Integer.MAX_VALUE,
        (short) -7,
        (byte) -128,
        'σ',
        true,
        "\"σ_w²\"\n\t\\ 𝛘 \u0000",
        Phase.CHAOTIC,
        new double[] {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, -0.0},
        new float[] {Float.MIN_VALUE, Float.NaN, Float.MAX_VALUE},
        new long[] {Long.MAX_VALUE, (1L << 53) + 1},
        new int[][] {{1, 2}, {}, {3}},
        new String[] {"NaN", ""},
        List.of(new Spin(1, true), new Spin(2, false)),
        byName,
        Optional.of(2.5),
        null,
        new Spin(3, true));
  }

  @Test
  void everyKindOfComponentComesBack() {
    Everything before = everything();
    Everything after = Codec.read(Codec.text(before), Everything.class);
    assertThat(after)
        .usingRecursiveComparison()
        .withEqualsForType(Double::equals, Double.class)
        .withEqualsForType(Float::equals, Float.class)
        .withStrictTypeChecking()
        .ignoringFields("spins", "byName")
        .isEqualTo(before);
    assertThat(after.spins()).isEqualTo(before.spins());
    assertThat(after.byName().entrySet()).containsExactlyElementsOf(before.byName().entrySet());
    assertThat(Double.doubleToRawLongBits(after.ds()[3])).isEqualTo(Long.MIN_VALUE);
    assertThat(Codec.text(after)).isEqualTo(Codec.text(before));
  }

  @Test
  void everyDoubleComesBackWithItsBits() {
    double[] extremes = {
      0.0,
      -0.0,
      Double.MIN_VALUE,
      Double.MIN_NORMAL,
      Math.nextDown(Double.MIN_NORMAL),
      Double.MAX_VALUE,
      -Double.MAX_VALUE,
      Double.NaN,
      Double.POSITIVE_INFINITY,
      Double.NEGATIVE_INFINITY,
      1e23,
      2e-44,
      9007199254740993.0,
      2.2250738585072012e-308
    };
    for (double d : extremes) {
      assertSameBits(d);
    }
    RandomGenerator bits = RandomGeneratorFactory.of("L64X128MixRandom").create(1);
    for (int i = 0; i < 20_000; i++) {
      assertSameBits(Double.longBitsToDouble(bits.nextLong()));
      float f = Float.intBitsToFloat(bits.nextInt());
      float back = Codec.read(Codec.text(new OneFloat(f)), OneFloat.class).value();
      assertThat(Float.floatToIntBits(back)).as("%s", f).isEqualTo(Float.floatToIntBits(f));
    }
  }

  private static void assertSameBits(double d) {
    double back = Codec.read(Codec.text(new OneNumber(d)), OneNumber.class).value();
    assertThat(Double.doubleToLongBits(back)).as("%s", d).isEqualTo(Double.doubleToLongBits(d));
  }

  @Test
  void aClaimAFigureAndAVerdictComeBackAsWhatTheyWere() {
    Statement s = Statement.of("chi", "χ is one.").certifying("mean-field/chi1");
    Claim point =
        new Claim.Point(
            s,
            Prediction.asymptotic(1, 1e-9, "width → ∞"),
            new Measured(1.01, 0.02, Double.POSITIVE_INFINITY, 30),
            0.01,
            0.1,
            new Rival("none", 2));
    assertThat(Codec.read(Json.parse(Codec.text((Record) point)), Claim.class, "claim"))
        .isEqualTo(point);
    Claim without = new Claim.Point(s, Prediction.exact(1), Measured.of(1, 1, 2), 0, 0.1, null);
    assertThat(Codec.read(Json.parse(Codec.text((Record) without)), Claim.class, "claim"))
        .isEqualTo(without);
    Verdict verdict = new Verdict.Undecided("too few draws");
    assertThat(Codec.read(Json.parse(Codec.text((Record) verdict)), Verdict.class, "verdict"))
        .isEqualTo(verdict);
    Figure map =
        new Figure.HeatMap(
            Figure.Caption.of("map", "heading", "text", "description"),
            Figure.Axis.linear("x"),
            Figure.Axis.logarithmic("y"),
            new double[] {1, 2},
            new double[] {3},
            new double[][] {{Double.NaN, 0.5}},
            new double[][] {{Double.NaN, 0.1}},
            "χ",
            1,
            List.of(
                new Figure.Line(
                    "line",
                    Figure.Tone.CRITICAL,
                    Figure.Origin.THEORY,
                    new double[] {1},
                    new double[] {2})),
            List.of(new Figure.HeatMap.Word("order", 1, 3)));
    assertThat(Codec.read(Json.parse(Codec.text((Record) map)), Figure.class, "figure"))
        .usingRecursiveComparison()
        .withEqualsForType(Double::equals, Double.class)
        .isEqualTo(map);
  }

  @Test
  void whatDoesNotFitIsRefusedWithItsPlace() {
    assertThatThrownBy(() -> Codec.read("{\"site\":1.5,\"up\":true}", Spin.class))
        .hasMessageStartingWith("Spin.site: expected a whole number");
    assertThatThrownBy(() -> Codec.read("{\"site\":3000000000,\"up\":true}", Spin.class))
        .hasMessageStartingWith("Spin.site: expected a whole number");
    assertThatThrownBy(() -> Codec.read("{\"up\":true}", Spin.class))
        .hasMessage("Spin has no member site");
    assertThatThrownBy(() -> Codec.read("{\"value\":\"one\"}", OneNumber.class))
        .hasMessage("OneNumber.value: expected a number, found one");
    assertThatThrownBy(() -> Codec.read("{\"value\":1", OneNumber.class))
        .hasMessageStartingWith("not JSON");
    assertThatThrownBy(() -> Codec.check(NotKept.class))
        .hasMessageStartingWith("NotKept.thread: a java.lang.Thread cannot be kept");
  }

  @Test
  void aTreeIsOneLineAndReadsBack() {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("qStar", 0.25);
    tree.put("fixedPoints", List.of(Map.of("stable", true)));
    tree.put("xi", Double.POSITIVE_INFINITY);
    assertThat(Json.text(tree))
        .isEqualTo("{\"qStar\":0.25,\"fixedPoints\":[{\"stable\":true}],\"xi\":\"Infinity\"}");
    assertThat(Json.parse(Json.pretty(tree)))
        .isEqualTo(
            Map.of(
                "qStar", 0.25, "fixedPoints", List.of(Map.of("stable", true)), "xi", "Infinity"));
  }
}
