/**
 * The workshop's programme as data: the references that it stood on, and its day.
 *
 * <p>No experiment is named here: which of them carries out a reference is found by its paper.
 */
@NullMarked
package org.onsager.programme;

import org.jspecify.annotations.NullMarked;
