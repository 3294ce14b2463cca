package org.onsager.cli;

import java.util.Map;

/**
 * LaTeX as the letters that a terminal has: Greek, signs, fractions on one line, and exponents and
 * indices raised and lowered where Unicode has them.
 */
final class Letters {
  private static final Map<String, String> SIGNS =
      Map.ofEntries(
          Map.entry("alpha", "α"),
          Map.entry("beta", "β"),
          Map.entry("gamma", "γ"),
          Map.entry("delta", "δ"),
          Map.entry("epsilon", "ε"),
          Map.entry("zeta", "ζ"),
          Map.entry("eta", "η"),
          Map.entry("theta", "θ"),
          Map.entry("kappa", "κ"),
          Map.entry("lambda", "λ"),
          Map.entry("mu", "μ"),
          Map.entry("nu", "ν"),
          Map.entry("xi", "ξ"),
          Map.entry("pi", "π"),
          Map.entry("rho", "ρ"),
          Map.entry("sigma", "σ"),
          Map.entry("tau", "τ"),
          Map.entry("phi", "φ"),
          Map.entry("chi", "χ"),
          Map.entry("psi", "ψ"),
          Map.entry("omega", "ω"),
          Map.entry("Gamma", "Γ"),
          Map.entry("Delta", "Δ"),
          Map.entry("Theta", "Θ"),
          Map.entry("Lambda", "Λ"),
          Map.entry("Sigma", "Σ"),
          Map.entry("Phi", "Φ"),
          Map.entry("Omega", "Ω"),
          Map.entry("nabla", "∇"),
          Map.entry("partial", "∂"),
          Map.entry("ell", "ℓ"),
          Map.entry("prime", "′"),
          Map.entry("infty", "∞"),
          Map.entry("int", "∫"),
          Map.entry("sum", "Σ"),
          Map.entry("prod", "∏"),
          Map.entry("times", "×"),
          Map.entry("cdot", "·"),
          Map.entry("ldots", "…"),
          Map.entry("dots", "…"),
          Map.entry("approx", " ≈ "),
          Map.entry("sim", " ~ "),
          Map.entry("propto", " ∝ "),
          Map.entry("le", " ≤ "),
          Map.entry("ge", " ≥ "),
          Map.entry("leq", " ≤ "),
          Map.entry("geq", " ≥ "),
          Map.entry("ll", " ≪ "),
          Map.entry("gg", " ≫ "),
          Map.entry("ne", " ≠ "),
          Map.entry("in", " ∈ "),
          Map.entry("equiv", " ≡ "),
          Map.entry("to", " → "),
          Map.entry("gets", " ← "),
          Map.entry("leftarrow", " ← "),
          Map.entry("mapsto", " ↦ "),
          Map.entry("pm", "±"),
          Map.entry("mp", "∓"),
          Map.entry("circ", "∘"),
          Map.entry("odot", "⊙"),
          Map.entry("top", "⊤"),
          Map.entry("langle", "⟨"),
          Map.entry("rangle", "⟩"),
          Map.entry("lfloor", "⌊"),
          Map.entry("rfloor", "⌋"),
          Map.entry("lceil", "⌈"),
          Map.entry("rceil", "⌉"),
          Map.entry("quad", "  "),
          Map.entry("qquad", "   "),
          Map.entry("left", ""),
          Map.entry("right", ""),
          Map.entry("big", ""),
          Map.entry("Big", ""),
          Map.entry("bigl", ""),
          Map.entry("bigr", ""),
          Map.entry("Bigl", ""),
          Map.entry("Bigr", ""),
          Map.entry("text", ""),
          Map.entry("mathrm", ""),
          Map.entry("mathbb", ""),
          Map.entry("mathcal", ""),
          Map.entry("operatorname", ""));

  private static final Map<String, String> ABOVE =
      Map.of("hat", "\u0302", "bar", "\u0304", "tilde", "\u0303", "dot", "\u0307");

