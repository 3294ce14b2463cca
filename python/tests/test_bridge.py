"""The bridge, tried against the command itself: $ONSAGER, or the launcher of this checkout."""

import json
import os
import signal
import subprocess
import sys
import threading
import unittest
import warnings

import numpy as np

import onsager
from onsager import _knobs

ID = "deep-information-propagation"
CHEAP = dict(
    width=np.int64(32),
    widths=[16, 24, 32],
    networks=4,
    pairs=1,
    settle=10,
    phase_networks=3,
    phase_bias_variances=np.array([0.05, 0.1, 0.2]),
    train_width=16,
    images=200,
    depths=3,
    steps=10,
)


class Tensor:
    """As PyTorch's, what is asked of it: no array before it is detached and on the processor."""

    def __init__(self, array, ready=0):
        self.array, self.ready = array, ready

    def detach(self):
        return Tensor(self.array, self.ready + 1)

    def cpu(self):
        return self.array if self.ready else self


class Words(unittest.TestCase):
    def test_values_are_written_as_they_would_be_typed(self):
        self.assertEqual(_knobs.text(np.float64(0.1)), "0.1")
        self.assertEqual(_knobs.text(np.array([1, 2])), "1,2")
        self.assertEqual(_knobs.text([0.5, 1]), "0.5,1")
        self.assertEqual(_knobs.text(True), "true")
        self.assertEqual(_knobs.text(np.bool_(False)), "false")
        self.assertEqual(_knobs.values([[1, 2], [3]]), "1,2;3")

    def test_names_are_taken_with_underscores(self):
        self.assertEqual(_knobs.settings({"weight_variance": 2}), ["--set", "weightVariance=2"])
        self.assertEqual(_knobs.settings({"weightVariance": 2}), ["--set", "weightVariance=2"])
        self.assertEqual(_knobs.options({"weight_variance": 1.5}), ["--weight-variance", "1.5"])
        self.assertEqual(_knobs.options({"cheat": True, "other": None}), ["--cheat"])


class Tables(unittest.TestCase):
    table = onsager.Table.of([{"a": 1, "b": "x<y", "c": 0.5}, {"a": 2, "b": "z", "c": 1}])

    def test_a_column_is_an_array_and_a_row_a_dictionary(self):
        self.assertEqual(self.table["a"].dtype, np.int64)
        self.assertEqual(self.table["c"].dtype, float)
        self.assertEqual(self.table[1]["b"], "z")
        self.assertEqual(self.table.array["c"].tolist(), [0.5, 1.0])
        self.assertEqual(len(self.table.where(a=2)), 1)
        self.assertIn("x&lt;y", self.table._repr_html_())

    def test_a_wrong_column_is_refused_with_the_right_ones(self):
        with self.assertRaisesRegex(KeyError, "there are a, b, c"):
            self.table["d"]

    def test_an_empty_table_has_no_rows(self):
        self.assertEqual(len(onsager.Table.of([], ["a"])), 0)


