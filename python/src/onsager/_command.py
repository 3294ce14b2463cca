"""The launcher: found, started, listened to, stopped."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any, Dict, List, Optional, Sequence

from . import _errors

_FINE = (0, 3, 4)
_PATIENCE_SECONDS = 20
_NUMBERS = {"NaN": float("nan"), "Infinity": float("inf"), "-Infinity": float("-inf")}


def launcher() -> str:
    """The launcher: ``$ONSAGER``, else the checkout that this package lies in, else the folder of
    work or one above it, else ``onsager`` on the ``PATH``."""
    named = os.environ.get("ONSAGER", "").strip()
    if named:
        path = Path(named).expanduser()
        if path.is_dir():
            path = path / "onsager"
        if not (path.is_file() and os.access(path, os.X_OK)):
            raise _errors.Refusal(
                f"ONSAGER is {named}, and no launcher is there; set it to the path of ./onsager", 2
            )
        return str(path.resolve())
    for start in (Path(__file__).resolve(), Path.cwd() / "here"):
        for folder in start.parents:
            if (folder / "onsager").is_file() and (folder / "rooms.tsv").is_file():
                return str(folder / "onsager")
    on_path = shutil.which("onsager")
    if on_path:
        return on_path
    raise _errors.Refusal(
        "no launcher of Onsager was found; set ONSAGER to the path of ./onsager in its repository", 2
    )


def numbers(tree: Any) -> Any:
    """The tree with the texts for which JSON has no number as floats."""
    if isinstance(tree, dict):
        return {k: numbers(v) for k, v in tree.items()}
    if isinstance(tree, list):
        return [numbers(v) for v in tree]
    return _NUMBERS.get(tree, tree) if isinstance(tree, str) else tree


def ask(arguments: Sequence[str], progress: Optional[bool] = True) -> Dict[str, Any]:
    """What the command answers with ``--json``.

    A verdict is an answer; where there is none an :class:`OnsagerError` is raised. An interruption
    stops the command as a terminal would, waits for its last line, and goes on as a
    ``KeyboardInterrupt`` that carries that line.
    """
    command: List[str] = [launcher(), *arguments, "--json"]
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        errors="replace",
        start_new_session=os.name == "posix",
    )
    said: List[str] = []
    listener = threading.Thread(target=_listen, args=(process, said, progress), daemon=True)
    answer: List[str] = []
    reader = threading.Thread(target=_read, args=(process, answer), daemon=True)
    listener.start()
    reader.start()
    try:
        while process.poll() is None:
            reader.join(0.05)
            if not reader.is_alive():
                process.wait()
        reader.join()
    except KeyboardInterrupt:
        _stop(process)
        listener.join(2)  # its last line says what is kept
        raise KeyboardInterrupt(said[-1] if said else "stopped") from None
    except BaseException:
        _stop(process)
        raise
    finally:
        listener.join(2)
        reader.join(2)
        _close(process)
    if process.returncode < 0:
        raise _errors.Stopped(f"the command was ended by signal {-process.returncode}", 130)
    return _answer("".join(answer), process.returncode, said)


def _close(process: "subprocess.Popen[str]") -> None:
    for stream in (process.stdout, process.stderr):
        if stream is not None:
            stream.close()


def _answer(text: str, exit: int, said: Sequence[str]) -> Dict[str, Any]:
    try:
        document = numbers(json.loads(text))
    except ValueError:
        line = said[-1] if said else "the command gave no answer"
        raise _errors.of(line, exit or 1) from None
    if "error" in document:
        raise _errors.of(str(document["error"]), int(document.get("exit", exit)))
    if exit not in _FINE and not document.get("folder"):
        raise _errors.of(said[-1] if said else "the command failed", exit)
    return document


def _read(process: "subprocess.Popen[str]", answer: List[str]) -> None:
    assert process.stdout is not None
    answer.append(process.stdout.read())


def _listen(process: "subprocess.Popen[str]", said: List[str], progress: Optional[bool]) -> None:
    """Passes on how it goes: in a notebook as one live line, else as lines on standard error."""
    live = _live_line() if progress else None
    assert process.stderr is not None
    for line in process.stderr:
        line = line.rstrip("\n")
        if not line:
            continue
        said.append(line)
        if live is not None:
            live.update({"text/plain": line}, raw=True)
        elif progress:
            print(line, file=sys.stderr, flush=True)
    if live is not None:
        live.update({"text/plain": ""}, raw=True)


def _live_line() -> Any:
    """A line in the notebook that is written over; ``None`` outside one."""
    if "ipykernel" not in sys.modules:
        return None
    try:
        from IPython import get_ipython
        from IPython.display import display

        if get_ipython() is None:
            return None
        return display({"text/plain": "…"}, raw=True, display_id=True)
    except ImportError:
        return None


def _stop(process: "subprocess.Popen[str]") -> None:
    """Asks the command to stop, as Ctrl-C would, and waits until what is finished is kept."""
    if process.poll() is not None:
        return
    try:
        if os.name == "posix":
            os.killpg(process.pid, signal.SIGINT)
        else:
            process.terminate()
    except ProcessLookupError:
        return
    try:
        process.wait(_PATIENCE_SECONDS)
    except (subprocess.TimeoutExpired, KeyboardInterrupt):
        process.kill()
        process.wait()
