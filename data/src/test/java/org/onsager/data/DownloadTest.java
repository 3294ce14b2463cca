package org.onsager.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.onsager.lab.Dataset;
import org.onsager.lab.DatasetSource;
import org.onsager.lab.Refusal;

/** Downloads from a server that serves well, badly, too much, too little or nothing. */
class DownloadTest {
  private static final Download IMPATIENT =
      new Download(Duration.ofSeconds(5), Duration.ofMillis(700), Duration.ofSeconds(20));
  private static final String SPOILT = "/train-labels-idx1-ubyte.gz";

  @TempDir private Path folder;
  private final List<String> lines = Collections.synchronizedList(new ArrayList<>());
  private final List<HttpServer> servers = new ArrayList<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final CountDownLatch over = new CountDownLatch(1);
  private final AtomicInteger requests = new AtomicInteger();
  private byte[] archive = new byte[0];

  /** How a server treats the file that it is asked for. */
  private interface Manner {
    void serve(HttpExchange exchange, byte[] file) throws IOException;
  }

  @BeforeEach
  void packTheArchive() {
    archive = SmallSets.archive();
  }

  @AfterEach
  void closeTheServers() {
    over.countDown();
    servers.forEach(s -> s.stop(0));
    threads.shutdownNow();
  }

  private URI server(Manner manner) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext(
        "/",
        exchange -> {
          requests.incrementAndGet();
          String path = exchange.getRequestURI().getPath();
          byte[] file = file(path);
          try (exchange) {
            if (path.equals(SPOILT) || path.equals("/small.tar.gz")) {
              manner.serve(exchange, file);
            } else {
              well(exchange, file);
            }
          }
        });
    server.start();
    servers.add(server);
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
  }

  private byte[] file(String path) {
    if (path.equals("/small.tar.gz")) {
      return archive;
    }
    String name = path.substring(1).replace(".gz", "");
    return SmallSets.gzip(SmallSets.idxFiles(0).getOrDefault(name, new byte[0]));
  }

  private static void well(HttpExchange exchange, byte[] file) throws IOException {
    exchange.sendResponseHeaders(200, file.length);
    exchange.getResponseBody().write(file);
  }

  private static void corrupt(HttpExchange exchange, byte[] file) throws IOException {
    byte[] changed = file.clone();
    changed[file.length / 2] ^= 4;
    well(exchange, changed);
  }

  private static void endless(HttpExchange exchange, byte[] file) throws IOException {
    exchange.sendResponseHeaders(200, 0);
    OutputStream body = exchange.getResponseBody();
    while (true) {
      body.write(file);
    }
  }

  private void silent(HttpExchange exchange, byte[] file) throws IOException {
    exchange.sendResponseHeaders(200, file.length);
    exchange.getResponseBody().write(file, 0, 9);
    exchange.getResponseBody().flush();
    try {
      assertThat(over.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void dropped(HttpExchange exchange, byte[] file) throws IOException {
    exchange.sendResponseHeaders(200, file.length);
    exchange.getResponseBody().write(file, 0, 9);
    exchange.getResponseBody().flush();
  }

  private DatasetSource.Place place() {
    return new DatasetSource.Place(List.of(), folder.resolve("cache"), true, lines::add);
  }

  private DatasetSource idx(URI... from) {
    return new ImageSets(List.of(SmallSets.idx("small", 0, List.of(from))), IMPATIENT);
  }

  private List<String> cached() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(Files::isRegularFile)
          .map(f -> f.getFileName().toString())
          .filter(f -> !f.equals(".lock"))
          .sorted()
          .toList();
    }
  }

  private void refuses(Manner manner, String... says) throws IOException {
    DatasetSource source = idx(server(manner));
    assertThatThrownBy(() -> source.open("small", place()))
        .isInstanceOf(Refusal.class)
        .hasMessageContainingAll(says)
        .hasMessageContaining("train-labels-idx1-ubyte.gz could not be downloaded: http://127.0")
        .message()
        .doesNotContain("\n");
    assertThat(cached())
        .as("only the file before it, which came whole, is kept")
        .containsExactly("train-images-idx3-ubyte.gz");
  }

  @Test
  void aGoodServerFillsTheCacheOnce() throws IOException {
    DatasetSource source = idx(server(DownloadTest::well));
    Dataset small = source.open("small", place());
    assertThat(small.train().labels()).containsExactly(0, 1, 2, 3, 4, 5);
    assertThat(cached())
        .containsExactly(
            "t10k-images-idx3-ubyte.gz",
            "t10k-labels-idx1-ubyte.gz",
            "train-images-idx3-ubyte.gz",
            "train-labels-idx1-ubyte.gz");
    assertThat(lines).anyMatch(l -> l.startsWith("small: downloading train-images-idx3-ubyte.gz"));
    assertThat(source.open("small", place()).digest()).isEqualTo(small.digest());
    assertThat(requests).as("requests, the second opening asks nothing").hasValue(4);
  }

  @Test
  void nothingIsAskedOfTheNetworkWhereThatIsNotAllowed() throws IOException {
    DatasetSource source = idx(server(DownloadTest::well));
    DatasetSource.Place alone =
        new DatasetSource.Place(List.of(), folder.resolve("cache"), false, lines::add);
    assertThatThrownBy(() -> source.open("small", alone)).isInstanceOf(Refusal.class);
    assertThat(requests).hasValue(0);
    assertThat(cached()).isEmpty();
  }

  @Test
  void aCorruptFileIsRefused() throws IOException {
    refuses(DownloadTest::corrupt, "gave a file of SHA-256");
  }

  @Test
  void aTruncatedFileIsRefused() throws IOException {
    refuses(
        (exchange, file) -> well(exchange, Arrays.copyOf(file, file.length - 1)),
        "bytes, where",
        "belong");
    Files.delete(folder.resolve("cache/small/train-images-idx3-ubyte.gz"));
    refuses(
        (exchange, file) -> {
          exchange.sendResponseHeaders(200, 0);
          exchange.getResponseBody().write(file, 0, file.length - 1);
        },
        "ended after");
  }

  @Test
  void anEndlessFileIsCutOff() throws IOException {
    refuses(DownloadTest::endless, "sends more than the");
  }

  @Test
  void aSilentServerIsGivenUp() throws IOException {
    refuses(this::silent, "sent nothing for 0.700 s, after 9 bytes");
  }

  @Test
  void aDroppedConnectionIsRefused() throws IOException {
    refuses(DownloadTest::dropped, "failed: ");
  }

  @Test
  void aMissingFileIsRefused() throws IOException {
    refuses((exchange, file) -> exchange.sendResponseHeaders(404, -1), "answers 404");
  }

  @Test
  void aServerThatIsGoneIsRefused() throws IOException {
    URI gone = server(DownloadTest::well);
    servers.getFirst().stop(0);
    DatasetSource source = idx(gone);
    assertThatThrownBy(() -> source.open("small", place()))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("ConnectException");
    assertThat(cached()).isEmpty();
  }

  @Test
  void theSecondAddressIsTriedAfterTheFirst() throws IOException {
    DatasetSource source = idx(server(DownloadTest::corrupt), server(DownloadTest::well));
    assertThat(source.open("small", place()).test().count()).isEqualTo(SmallSets.TEST);
    assertThat(lines).anyMatch(l -> l.contains("gave a file of SHA-256"));
  }

  @Test
  void onlyWhatIsMissingIsDownloadedAndLeftoversAreSwept() throws IOException {
    URI good = server(DownloadTest::well);
    SmallSets.write(
        folder.resolve("cache/small"),
        Map.of(
            "t10k-images-idx3-ubyte",
            SmallSets.idxFiles(0).getOrDefault("t10k-images-idx3-ubyte", new byte[0]),
            "train-images-idx3-ubyte.gz.123.part",
            new byte[5]));
    assertThat(idx(good).open("small", place()).train().count()).isEqualTo(SmallSets.TRAIN);
    assertThat(requests).hasValue(3);
    assertThat(cached()).noneMatch(f -> f.endsWith(".part"));
  }

  @Test
  void manyAtOnceDownloadOnce() throws Exception {
    DatasetSource source = idx(server(DownloadTest::well));
    Callable<String> opening = () -> source.open("small", place()).digest();
    List<Future<String>> digests = threads.invokeAll(Collections.nCopies(8, opening));
    for (Future<String> digest : digests) {
      assertThat(digest.get()).isEqualTo(digests.getFirst().get());
    }
    assertThat(requests).hasValue(4);
  }

  @Test
  void anArchiveGivesItsBatchesAndNothingElse() throws IOException {
    CifarSet set = SmallSets.cifar(List.of(0, 2), archive, List.of(server(DownloadTest::well)));
    Dataset cifar = new ImageSets(List.of(set), IMPATIENT).open(set.name(), place());
    assertThat(cifar.test().labels()).containsExactly(2, 3, 4, 5, 6, 7, 8);
    assertThat(cached()).containsExactlyElementsOf(SmallSets.batchNames());
  }

  @Test
  void aCorruptArchiveLeavesNothing() throws IOException {
    CifarSet set = SmallSets.cifar(List.of(0, 2), archive, List.of(server(DownloadTest::corrupt)));
    DatasetSource source = new ImageSets(List.of(set), IMPATIENT);
    assertThatThrownBy(() -> source.open(set.name(), place()))
        .isInstanceOf(Refusal.class)
        .hasMessageContainingAll("small.tar.gz could not be downloaded", "gave a file of SHA-256");
    assertThat(cached()).isEmpty();
  }

  @Test
  void anArchiveWithOtherBatchesIsRefused() throws IOException {
    archive = SmallSets.gzip(SmallSets.entry("data_batch_1.bin", '0', SmallSets.batch(9)));
    CifarSet set = SmallSets.cifar(List.of(0, 2), archive, List.of(server(DownloadTest::well)));
    DatasetSource source = new ImageSets(List.of(set), IMPATIENT);
    assertThatThrownBy(() -> source.open(set.name(), place()))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("data_batch_1.bin in the archive has not the published SHA-256");
    assertThat(cached()).isEmpty();
  }
}
