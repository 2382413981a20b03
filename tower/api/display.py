"""How each value shows itself in a notebook: formulas in LaTeX, countermodels as frames, towers as pictures.

Whatever is shown is bounded: what is too large for a glance is described in words, and a tower that is
too large to be checked at once is not checked for being looked at.
"""

from __future__ import annotations

from datetime import date
from functools import singledispatch
from html import escape

from ..diagnosis.check import check
from ..diagnosis.report import Break, Countermodel, Report, World
from ..draw import draw, draw_countermodel
from ..draw.evidence import world_lines
from ..draw.plain import break_lines, report_text
from ..draw.text import clean
from ..errors import TowerError
from ..logic import models, ordinals
from ..logic.derivation import Derivation, countermodel_text, derivation, nearest, reason
from ..logic.equilibrium import Outcome
from ..logic.fixpoint import FixedPoint
from ..logic.progression import Place, Progression, theory_name
from ..logic.prover import Proved, Refuted
from ..model.validate import validate
from ..model.values import Model
from ..risk import bounds_of
from ..syntax import printer
from ..syntax.formula import Atom, Formula, subformulas
from .draft import Draft
from .glance import (
    HTML,
    LATEX,
    MOST_CHECKED,
    MOST_DRAWN,
    MOST_ROWS,
    MOST_WORLDS,
    MOST_WRITTEN,
    PLAIN,
    SVG,
    Bundle,
    fitting,
    html_table,
    shortened,
    summary,
)


@singledispatch
def bundle(value: object) -> Bundle:
    """What a value looks like, by MIME type.

    >>> bundle(3)
    {'text/plain': '3'}
    """
    return {PLAIN: repr(value)}


# towers and reports


@bundle.register
def _(value: Model) -> Bundle:
    """The picture of a tower, checked on this day; words where that is impossible or would take long."""
    said = summary(value)
    if _declared(value) > MOST_CHECKED:
        return {PLAIN: f"{said}; too large for a glance: check it, or draw it into a file"}
    try:
        validate(value)
        return bundle(check(value, today=date.today()))
    except TowerError as error:
        return {PLAIN: f"{said}; not yet a tower that can be checked: {clean(str(error))}"}


@bundle.register
def _(value: Draft) -> Bundle:
    return bundle(value.so_far)


@bundle.register
def _(value: Report) -> Bundle:
    shown = {PLAIN: shortened(report_text(value, bounds=bounds_of(value)))}
    if _nodes(value.model) <= MOST_DRAWN:
        shown[SVG] = fitting(str(draw(value.model, value, "svg", bounds=bounds_of(value))))
    return shown


def _nodes(model: Model) -> int:
    return len(model.optimizers) + len(model.verifiers) + len(model.artifacts)


def _declared(model: Model) -> int:
    """How much a check has to read: things, and what each of them refers to."""
    checks = sum(len(each.by) + len(each.needs) for each in model.checks)
    built = sum(len(each.built_by) + len(each.enacts) for each in model.optimizers)
    edges = sum(len(e.includes) + len(e.reflects) + len(e.proves_con) + len(e.axioms) for e in model.theories)
    assumed = sum(len(each.assumes) for each in model.observers)
    return _nodes(model) + len(model.theories) + checks + built + edges + assumed


@bundle.register
def _(value: Break) -> Bundle:
    return {PLAIN: shortened("\n".join(break_lines(value)))}


# formulas, models, derivations


@bundle.register
def _(value: Formula) -> Bundle:
    if _signs(value) > MOST_WRITTEN:
        return {PLAIN: f"{_cut(repr(value))}, too long to be written out at a glance"}
    return {PLAIN: str(value), LATEX: f"${_tex(printer.latex(value))}$"}


def _cut(text: str, most: int = 80) -> str:
    return text if len(text) <= most else f"{text[: most - 2]} …"


def _signs(formula: Formula) -> int:
    """About how many signs the formula takes, counted no further than is needed."""
    size: dict[Formula, int] = {}
    for part in subformulas(formula):
        own = sum(len(each) for each in part.args if isinstance(each, str))
        size[part] = min(MOST_WRITTEN + 1, 1 + own + sum(size[each] for each in part.children))
    return size[formula]


def _grouped(formula: Formula) -> str:
    """A formula for LaTeX, in brackets where two are joined."""
    written = _tex(printer.latex(formula))
    return f"({written})" if len(formula.children) > 1 else written


