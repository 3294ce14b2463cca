"""The side of neural-tangents: does what it is asked on standard input, with the samples that a folder holds.

run WORK MODE    seconds of processor time and of wall clock, from the samples to both finished matrices
write WORK MODE  computes them once and leaves them in the folder
"""

import os
import sys
import time

os.environ["JAX_ENABLE_X64"] = "1"
os.environ["JAX_PLATFORMS"] = "cpu"
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import jax
import neural_tangents as nt
import numpy as np
from neural_tangents import stax

from work import WORK

BATCH = {"relu": 500, "erf": 500, "large": 1000, "convolutions": 25, "pooling": 1}
GET = ("nngp", "ntk")
folder = sys.argv[1]


def network(phi, layers, end):
    said = dict(W_std=2**0.5, b_std=0.1)
    activation = {"relu": stax.Relu, "erf": stax.Erf}[phi]
    if end == "dense":
        parts = [p for _ in range(layers) for p in (stax.Dense(512, **said), activation())]
    else:
        convolution = lambda: stax.Conv(16, (3, 3), padding="SAME", **said)
        parts = [p for _ in range(layers) for p in (convolution(), activation())]
        parts.append(stax.Flatten() if end == "flatten" else stax.GlobalAvgPool())
    return stax.serial(*parts, stax.Dense(1, **said))[2]


class Work:
    """The kernel function of one piece of work in its three modes, and its samples."""

    def __init__(self, name):
        _, _, phi, layers, samples, end, _, _ = WORK[name]
        kernel = network(phi, layers, end)
        x = np.load(f"{folder}/{name}.npy")
        # Onsager takes channels first, the reference takes them last.
        self.x = x if end == "dense" else np.ascontiguousarray(np.moveaxis(x, 1, -1))
        self.modes = {
            "compiled": jax.jit(lambda x: kernel(x, None, GET)),
            "eager": lambda x: kernel(x, None, GET),
            "batched": self.batched(kernel, BATCH[name]),
        }

    @staticmethod
    def batched(kernel, size):
        inside = nt.batch(kernel, batch_size=size, device_count=0)
        return lambda x: inside(x, None, GET)

    def matrices(self, mode):
        found = self.modes[mode](self.x)
        return found.nngp.block_until_ready(), found.ntk.block_until_ready()


def main():
    known = {}
    print("ready", flush=True)
    for line in sys.stdin:
        what, name, mode = line.split()
        if name not in known:
            known[name] = Work(name)
        cpu, wall = time.process_time(), time.perf_counter()
        nngp, ntk = known[name].matrices(mode)
        taken = (time.process_time() - cpu, time.perf_counter() - wall)
        if what == "write":
            np.save(f"{folder}/{name}.theirs.nngp.npy", nngp)
            np.save(f"{folder}/{name}.theirs.ntk.npy", ntk)
        print(*taken, flush=True)



main()
