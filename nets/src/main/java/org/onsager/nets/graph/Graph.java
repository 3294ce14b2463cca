package org.onsager.nets.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.onsager.lab.Refusal;
import org.onsager.tensor.Gradients;
import org.onsager.tensor.Scope;
import org.onsager.tensor.Tensor;

/**
 * A network as numbered values and the steps that compute one from another, in an order in which
 * they can be run.
 *
 * <p>Its parameters and constants belong to the scope that was open when they were made.
 */
public final class Graph {
  /** Stands for an optional input that was left out. */
  public static final int NONE = -1;

  private final int values;
  private final List<Integer> inputs;
  private final List<Integer> outputs;
  private final List<Step> steps;
  private final Map<Integer, Tensor> given;
  private final Map<String, Tensor> parameters;
  private final boolean[] fixed;
  private final int[] every;
  private final int[] moving;
  private final int[][] takes;
  private final int[][] gives;
  private final int[][] lastTaken;
  private final @Nullable Tensor[] start;
  private final boolean[] passed;
  private final boolean laidOut;
  private final SmallRuns small;
  private @Nullable Layout layout;

  private Graph(Assembly assembly, List<Integer> outputs) {
    this.values = assembly.values;
    this.inputs = List.copyOf(assembly.inputs);
    this.outputs = List.copyOf(outputs);
    this.steps = List.copyOf(assembly.steps);
    this.given = Map.copyOf(assembly.given);
    this.parameters = new LinkedHashMap<>(assembly.parameters);
    this.fixed = new boolean[values];
    Set<Tensor> leaves = Collections.newSetFromMap(new IdentityHashMap<>());
    leaves.addAll(parameters.values());
    given.forEach((number, tensor) -> fixed[number] = !leaves.contains(tensor));
    start = new Tensor[values];
    given.forEach((number, tensor) -> start[number] = tensor);
    passed = new boolean[values];
    boolean said = true;
    every = IntStream.range(0, steps.size()).toArray();
    boolean[] moves = new boolean[steps.size()];
    for (int number = 0; number < steps.size(); number++) {
      Step step = steps.get(number);
      said &= isLaidOut(step);
      boolean known = isFixed(step);
      moves[number] = !known;
      for (int output : step.outputs()) {
        if (output != NONE) {
          fixed[output] = known;
        }
      }
    }
    moving = IntStream.of(every).filter(number -> moves[number]).toArray();
    takes = numbers(steps.stream().map(Step::inputs).toList());
    gives = numbers(steps.stream().map(Step::outputs).toList());
    lastTaken = numbers(lastTaken());
    laidOut = said && moving.length < steps.size();
    boolean follows = said;
    small = new SmallRuns(from -> follows ? smallPlan(from) : null);
  }

  private static int[][] numbers(List<List<Integer>> lists) {
    return lists.stream()
        .map(list -> list.stream().mapToInt(Integer::intValue).toArray())
        .toArray(int[][]::new);
  }

  /** For each step what no later one takes: neither what is always there nor what comes out. */
  private List<List<Integer>> lastTaken() {
    List<List<Integer>> last = new ArrayList<>();
    Set<Integer> later = new HashSet<>(outputs);
    later.addAll(given.keySet());
    later.addAll(inputs);
    for (Step step : steps.reversed()) {
      List<Integer> freed = new ArrayList<>();
      for (int input : step.inputs()) {
        if (input != NONE && !fixed[input] && later.add(input)) {
          freed.add(input);
        }
      }
      last.addFirst(freed);
    }
    return last;
  }

  /** Whether what a step gives follows from the shapes of the graph's inputs. */
  private boolean isFixed(Step step) {
    return step.role() instanceof Role.Other(Role.Other.By by) && by == Role.Other.By.SHAPE
        || !step.inputs().isEmpty() && step.inputs().stream().allMatch(i -> i == NONE || fixed[i]);
  }

