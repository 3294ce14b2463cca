package org.onsager.lab;

import java.util.List;

/**
 * What a room can say about the machine it runs on: found at run time, so that {@code doctor} names
 * no room. An implementation is listed in {@code META-INF/services/org.onsager.lab.Diagnosis}.
 */
public interface Diagnosis {

  /** What is looked at, for example "LibTorch". */
  String name();

  /** Looks, loading natives where that is what there is to find out. */
  List<Line> lines();

  /**
   * One finding.
   *
   * @param fine false when something will not work
   * @param text what was found, and what would help
   */
  record Line(boolean fine, String text) {}
}
