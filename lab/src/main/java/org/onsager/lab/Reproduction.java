package org.onsager.lab;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks an {@link Experiment} for the catalogue. The annotation processor of the {@code index} room
 * reads it at compile time, so that a new paper is one new file and no list is kept by hand.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Reproduction {
  /** The experiment's name for ever: kebab-case, unique in the catalogue. */
  String id();
}
