"""Times the same work in Onsager and in PyTorch, by turns in one run, and prints the ratio.

Both sides start from the same weights and data; before anything is timed the losses of ten steps, the
gradient and the Hessian product of the two are compared. One thread: thread time of the caller. Two
threads: wall clock, so the machine has to be quiet; PyTorch is given its best of one and two threads,
the two with and without spinning. Each figure is the median over turns of the ratio of medians, with
the quartiles. Run through bench/pytorch/run.
"""

import argparse
import os
import platform
import statistics
import sys
import tempfile

import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.dirname(HERE))

from sides import Side, machine, spread, verdict  # noqa: E402
MLP = [(512, 784), (512, 512), (10, 512)], [(512,), (512,), (10,)]
WORK = [  # workload, what, repetitions in a turn
    ("mlp-relu", "step", 10),
    ("mlp-relu", "gradient", 10),
    ("mlp-relu", "hessian-vector", 5),
    ("mlp-tanh", "step", 10),
    ("mlp-tanh", "gradient", 10),
    ("mlp-tanh", "hessian-vector", 5),
    ("lenet", "step", 6),
    ("ensemble-small", "step", 50),
    ("ensemble-wide", "step", 2),
]


def data(folder, seed=20):
    random = np.random.default_rng(seed)

    def normal(shape, scale=1.0):
        return (scale * random.standard_normal(shape)).astype("<f4").ravel()

    def fan(shape):
        return normal(shape, (1.5 / np.prod(shape[1:])) ** 0.5)

    def write(name, parts, labels=()):
        np.concatenate(parts).tofile(f"{folder}/{name}.f32")
        np.asarray(labels, dtype="<i8").tofile(f"{folder}/{name}.i64")

    for name in ("mlp-relu", "mlp-tanh"):
        weights, biases = MLP
        parts = [fan(s) for s in weights] + [normal(s, 0.1) for s in biases]
        parts.append(normal((128, 784)))
        parts += [normal(s) for s in weights + biases]
        write(name, parts, random.integers(0, 10, 128))
    weights = [(6, 1, 5, 5), (16, 6, 5, 5), (120, 400), (84, 120), (10, 84)]
    parts = [fan(s) for s in weights] + [normal(s[0], 0.1) for s in weights]
    write("lenet", parts + [normal((64, 1, 28, 28))], random.integers(0, 10, 64))
    for name, widths, batch in (
        ("ensemble-small", (2, 16, 16, 1), 64),
        ("ensemble-wide", (784, 100, 100, 10), 128),
    ):
        pairs = list(zip(widths, widths[1:]))
        parts = [normal((64, o, i), i**-0.5) for i, o in pairs]
        parts += [normal((64, o), 0.1) for o in widths[1:]]
        parts += [normal((64, batch, widths[0])), normal((64, batch, widths[-1]))]
        write(name, parts)


def median(side, workload, what, count, wall):
    """Of some repetitions, in milliseconds."""
    return statistics.median(side.ask("time", workload, what, count)[1 if wall else 0 :: 2]) / 1e6


def check(work, ours, theirs):
    for workload in dict.fromkeys(w for w, _, _ in work):
        a, b = ours.ask("check", workload), theirs.ask("check", workload)
        worst = max(abs(x - y) / abs(y) for x, y in zip(a, b, strict=True))
        print(f"  {workload:16} {len(b)} numbers, largest relative difference {worst:.1e}")
        if not worst < 2e-4:
            sys.exit(f"{workload}: the two sides compute different things: {a} and {b}")


def by_turns(turns, sides, workload, what, count, wall):
    """Medians of every side in every turn; the first turn warms up and is left out."""
    rows = []
    for turn in range(turns + 1):
        row = [median(side, workload, w, count, wall) for side, w in sides]
        if turn:
            rows.append(row)
    return list(zip(*rows))


def line(name, theirs, ours, wanted):
    ratios = [t / o for t, o in zip(theirs, ours)]
    print(
        f"  {name:32} {statistics.median(ours):9.3f} {statistics.median(theirs):9.3f}"
        f"   {spread(ratios)}   {verdict(ratios, wanted)}",
        flush=True,
    )


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--java", required=True, help="the command of Onsager's side")
    options.add_argument("--turns", type=int, default=15)
    options.add_argument("--threads", default="1,2", help="1, 2 or both")
    options.add_argument("--only", default="", help="workloads whose names begin so")
    chosen = options.parse_args()
    work = [w for w in WORK if w[0].startswith(chosen.only)]
    java = chosen.java.split()
    torch = [sys.executable, f"{HERE}/peer.py"]
    one = {"OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
    header = f"  {'':32} {'Onsager':>9} {'PyTorch':>9}   ratio  [quartiles]"
    print(f"{machine()}, {versions()}")
    with tempfile.TemporaryDirectory() as folder:
        data(folder)
        ours = Side([*java, folder, "1"])
        theirs = Side([*torch, folder, "1"], **one)
        print("the same computation on both sides:")
        check(work, ours, theirs)
        if "1" in chosen.threads:
            print(f"one thread, ms of thread time:\n{header}")
            for workload, what, count in work:
                t = by_turns(chosen.turns, [(theirs, what), (ours, what)], workload, what, count, False)
                line(f"{workload} {what}", t[0], t[1], 1.0)
            if "ensemble".startswith(chosen.only):
                ensembles(chosen.turns, ours)
        if "2" in chosen.threads:
            print(f"two threads, ms of wall clock (load {os.getloadavg()[0]:.1f}):\n{header}")
            two = Side([*java, folder, "2"])
            spinning = Side([*torch, folder, "2"], OMP_NUM_THREADS="2", MKL_NUM_THREADS="2")
            passive = Side(
                [*torch, folder, "2"], OMP_NUM_THREADS="2", MKL_NUM_THREADS="2",
                OMP_WAIT_POLICY="PASSIVE", GOMP_SPINCOUNT="0",
            )
            trap = []
            for workload, what, count in work:
                sides = [(theirs, what), (spinning, what), (passive, what), (two, what)]
                t = by_turns(chosen.turns, sides, workload, what, count, True)
                best = min(t[:3], key=statistics.median)
                line(f"{workload} {what}", best, t[3], 0.95)
                trap.append((f"{workload} {what}", [statistics.median(x) for x in t[:3]]))
            print("PyTorch's threads, ms: one, two as they come (they spin), two that sleep:")
            for name, (a, b, c) in trap:
                print(f"  {name:32} {a:9.3f} {b:9.3f} {c:9.3f}")
            for side in (two, spinning, passive):
                side.close()
        ours.close()
        theirs.close()


def ensembles(turns, ours):
    print("ensembles beside a loop and beside their products alone, ms of thread time:")
    t = by_turns(max(3, turns // 3), [(ours, "loop"), (ours, "step")], "ensemble-small", "", 5, False)
    line("ensemble-small: loop over step", t[0], t[1], 8)
    t = by_turns(turns, [(ours, "products"), (ours, "step")], "ensemble-wide", "", 2, False)
    line("ensemble-wide: products over step", t[0], t[1], 0.7)


def versions():
    import importlib.metadata

    return f"PyTorch {importlib.metadata.version('torch')}, Python {platform.python_version()}"


main()
