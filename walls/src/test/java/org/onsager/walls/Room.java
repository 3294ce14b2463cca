package org.onsager.walls;

import java.util.Map;
import java.util.Set;

/**
 * One row of {@code rooms.tsv}.
 *
 * @param side {@code theory}, {@code apparatus} or {@code -}
 * @param sees the rooms that may be named, each with its Maven scope
 * @param libraries the third-party dependencies, as {@code group:artifact}
 * @param packages the third-party packages that may be named, each with the number of the decision
 *     record that lets a second room in, or an empty text
 */
record Room(
    String name,
    String side,
    Map<String, String> sees,
    Set<String> libraries,
    Map<String, String> packages) {}
