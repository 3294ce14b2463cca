package org.onsager.lab;

import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The class loader of a process to which others contribute: it sees the house and every contributed
 * jar.
 *
 * <p>As the context class loader it is what {@link Catalogue#open()} and {@link Tools#open} read,
 * and every thread hands it on. The house comes first: a contribution adds to it and replaces
 * nothing.
 */
public final class Contributions extends ClassLoader {
  private static final String HOUSE = "Onsager";

  private final ClassLoader house;
  private final List<Contribution> all;

  private Contributions(ClassLoader house, List<Contribution> all) {
    super("contributions", house);
    this.house = house;
    this.all = List.copyOf(all);
  }

  /**
   * Reads jars.
   *
   * @param house sees the house
   * @param named the jars that the command line names: a bad one is refused
   * @param folder whose jars are taken as well: a bad one is noted and left out
   * @param verbs what a tool cannot be called
   * @param note is told of what was left out, in a line each
   * @return empty when there is no jar
   * @throws Refusal in one line for a named jar that is none, holds nothing, would not work here,
   *     or takes a name that is taken
   */
  public static Optional<Contributions> of(
      ClassLoader house,
      List<Path> named,
      Path folder,
      Collection<String> verbs,
      Consumer<String> note) {
    List<Path> found = jars(folder, note);
    if (named.isEmpty() && found.isEmpty()) {
      return Optional.empty();
    }
    Map<String, String> ids = new LinkedHashMap<>();
    Map<String, String> taken = new LinkedHashMap<>();
    Catalogue.open(house).cards().forEach(c -> ids.put(c.id(), HOUSE));
    Tools.open(house).entries().forEach(t -> taken.put(t.verb(), HOUSE));
    verbs.forEach(v -> taken.put(v, HOUSE));
    Map<Path, Contribution> all = new LinkedHashMap<>();
    for (Path jar : named) {
      add(all, Contribution.read(jar, true, house), ids, taken);
    }
    for (Path jar : found) {
      try {
        add(all, Contribution.read(jar, false, house), ids, taken);
      } catch (Refusal e) {
        note.accept("left out: " + e.getMessage());
      }
    }
    return Optional.of(new Contributions(house, List.copyOf(all.values())));
  }

  private static void add(
      Map<Path, Contribution> all,
      Contribution jar,
      Map<String, String> ids,
      Map<String, String> verbs) {
    if (all.containsKey(jar.file())) {
      return; // named twice, or named and in the folder
    }
    jar.mustNotClash(ids, verbs);
    jar.cards().forEach(c -> ids.put(c.id(), jar.file().toString()));
    jar.tools().forEach(t -> verbs.put(t.verb(), jar.file().toString()));
    all.put(jar.file(), jar);
  }

  private static List<Path> jars(Path folder, Consumer<String> note) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(f -> f.toString().endsWith(".jar")).sorted().toList();
    } catch (IOException e) {
      note.accept("left out: " + folder + " cannot be read: " + e.getMessage());
      return List.of();
    }
  }

  /** The jars that this thread's class loader carries. */
  public static List<Contribution> here() {
    return Thread.currentThread().getContextClassLoader() instanceof Contributions c
        ? c.all
        : List.of();
  }

  /** The jars. */
  public List<Contribution> all() {
    return all;
  }

  /** Sees the house alone. */
  ClassLoader house() {
    return house;
  }

  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    String file = name.replace('.', '/') + ".class";
    for (Contribution jar : all) {
      if (jar.loader().findResource(file) != null) {
        return jar.loader().loadClass(name);
      }
    }
    throw new ClassNotFoundException(name);
  }

  @Override
  protected Enumeration<URL> findResources(String name) throws IOException {
    List<URL> found = new ArrayList<>();
    for (Contribution jar : all) {
      found.addAll(Collections.list(jar.loader().findResources(name)));
    }
    return Collections.enumeration(found);
  }
}
