"""The entry point for pytest: a marker for tests of assumptions, and towers as test items.

It is loaded in every run of pytest where this package is installed, so it imports nothing; what it
does is in `tower.api.suite`, which is imported when a test is marked or towers are collected.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

MARKER = "assumption(claim, tower, population=''): what the test says of an assumption becomes evidence"
OWN = "tower_evidence"  # the property under which a result travels from a worker to the controller


def pytest_addoption(parser: Any) -> None:
    """Options and settings; each is off unless said."""
    group = parser.getgroup("tower", "oversight towers")
    group.addoption("--tower-files", action="store_true", help="collect *.tower.yaml; a finding is a failure")
    group.addoption("--no-tower-evidence", action="store_true", help="write no evidence files")
    parser.addini("tower_files", "collect *.tower.yaml as tests", type="bool", default=False)


def pytest_configure(config: Any) -> None:
    """Make the marker known, and listen for results: with xdist they come from other processes."""
    config.addinivalue_line("markers", MARKER)
    config.pluginmanager.register(_Results(config), "tower-results")


def pytest_collect_file(file_path: Any, parent: Any) -> Any:
    """A tower file as a test, where that is asked for."""
    config = parent.config
    wanted = file_path.name.endswith((".tower.yaml", ".tower.yml"))
    if wanted and (config.getoption("--tower-files") or config.getini("tower_files")):
        return _suite().TowerFile.from_parent(parent, path=file_path)
    return None


def pytest_collection_modifyitems(config: Any, items: list[Any]) -> None:
    """Watch the marked tests, if there are any."""
    marked = [item for item in items if item.get_closest_marker("assumption") is not None]
    if marked:
        _watch(config).add(marked)


class _Results:
    """Hands the results of marked tests on, if there are any."""

    def __init__(self, config: Any) -> None:
        self._config = config

    def pytest_runtest_logreport(self, report: Any) -> None:
        if any(name == OWN for name, _ in report.user_properties):
            _watch(self._config).note(report)


def _suite() -> Any:
    return import_module("tower.api.suite")


def _watch(config: Any) -> Any:
    """The one watcher of this run."""
    found = config.pluginmanager.get_plugin("tower-assumptions")
    if found is None:
        found = _suite().Watcher(config)
        config.pluginmanager.register(found, "tower-assumptions")
    return found
