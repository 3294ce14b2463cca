/** The walls between the rooms, as tests that read {@code rooms.tsv}, the poms and the classes. */
@NullMarked
package org.onsager.walls;

import org.jspecify.annotations.NullMarked;
