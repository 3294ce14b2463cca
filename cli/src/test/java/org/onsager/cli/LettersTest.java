package org.onsager.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** LaTeX as the letters that a terminal has. */
class LettersTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '¦',
      value = {
        "\\sigma_w^2 ¦ σ_w²",
        "\\frac{a}{b+1} ¦ a/(b+1)",
        "\\frac{v\\,(a s^*)^2}{N\\,(1-a^2)} a^k ¦ (v (a s*)²)/(N (1-a²)) aᵏ",
        "\\xi_c^{-1} = -\\log\\Big[x\\Big] ¦ ξ_c⁻¹ = -log [x]",
        "\\text{Cov}(s_\\ell, s_{\\ell+k}) ¦ Cov(s_ℓ, s_(ℓ+k))",
        "|\\hat s(k)|^2 \\propto \\frac 1{1 - 2a\\cos k + a^2} ¦ |ŝ(k)|² ∝ 1/(1 - 2a cos k + a²)",
        "\\sqrt{q} z \\le \\infty ¦ √q z ≤ ∞",
        "e^{-l/\\xi} ¦ e^(-l/ξ)",
        "W_{ij} \\sim N(0, \\sigma_w^2/n) ¦ Wᵢⱼ ~ N(0, σ_w²/n)",
        "\\chi_1 ¦ χ₁",
        "a^{ ¦ a",
      })
  void expressionsAreReadable(String latex, String letters) {
    assertThat(java.text.Normalizer.normalize(Letters.of(latex), java.text.Normalizer.Form.NFC))
        .isEqualTo(letters);
  }
}
