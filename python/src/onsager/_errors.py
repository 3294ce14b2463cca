"""What is raised where there is no answer; each carries the one line of the command."""

from __future__ import annotations


class OnsagerError(Exception):
    """There is no answer. ``str(error)`` is one line, ``error.exit`` the exit code."""

    def __init__(self, line: str, exit: int = 1) -> None:
        super().__init__(line)
        self.line = line
        self.exit = exit


class Refusal(OnsagerError):
    """Bad input: an unknown name, a value out of its range (exit code 2)."""


class Failure(OnsagerError):
    """Something failed that should not (exit code 1)."""


class Stopped(OnsagerError):
    """It was stopped from outside; finished points are kept (exit code 130)."""


def of(line: str, exit: int) -> OnsagerError:
    """The error of an exit code."""
    kind = {2: Refusal, 130: Stopped}.get(exit, Failure)
    return kind(line, exit)
