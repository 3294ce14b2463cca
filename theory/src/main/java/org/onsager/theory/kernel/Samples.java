package org.onsager.theory.kernel;

/**
 * The diagonals of both kernels, step by step, for a set of inputs.
 *
 * @param root \( \sqrt{K(x,x)} \) in every register, [registers][samples]
 * @param tangent \( \Theta(x,x) \) likewise
 */
record Samples(double[][] root, double[][] tangent) {
  int count() {
    return root[0].length;
  }
}
