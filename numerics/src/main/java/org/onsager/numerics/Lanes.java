package org.onsager.numerics;

/**
 * Whether Java's loops may use several lanes of the processor at once.
 *
 * <p>The incubating Vector API is there only when a process is started with {@code --add-modules
 * jdk.incubator.vector}. A program that only depends on Onsager has it not, and everything runs
 * scalar, to the same results.
 */
public final class Lanes {
  private static final String MODULE = "jdk.incubator.vector";

  private Lanes() {}

  /** True when the Vector API is there. */
  public static boolean vector() {
    return ModuleLayer.boot().findModule(MODULE).isPresent();
  }

  /** What that means, in a line. */
  public static String words() {
    return vector()
        ? MODULE + " is here; no loop needs it, all run scalar"
        : "Java's loops run scalar: " + MODULE + " is absent, which is fine";
  }
}
