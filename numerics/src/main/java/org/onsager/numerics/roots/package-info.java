/** Roots and fixed points of functions of one variable, all of them and with their errors. */
@NullMarked
package org.onsager.numerics.roots;

import org.jspecify.annotations.NullMarked;
