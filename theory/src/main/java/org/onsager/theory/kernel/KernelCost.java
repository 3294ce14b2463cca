package org.onsager.theory.kernel;

/**
 * What a kernel costs, to be known before.
 *
 * @param flops floating-point operations of one entry, both kernels, the products of inputs
 *     included
 * @param bytes memory that is kept for one input
 */
public record KernelCost(double flops, double bytes) {}
