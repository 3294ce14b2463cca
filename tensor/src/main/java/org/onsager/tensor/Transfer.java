package org.onsager.tensor;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.pytorch.global.torch;

/** Whole blocks of memory between Java and tensors, never one element at a time. */
final class Transfer {
  private static final long CHUNK = 1L << 30;

  private Transfer() {}

  static Tensor allocate(DType dtype, long... shape) {
    return Tensor.compute("zeros", () -> torch.zeros(shape, dtype.options()));
  }

  private static Tensor allocate(String unit, int length, DType dtype, long... shape) {
    long size = 1;
    for (long extent : shape) {
      size *= extent;
    }
    if (size != length) {
      throw new TensorException(
          "of: " + length + " " + unit + " do not fill shape " + Arrays.toString(shape));
    }
    return allocate(dtype, shape);
  }

  static Tensor of(double[] values, long... shape) {
    Tensor tensor = allocate("doubles", values.length, DType.FLOAT64, shape);
    if (values.length > 0) {
      tensor.handle().data_ptr_double().put(values, 0, values.length);
    }
    return tensor;
  }

  static Tensor of(float[] values, long... shape) {
    Tensor tensor = allocate("floats", values.length, DType.FLOAT32, shape);
    if (values.length > 0) {
      tensor.handle().data_ptr_float().put(values, 0, values.length);
    }
    return tensor;
  }

  static Tensor of(long[] values, long... shape) {
    Tensor tensor = allocate("longs", values.length, DType.INT64, shape);
    if (values.length > 0) {
      tensor.handle().data_ptr_long().put(values, 0, values.length);
    }
    return tensor;
  }

  static Tensor of(MemorySegment source, DType dtype, long... shape) {
    Tensor tensor = allocate(dtype, shape);
    long bytes = bytes(tensor);
    if (source.byteSize() != bytes) {
      throw new TensorException(
          "of: a segment of " + source.byteSize() + " bytes where the shape needs " + bytes);
    }
    BytePointer target = new BytePointer(tensor.handle().data_ptr());
    for (long at = 0; at < bytes; at += CHUNK) {
      long size = Math.min(CHUNK, bytes - at);
      chunk(target, at, size).copyFrom(source.asSlice(at, size));
    }
    return tensor;
  }

  static void copy(Tensor tensor, MemorySegment target) {
    long bytes = bytes(tensor);
    if (target.byteSize() != bytes) {
      throw new TensorException(
          "copyTo: a segment of " + target.byteSize() + " bytes where " + bytes + " are needed");
    }
    try (Scope _ = Scope.open()) {
      BytePointer source = new BytePointer(dense(tensor, tensor.dtype()).handle().data_ptr());
      for (long at = 0; at < bytes; at += CHUNK) {
        long size = Math.min(CHUNK, bytes - at);
        target.asSlice(at, size).copyFrom(chunk(source, at, size));
      }
    }
  }

  private static MemorySegment chunk(BytePointer pointer, long at, long size) {
    return MemorySegment.ofBuffer(pointer.position(at).limit(at + size).asByteBuffer());
  }

  static double[] doubles(Tensor tensor) {
    double[] values = new double[Math.toIntExact(tensor.size())];
    try (Scope _ = Scope.open()) {
      Tensor dense = dense(tensor, DType.FLOAT64);
      if (values.length > 0) {
        dense.handle().data_ptr_double().get(values, 0, values.length);
      }
    }
    return values;
  }

  static float[] floats(Tensor tensor) {
    float[] values = new float[Math.toIntExact(tensor.size())];
    try (Scope _ = Scope.open()) {
      Tensor dense = dense(tensor, DType.FLOAT32);
      if (values.length > 0) {
        dense.handle().data_ptr_float().get(values, 0, values.length);
      }
    }
    return values;
  }

  static long[] longs(Tensor tensor) {
    long[] values = new long[Math.toIntExact(tensor.size())];
    try (Scope _ = Scope.open()) {
      Tensor dense = dense(tensor, DType.INT64);
      if (values.length > 0) {
        dense.handle().data_ptr_long().get(values, 0, values.length);
      }
    }
    return values;
  }

  private static Tensor dense(Tensor tensor, DType dtype) {
    return tensor.dtype() == dtype && tensor.handle().is_contiguous()
        ? tensor
        : tensor.detach().to(dtype).contiguous();
  }

  private static long bytes(Tensor tensor) {
    return tensor.size() * tensor.dtype().bytes();
  }
}
