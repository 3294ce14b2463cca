package org.onsager.nets.loaded;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.onsager.architecture.Shape;
import org.onsager.lab.Refusal;
import org.onsager.nets.graph.Graph;
import org.onsager.nets.loaded.SiteSearch.Place;
import org.onsager.tensor.DType;
import org.onsager.tensor.Tensor;

/** A network whose {@link Graph} is known. */
final class GraphNetwork implements LoadedNetwork {
  private final Graph graph;
  private final Shape input;
  private final int outputs;
  private final DType dtype;
  private final List<Place> places;
  private final List<Site> sites;

  GraphNetwork(Graph graph, Shape input, int outputs, DType dtype) {
    this.graph = graph;
    this.input = input;
    this.outputs = outputs;
    this.dtype = dtype;
    places = SiteSearch.of(graph);
    sites = places.stream().map(Place::site).toList();
  }

  @Override
  public Shape input() {
    return input;
  }

  @Override
  public int outputs() {
    return outputs;
  }

  @Override
  public DType dtype() {
    return dtype;
  }

  @Override
  public List<Site> sites() {
    return sites;
  }

  @Override
  public Map<String, Tensor> parameters() {
    return graph.parameters();
  }

  @Override
  public Passage forward(Tensor inputs) {
    @Nullable Tensor[] all = graph.run(List.of(shaped(inputs)));
    List<Signal> signals =
        places.stream()
            .map(
                p ->
                    new Signal(
                        value(all, p.entering()),
                        value(all, p.own()),
                        value(all, p.pre()),
                        value(all, p.after())))
            .toList();
    Tensor out = value(all, graph.outputs().getFirst());
    return new Passage(out.reshape(out.extent(0), outputs), signals);
  }

  private static Tensor value(@Nullable Tensor[] all, int number) {
    return Objects.requireNonNull(all[number]);
  }

  private Tensor shaped(Tensor inputs) {
    List<Integer> extents = input.extents();
    long[] shape = new long[extents.size() + 1];
    shape[0] = inputs.rank() == 0 ? 1 : inputs.extent(0);
    for (int i = 0; i < extents.size(); i++) {
      shape[i + 1] = extents.get(i);
    }
    if (inputs.size() != shape[0] * input.size()) {
      throw new Refusal(
          "the network takes samples of shape " + input + ", and the data is " + inputs);
    }
    return inputs.reshape(shape).to(dtype);
  }

  @Override
  public void close() {}
}
