"""Imports point one way, no module takes part in a circle, and heavy libraries are imported by few."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import networkx as nx
import pytest

import tower

ROOT = Path(tower.__file__).parent
ORDER = (
    ("frozen", "late"),
    ("errors", "version", "shown"),
    ("syntax",),
    ("logic",),
    ("model",),
    ("propagation",),
    ("diagnosis",),
    ("risk", "evidence"),
    ("draw",),
    ("exchange", "scale"),
    ("gallery", "pytest_plugin", "hypothesis_plugin"),
    ("api",),
    ("cli", "strategies"),
    ("__main__",),
)
HEIGHT = {name: height for height, row in enumerate(ORDER) for name in row}
LATE = {
    "tower", "tower.cli.main", "tower.cli.run", "tower.diagnosis.check", "tower.draw", "tower.evidence", "tower.exchange",
    "tower.exchange.archive", "tower.exchange.edge_list", "tower.extras", "tower.gallery", "tower.late", "tower.pytest_plugin", "tower.risk",
    "tower.risk.required", "tower.scale", "tower.cli.scanning", "tower.cli.phases", "tower.shown", "tower.hypothesis_plugin",
}  # resolve names on first use


def module_name(path: Path) -> str:
    parts = ("tower", *path.relative_to(ROOT).with_suffix("").parts)
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {module_name(path): path for path in ROOT.rglob("*.py")}
TREES = {name: ast.parse(path.read_text(encoding="utf-8")) for name, path in MODULES.items()}


def imports(name: str, tree: ast.AST) -> Iterator[tuple[ast.AST, str]]:
    """Every module of this package that a module imports, wherever the import stands."""
    package = name if MODULES[name].name == "__init__.py" else name.rpartition(".")[0]
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node, each.name) for each in node.names)
        elif isinstance(node, ast.ImportFrom):
            parent = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            base = ".".join([*parent, *([node.module] if node.module else [])])
            for each in node.names:
                whole = f"{base}.{each.name}"
                yield node, whole if whole in MODULES else base


def graph() -> dict[str, set[str]]:
    return {
        name: {found for _, found in imports(name, tree) if found in MODULES and found != name}
        for name, tree in TREES.items()
    }


GRAPH = graph()


def layer(name: str) -> str:
    return name.split(".")[1] if "." in name else "tower"


def test_every_module_has_a_layer() -> None:
    unknown = {layer(name) for name in MODULES} - set(HEIGHT) - {"tower"}
    assert not unknown


def test_imports_point_downward() -> None:
    wrong = [
        f"{name} imports {found}"
        for name, targets in GRAPH.items()
        for found in targets
        if name != "tower" and found != "tower" and layer(name) != layer(found)
        and HEIGHT[layer(found)] >= HEIGHT[layer(name)]
    ]
    assert not wrong


def test_no_module_takes_part_in_a_circle() -> None:
    """Type-only imports count; the package itself names everything for type checkers and is left out."""
    edges = [(name, found) for name, targets in GRAPH.items() for found in targets if "tower" not in (name, found)]
    circles = [sorted(group) for group in nx.strongly_connected_components(nx.DiGraph(edges)) if len(group) > 1]
    assert not circles


def test_no_import_inside_a_function() -> None:
    wrong = [
        f"{name}:{inner.lineno}"
        for name, tree in TREES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        for inner in ast.walk(node)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    ]
    assert not wrong


def test_only_a_few_modules_import_late() -> None:
    """`import_module` is for names that are resolved on first use, and for nothing else."""
    late = {name for name, path in MODULES.items() if "import_module(" in path.read_text(encoding="utf-8")}
    assert late <= LATE | {name for name in late if name.startswith("tower.draw")}


def late_modules(name: str) -> list[str]:
    """What a module names as `Late("...")`."""
    return [
        node.args[0].value
        for node in ast.walk(TREES[name])
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Late"
        if isinstance(node.args[0], ast.Constant)
    ]


def test_what_is_imported_late_exists_and_lies_downward() -> None:
    late = [(name, found) for name in MODULES for found in late_modules(name)]
    assert late
    assert not [found for _, found in late if find_spec(found) is None]
    assert not [
        f"{name} imports {found}" for name, found in late
        if found in MODULES and layer(name) != layer(found) and HEIGHT[layer(found)] >= HEIGHT[layer(name)]
    ]


def test_nothing_below_the_command_line_prints() -> None:
    printing = [
        name for name, tree in TREES.items() if layer(name) not in ("cli", "tower", "__main__")
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"
    ]
    assert not printing


HEAVY = ("sympy", "networkx", "scipy", "hypothesis", "numpy", "pysat", "yaml", "click", "pytest")


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], []])
def test_help_imports_no_heavy_library(arguments: list[str]) -> None:
    code = (
        f"import sys; from tower.cli.main import main; code = main({arguments!r}); "
        "print(*sorted(sys.modules), file=sys.stderr); sys.exit(code)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not set(done.stderr.split()) & set(HEAVY)
    assert "tower" in done.stdout


def test_import_tower_imports_no_heavy_library() -> None:
    code = "import sys, tower; dir(tower); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert not loaded & set(HEAVY)
    assert not {name for name in loaded if name.startswith("tower.") and name != "tower.version"}


@pytest.mark.parametrize("module", ["tower.cli.commands.risk", "tower.exchange.fault_numbers"])
def test_numbers_import_no_library_that_few_of_them_need(module: str) -> None:
    code = f"import sys, {module}; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not set(done.stdout.split()) & {"sympy", "scipy", "matplotlib", "networkx"}


PULL_TEXT = json.dumps({
    "author": {"login": "alice"}, "headRefOid": "9f3c2e1", "files": [{"path": "a.py"}],
    "commits": [{"oid": "9f3c2e1", "authors": [{"login": "alice"}]}],
    "reviews": [{"author": {"login": "bob"}, "authorAssociation": "MEMBER", "state": "APPROVED",
                 "commit": {"oid": "9f3c2e1"}}],
})  # fmt: skip
TOWER_TEXT = """\
tower: 1
name: small
properties: {safe: never harms}
optimizers: {lab: {}, model: {built_by: lab}}
verifiers: {audit: {theory: PA}}
checks: [{by: audit, claim: safe(model)}]
observers: {lab: {assumes: [sound(audit)]}}
"""
RARE = {  # what a check of one small source has no use for
    "sympy", "networkx", "scipy", "hypothesis", "numpy", "pysat", "pytest", "hashlib", "tempfile", "html", "xml",
    "difflib", "random", "tower.exchange.sarif", "tower.exchange.junit", "tower.exchange.github",
    "tower.exchange.policy", "tower.cli.watching", "tower.cli.baselines", "tower.evidence.finding",
    "tower.diagnosis.ladder", "tower.diagnosis.difference", "tower.logic.prover", "tower.risk.numbers",
}  # fmt: skip
MOST_MODULES = 195  # that Python without a site has not loaded by itself; more is a slower start


@pytest.mark.parametrize("form", ["json", "yaml"])
def test_a_check_imports_only_what_it_needs(form: str, tmp_path: Path) -> None:
    """The time of a start is that of its imports; these can be counted and do not depend on the machine."""
    source = tmp_path / f"source.{form}"
    source.write_text(PULL_TEXT if form == "json" else TOWER_TEXT, encoding="utf-8")
    code = (
        "import sys; before = set(sys.modules); from tower.cli.main import main; "
        f"code = main(['check', {str(source)!r}]); "
        "print(*sorted(set(sys.modules) - before), file=sys.stderr); sys.exit(code)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(done.stderr.split())
    assert not loaded & (RARE | ({"yaml"} if form == "json" else set()))
    assert len(loaded) <= MOST_MODULES + (20 if form == "yaml" else 0)
