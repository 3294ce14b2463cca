package org.onsager.data.weights;

import java.util.List;

/** What an ONNX node says of itself beside its inputs. */
public sealed interface OnnxAttribute {

  /** A number. */
  record Real(double value) implements OnnxAttribute {}

  /** An integer. */
  record Whole(long value) implements OnnxAttribute {}

  /** A text. */
  record Text(String value) implements OnnxAttribute {}

  /** A tensor. */
  record Array(StoredArray value) implements OnnxAttribute {}

  /** Numbers. */
  record Reals(List<Double> values) implements OnnxAttribute {
    /** Keeps the list. */
    public Reals {
      values = List.copyOf(values);
    }
  }

  /** Integers. */
  record Wholes(List<Long> values) implements OnnxAttribute {
    /** Keeps the list. */
    public Wholes {
      values = List.copyOf(values);
    }
  }

  /** Texts. */
  record Texts(List<String> values) implements OnnxAttribute {
    /** Keeps the list. */
    public Texts {
      values = List.copyOf(values);
    }
  }

  /** What is not read: graphs within a node, types, sparse tensors. */
  record Unread() implements OnnxAttribute {}
}
