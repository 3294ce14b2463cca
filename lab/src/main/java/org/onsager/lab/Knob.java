package org.onsager.lab;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What may be turned: one component of a knobs record, with its meaning and its range.
 *
 * <p>Component types: {@code int}, {@code long}, {@code double}, {@code boolean}, {@code String},
 * an enum, and lists of those numbers or strings. The range holds for every element of a list.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Knob {
  /** What it is, with its symbol and unit, for example "σ_w², weight variance times fan-in". */
  String value();

  /** The least value allowed. */
  double min() default Double.NEGATIVE_INFINITY;

  /** The greatest value allowed. */
  double max() default Double.POSITIVE_INFINITY;

  /** Texts allowed for a {@code String} knob; empty when any is. */
  String[] oneOf() default {};

  /** True for the knob of a {@link Tool} that the command line takes without its name. */
  boolean positional() default false;

  /** True when the user must give it: a tool has no default for it. */
  boolean required() default false;
}
