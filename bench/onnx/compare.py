"""Times networks of others in Onsager and in ONNX Runtime, by turns in one run, and prints the ratio.

Inputs are the same on both sides, single precision, and go in and come out as arrays. Before anything
is timed the outputs are compared: beyond 1e-5 of the largest nothing is timed. One thread on both
sides, thread time of the caller. Each figure is the median over turns of the ratio of medians, with the
quartiles; the first turn warms up. Run through bench/onnx/run.
"""

import argparse
import importlib.metadata
import os
import platform
import statistics
import subprocess
import sys
import tempfile

import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))
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


class Side:
    """A process that does what it is told."""

    def __init__(self, command):
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        if self.process.stdout.readline().strip() != "ready":
            sys.exit(f"{command[0]} did not start")

    def ask(self, *words):
        print(*words, file=self.process.stdin, flush=True)
        answer = self.process.stdout.readline()
        if not answer:
            sys.exit(f"the process that was asked '{' '.join(map(str, words))}' has ended")
        return [float(word) for word in answer.split()]

    def time(self, name, count):
        return statistics.median(self.ask("time", name, count)) / 1e3

    def close(self):
        self.process.stdin.close()
        self.process.wait(timeout=20)


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
            f"{cpu()}, {os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}, ONNX Runtime "
            f"{importlib.metadata.version('onnxruntime')}; one thread, µs of thread time"
        )
        print(f"  {'':20} {'Onsager':>9} {'Runtime':>9}   ratio  [quartiles]     largest difference")
        for network, model, samples, count in WORK:
            if not network.startswith(chosen.only):
                continue
            name = f"{network}-{samples}"
            write(folder, name, os.path.join(models, model), samples)
            worst = check(name, ours, theirs)
            rows = [(theirs.time(name, count), ours.time(name, count)) for _ in range(chosen.turns + 1)][1:]
            ratios = [t / o for t, o in rows]
            q = statistics.quantiles(ratios, n=4)
            reached = "reached" if statistics.median(ratios) >= 0.5 else "NOT reached"
            print(
                f"  {network + ', ' + str(samples):20} {statistics.median(o for _, o in rows):9.1f}"
                f" {statistics.median(t for t, _ in rows):9.1f}   {statistics.median(ratios):5.2f}"
                f"  [{q[0]:.2f}, {q[2]:.2f}]   {worst:.1e}   {reached} (≥ 0.5)",
                flush=True,
            )
        ours.close()
        theirs.close()


def cpu():
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as lines:
            return next(x.split(":")[1].strip() for x in lines if x.startswith("model name"))
    except (OSError, StopIteration):
        return platform.processor() or platform.machine()


main()
