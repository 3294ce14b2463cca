package org.onsager.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The log book's verbs on an examination, of a layer whose numbers are known: diag(3, 1). */
final class ExaminationVerbsTest {
  @TempDir Path folder = Path.of("");

  private String name = "";

  private Said onsager(String... arguments) {
    return Said.by(folder.resolve("home"), arguments);
  }

  @BeforeEach
  void examine() throws IOException {
    String head = "{\"a.weight\":{\"dtype\":\"F64\",\"shape\":[2,2],\"data_offsets\":[0,32]}}";
    ByteBuffer file = ByteBuffer.allocate(8 + head.length() + 32).order(ByteOrder.LITTLE_ENDIAN);
    file.putLong(head.length()).put(head.getBytes(StandardCharsets.UTF_8));
    file.putDouble(3).putDouble(0).putDouble(0).putDouble(1);
    Path model = Files.write(folder.resolve("diagonal.safetensors"), file.array());
    Said said = onsager("examine", model.toString(), "--json");
    assertThat(said.exit()).as(said.err()).isZero();
    name = String.valueOf(said.document().get("run"));
  }

  @Test
  void itsNumbersAreTablesOfText() throws IOException {
    Path tables = folder.resolve("tables");
    Said said = onsager("export", name, "--format", "csv", "--out", tables.toString());
    assertThat(said.out().strip()).isEqualTo(tables.toString());
    List<String> values = Files.readAllLines(tables.resolve("a.singularValues.csv"));
    assertThat(values.getFirst()).isEqualTo("value");
    assertThat(values.stream().skip(1).mapToDouble(Double::parseDouble).toArray())
        .containsExactly(new double[] {3, 1}, within(1e-14));
    List<String> numbers = Files.readAllLines(tables.resolve("numbers.csv"));
    assertThat(numbers.getFirst()).isEqualTo("row,column,value,standard_error");
    // (3² + 1²)/3²
    assertThat(numbers)
        .filteredOn(l -> l.startsWith("a,stableRank,"))
        .singleElement()
        .satisfies(
            l ->
                assertThat(Double.parseDouble(l.split(",", -1)[2]))
                    .isCloseTo(10 / 9.0, within(1e-14)));
  }

  @Test
  void itsNumbersAreArraysOfNumPy() throws Exception {
    Path npz = folder.resolve("numbers.npz");
    assertThat(onsager("export", name, "--format", "npz", "--out", npz.toString()).exit()).isZero();
    Process process =
        new ProcessBuilder(
                System.getenv().getOrDefault("ONSAGER_PYTHON", "python3"),
                "-c",
                "import numpy,sys; z=numpy.load(sys.argv[1]);"
                    + " i=list(z['row']).index('a');"
                    + " print(z['a.singularValues'].round(9), z['stableRank'][i].round(9),"
                    + " z['stableRank.standard_error'][i], z['frobeniusNorm'][i].round(9))",
                npz.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assumeTrue(!said.contains("No module named"), "NumPy is not on this machine");
    // ‖W‖_F = √10
    assertThat(said.strip()).isEqualTo("[3. 1.] 1.111111111 0.0 3.16227766");
  }

  @Test
  void theLatestIsWhateverWasKeptLast() {
    assertThat(onsager("show", "latest").out()).contains("diagonal.safetensors");
    onsager("run", "fair-coin");
    assertThat(onsager("show", "latest").out()).doesNotContain("diagonal.safetensors");
    assertThat(onsager("rm", name).exit()).isZero();
    assertThat(onsager("show", "latest").exit()).isZero();
  }

  @Test
  void whatIsRemovedIsGone() {
    String letters = name.substring(name.length() - 4);
    assertThat(onsager("runs").out()).contains(name);
    assertThat(onsager("rm", letters).out().strip()).isEqualTo("removed " + name);
    assertThat(folder.resolve("home/answers").resolve(name)).doesNotExist();
    assertThat(onsager("runs").out()).doesNotContain(name);
    Said again = onsager("rm", letters);
    assertThat(again.exit()).isEqualTo(2);
    assertThat(again.err()).contains("no run is called " + letters);
    assertThat(onsager("export", name).exit()).isEqualTo(2);
  }
}
