package org.onsager.walls;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Nothing opens the network but the downloads of data sets: there is no telemetry. */
final class NetworkTest {
  private static final String DOWNLOADS = "data";
  private static final Set<String> DOORS =
      Set.of(
          "java.net.Socket",
          "java.net.ServerSocket",
          "java.net.DatagramSocket",
          "java.net.URLConnection",
          "java.net.HttpURLConnection",
          "java.nio.channels.SocketChannel",
          "java.nio.channels.DatagramChannel",
          "java.nio.channels.AsynchronousSocketChannel");

  @Test
  void onlyTheDataRoomNamesWhatOpensTheNetwork() throws IOException {
    List<String> wrong = new ArrayList<>();
    boolean downloads = false;
    for (String room : House.read(House.root().resolve("rooms.tsv")).rooms().keySet()) {
      for (Compiled c : Compiled.under(House.root().resolve(room).resolve("target/classes"))) {
        boolean opens =
            c.classes().stream().anyMatch(n -> n.startsWith("java.net.http.") || DOORS.contains(n))
                || c.members().contains("java.net.URL.openConnection");
        downloads |= opens && room.equals(DOWNLOADS);
        if (opens && !room.equals(DOWNLOADS)) {
          wrong.add(c.name());
        }
      }
    }
    assertThat(wrong).as("classes outside the data room that can open the network").isEmpty();
    assertThat(downloads).as("the check sees the downloads").isTrue();
  }
}
