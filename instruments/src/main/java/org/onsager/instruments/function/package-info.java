/**
 * What a forward and a backward pass with data tell about a network with weights: every number with
 * its standard error, the samples behind it, and whether half of them say the same.
 */
@org.jspecify.annotations.NullMarked
package org.onsager.instruments.function;
