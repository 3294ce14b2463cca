@NullMarked
package org.onsager.programme;

import org.jspecify.annotations.NullMarked;
