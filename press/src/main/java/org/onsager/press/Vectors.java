package org.onsager.press;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.transform.OutputKeys;
import javax.xml.transform.Transformer;
import javax.xml.transform.TransformerException;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/**
 * Vega's SVG made ready for print: millimetres for its size, indices lowered, a title and a
 * description, and the signs that it uses as fonts inside.
 */
final class Vectors {
  private static final String NS = "http://www.w3.org/2000/svg";
  private static final String FALLBACK =
      "'Source Sans Pro', 'Helvetica Neue', Arial, 'Liberation Sans', sans-serif";

  private final Document document;
  private final Element root;
  private final Map<Face, TreeSet<Integer>> used = new EnumMap<>(Face.class);

  private Vectors(String svg) {
    try {
      DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultNSInstance();
      factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
      document = factory.newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
      root = document.getDocumentElement();
    } catch (ParserConfigurationException | SAXException | IOException e) {
      throw new IllegalStateException("Vega's SVG cannot be read: " + e.getMessage(), e);
    }
  }

  /** Reads Vega's SVG. */
  static Vectors of(String svg) {
    return new Vectors(svg);
  }

  /** The width in pixels. */
  double width() {
    return Double.parseDouble(root.getAttribute("width"));
  }

  /** The height in pixels. */
  double height() {
    return Double.parseDouble(root.getAttribute("height"));
  }

  /**
   * The printed SVG.
   *
   * @param id of the figure; it also leads the names inside, so that several figures may share a
   *     page
   * @param scale points per pixel
   */
  String printed(String id, String title, String description, double scale) {
    root.setAttribute("width", millimetres(width(), scale));
    root.setAttribute("height", millimetres(height(), scale));
    List<Element> all = new ArrayList<>();
    NodeList nodes = root.getElementsByTagName("*");
    for (int i = 0; i < nodes.getLength(); i++) {
      all.add((Element) nodes.item(i));
    }
    all.add(root);
    for (Element e : all) {
      for (String spoken : List.of("role", "aria-label", "aria-roledescription", "aria-hidden")) {
        e.removeAttribute(spoken);
      }
      named(e, id);
      if (e.getTagName().equals("text")) {
        typeset(e);
      }
    }
    root.setAttribute("role", "img");
    root.setAttribute("aria-label", description);
    Node first = root.getFirstChild();
    for (String[] said :
        new String[][] {{"title", title}, {"desc", description}, {"style", style()}}) {
      Element e = document.createElementNS(NS, said[0]);
      e.setTextContent(said[1]);
      root.insertBefore(e, first);
    }
    return text();
  }

  private static String millimetres(double pixels, double scale) {
    return new BigDecimal(pixels * scale * 25.4 / 72)
            .setScale(4, RoundingMode.HALF_UP)
            .stripTrailingZeros()
            .toPlainString()
        + "mm";
  }

  private static void named(Element e, String id) {
    if (e.hasAttribute("id")) {
      e.setAttribute("id", id + "-" + e.getAttribute("id"));
    }
    String clip = e.getAttribute("clip-path");
    if (clip.startsWith("url(#")) {
      e.setAttribute("clip-path", "url(#" + id + "-" + clip.substring(5));
    }
  }

  private void typeset(Element text) {
    int weight = weight(text.getAttribute("font-weight"));
    Label label = Label.of(text.getTextContent());
    for (Label.Piece p : label.pieces()) {
      for (Face.Stretch s : Face.stretches(p.text(), weight)) {
        s.text().codePoints().forEach(used.computeIfAbsent(s.face(), f -> new TreeSet<>())::add);
      }
    }
    text.setAttribute("font-family", "'Source Sans 3', 'STIX Two Math', " + FALLBACK);
    // a space beside an index is one of the text
    text.setAttributeNS("http://www.w3.org/XML/1998/namespace", "xml:space", "preserve");
    if (label.pieces().stream().noneMatch(Label.Piece::index)) {
      return;
    }
    text.setTextContent("");
    double size = Double.parseDouble(text.getAttribute("font-size").replace("px", ""));
    double down = 0;
    for (Label.Piece p : label.pieces()) {
      Element part = document.createElementNS(NS, "tspan");
      double height = p.index() ? Label.SMALL * size : size;
      double to = p.index() ? Label.LOWERED * height : 0;
      if (p.index()) {
        part.setAttribute("font-size", rounded(height) + "px");
      }
      if (to != down) {
        part.setAttribute("dy", rounded(to - down));
      }
      down = to;
      part.setTextContent(p.text());
      text.appendChild(part);
    }
  }

  private static String rounded(double v) {
    return new BigDecimal(v).setScale(4, RoundingMode.HALF_UP).stripTrailingZeros().toPlainString();
  }

  private static int weight(String attribute) {
    return attribute.equals("bold")
        ? 600
        : attribute.matches("\\d+") ? Integer.parseInt(attribute) : 400;
  }

  private String style() {
    StringBuilder out = new StringBuilder();
    used.forEach(
        (face, signs) ->
            out.append("@font-face{font-family:'")
                .append(face.family())
                .append("';font-weight:")
                .append(face.weight())
                .append(";src:url(data:font/ttf;base64,")
                .append(Base64.getEncoder().encodeToString(face.cut(signs)))
                .append(") format('truetype')}\n"));
    return out.append("text{text-rendering:geometricPrecision}").toString();
  }

  private String text() {
    try {
      Transformer writer = TransformerFactory.newDefaultInstance().newTransformer();
      writer.setOutputProperty(OutputKeys.ENCODING, "UTF-8");
      writer.setOutputProperty(OutputKeys.STANDALONE, "yes");
      StringWriter out = new StringWriter();
      writer.transform(new DOMSource(document), new StreamResult(out));
      return out.append('\n').toString();
    } catch (TransformerException e) {
      throw new IllegalStateException("the SVG cannot be written", e);
    }
  }
}
