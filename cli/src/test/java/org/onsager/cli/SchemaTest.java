package org.onsager.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.onsager.logbook.Home;
import org.onsager.logbook.Json;

/**
 * Every document of {@code --json}, and the file of a run, against its schema in {@code
 * docs/schema}.
 *
 * <p>A new verb that offers {@code --json} needs a file {@code <verb>.schema.json} there and a line
 * in {@link #COMMANDS}.
 */
final class SchemaTest {
  private static final Path SCHEMAS = Path.of("..", "docs", "schema");

  /**
   * Commands in the order of their typing, in one log book; a word RUN is the first run's name,
   * FOLDER one of the test, FIRST and LAST examinations.
   */
  private static final List<String> COMMANDS =
      List.of(
          "list --json",
          "describe fair-coin --json",
          "describe deep-information-propagation --json",
          "runs --json",
          "run fair-coin --dry-run --json",
          "run fair-coin --json",
          "run fair-coin --set mood=disagreeing --json",
          "run fair-coin --set mood=outside-its-regime --json",
          "runs --json",
          "show RUN --json",
          "figures RUN --format vega-lite --out target/figures --json",
          "compare RUN latest --json",
          "replay RUN --json",
          "doctor --json",
          "predict --layers 784,500x30,10 --json",
          "predict --layers 784,500x30,10 --activation relu --weight-variance 2 --json",
          "predict --layers 784,500x30,10 --activation relu --weight-variance 4 --json",
          "contract fair-coin --seeds 1 --json",
          "run fare-coin --json",
          "run fair-coin --set mood=broken --json",
          "predict --layers ten --json",
          "kernel --network 2,8x2,1 --activation erf --data FOLDER/X.npy --out FOLDER/K.npy"
              + " --dry-run --json",
          "kernel --network 2,8x2,1 --activation erf --data FOLDER/X.npy --out FOLDER/K.npy --ntk"
              + " --json",
          "kernel --network 3,8x2,1 --activation erf --data FOLDER/X.npy --out FOLDER/K.npy --json",
          "gp --network 2,8x2,1 --activation erf --train FOLDER/X.npy FOLDER/X.npy --test"
              + " FOLDER/X.npy --test-labels FOLDER/X.npy --out FOLDER/M.npy --json",
          "gp --network 2,8x2,1 --activation erf --train FOLDER/X.npy FOLDER/X.npy --test"
              + " FOLDER/X.npy --ntk --time 2 --json",
          "examine FOLDER/W.safetensors --activation tanh --json",
          "examine FOLDER/V.safetensors --network 2,8,3 --data FOLDER/D.npy --labels FOLDER/L.npy"
              + " --initial FOLDER/V.safetensors --json",
          "examine FOLDER/W.safetensors --initial FOLDER/W.safetensors --json",
          "compare LAST FIRST --json",
          "examine --self-test --seeds 1 --json",
          "runs --json",
          "examine FOLDER/X.npy --json",
          "sweep fair-coin --over bias=0.4,0.5 --latin 3 --json",
          "sweep fair-coin --over bias=0.4,0.5 --over mood=broken,agreeing --json",
          "sweep fair-coin --over bias=0.4:0.6:3 --dry-run --json",
          "papers --json",
          "workshop --json");

  /** Documents whose name is not the verb's. */
  private static final List<String> BESIDES =
      List.of(
          "common",
          "error",
          "export",
          "plan",
          "run-file",
          "sweep-file",
          "sweep-plan",
          "sweep-table");

  /** A tool of the tests, which has no schema. */
  private static final List<String> OF_TESTS = List.of("guess");

  @TempDir Path folder = Path.of("");

  private static Map<String, String> files() throws IOException {
    Map<String, String> files = new LinkedHashMap<>();
    try (Stream<Path> all = Files.list(SCHEMAS)) {
      for (Path file : all.sorted().toList()) {
        String name = file.getFileName().toString();
        if (name.endsWith(".schema.json")) {
          files.put(name.replace(".schema.json", ""), Files.readString(file));
        }
      }
    }
    return files;
  }

