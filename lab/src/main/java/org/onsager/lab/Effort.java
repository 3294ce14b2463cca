package org.onsager.lab;

/** How much a run may cost, and how wrong a theory it must therefore reject. */
public enum Effort {
  /** About ten seconds on two cores; still rejects a sabotaged theory. */
  QUICK(0.10),
  /** Minutes. */
  DESK(0.03),
  /** The paper's own sizes; says beforehand what it costs. */
  PAPER(0.03);

  private final double power;

  Effort(double power) {
    this.power = power;
  }

  /**
   * The largest relative error of a theory that a claim may fail to notice without giving a reason.
   */
  public double power() {
    return power;
  }
}
