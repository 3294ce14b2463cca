/** An experiment to sweep. */
@org.jspecify.annotations.NullMarked
package org.onsager.sweep.coins;
