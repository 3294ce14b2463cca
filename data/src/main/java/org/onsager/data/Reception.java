package org.onsager.data;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.security.MessageDigest;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a parcel as they arrive: written, counted, hashed, and cut off when too many.
 *
 * <p>Called by the thread that receives; watched by the thread that waits.
 */
final class Reception {
  private final Parcel parcel;
  private final OutputStream out;
  private final MessageDigest digest = Sha256.start();
  private long count;
  private long heard = System.nanoTime();
  private boolean stopped;
  private @Nullable String trouble;

  Reception(Parcel parcel, OutputStream out) {
    this.parcel = parcel;
    this.out = out;
  }

  /** The answer's head has come. */
  synchronized void begins(HttpResponse.ResponseInfo info) {
    heard = System.nanoTime();
    if (info.statusCode() != 200) {
      trouble = "answers " + info.statusCode() + ", where 200 is success";
      return;
    }
    info.headers()
        .firstValue("content-length")
        .filter(said -> !said.strip().equals(Long.toString(parcel.bytes())))
        .ifPresent(
            said -> trouble = "offers " + said + " bytes, where " + parcel.bytes() + " belong");
  }

  /** Bytes have come. */
  synchronized void receive(byte[] bytes) {
    if (stopped || trouble != null) {
      return;
    }
    heard = System.nanoTime();
    if (count + bytes.length > parcel.bytes()) {
      trouble = "sends more than the " + parcel.bytes() + " bytes that belong there";
      return;
    }
    try {
      out.write(bytes);
    } catch (IOException e) {
      trouble = "cannot be written (" + e.getMessage() + ")";
      throw new UncheckedIOException(e);
    }
    digest.update(bytes);
    count += bytes.length;
  }

  /** Writes no more; the file may be closed. */
  synchronized void stop() {
    stopped = true;
  }

  /** Checks what has arrived. */
  synchronized void finish() throws IOException {
    if (trouble != null) {
      throw new IOException(trouble);
    }
    if (count < parcel.bytes()) {
      throw new IOException("ended after " + count + " of " + parcel.bytes() + " bytes");
    }
    String found = Sha256.hex(digest);
    if (!found.equals(parcel.sha256())) {
      throw new IOException(
          "gave a file of SHA-256 "
              + found.substring(0, 12)
              + "…, where "
              + parcel.sha256().substring(0, 12)
              + "… belongs");
    }
  }

  /** What is wrong, once something is. */
  synchronized Optional<String> trouble() {
    return Optional.ofNullable(trouble);
  }

  /** When something last came, in the clock of {@link System#nanoTime()}. */
  synchronized long heard() {
    return heard;
  }

  /** The bytes that have come. */
  synchronized long count() {
    return count;
  }
}
