package org.onsager.lab;

/**
 * The plane of a phase diagram: two knobs with the ends between which it is drawn.
 *
 * @param x the name of the knob across
 * @param xLow its lower end
 * @param xHigh its upper end
 * @param y the name of the knob upwards
 * @param yLow its lower end
 * @param yHigh its upper end
 */
public record Plane(String x, double xLow, double xHigh, String y, double yLow, double yHigh) {}
