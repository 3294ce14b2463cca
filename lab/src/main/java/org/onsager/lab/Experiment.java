package org.onsager.lab;

import java.util.List;

/**
 * A published claim, carried out: theory computed on the blackboard, measurement taken on
 * apparatus, and both laid side by side.
 *
 * <p>The separations are the point. {@link #theory} sees the knobs and nothing else; {@link #run}
 * is handed the theory as an argument, so that the contract test can hand in a wrong one and watch
 * the claims turn red. An implementation is stateless, has a public constructor without arguments,
 * and carries {@link Reproduction}.
 *
 * @param <K> the knobs: a record whose components are annotated with {@link Knob}
 * @param <T> the theory: a record of {@link Prediction}s, {@link Prediction.Curve}s and {@link
 *     Prediction.Density}s (or lists and records of them); the contract test sabotages each
 */
public interface Experiment<K extends Record, T extends Record> {

  /** The paper whose claims are tried. */
  Paper paper();

  /**
   * The default knobs at an effort; they lie inside their ranges and inside the regime of the
   * theory.
   */
  K knobs(Effort effort);

  /**
   * What theory says at these knobs: deterministic, no apparatus, milliseconds unless it says
   * otherwise.
   */
  T theory(K knobs);

  /** What the run will cost, known before it starts. */
  Cost cost(K knobs);

  /**
   * Theory's phase at these knobs in a word, such as "ordered"; empty where it speaks of none. A
   * sweep refines where it changes.
   */
  default String phase(K knobs) {
    return "";
  }

  /**
   * Theory's lines over the plane of two knobs, such as a critical line, for the phase diagrams of
   * a sweep; none where theory has none to draw there.
   *
   * @param knobs where the others stand
   * @param plane the two knobs that span the diagram, with their ends
   */
  default List<Figure.Line> lines(K knobs, Plane plane) {
    return List.of();
  }

  /** Measures, and lays the measurement beside the theory it was handed. */
  Findings run(K knobs, T theory, Lab lab);
}
