"""The side of torch.func: does what it is asked on standard input, for the networks that a folder holds.

run WORK MODE    seconds of processor time and of wall clock, from the samples in memory to the finished kernel
write WORK MODE  likewise, and leaves the kernel in the folder, [samples, outputs, samples, outputs]

The kernel is that of PyTorch's tutorial on neural tangent kernels, the contraction of the Jacobians of all parameters, made
of all samples at once ("whole") or of a few at a time ("chunked"). The tutorial's other way, by products alone, asks for 66 GB
on these networks.
"""

import sys
import time

import numpy as np
import torch
from torch.func import functional_call, jacrev, vmap

from work import WORK

torch.set_num_threads(1)
folder, dtype = sys.argv[1], {"float32": torch.float32, "float64": torch.float64}[sys.argv[2]]


class Work:
    def __init__(self, name):
        network = WORK[name][4]()
        network.load_state_dict(torch.load(f"{folder}/{name}.pt"))
        self.network = network.to(dtype)
        self.parameters = {k: v.detach() for k, v in self.network.named_parameters()}
        self.x = torch.from_numpy(np.load(f"{folder}/{name}.npy")).to(dtype)

    def single(self, parameters, x):
        return functional_call(self.network, parameters, (x.unsqueeze(0),)).squeeze(0)

    def kernel(self, mode):
        chunk = None if mode == "whole" else 8
        j = vmap(jacrev(self.single), (None, 0), chunk_size=chunk)(self.parameters, self.x)
        flat = [p.flatten(2) for p in j.values()]
        return sum(torch.einsum("Naf,Mbf->NaMb", p, p) for p in flat)


def main():
    known = {}
    print("ready", flush=True)
    for line in sys.stdin:
        what, name, mode = line.split()
        if name not in known:
            known[name] = Work(name)
        cpu, wall = time.process_time(), time.perf_counter()
        kernel = known[name].kernel(mode)
        taken = (time.process_time() - cpu, time.perf_counter() - wall)
        if what == "write":
            np.save(f"{folder}/{name}.theirs.npy", kernel.detach().double().contiguous().numpy())
        print(*taken, flush=True)


main()