  private static final String PLAIN = "0123456789+-=()niaehjklmoprstuvxβγρφχ*′";
  private static final String RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱᵃᵉʰʲᵏˡᵐᵒᵖʳˢᵗᵘᵛˣᵝᵞ ᵠᵡ*′";
  private static final String LOWERED = "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₙᵢₐₑₕⱼₖₗₘₒₚᵣₛₜᵤᵥₓᵦᵧᵨᵩᵪ  ";

  private final String latex;
  private int at;

  private Letters(String latex) {
    this.latex = latex;
  }

  /** The letters of an expression. */
  static String of(String latex) {
    Letters letters = new Letters(latex);
    StringBuilder out = new StringBuilder();
    while (letters.at < latex.length()) {
      out.append(letters.next());
    }
    return out.toString()
        .replaceAll(" {4,}", "   ")
        .replaceAll("(?<=\\S) (?= [≈~∝≤≥≪≫≠∈≡→←↦])", "");
  }

  /** What stands next, as letters: a sign, a group, a command with what it takes. */
  private String next() {
    char c = latex.charAt(at++);
    return switch (c) {
      case '{' -> group();
      case '^' -> script(RAISED, '^');
      case '_' -> script(LOWERED, '_');
      case '\\' -> command();
      case '~' -> " ";
      default -> String.valueOf(c);
    };
  }

  /** To the brace that closes. */
  private String group() {
    StringBuilder out = new StringBuilder();
    while (at < latex.length() && latex.charAt(at) != '}') {
      out.append(next());
    }
    at = Math.min(latex.length(), at + 1);
    return out.toString();
  }

  /** What a command or a script takes: one sign, command or group. */
  private String taken() {
    while (at < latex.length() && latex.charAt(at) == ' ') {
      at++;
    }
    return at < latex.length() ? next() : "";
  }

  private String script(String there, char mark) {
    String what = taken().strip();
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < what.length(); i++) {
      int place = PLAIN.indexOf(what.charAt(i));
      if (place < 0 || there.charAt(place) == ' ') {
        return mark + (what.length() > 1 && !what.matches("[A-Za-z]+") ? "(" + what + ")" : what);
      }
      out.append(there.charAt(place));
    }
    return out.toString();
  }

  private String command() {
    int start = at;
    while (at < latex.length() && Character.isLetter(latex.charAt(at))) {
      at++;
    }
    if (at == start) {
      char c = at < latex.length() ? latex.charAt(at++) : ' ';
      return c == '!' ? "" : c == ',' || c == ';' || c == ':' || c == ' ' ? " " : String.valueOf(c);
    }
    String name = latex.substring(start, at);
    int after = at;
    while (at < latex.length() && latex.charAt(at) == ' ') {
      at++;
    }
    switch (name) {
      case "frac", "tfrac", "dfrac" -> {
        String above = bound(taken().strip());
        return above + "/" + bound(taken().strip());
      }
      case "sqrt" -> {
        return "√" + bound(taken().strip());
      }
      default -> {}
    }
    if (ABOVE.containsKey(name)) {
      return taken().strip() + ABOVE.get(name);
    }
    String sign = SIGNS.get(name);
    if (sign != null) {
      return sign;
    }
    // A function keeps its name, and spaces between it and letters.
    at = after;
    boolean letter =
        latex.substring(after).matches("(?s)\\s*[A-Za-z0-9\\\\].*")
            && !latex.startsWith("_", after);
    while (letter && at < latex.length() && latex.charAt(at) == ' ') {
      at++;
    }
    boolean before = start > 1 && Character.isLetterOrDigit(latex.charAt(start - 2));
    return (before ? " " : "") + name + (letter ? " " : "");
  }

  /** In parentheses, where it is more than one thing. */
  private static String bound(String what) {
    return what.matches("[\\p{L}\\p{M}\\p{N}²³′*√ₗₖₙᵢⱼ.]+") ? what : "(" + what + ")";
  }
}
