/**
 * The command line. Experiments and tools are found at run time; this room names none of them.
 *
 * <p>It is the one room that sees picocli, which splits the arguments and writes the help of a
 * verb.
 */
@org.jspecify.annotations.NullMarked
package org.onsager.cli;