  /** Whether the shape of what a step gives does. */
  private boolean isLaidOut(Step step) {
    if (!(step.role() instanceof Role.Other(Role.Other.By by))) {
      return true;
    }
    int first =
        switch (by) {
          case NUMBERS, SHAPE -> step.inputs().size();
          case LAYOUT -> 1;
          case EXTENTS -> 0;
        };
    return step.inputs().stream().skip(first).allMatch(i -> i == NONE || fixed[i]);
  }

  /**
   * What follows from the shapes of inputs, beside what is given, and is computed once for as long
   * as they stay.
   */
  @SuppressWarnings("ArrayRecordComponent")
  private record Layout(long[][] shapes, @Nullable Tensor[] start) {}

  /**
   * One computation.
   *
   * @param name says which to a reader
   * @param inputs the numbers of the values that it takes; {@link #NONE} for one left out
   * @param outputs of those that it gives; likewise
   */
  public record Step(
      String name, Role role, Operation operation, List<Integer> inputs, List<Integer> outputs) {
    /** Keeps the lists. */
    public Step {
      inputs = List.copyOf(inputs);
      outputs = List.copyOf(outputs);
    }
  }

  /** A graph in the making. */
  public static final class Assembly {
    private int values;
    private final List<Integer> inputs = new ArrayList<>();
    private final List<Step> steps = new ArrayList<>();
    private final Map<Integer, Tensor> given = new HashMap<>();
    private final Map<String, Tensor> parameters = new LinkedHashMap<>();

    /** A value that is given when the graph is run. */
    public int input() {
      inputs.add(values);
      return values++;
    }

    /** A value that is always the same. */
    public int constant(Tensor value) {
      given.put(values, value);
      return values++;
    }

    /** A value that gradients are taken of: a leaf. */
    public int parameter(String name, Tensor value) {
      if (parameters.putIfAbsent(name, value) != null) {
        throw new IllegalArgumentException("two parameters are called " + name);
      }
      return constant(value);
    }

    /** A step with one output. */
    public int step(String name, Role role, Operation operation, int... from) {
      int output = values++;
      List<Integer> inputs = new ArrayList<>();
      for (int value : from) {
        inputs.add(value);
      }
      steps.add(new Step(name, role, operation, inputs, List.of(output)));
      return output;
    }

    /** A step with as many outputs; inputs may be {@link #NONE}. */
    public List<Integer> steps(
        String name, Role role, Operation operation, List<Integer> from, int count) {
      List<Integer> outputs = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        outputs.add(values++);
      }
      steps.add(new Step(name, role, operation, from, outputs));
      return outputs;
    }