def _tex(text: str) -> str:
    """No sign that a page could take for markup."""
    return text.replace("<", r"\lt ").replace(">", r"\gt ")


@bundle.register
def _(value: models.Model) -> Bundle:
    if len(value.worlds) > MOST_WORLDS:
        return {PLAIN: _many(len(value.worlds))}
    later = nearest(value)
    worlds = (
        World(world.label, tuple(sorted(world.atoms)) or ("no letter is true",), tuple(seen))
        for world, seen in zip(value.worlds, later, strict=True)
    )
    return {PLAIN: countermodel_text(value), SVG: fitting(draw_countermodel(Countermodel(tuple(worlds), "")))}


@bundle.register
def _(value: Countermodel) -> Bundle:
    text = shortened("\n".join(world_lines(value)))
    if len(value.worlds) > MOST_WORLDS:
        return {PLAIN: text}
    return {PLAIN: text, SVG: fitting(draw_countermodel(value))}


@bundle.register
def _(value: Proved) -> Bundle:
    steps = len(value.certificate["steps"])
    if steps > MOST_ROWS:
        return {PLAIN: f"a theorem, with a proof of {steps} steps"}
    shown = bundle(derivation(value.certificate))
    return shown | {PLAIN: f"a theorem:\n{shown[PLAIN]}"}


@bundle.register
def _(value: Derivation) -> Bundle:
    if len(value.lines) > MOST_ROWS:
        return {PLAIN: f"a derivation of {len(value.lines)} lines"}
    long = ((name, escape(printer.unicode(formula))) for name, formula in value.names)
    names = [f"<p>{name} stands for {written}</p>" for name, written in long]
    items = [
        f"<li><b>{escape(printer.unicode(line.statement))}</b><br>{escape(reason(line))}</li>"
        for line in value.lines
    ]
    return {PLAIN: shortened(str(value)), HTML: f"{''.join(names)}<ol>{''.join(items)}</ol>"}


@bundle.register
def _(value: Refuted) -> Bundle:
    worlds = len(value.certificate["worlds"])
    if worlds > MOST_WORLDS:
        return {PLAIN: f"no theorem: {_many(worlds)}"}
    shown = bundle(value.model)
    return shown | {PLAIN: f"no theorem: false at the root of\n{shown[PLAIN]}"}


def _many(worlds: int) -> str:
    return f"a model of {worlds} worlds, too many to be drawn"


@bundle.register
def _(value: FixedPoint) -> Bundle:
    said = printer.ascii(value.solution)
    if _signs(value.solution) > MOST_WRITTEN or _signs(value.equation) > MOST_WRITTEN:
        return {PLAIN: _cut(said)}
    letter = Atom(value.variable)
    left, equation, solution = map(_grouped, (letter, value.equation, value.solution))
    return {
        PLAIN: f"{value.variable} <-> {printer.ascii(value.equation)} is solved by {said}",
        LATEX: rf"${left} \leftrightarrow {equation}$ is solved by ${left} = {solution}$",
    }


@bundle.register
def _(value: Outcome) -> Bundle:
    return {PLAIN: shortened("\n".join(value.lines()))}


# ordinals


@bundle.register
def _(value: ordinals.Ordinal) -> Bundle:
    text = str(value)
    if len(text) > MOST_WRITTEN:
        return {PLAIN: _cut(text)}
    return {PLAIN: text, LATEX: f"${ordinals.latex(value)}$"}


@bundle.register
def _(value: Place) -> Bundle:
    shown = bundle(value.ordinal)
    theory = theory_name(value.base, value.worm)
    if LATEX not in shown or len(theory) > MOST_WRITTEN:
        return {PLAIN: f"{_cut(theory)}: {shown[PLAIN]}"}
    return {PLAIN: f"{theory}: {shown[PLAIN]}", LATEX: f"{escape(theory)} has place {shown[LATEX]}"}


@bundle.register
def _(value: Progression) -> Bundle:
    cells = [
        (str(level), f"${ordinals.latex(place.ordinal)}$", theory_name(place.base, place.worm))
        for level, place in enumerate(value.places)
    ]
    last = ("limit", f"${ordinals.latex(value.limit)}$", "every finite level together")
    kept = cells if len(cells) <= MOST_ROWS else [*cells[:MOST_ROWS], ("…", "", "")]
    table = html_table(("level", "place", "theory"), [*kept, last])
    return {PLAIN: shortened("\n".join(value.lines())), HTML: table}
