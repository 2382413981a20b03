"""Fixtures: the command line in this process."""

from __future__ import annotations

import pytest

from tests.cli.running import Runner


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Runner:
    """Run a command in this process."""
    return Runner(capsys)
