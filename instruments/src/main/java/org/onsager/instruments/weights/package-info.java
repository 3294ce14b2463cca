/** What measures a matrix of weights by itself, without data. */
@org.jspecify.annotations.NullMarked
package org.onsager.instruments.weights;
