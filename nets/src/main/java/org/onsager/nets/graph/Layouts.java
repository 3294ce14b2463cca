package org.onsager.nets.graph;

import static java.util.Map.entry;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.onsager.data.weights.Element;
import org.onsager.data.weights.OnnxAttribute;
import org.onsager.tensor.DType;
import org.onsager.tensor.Shapes;
import org.onsager.tensor.Tensor;
import org.onsager.tensor.TensorException;

/** ONNX's operators on shapes: what lies where, and how much of it. */
final class Layouts {
  private Layouts() {}

  static final Map<String, Maker> MAKERS =
      Map.ofEntries(
          entry("Reshape", Layouts::reshape),
          entry("Flatten", Layouts::flatten),
          entry("Transpose", Layouts::transpose),
          entry("Concat", Layouts::concat),
          entry("Split", Layouts::split),
          entry("Slice", Layouts::slice),
          entry("Gather", Layouts::gather),
          entry("GatherElements", Layouts::gatherElements),
          entry("Squeeze", Layouts::squeeze),
          entry("Unsqueeze", Layouts::unsqueeze),
          entry("Shape", Layouts::shape),
          entry("Size", a -> Operation.unary(x -> integers(new long[] {x.size()}).reshape())),
          entry("ConstantOfShape", Layouts::constantOfShape),
          entry("Expand", a -> Operation.binary(Layouts::expand)),
          entry("Tile", a -> Operation.binary((x, times) -> tile(x, times.toLongs()))),
          entry("Range", a -> Layouts::range),
          entry("Trilu", Layouts::triangle),
          entry("CumSum", Layouts::cumulative),
          entry("Pad", Layouts::pad));

  private static Tensor integers(long[] values) {
    return Tensor.of(values, values.length);
  }

  private static Operation reshape(Attributes a) {
    boolean zeros = a.whole("allowzero", 0) != 0;
    Integers integers = new Integers();
    return Operation.binary(
        (x, wanted) -> {
          long[] shape = integers.of(wanted);
          for (int i = 0; i < shape.length; i++) {
            if (shape[i] == 0 && !zeros) {
              shape[i] = x.extent(i);
            }
          }
          return x.reshape(shape);
        });
  }

  private static Operation flatten(Attributes a) {
    long axis = a.whole("axis", 1);
    return Operation.unary(
        x -> {
          long rows = 1;
          int to = axis == x.rank() ? x.rank() : Axes.of(axis, x.rank());
          for (int i = 0; i < to; i++) {
            rows *= x.extent(i);
          }
          return x.reshape(rows, rows == 0 ? 0 : x.size() / rows);
        });
  }

  private static Operation transpose(Attributes a) {
    long[] order = a.wholes("perm");
    return Operation.unary(
        x -> {
          if (order != null) {
            return Shapes.permute(x, order);
          }
          long[] reversed = new long[x.rank()];
          for (int i = 0; i < reversed.length; i++) {
            reversed[i] = x.rank() - 1L - i;
          }
          return Shapes.permute(x, reversed);
        });
  }

  private static Operation concat(Attributes a) {
    int axis = (int) a.whole("axis", 0);
    return inputs -> {
      List<Tensor> parts = new ArrayList<>(inputs.length);
      for (int i = 0; i < inputs.length; i++) {
        parts.add(Operation.given(inputs, i));
      }
      return new Tensor[] {Tensor.concatenate(axis, parts)};
    };
  }

  private static Operation split(Attributes a) {
    int outputs = a.outputs().size();
    long axis = a.whole("axis", 0);
    long[] said = a.wholes("split");
    return inputs -> {
      Tensor x = Operation.given(inputs, 0);
      int along = Axes.of(axis, x.rank());
      Tensor given = a.opset() < 13 ? null : Operation.optional(inputs, 1);
      long[] sizes = given != null ? given.toLongs() : said;
      if (sizes == null) {
        long each = (x.extent(along) + outputs - 1) / outputs;
        sizes = new long[outputs];
        Arrays.fill(sizes, each);
        sizes[outputs - 1] = x.extent(along) - each * (outputs - 1);
      }
      if (sizes.length != outputs) {
        throw new IllegalArgumentException(sizes.length + " sizes for " + outputs + " outputs");
      }
      Tensor[] parts = new Tensor[outputs];
      long from = 0;
      for (int i = 0; i < outputs; i++) {
        parts[i] = x.slice(along, from, from + sizes[i]);
        from += sizes[i];
      }
      return parts;
    };
  }

