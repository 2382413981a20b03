"""Fixtures of the command line."""

from __future__ import annotations

import pytest

from .running import Runner


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Runner:
    """Run a command in this process."""
    return Runner(capsys)
