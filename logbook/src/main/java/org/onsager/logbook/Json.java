package org.onsager.logbook;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * JSON as trees of maps, lists, texts, numbers, booleans and null.
 *
 * <p>Doubles keep all their digits and their sign of zero; those that JSON has no number for are
 * the texts {@code "NaN"}, {@code "Infinity"} and {@code "-Infinity"}. Arrays of numbers may stand
 * for lists, and records for what {@link Codec#tree} makes of them.
 */
public final class Json {
  private static final JsonFactory FACTORY = new JsonFactory();

  private Json() {}

  /** A tree as one line of JSON: the same tree gives the same text. */
  public static String text(@Nullable Object tree) {
    return written(tree, false);
  }

  /** A tree as indented JSON for readers, with a line break at its end. */
  public static String pretty(@Nullable Object tree) {
    return written(tree, true) + "\n";
  }

  /**
   * Reads one JSON document: objects as ordered maps, integers as {@code Long} (or {@code
   * BigInteger} beyond it), other numbers as {@code Double}.
   *
   * @throws IllegalArgumentException in one line when the text is not one JSON document
   */
  public static @Nullable Object parse(String text) {
    try (JsonParser parser = FACTORY.createParser(text)) {
      if (parser.nextToken() == null) {
        throw new IllegalArgumentException("an empty text is not JSON");
      }
      Object tree = value(parser);
      if (parser.nextToken() != null) {
        throw new IllegalArgumentException("something follows the JSON document");
      }
      return tree;
    } catch (IOException e) {
      String line = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
      throw new IllegalArgumentException("not JSON: " + line, e);
    }
  }

  private static @Nullable Object value(JsonParser parser) throws IOException {
    return switch (parser.currentToken()) {
      case START_OBJECT -> {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
          String name = parser.currentName();
          parser.nextToken();
          members.put(name, value(parser));
        }
        yield members;
      }
      case START_ARRAY -> {
        List<@Nullable Object> elements = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          elements.add(value(parser));
        }
        yield elements;
      }
      case VALUE_STRING -> parser.getText();
      case VALUE_NUMBER_INT -> {
        BigInteger whole = parser.getBigIntegerValue();
        yield whole.bitLength() < 64 ? (Object) whole.longValue() : whole;
      }
      case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NULL -> null;
      default -> throw new IOException("unexpected " + parser.currentToken());
    };
  }

  private static String written(@Nullable Object tree, boolean indented) {
    StringWriter out = new StringWriter();
    try (JsonGenerator generator = FACTORY.createGenerator(out)) {
      if (indented) {
        DefaultPrettyPrinter printer =
            new DefaultPrettyPrinter(
                Separators.createDefaultInstance()
                    .withRootSeparator("")
                    .withObjectFieldValueSpacing(Separators.Spacing.AFTER));
        printer.indentObjectsWith(new DefaultIndenter("  ", "\n"));
        generator.setPrettyPrinter(printer);
      }
      write(generator, tree);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toString();
  }

  private static void write(JsonGenerator out, @Nullable Object value) throws IOException {
    switch (value) {
      case null -> out.writeNull();
      case Map<?, ?> map -> {
        out.writeStartObject();
        for (Map.Entry<?, ?> e : map.entrySet()) {
          out.writeFieldName(String.valueOf(e.getKey()));
          write(out, e.getValue());
        }
        out.writeEndObject();
      }
      case Iterable<?> list -> {
        out.writeStartArray();
        for (Object element : list) {
          write(out, element);
        }
        out.writeEndArray();
      }
      case CharSequence text -> out.writeString(text.toString());
      case Enum<?> constant -> out.writeString(constant.name());
      case Character c -> out.writeString(c.toString());
      case Boolean b -> out.writeBoolean(b);
      case Double d -> out.writeNumber(d);
      case Float f -> out.writeNumber(f.doubleValue());
      case BigInteger i -> out.writeNumber(i);
      case Number n -> out.writeNumber(n.longValue());
      case double[] numbers -> {
        out.writeStartArray();
        for (double d : numbers) {
          out.writeNumber(d);
        }
        out.writeEndArray();
      }
      case float[] numbers -> {
        out.writeStartArray();
        for (float f : numbers) {
          out.writeNumber((double) f);
        }
        out.writeEndArray();
      }
      case int[] numbers -> out.writeArray(numbers, 0, numbers.length);
      case long[] numbers -> out.writeArray(numbers, 0, numbers.length);
      case Record record -> write(out, Codec.tree(record));
      default ->
          throw new IllegalArgumentException(
              "JSON has no " + value.getClass().getName() + "; give maps, lists, texts, numbers");
    }
  }
}
