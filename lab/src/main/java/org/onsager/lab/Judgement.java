package org.onsager.lab;

/**
 * A claim, judged.
 *
 * @param verdict what came of it
 * @param statistic the deviation in standard errors beyond the declared band (z or t), or χ² or a
 *     Kolmogorov distance; NaN when it was not judged
 * @param p the probability of a deviation at least so large if theory holds; NaN when not judged
 * @param allowed the false-alarm probability this claim may spend
 */
public record Judgement(Verdict verdict, double statistic, double p, double allowed) {}