    /** All that was put together. */
    public Graph graph(int... outputs) {
      List<Integer> numbers = new ArrayList<>();
      for (int output : outputs) {
        numbers.add(output);
      }
      return new Graph(this, numbers);
    }
  }

  /** The computations, in order. */
  public List<Step> steps() {
    return steps;
  }

  /** The numbers of what comes out. */
  public List<Integer> outputs() {
    return outputs;
  }

  /** What gradients are taken of, by name. */
  public Map<String, Tensor> parameters() {
    return parameters;
  }

  /** All values by number, from the inputs. */
  public @Nullable Tensor[] run(List<Tensor> from) {
    return run(from, false);
  }

  private @Nullable Tensor[] run(List<Tensor> from, boolean onlyOutputs) {
    if (from.size() != inputs.size()) {
      throw new IllegalArgumentException(
          "the graph takes " + inputs.size() + " inputs, not " + from.size());
    }
    long[][] shapes = laidOut ? shapes(from) : new long[0][];
    Layout known = layout;
    boolean again = laidOut && known != null && Arrays.deepEquals(known.shapes(), shapes);
    @Nullable Tensor[] all = again && known != null ? known.start().clone() : start.clone();
    for (int i = 0; i < from.size(); i++) {
      all[inputs.get(i)] = from.get(i);
    }
    boolean frees = onlyOutputs && (again || !laidOut) && !Gradients.areRemembered();
    for (int number : again ? moving : every) {
      Step step = steps.get(number);
      @Nullable Tensor[] taken = new Tensor[takes[number].length];
      for (int i = 0; i < taken.length; i++) {
        int input = takes[number][i];
        taken[i] = input == NONE ? null : all[input];
        if (input != NONE && taken[i] == null) {
          throw new Refusal(
              "the network cannot be run: " + step.name() + " takes what is not computed here");
        }
      }
      Tensor[] made = made(step, taken);
      int[] outputs = gives[number];
      for (int i = 0; i < Math.min(made.length, outputs.length); i++) {
        if (outputs[i] != NONE) {
          all[outputs[i]] = made[i];
        }
      }
      if (frees) {
        free(number, made, all);
      }
    }
    if (laidOut && !again) {
      remember(shapes, all);
    }
    return all;
  }

  /** Frees what no later step takes, so that memory is used again while it is near. */
  private void free(int number, Tensor[] made, @Nullable Tensor[] all) {
    for (int input : takes[number]) {
      for (int i = 0; input != NONE && i < Math.min(made.length, gives[number].length); i++) {
        int output = gives[number][i];
        if (output != NONE && same(made[i], all[input])) { // the step passed it on
          passed[input] = true;
          passed[output] = true;
        }
      }
    }
    for (int input : lastTaken[number]) {
      Tensor tensor = all[input];
      if (tensor != null && !passed[input]) {
        all[input] = null;
        Scope.free(tensor);
      }
    }
  }

  @SuppressWarnings("ReferenceEquality") // the very object, not one that is equal
  private static boolean same(Tensor a, @Nullable Tensor b) {
    return a == b;
  }

  private static long[][] shapes(List<Tensor> from) {
    long[][] shapes = new long[from.size()][];
    for (int i = 0; i < shapes.length; i++) {
      shapes[i] = from.get(i).shape();
    }
    return shapes;
  }

  private void remember(long[][] shapes, @Nullable Tensor[] all) {
    @Nullable Tensor[] known = start.clone();
    try (Scope scope = Scope.open()) {
      for (int number = 0; number < values; number++) {
        Tensor tensor = all[number];
        if (fixed[number] && tensor != null && !given.containsKey(number)) {
          known[number] = scope.release(tensor.copy());
        }
      }
    }
    layout = new Layout(shapes, known);
  }

  /**
   * What comes out, of the inputs. After some runs on few numbers of one shape without gradients
   * they are computed by plain loops, where the graph allows, and then differ in the last digits.
   */
  public List<Tensor> outputsOf(List<Tensor> from) {
    List<Tensor> few = Gradients.areRemembered() ? null : small.of(from);
    if (few != null) {
      return few;
    }
    @Nullable Tensor[] all = run(from, true);
    List<Tensor> results = new ArrayList<>();
    for (int output : outputs) {
      Tensor result = all[output];
      if (result == null) {
        throw new Refusal("the network cannot be run: an output is not computed here");
      }
      results.add(result);
    }
    return results;
  }

  private @Nullable SmallPlan smallPlan(List<Tensor> from) {
    try (Scope _ = Scope.open()) {
      List<Step> differing = IntStream.of(moving).mapToObj(steps::get).toList();
      return SmallPlan.of(differing, inputs, outputs, parameters.values(), run(from));
    }
  }

  /** Whether the last run of few numbers left a plan for more of its shape. */
  boolean isPlanned() {
    return small.isPlanned();
  }

  private static Tensor[] made(Step step, @Nullable Tensor[] taken) {
    try {
      return step.operation().of(taken);
    } catch (RuntimeException e) {
      throw refusal(step.name(), e);
    }
  }

  /** A refusal in one line of what went wrong at a step. */
  static Refusal refusal(String step, RuntimeException wrong) {
    String said = wrong.getMessage() == null ? wrong.toString() : wrong.getMessage();
    return new Refusal(
        "the network cannot be run: " + step + ": " + said.lines().findFirst().orElse(""), wrong);
  }
}
