package org.onsager.workbench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.onsager.lab.Refusal;

/**
 * The journal beside an unfinished file: what is being computed, then a line for every tile that
 * lies on the disk. A line counts once it is whole; the file is locked while somebody computes.
 */
final class TileJournal implements AutoCloseable {
  private static final String FIRST = "onsager tiles 1";
  private static final String TILES = "tiles:";
  private static final String WHOLE = "whole";

  private final Path path;
  private final FileChannel channel;
  private final Map<String, String> facts;
  private final BitSet finished = new BitSet();
  private boolean whole;

  private TileJournal(Path path, FileChannel channel, Map<String, String> facts) {
    this.path = path;
    this.channel = channel;
    this.facts = facts;
  }

  /**
   * Opens a journal, or a new one.
   *
   * @param facts what is to be computed: name → value in one line; all decide about the bits
   * @throws Refusal when it belongs to something else, or another process has it
   */
  @SuppressWarnings("resource") // the lock goes with the channel, and the channel with the journal
  static TileJournal open(Path path, Map<String, String> facts) {
    FileChannel channel = null;
    try {
      channel =
          FileChannel.open(
              path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      FileLock lock = channel.tryLock();
      if (lock == null) {
        throw new Refusal(busy(path));
      }
      TileJournal journal = new TileJournal(path, channel, facts);
      journal.read();
      return journal;
    } catch (OverlappingFileLockException e) {
      close(channel);
      throw new Refusal(busy(path), e);
    } catch (IOException e) {
      close(channel);
      throw unwritable(path, e);
    } catch (Refusal e) {
      close(channel);
      throw e;
    }
  }

  private static void close(@Nullable FileChannel channel) {
    try {
      if (channel != null) {
        channel.close();
      }
    } catch (IOException e) {
      // what went wrong before is said
    }
  }

  private static String busy(Path path) {
    return path + ": another process is computing this kernel now";
  }

  private void read() throws IOException {
    byte[] bytes = Files.readAllBytes(path);
    String text = new String(bytes, StandardCharsets.UTF_8);
    List<String> lines = new ArrayList<>(text.lines().toList());
    if (!text.isEmpty() && !text.endsWith("\n")) {
      lines.removeLast();
    }
    int tiles = lines.indexOf(TILES);
    if (tiles < 0) {
      if (!lines.isEmpty() && !lines.getFirst().equals(FIRST)) {
        throw new Refusal(path + ": is not a journal of tiles; remove it, or choose another --out");
      }
      return;
    }
    for (String line : lines.subList(tiles + 1, lines.size())) {
      whole |= line.equals(WHOLE);
      if (line.matches("[0-9]{1,9}")) {
        finished.set(Integer.parseInt(line));
      }
    }
    if (!begun()) {
      return; // nothing would be lost, whatever it was to be
    }
    compare(lines.subList(0, tiles));
    if (text.length() > 0 && !text.endsWith("\n")) {
      channel.truncate(
          text.substring(0, text.lastIndexOf('\n') + 1).getBytes(StandardCharsets.UTF_8).length);
    }
    channel.position(channel.size());
  }

  private void compare(List<String> before) {
    for (Map.Entry<String, String> fact : facts.entrySet()) {
      String name = fact.getKey() + ": ";
      String was =
          before.stream()
              .filter(l -> l.startsWith(name))
              .map(l -> l.substring(name.length()))
              .findFirst()
              .orElse("unknown");
      if (!was.equals(fact.getValue())) {
        throw new Refusal(
            path
                + ": what was begun there is another kernel ("
                + fact.getKey()
                + " "
                + was
                + ", now "
                + fact.getValue()
                + "); finish it with its own command, remove it, or choose another --out");
      }
    }
  }

  /** Whether there is something to continue: a tile that lies on the disk. */
  boolean begun() {
    return whole || !finished.isEmpty();
  }

  /** Whether all tiles are there and only the names were not yet given. */
  boolean isWhole() {
    return whole;
  }

  /** The numbers of the tiles that lie on the disk. */
  BitSet finished() {
    return (BitSet) finished.clone();
  }

  /** Forgets all tiles: the files that held them are to be made anew. */
  void forget() {
    finished.clear();
    whole = false;
    try {
      channel.truncate(0);
      channel.position(0);
      channel.force(false);
    } catch (IOException e) {
      throw unwritable(path, e);
    }
  }

  /** Says what is to be computed, the file of zeros being there. */
  void begin() {
    StringBuilder head = new StringBuilder(FIRST + "\n");
    facts.forEach((name, value) -> head.append(name).append(": ").append(value).append('\n'));
    append(head + TILES + "\n");
  }

  /** Writes down tiles that lie on the disk. */
  void add(List<Integer> tiles) {
    StringBuilder lines = new StringBuilder();
    tiles.forEach(t -> lines.append(t).append('\n'));
    append(lines.toString());
    tiles.forEach(finished::set);
  }

  /** Writes down that all are there. */
  void whole() {
    append(WHOLE + "\n");
    whole = true;
  }

  private void append(String text) {
    try {
      ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(false);
    } catch (IOException e) {
      throw unwritable(path, e);
    }
  }

  /** Closes it and takes it away: the work is done. */
  void remove() {
    close();
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      throw unwritable(path, e);
    }
  }

  private static Refusal unwritable(Path path, IOException e) {
    String reason =
        e instanceof java.nio.file.NoSuchFileException
            ? "its folder does not exist"
            : e instanceof java.nio.file.AccessDeniedException
                ? "permission denied"
                : String.valueOf(e.getMessage());
    return new Refusal(path + ": cannot be written (" + reason + ")", e);
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw unwritable(path, e);
    }
  }
}
