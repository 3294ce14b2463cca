package org.onsager.lab;

/**
 * A verb of the command line that is found at run time: theory and instruments pointed at the
 * user's own network, or the contract test pointed at an experiment. Carries {@link Verb}.
 *
 * @param <O> its options: a record whose components are annotated with {@link Knob}; component
 *     {@code weightVariance} becomes {@code --weight-variance}
 */
public interface Tool<O extends Record> {

  /** One sentence: what the verb does. */
  String summary();

  /** The options with their defaults. A required option may have any valid value here. */
  O defaults();

  /** What kind of answer it gives to these options. */
  default Kind kind(O options) {
    return Kind.PREDICTION;
  }

  /** What kind of answer a tool gives. */
  enum Kind {
    /** What theory says: computed anew whenever it is asked for. */
    PREDICTION,
    /** What instruments saw in something of the user's: kept in the log book. */
    EXAMINATION,
    /** What came of trying the tool itself. */
    TRIAL
  }

  /**
   * Does it.
   *
   * @throws Refusal for bad input, with one line
   */
  Answer answer(O options, Laboratory laboratory);
}
