package org.onsager.data;

/**
 * A file as its authors published it, known by its contents whether gzipped or not.
 *
 * @param name its name, without {@code .gz}
 * @param bytes the length of its unpacked contents
 * @param sha256 the SHA-256 of its unpacked contents, in hexadecimal
 */
record PublishedFile(String name, long bytes, String sha256) {}
