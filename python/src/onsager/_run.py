"""A finished run: its claims as a table, its figures as arrays, its poster."""

from __future__ import annotations

import html
import json
from pathlib import Path
from typing import Any, Dict, List, Mapping

from ._command import numbers
from ._figure import Figure
from ._table import Table

_NAN = float("nan")
_COLUMNS = (
    "id",
    "verdict",
    "kind",
    "prediction",
    "prediction_error",
    "measurement",
    "standard_error",
    "statistic",
    "p",
    "power",
    "text",
    "quantity",
    "place",
    "reason",
)


def _claim(entry: Mapping[str, Any]) -> Dict[str, Any]:
    """A row: prediction and measurement are numbers where the claim is about one."""
    claim = entry["claim"]
    theory = claim.get("predicted") or claim.get("bound") or {}
    measured = claim.get("measured") or {}
    theory = theory if isinstance(theory, dict) else {}
    measured = measured if isinstance(measured, dict) else {}
    statement = claim["statement"]
    return {
        "id": entry["id"],
        "verdict": entry["verdict"],
        "kind": claim["type"].lower(),
        "prediction": float(theory.get("value", _NAN)),
        "prediction_error": float(theory.get("error", _NAN)) if "value" in theory else _NAN,
        "measurement": float(measured.get("mean", _NAN)),
        "standard_error": float(measured.get("standardError", _NAN)),
        "statistic": float(entry["statistic"]),
        "p": float(entry["p"]),
        "power": float(claim.get("power", _NAN)),
        "text": statement["text"],
        "quantity": statement["quantity"],
        "place": statement["place"],
        "reason": entry["reason"],
    }


class Run:
    """A run of the log book.

    ``claims`` is a :class:`Table` with a row for each claim; ``figures["id"]`` holds arrays;
    ``knobs``, ``seed``, ``effort``, ``verdicts``, ``facts`` are what they are called; ``exit`` is 0
    where all claims agree, 3 where one disagrees, 4 where one is undecided.
    """

    def __init__(self, answer: Mapping[str, Any]) -> None:
        self.answer: Dict[str, Any] = dict(answer)
        self.name: str = answer["run"]
        self.experiment: str = answer["experiment"]
        self.title: str = answer["title"]
        self.effort: str = answer["effort"]
        self.seed: int = answer["seed"]
        self.exit: int = answer["exit"]
        self.knobs: Dict[str, Any] = answer["knobs"]
        self.verdicts: Dict[str, int] = answer["verdicts"]
        self.facts: Dict[str, str] = answer["facts"]
        self.digest: str = answer["digest"]
        self.command: str = answer["command"]
        self.folder = Path(answer["folder"])
        self.poster = Path(answer["poster"])
        rows: List[Dict[str, Any]] = [_claim(c) for c in answer["claims"]]
        self.claims = Table.of(rows, _COLUMNS)
        self._figures: Dict[str, Figure] = {}

    @property
    def figures(self) -> Dict[str, Figure]:
        """The figures by id, read from the run's folder when they are first asked for."""
        if not self._figures:
            tree = numbers(json.loads((self.folder / "run.json").read_text("utf-8")))
            self._figures = {f["caption"]["id"]: Figure(f, self.name) for f in tree["figures"]}
        return self._figures

    @property
    def agrees(self) -> bool:
        """True where no claim disagrees and none is undecided."""
        return self.exit == 0

    def __repr__(self) -> str:
        said = ", ".join(f"{n} {verdict}" for verdict, n in self.verdicts.items())
        return f"<run {self.name} of {self.experiment}: {said}>"

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> Dict[str, str]:
        bundle = {"text/plain": repr(self)}
        if self.poster.is_file():
            page = html.escape(self.poster.read_text("utf-8"), quote=True)
            bundle["text/html"] = (
                f'<iframe srcdoc="{page}" title="Poster: {html.escape(self.title, quote=True)}"'
                ' style="width:100%;height:900px;border:1px solid #ccc"></iframe>'
            )
        return bundle
