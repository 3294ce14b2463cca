"""A finished sweep: a table with a row for each point and claim, and grids of it."""

from __future__ import annotations

import html
import json
from pathlib import Path
from typing import Any, Dict, Mapping, Tuple

import numpy as np

from ._command import numbers
from ._knobs import name as spelt
from ._table import Table


class Sweep:
    """A sweep over knobs.

    ``table`` has a row for each point and claim: the swept knobs, ``claim``, ``prediction``,
    ``measurement``, ``standard_error``, ``deviation``, ``p``, ``verdict``.
    """

    def __init__(self, answer: Mapping[str, Any]) -> None:
        self.answer: Dict[str, Any] = dict(answer)
        self.experiment: str = answer["experiment"]
        self.name: str = answer["name"]
        self.points: int = answer["points"]
        self.folder = Path(answer["folder"])
        self.page = Path(answer["page"])
        tree = numbers(json.loads(Path(answer["table"]).read_text("utf-8")))
        rows = [dict(zip(tree["columns"], row)) for row in tree["rows"]]
        self.table = Table.of(rows, tree["columns"])

    def grid(
        self, x: str, y: str, claim: str, what: str = "measurement"
    ) -> Tuple[np.ndarray, np.ndarray, np.ndarray]:
        """``x``, ``y`` and values ``[y, x]`` of a claim over two swept knobs, for ``imshow`` or
        ``contour``; repeats are averaged, a place that was not measured is NaN."""
        rows = self.table.where(claim=claim)
        if not len(rows):
            known = ", ".join(sorted(set(self.table["claim"].tolist()) - {""}))
            raise KeyError(f"no claim is called {claim!r}; there are {known}")
        xs, ys, values = rows[spelt(x)], rows[spelt(y)], rows[what].astype(float)
        across, up = np.unique(xs), np.unique(ys)
        sums = np.zeros((len(up), len(across)))
        counts = np.zeros_like(sums)
        at = (np.searchsorted(up, ys), np.searchsorted(across, xs))
        np.add.at(sums, at, values)
        np.add.at(counts, at, 1)
        return across, up, np.where(counts > 0, sums / np.maximum(counts, 1), np.nan)

    def __repr__(self) -> str:
        return f"<sweep {self.name} of {self.experiment}: {self.points} points>"

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> Dict[str, str]:
        bundle = {"text/plain": repr(self)}
        if self.page.is_file():
            page = html.escape(self.page.read_text("utf-8"), quote=True)
            bundle["text/html"] = (
                f'<iframe srcdoc="{page}" title="Sweep"'
                ' style="width:100%;height:900px;border:1px solid #ccc"></iframe>'
            )
        return bundle
