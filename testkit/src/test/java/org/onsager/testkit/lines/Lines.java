package org.onsager.testkit.lines;

import org.onsager.lab.Reproduction;

/** One line for every flaw. */
public final class Lines {
  private Lines() {}

  /** A line that is measured honestly. */
  @Reproduction(id = "honest-line")
  public static final class Honest implements Line {
    /** Made by the catalogue. */
    public Honest() {}

    @Override
    public Flaw flaw() {
      return Flaw.NONE;
    }
  }

  /** A line whose noise lets any slope pass. */
  @Reproduction(id = "vacuous-line")
  public static final class Vacuous implements Line {
    /** Made by the catalogue. */
    public Vacuous() {}

    @Override
    public Flaw flaw() {
      return Flaw.VACUOUS;
    }
  }

  /** A line whose theory is taken from the measurement. */
  @Reproduction(id = "peeking-line")
  public static final class Peeking implements Line {
    /** Made by the catalogue. */
    public Peeking() {}

    @Override
    public Flaw flaw() {
      return Flaw.PEEKING;
    }
  }

  /** A line whose points depend on who measures them. */
  @Reproduction(id = "workers-line")
  public static final class Workers implements Line {
    /** Made by the catalogue. */
    public Workers() {}

    @Override
    public Flaw flaw() {
      return Flaw.WORKERS;
    }
  }

  /** A line that counts its runs. */
  @Reproduction(id = "hidden-state-line")
  public static final class HiddenState implements Line {
    /** Made by the catalogue. */
    public HiddenState() {}

    @Override
    public Flaw flaw() {
      return Flaw.HIDDEN_STATE;
    }
  }

  /** A line that forgets where it was measured. */
  @Reproduction(id = "permutation-blind-line")
  public static final class PermutationBlind implements Line {
    /** Made by the catalogue. */
    public PermutationBlind() {}

    @Override
    public Flaw flaw() {
      return Flaw.PERMUTATION_BLIND;
    }
  }

  /** A line with a claim that no figure shows. */
  @Reproduction(id = "no-figure-line")
  public static final class NoFigure implements Line {
    /** Made by the catalogue. */
    public NoFigure() {}

    @Override
    public Flaw flaw() {
      return Flaw.NO_FIGURE;
    }
  }

  /** A line with a prediction that nobody compares. */
  @Reproduction(id = "idle-component-line")
  public static final class IdleComponent implements Line {
    /** Made by the catalogue. */
    public IdleComponent() {}

    @Override
    public Flaw flaw() {
      return Flaw.IDLE_COMPONENT;
    }
  }

  /** A line whose points are drawn from its theory. */
  @Reproduction(id = "theory-in-points-line")
  public static final class TheoryInPoints implements Line {
    /** Made by the catalogue. */
    public TheoryInPoints() {}

    @Override
    public Flaw flaw() {
      return Flaw.THEORY_IN_POINTS;
    }
  }

  /** A line that has no use for randomness. */
  @Reproduction(id = "seed-blind-line")
  public static final class SeedBlind implements Line {
    /** Made by the catalogue. */
    public SeedBlind() {}

    @Override
    public Flaw flaw() {
      return Flaw.SEED_BLIND;
    }
  }

  /** A line whose theory looks at the clock. */
  @Reproduction(id = "fickle-theory-line")
  public static final class FickleTheory implements Line {
    /** Made by the catalogue. */
    public FickleTheory() {}

    @Override
    public Flaw flaw() {
      return Flaw.FICKLE_THEORY;
    }
  }

  /** A line that would let a theory be wrong by half. */
  @Reproduction(id = "blunt-line")
  public static final class Blunt implements Line {
    /** Made by the catalogue. */
    public Blunt() {}

    @Override
    public Flaw flaw() {
      return Flaw.BLUNT;
    }
  }

  /** A line with a bound that it keeps by far. */
  @Reproduction(id = "bounded-line")
  public static final class Bounded implements Line {
    /** Made by the catalogue. */
    public Bounded() {}

    @Override
    public Flaw flaw() {
      return Flaw.BOUNDED;
    }
  }
}
