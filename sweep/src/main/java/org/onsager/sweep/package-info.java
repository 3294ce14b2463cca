/**
 * Sweeps: one experiment at many knobs.
 *
 * <p>The unit is the {@link org.onsager.sweep.SweepPoint}, a record without a closure over
 * anything, which this machine or another can measure. It names no experiment and no tool.
 */
@org.jspecify.annotations.NullMarked
package org.onsager.sweep;
