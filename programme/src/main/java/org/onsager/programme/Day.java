package org.onsager.programme;

import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import org.onsager.programme.Session.Kind;

/**
 * The workshop's day: six invited talks, four sessions of contributed ones, the posters, the panel.
 *
 * <p>The parts and their lengths are those of the proposal; their order, the hours, and the choice
 * of six fields among those it considered are ours.
 */
public final class Day {
  private static final LocalTime OPENS = LocalTime.of(9, 0);

  private Day() {}

  /** Its title. */
  public static String title() {
    return "Theoretical Physics for Machine Learning";
  }

  /** What the day is about, in a sentence. */
  public static String lede() {
    return "Physics lives from a tight interplay between theory and experiment, and machine"
        + " learning is a trove of experimental results in search of a theory.";
  }

  /** The entries, one after the other. */
  public static List<Session> sessions() {
    List<Session> day = new ArrayList<>();
    add(
        day,
        30,
        Kind.INVITED,
        "Infinitely wide networks",
        "effectivetheory",
        """
        Make every layer of a random network wide, and each unit sums so many independent terms that \
        its pre-activation is Gaussian. All that is left of a layer are two numbers for each pair of \
        inputs, their lengths and their correlation, and depth becomes a map that is iterated. The \
        map has a fixed point; its slope separates a phase in which all inputs merge from one in \
        which neighbours part, and the depth over which a signal survives diverges between them. The \
        same averages, kept for all pairs of a data set, are the kernel of a Gaussian process, with \
        which one can predict without training at all. Residual branches change the map: forgetting \
        becomes a power law.\
        """,
        9,
        10,
        13);
    add(
        day,
        30,
        Kind.INVITED,
        "Random matrices and dynamical isometry",
        "effectivetheory",
        """
        A gradient that travels back through a network is multiplied by one Jacobian after another. \
        That its mean square neither grows nor shrinks is not enough: what matters is the whole \
        spectrum of singular values of the product. Free probability multiplies such spectra as \
        Fourier transforms add independent variables. It says that products of Gaussian matrices \
        always spread, however well their variance is chosen, that rectified units cannot be \
        isometric, and that orthogonal matrices with sigmoids almost are: all singular values stay \
        near one, and networks a thousand layers deep learn as fast as shallow ones. A unitary \
        recurrent network is the same thought, with time in place of depth.\
        """,
        12,
        20);
    add(
        day,
        30,
        Kind.CONTRIBUTED,
        "Priors, symmetry and beyond",
        "priors",
        """
        What a network knows before it has seen data: that images may be shifted, that a sequence \
        has no absolute time, that a state of many bodies is only weakly entangled. Convolution and \
        recurrence are symmetries that somebody knew; which ones are hidden in data and could be \
        found? Tensor networks bring a measure of what they cannot express, the entanglement across \
        a cut.\
        """,
        18,
        22,
        23,
        24,
        30,
        31,
        32);
    pause(day, 30, "Coffee");
    add(
        day,
        30,
        Kind.INVITED,
        "The nonlinear dynamics of learning",
        "landscapes",
        """
        Stochastic gradient descent is a driven system: the gradient pulls, minibatches kick. Where \
        it has come to rest in distribution, exact relations hold between the mean of a force and \
        the size of the fluctuations, whatever the loss; they are the fluctuation–dissipation \
        relations of optimisation, and their violation tells how far from stationary a training is. \
        For small steps the noise acts as a temperature, proportional to the learning rate over the \
        batch size, so that a decaying rate and a growing batch are the same annealing. The relations \
        can be measured in any training, at the price of a few averages.\
        """,
        16,
        17,
        34);
    add(
        day,
        30,
        Kind.CONTRIBUTED,
        "Sampling, memory and generalization",
        "landscapes",
        """
        A network that can fit random labels cannot be explained by its capacity. What then selects \
        the solutions that generalize: the noise, the volume of a valley, the algorithm? Learned \
        proposals for Monte Carlo, sorting by unreliable comparisons and the fitting of noise are \
        experiments on that question with known answers to compare to.\
        """,
        11,
        19,
        33);
    add(
        day,
        30,
        Kind.INVITED,
        "Landscapes: glasses, dense clusters, jamming",
        "landscapes",
        """
        The loss of a network is a rough function of very many variables, and physics has a \
        prototype for that, the spin glass. In the spherical model critical points of a given index \
        live in a band of energies, and a descent gets stuck at a threshold. Is deep learning like \
        this? Two-time correlations show ageing while a training still moves on, but not the \
        barriers of a glass. Perceptrons with discrete weights show isolated solutions that no \
        algorithm finds, beside rare dense clusters that simple algorithms do find; a local entropy \
        prefers them. And the onset of fitting is a jamming transition: constraints that are just \
        satisfied, and their number just that of the parameters.\
        """,
        35,
        36,
        37,
        38,
        39,
        40);
    pause(day, 60, "Lunch");
    add(
        day,
        30,
        Kind.INVITED,
        "Effective theory and renormalization",
        "effectivetheory",
        """
        A network of finite width is an interacting field theory whose coupling is depth over width. \
        Treated layer by layer, its pre-activations follow a one-dimensional chain with an action; \
        fluctuations of one layer are inherited by the next, and their correlation over depth is a \
        propagator with a mass that vanishes at criticality. Coarse graining is the other half: which \
        details of pixels are irrelevant to a class? A variational renormalization step can be \
        written as a layer of a restricted Boltzmann machine, and the flow of information through \
        layers has been proposed as its analogue; both claims are sharp enough to be tried, and one \
        of them is contested.\
        """,
        8,
        14,
        15,
        41);
    add(
        day,
        30,
        Kind.CONTRIBUTED,
        "Experiments of your own",
        "",
        """
        Half an hour for what no invited talk speaks of: experiments of users, in jars of their own, \
        under the same contract as ours. Each states its theory as data, measures, and can turn red.\
        """);
    add(
        day,
        60,
        Kind.POSTERS,
        "The posters",
        "",
        """
        Every experiment that has been run hangs here, by topic, with theory as a line, measurements \
        as points with error bars, and its verdicts first.\
        """);
    add(
        day,
        30,
        Kind.INVITED,
        "Holography, chaos and complexity",
        "spacetime",
        """
        A tensor network that renormalizes entanglement scale by scale has a geometry: its bonds fill \
        a space with one more dimension, and the entropy of a region is bounded by the bonds that a \
        surface cuts. That is the discrete face of holography. The same circuits scramble: a small \
        perturbation spreads with a butterfly velocity, within the cone of Lieb and Robinson, and the \
        complexity of a state goes on growing long after entropies have saturated. Depth, chaos and \
        what a network can express meet here: a random deep network in its chaotic phase is a \
        classical cousin of a scrambling circuit.\
        """,
        25,
        26,
        27,
        28,
        29,
        42,
        43,
        44,
        45,
        46,
        47);
    add(
        day,
        30,
        Kind.CONTRIBUTED,
        "Domains",
        "domains",
        """
        Images, games, language: the trove of experimental results in search of a theory. Each of \
        these systems is a measurement that physics has not yet predicted.\
        """,
        1,
        2,
        3,
        4,
        5,
        6,
        7,
        21);
    add(
        day,
        60,
        Kind.PANEL,
        "What agrees, what disagrees, what nobody knows yet",
        "",
        """
        The verdicts of the log book, claim by claim, and the references that nobody has measured \
        here.\
        """);
    return List.copyOf(day);
  }

  private static void pause(List<Session> day, int minutes, String title) {
    add(day, minutes, Kind.BREAK, title, "", "");
  }

  private static void add(
      List<Session> day,
      int minutes,
      Kind kind,
      String title,
      String topic,
      String text,
      Integer... references) {
    LocalTime start = day.isEmpty() ? OPENS : day.getLast().end();
    day.add(new Session(start, minutes, kind, title, topic, text, List.of(references)));
  }
}