  private static SchemaRegistry registry() throws IOException {
    Map<String, String> byId = new LinkedHashMap<>();
    files().forEach((name, text) -> byId.put("urn:onsager:" + name + ":1", text));
    return SchemaRegistry.withDefaultDialect(
        SpecificationVersion.DRAFT_2020_12, builder -> builder.schemas(byId));
  }

  private static List<String> errors(SchemaRegistry registry, String name, String document) {
    Schema schema = registry.getSchema(SchemaLocation.of("urn:onsager:" + name + ":1"));
    return schema.validate(document, InputFormat.JSON).stream().map(Error::toString).toList();
  }

  private String said(String command) {
    return Said.by(folder, command.split(" ", -1)).out();
  }

  private static Map<?, ?> tree(String document) {
    return (Map<?, ?>) Objects.requireNonNull(Json.parse(document));
  }

  /** The file of {@code np.save("X.npy", …)} of an array of bytes. */
  private static byte[] bytes(String shape, String bytes) {
    String head = "{'descr': '|u1', 'fortran_order': False, 'shape': " + shape + ", }";
    String text = "\u0093NUMPY\1\0v\0" + head + " ".repeat(117 - head.length()) + "\n";
    return (text + bytes).getBytes(StandardCharsets.ISO_8859_1);
  }

  /** A safetensors file with dense layers [8, 2] and [3, 8], and a bias of the first. */
  private static byte[] twoLayers() {
    String head =
        "{\"a.weight\":{\"dtype\":\"F32\",\"shape\":[8,2],\"data_offsets\":[0,64]},"
            + "\"a.bias\":{\"dtype\":\"F32\",\"shape\":[8],\"data_offsets\":[64,96]},"
            + "\"b.weight\":{\"dtype\":\"F32\",\"shape\":[3,8],\"data_offsets\":[96,192]}}";
    return numbers(head, 48);
  }

  private static byte[] numbers(String head, int count) {
    ByteBuffer file =
        ByteBuffer.allocate(8 + head.length() + 4 * count).order(ByteOrder.LITTLE_ENDIAN);
    file.putLong(head.length()).put(head.getBytes(StandardCharsets.UTF_8));
    for (int i = 0; i < count; i++) {
      file.putFloat((float) Math.sin(7.0 * i * i));
    }
    return file.array();
  }

  /**
   * A safetensors file with dense layers [30, 40] and [1, 30], a bias, and a convolution [2, 2, 3,
   * 3].
   */
  private static byte[] weights() {
    String head =
        "{\"a.weight\":{\"dtype\":\"F32\",\"shape\":[30,40],\"data_offsets\":[0,4800]},"
            + "\"a.bias\":{\"dtype\":\"F32\",\"shape\":[30],\"data_offsets\":[4800,4920]},"
            + "\"b.weight\":{\"dtype\":\"F32\",\"shape\":[1,30],\"data_offsets\":[4920,5040]},"
            + "\"c.weight\":{\"dtype\":\"F32\",\"shape\":[2,2,3,3],\"data_offsets\":[5040,5184]}}";
    return numbers(head, 5184 / 4);
  }

