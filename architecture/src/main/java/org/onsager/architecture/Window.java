package org.onsager.architecture;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What slides over the spatial axes of an array {@code [channels, length]} or {@code [channels,
 * height, width]}: how large it is, and by how much it moves.
 *
 * @param extents k, one for each spatial axis, of which there are one or two
 * @param strides s, likewise
 */
public record Window(List<Integer> extents, List<Integer> strides) {

  /** Refuses other than one or two axes, and sizes that are not positive. */
  public Window {
    extents = List.copyOf(extents);
    strides = List.copyOf(strides);
    require("a kernel", extents);
    require("a stride", strides);
    if (extents.size() != strides.size()) {
      throw new IllegalArgumentException(
          "kernel and stride have as many sizes as each other, not "
              + sizes(extents)
              + " and "
              + sizes(strides));
    }
  }

  private static void require(String what, List<Integer> sizes) {
    if (sizes.isEmpty() || sizes.size() > 2 || sizes.stream().anyMatch(size -> size < 1)) {
      throw new IllegalArgumentException(
          what + " has one or two positive sizes, as in 5 or 5x5, not " + sizes(sizes));
    }
  }

  /** A window over one axis. */
  public static Window along(int extent, int stride) {
    return new Window(List.of(extent), List.of(stride));
  }

  /** A square that moves by as much along both axes. */
  public static Window square(int extent, int stride) {
    return new Window(List.of(extent, extent), List.of(stride, stride));
  }

  /** The number of elements under it. */
  public long size() {
    return extents.stream().mapToLong(Integer::longValue).reduce(1, (a, b) -> a * b);
  }

  /** The number of spatial axes. */
  public int axes() {
    return extents.size();
  }

  /** A step of one along every axis. */
  List<Integer> ones() {
    return Collections.nCopies(axes(), 1);
  }

  /**
   * How many zeros, or of a ring how many places from its other end, are put before and after along
   * an axis of this length.
   */
  int[] zeros(int axis, int length, Padding padding) {
    if (padding == Padding.VALID) {
      return new int[] {0, 0};
    }
    int places = (length + strides.get(axis) - 1) / strides.get(axis);
    int total =
        Math.max(0, Math.addExact((places - 1) * strides.get(axis), extents.get(axis)) - length);
    return new int[] {total / 2, total - total / 2};
  }

  /** The places that it takes over an array, with this many channels. */
  Shape over(Shape input, Padding padding, int channels, String layer) {
    if (input.extents().size() != axes() + 1) {
      String array = axes() == 1 ? "channels,length" : "channels,height,width";
      throw new IllegalArgumentException(
          layer
              + " takes an array ["
              + array
              + "], and "
              + input
              + " arrives; a network that begins with it says input("
              + array
              + ") first");
    }
    List<Integer> places = new ArrayList<>(List.of(channels));
    for (int axis = 0; axis < axes(); axis++) {
      int length = input.extents().get(axis + 1);
      int[] zeros = zeros(axis, length, padding);
      int room = length + zeros[0] + zeros[1] - extents.get(axis);
      if (room < 0 || (padding == Padding.CIRCULAR && extents.get(axis) > length)) {
        throw new IllegalArgumentException(layer + " is larger than " + input + ", which arrives");
      }
      places.add(room / strides.get(axis) + 1);
    }
    return new Shape(places);
  }

  /** For example {@code kernel=5x5,stride=2x2}; a stride that is the usual one is left out. */
  String text(List<Integer> usual) {
    return "kernel=" + sizes(extents) + (strides.equals(usual) ? "" : ",stride=" + sizes(strides));
  }

  private static String sizes(List<Integer> sizes) {
    return sizes.stream().map(String::valueOf).collect(Collectors.joining("x"));
  }
}
