package org.onsager.testkit;

/**
 * One attempt to break a law.
 *
 * @param law which law, in a few words
 * @param tried what was done
 * @param kept true when the law holds
 * @param detail what was seen, in a line
 */
public record Attempt(String law, String tried, boolean kept, String detail) {}