  @Test
  void everyDocumentIsAsItsSchemaSays() throws IOException {
    SchemaRegistry registry = registry();
    Files.write(folder.resolve("X.npy"), bytes("(3, 2)", "\0\1\2\3\4\5"));
    Files.write(folder.resolve("D.npy"), bytes("(8, 2)", "\0\1\2\3\4\5\6\7abcdefgh"));
    Files.write(folder.resolve("L.npy"), bytes("(8,)", "\0\1\2\0\1\2\0\1"));
    Files.write(folder.resolve("V.safetensors"), twoLayers());
    Files.write(folder.resolve("W.safetensors"), weights());
    TreeSet<String> seen = new TreeSet<>();
    String run = "";
    List<String> examinations = new ArrayList<>(List.of(""));
    for (String command : COMMANDS) {
      String typed =
          command
              .replace("RUN", run)
              .replace("FOLDER", folder.toString())
              .replace("FIRST", examinations.get(Math.min(1, examinations.size() - 1)))
              .replace("LAST", examinations.getLast());
      String document = said(typed);
      Map<?, ?> tree = tree(document);
      if (run.isEmpty() && tree.get("run") instanceof String name) {
        run = name;
      }
      if (command.startsWith("examine") && tree.get("run") instanceof String name) {
        examinations.add(name);
      }
      String schema = String.valueOf(tree.get("schema"));
      assertThat(schema).as(command).matches("onsager/[a-z-]+/\\d+");
      String name = schema.split("/", -1)[1];
      assertThat(errors(registry, name, document)).as(command).isEmpty();
      seen.add(name);
    }
    String file = Files.readString(Home.under(folder).runs().resolve(run).resolve("run.json"));
    assertThat(errors(registry, "run-file", file)).isEmpty();
    try (Stream<Path> sweeps = Files.list(Home.under(folder).sweeps())) {
      for (Path sweep : sweeps.filter(Files::isDirectory).toList()) {
        String head = Files.readString(sweep.resolve("sweep.json"));
        assertThat(errors(registry, "sweep-file", head)).isEmpty();
        String table = Files.readString(sweep.resolve("table.json"));
        assertThat(errors(registry, "sweep-table", table)).isEmpty();
      }
    }
    Path export = folder.resolve("export.json");
    said("export " + run + " --format json --out " + export);
    assertThat(errors(registry, "export", Files.readString(export))).isEmpty();
    seen.addAll(List.of("export", "run-file", "sweep-file", "sweep-table", "common"));
    assertThat(seen).as("schemas that some command was tried against").isEqualTo(files().keySet());
  }

  @Test
  void everyVerbThatOffersJsonHasASchema() throws IOException {
    Verbs verbs = Verbs.here();
    List<String> offering = new ArrayList<>();
    for (String name : verbs.all()) {
      if (!OF_TESTS.contains(name) && verbs.verb(name).syntax().takes("--json")) {
        offering.add(name);
      }
    }
    TreeSet<String> needed = new TreeSet<>(offering);
    needed.addAll(BESIDES);
    assertThat(files().keySet()).isEqualTo(needed);
  }

  @Test
  void aSchemaIsASchemaAndExplainsEveryMember() throws IOException {
    SchemaRegistry plain = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
    Schema meta =
        plain.getSchema(SchemaLocation.of("https://json-schema.org/draft/2020-12/schema"));
    files()
        .forEach(
            (name, text) -> {
              assertThat(meta.validate(text, InputFormat.JSON)).as(name).isEmpty();
              Map<?, ?> tree = tree(text);
              assertThat(tree.get("$id")).isEqualTo("urn:onsager:" + name + ":1");
              assertThat(tree.get("title")).as(name).isNotNull();
              assertThat(unexplained(tree, name)).isEmpty();
            });
  }

  @Test
  void aDocumentThatIsNotAsItsSchemaSaysIsSeen() throws IOException {
    SchemaRegistry registry = registry();
    String document = said("list --json");
    assertThat(errors(registry, "list", document)).isEmpty();
    assertThat(errors(registry, "list", document.replace("\"title\"", "\"titel\""))).isNotEmpty();
    assertThat(errors(registry, "list", document.replace("list/1", "list/2"))).isNotEmpty();
    String run = said("run fair-coin --json");
    assertThat(errors(registry, "run", run)).isEmpty();
    assertThat(errors(registry, "run", run.replace("\"Point\"", "\"Pointt\""))).isNotEmpty();
    assertThat(errors(registry, "run", run.replace("\"standardError\"", "\"se\""))).isNotEmpty();
  }

  /** The members without a description or a reference to a definition that has one. */
  private static List<String> unexplained(Object tree, String place) {
    List<String> bare = new ArrayList<>();
    if (tree instanceof List<?> list) {
      list.forEach(e -> bare.addAll(unexplained(Objects.requireNonNull(e), place)));
    } else if (tree instanceof Map<?, ?> map) {
      if (map.get("properties") instanceof Map<?, ?> properties) {
        properties.forEach(
            (name, p) -> {
              if (p instanceof Map<?, ?> m
                  && !m.containsKey("description")
                  && !m.containsKey("$ref")) {
                bare.add(place + "." + name);
              }
            });
      }
      map.forEach(
          (name, value) -> {
            if (value != null) {
              bare.addAll(unexplained(value, place + "." + name));
            }
          });
    }
    return bare;
  }
}