  private static Operation slice(Attributes a) {
    Integers[] read = {new Integers(), new Integers(), new Integers(), new Integers()};
    return inputs -> {
      Tensor x = Operation.given(inputs, 0);
      long[] starts = part(a, inputs, "starts", 1, read);
      long[] ends = part(a, inputs, "ends", 2, read);
      if (starts == null || ends == null || starts.length != ends.length) {
        throw new IllegalArgumentException("starts and ends are not of one number");
      }
      long[] axes = part(a, inputs, "axes", 3, read);
      long[] steps = part(a, inputs, "steps", 4, read);
      for (int i = 0; i < starts.length; i++) {
        int axis = Axes.of(axes == null ? i : axes[i], x.rank());
        x = slice(x, axis, starts[i], ends[i], steps == null ? 1 : steps[i]);
      }
      return new Tensor[] {x};
    };
  }

  /** Before version 10 they are attributes. */
  private static long @Nullable [] part(
      Attributes a, @Nullable Tensor[] inputs, String name, int number, Integers[] read) {
    if (a.opset() < 10) {
      return a.wholes(name);
    }
    Tensor given = Operation.optional(inputs, number);
    return given == null ? null : read[number - 1].of(given);
  }

  private static Tensor slice(Tensor x, int axis, long start, long end, long step) {
    long length = x.extent(axis);
    if (step == 0) {
      throw new IllegalArgumentException("a step of 0");
    }
    if (step > 0) {
      long from = Math.clamp(start < 0 ? start + length : start, 0, length);
      long to = Math.clamp(end < 0 ? end + length : end, from, length);
      return step == 1 ? x.slice(axis, from, to) : Shapes.slice(x, axis, from, to, step);
    }
    // Backwards: the same from the other end.
    long from = Math.clamp(start < 0 ? start + length : start, -1, length - 1);
    long to = Math.clamp(end < 0 ? Math.max(end, -length - 1) + length : end, -1, from);
    Tensor turned = Shapes.reversed(x, axis);
    return Shapes.slice(turned, axis, length - 1 - from, length - 1 - to, -step);
  }

  private static Operation gather(Attributes a) {
    long axis = a.whole("axis", 0);
    return Operation.binary(
        (x, indices) -> {
          int along = Axes.of(axis, x.rank());
          long[] shape = new long[x.rank() - 1 + indices.rank()];
          int at = 0;
          for (int i = 0; i < along; i++) {
            shape[at++] = x.extent(i);
          }
          for (int i = 0; i < indices.rank(); i++) {
            shape[at++] = indices.extent(i);
          }
          for (int i = along + 1; i < x.rank(); i++) {
            shape[at++] = x.extent(i);
          }
          Axes.bounded(shape);
          try {
            return x.select(along, indices.reshape(-1)).reshape(shape);
          } catch (TensorException _) { // some count from the end
            return x.select(along, positive(indices, x.extent(along)).reshape(-1)).reshape(shape);
          }
        });
  }

  private static Tensor positive(Tensor indices, long length) {
    Tensor negative = indices.less(Tensor.scalar(0, DType.INT64));
    return negative.where(indices.add(Tensor.scalar((double) length, DType.INT64)), indices);
  }

  private static Operation gatherElements(Attributes a) {
    long axis = a.whole("axis", 0);
    return Operation.binary(
        (x, indices) -> {
          int along = Axes.of(axis, x.rank());
          return x.gather(along, positive(indices, x.extent(along)));
        });
  }

  /** Axes are an attribute, and from version 13 on an input. */
  private static long @Nullable [] axes(Attributes a, @Nullable Tensor[] inputs, Integers read) {
    Tensor given = a.opset() < 13 ? null : Operation.optional(inputs, 1);
    return given == null ? a.wholes("axes") : read.of(given);
  }

  private static Operation squeeze(Attributes a) {
    Integers read = new Integers();
    return inputs -> {
      Tensor x = Operation.given(inputs, 0);
      long[] axes = axes(a, inputs, read);
      if (axes == null) {
        return new Tensor[] {x.reshape(Arrays.stream(x.shape()).filter(e -> e != 1).toArray())};
      }
      for (long axis : axes) {
        if (x.extent(Axes.of(axis, x.rank())) != 1) {
          throw new IllegalArgumentException("axis " + axis + " of " + x + " is not of extent 1");
        }
      }
      return new Tensor[] {x.reshape(Axes.without(x.shape(), axes))};
    };
  }

  private static Operation unsqueeze(Attributes a) {
    Integers read = new Integers();
    return inputs -> {
      Tensor x = Operation.given(inputs, 0);
      long[] axes = axes(a, inputs, read);
      if (axes == null) {
        throw new IllegalArgumentException("no axes are said");
      }
      return new Tensor[] {x.reshape(Axes.with(x.shape(), axes))};
    };
  }

  private static Operation shape(Attributes a) {
    long start = a.whole("start", 0);
    long end = a.whole("end", Long.MAX_VALUE);
    return Operation.unary(
        x -> {
          int rank = x.rank();
          int from = Math.clamp(start < 0 ? start + rank : start, 0, rank);
          int to = Math.clamp(end < 0 ? end + rank : end, from, rank);
          return integers(Arrays.copyOfRange(x.shape(), from, to));
        });
  }

