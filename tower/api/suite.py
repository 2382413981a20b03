"""Assumptions in a user's own test suite: what marked tests say of them, kept as evidence and told.

A marked test that passes has tested the assumption, with as many examples as Hypothesis tried; one
that fails by an assertion has refuted it; one that ends in another way leaves it untested.
"""

from __future__ import annotations

import inspect
import json
import unittest
from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import wraps
from pathlib import Path
from typing import Any

import pytest

from ..draw.findings import counted
from ..draw.plain import report_text
from ..errors import InputError, TowerError
from ..evidence.calls import told, told_error
from ..evidence.digest import digest_of
from ..evidence.file import beside, load_evidence, save_evidence
from ..evidence.finding import Finding, Trouble
from ..model.claim_parser import parse_claim
from ..model.claims import Claim
from ..model.evidence import Evidence
from ..model.file import load
from ..model.values import Model
from ..pytest_plugin import OWN
from .code import files_of_modules
from .testing import assumed, bounded, versions
from .views import check_model

_MARK = "@pytest.mark.assumption"
_STATUSES = ("refuted", "untested", "tested", "untouched")


@dataclass(frozen=True, slots=True)
class Marked:
    """What the marker of a test says: which assumption of which tower."""

    tower: Path
    model: Model
    claim: Claim
    population: str


def marked(item: pytest.Item) -> Iterator[Marked]:
    """The assumptions that a test is about; UsageError where a marker cannot be understood."""
    for mark in item.iter_markers("assumption"):
        try:
            yield _marked(item, *mark.args, **mark.kwargs)
        except (TowerError, TypeError) as error:
            raise pytest.UsageError(f"{item.nodeid}: {_MARK}: {error}") from None


def _marked(item: pytest.Item, claim: str, *, tower: str = "", population: str = "") -> Marked:
    if not isinstance(tower, str) or not tower:
        raise InputError("no tower", expected='tower="x.tower.yaml", as seen from the test file')
    places = [item.path.parent / tower, item.config.rootpath / tower]
    path = next((each for each in places if each.exists()), places[0]).resolve()
    model, wanted = load(path).model, parse_claim(claim)
    if wanted not in assumed(model):
        known = ", ".join(map(str, assumed(model)))
        raise InputError(f"nobody assumes {wanted} in {path.name}", expected=f"one of {known or 'nothing'}")
    return Marked(path, model, wanted, population)


@dataclass
class Seen:
    """What is seen of a test while it runs: how many examples passed, and the last that failed."""

    passed: int = 0
    failed: str = ""


