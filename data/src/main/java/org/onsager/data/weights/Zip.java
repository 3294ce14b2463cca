package org.onsager.data.weights;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The members of a zip archive that are stored as they are, by their places in the file (PKWARE's
 * APPNOTE 6.3.10, with zip64).
 *
 * @param in the file
 * @param members places of members, in the order of the directory
 */
record Zip(Octets in, Map<String, Member> members) {
  private static final long END = 0x06054b50L;
  private static final long END_64 = 0x06064b50L;
  private static final long LOCATOR_64 = 0x07064b50L;
  private static final long ENTRY = 0x02014b50L;
  private static final long LOCAL = 0x04034b50L;
  private static final long UNKNOWN_32 = 0xffffffffL;
  private static final int LARGEST_END = 22 + 0xffff;

  /**
   * A member.
   *
   * @param method 0 where it is stored as it is
   * @param header where its local header stands
   * @param size its bytes
   */
  record Member(int method, boolean encrypted, long header, long size) {}

  /** Reads the directory. */
  static Zip of(Octets in) {
    Octets end = end(in);
    end.skip(4); // the numbers of disks
    int few = end.little16();
    end.skip(2);
    long count = few;
    long length = end.little32();
    long start = end.little32();
    if (few == 0xffff || length == UNKNOWN_32 || start == UNKNOWN_32) {
      long locator = end.position() - 20 - 20;
      Octets l = locator < 0 ? null : in.at(locator);
      if (l == null || l.little32() != LOCATOR_64) {
        throw in.refusal("is a zip archive whose large directory is missing");
      }
      l.skip(4);
      Octets large = in.at(l.little64());
      if (large.little32() != END_64) {
        throw in.refusal("is a zip archive whose large directory is missing");
      }
      large.skip(8 + 4 + 4 + 4 + 8);
      count = large.little64();
      length = large.little64();
      start = large.little64();
    }
    in.slice(start, length);
    if (count < 0 || count > length / 46) {
      throw in.refusal("is a zip archive that counts " + count + " members in too few bytes");
    }
    Octets directory = in.at(start);
    Map<String, Member> members = new LinkedHashMap<>();
    for (long i = 0; i < count; i++) {
      member(in, directory, members);
    }
    return new Zip(in, members);
  }

  private static void member(Octets in, Octets directory, Map<String, Member> members) {
    if (directory.little32() != ENTRY) {
      throw in.refusal("is a zip archive with a damaged directory");
    }
    directory.skip(4);
    int flags = directory.little16();
    int method = directory.little16();
    directory.skip(8);
    long packed = directory.little32();
    long size = directory.little32();
    int name = directory.little16();
    int extra = directory.little16();
    int comment = directory.little16();
    directory.skip(8);
    long header = directory.little32();
    String text = directory.text(name);
    long after = directory.position() + extra;
    while (directory.position() + 4 <= after) {
      int id = directory.little16();
      long next = directory.little16() + directory.position();
      if (id == 1) {
        size = size == UNKNOWN_32 ? directory.little64() : size;
        packed = packed == UNKNOWN_32 ? directory.little64() : packed;
        header = header == UNKNOWN_32 ? directory.little64() : header;
      }
      directory.skip(next - directory.position());
    }
    directory.skip(after - directory.position());
    directory.skip(comment);
    if (method == 0 && packed != size) {
      throw in.refusal("is a zip archive whose member " + text + " has two sizes");
    }
    if (members.put(text, new Member(method, (flags & 1) != 0, header, size)) != null) {
      throw in.refusal("is a zip archive with two members " + text);
    }
  }

  private static Octets end(Octets in) {
    for (long at = in.size() - 22; at >= 0 && at >= in.size() - LARGEST_END; at--) {
      Octets end = in.at(at);
      if (end.little32() == END) {
        return end;
      }
    }
    throw in.refusal("is a zip archive without a directory at its end; truncated?");
  }

  /** Where the bytes of a member begin, with their number; null where there is none. */
  @Nullable Range range(String name) {
    Member member = members.get(name);
    if (member == null) {
      return null;
    }
    if (member.method != 0 || member.encrypted) {
      throw in.refusal(
          "keeps "
              + name
              + (member.encrypted ? " encrypted" : " compressed")
              + ", which torch.save never does; save it again");
    }
    Octets local = in.at(member.header);
    if (local.little32() != LOCAL) {
      throw in.refusal("is a zip archive whose member " + name + " is not where it should be");
    }
    local.skip(22);
    int nameLength = local.little16();
    int extra = local.little16();
    local.skip((long) nameLength + extra);
    in.slice(local.position(), member.size);
    return new Range(local.position(), member.size);
  }

  /** Some bytes of the file. */
  record Range(long from, long length) {}
}