  private static Operation constantOfShape(Attributes a) {
    if (!(a.node().attributes().get("value") instanceof OnnxAttribute.Array value)) {
      return Operation.unary(shape -> Tensor.zeros(a.real(), Axes.bounded(shape.toLongs())));
    }
    if (value.value().size() != 1) {
      throw a.unknown("a value of " + value.value().size() + " numbers");
    }
    double number = value.value().doubles()[0];
    DType type =
        value.value().element().isReal()
            ? a.real()
            : value.value().element() == Element.BOOL ? DType.BOOL : DType.INT64;
    return Operation.unary(
        shape -> Tensor.full(number, DType.FLOAT64, Axes.bounded(shape.toLongs())).to(type));
  }

  private static Tensor expand(Tensor x, Tensor wanted) {
    long[] shape = wanted.toLongs();
    int rank = Math.max(shape.length, x.rank());
    long[] result = new long[rank];
    for (int i = 1; i <= rank; i++) {
      long asked = i <= shape.length ? shape[shape.length - i] : 1;
      long own = i <= x.rank() ? x.extent(x.rank() - i) : 1;
      result[rank - i] = asked == 1 ? own : asked;
    }
    return x.broadcastTo(Axes.bounded(result));
  }

  private static Tensor tile(Tensor x, long[] times) {
    long[] shape = x.shape();
    if (times.length != shape.length) {
      throw new IllegalArgumentException(times.length + " repetitions for " + x);
    }
    for (int i = 0; i < shape.length; i++) {
      shape[i] = Axes.bounded(shape[i], times[i])[0] * times[i];
    }
    Axes.bounded(shape);
    return Shapes.repeat(x, times);
  }

  private static Tensor[] range(@Nullable Tensor[] inputs) {
    Tensor first = Operation.given(inputs, 0);
    double start = first.item();
    double step = Operation.given(inputs, 2).item();
    double count = Math.ceil((Operation.given(inputs, 1).item() - start) / step);
    long size = Axes.bounded(Double.isNaN(count) ? -1 : (long) Math.max(0, count))[0];
    double[] values = new double[(int) size];
    for (int i = 0; i < values.length; i++) {
      values[i] = start + i * step;
    }
    return new Tensor[] {Tensor.of(values, size).to(first.dtype())};
  }

  private static Operation triangle(Attributes a) {
    boolean upper = a.whole("upper", 1) != 0;
    return inputs -> {
      Tensor k = Operation.optional(inputs, 1);
      long diagonal = k == null ? 0 : k.toLongs()[0];
      return new Tensor[] {Shapes.triangle(Operation.given(inputs, 0), upper, diagonal)};
    };
  }

  private static Operation cumulative(Attributes a) {
    if (a.whole("exclusive", 0) != 0 || a.whole("reverse", 0) != 0) {
      throw a.unknown("a sum that is exclusive or reverse");
    }
    return Operation.binary((x, axis) -> Shapes.cumulative(x, (int) axis.toLongs()[0]));
  }

  private static Operation pad(Attributes a) {
    String mode = a.text("mode", "constant");
    String known =
        switch (mode) {
          case "constant", "reflect" -> mode;
          case "edge" -> "replicate";
          default -> throw a.unknown("the mode " + mode);
        };
    return inputs -> {
      Tensor x = Operation.given(inputs, 0);
      long[] pads = a.opset() < 11 ? a.wholes("pads") : Operation.given(inputs, 1).toLongs();
      Tensor number = a.opset() < 11 ? null : Operation.optional(inputs, 2);
      Tensor axes = Operation.optional(inputs, 3);
      long[] along = axes == null ? Axes.all(x.rank()) : axes.toLongs();
      if (pads == null || pads.length != 2 * along.length) {
        throw new IllegalArgumentException("pads are not two for each axis");
      }
      long[] shape = x.shape();
      long[] around = new long[2 * x.rank()];
      int last = 0;
      for (int i = 0; i < along.length; i++) {
        int axis = Axes.of(along[i], x.rank());
        int back = x.rank() - 1 - axis;
        around[2 * back] = pads[i];
        around[2 * back + 1] = pads[i + along.length];
        shape[axis] += Math.addExact(pads[i], pads[i + along.length]);
        last = pads[i] != 0 || pads[i + along.length] != 0 ? Math.max(last, back + 1) : last;
      }
      Axes.bounded(shape);
      if (known.equals("constant")) {
        double value = number != null ? number.to(DType.FLOAT64).item() : a.real("value", 0);
        return new Tensor[] {Shapes.pad(x, around, value)};
      }
      return new Tensor[] {last == 0 ? x : Shapes.pad(x, Arrays.copyOf(around, 2 * last), known)};
    };
  }
}
