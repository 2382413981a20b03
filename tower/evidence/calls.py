"""Call the user's code: in bounded time, quietly, and noticing when it cannot be relied on.

A part that judges (predicate, verifier, objective) must answer the same for the same system, within
its time, print nothing and leave its argument as it was; what does not is a `Trouble`, and the
assumption stays untested.
"""

from __future__ import annotations

import ctypes
import pickle
import re
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from io import StringIO
from math import isnan
from typing import Any

from .finding import Trouble

TIMEOUT = 10.0  # seconds for one call
TWICE = 20  # calls of each part whose answer is asked for again
LONGEST = 2_000  # characters of a counterexample
_ADDRESS = re.compile(r" at 0x[0-9a-fA-F]+")


class Stopped(BaseException):
    """Ends a search at once, past everything that catches errors; carries the trouble."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(str(trouble))
        self.trouble = trouble


class _TimeIsUp(BaseException):
    """Raised inside the user's code when its time is over."""


def told(value: object) -> str:
    """A value as people read it: its repr, without addresses and of bounded length.

    >>> told("a\\nb"), told(object())
    ("'a\\\\nb'", '<object object>')
    """
    try:
        text = _ADDRESS.sub("", repr(value))
    except Exception as error:
        text = f"<{type(value).__name__} whose repr raises {type(error).__name__}>"
    return _line(text)


def _line(text: str) -> str:
    """A text on one line, of bounded length, that every encoding of Unicode can hold."""
    found = " ".join(text.split()).encode("utf-8", "backslashreplace").decode()
    return found if len(found) <= LONGEST else found[: LONGEST - 1] + "…"


@dataclass
class Caller:
    """Calls parts by name, with a time limit for each call; `passing` errors are not the part's fault."""

    timeout: float = TIMEOUT
    passing: tuple[type[BaseException], ...] = ()
    _calls: dict[str, int] = field(default_factory=dict)

    def made(self, title: str, function: Callable[..., Any], *arguments: Any) -> Any:
        """What a generator or a search makes."""
        return self._call(title, function, arguments)[0]

    def holds(self, title: str, function: Callable[..., Any], *arguments: Any) -> bool:
        """The answer of a part that says yes or no."""
        answer = self._judged(title, function, arguments)
        if isinstance(answer, bool) or type(answer).__name__ in ("bool_", "bool"):
            return bool(answer)
        raise _stop("Error", title, arguments, f"returned {told(answer)}, expected True or False")

    def number(self, title: str, function: Callable[..., Any], *arguments: Any) -> float:
        """The answer of a part that measures."""
        answer = self._judged(title, function, arguments)
        try:
            if isinstance(answer, bool) or isnan(number := float(answer)):
                raise ValueError
        except (TypeError, ValueError):
            raise _stop(
                "Error", title, arguments, f"returned {told(answer)}, expected a number"
            ) from None
        return number

    def _judged(self, title: str, function: Callable[..., Any], arguments: tuple[Any, ...]) -> Any:
        before = _snapshot(arguments)
        answer, printed = self._call(title, function, arguments)
        if printed:
            raise _stop("Prints", title, arguments, f"printed {told(printed)}")
        if _changed(before, arguments):
            raise _stop(
                "Mutates", title, _thawed(before, arguments), f"changed it to {_listed(arguments)}"
            )
        self._calls[title] = self._calls.get(title, 0) + 1
        if self._calls[title] <= TWICE:
            again = self._call(title, function, arguments)[0]
            if told(again) != told(answer):
                raise _stop("Flaky", title, arguments, f"said {told(answer)}, then {told(again)}")
        return answer

    def _call(
        self, title: str, function: Callable[..., Any], arguments: tuple[Any, ...]
    ) -> tuple[Any, str]:
        said = StringIO()
        try:
            with redirect_stdout(said), redirect_stderr(said):
                return limited(self.timeout, function, arguments), said.getvalue()
        except _TimeIsUp:
            raise _stop("Timeout", title, arguments, f"took more than {self.timeout:g} s") from None
        except self.passing:
            raise
        except (Exception, SystemExit) as error:
            reason = f"raised {type(error).__name__}" + (
                f": {told_error(error)}" if str(error) else ""
            )
            raise _stop("Error", title, arguments, reason) from error


def told_error(error: BaseException) -> str:
    """The message of an error on one line, of bounded length."""
    return _line(str(error))


def _stop(kind: Any, title: str, arguments: tuple[Any, ...], reason: str) -> Stopped:
    where = f" on {_listed(arguments)}" if arguments else ""
    return Stopped(Trouble(kind, f"{title} {reason}{where}"))


def _listed(arguments: tuple[Any, ...]) -> str:
    return ", ".join(map(told, arguments))


def _snapshot(value: object) -> bytes | str:
    """What a value looks like from outside; its repr where it cannot be pickled."""
    try:
        return pickle.dumps(value)
    except Exception:
        return told(value)


def _changed(before: bytes | str, now: tuple[Any, ...]) -> bool:
    """Whether a value looks different now and does not say itself that it is the same."""
    if _snapshot(now) == before:
        return False
    if isinstance(before, str):
        return True
    try:
        return not bool(pickle.loads(before) == now)
    except Exception:
        return True


def _thawed(before: bytes | str, now: tuple[Any, ...]) -> tuple[Any, ...]:
    return pickle.loads(before) if isinstance(before, bytes) else now


def limited(seconds: float, function: Callable[..., Any], arguments: tuple[Any, ...]) -> Any:
    """The value of a call that may take so many seconds; `_TimeIsUp` when it takes longer.

    By an alarm in the main thread, which ends waiting too; elsewhere by a thread that is abandoned.
    """
    if threading.current_thread() is threading.main_thread() and hasattr(signal, "setitimer"):
        with _alarm(seconds):
            return function(*arguments)
    return _in_a_thread(seconds, function, arguments)


@contextmanager
def _alarm(seconds: float) -> Iterator[None]:
    def ring(*_: object) -> None:
        raise _TimeIsUp

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _in_a_thread(seconds: float, function: Callable[..., Any], arguments: tuple[Any, ...]) -> Any:
    answers: list[Any] = []
    errors: list[BaseException] = []

    def work() -> None:
        try:
            answers.append(function(*arguments))
        except BaseException as error:
            errors.append(error)

    worker = threading.Thread(target=work, daemon=True)
    worker.start()
    worker.join(seconds)
    if worker.is_alive():
        _interrupt(worker)
        raise _TimeIsUp
    if errors:
        raise errors[0]
    return answers[0]


def _interrupt(worker: threading.Thread) -> None:
    """Ask a thread to end at its next step in Python."""
    if worker.ident is not None:
        ctypes.pythonapi.PyThreadState_SetAsyncExc(
            ctypes.c_ulong(worker.ident), ctypes.py_object(_TimeIsUp)
        )
