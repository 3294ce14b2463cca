package org.onsager.lab;

/**
 * What a run costs, known before it starts.
 *
 * @param points how many points are measured
 * @param flops floating-point operations, in all
 * @param bytes the largest native and heap memory a single point needs, in bytes
 * @param seconds an estimate of wall time on two cores, in seconds
 */
public record Cost(long points, double flops, double bytes, double seconds) {}
