"""A figure of a run: its series as arrays, and the drawing of the poster."""

from __future__ import annotations

import json
import re
import tempfile
from pathlib import Path
from typing import Any, Dict, List, Mapping

import numpy as np

from ._command import ask
from ._errors import OnsagerError

_NONE = np.empty(0)


def _floats(values: Any) -> np.ndarray:
    return np.asarray(values, dtype=float)


class Series:
    """A line or a family of points: ``x``, ``y`` and, for what was measured, ``error``.

    ``origin`` is ``theory``, ``fit``, ``reference`` or ``measured``.
    """

    def __init__(
        self,
        origin: str,
        label: str,
        tone: str,
        x: np.ndarray,
        y: np.ndarray,
        error: np.ndarray = _NONE,
    ) -> None:
        self.origin = origin
        self.label = label
        self.tone = tone
        self.x = x
        self.y = y
        self.error = error

    def __repr__(self) -> str:
        return f"<{self.origin} {self.label or self.tone!r}, {len(self.x)} points>"


def _line(tree: Mapping[str, Any]) -> Series:
    return Series(
        tree["origin"].lower(),
        tree["label"],
        tree["tone"].lower(),
        _floats(tree["x"]),
        _floats(tree["y"]),
    )


def _points(tree: Mapping[str, Any]) -> Series:
    return Series(
        "measured",
        tree["label"],
        tree["tone"].lower(),
        _floats(tree["x"]),
        _floats([m["mean"] for m in tree["y"]]),
        _floats([m["standardError"] for m in tree["y"]]),
    )


class Figure:
    """A figure's data as arrays.

    ``series`` holds theory's lines and the measured points, ``theory`` and ``measured`` those of
    either kind. ``x``, ``y``, ``error`` are the measured points of all families, one after the
    other. A map has ``x``, ``y`` and ``values`` with ``error``, both ``[y, x]``; a histogram has
    ``edges`` and ``counts``; a table has ``rows``.
    """

    def __init__(self, tree: Mapping[str, Any], run: str) -> None:
        caption = tree["caption"]
        self.run = run
        self.kind: str = tree["type"].lower()
        self.id: str = caption["id"]
        self.heading: str = caption["heading"]
        self.text: str = caption["text"]
        self.series: List[Series] = [_line(t) for t in tree.get("lines", tree.get("density", []))]
        self.series += [_points(t) for t in tree.get("points", [])]
        measured = self.measured
        self.x = np.concatenate([s.x for s in measured]) if measured else _NONE
        self.y = np.concatenate([s.y for s in measured]) if measured else _NONE
        self.error = np.concatenate([s.error for s in measured]) if measured else _NONE
        self.values = self.edges = self.counts = _NONE
        self.rows: List[Dict[str, str]] = []
        if self.kind == "heatmap":
            self.x, self.y = _floats(tree["x"]), _floats(tree["y"])
            self.values = _floats(tree["values"])
            errors = _floats(tree["errors"])
            self.error = errors if errors.shape == self.values.shape else _NONE
        elif self.kind == "histogram":
            self.edges = _floats(tree["edges"])
            self.counts = np.asarray(tree["counts"], dtype=np.int64)
        elif self.kind == "table":
            self.rows = [dict(zip(tree["columns"], row)) for row in tree["rows"]]

    @property
    def theory(self) -> List[Series]:
        return [s for s in self.series if s.origin == "theory"]

    @property
    def measured(self) -> List[Series]:
        return [s for s in self.series if s.origin == "measured"]

    def vega_lite(self) -> Dict[str, Any]:
        """Its Vega-Lite specification: the very one that the poster draws."""
        with tempfile.TemporaryDirectory() as folder:
            asked = ["figures", self.run, "--figure", self.id, "--format", "vega-lite"]
            answer = ask([*asked, "--out", folder], progress=False)
            spec: Dict[str, Any] = json.loads(Path(answer["files"][0]["file"]).read_text("utf-8"))
            return spec

    def __repr__(self) -> str:
        return f"<figure {self.id}: {self.heading}>"

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> Dict[str, Any]:
        bundle: Dict[str, Any] = {"text/plain": repr(self)}
        try:
            spec = self.vega_lite()
        except OnsagerError:
            return bundle  # a table, or a run whose log book is elsewhere
        found = re.search(r"/v(\d+)", str(spec.get("$schema", "")))
        for major in {"5", found.group(1) if found else "5"}:
            bundle[f"application/vnd.vegalite.v{major}+json"] = spec
        return bundle
