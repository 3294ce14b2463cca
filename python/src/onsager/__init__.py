"""Onsager, the laboratory for the physics of machine learning, from Python.

>>> import onsager
>>> run = onsager.run("deep-information-propagation", width=128)   # doctest: +SKIP
>>> run.claims["verdict"], run.figures["length"].y                 # doctest: +SKIP

Knobs are written as the experiment spells them or with underscores. A verdict is a result, whatever
it is; where there is no result an :class:`OnsagerError` carries the command's one line.
"""

from __future__ import annotations

from typing import Any, Dict, Mapping, Optional, Sequence, Union

from ._command import ask as _ask
from ._command import launcher
from ._errors import Failure, OnsagerError, Refusal, Stopped
from ._examine import Examination, examine
from ._figure import Figure, Series
from ._kernel import kernel
from ._knobs import name as _name
from ._knobs import options as _options
from ._knobs import settings as _settings
from ._knobs import values as _values
from ._run import Run
from ._sweep import Sweep
from ._table import Table

__version__ = "0.1.0"
__all__ = [
    "Examination",
    "Failure",
    "Figure",
    "OnsagerError",
    "Prediction",
    "Refusal",
    "Run",
    "Series",
    "Stopped",
    "Sweep",
    "Table",
    "ask",
    "describe",
    "examine",
    "experiments",
    "kernel",
    "launcher",
    "list",
    "papers",
    "predict",
    "run",
    "runs",
    "show",
    "sweep",
]


def _common(effort: str, seed: Optional[int], threads: Optional[int], fresh: bool) -> Any:
    out = ["--effort", effort]
    out += [] if seed is None else ["--seed", str(int(seed))]
    out += [] if threads is None else ["--threads", str(int(threads))]
    return out + (["--fresh"] if fresh else [])


def run(
    id: str,
    effort: str = "quick",
    seed: Optional[int] = None,
    threads: Optional[int] = None,
    fresh: bool = False,
    progress: bool = True,
    **knobs: Any,
) -> Run:
    """Runs an experiment: theory, measurement, verdicts, poster."""
    return Run(
        _ask(["run", id, *_common(effort, seed, threads, fresh), *_settings(knobs)], progress)
    )


def sweep(
    id: str,
    over: Mapping[str, Union[str, Sequence[Any], Any]],
    effort: str = "quick",
    seed: Optional[int] = None,
    threads: Optional[int] = None,
    repeat: Optional[int] = None,
    latin: Optional[int] = None,
    refine: Optional[int] = None,
    claims: Sequence[str] = (),
    fresh: bool = False,
    progress: bool = True,
    **knobs: Any,
) -> Sweep:
    """Runs an experiment over values of its knobs.

    ``over`` maps a knob to its values, an array or a list, or to what the command takes, such as
    ``"0.5:4:30"``; all other knobs are set for every point.
    """
    arguments = ["sweep", id, *_common(effort, seed, threads, fresh)]
    for knob, values in over.items():
        arguments += ["--over", f"{_name(knob)}={_values(values)}"]
    for option, value in (("--repeat", repeat), ("--latin", latin), ("--refine", refine)):
        arguments += [] if value is None else [option, str(int(value))]
    for claim in claims:
        arguments += ["--claim", claim]
    return Sweep(_ask([*arguments, *_settings(knobs)], progress))


class Prediction(Dict[str, Any]):
    """What theory says of a network: the document of ``predict``, printed as JSON is read."""

    def __repr__(self) -> str:
        import json

        return json.dumps(self, indent=2, ensure_ascii=False, default=str)


def predict(layers: Union[str, Sequence[int], None] = None, **options: Any) -> Prediction:
    """What theory says of a network before it is trained: ``predict([784, 500, 10],
    activation="tanh", weight_variance=1.5, bias_variance=0.05)``."""
    if layers is not None:
        options = {"layers": layers, **options}
    return Prediction(_ask(["predict", *_options(options)], False))


def list() -> Table:
    """Every experiment: id, title, topic, and its first sentence."""
    found = _ask(["list"], False)["experiments"]
    return Table.of(found, ["id", "title", "topic", "lede"])


experiments = list


def describe(id: str) -> Dict[str, Any]:
    """The card of an experiment: paper, equations, knobs with ranges, cost at each effort."""
    return _ask(["describe", id], False)


def runs(id: Optional[str] = None) -> Table:
    """The runs in the log book, the latest first."""
    found = _ask(["runs"] + ([] if id is None else [id]), False)["runs"]
    names = ["run", "experiment", "effort", "seed", "started", "seconds", "verdicts", "folder"]
    return Table.of(found, names)


def show(run: str) -> Run:
    """A run of the log book once more."""
    return Run(_ask(["show", run], False))


def papers() -> Table:
    """Every reference of the programme, with its topic and how far it is."""
    return Table.of(_ask(["papers"], False)["references"])


def ask(*arguments: str) -> Dict[str, Any]:
    """What any verb answers with ``--json``: ``ask("doctor")``."""
    return _ask(arguments)
