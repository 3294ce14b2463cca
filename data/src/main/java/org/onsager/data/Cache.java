package org.onsager.data;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.onsager.lab.Refusal;

/** Downloads into a folder of the cache, one process at a time, so that none repeats another's. */
final class Cache {
  private static final ReentrantLock HERE = new ReentrantLock();

  private Cache() {}

  /**
   * Completes a set's folder.
   *
   * @throws Refusal when it cannot be downloaded or written
   */
  static void complete(Published set, Path folder, Download download, Consumer<String> progress) {
    HERE.lock();
    try {
      Files.createDirectories(folder);
      try (FileChannel channel =
              FileChannel.open(
                  folder.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          FileLock lock = locked(channel, set, progress)) {
        if (lock.isValid()) {
          Part.sweep(folder);
        }
        List<PublishedFile> missing = Shelf.of(set, folder).missing(set);
        if (!missing.isEmpty()) {
          set.deliver(missing, folder, download, progress);
        }
      }
    } catch (IOException e) {
      throw new Refusal(
          set.name()
              + ": the cache "
              + folder
              + " cannot be written ("
              + e.getClass().getSimpleName()
              + " "
              + e.getMessage()
              + "); another can be chosen by ONSAGER_HOME",
          e);
    } finally {
      HERE.unlock();
    }
  }

  private static FileLock locked(FileChannel channel, Published set, Consumer<String> progress)
      throws IOException {
    FileLock lock = channel.tryLock();
    if (lock == null) {
      progress.accept(set.name() + ": another process is downloading it; waiting");
      lock = channel.lock();
    }
    return lock;
  }
}
