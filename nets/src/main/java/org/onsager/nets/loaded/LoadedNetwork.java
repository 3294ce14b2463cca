package org.onsager.nets.loaded;

import java.util.List;
import java.util.Map;
import org.onsager.architecture.Shape;
import org.onsager.tensor.DType;
import org.onsager.tensor.Tensor;

/**
 * A network that can be run and differentiated, wherever its weights come from.
 *
 * <p>Its parameters belong to the scope that was open when it was made; it is used by one thread at
 * a time. {@link #close} lets go of files.
 */
public interface LoadedNetwork extends AutoCloseable {

  /**
   * The shape of one sample that goes in; where it goes in as several arrays, they are one vector
   * here, one after the other.
   */
  Shape input();

  /** The arrays in which a sample goes in, in the network's order; of most networks it is one. */
  default List<Entrance> entrances() {
    return List.of(new Entrance("", input(), false));
  }

  /** How many numbers come out for a sample. */
  int outputs();

  /** The precision in which it is computed. */
  DType dtype();

  /** The layers with weights, in the order in which they are run. */
  List<Site> sites();

  /**
   * What was trained, by the names of the file: leaves that gradients are taken of. Running means
   * and variances are not among them.
   */
  Map<String, Tensor> parameters();

  /**
   * What comes out, and what every layer saw, in evaluation mode: normalised by running statistics,
   * nothing dropped.
   *
   * @param inputs [samples, …], a sample in the shape of {@link #input} or as a vector
   */
  Passage forward(Tensor inputs);

  @Override
  void close();
}
