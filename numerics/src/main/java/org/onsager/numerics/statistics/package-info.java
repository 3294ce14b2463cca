/**
 * Error bars: estimates with standard errors, correlated series, jackknife, fits, distributions.
 */
@NullMarked
package org.onsager.numerics.statistics;

import org.jspecify.annotations.NullMarked;
