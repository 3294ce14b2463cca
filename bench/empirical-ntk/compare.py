"""Times the same empirical tangent kernel in Onsager and in torch.func, by turns in one run, and prints the ratio.

All outputs of 64 samples, from the samples in memory to the finished matrix, warm. Before anything is timed the
matrices of the two are compared. The reference has the better of its two modes. One thread on each side, both
processes pinned to one processor; processor time of the whole process counts (the virtual machine's compiler
included). Each figure is the median over turns with the quartiles. Run through bench/empirical-ntk/run.
"""

import argparse
import os
import platform
import statistics
import sys
import tempfile

import numpy as np
import torch

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.dirname(HERE))

from sides import Side, machine, spread, verdict  # noqa: E402
from work import SAMPLES, WORK  # noqa: E402
MODES = ("whole", "chunked")
CLOSE = {"float32": 1e-5, "float64": 1e-12}


def prepare(folder, names):
    torch.manual_seed(28)
    random = np.random.default_rng(28)
    for name in names:
        _, text, shape, _, network = WORK[name]
        torch.save(network().state_dict(), f"{folder}/{name}.pt")
        np.save(f"{folder}/{name}.npy", random.standard_normal((SAMPLES, *shape), dtype=np.float32))
        with open(f"{folder}/{name}.network", "w", encoding="utf-8") as out:
            out.write(text)


def check(name, folder, dtype, ours, theirs):
    ours.ask("write", name)
    theirs.ask("write", name, "whole")
    a = np.load(f"{folder}/{name}.ours.npy")
    b = np.load(f"{folder}/{name}.theirs.npy").reshape(a.shape)
    off = np.abs(a - b).max() / np.abs(b).max()
    print(f"  {WORK[name][0]}: {a.shape[0]} × {a.shape[1]}, largest difference over largest entry {off:.1e}")
    if not off < CLOSE[dtype]:
        sys.exit(f"{name}: the two sides compute different things")


def race(name, turns, ours, theirs):
    taken = {mode: min(theirs.ask("run", name, mode)[0] for _ in range(2)) for mode in MODES}
    mode = min(taken, key=taken.get)
    print("    its modes, s: " + ", ".join(f"{m} {t:.2f}" for m, t in taken.items()), flush=True)
    for _ in range(3):  # its compiler needs that
        ours.ask("run", name)
    pairs = []
    for _ in range(turns):
        theirs_took = theirs.ask("run", name, mode)[0]
        pairs.append((ours.ask("run", name)[0], theirs_took))
    ratios = [t / o for o, t in pairs]
    want = WORK[name][3]
    print(
        f"    Onsager {spread([1e3 * o for o, _ in pairs], '.1f')} ms, torch.func ({mode})"
        f" {spread([1e3 * t for _, t in pairs], '.0f')} ms, ratio {spread(ratios, '.1f')}"
        f"   {verdict(ratios, want)}",
        flush=True,
    )


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--java", required=True, help="the command of Onsager's side")
    options.add_argument("--turns", type=int, default=5)
    options.add_argument("--only", default=",".join(WORK), help="which: " + ", ".join(WORK))
    options.add_argument("--dtype", default="float32,float64")
    chosen = options.parse_args()
    names = chosen.only.split(",")
    print(f"{machine()}, PyTorch {torch.__version__}, Python {platform.python_version()}")
    with tempfile.TemporaryDirectory() as folder:
        prepare(folder, names)
        for dtype in chosen.dtype.split(","):
            ours = Side([*chosen.java.split(), folder, dtype], "0")
            theirs = Side([sys.executable, f"{HERE}/peer.py", folder, dtype], "0")
            print(f"{dtype}, one thread, processor time, load {os.getloadavg()[0]:.1f}")
            for name in names:
                check(name, folder, dtype, ours, theirs)
                race(name, chosen.turns, ours, theirs)
            ours.close()
            theirs.close()


main()
