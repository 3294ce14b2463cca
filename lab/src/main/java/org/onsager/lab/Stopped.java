package org.onsager.lab;

import java.util.concurrent.CancellationException;

/** The user stopped the run; finished points are kept. */
public final class Stopped extends CancellationException {
  private static final long serialVersionUID = 1;

  /** Stops with a line that says what is kept. */
  public Stopped(String line) {
    super(line);
  }
}
