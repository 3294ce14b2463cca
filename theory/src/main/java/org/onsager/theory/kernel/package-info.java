/** Kernels of infinitely wide networks: what they are before training, and how they train. */
@org.jspecify.annotations.NullMarked
package org.onsager.theory.kernel;
