package org.onsager.logbook.page;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class SymbolsTest {
  @Test
  void aSymbolHasARealSubscriptAndAWordKeepsItsUnderscore() {
    assertThat(Symbols.typeset("σ_w² = 1.5"))
        .isEqualTo(
            "<math><msubsup><mi>σ</mi><mrow><mi>w</mi></mrow><mrow><mn>2</mn></mrow></msubsup></math>"
                + " = 1.5");
    assertThat(Symbols.typeset("6 ξ_c, theory"))
        .isEqualTo("6 <math><msub><mi>ξ</mi><mrow><mi>c</mi></mrow></msub></math>, theory");
    assertThat(Symbols.typeset("weight_variance and a_file_name"))
        .isEqualTo("weight_variance and a_file_name");
    assertThat(Symbols.typeset("x*sigmoid(1.702*x)")).isEqualTo("x*sigmoid(1.702*x)");
    assertThat(Symbols.typeset("q* at")).contains("<msup><mi>q</mi>").contains("∗");
  }

  @Test
  void latexIsLeftForThePageAndEscaped() {
    assertThat(Symbols.typeset("the map \\(a<b\\) holds"))
        .isEqualTo("the map <span class=\"tex\" data-tex=\"a&lt;b\">a&lt;b</span> holds");
  }

  @Test
  void textIsEscaped() {
    assertThat(Symbols.typeset("<b onclick=\"x\">&"))
        .isEqualTo("&lt;b onclick=&quot;x&quot;&gt;&amp;");
    assertThat(Symbols.plain("χ_1 and \\(x^2\\)")).isEqualTo("χ1 and x^2");
  }

  @Test
  void signsAreThoseOfPrint() {
    assertThat(Symbols.typeset("a signal's -1 of 8 %")).isEqualTo("a signal’s −1 of 8\u202f%");
    assertThat(Symbols.typeset("p ≤ 10⁻²⁰")).isEqualTo("p ≤ 10<sup>−20</sup>");
  }

  @Test
  void theErrorSetsTheDigitsOfTheMean() {
    Digits.Pair d = Digits.measured(11.5376, 0.1936);
    assertThat(d.mean() + " ± " + d.error()).isEqualTo("11.54 ± 0.19");
    assertThat(d.alike(11.7956)).isEqualTo("11.80");
    Digits.Pair coarse = Digits.measured(71.3, 19.4);
    assertThat(coarse.mean() + " ± " + coarse.error()).isEqualTo("71 ± 19");
    Digits.Pair small = Digits.measured(-1.234e-7, 5.6e-9);
    assertThat(small.mean() + " ± " + small.error() + small.factor())
        .isEqualTo("−1.234 ± 0.056 × 10⁻⁷");
  }

  @Test
  void numbersOutOfReachAreWordsOrPowers() {
    assertThat(Digits.number(Double.NaN, 3)).isEqualTo("diverged");
    assertThat(Digits.number(Double.POSITIVE_INFINITY, 3)).isEqualTo("∞");
    assertThat(Digits.number(1e-12, 3)).isEqualTo("10⁻¹²");
    assertThat(Digits.probability(3e-7)).isEqualTo("≤ 10⁻⁶");
    assertThat(Digits.probability(0.0098)).isEqualTo("= 0.0098");
    assertThat(Digits.powers("error 1e-12, 2.5E+3")).isEqualTo("error 10⁻¹², 2.5 × 10³");
  }

  @Test
  void aDivergenceLeavesTheFrameAndThePointsStay() {
    Extent e =
        Extent.of(
            org.onsager.lab.Figure.Axis.linear("y"),
            java.util.List.of(1.0, 2.0, 5.0),
            java.util.List.of(0.0, 1e6));
    assertThat(e.holds(1)).isTrue();
    assertThat(e.holds(5)).isTrue();
    assertThat(e.high()).as("top of a frame around points up to 5").isLessThan(10);
    assertThat(new Extent(1, 1000, true).ticks(5))
        .containsExactly(1.0, 3.0, 10.0, 30.0, 100.0, 300.0, 1000.0);
    assertThat(new Extent(0, 1, false).ticks(5)).containsExactly(0.0, 0.2, 0.4, 0.6, 0.8, 1.0);
    // Between two layers there is none.
    assertThat(new Extent(0.97, 2.03, false).counting(true).ticks(8)).containsExactly(1.0, 2.0);
    assertThat(new Extent(0.5, 1.5, false).counting(true).ticks(8)).containsExactly(1.0);
    assertThat(new Extent(0, 20.6, false).counting(true).ticks(8))
        .containsExactly(0.0, 5.0, 10.0, 15.0, 20.0);
  }
}
