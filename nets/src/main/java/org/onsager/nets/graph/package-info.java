/** Networks as graphs of operations on tensors, whoever made them, run and differentiated. */
@org.jspecify.annotations.NullMarked
package org.onsager.nets.graph;
