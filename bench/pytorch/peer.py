"""PyTorch's side of a comparison; speaks the same lines as org.onsager.bench.Peer.

check WORKLOAD            the losses of ten steps, before them the norms of gradient and Hessian product
time WORKLOAD WHAT COUNT  for every repetition its nanoseconds of thread time and of wall clock
"""

import sys
import time

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

RATE = 1e-3


class Numbers:
    def __init__(self, folder, name):
        self.floats = np.fromfile(f"{folder}/{name}.f32", dtype="<f4")
        self.longs = np.fromfile(f"{folder}/{name}.i64", dtype="<i8")
        self.at = 0

    def tensor(self, *shape):
        size = int(np.prod(shape))
        part = self.floats[self.at : self.at + size].copy()
        self.at += size
        return torch.from_numpy(part).reshape(shape)

    def labels(self):
        return torch.from_numpy(self.longs.copy())


def descent(parameters):
    """PyTorch's fastest descent here: fused over all parameters where this version has it."""
    try:
        return torch.optim.SGD(parameters, lr=RATE, fused=True)
    except (RuntimeError, TypeError):
        return torch.optim.SGD(parameters, lr=RATE, foreach=True)


class Supervised:
    """A network with a softmax and cross-entropy."""

    def __init__(self, network, numbers, inputs, curvature):
        self.network = network
        # The files hold weights before biases.
        weights = [p for p in network.parameters() if p.dim() > 1]
        biases = [p for p in network.parameters() if p.dim() == 1]
        self.parameters = weights + biases
        with torch.no_grad():
            for p in self.parameters:
                p.copy_(numbers.tensor(*p.shape))
        self.x = numbers.tensor(*inputs)
        self.y = numbers.labels()
        self.v = [numbers.tensor(*p.shape) for p in self.parameters] if curvature else None
        self.optimiser = descent(self.parameters)

    def loss(self):
        return F.cross_entropy(self.network(self.x), self.y)

    def step(self):
        self.optimiser.zero_grad()
        loss = self.loss()
        loss.backward()
        self.optimiser.step()
        return loss

    def gradient(self):
        return torch.autograd.grad(self.loss(), self.parameters)

    def hessian_vector(self):
        gradient = torch.autograd.grad(self.loss(), self.parameters, create_graph=True)
        return torch.autograd.grad(gradient, self.parameters, self.v)

    def check(self):
        found = []
        if self.v is not None:
            found = [norm(self.gradient()), norm(self.hessian_vector())]
        return [self.step().item() for _ in range(10)] + found

    def work(self, what):
        # The loss is read, as in Onsager.
        return {
            "step": lambda: self.step().item(),
            "gradient": self.gradient,
            "hessian-vector": self.hessian_vector,
        }[what]


class Ensemble:
    """Sixty-four networks as batched products."""

    def __init__(self, widths, batch, numbers):
        pairs = list(zip(widths, widths[1:]))
        # Onsager keeps [networks, out, in]; here they are put as baddbmm likes them.
        self.w = [numbers.tensor(64, o, i).transpose(1, 2).contiguous() for i, o in pairs]
        self.b = [numbers.tensor(64, o).unsqueeze(1).contiguous() for o in widths[1:]]
        self.x = numbers.tensor(64, batch, widths[0])
        self.y = numbers.tensor(64, batch, widths[-1])
        self.parameters = [p.requires_grad_() for p in self.w + self.b]
        self.optimiser = descent(self.parameters)

    def step(self):
        self.optimiser.zero_grad()
        signal = self.x
        for layer, (w, b) in enumerate(zip(self.w, self.b)):
            signal = torch.baddbmm(b, signal, w)
            if layer + 1 < len(self.w):
                signal = torch.tanh(signal)
        loss = ((signal - self.y) ** 2).sum() * (0.5 / self.x.shape[1])
        loss.backward()
        self.optimiser.step()
        return loss

    def check(self):
        return [self.step().item() for _ in range(10)]

    def work(self, what):
        return lambda: self.step().item()


def norm(tensors):
    return sum(float(t.double().pow(2).sum()) for t in tensors) ** 0.5


def read(folder, name):
    numbers = Numbers(folder, name)
    if name.startswith("mlp"):
        act = {"relu": nn.ReLU, "tanh": nn.Tanh}[name[4:]]
        network = nn.Sequential(
            nn.Linear(784, 512), act(), nn.Linear(512, 512), act(), nn.Linear(512, 10)
        )
        return Supervised(network, numbers, (128, 784), True)
    if name == "lenet":
        network = nn.Sequential(
            nn.Conv2d(1, 6, 5, padding=2), nn.Tanh(), nn.AvgPool2d(2),
            nn.Conv2d(6, 16, 5), nn.Tanh(), nn.AvgPool2d(2), nn.Flatten(),
            nn.Linear(400, 120), nn.Tanh(), nn.Linear(120, 84), nn.Tanh(), nn.Linear(84, 10),
        )
        return Supervised(network, numbers, (64, 1, 28, 28), False)
    if name == "ensemble-small":
        return Ensemble([2, 16, 16, 1], 64, numbers)
    return Ensemble([784, 100, 100, 10], 128, numbers)


def main():
    folder, threads = sys.argv[1], sys.argv[2]
    if threads != "default":
        torch.set_num_threads(int(threads))
    workloads = {}
    print("ready", flush=True)
    for line in sys.stdin:
        words = line.split()
        if words[1] not in workloads:
            workloads[words[1]] = read(folder, words[1])
        workload = workloads[words[1]]
        if words[0] == "check":
            print(*workload.check(), flush=True)
            continue
        work = workload.work(words[2])
        taken = []
        for _ in range(int(words[3])):
            wall, cpu = time.perf_counter_ns(), time.thread_time_ns()
            work()
            taken += [time.thread_time_ns() - cpu, time.perf_counter_ns() - wall]
        print(*taken, flush=True)


main()
