package org.onsager.lab;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

/**
 * A jar of somebody else's experiments and tools.
 *
 * <p>It sees the house and itself, and no other contribution. Reading it looks at its catalogue and
 * at the first bytes of the classes named there; nothing of it is loaded before it is asked for.
 *
 * @param file the jar, absolute
 * @param named true when the command line names it, false when it was found in the home's folder
 * @param loader sees the house and the jar
 * @param cards its experiments
 * @param tools its tools
 */
public record Contribution(
    Path file, boolean named, URLClassLoader loader, List<Card> cards, List<Tools.Entry> tools) {
  private static final int CLASS_FILE = 0xCAFEBABE;

  /** Class files of Java n have the major version n + 44. */
  private static final int MAJOR = 44;

  public Contribution {
    cards = List.copyOf(cards);
    tools = List.copyOf(tools);
  }

  /** The jar's name, without its folder. */
  public String name() {
    return String.valueOf(file.getFileName());
  }

  /**
   * Reads a jar.
   *
   * @param jar the file
   * @param named whether the command line names it
   * @param house sees the house
   * @throws Refusal in one line when it is no jar of experiments or tools that would work here
   */
  static Contribution read(Path jar, boolean named, ClassLoader house) {
    Path file = jar.toAbsolutePath().normalize();
    if (!Files.exists(file)) {
      throw new Refusal(file + " does not exist" + near(file));
    }
    if (Files.isDirectory(file)) {
      throw new Refusal(file + " is a folder; a contribution is one jar");
    }
    try (JarFile archive = new JarFile(file.toFile())) {
      String name = String.valueOf(file.getFileName());
      List<Card> cards = Catalogue.cards(properties(archive, Catalogue.RESOURCE), name);
      List<Tools.Entry> tools = Tools.entries(properties(archive, Tools.RESOURCE), name);
      if (cards.isEmpty() && tools.isEmpty()) {
        throw new Refusal(
            file
                + " has no experiment and no tool in it (no "
                + Catalogue.RESOURCE
                + "); compile it with the annotation processor of org.onsager:onsager-index");
      }
      for (Card card : cards) {
        inspect(archive, file, "the experiment " + card.id(), card.className());
      }
      for (Tools.Entry tool : tools) {
        inspect(archive, file, "the tool " + tool.verb(), tool.className());
      }
      URL[] urls = {file.toUri().toURL()};
      return new Contribution(
          file, named, new URLClassLoader(file.toString(), urls, house), cards, tools);
    } catch (IOException e) {
      throw new Refusal(file + " is not a jar that can be read: " + e.getMessage(), e);
    }
  }

  private static String near(Path file) {
    Path folder = file.getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      return "";
    }
    try (Stream<Path> files = Files.list(folder)) {
      List<String> jars =
          files
              .map(f -> String.valueOf(f.getFileName()))
              .filter(n -> n.endsWith(".jar"))
              .sorted()
              .toList();
      return Nearest.suggestion(String.valueOf(file.getFileName()), jars);
    } catch (IOException e) {
      return "";
    }
  }

  private static Properties properties(JarFile archive, String resource) throws IOException {
    Properties p = new Properties();
    ZipEntry entry = archive.getEntry(resource);
    if (entry != null) {
      try (InputStream in = archive.getInputStream(entry)) {
        p.load(new InputStreamReader(in, StandardCharsets.UTF_8));
      } catch (IllegalArgumentException e) {
        throw new IOException(resource + " is malformed, " + e.getMessage(), e);
      }
    }
    return p;
  }

  private static void inspect(JarFile archive, Path file, String what, String className)
      throws IOException {
    ZipEntry entry = archive.getEntry(className.replace('.', '/') + ".class");
    if (entry == null) {
      throw new Refusal(
          file + ": " + what + " is the class " + className + ", which is not in the jar");
    }
    byte[] head;
    try (InputStream in = archive.getInputStream(entry)) {
      head = in.readNBytes(8);
    }
    ByteBuffer start = ByteBuffer.wrap(Arrays.copyOf(head, 8));
    if (head.length < 8 || start.getInt() != CLASS_FILE) {
      throw new Refusal(file + ": " + what + " is not a class file");
    }
    int version = (start.getInt() & 0xFFFF) - MAJOR;
    int here = Runtime.version().feature();
    if (version > here) {
      throw new Refusal(
          file + ": " + what + " was compiled for Java " + version + "; this is Java " + here);
    }
  }

  /**
   * Refuses when a name is taken.
   *
   * @param ids known ids → where they are from
   * @param verbs known verbs → where they are from
   */
  void mustNotClash(Map<String, String> ids, Map<String, String> verbs) {
    for (Card card : cards) {
      String other = ids.get(card.id());
      if (other != null) {
        throw new Refusal(
            file
                + ": an experiment is called "
                + card.id()
                + " already, in "
                + other
                + "; ids are unique");
      }
    }
    for (Tools.Entry tool : tools) {
      String other = verbs.get(tool.verb());
      if (other != null) {
        throw new Refusal(
            file
                + ": a verb is called "
                + tool.verb()
                + " already, in "
                + other
                + "; verbs are unique");
      }
    }
  }

  /**
   * An instance of a class of the jar.
   *
   * @throws Refusal in one line when the jar was made against another Onsager
   */
  <T> T make(String what, String className, Class<T> type) {
    List<String> missing = Linkage.missing(this, className);
    if (!missing.isEmpty()) {
      String more = missing.size() == 1 ? "" : " (and " + (missing.size() - 1) + " more)";
      throw new Refusal(
          file
              + " does not fit this Onsager: "
              + missing.getFirst()
              + more
              + "; compile it again against this version");
    }
    try {
      return Class.forName(className, true, loader)
          .asSubclass(type)
          .getDeclaredConstructor()
          .newInstance();
    } catch (ClassCastException e) {
      throw new Refusal(file + ": " + className + " is no " + type.getSimpleName(), e);
    } catch (ReflectiveOperationException | LinkageError e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new Refusal(file + ": " + what + " cannot be made: " + cause, e);
    }
  }

  /** The names of the classes in the jar. */
  Set<String> classes(JarFile archive) {
    return Set.copyOf(
        archive.stream().map(ZipEntry::getName).filter(n -> n.endsWith(".class")).toList());
  }
}
