"""A light table: named columns, rows, NumPy underneath."""

from __future__ import annotations

import html
from typing import Any, Dict, Iterator, List, Mapping, Sequence, Union

import numpy as np


def column(values: Sequence[Any]) -> np.ndarray:
    """Values as an array: numbers where all are, else texts, else objects."""
    if values and all(isinstance(v, bool) for v in values):
        return np.array(values, dtype=bool)
    if values and all(isinstance(v, int) and not isinstance(v, bool) for v in values):
        try:
            return np.array(values, dtype=np.int64)
        except OverflowError:
            pass
    if values and all(isinstance(v, (int, float)) and not isinstance(v, bool) for v in values):
        return np.array(values, dtype=float)
    if all(isinstance(v, str) for v in values):
        return np.array(values, dtype=str)
    array = np.empty(len(values), dtype=object)
    array[:] = values
    return array


class Table:
    """Rows and named columns.

    ``table["name"]`` is a column as a NumPy array, ``table[3]`` a row as a dictionary,
    ``table.array`` all of it as a structured array; iteration is over rows.
    """

    def __init__(self, columns: Mapping[str, Sequence[Any]]) -> None:
        self._columns: Dict[str, np.ndarray] = {
            name: values if isinstance(values, np.ndarray) else column(list(values))
            for name, values in columns.items()
        }
        lengths = {len(c) for c in self._columns.values()}
        if len(lengths) > 1:
            raise ValueError(f"the columns of a table are equally long, not {sorted(lengths)}")
        self._length = lengths.pop() if lengths else 0

    @classmethod
    def of(cls, rows: Sequence[Mapping[str, Any]], columns: Sequence[str] = ()) -> "Table":
        """A table of rows that have the same names."""
        names = list(columns) or (list(rows[0]) if rows else [])
        return cls({name: [row.get(name) for row in rows] for name in names})

    @property
    def columns(self) -> List[str]:
        return list(self._columns)

    @property
    def array(self) -> np.ndarray:
        """A structured array, a field for each column."""
        kinds = [(name, c.dtype) for name, c in self._columns.items()]
        out = np.empty(self._length, dtype=kinds)
        for name, c in self._columns.items():
            out[name] = c
        return out

    def where(self, **values: Any) -> "Table":
        """The rows in which these columns have these values."""
        keep = np.ones(self._length, dtype=bool)
        for name, value in values.items():
            keep &= self[name] == value
        return Table({name: c[keep] for name, c in self._columns.items()})

    def to_pandas(self) -> Any:
        """A pandas ``DataFrame``, where pandas is installed."""
        try:
            import pandas
        except ImportError:
            raise ImportError("pandas is not installed; .array is the table in NumPy") from None
        return pandas.DataFrame(self._columns)

    def __getitem__(self, key: Union[str, int]) -> Any:
        if isinstance(key, str):
            if key not in self._columns:
                raise KeyError(f"no column is called {key!r}; there are {', '.join(self._columns)}")
            return self._columns[key]
        index = range(self._length)[key]
        return {name: c[index] for name, c in self._columns.items()}

    def __len__(self) -> int:
        return self._length

    def __iter__(self) -> Iterator[Dict[str, Any]]:
        return (self[i] for i in range(self._length))

    def __repr__(self) -> str:
        cells = [self.columns] + [[_text(v) for v in row.values()] for row in self]
        wide = [max(len(row[i]) for row in cells) for i in range(len(self._columns))]
        return "\n".join("  ".join(c.ljust(w) for c, w in zip(row, wide)).rstrip() for row in cells)

    def _repr_html_(self) -> str:
        head = "".join(f"<th>{html.escape(c)}</th>" for c in self.columns)
        body = "".join(
            "<tr>" + "".join(f"<td>{html.escape(_text(v))}</td>" for v in row.values()) + "</tr>"
            for row in self
        )
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _text(value: Any) -> str:
    if isinstance(value, (float, np.floating)):
        return f"{value:.6g}"
    return str(value)
