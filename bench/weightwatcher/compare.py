"""Exponents and times of all weight spectra in Onsager and in WeightWatcher, by turns in one run.

Random weights in the shapes of ResNet-50 and GPT-2 small (normal, variance 1/fan-in), and where a file is
named ResNet-20 of CIFAR-10. WeightWatcher runs as its users run it, on a PyTorch module that is there;
Onsager reads the same weights from a file. All singular values and fits count on each side, in float64, by
WeightWatcher's convention: a convolution's slices together, tails of two numbers at least, distances where
the steps begin. Before anything is timed the exponents of the two are compared. One thread: both processes
pinned to one processor, processor time of the whole process (the virtual machine's compiler included). Two:
wall clock, so the machine has to be quiet; WeightWatcher has the better of one thread and two. Run through
bench/weightwatcher/run.
"""

import argparse
import importlib.metadata
import os
import statistics
import sys
import tempfile

import numpy as np
from safetensors.numpy import load_file, save_file

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.dirname(HERE))

from sides import Side, machine, spread, verdict  # noqa: E402

WANTED = 3
SMALL = 20  # of fewer values WeightWatcher makes another fit


def resnet50():
    shapes, width = [("conv1", (64, 3, 7, 7))], 64
    for stage, blocks in enumerate((3, 4, 6, 3)):
        planes = 64 * 2 ** stage
        for block in range(blocks):
            name = f"layer{stage + 1}_{block}_"
            shapes += [(name + "conv1", (planes, width, 1, 1)), (name + "conv2", (planes, planes, 3, 3)), (name + "conv3", (4 * planes, planes, 1, 1))]
            if block == 0:
                shapes.append((name + "down", (4 * planes, width, 1, 1)))
            width = 4 * planes
    return shapes + [("fc", (1000, 2048))]


def gpt2():
    shapes = []
    for i in range(12):
        shapes += [(f"h{i}_attn", (2304, 768)), (f"h{i}_proj", (768, 768)), (f"h{i}_fc", (3072, 768)), (f"h{i}_out", (768, 3072))]
    return shapes


MODELS = {"resnet50": resnet50, "gpt2": gpt2}


def drawn(shapes):
    random = np.random.default_rng(29)
    return {n + ".weight": (random.standard_normal(s) / np.prod(s[1:]) ** 0.5).astype(np.float32) for n, s in shapes}


def matrices(weights):
    """What is decomposed: sides and how often."""
    for w in weights.values():
        yield sorted(w.shape[:2]), int(np.prod(w.shape[2:]))


def floor(weights, gflops):
    """Seconds of all Gram matrices and reductions to three diagonals at the rate of square products."""
    gram = sum(k * n * n * m for (n, m), k in matrices(weights))
    reduction = sum(k * 4 / 3 * n**3 for (n, _), k in matrices(weights))
    return gram / gflops / 1e9, reduction / gflops / 1e9


def answered(words):
    wall, own, *layers = words
    pairs = (layer.rsplit("=", 1) for layer in layers)
    return (float(wall), float(own)), {n.removesuffix(".weight").replace(".", "_"): float(a) for n, a in pairs}


def check(weights, path, ours, theirs):
    _, mine = answered(ours.words("slices", path))
    _, exact = answered(theirs.words("spectra", path))
    _, matrix = answered(ours.words("matrix", path))
    size = {n.removesuffix(".weight").replace(".", "_"): min(w.shape[:2]) * int(np.prod(w.shape[2:])) for n, w in weights.items()}
    both = [n for n in exact if exact[n] > 0 and mine.get(n, np.nan) == mine.get(n, np.nan)]
    apart = [abs(mine[n] - exact[n]) / exact[n] for n in both if size[n] >= SMALL]
    other = [abs(matrix[n] - exact[n]) / exact[n] for n in both if matrix[n] == matrix[n]]
    print(f"  {len(both)} layers of {len(weights)} with an exponent on both sides, {len(both) - len(apart)} of them of fewer than {SMALL} values")
    print(f"  same convention: exponents differ by a relative {max(apart):.1e} at most, {statistics.median(apart):.1e} in the median")
    print(f"  Onsager's own convention beside WeightWatcher's: {max(other):.1e} at most, {statistics.median(other):.1e} in the median")
    if statistics.median(apart) > 1e-6:
        sys.exit("the two sides compute different things")


def race(path, turns, ours, theirs, clock):
    for _ in range(2):  # its compiler needs that
        ours.words("slices", path)
    rows = []
    for _ in range(turns):
        rows.append([answered(side.words("spectra", path))[0][clock] for side in theirs])
        rows[-1].append(answered(ours.words("slices", path))[0][clock])
    *columns, own = zip(*rows)
    best = min(columns, key=statistics.median)
    ratios = [t / o for t, o in zip(best, own)]
    said = ", ".join(f"{statistics.median(c):.2f}" for c in columns)
    print(f"    Onsager {spread(own)} s, WeightWatcher {spread(best)} s (medians of its ways: {said}), ratio {spread(ratios)}   {verdict(ratios, WANTED)}", flush=True)
    return statistics.median(own)


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--java", required=True, help="the command of Onsager's side")
    options.add_argument("--turns", type=int, default=3)
    options.add_argument("--threads", default="1,2", help="1, 2 or both")
    options.add_argument("--only", default="resnet50,gpt2")
    options.add_argument("--resnet20", help="a file of weights")
    chosen = options.parse_args()
    versions = ", ".join(f"{p} {importlib.metadata.version(p)}" for p in ("weightwatcher", "scipy", "torch"))
    print(f"{machine()}, {versions}")
    models = {name: drawn(MODELS[name]()) for name in chosen.only.split(",") if name}
    if chosen.resnet20:
        models["resnet20"] = {n: w for n, w in load_file(chosen.resnet20).items() if w.ndim in (2, 4)}
    with tempfile.TemporaryDirectory() as folder:
        paths = {name: f"{folder}/{name}.safetensors" for name in models}
        for name, weights in models.items():
            save_file(weights, paths[name])
        one = Side([sys.executable, f"{HERE}/peer.py"], "0")
        for threads in map(int, chosen.threads.split(",")):
            more = {"OPENBLAS_NUM_THREADS": str(threads), "OMP_NUM_THREADS": str(threads)}
            ours = Side([*chosen.java.split(), str(threads)], "0" if threads == 1 else "0,1")
            theirs = [one] if threads == 1 else [one, Side([sys.executable, f"{HERE}/peer.py"], "0,1", **more)]
            print(f"{threads} thread(s), {'processor time' if threads == 1 else 'wall clock'}, {machine()}")
            for name, weights in models.items():
                print(f"  {name}", flush=True)
                if threads == 1:
                    check(weights, paths[name], ours, one)
                took = race(paths[name], chosen.turns, ours, theirs, 1 if threads == 1 else 0)
                rate = ours.ask("peak")[0]
                gram, reduction = floor(weights, rate)
                share = 100 * (gram + reduction) / threads / took
                print(
                    f"    floor {(gram + reduction) / threads:.2f} s (Gram matrices {gram / threads:.2f}, reductions {reduction / threads:.2f},"
                    f" at a measured {rate:.1f} Gflop/s a thread): {share:.0f} % of it reached", flush=True,
                )
            for side in [ours, *theirs[1:]]:
                side.close()
        one.close()


main()
