"""Kernels of infinitely wide networks, as arrays."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Any, List, Optional, Sequence, Tuple, Union

import numpy as np

from ._command import ask as _ask
from ._knobs import options as _options
from ._knobs import text as _text

Samples = Union[np.ndarray, Sequence[Any], str, "os.PathLike[str]"]


def _named(samples: Samples, folder: Path, name: str) -> str:
    """The file that holds the samples; an array is saved into the folder."""
    if isinstance(samples, (str, os.PathLike)):
        return os.fspath(samples)
    path = folder / f"{name}.npy"
    np.save(path, np.ascontiguousarray(samples))
    return str(path)


def kernel(
    network: Union[str, Sequence[int]],
    X: Samples,
    against: Optional[Samples] = None,
    ntk: bool = False,
    float32: bool = False,
    parameterisation: str = "ntk",
    out: Union[str, "os.PathLike[str]", None] = None,
    threads: Optional[int] = None,
    progress: bool = True,
    **options: Any,
) -> Union[np.ndarray, Tuple[np.ndarray, np.ndarray]]:
    """The kernel of an infinitely wide network over samples: ``kernel("784,500x3,10", X,
    activation="relu", weight_variance=2)``.

    ``X`` and ``against`` are arrays, first axis the samples, or paths of ``.npy`` files. Rows are
    those of ``X``, columns those of ``against``, or of ``X`` again. The answer is the covariance of
    the outputs, and with ``ntk`` a pair, the tangent kernel second. With ``out`` it is computed
    into that file, goes on where an interrupted call was, and comes mapped, not loaded.
    """
    with tempfile.TemporaryDirectory(prefix="onsager-") as scratch:
        folder = Path(scratch)
        path = os.fspath(out) if out is not None else str(folder / "K.npy")
        command: List[str] = ["kernel", "--network", _text(network)]
        command += ["--data", _named(X, folder, "X"), "--out", path]
        command += [] if against is None else ["--against", _named(against, folder, "Z")]
        command += ["--parameterisation", parameterisation]
        command += ["--ntk"] if ntk else []
        command += ["--float32"] if float32 else []
        command += [] if threads is None else ["--threads", str(int(threads))]
        said = _ask([*command, *_options(options)], progress)
        mode = None if out is None else "r"
        found = [np.load(k["path"], mmap_mode=mode) for k in said["kernels"]]
    return (found[0], found[1]) if ntk else found[0]
