package org.onsager.walls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;

/** What the poms say against the table of rooms. */
final class Poms {
  /** Rooms for those who work on the house itself. */
  private static final Set<String> UNPUBLISHED = Set.of("walls", "bench");

  private Poms() {}

  static List<String> violations(House house, Path root) throws IOException {
    List<String> wrong = new ArrayList<>();
    Element parent = read(root.resolve("pom.xml"));
    Set<String> modules = new TreeSet<>();
    for (Element module : all(parent, "module")) {
      modules.add(module.getTextContent().trim());
    }
    wrong.addAll(bill(house, parent, read(root.resolve("bom/pom.xml"))));
    modules.remove("bom"); // a list, and no room
    if (!modules.equals(new TreeSet<>(house.rooms().keySet()))) {
      wrong.add(
          "pom.xml has the modules %s, the table %s".formatted(modules, house.rooms().keySet()));
    }
    if (!parent.getTextContent().contains("org.onsager.${room}")) {
      wrong.add("pom.xml sets no Automatic-Module-Name org.onsager.${room}");
    }
    for (Room room : house.rooms().values()) {
      Path pom = root.resolve(room.name()).resolve("pom.xml");
      if (!Files.exists(pom)) {
        wrong.add(room.name() + " has no pom.xml");
        continue;
      }
      wrong.addAll(violations(room, read(pom)));
    }
    return wrong;
  }

  /** The bill of materials names every room that is published, in the version of the house. */
  private static List<String> bill(House house, Element parent, Element bom) {
    List<String> wrong = new ArrayList<>();
    Set<String> named = new TreeSet<>();
    for (Element dependency : all(bom, "dependency")) {
      named.add(text(dependency, "artifactId", "").replaceFirst("^onsager-", ""));
    }
    Set<String> published = new TreeSet<>(house.rooms().keySet());
    published.removeAll(UNPUBLISHED);
    if (!named.equals(published)) {
      wrong.add("bom/pom.xml names %s, published are %s".formatted(named, published));
    }
    if (!text(bom, "version", "").equals(text(parent, "version", ""))) {
      wrong.add("bom/pom.xml has another version than pom.xml");
    }
    return wrong;
  }

  private static List<String> violations(Room room, Element pom) {
    List<String> wrong = new ArrayList<>();
    if (all(pom, "room").stream().noneMatch(e -> e.getTextContent().equals(room.name()))) {
      wrong.add("%s/pom.xml does not set <room>%s</room>".formatted(room.name(), room.name()));
    }
    Map<String, String> rooms = new TreeMap<>();
    Set<String> libraries = new TreeSet<>();
    for (Element dependency : all(pom, "dependency")) {
      String group = text(dependency, "groupId", "");
      String artifact = text(dependency, "artifactId", "");
      String scope = text(dependency, "scope", "compile");
      if (scope.equals("test")) {
        continue;
      }
      if (group.equals("org.onsager")) {
        rooms.put(artifact.replaceFirst("^onsager-", ""), scope);
      } else {
        libraries.add(group + ":" + artifact);
      }
    }
    if (!rooms.equals(new TreeMap<>(room.sees()))) {
      wrong.add(
          "%s/pom.xml depends on the rooms %s, the table says %s"
              .formatted(room.name(), rooms, new TreeMap<>(room.sees())));
    }
    if (!libraries.equals(new TreeSet<>(room.libraries()))) {
      wrong.add(
          "%s/pom.xml depends on the libraries %s, the table says %s"
              .formatted(room.name(), libraries, new TreeSet<>(room.libraries())));
    }
    return wrong;
  }

  private static Element read(Path pom) throws IOException {
    try {
      return DocumentBuilderFactory.newDefaultInstance()
          .newDocumentBuilder()
          .parse(pom.toFile())
          .getDocumentElement();
    } catch (SAXException | ParserConfigurationException e) {
      throw new IOException(pom + ": " + e.getMessage(), e);
    }
  }

  private static List<Element> all(Element within, String name) {
    List<Element> all = new ArrayList<>();
    var nodes = within.getElementsByTagName(name);
    for (int i = 0; i < nodes.getLength(); i++) {
      all.add((Element) nodes.item(i));
    }
    return all;
  }

  private static String text(Element of, String name, String otherwise) {
    for (Node child = of.getFirstChild(); child != null; child = child.getNextSibling()) {
      if (child.getNodeName().equals(name)) {
        return child.getTextContent().trim();
      }
    }
    return otherwise;
  }
}
