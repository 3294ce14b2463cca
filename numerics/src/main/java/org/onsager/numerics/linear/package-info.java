/** Dense and iterative linear algebra in float64, on arrays and on memory segments, row-major. */
@NullMarked
package org.onsager.numerics.linear;

import org.jspecify.annotations.NullMarked;
