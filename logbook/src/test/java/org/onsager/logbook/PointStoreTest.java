package org.onsager.logbook;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PointStoreTest {
  @TempDir Path folder;

  private final List<String> notes = new ArrayList<>();

  private PointStore open(String vfs) {
    return PointStore.open(Home.under(folder), vfs, notes::add);
  }

  @Test
  void aResultIsTakenOnceAndAFailureIsReplacedByAResult() {
    try (PointStore store = open("")) {
      store.keep("a", "point", "first", false);
      store.keep("a", "point", "second", false);
      store.keep("b", "point", "broke", true);
      assertThat(store.result("a")).contains("first");
      assertThat(store.result("b")).contains("broke");
      assertThat(store.result("c")).isEmpty();
      assertThat(store.finished(List.of("a", "b", "c"))).containsExactly("a");
      store.keep("b", "point", "held", false);
      store.keep("b", "point", "broke again", true);
      assertThat(store.result("b")).contains("held");
      store.forget(List.of("a"));
      assertThat(store.finished(List.of("a", "b"))).containsExactly("b");
    }
  }

  @Test
  void moreKeysThanAStatementTakesAreFound() {
    List<String> keys = IntStream.range(0, 1203).mapToObj(i -> "k" + i).toList();
    try (PointStore store = open("")) {
      keys.forEach(k -> store.keep(k, "p", "r", false));
    }
    try (PointStore store = open("")) {
      assertThat(store.finished(keys)).hasSize(1203);
    }
  }

  @Test
  void withoutSharedMemoryItWorksAndSaysSo() {
    try (PointStore store = open("")) {
      store.keep("a", "p", "r", false); // with a write-ahead log, then moved elsewhere
    }
    try (PointStore store = open("unix-dotfile")) {
      store.keep("b", "p", "r", false);
      assertThat(store.finished(List.of("a", "b"))).hasSize(2);
    }
    assertThat(notes)
        .singleElement()
        .asString()
        .contains("no shared memory: the store of sweep points keeps a rollback journal");
  }

  @Test
  void aDamagedStoreIsSetAsideAndSaysSo() throws IOException {
    open("").close();
    Path file = folder.resolve("sweeps").resolve("points.db");
    Files.write(file, new byte[5000]);
    Files.writeString(file, "this is no database, whatever its name says ".repeat(200));
    try (PointStore store = open("")) {
      assertThat(store.finished(List.of("a"))).isEmpty();
      store.keep("a", "p", "r", false);
    }
    assertThat(notes).singleElement().asString().contains("are measured anew");
  }
}
