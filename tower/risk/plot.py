"""A sweep as a picture: the band of unknown dependence and the line of independence."""

from __future__ import annotations

import io
from collections.abc import Sequence

from ..errors import MissingExtra
from .assess import Point
from .bounds import Bound

try:
    from matplotlib import rc_context
    from matplotlib.axes import Axes
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure
except ImportError as error:  # pragma: no cover
    raise MissingExtra("matplotlib", "risk") from error


def sweep_plot(leaf: str, points: Sequence[Point], form: str = "svg") -> bytes:
    """The plot as a file's content, in a form that matplotlib writes (svg, png, pdf).

    >>> sweep_plot("a", [])[:5]
    b'<?xml'
    """
    with rc_context({"svg.hashsalt": "tower"}):  # else the names inside an SVG differ on every run
        figure = Figure(figsize=(6, 4), layout="constrained")
        FigureCanvasAgg(figure)
        _paint(figure.add_subplot(), leaf, points)
        out = io.BytesIO()
        figure.savefig(out, format=form, metadata=_UNDATED.get(form))
    return out.getvalue()


_UNDATED = {"svg": {"Date": None}, "pdf": {"CreationDate": None}}


def _paint(axes: Axes, leaf: str, points: Sequence[Point]) -> None:
    values = [float(point.value) for point in points]
    low, high = _ends([point.unknown for point in points])
    axes.fill_between(values, low, high, alpha=0.25, label="unknown dependence")
    if any(point.declared != point.unknown for point in points):
        axes.plot(values, _ends([p.declared for p in points])[1], "--", label="as declared, at most")
    low, high = _ends([point.independent for point in points])
    if low != high:
        axes.fill_between(values, low, high, alpha=0.35, label="if all independent")
    else:
        axes.plot(values, high, label="if all independent")
    axes.set(xlabel=leaf.replace("$", r"\$"), ylabel="probability of failure", ylim=(0, None))
    axes.legend()


def _ends(bounds: Sequence[Bound]) -> tuple[list[float], list[float]]:
    return [float(bound.low) for bound in bounds], [float(bound.high) for bound in bounds]
