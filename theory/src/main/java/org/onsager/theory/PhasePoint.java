package org.onsager.theory;

import java.util.List;

/**
 * What mean-field theory says of a deep random network at one choice of variances.
 *
 * @param phase what becomes of signals
 * @param limit where the length of the given input goes
 * @param fixedPoints all lengths that are kept, with stability
 * @param qStar the length that the input reaches
 * @param cStar the correlation that two such inputs reach
 * @param chi1 \( \chi_1 = \sigma_w^2 E\phi'^2 \) at qStar
 * @param gradientFactor \( \chi_1/\rho \), the growth of mean square gradients per layer backwards
 * @param xiQ \( \xi_q = -1/\log|\lambda_q| \), in layers
 * @param xiC \( \xi_c = -1/\log(dc'/dc) \) at cStar, in layers; infinite at criticality
 * @param xiGradient \( \xi_\nabla = -1/\log(\chi_1/\rho) \), in layers: positive where gradients
 *     vanish towards the input, negative where they explode, infinite where they are kept
 * @param criticalPoints all critical weight variances at this bias variance
 * @param criticalWeightVariance the first of them that does not repel, else the first
 * @param trainableDepth 6 ξ_c
 * @param warnings lines that a reader should see, worst first
 */
public record PhasePoint(
    Phase phase,
    LengthLimit limit,
    List<LengthFixedPoint> fixedPoints,
    Quantity qStar,
    Quantity cStar,
    Quantity chi1,
    Quantity gradientFactor,
    Quantity xiQ,
    Quantity xiC,
    Quantity xiGradient,
    List<CriticalPoint> criticalPoints,
    Quantity criticalWeightVariance,
    Quantity trainableDepth,
    List<String> warnings) {}
