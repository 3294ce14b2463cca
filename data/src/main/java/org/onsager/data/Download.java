package org.onsager.data;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.onsager.lab.Refusal;
import org.onsager.lab.Stopped;

/**
 * The one way in from the network: a parcel of known length and SHA-256, or a refusal.
 *
 * <p>A server may be gone, silent, slow, endless or lying; each costs at most the patience given.
 *
 * @param connect how long to wait for a connection
 * @param silence how long a server may send nothing
 * @param whole how long one address may take altogether
 */
record Download(Duration connect, Duration silence, Duration whole) {
  private static final Duration GLANCE = Duration.ofMillis(50);
  private static final Duration REPORT = Duration.ofSeconds(2);

  /** With the patience that people on slow lines need. */
  static Download patient() {
    return new Download(Duration.ofSeconds(15), Duration.ofSeconds(30), Duration.ofHours(3));
  }

  /**
   * Writes a parcel into a file, from the first address that gives it whole.
   *
   * @param set the data set it is part of, for the lines of progress
   * @param into the file to write; when this throws, its contents are worth nothing
   * @throws Refusal when no address gives it, naming what each did
   */
  void fetch(String set, Parcel parcel, Path into, Consumer<String> progress) {
    List<String> failures = new ArrayList<>();
    HttpClient client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NORMAL)
            .connectTimeout(connect)
            .build();
    try {
      for (URI address : parcel.addresses()) {
        progress.accept(
            set + ": downloading " + parcel.name() + ", " + mega(parcel.bytes()) + ", " + address);
        try {
          attempt(client, address, set, parcel, into, progress);
          return;
        } catch (IOException e) {
          failures.add(address + " " + e.getMessage());
          progress.accept(set + ": " + failures.getLast());
        }
      }
    } finally {
      client.shutdownNow();
    }
    throw new Refusal(
        set + ": " + parcel.name() + " could not be downloaded: " + String.join("; ", failures));
  }

  private void attempt(
      HttpClient client,
      URI address,
      String set,
      Parcel parcel,
      Path into,
      Consumer<String> progress)
      throws IOException {
    HttpRequest request =
        HttpRequest.newBuilder(address).timeout(whole).header("User-Agent", "onsager").build();
    try (OutputStream out = Files.newOutputStream(into)) {
      Reception reception = new Reception(parcel, out);
      CompletableFuture<HttpResponse<Void>> answer =
          client.sendAsync(
              request,
              info -> {
                reception.begins(info);
                return HttpResponse.BodySubscribers.ofByteArrayConsumer(
                    bytes -> bytes.ifPresent(reception::receive));
              });
      try {
        await(answer, reception, set, parcel, progress);
      } catch (ExecutionException e) {
        throw new IOException(reception.trouble().orElse(cause(e)), e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        Stopped stopped = new Stopped(set + ": the download was stopped; nothing of it is kept");
        stopped.initCause(e);
        throw stopped;
      } finally {
        answer.cancel(true);
        reception.stop();
      }
      reception.finish();
    }
  }

  private void await(
      CompletableFuture<HttpResponse<Void>> answer,
      Reception reception,
      String set,
      Parcel parcel,
      Consumer<String> progress)
      throws IOException, ExecutionException, InterruptedException {
    long start = System.nanoTime();
    long reported = start;
    while (true) {
      try {
        answer.get(GLANCE.toMillis(), TimeUnit.MILLISECONDS);
        return;
      } catch (TimeoutException waiting) {
        long now = System.nanoTime();
        var trouble = reception.trouble();
        if (trouble.isPresent()) {
          throw new IOException(trouble.get(), waiting);
        }
        if (now - reception.heard() > silence.toNanos()) {
          throw new IOException(
              "sent nothing for " + seconds(silence) + ", after " + reception.count() + " bytes",
              waiting);
        }
        if (now - start > whole.toNanos()) {
          throw new IOException("took more than " + seconds(whole), waiting);
        }
        if (now - reported > REPORT.toNanos()) {
          reported = now;
          progress.accept(
              String.format(
                  Locale.ROOT,
                  "%s: %s of %s (%d %%)",
                  set,
                  mega(reception.count()),
                  mega(parcel.bytes()),
                  100 * reception.count() / parcel.bytes()));
        }
      }
    }
  }

  private static String cause(ExecutionException e) {
    Throwable cause = e.getCause() == null ? e : e.getCause();
    String message = cause.getMessage();
    return "failed: "
        + cause.getClass().getSimpleName()
        + (message == null ? "" : " (" + message.lines().findFirst().orElse("") + ")");
  }

  private static String seconds(Duration duration) {
    return String.format(Locale.ROOT, "%.3g s", duration.toMillis() / 1000.0);
  }

  /** Bytes as megabytes, as one says them. */
  static String mega(long bytes) {
    return String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
  }
}
