package org.onsager.data.weights;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.onsager.data.weights.Pickle.Items;
import org.onsager.data.weights.Pickle.Table;
import org.onsager.data.weights.Pickle.View;

/**
 * The weights in what a checkpoint holds: a table from names to tensors, plain or inside another
 * one, as training programs save it.
 */
final class StateDictionary {
  /** Where training programs put the weights, the usual ones first. */
  private static final List<String> CONTAINERS =
      List.of("state_dict", "model_state_dict", "model", "net", "network", "module", "weights");

  private static final int DEEPEST = 16;

  private final TorchFile.Contents contents;
  private final List<StoredArray> arrays = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();

  private StateDictionary(TorchFile.Contents contents) {
    this.contents = contents;
  }

  /** Weights by name, and in words what else was there. */
  record Found(List<StoredArray> arrays, List<String> notes) {}

  static Found of(Octets in, TorchFile.Contents contents) {
    StateDictionary found = new StateDictionary(contents);
    if (!(contents.root() instanceof Table root)) {
      throw in.refusal(
          "holds no table of weights; save the state dictionary:"
              + " torch.save(model.state_dict(), path)");
    }
    Table table = found.descend(root, "");
    found.collect(table, "", 0, new HashSet<>());
    if (found.arrays.isEmpty()) {
      throw in.refusal("holds no tensor by a name");
    }
    return new Found(strip(found.arrays), List.copyOf(found.notes));
  }

  /** Into containers, as long as there is one; what lies beside it is said. */
  private Table descend(Table table, String path) {
    for (String name : CONTAINERS) {
      if (table.entries.get(name) instanceof Table inner && tensors(inner) > 0) {
        for (Map.Entry<Object, Object> other : table.entries.entrySet()) {
          long count = other.getKey().equals(name) ? 0 : tensors(other.getValue());
          if (count > 0) {
            notes.add(
                "'" + path + other.getKey() + "' holds " + count + " tensors beside; left out");
          }
        }
        return path.length() > 100 ? inner : descend(inner, path + name + ".");
      }
    }
    return table;
  }

  private static long tensors(Object value) {
    if (!(value instanceof Table || value instanceof Items)) {
      return 0;
    }
    long[] count = {0};
    TorchFile.Walk.views(value, _ -> count[0]++);
    return count[0];
  }

  private void collect(Table table, String prefix, int depth, Set<Table> above) {
    if (depth > DEEPEST || !above.add(table)) {
      throw contents.file().refusal("has tables that hold each other, in " + prefix);
    }
    for (Map.Entry<Object, Object> entry : table.entries.entrySet()) {
      String name = prefix + entry.getKey();
      switch (entry.getValue()) {
        case View view -> arrays.add(contents.array(name, view));
        case Table inner when optimiser(entry.getKey()) -> {
          long count = tensors(inner);
          if (count > 0) {
            notes.add("'" + name + "' holds an optimiser's " + count + " tensors; left out");
          }
        }
        case Table inner -> collect(inner, name + ".", depth + 1, above);
        default -> {}
      }
    }
  }

  private static boolean optimiser(Object key) {
    return key.toString().toLowerCase(Locale.ROOT).startsWith("optim");
  }

  /** Takes off what all names begin with because of a wrapper: {@code module.}, {@code model.}. */
  private static List<StoredArray> strip(List<StoredArray> arrays) {
    List<StoredArray> stripped = arrays;
    boolean again = true;
    while (again) {
      again = false;
      for (String prefix : List.of("module.", "model.", "_orig_mod.", "net.", "network.")) {
        if (stripped.stream().allMatch(a -> a.name().startsWith(prefix))) {
          stripped =
              stripped.stream().map(a -> a.named(a.name().substring(prefix.length()))).toList();
          again = true;
        }
      }
    }
    return List.copyOf(stripped);
  }
}
