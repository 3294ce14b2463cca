package org.onsager.sweep;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A place of a sweep: where the swept knobs stand, which repeat, and the point to be measured
 * there.
 *
 * @param number its row in the table, from 0
 * @param values of the swept knobs, in the order of the axes
 * @param repeat from 0
 * @param seed the root seed of this repeat
 * @param point what is measured, or null where no knobs can stand so
 * @param refusal why not, in a line; empty where there is a point
 */
public record Place(
    long number,
    List<Object> values,
    int repeat,
    long seed,
    @Nullable SweepPoint point,
    String refusal) {
  public Place {
    values = List.copyOf(values);
  }
}
