/**
 * The contract of the laboratory: what an experiment is, what it may claim, and how a claim is
 * judged.
 *
 * <p>This room depends on the JDK alone. Every other room may be replaced without touching it.
 */
@org.jspecify.annotations.NullMarked
package org.onsager.lab;
