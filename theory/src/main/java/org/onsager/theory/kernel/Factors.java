package org.onsager.theory.kernel;

import org.jspecify.annotations.Nullable;

/**
 * What a step keeps of every input.
 *
 * @param root \( \sqrt{K(x,x)} \) after the step, [samples]
 * @param parts what else enters its entries, [parts][samples]
 * @param table what a general activation needs
 */
record Factors(double[] root, double[][] parts, @Nullable Object table) {}
