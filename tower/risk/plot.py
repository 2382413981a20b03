"""A sweep as a picture: the band of unknown dependence and the line of independence."""

from __future__ import annotations

import io
from collections.abc import Sequence

from ..errors import MissingExtra
from .assess import Point

try:
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure
except ImportError as error:  # pragma: no cover
    raise MissingExtra("matplotlib", "risk") from error


def sweep_plot(leaf: str, points: Sequence[Point], form: str = "svg") -> bytes:
    """The plot as a file's content, in a form that matplotlib writes (svg, png, pdf).

    >>> sweep_plot("a", [])[:5]
    b'<?xml'
    """
    figure = Figure(figsize=(6, 4), layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    values = [float(point.value) for point in points]
    bands = [(float(p.unknown.low), float(p.unknown.high)) for p in points]
    axes.fill_between(
        values, [b[0] for b in bands], [b[1] for b in bands], alpha=0.25, label="unknown"
    )
    axes.plot(values, [float(p.independent.high) for p in points], label="if independent")
    axes.set(xlabel=leaf.replace("$", r"\$"), ylabel="probability of failure")
    axes.legend()
    out = io.BytesIO()
    figure.savefig(out, format=form, metadata={"Date": None} if form == "svg" else None)
    return out.getvalue()
