package org.onsager.sweep;

import java.util.List;
import org.onsager.lab.Experiment;
import org.onsager.lab.Figure;
import org.onsager.lab.Plane;

/** Theory's own lines over the plane of a phase diagram, such as a critical line. */
final class ExperimentLines {
  private ExperimentLines() {}

  static List<Figure.Line> of(
      Experiment<?, ?> experiment,
      Plan plan,
      String x,
      double xLow,
      double xHigh,
      String y,
      double yLow,
      double yHigh) {
    if (!(xHigh > xLow) || !(yHigh > yLow)) {
      return List.of();
    }
    return over(experiment, plan.base(), new Plane(x, xLow, xHigh, y, yLow, yHigh));
  }

  @SuppressWarnings("unchecked") // the base is what the experiment's own knobs were turned from
  private static <K extends Record> List<Figure.Line> over(
      Experiment<K, ?> experiment, Record base, Plane plane) {
    return experiment.lines((K) base, plane);
  }
}
