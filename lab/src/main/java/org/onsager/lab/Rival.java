package org.onsager.lab;

/**
 * The number that a named wrong theory gives, which the measurement must tell apart from the
 * claim's.
 *
 * @param name the wrong theory, for example "1/|log χ_1|, the gradient's depth"
 * @param value its number
 */
public record Rival(String name, double value) {}
