/** What the hot paths cost, beside what the machine could do and beside PyTorch. */
@NullMarked
package org.onsager.bench;

import org.jspecify.annotations.NullMarked;
