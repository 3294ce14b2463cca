package org.onsager.walls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The table of rooms. */
record House(Map<String, Room> rooms) {

  /** The folder that holds the table and the rooms. */
  static Path root() {
    Path folder = Path.of("").toAbsolutePath();
    while (folder != null && !Files.exists(folder.resolve("rooms.tsv"))) {
      folder = folder.getParent();
    }
    if (folder == null) {
      throw new IllegalStateException("no rooms.tsv in this folder or above it");
    }
    return folder;
  }

  static House read(Path table) throws IOException {
    Map<String, Room> rooms = new LinkedHashMap<>();
    for (String line : Files.readAllLines(table)) {
      if (line.startsWith("#") || line.isBlank()) {
        continue;
      }
      String[] cells = line.split("\t", -1);
      if (cells.length != 5) {
        throw new IllegalArgumentException("rooms.tsv: a row has five cells, not: " + line);
      }
      Room room =
          new Room(
              cells[0],
              cells[1],
              marked(cells[2], '@', "compile"),
              Set.copyOf(words(cells[3])),
              marked(cells[4], '#', ""));
      rooms.put(room.name(), room);
    }
    return new House(rooms);
  }

  Room room(String name) {
    Room room = rooms.get(name);
    if (room == null) {
      throw new IllegalArgumentException("rooms.tsv has no room " + name);
    }
    return room;
  }

  /** The rooms whose classes a room's compiler can see: its row's, and what those show. */
  Set<String> visible(String name) {
    Set<String> visible = new TreeSet<>();
    List<String> open = new ArrayList<>(List.of(name));
    while (!open.isEmpty()) {
      String next = open.removeLast();
      room(next)
          .sees()
          .forEach(
              (seen, scope) -> {
                if (scope.equals("compile") && visible.add(seen)) {
                  open.add(seen);
                }
              });
    }
    return visible;
  }

  /** What is wrong with the table itself. */
  List<String> violations(Path root) {
    List<String> wrong = new ArrayList<>();
    for (Room room : rooms.values()) {
      for (String seen : visible(room.name())) {
        String there = room(seen).side();
        if (!room.side().equals("-") && !there.equals("-") && !there.equals(room.side())) {
          wrong.add("%s (%s) sees %s (%s)".formatted(room.name(), room.side(), seen, there));
        }
      }
    }
    wrong.addAll(shared(root));
    return wrong;
  }

  private List<String> shared(Path root) {
    List<String> wrong = new ArrayList<>();
    Map<String, List<String>> owners = new LinkedHashMap<>();
    for (Room room : rooms.values()) {
      room.libraries()
          .forEach(l -> owners.computeIfAbsent(l, k -> new ArrayList<>()).add(room.name()));
      room.packages()
          .forEach(
              (name, decision) -> {
                if (decision.isEmpty()) {
                  owners.computeIfAbsent(name, k -> new ArrayList<>()).add(room.name());
                } else if (!recorded(root, decision)) {
                  wrong.add(
                      "%s names %s by decision %s, and docs/decisions has no %s-….md"
                          .formatted(room.name(), name, decision, decision));
                }
              });
    }
    owners.forEach(
        (what, where) -> {
          if (where.size() > 1) {
            wrong.add(what + " is visible in " + String.join(" and ", where));
          }
        });
    return wrong;
  }

  private static boolean recorded(Path root, String decision) {
    try (var files = Files.list(root.resolve("docs/decisions"))) {
      return files.anyMatch(f -> f.getFileName().toString().startsWith(decision + "-"));
    } catch (IOException e) {
      return false;
    }
  }

  private static Map<String, String> marked(String cell, char mark, String otherwise) {
    Map<String, String> marked = new LinkedHashMap<>();
    for (String word : words(cell)) {
      int at = word.indexOf(mark);
      marked.put(
          at < 0 ? word : word.substring(0, at), at < 0 ? otherwise : word.substring(at + 1));
    }
    return marked;
  }

  private static List<String> words(String cell) {
    return cell.equals("-") ? List.of() : List.of(cell.trim().split(" +", -1));
  }
}
