/**
 * The log book: run folders that need no Onsager to read, their index, and the journal of
 * unfinished points.
 *
 * <p>This is the only room that sees SQLite and Jackson; {@link org.onsager.logbook.Json} is the
 * face of the latter for the other rooms.
 */
@org.jspecify.annotations.NullMarked
package org.onsager.logbook;
