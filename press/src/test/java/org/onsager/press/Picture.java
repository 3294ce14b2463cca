package org.onsager.press;

import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/** An SVG read back: where its marks stand in the frame of the plot, in pixels. */
record Picture(Element root) {
  private static final Pattern MOVED = Pattern.compile("translate\\(([-\\d.e]+),([-\\d.e]+)\\)");

  /** A place, from the frame's upper left corner. */
  record Place(double x, double y) {}

  static Picture of(String svg) {
    try {
      return new Picture(
          DocumentBuilderFactory.newDefaultNSInstance()
              .newDocumentBuilder()
              .parse(new InputSource(new StringReader(svg)))
              .getDocumentElement());
    } catch (ParserConfigurationException | SAXException | IOException e) {
      throw new AssertionError("no SVG", e);
    }
  }

  /** Elements of a name within groups whose class holds a word. */
  List<Element> within(String word, String name) {
    List<Element> out = new ArrayList<>();
    var all = root.getElementsByTagName(name);
    for (int i = 0; i < all.getLength(); i++) {
      Element e = (Element) all.item(i);
      for (Node n = e.getParentNode(); n instanceof Element p; n = p.getParentNode()) {
        if (List.of(p.getAttribute("class").split(" ", -1)).contains(word)) {
          out.add(e);
          break;
        }
      }
    }
    return out;
  }

  /** Width and height of the frame. */
  double[] frame() {
    var all = root.getElementsByTagName("path");
    for (int i = 0; i < all.getLength(); i++) {
      Element e = (Element) all.item(i);
      Matcher m =
          Pattern.compile("M[\\d.]+,[\\d.]+h([\\d.]+)v([\\d.]+)h.*").matcher(e.getAttribute("d"));
      if (e.getAttribute("class").equals("background") && m.matches()) {
        return new double[] {Double.parseDouble(m.group(1)), Double.parseDouble(m.group(2))};
      }
    }
    throw new AssertionError("the plot has no frame");
  }

  /** Where an element's own translation puts it. */
  static Place own(Element e) {
    Matcher m = MOVED.matcher(e.getAttribute("transform"));
    return m.find()
        ? new Place(Double.parseDouble(m.group(1)), Double.parseDouble(m.group(2)))
        : new Place(0, 0);
  }

  static double number(Element e, String attribute) {
    String s = e.getAttribute(attribute);
    return s.isEmpty() ? 0 : Double.parseDouble(s);
  }

  /** All texts, index and base together. */
  List<String> texts() {
    List<String> out = new ArrayList<>();
    var all = root.getElementsByTagName("text");
    for (int i = 0; i < all.getLength(); i++) {
      out.add(all.item(i).getTextContent());
    }
    return out;
  }
}
