package org.onsager.data;

import java.net.URI;
import java.util.List;

/**
 * What is downloaded as one piece: a gzip file or an archive.
 *
 * @param name its file name
 * @param addresses where it is served, tried in this order
 * @param bytes its exact length
 * @param sha256 its SHA-256, in hexadecimal; what has another is not kept
 */
record Parcel(String name, List<URI> addresses, long bytes, String sha256) {
  Parcel {
    addresses = List.copyOf(addresses);
  }
}
