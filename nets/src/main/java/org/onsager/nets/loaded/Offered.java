package org.onsager.nets.loaded;

import org.jspecify.annotations.Nullable;
import org.onsager.architecture.Shape;

/**
 * The shapes of the samples at hand, for files that leave open what they take.
 *
 * <p>It is asked only where the file does not say.
 */
@FunctionalInterface
public interface Offered {
  /** Nothing is at hand. */
  Offered NOTHING = _ -> null;

  /**
   * The shape of one sample.
   *
   * @param array the name of the array in which it goes in; empty where there is only one
   * @return null where there is none
   */
  @Nullable Shape shape(String array);
}
