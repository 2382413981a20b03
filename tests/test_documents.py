"""What README and CONTRIBUTING say is so: examples run, names exist, targets and files are there."""

from __future__ import annotations

import doctest
import re
from importlib import import_module
from pathlib import Path

import pytest

from tower.cli.entries import COMMANDS
from tower.diagnosis.codes import CODES
from tower.errors import MissingExtra

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
GUIDE = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
TARGETS = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)


def test_the_python_of_the_readme_runs_and_says_what_it_says() -> None:
    space: dict[str, object] = {}
    exec(BLOCKS[0], space)  # noqa: S102
    examples = doctest.DocTestParser().get_doctest(BLOCKS[1], space, "README", "README.md", 0)
    assert len(examples.examples) == 3
    assert doctest.DocTestRunner(verbose=False).run(examples).failed == 0


def test_ten_lines_are_ten_lines() -> None:
    written = [line for line in BLOCKS[0].splitlines() if line.strip()]
    assert len(written) == 10


@pytest.mark.parametrize("name", sorted(set(re.findall(r"`(tower(?:\.\w+)+)`", README + GUIDE))))
def test_every_name_exists(name: str) -> None:
    parts = name.split(".")
    for cut in range(len(parts), 0, -1):
        try:
            found: object = import_module(".".join(parts[:cut]))
        except (ModuleNotFoundError, MissingExtra) as error:
            if isinstance(error, ModuleNotFoundError) and str(error.name).startswith("tower"):
                continue
            # the module is there, what it needs is not
            source = ROOT.joinpath(*parts[:cut]).with_suffix(".py").read_text(encoding="utf-8")
            assert all(re.search(rf"^(def|class) {part}\b", source, re.MULTILINE) for part in parts[cut:])
            return
        for part in parts[cut:]:
            found = getattr(found, part)
        return
    raise AssertionError(name)


def test_every_command_and_code_exists() -> None:
    said = README + GUIDE
    assert set(re.findall(r"(?:`|^|: )tower ([a-z]+)(?= )", said, re.MULTILINE)) <= set(COMMANDS)
    assert set(re.findall(r"TWR\d{3}", said)) <= set(CODES)


def test_every_make_target_exists() -> None:
    assert set(re.findall(r"\bmake ([a-z-]+)(?= +#|`)", README + GUIDE)) <= set(TARGETS)


def test_every_file_exists() -> None:
    prose = re.sub(r"```.*?```", "", README + GUIDE, flags=re.DOTALL)
    paths = re.findall(r"\]\(([^)]+)\)|`((?:tests|proofs|tower|\.ci)/[\w./-]*)`", prose)
    assert len(paths) > 5
    for first, second in paths:
        assert (ROOT / (first or second)).exists(), first or second


def test_every_layer_is_in_the_architecture() -> None:
    layers = {each.name for each in (ROOT / "tower").iterdir() if (each / "__init__.py").exists()}
    order = next(line for line in GUIDE.splitlines() if line.startswith("errors <- "))
    assert layers - {"gallery"} <= set(order.split(" <- "))


def test_only_the_agreed_names_stand_at_the_root() -> None:
    agreed = {
        "tower", "proofs", "tests", "notebooks", "setup.cfg", "README.md", "LICENSE", "CHANGELOG.md", "CONTRIBUTING.md",
        "Makefile", "pyproject.toml", ".ruff.toml", ".gitignore", ".ci", "action.yml", ".pre-commit-hooks.yaml",
    }
    made = {".git", ".venv", ".hypothesis", ".mypy_cache", ".ruff_cache", "build", "dist", "__pycache__", "seed.svg", "seed.html"}
    found = {each.name for each in ROOT.iterdir() if not each.name.endswith(".egg-info")}
    assert found <= agreed | made
