/**
 * Figures printed without a browser: the specification that a poster draws, as SVG, PDF, PNG and
 * Vega-Lite files for papers and notebooks.
 */
@NullMarked
package org.onsager.press;

import org.jspecify.annotations.NullMarked;
