package org.onsager.press;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Calendar;
import java.util.GregorianCalendar;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDDocumentInformation;
import org.jspecify.annotations.Nullable;
import org.onsager.lab.Figure;
import org.onsager.logbook.Json;
import org.onsager.logbook.Run;
import org.onsager.logbook.page.Drawing;

/**
 * The press: prints the figures of runs as their posters show them.
 *
 * <p>Setting it up takes seconds, since it starts the libraries that draw; every figure after the
 * first is a matter of a fraction of a second. One press serves one thread at a time.
 */
public final class Press implements AutoCloseable {
  private static final String NOTEBOOK = "https://vega.github.io/schema/vega-lite/v5.json";
  private static final int NOTEBOOK_PIXELS = 560;
  private static final long STACK_BYTES = 64L << 20;

  private final ExecutorService bench;
  private final Engine engine;

  private Press(ExecutorService bench, Engine engine) {
    this.bench = bench;
    this.engine = engine;
  }

  /** Sets a press up. */
  public static Press open() {
    // Parsing Vega nests deeper than the stack of a usual thread.
    ExecutorService bench =
        Executors.newSingleThreadExecutor(
            work -> {
              Thread t = new Thread(null, work, "onsager-press", STACK_BYTES);
              t.setDaemon(true);
              return t;
            });
    return new Press(bench, await(bench, Engine::new));
  }

  /**
   * Prints a figure of a run.
   *
   * @throws IllegalArgumentException when the figure is a table, which is not drawn
   */
  public Print print(Run run, Figure figure, Style style) {
    String specification = style.applied(Drawing.specification(figure));
    return await(bench, () -> printed(run, figure.caption(), specification, style));
  }

  /**
   * A figure as a Vega-Lite file that a notebook shows as it is: data inside, a width of its own,
   * white ground, and the version of the schema that JupyterLab knows.
   */
  public static String vegaLite(Run run, Figure figure) {
    Map<String, @Nullable Object> tree = new LinkedHashMap<>();
    tree.putAll(Style.tree(Style.onWhite(Drawing.specification(figure))));
    tree.put("$schema", NOTEBOOK);
    tree.put("width", NOTEBOOK_PIXELS);
    tree.put("background", "#ffffff");
    tree.put(
        "usermeta",
        Map.of(
            "onsager",
            Map.of(
                "run",
                run.name(),
                "experiment",
                run.card().id(),
                "figure",
                figure.caption().id())));
    return Json.pretty(tree);
  }

  private Print printed(Run run, Figure.Caption caption, String specification, Style style)
      throws java.io.IOException {
    double scale = style.pointsPerPixel();
    try (PDDocument document = new PDDocument()) {
      Sheet sheet = new Sheet(document, scale);
      engine.draw(specification, sheet);
      PDDocumentInformation about = document.getDocumentInformation();
      about.setTitle(Drawing.plain(caption.heading()));
      about.setSubject(Drawing.plain(caption.description()) + " Run " + run.name() + ".");
      about.setCreator("Onsager");
      about.setCreationDate(started(run));
      document.setDocumentId((long) (run.digest() + caption.id() + style).hashCode());
      Vectors vectors = sheet.vectors();
      double mm = scale * 25.4 / 72;
      return new Print(
          vectors.width() * mm,
          vectors.height() * mm,
          vectors.printed(
              caption.id(),
              Drawing.plain(caption.heading()),
              Drawing.plain(caption.description()),
              scale),
          sheet.pen().finished());
    }
  }

  /** Takes a drawing as SVG, and lays out the page for the pen. */
  private static final class Sheet implements Engine.Taker {
    private final PDDocument document;
    private final double scale;
    private @Nullable Vectors vectors;
    private @Nullable Pen pen;

    private Sheet(PDDocument document, double scale) {
      this.document = document;
      this.scale = scale;
    }

    @Override
    public Pen drawn(String svg) {
      Vectors read = Vectors.of(svg);
      Pen made = new Pen(document, read.width(), read.height(), scale);
      vectors = read;
      pen = made;
      return made;
    }

    private Vectors vectors() {
      return java.util.Objects.requireNonNull(vectors);
    }

    private Pen pen() {
      return java.util.Objects.requireNonNull(pen);
    }
  }

  private static Calendar started(Run run) {
    return GregorianCalendar.from(Instant.parse(run.provenance().started()).atZone(ZoneOffset.UTC));
  }

  @Override
  public void close() {
    await(
        bench,
        () -> {
          engine.close();
          return true;
        });
    bench.shutdown();
  }

  private static <T> T await(ExecutorService bench, Callable<T> work) {
    try {
      return bench.submit(work).get();
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case RuntimeException r -> throw r;
        case Error r -> throw r;
        case null, default -> throw new IllegalStateException("the press failed: " + e, e);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
