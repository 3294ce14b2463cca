package org.onsager.theory.kernel;

/**
 * What a kernel costs, to be known before.
 *
 * @param flops floating-point operations of one entry, both kernels, the products of inputs
 *     included
 * @param roots how many of them are square roots of deep layers, which are slower
 * @param bytes memory that is kept for one input
 */
public record KernelCost(double flops, double roots, double bytes) {}
