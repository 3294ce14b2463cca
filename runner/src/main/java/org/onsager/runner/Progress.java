package org.onsager.runner;

/**
 * How far a run is.
 *
 * @param purpose what is being measured
 * @param done its finished points
 * @param total its points
 * @param allDone finished points of the run so far
 * @param allTotal points of the whole run, as far as is known
 * @param resumed how many of the finished points were measured before this start
 * @param seconds wall time since this start
 * @param secondsLeft an estimate of the wall time left, or NaN while there is none
 * @param unit of done and total, in the plural
 */
public record Progress(
    String purpose,
    long done,
    long total,
    long allDone,
    long allTotal,
    long resumed,
    double seconds,
    double secondsLeft,
    String unit) {}
