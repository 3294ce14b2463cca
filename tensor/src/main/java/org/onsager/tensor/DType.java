package org.onsager.tensor;

import java.util.Arrays;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** What the elements of a tensor are. */
public enum DType {
  /** IEEE binary32. */
  FLOAT32(4),
  /** IEEE binary64. */
  FLOAT64(8),
  /** Signed 64-bit integers: labels, indices, permutations. */
  INT64(8),
  /** Truth values: what comparisons give and {@link Tensor#where} takes. */
  BOOL(1);

  private final int bytes;

  DType(int bytes) {
    this.bytes = bytes;
  }

  /** Bytes of one element. */
  public int bytes() {
    return bytes;
  }

  /** Whether elements are real numbers, so that gradients exist. */
  public boolean isFloating() {
    return this == FLOAT32 || this == FLOAT64;
  }

  ScalarType nativeType() {
    return switch (this) {
      case FLOAT32 -> ScalarType.Float;
      case FLOAT64 -> ScalarType.Double;
      case INT64 -> ScalarType.Long;
      case BOOL -> ScalarType.Bool;
    };
  }

  TensorOptions options() {
    return Options.ALL[ordinal()];
  }

  /** Made once, and never freed. */
  private static final class Options {
    static final TensorOptions[] ALL =
        Arrays.stream(values()).map(Options::of).toArray(TensorOptions[]::new);

    private static TensorOptions of(DType dtype) {
      TensorOptions options = new TensorOptions(dtype.nativeType());
      options.retainReference();
      return options;
    }
  }

  static DType of(ScalarType found) {
    ScalarType type = found.intern();
    for (DType dtype : values()) {
      if (dtype.nativeType() == type) {
        return dtype;
      }
    }
    throw new TensorException("elements of type " + type + " have no place here");
  }
}
