/**
 * The running of experiments: points on workers, their streams and journal, progress, stop and
 * resume.
 *
 * <p>It names no experiment and no tool; both are handed in or found at run time.
 */
@org.jspecify.annotations.NullMarked
package org.onsager.runner;
