package org.onsager.data.weights;

import java.math.BigInteger;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.onsager.data.weights.Pickle.Storage;
import org.onsager.data.weights.Pickle.View;
import org.onsager.lab.Refusal;

/**
 * Checkpoints of PyTorch: zip archives (since 1.6) and the form before that, a sequence of pickles
 * followed by the numbers.
 */
final class TorchFile {
  /** The first number of the older form. */
  private static final BigInteger MAGIC = new BigInteger("1950a86a20f9469cfc6c", 16);

  private static final long PROTOCOL = 1001;

  private final Octets in;
  private final Map<String, Octets> storages = new HashMap<>();
  private ByteOrder order = ByteOrder.LITTLE_ENDIAN;

  private TorchFile(Octets in) {
    this.in = in;
  }

  /** What the file holds: tables, lists and {@link StoredArray}s instead of views. */
  record Contents(Object root, TorchFile file) {
    /** The array that a view shows. */
    StoredArray array(String name, View view) {
      return file.array(name, view);
    }
  }

  /** A zip archive. */
  static Contents zip(Octets in) {
    TorchFile file = new TorchFile(in);
    Zip zip = Zip.of(in);
    if (isProgram(zip)) {
      throw in.refusal(
          "is TorchScript, a program, which is not run here; save the weights alone:"
              + " torch.save(model.state_dict(), path), or let it do whatever it says, if you trust"
              + " who made it: --run-untrusted-code");
    }
    String prefix = null;
    for (String name : zip.members().keySet()) {
      if (name.endsWith("/data.pkl") && name.indexOf('/') == name.length() - 9) {
        prefix = name.substring(0, name.length() - 8);
      }
    }
    if (prefix == null) {
      throw in.refusal("is a zip archive, but no checkpoint of PyTorch (it has no data.pkl)");
    }
    Zip.Range byteOrder = zip.range(prefix + "byteorder");
    if (byteOrder != null
        && byteOrder.length() == 3
        && in.at(byteOrder.from()).text(3).equals("big")) {
      file.order = ByteOrder.BIG_ENDIAN;
    }
    Object root = Pickle.read(part(in, "data.pkl", zip.range(prefix + "data.pkl")));
    for (String name : zip.members().keySet()) {
      String start = prefix + "data/";
      if (name.startsWith(start)) {
        String key = name.substring(start.length());
        file.storages.put(key, part(in, name, zip.range(name)));
      }
    }
    return new Contents(root, file);
  }

  /** Whether it is TorchScript. */
  static boolean isProgram(Zip zip) {
    return zip.members().keySet().stream()
        .anyMatch(name -> name.endsWith("/constants.pkl") || name.contains("/code/"));
  }

  private static Octets part(Octets in, String name, Zip.@Nullable Range r) {
    if (r == null) {
      throw in.refusal("has no " + name);
    }
    return in.part(name, r.from(), r.length());
  }

  /** The older form. */
  static Contents legacy(Octets in) {
    if (!MAGIC.equals(Pickle.read(in))) {
      throw in.refusal("is a pickle, but no checkpoint of PyTorch (its first number is another)");
    }
    if (!Long.valueOf(PROTOCOL).equals(Pickle.read(in))) {
      throw in.refusal("is a checkpoint of PyTorch in an unknown protocol");
    }
    TorchFile file = new TorchFile(in);
    if (Pickle.read(in) instanceof Pickle.Table system
        && Boolean.FALSE.equals(system.entries.get("little_endian"))) {
      file.order = ByteOrder.BIG_ENDIAN;
    }
    Object root = Pickle.read(in);
    Map<String, Storage> announced = new HashMap<>();
    Walk.views(root, view -> announced.putIfAbsent(view.storage().key(), view.storage()));
    if (!(Pickle.read(in) instanceof Pickle.Items keys)) {
      throw in.refusal("has no list of storages");
    }
    for (Object key : keys.values) {
      Storage storage = key instanceof String text ? announced.get(text) : null;
      if (storage == null) {
        throw in.refusal("keeps a storage " + key + " that no tensor shows");
      }
      long count = in.little64();
      if (count < 0 || count > in.size() / storage.element().bytes()) {
        throw in.refusal("announces a storage of " + count + " numbers; truncated?");
      }
      long bytes = count * storage.element().bytes();
      file.storages.put(storage.key(), in.part("storage " + key, in.position(), bytes));
      in.skip(bytes);
    }
    return new Contents(root, file);
  }

  Refusal refusal(String what) {
    return in.refusal(what);
  }

  private StoredArray array(String name, View view) {
    Storage storage = view.storage();
    Octets bytes = storages.get(storage.key());
    if (bytes == null) {
      throw in.refusal(name + " is kept in storage " + storage.key() + ", which is missing");
    }
    int width = storage.element().bytes();
    long stored = bytes.size() / width;
    if (storage.first() < 0 || storage.first() > stored || view.first() < 0) {
      throw in.refusal(name + " begins outside its storage");
    }
    long first = Math.addExact(storage.first(), Math.min(view.first(), stored + 1));
    Bounds.view(in, name, view.shape(), view.strides(), first, stored);
    return new StoredArray(
        name,
        storage.element(),
        view.shape(),
        view.strides(),
        bytes.slice(Math.min(first, stored) * width, (stored - Math.min(first, stored)) * width),
        order);
  }

  /** Walks over what a pickle built, each container once. */
  static final class Walk {
    private Walk() {}

    /** Takes one view. */
    interface Taker {
      void take(View view);
    }

    static void views(Object root, Taker taker) {
      Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
      List<Object> open = new ArrayList<>(List.of(root));
      while (!open.isEmpty()) {
        Object value = open.removeLast();
        switch (value) {
          case View view -> taker.take(view);
          case Pickle.Table table when seen.add(table) -> open.addAll(table.entries.values());
          case Pickle.Items items when seen.add(items) -> open.addAll(items.values);
          case Pickle.Tuple tuple when seen.add(tuple) -> open.addAll(tuple.values);
          default -> {}
        }
      }
    }
  }
}
