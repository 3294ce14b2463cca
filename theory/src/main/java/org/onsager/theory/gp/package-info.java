/**
 * Regression with Gaussian processes, exact: what a Bayesian, infinitely wide network predicts, and
 * what gradient descent on one does.
 *
 * <p>Everything here starts from kernels as matrices and knows nothing of networks. Matrices are
 * row-major; kernels between n training and m test inputs are [n, n], [m, n]; targets and means are
 * [samples, outputs]. Outputs are independent and share one kernel.
 */
@org.jspecify.annotations.NullMarked
package org.onsager.theory.gp;
