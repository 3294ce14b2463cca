"""Exponents and times of all weight spectra in Onsager and in WeightWatcher, by turns in one run.

Random weights in the shapes of ResNet-50 and GPT-2 small (normal, variance 1/fan-in), and where a file is
named ResNet-20 of CIFAR-10. WeightWatcher runs as its users run it, on a PyTorch module, once with its
default decomposition and once with the accurate one; Onsager reads the same weights from a file. What it
takes from weights to all exponents counts on each side. Run through bench/weightwatcher/run.
"""

import argparse
import logging
import statistics
import subprocess
import sys
import tempfile
import time
import warnings

import numpy as np
import torch
from safetensors.torch import load_file, save_file

warnings.simplefilter("ignore")
logging.disable(logging.CRITICAL)
import weightwatcher  # noqa: E402


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


def drawn(shapes):
    generator = torch.Generator().manual_seed(29)
    return {n + ".weight": torch.randn(s, generator=generator) / np.prod(s[1:]) ** 0.5 for n, s in shapes}


def module(weights):
    """A module with these weights; it is never run."""
    whole = torch.nn.Module()
    for name, w in weights.items():
        layer = (
            torch.nn.Conv2d(w.shape[1], w.shape[0], tuple(w.shape[2:]), bias=False)
            if w.ndim == 4
            else torch.nn.Linear(w.shape[1], w.shape[0], bias=False)
        )
        layer.weight.data = w
        whole.add_module(name.removesuffix(".weight").replace(".", "_"), layer)
    return whole


def watched(model, svd):
    start, own = time.perf_counter(), time.process_time()
    details = weightwatcher.WeightWatcher(model=model).analyze(svd_method=svd, plot=False)
    took = time.perf_counter() - start, time.process_time() - own
    return took, dict(zip(details["name" if "name" in details else "longname"], details["alpha"]))


class Onsager:
    def __init__(self, command):
        self.process = subprocess.Popen(command.split(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        if self.process.stdout.readline().strip() != "ready":
            sys.exit("Onsager's side did not start")

    def ask(self, convention, path):
        print(convention, path, file=self.process.stdin, flush=True)
        wall, own, *layers = self.process.stdout.readline().split()
        pairs = (layer.rsplit("=", 1) for layer in layers)
        return (float(wall), float(own)), {n.removesuffix(".weight").replace(".", "_"): float(a) for n, a in pairs}


def compared(name, weights, onsager, turns, folder):
    path = f"{folder}/{name}.safetensors"
    save_file(weights, path)
    model = module(weights)
    onsager.ask("slices", path)
    ours, theirs, accurate = [], [], []
    for _ in range(turns):
        took, mine = onsager.ask("slices", path)
        ours.append(took)
        took, _ = watched(model, "fast")
        theirs.append(took)
    took, exact = watched(model, "accurate")
    accurate.append(took)
    _, matrix = onsager.ask("matrix", path)
    both = [n for n in exact if n in mine and exact[n] > 0 and mine[n] == mine[n]]
    apart = [abs(mine[n] - exact[n]) / exact[n] for n in both]
    other = [abs(matrix[n] - exact[n]) / exact[n] for n in both if matrix[n] == matrix[n]]
    middle = lambda all, i: statistics.median(t[i] for t in all)
    print(f"{name}: {len(both)} layers with an exponent on both sides, of {len(weights)}")
    print(f"  same convention: exponents differ by a relative {max(apart):.1e} at most, {statistics.median(apart):.1e} in the median")
    print(f"  Onsager's own convention beside WeightWatcher's: {max(other):.1e} at most, {statistics.median(other):.1e} in the median")
    print(f"  Onsager {middle(ours, 0):.2f} s of wall clock, {middle(ours, 1):.2f} s of processor time")
    print(f"  WeightWatcher {middle(theirs, 0):.2f} s, {middle(theirs, 1):.2f} s; with svd_method='accurate' {accurate[0][0]:.2f} s, {accurate[0][1]:.2f} s")
    ratios = sorted(t[0] / o[0] for t, o in zip(theirs, ours))
    own = sorted(t[1] / o[1] for t, o in zip(theirs, ours))
    print(f"  ratio {statistics.median(ratios):.1f} in wall clock, {statistics.median(own):.1f} in processor time (turns: {', '.join(f'{r:.1f}' for r in ratios)})")


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--java", required=True)
    arguments.add_argument("--turns", type=int, default=3)
    arguments.add_argument("--only", default="resnet50,gpt2")
    arguments.add_argument("--resnet20")
    asked = arguments.parse_args()
    sys.stdout.reconfigure(line_buffering=True)
    print(f"weightwatcher {weightwatcher.__version__}, torch {torch.__version__}, {torch.get_num_threads()} threads")
    onsager = Onsager(asked.java)
    with tempfile.TemporaryDirectory() as folder:
        for name in filter(None, asked.only.split(",")):
            compared(name, drawn({"resnet50": resnet50, "gpt2": gpt2}[name]()), onsager, asked.turns, folder)
        if asked.resnet20:
            file = load_file(asked.resnet20)
            compared("resnet20", {n: w for n, w in file.items() if w.ndim in (2, 4)}, onsager, asked.turns, folder)


main()
