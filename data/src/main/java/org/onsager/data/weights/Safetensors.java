package org.onsager.data.weights;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The safetensors form: the length of a header as eight little-endian bytes, the header as JSON, a
 * table from names to type, shape and place, then the numbers, little-endian and without gaps.
 */
final class Safetensors {
  /** The format's own limit. */
  private static final long LARGEST_HEADER = 100_000_000;

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(16)
                  .maxStringLength(1 << 20)
                  .maxNumberLength(32)
                  .build())
          .build();

  private Safetensors() {}

  /** An entry of the header. */
  private static final class Entry {
    @Nullable String type;
    @Nullable List<Long> shape;
    @Nullable List<Long> place;
  }

  /** The arrays of a file, in the order of their places. */
  static List<StoredArray> read(Octets in) {
    if (in.size() < 8) {
      throw in.refusal("is " + in.size() + " bytes long, too short for a header; truncated?");
    }
    long length = in.little64();
    if (length < 2 || length > in.size() - 8 || length > LARGEST_HEADER) {
      throw in.refusal(
          "announces a header of "
              + Long.toUnsignedString(length)
              + " bytes in a file of "
              + in.size()
              + "; truncated, or no safetensors file");
    }
    Map<String, Entry> entries = header(in, in.octets(length));
    long start = 8 + length;
    long stored = in.size() - start;
    List<StoredArray> arrays = new ArrayList<>();
    List<long[]> places = new ArrayList<>();
    for (Map.Entry<String, Entry> entry : entries.entrySet()) {
      arrays.add(array(in, entry.getKey(), entry.getValue(), start, stored, places));
    }
    places.sort((a, b) -> Long.compare(a[0], b[0]));
    long end = 0;
    for (long[] place : places) {
      if (place[0] != end) {
        throw in.refusal(
            "has arrays that overlap or leave a gap at byte " + (start + Math.min(place[0], end)));
      }
      end = place[1];
    }
    if (end != stored) {
      throw in.refusal(
          "holds " + (stored - end) + " bytes after its last array, where none belong");
    }
    return arrays;
  }

  private static StoredArray array(
      Octets in, String name, Entry entry, long start, long stored, List<long[]> places) {
    if (entry.type == null || entry.shape == null || entry.place == null) {
      throw in.refusal(name + " lacks its dtype, shape or data_offsets");
    }
    Element element = element(in, name, entry.type);
    long size = Bounds.size(in, name, entry.shape);
    if (entry.place.size() != 2) {
      throw in.refusal(name + " has data_offsets " + entry.place + ", where two belong");
    }
    long from = entry.place.get(0);
    long to = entry.place.get(1);
    if (from < 0 || to < from || to > stored) {
      throw in.refusal(
          name + " lies at bytes " + from + " to " + to + " of " + stored + "; truncated?");
    }
    if (size > stored || to - from != size * element.bytes()) {
      throw in.refusal(
          name
              + " of type "
              + entry.type
              + " and shape "
              + entry.shape
              + " is given "
              + (to - from)
              + " bytes");
    }
    places.add(new long[] {from, to});
    return new StoredArray(
        name,
        element,
        entry.shape,
        StoredArray.rowMajor(entry.shape),
        in.slice(start + from, to - from),
        ByteOrder.LITTLE_ENDIAN);
  }

  private static Element element(Octets in, String name, String type) {
    for (Element element : Element.values()) {
      if (element.name().equals(type)) {
        return element;
      }
    }
    throw in.refusal(
        name
            + " is of type "
            + type
            + "; known are F64, F32, F16, BF16, I64, I32, I16, I8, U64, U32,"
            + " U16, U8, BOOL");
  }

  private static Map<String, Entry> header(Octets in, byte[] text) {
    Map<String, Entry> entries = new LinkedHashMap<>();
    try (JsonParser json = JSON.createParser(text)) {
      expect(in, json.nextToken() == JsonToken.START_OBJECT, "is no object");
      while (json.nextToken() != JsonToken.END_OBJECT) {
        String name = json.currentName();
        expect(in, json.nextToken() == JsonToken.START_OBJECT, "has an entry that is no object");
        if ("__metadata__".equals(name)) {
          json.skipChildren();
        } else {
          entries.put(name, entry(in, json));
        }
      }
      while (json.nextToken() != null) {
        throw in.refusal("has a header that goes on after its end");
      }
      return entries;
    } catch (IOException e) {
      throw in.refusal("has a header that is no JSON (" + firstLine(e) + ")");
    }
  }

  private static Entry entry(Octets in, JsonParser json) throws IOException {
    Entry entry = new Entry();
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String key = json.currentName();
      JsonToken value = json.nextToken();
      switch (key) {
        case "dtype" -> {
          expect(in, value == JsonToken.VALUE_STRING, "has a dtype that is no text");
          entry.type = json.getText();
        }
        case "shape" -> entry.shape = integers(in, json);
        case "data_offsets" -> entry.place = integers(in, json);
        default -> throw in.refusal("has an unknown key '" + key + "' in its header");
      }
    }
    return entry;
  }

  private static List<Long> integers(Octets in, JsonParser json) throws IOException {
    expect(in, json.currentToken() == JsonToken.START_ARRAY, "has a shape that is no list");
    List<Long> values = new ArrayList<>();
    while (json.nextToken() != JsonToken.END_ARRAY) {
      expect(in, json.currentToken() == JsonToken.VALUE_NUMBER_INT, "has an extent that is none");
      values.add(json.getLongValue());
      expect(in, values.size() <= 64, "has a list of more than 64 numbers");
    }
    return values;
  }

  private static void expect(Octets in, boolean right, String wrong) {
    if (!right) {
      throw in.refusal("has a header that is no table of arrays: it " + wrong);
    }
  }

  static String firstLine(IOException e) {
    String message = String.valueOf(e.getMessage());
    int end = message.indexOf('\n');
    return end < 0 ? message : message.substring(0, end);
  }

  /** The files that a {@code *.index.json} names, in order, each once. */
  static List<String> shards(Octets in) {
    List<String> files = new ArrayList<>();
    try (JsonParser json = JSON.createParser(in.octets(Math.min(in.size(), LARGEST_HEADER)))) {
      expect(in, json.nextToken() == JsonToken.START_OBJECT, "is no object");
      while (json.nextToken() != JsonToken.END_OBJECT) {
        boolean map = "weight_map".equals(json.currentName());
        JsonToken value = json.nextToken();
        if (!map) {
          json.skipChildren();
          continue;
        }
        expect(in, value == JsonToken.START_OBJECT, "has a weight_map that is no object");
        while (json.nextToken() != JsonToken.END_OBJECT) {
          expect(in, json.nextToken() == JsonToken.VALUE_STRING, "names a file that is no text");
          if (!files.contains(json.getText())) {
            files.add(json.getText());
          }
        }
      }
    } catch (IOException e) {
      throw in.refusal("is no index of safetensors files (" + firstLine(e) + ")");
    }
    if (files.isEmpty()) {
      throw in.refusal("has no weight_map: no index of safetensors files");
    }
    return files;
  }
}
