package org.onsager.nets.graph;

/** Makes what one kind of ONNX's operators computes, as a node says it. */
@FunctionalInterface
interface Maker {
  /**
   * The operation.
   *
   * @throws IllegalArgumentException where the node says what is not known here
   */
  Operation of(Attributes attributes);
}
