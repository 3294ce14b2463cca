/**
 * What a run and an answer look like: one self-contained page each, drawn from values and nothing
 * else.
 */
@org.jspecify.annotations.NullMarked
package org.onsager.logbook.page;
