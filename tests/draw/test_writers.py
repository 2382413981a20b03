"""Every format: well-formed, deterministic, and nothing of a name is ever markup."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from dataclasses import replace

import pytest
from hypothesis import given, settings

from tower.draw import draw, formats
from tower.draw.dot import quoted
from tower.draw.layout import layout
from tower.draw.mermaid import MOST_CHARACTERS, MOST_EDGES, escaped
from tower.errors import InputError
from tower.model.values import Artifact, Model

from .samples import HOSTILE, SAMPLES, Sample, family, report, towers

SVG = "{http://www.w3.org/2000/svg}"
DOT_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[A-Za-z_][A-Za-z_0-9]*|\d+|->|[\[\]{};,=]|\s+')
MERMAID_LINE = re.compile(
    r"flowchart TB"
    r'|  (?:n|m|g)\d+(?:\(|\[|\[/|\(\[|\{\{|\(\(|\[\[)"(?:[^"<>\[\]{}`\\;]|<br/>|#\d+;)*"'
    r"(?:\)|\]|/\]|\]\)|\}\}|\)\)|\]\])(?::::\w+)?"
    r'|  n\d+ (?:==>|-->|-\.->|-\.-)(?:\|"(?:[^"<>\[\]{}`\\;]|#\d+;)*"\|)? n\d+'
    r"|  linkStyle \d+ [\w:#,.-]+"
    r"|  n\d+ ~~~ ground|  style ground [\w:#,]+"
    r'|  subgraph ground\["ground"\]|    g\d+\["(?:[^"<>;]|#\d+;)*"\]:::ground|  end'
    r"|  classDef \w+ [\w:#,. -]+"
)


def elements(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg.encode("utf-8"))


def check_svg(svg: str) -> None:
    tags = {element.tag.removeprefix(SVG) for element in elements(svg).iter()}
    assert tags <= {"svg", "title", "desc", "style", "defs", "pattern", "path", "rect", "text", "g"}
    for element in elements(svg).iter():
        assert not [name for name in element.attrib if name.startswith("on") or "href" in name]


def check_dot(dot: str) -> None:
    """The whole text is tokens of the language, and its brackets match."""
    at, depth = 0, []
    for token in DOT_TOKEN.finditer(dot):
        assert token.start() == at, dot[at : at + 40]
        at = token.end()
        if token.group() in "[{":
            depth.append(token.group())
        elif token.group() in "]}":
            assert depth.pop() + token.group() in ("[]", "{}")
    assert at == len(dot) and not depth


def check_mermaid(text: str) -> None:
    for line in text.splitlines():
        assert MERMAID_LINE.fullmatch(line), line


def check_tikz(tex: str) -> None:
    """Braces balance and no name smuggles in a command or a comment."""
    body = tex.split("\n", 1)[1]
    plain = re.sub(r"\\[{}%$&#_]", "", body)
    assert plain.count("{") == plain.count("}")
    commands = set(re.findall(r"\\([A-Za-z]+)", body))
    assert commands <= {
        "begin",
        "end",
        "definecolor",
        "node",
        "path",
        "draw",
        "fontsize",
        "selectfont",
        "sffamily",
        "bfseries",
        "ss",
        "textbackslash",
        "textasciicircum",
        "textasciitilde",
        "ttfamily",
        "char",
        "neg",
        "wedge",
        "vee",
        "forall",
        "exists",
        "bot",
        "top",
        "textquotesingle",
        "textasciigrave",
        "to",
        "cdot",
        "dots",
        "vdash",
        "geq",
        "leq",
        "times",
        "emptyset",
        "infty",
        "Sigma",
        "Pi",
        "langle",
        "rangle",
        "O",
        "o",
        "A",
        "a",
        "U",
        "u",
        "e",
    }
    assert "%" not in plain and body.isascii()


CHECKS = {"svg": check_svg, "dot": check_dot, "mmd": check_mermaid, "tex": check_tikz}


@pytest.mark.parametrize("fmt", CHECKS)
@pytest.mark.parametrize("name", SAMPLES)
def test_samples_are_well_formed(name: str, fmt: str) -> None:
    CHECKS[fmt](str(draw(*SAMPLES[name](), fmt)))


@settings(max_examples=25, deadline=None)
@given(towers())
def test_any_tower_is_well_formed_in_every_format(sample: Sample) -> None:
    for fmt, check in CHECKS.items():
        check(str(draw(*sample, fmt)))


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_is_drawn_as_text(name: str) -> None:
    model = Model("t", artifacts=(Artifact(name),))
    svg = str(draw(model, report(model, "o", ()), "svg"))
    check_svg(svg)
    texts = "".join(element.text or "" for element in elements(svg).iter(f"{SVG}text"))
    assert len(texts) > 0 and "script" not in {element.tag for element in elements(svg).iter()}


def test_the_two_names_of_the_brief() -> None:
    for name in ("<script>alert(1)</script>", '"];evil['):
        model = Model("t", artifacts=(Artifact(name),))
        told = {fmt: str(draw(model, report(model, "o", ()), fmt)) for fmt in ("svg", "dot", "mmd")}
        titles = [element.text for element in elements(told["svg"]).iter(f"{SVG}title")]
        assert any(name in (title or "") for title in titles)
        assert escaped(name) in told["mmd"] and quoted(name)[1:-1] in told["dot"]


def test_a_wrong_format_is_refused_by_name() -> None:
    with pytest.raises(InputError, match="svg"):
        draw(*SAMPLES["seed"](), "bmp")


def test_formats_are_those_that_draw_knows() -> None:
    for fmt in set(formats()) & set(CHECKS):
        assert draw(*SAMPLES["seed"](), fmt)


def test_bytes_do_not_depend_on_hash_seeds() -> None:
    program = (
        "import sys, hashlib; sys.path.insert(0, 'tests'); from draw.samples import SAMPLES; "
        "from tower.draw import draw; "
        "print(hashlib.sha256(''.join(str(draw(*s(), f)) for s in SAMPLES.values() "
        f"for f in {sorted(CHECKS)!r}).encode()).hexdigest())"
    )
    digests = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "77")
    }
    assert len(digests) == 1


def test_mermaid_stays_within_the_limits_of_github() -> None:
    text = str(draw(*family(400), "mmd"))
    check_mermaid(text)
    edges = re.findall(r"^  n\d+ \S+ ?", text, re.M)
    assert len(text) <= MOST_CHARACTERS and len(edges) <= MOST_EDGES


def test_long_names_are_whole_in_the_title() -> None:
    name = "a very long name " * 20
    model = Model("t", artifacts=(Artifact(name.strip()),))
    scene = layout(model, report(model, "o", ()))
    box = scene.boxes[f"node:{name.strip()}"]
    assert box.width < 200
    assert any(name.strip() in group.title for group in scene.groups)


def test_numbers_beside_a_report_are_shown_where_the_claim_stands_and_nowhere_else() -> None:
    model, told = SAMPLES["monitors"]()
    claim = told.answers[0].claim
    for fmt in (*CHECKS, "md", "html", "gsn.yaml"):
        assert "0.92" in str(draw(model, told, fmt, bounds={claim: "≤ 0.92"})), fmt
        assert "0.92" not in str(draw(model, told, fmt)), fmt
    assert "0.92" in str(draw(model, told, "svg", "gsn", {claim: "≤ 0.92"}))
    refused = replace(told, answers=(replace(told.answers[0], verdict="UNSUPPORTED"),))
    assert "0.92" not in str(draw(model, refused, "svg", bounds={claim: "≤ 0.92"}))
