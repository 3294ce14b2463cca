package org.onsager.nets.loaded;

import org.onsager.architecture.Shape;

/**
 * One of the arrays that a network takes.
 *
 * @param name as the file says; empty where it says none
 * @param shape of one sample
 * @param whole whether it takes whole numbers, as places of words
 */
public record Entrance(String name, Shape shape, boolean whole) {}
