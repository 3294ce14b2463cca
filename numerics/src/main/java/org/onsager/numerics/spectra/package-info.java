/** What chance makes of the spectrum of independent numbers: the yardstick of what is no chance. */
@org.jspecify.annotations.NullMarked
package org.onsager.numerics.spectra;
