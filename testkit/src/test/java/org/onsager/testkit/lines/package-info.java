/** Tiny experiments, one honest and the others each with a flaw of its own. */
@org.jspecify.annotations.NullMarked
package org.onsager.testkit.lines;
