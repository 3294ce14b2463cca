"""Times the same kernels in Onsager and in neural-tangents, by turns in one run, and prints the ratio.

The whole way from the samples in memory to both finished matrices (NNGP and NTK) counts on each side, in
float64, warm. Before anything is timed the matrices of the two are compared; the reference's own
diagonal, which is off by 1e-7 for relu and depends on its mode, is left out of that. The reference has
its best of compiled, eager and batched. One thread: both processes are pinned to one processor, and
processor time counts (of the whole process, its compiler included). Two threads: wall clock, so the
machine has to be quiet. Each figure is the median over turns with the quartiles. Run through
bench/neural-tangents/run.
"""

import argparse
import importlib.metadata
import os
import platform
import statistics
import sys
import tempfile

import numpy as np

from work import WORK

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.dirname(HERE))

from sides import Side, machine, spread, verdict  # noqa: E402
MODES = ("compiled", "eager", "batched")
ONE = {
    "XLA_FLAGS": "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1",
    "OMP_NUM_THREADS": "1",
}


def samples(folder, names, shrink):
    random = np.random.default_rng(28)
    for name in names:
        _, text, _, _, count, end, _, _ = WORK[name]
        with open(f"{folder}/{name}.network", "w", encoding="utf-8") as out:
            out.write(text)
        shape = (784,) if end == "dense" else (1, 28, 28)
        np.save(f"{folder}/{name}.npy", random.standard_normal((max(2, count // shrink), *shape)))


def processors(threads):
    return "0" if threads == 1 else "0,1"


def check(name, folder, ours, theirs):
    """The largest difference relative to the size of an entry, off the diagonal."""
    ours.ask("write", name, "memory")
    theirs.ask("write", name, "compiled")
    for kernel in ("nngp", "ntk"):
        a = np.load(f"{folder}/{name}.ours.{kernel}.npy", mmap_mode="r")
        b = np.load(f"{folder}/{name}.theirs.{kernel}.npy", mmap_mode="r")
        scale = np.sqrt(np.outer(np.diag(a), np.diag(a)))
        off = np.abs(a - b) / scale
        np.fill_diagonal(off, 0)
        on = np.max(np.abs(np.diag(a) - np.diag(b)) / np.diag(a))
        print(f"  {name:13} {kernel:5} {a.shape[0]:5} samples, off the diagonal {off.max():.1e}, on it {on:.1e}")
        if not off.max() < 1e-9:
            sys.exit(f"{name}: the two sides compute different things")


def best(name, theirs, clock):
    """The reference's best mode, from the second call of each (the first compiles)."""
    taken = {}
    for mode in MODES:
        theirs.ask("run", name, mode)
        taken[mode] = min(theirs.ask("run", name, mode)[clock] for _ in range(2))
    print("    its modes, s: " + ", ".join(f"{m} {t:.2f}" for m, t in taken.items()), flush=True)
    return min(taken, key=taken.get)


def race(name, threads, turns, ours, theirs):
    what, _, _, _, _, _, *wanted = WORK[name]
    clock = 0 if threads == 1 else 1
    print(f"  {what}", flush=True)
    mode = best(name, theirs, clock)
    for _ in range(15):  # its compiler needs that
        ours.ask("run", name, "memory")
    pairs = []
    for _ in range(turns):
        a = theirs.ask("run", name, mode)[clock]
        pairs.append((min(ours.ask("run", name, "memory")[clock] for _ in range(2)), a))
    ratios = [t / o for o, t in pairs]
    want = wanted[threads - 1]
    said = "" if want is None else "   " + verdict(ratios, want)
    print(
        f"    Onsager {spread([o for o, _ in pairs], '.4f')} s, neural-tangents ({mode})"
        f" {spread([t for _, t in pairs])} s, ratio {spread(ratios, '.1f')}{said}"
    )
    products, layers, results, *rates = ours.ask("floor", name, "memory")
    floor = products + layers + results
    share = floor / statistics.median(o for o, _ in pairs)
    print(
        f"    floor {floor:.4f} s (products {products:.4f}, layers {layers:.4f}, memory {results:.4f};"
        f" all threads at once were measured at {rates[0]:.1f} Gflop/s, {rates[1]:.2f}·10⁹ roots/s,"
        f" {rates[2]:.1f} GB/s): {100 * share:.0f} % of it reached", flush=True,
    )


def memory(java, folder, threads):
    """Fresh processes that compute the large kernels once: time and the most memory held."""
    print(f"  memory of depth 5, n = 8000, {threads} thread(s), fresh processes, s of wall clock and GiB:")
    for side, command, modes, more in (
        ("Onsager", [*java, folder, str(threads)], ("memory", "file"), {}),
        ("neural-tangents", [sys.executable, f"{HERE}/peer.py", folder], MODES, ONE if threads == 1 else {}),
    ):
        for mode in modes:
            process = Side(command, processors(threads), **more)
            wall = process.ask("run", "large", mode)[1]
            print(f"    {side:16} {mode:9} {wall:6.2f} s  {process.peak():5.2f} GiB", flush=True)
            process.close()


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--java", required=True, help="the command of Onsager's side")
    options.add_argument("--turns", type=int, default=5)
    options.add_argument("--threads", default="1,2", help="1, 2 or both")
    options.add_argument("--only", default=",".join(WORK), help="which: " + ", ".join(WORK))
    options.add_argument("--shrink", type=int, default=1, help="so many times fewer samples, to try the script")
    chosen = options.parse_args()
    java = chosen.java.split()
    names = chosen.only.split(",")
    versions = ", ".join(f"{p} {importlib.metadata.version(p)}" for p in ("neural-tangents", "jax"))
    print(f"{machine()}, {versions}, Python {platform.python_version()}")
    with tempfile.TemporaryDirectory() as folder:
        samples(folder, names, chosen.shrink)
        for threads in map(int, chosen.threads.split(",")):
            ours = Side([*java, folder, str(threads)], processors(threads))
            theirs = Side(
                [sys.executable, f"{HERE}/peer.py", folder], processors(threads), **(ONE if threads == 1 else {})
            )
            print(f"{threads} thread(s), {'processor time' if threads == 1 else 'wall clock'}, load {os.getloadavg()[0]:.1f}")
            print("  the same kernels on both sides, largest relative difference:")
            for name in names:
                check(name, folder, ours, theirs)
            for name in names:
                race(name, threads, chosen.turns if name != "large" else min(3, chosen.turns), ours, theirs)
            ours.close()
            theirs.close()
            if "large" in names:
                memory(java, folder, threads)


main()
