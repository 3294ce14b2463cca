"""Times networks of others in Onsager and in ONNX Runtime, by turns in one run, and prints the ratio.

Inputs are the same on both sides, single precision, and go in and come out as arrays. Before anything
is timed the outputs are compared: beyond 1e-5 of the largest nothing is timed. One thread on both
sides, thread time of the caller. Each figure is the median over turns of the ratio of medians, with the
quartiles; the first turn warms up. Run through bench/onnx/run.
"""

import argparse
import importlib.metadata
import os
import statistics
import sys
import tempfile

import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.dirname(HERE))

from sides import Side, machine, spread, verdict  # noqa: E402
WORDS = {"input_ids": 1656, "attention_mask": 2, "token_type_ids": 2}
WORK = [  # name, model, samples, repetitions in a turn
    ("mnist", "onnx-zoo-mnist/mnist.onnx", 1, 400),
    ("opt-mnist", "onnx-zoo-mnist/opt-mnist.onnx", 1, 400),
    ("lenet5", "pytorch-lenet/lenet5.onnx", 1, 400),
    ("lenet5", "pytorch-lenet/lenet5.onnx", 64, 20),
    ("cnn_mnist", "tribuo/cnn_mnist.onnx", 1, 400),
    ("cnn_mnist", "tribuo/cnn_mnist.onnx", 64, 20),
    ("tinybert", "tribuo/tinybert.onnx", 1, 200),
    ("tinybert", "tribuo/tinybert.onnx", 32, 20),
]


def write(folder, name, model, samples):
    """The inputs of one case, 16 words to a text."""
    import onnxruntime

    random = np.random.default_rng(samples)
    session = onnxruntime.InferenceSession(model)
    lines = [model]
    for i, taken in enumerate(session.get_inputs()):
        shape = [samples if k == 0 and e != 1 else 16 if isinstance(e, str) else e for k, e in enumerate(taken.shape)]
        if taken.type == "tensor(float)":
            values, kind = random.random(shape, dtype=np.float32), "f32"
        else:
            values, kind = random.integers(0, WORDS[taken.name], shape), "i64"
        values.tofile(f"{folder}/{name}-{i}.raw")
        lines.append(" ".join([taken.name, kind, *map(str, shape)]))
    with open(f"{folder}/{name}.txt", "w", encoding="utf-8") as out:
        out.write("\n".join(lines) + "\n")


def median(side, name, count):
    """Of some repetitions, in µs."""
    return statistics.median(side.ask("time", name, count)) / 1e3


def check(name, ours, theirs):
    a, b = np.array(ours.ask("check", name)), np.array(theirs.ask("check", name))
    if a.shape != b.shape:
        sys.exit(f"{name}: {a.size} numbers beside {b.size}")
    worst = np.abs(a - b).max() / max(1, np.abs(b).max())
    if not worst < 1e-5:
        sys.exit(f"{name}: the two sides compute different things, by {worst:.1e}")
    return worst


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--java", required=True, help="the command of Onsager's side")
    options.add_argument("--turns", type=int, default=15)
    options.add_argument("--only", default="", help="networks whose names begin so")
    chosen = options.parse_args()
    models = os.path.join(os.environ["ONSAGER_DATA"], "models")
    with tempfile.TemporaryDirectory() as folder:
        ours = Side([*chosen.java.split(), folder])
        theirs = Side([sys.executable, f"{HERE}/peer.py", folder])
        print(
            f"{machine()}, ONNX Runtime "
            f"{importlib.metadata.version('onnxruntime')}; one thread, µs of thread time"
        )
        print(f"  {'':20} {'Onsager':>9} {'Runtime':>9}   ratio  [quartiles]     largest difference")
        for network, model, samples, count in WORK:
            if not network.startswith(chosen.only):
                continue
            name = f"{network}-{samples}"
            write(folder, name, os.path.join(models, model), samples)
            worst = check(name, ours, theirs)
            rows = [(median(theirs, name, count), median(ours, name, count)) for _ in range(chosen.turns + 1)][1:]
            ratios = [t / o for t, o in rows]
            print(
                f"  {network + ', ' + str(samples):20} {statistics.median(o for _, o in rows):9.1f}"
                f" {statistics.median(t for t, _ in rows):9.1f}   {spread(ratios)}   {worst:.1e}   {verdict(ratios, 0.5)}",
                flush=True,
            )
        ours.close()
        theirs.close()


main()
