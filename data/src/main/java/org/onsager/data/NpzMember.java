package org.onsager.data;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.onsager.lab.Nearest;
import org.onsager.lab.Refusal;

/** One array of NumPy's archive, a zip file of {@code .npy} members, unpacked into memory. */
final class NpzMember {
  private static final String SUFFIX = ".npy";
  private static final long LARGEST_RATIO = 1032;
  private static final long MOST = Integer.MAX_VALUE - 8;

  private NpzMember() {}

  /**
   * Opens an array of an archive.
   *
   * @param name of the array; empty for the only one
   */
  static NpyArray open(Path file, String name) {
    try (ZipFile zip = zip(file)) {
      ZipEntry entry = entry(zip, file, name);
      String label = file + ":" + plain(entry);
      try (InputStream in = zip.getInputStream(entry)) {
        return read(label, entry, in);
      }
    } catch (IOException | IllegalArgumentException e) {
      throw unreadable(file, e);
    }
  }

  /** The names of all arrays of an archive. */
  static List<String> names(Path file) {
    try (ZipFile zip = zip(file)) {
      return entries(zip).stream().map(NpzMember::plain).toList();
    } catch (IOException | IllegalArgumentException e) {
      throw unreadable(file, e);
    }
  }

  private static ZipFile zip(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new Refusal(file + (Files.exists(file) ? ": not a regular file" : ": no such file"));
    }
    return new ZipFile(file.toFile());
  }

  private static Refusal unreadable(Path file, Exception e) {
    String what = e instanceof ZipException ? "not an .npz archive, or damaged" : "cannot be read";
    return new Refusal(file + ": " + what + " (" + e.getMessage() + ")", e);
  }

  private static List<ZipEntry> entries(ZipFile zip) {
    List<ZipEntry> entries = new ArrayList<>();
    zip.stream().filter(e -> e.getName().endsWith(SUFFIX)).forEach(entries::add);
    return entries;
  }

  private static String plain(ZipEntry entry) {
    return entry.getName().substring(0, entry.getName().length() - SUFFIX.length());
  }

  private static ZipEntry entry(ZipFile zip, Path file, String name) {
    List<ZipEntry> entries = entries(zip);
    List<String> names = entries.stream().map(NpzMember::plain).map(NpyText::shown).toList();
    for (ZipEntry entry : entries) {
      if (name.isEmpty() ? entries.size() == 1 : plain(entry).equals(name)) {
        return entry;
      }
    }
    if (entries.isEmpty()) {
      throw new Refusal(file + ": the archive has no array");
    }
    if (name.isEmpty()) {
      throw new Refusal(
          file
              + ": the archive has "
              + entries.size()
              + " arrays ("
              + String.join(", ", names.subList(0, Math.min(8, names.size())))
              + "); say which, as "
              + file
              + ":"
              + names.getFirst());
    }
    throw new Refusal(
        file + ": the archive has no array '" + name + "'" + Nearest.suggestion(name, names));
  }

  private static NpyArray read(String label, ZipEntry entry, InputStream in) throws IOException {
    CRC32 sum = new CRC32();
    byte[] start = in.readNBytes(NpyHeader.PREAMBLE);
    int length = NpyHeader.length(label, start);
    byte[] head = Arrays.copyOf(start, Math.max(length, start.length));
    int more = in.readNBytes(head, start.length, head.length - start.length);
    if (start.length + more < length) {
      throw new Refusal(label + ": ends in its header; truncated?");
    }
    NpyHeader header = NpyHeader.of(label, Arrays.copyOf(head, length));
    long whole = Math.addExact(header.bytes(), (long) length);
    if (whole > MOST) {
      throw new Refusal(
          label + ": " + whole + " bytes are too many for an archive; save it as a .npy file");
    }
    if (entry.getSize() >= 0 && entry.getSize() != whole
        || entry.getCompressedSize() >= 0 && whole / LARGEST_RATIO > entry.getCompressedSize()) {
      throw new Refusal(
          label
              + ": has "
              + entry.getSize()
              + " bytes in the archive, where "
              + whole
              + " belong to "
              + header.type().text()
              + " of shape "
              + NpyArray.shown(header.shape()));
    }
    byte[] all = Arrays.copyOf(head, (int) whole);
    int rest = Math.max(0, all.length - head.length);
    if (in.readNBytes(all, all.length - rest, rest) < rest || in.read() >= 0) {
      throw new Refusal(label + ": is not as long as its header says; damaged");
    }
    sum.update(all);
    if (entry.getCrc() >= 0 && entry.getCrc() != sum.getValue()) {
      throw new Refusal(label + ": its checksum does not agree with its contents; damaged");
    }
    return NpyArray.of(label, MemorySegment.ofArray(all), () -> {});
  }
}
