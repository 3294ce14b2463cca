package org.onsager.nets.loaded;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
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
  private final List<Entrance> entrances;
  private final Shape input;
  private final int outputs;
  private final DType dtype;
  private final long fixed;
  private final List<Place> places;
  private final List<Site> sites;

  GraphNetwork(Graph graph, Shape input, int outputs, DType dtype) {
    this(graph, List.of(new Entrance("", input, false)), outputs, dtype, 0);
  }

  /**
   * A network.
   *
   * @param entrances one for each of the graph's inputs
   * @param fixed the number of samples that it can be run on; 0 for any
   */
  GraphNetwork(Graph graph, List<Entrance> entrances, int outputs, DType dtype, long fixed) {
    this.graph = graph;
    this.entrances = entrances;
    this.input = joined(entrances);
    this.outputs = outputs;
    this.dtype = dtype;
    this.fixed = fixed;
    places = SiteSearch.of(graph);
    sites = places.stream().map(Place::site).toList();
  }

  @Override
  public Shape input() {
    return input;
  }

  @Override
  public List<Entrance> entrances() {
    return entrances;
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
    Tensor shaped = shaped(inputs, input);
    long samples = shaped.extent(0);
    if (fixed == 0 || samples == fixed) {
      return passage(shaped);
    }
    if (samples % fixed != 0) {
      throw new Refusal(
          "the network was made for "
              + fixed
              + " samples at a time, and "
              + samples
              + " are given");
    }
    List<Passage> parts = new ArrayList<>();
    for (long from = 0; from < samples; from += fixed) {
      parts.add(passage(shaped.slice(0, from, from + fixed)));
    }
    List<Signal> signals = new ArrayList<>();
    for (int i = 0; i < places.size(); i++) {
      int site = i;
      signals.add(
          new Signal(
              joined(parts, p -> p.signals().get(site).entering()),
              joined(parts, p -> p.signals().get(site).own()),
              joined(parts, p -> p.signals().get(site).pre()),
              joined(parts, p -> p.signals().get(site).after())));
    }
    return new Passage(joined(parts, Passage::outputs), signals);
  }

  private static Tensor joined(List<Passage> parts, Function<Passage, Tensor> part) {
    return Tensor.concatenate(0, parts.stream().map(part).toList());
  }

  private Passage passage(Tensor inputs) {
    @Nullable Tensor[] all = graph.run(apart(inputs, entrances, dtype));
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
    return new Passage(out.reshape(inputs.extent(0), outputs), signals);
  }

  private static Tensor value(@Nullable Tensor[] all, int number) {
    return Objects.requireNonNull(all[number]);
  }

  /** The shape of the only array, or of all of them as one vector. */
  static Shape joined(List<Entrance> entrances) {
    return entrances.size() == 1
        ? entrances.getFirst().shape()
        : Shape.of(Math.toIntExact(entrances.stream().mapToLong(e -> e.shape().size()).sum()));
  }

  /** What goes in at every entrance, of samples that are one array. */
  static List<Tensor> apart(Tensor inputs, List<Entrance> entrances, DType dtype) {
    List<Tensor> parts = new ArrayList<>();
    long from = 0;
    for (Entrance e : entrances) {
      long to = from + e.shape().size();
      Tensor part = entrances.size() == 1 ? inputs : shaped(inputs.slice(1, from, to), e.shape());
      parts.add(part.to(e.whole() ? DType.INT64 : dtype));
      from = to;
    }
    return parts;
  }

  /** Inputs as samples of a shape, which may have come as vectors. */
  static Tensor shaped(Tensor inputs, Shape input) {
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
    return inputs.reshape(shape);
  }

  @Override
  public void close() {}
}
