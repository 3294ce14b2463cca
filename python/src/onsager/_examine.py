"""The user's own network, examined."""

from __future__ import annotations

import json
import os
import struct
import tempfile
from pathlib import Path
from typing import Any, Dict, List, Mapping, Optional, Sequence, Union

import numpy as np

from ._command import ask as _ask
from ._knobs import options as _options
from ._knobs import text as _text

Samples = Union[np.ndarray, Sequence[Any], str, "os.PathLike[str]"]
Model = Union[str, "os.PathLike[str]", Mapping[str, Any]]
_TYPES = {"f2": "F16", "f4": "F32", "f8": "F64", "i8": "I64", "i4": "I32", "u1": "U8", "i1": "I8", "b1": "BOOL"}


class Examination(Dict[str, Any]):
    """What the instruments saw: the document of ``examine``, printed as JSON is read.

    ``findings`` come worst first; ``layers`` has a member a layer; ``function`` is what the network
    does with data, or ``None``.
    """

    def __repr__(self) -> str:
        return json.dumps(self, indent=2, ensure_ascii=False, default=str)


def _array(value: Any) -> np.ndarray:
    """An array, or a tensor of PyTorch's wherever it is and whatever its precision."""
    for method in ("detach", "cpu"):
        value = getattr(value, method)() if hasattr(value, method) else value
    if str(getattr(value, "dtype", "")) == "torch.bfloat16":
        value = value.float()
    array = np.asarray(value)
    if array.dtype.str[1:] not in _TYPES:
        raise TypeError(f"weights are numbers, not {array.dtype}")
    return np.ascontiguousarray(array).reshape(array.shape).astype(array.dtype.newbyteorder("<"))


def _save(state: Mapping[str, Any], path: Path) -> None:
    """A state dictionary as safetensors: the length of the header, the header, the numbers."""
    arrays = {str(name): _array(value) for name, value in state.items()}
    header: Dict[str, Any] = {}
    at = 0
    for name, array in arrays.items():
        header[name] = {
            "dtype": _TYPES[array.dtype.str[1:]],
            "shape": [int(extent) for extent in array.shape],
            "data_offsets": [at, at + array.nbytes],
        }
        at += array.nbytes
    text = json.dumps(header).encode("utf-8")
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as out:
        out.write(struct.pack("<Q", len(text)))
        out.write(text)
        for array in arrays.values():
            out.write(array.tobytes())


def _model(model: Model, folder: Path, name: str) -> str:
    if isinstance(model, (str, os.PathLike)):
        return os.fspath(model)
    if hasattr(model, "state_dict"):
        model = model.state_dict()
    path = folder / f"{name}.safetensors"
    _save(model, path)
    return str(path)


def _named(samples: Samples, folder: Path, name: str) -> str:
    if isinstance(samples, (str, os.PathLike)):
        return os.fspath(samples)
    path = folder / f"{name}.npy"
    for method in ("detach", "cpu"):
        samples = getattr(samples, method)() if hasattr(samples, method) else samples
    np.save(path, np.ascontiguousarray(samples))
    return str(path)


def examine(
    model: Model,
    x: Optional[Samples] = None,
    y: Optional[Samples] = None,
    network: Union[str, Sequence[int], None] = None,
    initial: Optional[Model] = None,
    progress: bool = True,
    **options: Any,
) -> Examination:
    """What the instruments see in a network: ``examine(model.state_dict(), x, y,
    network="dense(784,500) relu dense(500,10)")``.

    ``model`` is a file's path, a state dictionary of arrays or tensors, or a module that has one.
    ``x`` are samples, first axis the samples, or the name of a data set, ``y`` their classes; both
    are wanted by what needs passes through the network. ``initial`` is the same before training.
    """
    with tempfile.TemporaryDirectory(prefix="onsager-") as scratch:
        folder = Path(scratch)
        command: List[str] = ["examine", _model(model, folder, "model")]
        command += [] if x is None else ["--data", _named(x, folder, "x")]
        command += [] if y is None else ["--labels", _named(y, folder, "y")]
        command += [] if network is None else ["--network", _text(network)]
        command += [] if initial is None else ["--initial", _model(initial, folder, "initial")]
        return Examination(_ask([*command, *_options(options)], progress))