class Answers(unittest.TestCase):
    def test_the_catalogue_is_a_table(self):
        self.assertIn(ID, onsager.list()["id"].tolist())
        self.assertEqual(onsager.describe(ID)["id"], ID)

    def test_theory_of_a_network_is_a_document(self):
        said = onsager.predict([784] + [100] * 5 + [10], activation="tanh", weight_variance=1.5)
        self.assertTrue(json.dumps(said))
        self.assertNotIn("error", said)

    def test_kernels_of_linear_networks_are_products_of_the_inputs(self):
        x = np.random.default_rng(3).standard_normal((9, 4))
        z = x[:5] + 1
        linear = dict(activation="linear", weight_variance=1, bias_variance=0, progress=False)
        k, t = onsager.kernel([4, 8, 8, 1], x, ntk=True, **linear)
        # One factor σ_w² = 1 a layer, and a term of the tangent kernel for each of three layers.
        np.testing.assert_allclose(k, x @ x.T / 4, rtol=1e-13, atol=1e-15)
        np.testing.assert_allclose(t, 3 * (x @ x.T) / 4, rtol=1e-13, atol=1e-15)
        self.assertTrue(np.array_equal(k, k.T))
        across = onsager.kernel([4, 8, 8, 1], x, against=z, float32=True, **linear)
        self.assertEqual(across.dtype, np.float32)
        np.testing.assert_allclose(across, x @ z.T / 4, rtol=1e-6, atol=1e-6)
        with self.assertRaisesRegex(onsager.Refusal, "the network takes samples of 5 values"):
            onsager.kernel([5, 8, 1], x, **linear)

    def test_a_network_in_memory_is_examined_as_numpy_would(self):
        random = np.random.default_rng(3)
        w, b = random.standard_normal((8, 3)) / 2, random.standard_normal(8) / 3
        v, c = random.standard_normal((2, 8)) / 2, random.standard_normal(2) / 3
        x, y = random.standard_normal((12, 3)), random.integers(0, 2, 12)
        state = {"a.weight": w, "a.bias": Tensor(b), "b.weight": v.astype("f4"), "b.bias": c}
        seen = onsager.examine(state, x, y, network=[3, 8, 2], initial=state, progress=False)
        self.assertEqual([layer["name"] for layer in seen["layers"]], ["a", "b"])
        function = seen["function"]
        h = np.tanh(x @ w.T + b)
        right = np.mean((h @ v.T + c).argmax(1) == y)
        self.assertAlmostEqual(function["readings"]["accuracy"]["value"], right)
        # ∂f_i/∂θ: of v and c (h, 1) in row i, of w and b v_i φ'(z) times (x, 1)
        one = np.ones((12, 1))
        jacobian = np.zeros((12, 2, 2 * 9 + 8 * 4))
        for i in range(2):
            jacobian[:, i, 9 * i : 9 * i + 9] = np.hstack([h, one])
            back = v[i] * (1 - h**2)
            jacobian[:, i, 18:] = (back[:, :, None] * np.hstack([x, one])[:, None, :]).reshape(12, -1)
        flat = jacobian.reshape(24, -1)
        exact = np.linalg.eigvalsh(flat @ flat.T)
        np.testing.assert_allclose(function["kernel"]["eigenvalues"], exact, atol=1e-5 * exact[-1])
        self.assertEqual(function["readings"]["kernelDistance"]["value"], 0)
        alone = onsager.examine({"a.weight": w}, progress=False)
        self.assertIsNone(alone["function"])
        with self.assertRaises(onsager.Refusal):
            onsager.examine(state, x, y + 5, network=[3, 8, 2], progress=False)
        with self.assertRaises(TypeError):
            onsager.examine({"a.weight": np.array(["no number"])})

    def test_a_wrong_name_is_the_one_line_of_the_command(self):
        with self.assertRaises(onsager.Refusal) as caught:
            onsager.run(ID, withd=3)
        self.assertEqual(caught.exception.exit, 2)
        self.assertIn('no knob is called "withd"; did you mean width?', str(caught.exception))
        self.assertNotIn("\n", str(caught.exception))
        with self.assertRaisesRegex(onsager.OnsagerError, "did you mean deep-information"):
            onsager.run("deep-informatoin-propagation")

    def test_a_launcher_that_is_not_there_is_said(self):
        before = os.environ.get("ONSAGER")
        os.environ["ONSAGER"] = "/no/such/onsager"
        try:
            with self.assertRaisesRegex(onsager.Refusal, "no launcher is there"):
                onsager.list()
        finally:
            if before is None:
                del os.environ["ONSAGER"]
            else:
                os.environ["ONSAGER"] = before

    def test_a_run_is_arrays_and_a_verdict_is_a_result(self):
        run = onsager.run(ID, progress=False, **CHEAP)
        self.assertIn(run.exit, (3, 4))  # so few networks cannot agree
        self.assertEqual(len(run.claims), sum(run.verdicts.values()))
        depth = run.claims.where(id="depth-scale-in-chaos")[0]
        self.assertGreater(depth["standard_error"], 0)
        length = run.figures["length"] if "length" in run.figures else None
        figure = length or next(f for f in run.figures.values() if f.kind == "curves")
        self.assertEqual(figure.x.shape, figure.y.shape)
        self.assertEqual(figure.y.shape, figure.error.shape)
        self.assertTrue(figure.theory)
        heat = next(f for f in run.figures.values() if f.kind == "heatmap")
        self.assertEqual(heat.values.shape, (len(heat.y), len(heat.x)))
        bundle = run._repr_mimebundle_()
        self.assertIn("<iframe srcdoc=", bundle["text/html"])
        self.assertEqual(onsager.show(run.name).digest, run.digest)
        self.assertIn(run.name, onsager.runs(ID)["run"].tolist())
        self.assertEqual(run.knobs["phaseBiasVariances"], [0.05, 0.1, 0.2])


@unittest.skipUnless(os.name == "posix", "signals of POSIX")
class Interruption(unittest.TestCase):
    def test_ctrl_c_stops_the_command_and_says_what_is_kept(self):
        code = (
            "import onsager\n"
            "try:\n"
            "    onsager.run('%s', effort='desk', seed=5)\n"
            "except KeyboardInterrupt as e:\n"
            "    print('STOPPED', e)\n" % ID
        )
        process = subprocess.Popen(
            [sys.executable, "-c", code],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        line = process.stderr.readline()  # the first line of progress: it measures
        self.assertIn("points", line)
        drain = threading.Thread(target=process.stderr.read, daemon=True)
        drain.start()
        process.send_signal(signal.SIGINT)
        out = process.stdout.read()
        process.wait(60)
        drain.join(5)
        process.stdout.close()
        process.stderr.close()
        self.assertIn("STOPPED", out)
        self.assertIn("to continue: ./onsager run", out)


if __name__ == "__main__":
    warnings.simplefilter("error", ResourceWarning)
    unittest.main()
