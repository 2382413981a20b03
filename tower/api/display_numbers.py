"""What numbers look like in a notebook; apart from the rest because they need the extra `risk`."""

from __future__ import annotations

from html import escape

from ..draw.text import clean
from ..risk.assess import Assessment
from ..risk.bounds import Bound
from ..risk.numbers import Numbers
from ..risk.report import Table, as_text, bounds_table
from ..risk.rounding import shown_interval
from ..risk.telling import summary_table, tables
from .display import bundle
from .glance import HTML, LATEX, PLAIN, Bundle, html_table, shortened


@bundle.register
def _(value: Bound) -> Bundle:
    low, high = shown_interval(value.low, value.high)
    exact = "" if value.exact else f"; outer bound: {clean(value.note)}"
    text = f"from {low} to {high} ({clean(value.mode)}{exact})"
    return {PLAIN: text, LATEX: rf"${low} \le \Pr \le {high}$"}


@bundle.register
def _(value: Assessment) -> Bundle:
    return risk_bundle(bounds_table(value))


@bundle.register
def _(value: Numbers) -> Bundle:
    shown = [risk_bundle(table) for table in (summary_table([value]), *tables(value))]
    text = "\n\n".join(each[PLAIN].strip("\n") for each in shown)
    return {PLAIN: shortened(text), HTML: "".join(each[HTML] for each in shown)}


def risk_bundle(table: Table) -> Bundle:
    """A table of numbers as text and as HTML.

    >>> risk_bundle(Table("Sets", ("size",), (("2",),)))["text/html"].count("<tr>")
    2
    """
    remarks = "".join(f"<p>{escape(each)}</p>" for each in table.remarks)
    page = f"<p><b>{escape(table.caption)}</b></p>{html_table(table.headings, table.rows)}{remarks}"
    return {PLAIN: shortened(as_text(table)), HTML: page}
