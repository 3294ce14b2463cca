package org.example.first;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import org.onsager.architecture.Activation;
import org.onsager.instruments.RandomDenseNetwork;
import org.onsager.instruments.SignalPropagation;
import org.onsager.lab.Card;
import org.onsager.lab.Catalogue;
import org.onsager.lab.Effort;
import org.onsager.lab.Experiment;
import org.onsager.logbook.Home;
import org.onsager.logbook.LogBook;
import org.onsager.logbook.Run;
import org.onsager.runner.DataRoom;
import org.onsager.runner.Request;
import org.onsager.runner.Runner;
import org.onsager.runner.Watch;
import org.onsager.theory.MeanField;
import org.onsager.theory.PhasePoint;

/** A prediction, a measurement and an experiment, from a program that only depends on Onsager. */
public final class First {
  private First() {}

  public static void main(String[] arguments) throws IOException {
    predict();
    measure();
    experiment();
  }

  /** The blackboard: what mean-field theory says of a random tanh network. */
  private static void predict() {
    PhasePoint point = MeanField.of(Activation.of("tanh"), 2.5, 0.05).phase(1);
    System.out.println("phase " + point.phase() + ", q* = " + point.qStar().prediction());
  }

  /** An instrument: the lengths of signals in one finite network of the same kind. */
  private static void measure() {
    RandomDenseNetwork network =
        new RandomDenseNetwork(Activation.of("tanh"), 2.5, 0.05, 1, 512, 12);
    double[] correlations = {0.5, 0.5, 0.5, 0.5};
    double[] length =
        SignalPropagation.over(network, 1, correlations, new SplittableRandom(1)).length();
    System.out.println("q at the last layer of one network: " + length[length.length - 1]);
  }

  /** An experiment of the catalogue, run into a log book in a temporary folder. */
  private static void experiment() throws IOException {
    Catalogue catalogue = Catalogue.open();
    Card card = catalogue.card("deep-information-propagation");
    Experiment<?, ?> experiment = catalogue.experiment(card.id());
    Record knobs = experiment.knobs(Effort.QUICK);
    Home home = Home.under(Files.createTempDirectory("first"));
    DataRoom data = DataRoom.of(home, null, Map.of(), false, System.err::println);
    try (LogBook book = LogBook.open(home, System.err::println)) {
      Run run =
          Runner.of(home, book, data)
              .run(
                  Request.of(
                      card, experiment, knobs, Effort.QUICK, card.seed(), 2, false, null, "First"),
                  Watch.none(),
                  new AtomicBoolean()::get);
      for (int i = 0; i < run.judgements().size(); i++) {
        System.out.println(
            run.findings().claims().get(i).statement().id()
                + " "
                + run.judgements().get(i).verdict().word());
      }
      System.out.println("poster " + book.folder(run.name()).resolve("poster.html"));
    }
  }
}
