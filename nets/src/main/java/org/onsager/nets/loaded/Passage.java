package org.onsager.nets.loaded;

import java.util.List;
import org.onsager.tensor.Tensor;

/**
 * Samples on their way through a network.
 *
 * @param outputs [samples, outputs]
 * @param signals one for each of the network's sites, in order
 */
public record Passage(Tensor outputs, List<Signal> signals) {}
