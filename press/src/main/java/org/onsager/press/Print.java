package org.onsager.press;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOInvalidTreeException;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.ImageOutputStream;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.rendering.ImageType;
import org.apache.pdfbox.rendering.PDFRenderer;

/**
 * A printed figure.
 *
 * @param millimetresWide its width
 * @param millimetresHigh its height
 * @param svg as an SVG file, its fonts inside
 * @param pdf as a PDF file of one page, its fonts inside
 */
public record Print(double millimetresWide, double millimetresHigh, String svg, byte[] pdf) {

  /** As a PNG file, which says how many dots an inch has. */
  public byte[] png(int dotsPerInch) {
    try (PDDocument document = Loader.loadPDF(pdf)) {
      PDFRenderer renderer = new PDFRenderer(document);
      renderer.setSubsamplingAllowed(false);
      return written(renderer.renderImageWithDPI(0, dotsPerInch, ImageType.RGB), dotsPerInch);
    } catch (IOException e) {
      throw new UncheckedIOException("the picture cannot be made", e);
    }
  }

  private static byte[] written(BufferedImage image, int dotsPerInch) throws IOException {
    Iterator<ImageWriter> writers = ImageIO.getImageWritersByFormatName("png");
    ImageWriter writer = writers.next();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ImageOutputStream stream = ImageIO.createImageOutputStream(out)) {
      writer.setOutput(stream);
      IIOMetadata metadata =
          writer.getDefaultImageMetadata(
              ImageTypeSpecifier.createFromRenderedImage(image), writer.getDefaultWriteParam());
      writer.write(metadata, new IIOImage(image, null, physical(metadata, dotsPerInch)), null);
    } finally {
      writer.dispose();
    }
    return out.toByteArray();
  }

  /** How large a dot is, as PNG's chunk pHYs says it. */
  private static IIOMetadata physical(IIOMetadata metadata, int dotsPerInch)
      throws IIOInvalidTreeException {
    String format = "javax_imageio_png_1.0";
    String perMetre = String.valueOf(Math.round(dotsPerInch / 0.0254));
    IIOMetadataNode dot = new IIOMetadataNode("pHYs");
    dot.setAttribute("pixelsPerUnitXAxis", perMetre);
    dot.setAttribute("pixelsPerUnitYAxis", perMetre);
    dot.setAttribute("unitSpecifier", "meter");
    IIOMetadataNode tree = new IIOMetadataNode(format);
    tree.appendChild(dot);
    metadata.mergeTree(format, tree);
    return metadata;
  }
}
