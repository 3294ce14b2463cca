/** Expectations of functions of one and of two correlated normal variables. */
@org.jspecify.annotations.NullMarked
package org.onsager.numerics.gaussian;
