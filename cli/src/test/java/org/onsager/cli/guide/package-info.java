/** The pages of {@code docs/guide} and the bridge to Python, tried as a reader would try them. */
@NullMarked
package org.onsager.cli.guide;

import org.jspecify.annotations.NullMarked;
