"""WeightWatcher's side of a comparison: does what it is asked on standard input.

spectra FILE    wall clock and processor time, then name=exponent for each layer

Weights are in a PyTorch module before the clock starts, as its users have them. Without a graphics card
its two decompositions, 'fast' and 'accurate', are one function: SciPy's, in float64.
"""

import logging
import sys
import time
import warnings

warnings.simplefilter("ignore")
logging.disable(logging.CRITICAL)

import torch  # noqa: E402
import weightwatcher  # noqa: E402
from safetensors.torch import load_file  # noqa: E402


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


def main():
    answers, sys.stdout = sys.stdout, sys.stderr  # it prints what it finds
    models = {}
    print("ready", file=answers, flush=True)
    for line in sys.stdin:
        _, path = line.split(maxsplit=1)
        path = path.strip()
        if path not in models:
            models[path] = module({n: w for n, w in load_file(path).items() if w.ndim in (2, 4)})
        wall, own = time.perf_counter(), time.process_time()
        details = weightwatcher.WeightWatcher(model=models[path]).analyze(plot=False)
        took = f"{time.perf_counter() - wall:.6f} {time.process_time() - own:.6f}"
        names = details["name" if "name" in details else "longname"]
        print(took, *(f"{n}={float(a)!r}" for n, a in zip(names, details["alpha"])), file=answers, flush=True)


main()
