package org.onsager.workbench;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * A limit that the operating system sets to files: while it is open, what this process writes
 * beyond so many bytes of any file fails, as it does on a full disk.
 */
final class FileLimit implements AutoCloseable {
  private static final int FILE_SIZE = 1; // RLIMIT_FSIZE of Linux

  private final long before;

  private FileLimit(long before) {
    this.before = before;
  }

  static FileLimit of(long bytes) {
    return new FileLimit(exchange(bytes));
  }

  private static long exchange(long bytes) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment limits = arena.allocate(ValueLayout.JAVA_LONG, 2); // soft, hard
      call("getrlimit", limits);
      long before = limits.getAtIndex(ValueLayout.JAVA_LONG, 0);
      limits.setAtIndex(ValueLayout.JAVA_LONG, 0, bytes);
      call("setrlimit", limits);
      return before;
    }
  }

  @SuppressWarnings("restricted") // two functions of the C library
  private static void call(String name, MemorySegment limits) {
    Linker linker = Linker.nativeLinker();
    MethodHandle function =
        linker.downcallHandle(
            linker.defaultLookup().findOrThrow(name),
            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.ADDRESS));
    try {
      if ((int) function.invokeExact(FILE_SIZE, limits) != 0) {
        throw new IllegalStateException(name + " refuses");
      }
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    exchange(before);
  }
}
