/**
 * The contract test of experiments: the laws of the house, tried on whatever is in the catalogue.
 *
 * <p>An experiment earns trust by what it rejects: it is run with wrong theories, with its results
 * permuted, interrupted, by one worker and by two, and every claim is shown to turn red.
 */
@org.jspecify.annotations.NullMarked
package org.onsager.testkit;
