"""Python values as the command line takes them."""

from __future__ import annotations

import re
from typing import Any, List, Mapping

import numpy as np


def name(knob: str) -> str:
    """The knob's own spelling: ``weight_variance`` is ``weightVariance``."""
    return re.sub(r"_+([a-zA-Z0-9])", lambda m: m.group(1).upper(), knob)


def text(value: Any) -> str:
    """A value as it would be typed; sequences and arrays are lists."""
    if isinstance(value, np.ndarray):
        return ",".join(text(v) for v in value.ravel().tolist())
    if isinstance(value, np.generic):
        return text(value.item())
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return repr(value)
    if isinstance(value, (list, tuple, range)):
        return ",".join(text(v) for v in value)
    return str(value)


def values(swept: Any) -> str:
    """The values of a swept knob; those of a knob that is itself a list are parted by ``;``."""
    rows = swept.tolist() if isinstance(swept, np.ndarray) else swept
    if isinstance(rows, (list, tuple)) and any(isinstance(r, (list, tuple)) for r in rows):
        return ";".join(text(r) for r in rows)
    return text(rows)


def settings(knobs: Mapping[str, Any]) -> List[str]:
    """``--set`` for each knob."""
    out: List[str] = []
    for knob, value in knobs.items():
        out += ["--set", f"{name(knob)}={text(value)}"]
    return out


def options(given: Mapping[str, Any]) -> List[str]:
    """Options of a tool: ``weight_variance=1.5`` is ``--weight-variance 1.5``."""
    out: List[str] = []
    for key, value in given.items():
        option = "--" + re.sub(r"(?<=[a-z0-9])([A-Z])", r"-\1", key).replace("_", "-").lower()
        if value is True:
            out.append(option)
        elif value is not False and value is not None:
            out += [option, text(value)]
    return out