@dataclass
class Watcher:
    """Watches marked tests, and tells and keeps what they found when the run is over."""

    config: pytest.Config
    _marked: dict[str, tuple[Marked, ...]] = field(default_factory=dict)
    _seen: dict[str, Seen] = field(default_factory=dict)
    _results: dict[tuple[str, str], list[dict[str, Any]]] = field(default_factory=dict)
    _towers: dict[str, tuple[str, ...]] = field(default_factory=dict)
    _written: list[str] = field(default_factory=list)

    def add(self, items: Iterable[pytest.Item]) -> None:
        """Watch some tests."""
        for item in items:
            self._marked[item.nodeid] = found = tuple(marked(item))
            for each in found:
                self._towers[str(each.tower)] = tuple(map(str, assumed(each.model)))

    # while a test runs

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Generator[None, Any, Any]:
        """Count the examples of a test by Hypothesis."""
        handle = getattr(getattr(item, "obj", None), "hypothesis", None)
        if item.nodeid not in self._marked or handle is None:
            return (yield)
        inner, seen = handle.inner_test, self._seen.setdefault(item.nodeid, Seen())
        handle.inner_test = _counting(inner, seen)
        try:
            return (yield)
        finally:
            handle.inner_test = inner

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, Any, Any]:
        """Let the result travel with the report, and into JUnit files."""
        decisive = call.when == "call" or (call.when == "setup" and call.excinfo is not None)
        for each in self._marked.get(item.nodeid, ()) if decisive else ():
            found = _found(each, call, self._seen.get(item.nodeid))
            if found is not None:
                item.user_properties += _properties(item, each, found)
        return (yield)

    # what was found

    def note(self, report: pytest.TestReport) -> None:
        """Take the results of one report; the same ones come again with its teardown."""
        if report.when == "teardown":
            return
        for name, value in report.user_properties:
            if name == OWN:
                result = json.loads(str(value))
                self._towers.setdefault(result["tower"], tuple(result["assumed"]))
                self._results.setdefault((result["tower"], result["claim"]), []).append(result)

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Write the evidence, in the process that holds all results."""
        if hasattr(self.config, "workerinput") or self.config.getoption("--no-tower-evidence"):
            return
        for tower in self._towers:
            results = [each for (path, _), found in self._results.items() if path == tower for each in found]
            try:
                self._write(Path(tower), results)
            except TowerError as error:
                self._written.append(f"NOT WRITTEN: {error}")
                session.exitstatus = session.exitstatus or pytest.ExitCode.TESTS_FAILED

    def _write(self, tower: Path, results: list[dict[str, Any]]) -> None:
        ran = [each for each in results if each["status"] != "untouched"]
        if not ran:
            return
        model = load(tower).model
        tried = [(parse_claim(each["claim"]), tuple(each["sources"])) for each in ran]
        records = [_record(model, *place, ran) for place in dict.fromkeys(tried)]
        save_evidence(beside(tower), [each for each in records if each], tried, tower.name)
        self._written.append(f"wrote {beside(tower)}")

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        """Tell which assumptions were tested, refuted, or left untouched."""
        if not self._towers or self.config.option.collectonly:
            return
        terminalreporter.section("assumptions")
        for tower, claims in self._towers.items():
            terminalreporter.write_line(_near(tower, self.config.rootpath))
            for claim in dict.fromkeys(claims):
                terminalreporter.write_line(_told(claim, self._results.get((tower, claim), [])))
        for line in self._written:
            terminalreporter.write_line(line)


def _near(path: str, root: Path) -> str:
    there = Path(path)
    return str(there.relative_to(root)) if there.is_relative_to(root) else path


def _counting(inner: Callable[..., Any], seen: Seen) -> Callable[..., Any]:
    """The same test, counted; what it was called with when it last failed is the smallest failure."""

    @wraps(inner)
    def watched(*args: Any, **kwargs: Any) -> Any:
        try:
            answer = inner(*args, **kwargs)
        except (AssertionError, pytest.fail.Exception):
            seen.failed = _arguments(inner, args, kwargs)
            raise
        seen.passed += 1
        return answer

    return watched


def _arguments(function: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> str:
    given = inspect.signature(function).bind_partial(*args, **kwargs).arguments
    return ", ".join(f"{name}={told(value)}" for name, value in given.items() if name != "self")


def _found(each: Marked, call: pytest.CallInfo[None], seen: Seen | None) -> Finding | None:
    """What the end of a test says of an assumption; None where the test was skipped."""
    error = None if call.excinfo is None else call.excinfo.value
    if isinstance(error, pytest.skip.Exception | unittest.SkipTest):
        return None
    if error is None:
        count = seen.passed if seen else 1
        drawn = "examples of Hypothesis" if seen else ""
        return Finding(each.claim, "tested", n=count, population=each.population or drawn)
    said = told_error(error)
    if call.when == "call" and _refutes(error):
        counterexample = "; ".join(filter(None, (seen.failed if seen else "", said)))
        return Finding(each.claim, "refuted", n=seen.passed if seen else 0, counterexample=counterexample)
    kind = next((kind for kind in ("Flaky", "Timeout") if kind in f"{type(error).__name__}: {said}"), "Error")
    trouble = Trouble(kind, f"{type(error).__name__}: {said}")  # type: ignore[arg-type]
    return Finding(each.claim, "untested", trouble=trouble)


def _refutes(error: BaseException) -> bool:
    """Whether a test failed because something was asserted that does not hold."""
    if isinstance(error, BaseExceptionGroup):
        return "Flaky" not in type(error).__name__ and any(map(_refutes, error.exceptions))
    timed_out = isinstance(error, pytest.fail.Exception) and str(error).startswith("Timeout")
    return isinstance(error, AssertionError | pytest.fail.Exception) and not timed_out


def _properties(item: pytest.Item, each: Marked, found: Finding) -> list[tuple[str, object]]:
    trouble = "" if found.trouble is None else str(found.trouble)
    result = {
        "tower": str(each.tower), "claim": str(each.claim), "status": found.status, "n": found.n,
        "population": found.population, "counterexample": found.counterexample, "trouble": trouble,
        "sources": _sources(item), "test": item.nodeid, "assumed": list(map(str, assumed(each.model))),
    }  # fmt: skip
    told_ = [("assumption", str(each.claim)), ("assumption_status", found.status), ("examples", found.n)]
    told_ += [("counterexample", found.counterexample)] if found.counterexample else []
    return [*told_, (OWN, json.dumps(result))]


def _sources(item: pytest.Item) -> list[str]:
    """The files on which a test depends, as far as they lie beside it."""
    module = getattr(item, "module", None)
    return list(files_of_modules([module] if module is not None else [])) or [str(item.path)]


def _together(results: list[dict[str, Any]]) -> Finding | None:
    """What several tests of one assumption say together: the worst of them; None for no test."""
    if not results:
        return None
    worst = min(results, key=lambda each: _STATUSES.index(each["status"]))
    count = sum(each["n"] for each in results)
    populations = "; ".join(dict.fromkeys(each["population"] for each in results if each["population"]))
    finding = Finding(
        parse_claim(worst["claim"]), worst["status"], n=count, population=populations,
        counterexample=worst["counterexample"], note=", ".join(each["test"] for each in results),
        trouble=Trouble("Error", worst["trouble"]) if worst["trouble"] else None,
    )  # fmt: skip
    return bounded(finding) if populations else finding


def _record(
    model: Model, claim: Claim, sources: tuple[str, ...], results: list[dict[str, Any]]
) -> Evidence | None:
    mine = [each for each in results if each["claim"] == str(claim) and tuple(each["sources"]) == sources]
    found = _together(mine)
    if found is None or found.status == "untested":
        return None
    return Evidence(
        claim=claim,
        status=found.status,
        n=found.n,
        bound=found.bound,
        confidence="0.95" if found.bound else "",
        population=found.population,
        counterexample=found.counterexample,
        date=date.today().isoformat(),
        digest=digest_of(model, claim, (Path(each).read_bytes() for each in sources)),
        sources=sources,
        versions=versions("pytest", "hypothesis"),
        note=found.note,
    )


def _told(claim: str, results: list[dict[str, Any]]) -> str:
    """One line of the section: the assumption and what became of it."""
    found = _together(results)
    if found is None:
        return f"  {claim}: untouched"
    match found.status:
        case "tested":
            bound = f", fails at most {found.bound} (95 % confidence)" if found.bound else ""
            return f"  {claim}: tested, {counted(found.n, 'example')}{bound}"
        case "refuted":
            return f"  {claim}: refuted: {found.counterexample}"
        case _:
            return f"  {claim}: untested: {results[0]['trouble']}"


class TowerFile(pytest.File):
    """A tower file; collected where `--tower-files` or the setting `tower_files` asks for it."""

    def collect(self) -> Iterable[pytest.Item]:
        """One item: its check."""
        yield TowerItem.from_parent(self, name="check")


class Findings(Exception):
    """A tower has findings; the text is its report."""


class TowerItem(pytest.Item):
    """The check of one tower: a finding is a failure, and its message the report."""

    def runtest(self) -> None:
        """Check the tower with the evidence beside it."""
        model = load(self.path).model
        report = check_model(model, evidence=load_evidence(beside(self.path), model))
        if report.findings():
            raise Findings(report_text(report, title=self.path.name))

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """The report, or what is wrong with the file; no traceback of this package."""
        if isinstance(excinfo.value, Findings | TowerError):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, None, str]:
        """How the item is named."""
        return self.path, None, f"{self.path.name}: check"
