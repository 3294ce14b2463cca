package org.onsager.data;

import java.util.Locale;
import java.util.Optional;

/** What one value of a {@code .npy} file is: NumPy's kind and its size. */
public enum NpyType {
  /** True or false, a byte of 1 or 0. */
  BOOL('b', 1),
  /** A signed byte. */
  INT8('i', 1),
  /** An unsigned byte, as images have them. */
  UINT8('u', 1),
  /** A signed number of 16 bits. */
  INT16('i', 2),
  /** An unsigned number of 16 bits. */
  UINT16('u', 2),
  /** A signed number of 32 bits. */
  INT32('i', 4),
  /** An unsigned number of 32 bits. */
  UINT32('u', 4),
  /** A signed number of 64 bits. */
  INT64('i', 8),
  /** An unsigned number of 64 bits. */
  UINT64('u', 8),
  /** Half precision. */
  FLOAT16('f', 2),
  /** Single precision. */
  FLOAT32('f', 4),
  /** Double precision. */
  FLOAT64('f', 8);

  private final char kind;
  private final int bytes;

  NpyType(char kind, int bytes) {
    this.kind = kind;
    this.bytes = bytes;
  }

  /** The bytes of one value. */
  public int bytes() {
    return bytes;
  }

  /** NumPy's name for it, for example {@code float64}. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** As a header writes it, the lowest byte first. */
  String descr() {
    return (bytes == 1 ? "|" : "<") + kind + bytes;
  }

  /** The type of a header's letter and size, if it holds plain numbers. */
  static Optional<NpyType> of(char kind, int bytes) {
    for (NpyType type : values()) {
      if (type.kind == kind && type.bytes == bytes) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }
}
