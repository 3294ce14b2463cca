package org.onsager.cli.guide;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The bridge to Python: its own tests, and the notebook of the examples. */
@Execution(ExecutionMode.CONCURRENT)
final class PythonTest {
  @TempDir Path folder = Path.of("");

  @Test
  void theBridgeDoesWhatItsOwnTestsSay() throws IOException, InterruptedException {
    try (Place place = Place.in(folder)) {
      Python python = Python.with(place, "numpy");
      Place.Outcome outcome =
          python.does(place, "-m", "unittest", "discover", "-s", "python/tests");
      assertThat(outcome.exit()).as(outcome.said()).isZero();
      assertThat(outcome.said()).contains("Ran ").doesNotContain("Ran 0 tests");
    }
  }

  @Test
  void theNotebookRunsFromItsFirstCellToItsLast() throws IOException, InterruptedException {
    try (Place place = Place.in(folder)) {
      Python python = Python.with(place, "numpy", "nbformat", "nbclient", "ipykernel");
      Files.writeString(
          folder.resolve("execute.py"),
          """
          import nbformat, sys
          from nbclient import NotebookClient
          notebook = nbformat.read("examples/order-and-chaos.ipynb", as_version=4)
          nbformat.validate(notebook)
          for cell in notebook.cells:
              assert not cell.get("outputs"), "the notebook is kept without its outputs"
          NotebookClient(notebook, timeout=280, kernel_name="python3").execute()
          outputs = [o for c in notebook.cells if c.cell_type == "code" for o in c.outputs]
          kinds = {kind for o in outputs for kind in o.get("data", {})}
          assert any("<iframe srcdoc=" in o.get("data", {}).get("text/html", "") for o in outputs)
          print(sorted(kinds))
          """);
      Place.Outcome outcome = python.does(place, "execute.py");
      assertThat(outcome.exit()).as(outcome.said()).isZero();
    }
  }
}
