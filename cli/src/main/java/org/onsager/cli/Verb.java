package org.onsager.cli;

/** A verb of the command line. */
interface Verb {

  /** What it takes. */
  Syntax syntax();

  /**
   * Its help.
   *
   * @param arguments what else was typed
   */
  default String help(Arguments arguments) {
    return syntax().help();
  }

  /**
   * Does it.
   *
   * @throws org.onsager.lab.Refusal for bad input, in one line
   * @throws org.onsager.lab.Stopped when the user stopped it
   */
  Exit run(Arguments arguments, Console console);
}
