/**
 * The catalogue, written at compile time: an annotation processor that reads experiments and tools,
 * keeps what their sources say about themselves, and refuses malformed ones at their place in the
 * source.
 */
@org.jspecify.annotations.NullMarked
package org.onsager.index;
