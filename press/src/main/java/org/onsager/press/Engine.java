package org.onsager.press;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.HostAccess;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.Source;
import org.graalvm.polyglot.Value;
import org.onsager.logbook.page.Drawing;

/**
 * Vega and Vega-Lite, the very files that draw a poster, at work in this Java machine.
 *
 * <p>They reach nothing but a ruler and a pen: no file, no net, no class.
 */
final class Engine implements AutoCloseable {
  private static final List<String> LIBRARIES = List.of("vega", "vega-lite", "vega-interpreter");

  private final Context context;
  private final Value draw;

  Engine() {
    context =
        Context.newBuilder("js")
            .allowHostAccess(HostAccess.EXPLICIT)
            .option("engine.WarnInterpreterOnly", "false")
            .build();
    run("shims", own("shims.js"));
    for (String name : LIBRARIES) {
      run(name, Drawing.library(name));
    }
    draw = run("press", own("press.js")).execute(new Ruler());
  }

  /** What measures texts for the layout. */
  public static final class Ruler {
    private Ruler() {}

    /** The width of a text in pixels. */
    @HostAccess.Export
    public double width(String text, double size, int weight) {
      return Label.of(text).width(size, weight);
    }
  }

  /** Who takes a drawing. */
  interface Taker {
    /** Takes the drawing as SVG, and gives the pen that draws it once more. */
    Pen drawn(String svg);
  }

  /** What the script says of its work. */
  public static final class Desk {
    private final Taker taker;
    private String failure = "nothing was drawn";

    private Desk(Taker taker) {
      this.taker = taker;
    }

    @HostAccess.Export
    public Pen drawn(String svg) {
      return taker.drawn(svg);
    }

    @HostAccess.Export
    public void finished() {
      failure = "";
    }

    @HostAccess.Export
    public void failed(String why) {
      failure = why;
    }
  }

  /** Draws a Vega-Lite specification. */
  void draw(String specification, Taker taker) {
    Desk desk = new Desk(taker);
    try {
      draw.executeVoid(specification, desk);
    } catch (PolyglotException e) {
      throw new IllegalStateException("Vega cannot draw this: " + e.getMessage(), e);
    }
    if (!desk.failure.isEmpty()) {
      throw new IllegalStateException("Vega cannot draw this: " + desk.failure);
    }
  }

  @Override
  public void close() {
    context.close(true);
  }

  private Value run(String name, String text) {
    return context.eval(Source.newBuilder("js", text, name).buildLiteral());
  }

  private static String own(String name) {
    try (InputStream in = Engine.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name + " of the press is missing");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(name + " of the press cannot be read", e);
    }
  }
}
