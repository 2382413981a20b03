"""How a verdict looks: one tone per verdict, the same for every writer, and the colours of each tone.

Colour never speaks alone: every tone has its own line and fill pattern, and the verdict word stands
beside it.  Hues follow Okabe and Ito's palette (bluish green, orange, vermilion, blue), which stays
apart for the common kinds of colour blindness; text meets WCAG AA on its background.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from ..diagnosis.report import Verdict

Tone: TypeAlias = Literal["good", "partial", "assumed", "bad", "none"]

TONES: Mapping[Verdict, Tone] = {
    "GUARANTEED": "good",
    "SUPPORTED": "partial",
    "ASSUMED": "assumed",
    "NOT_DERIVABLE": "bad",
    "VACUOUS": "bad",
    "COLLAPSED": "bad",
    "CONTRADICTED": "bad",
    "UNSUPPORTED": "none",
    "UNKNOWN": "none",
}

Line: TypeAlias = Literal["none", "solid", "thick", "dashed", "dotted", "doubled", "hatched", "heavy"]

LINES: Mapping[Tone, Line] = {
    "good": "solid",
    "partial": "hatched",
    "assumed": "dotted",
    "bad": "doubled",
    "none": "dashed",
}


def tone(verdict: Verdict) -> Tone:
    """The tone of a verdict.  Only GUARANTEED is good (model.md, law 4).

    >>> tone("GUARANTEED"), tone("ASSUMED"), tone("SUPPORTED")
    ('good', 'assumed', 'partial')
    """
    return TONES[verdict]


@dataclass(frozen=True, slots=True)
class Paint:
    """The colours of one style: of the area, of its outline, and of the text on it."""

    fill: str
    stroke: str
    ink: str


LIGHT: Mapping[str, Paint] = {
    "canvas": Paint("#ffffff", "#ffffff", "#1b2128"),
    "muted": Paint("#ffffff", "#8b949e", "#4f5963"),
    "band": Paint("#f3f6fa", "#b9c3ce", "#4f5963"),
    "card": Paint("#ffffff", "#3d4752", "#1b2128"),
    "strong": Paint("#eef4fb", "#1f5f99", "#12324f"),
    "weak": Paint("#f7f5f0", "#6b6455", "#37332a"),
    "group": Paint("#eceff3", "#5b6570", "#1b2128"),
    "good": Paint("#d8f2e6", "#00734f", "#00503a"),
    "partial": Paint("#fdf0d0", "#a86b00", "#5e3c00"),
    "assumed": Paint("#ece7f5", "#6d5a96", "#43336b"),
    "bad": Paint("#fdeae5", "#c2330b", "#8a1f04"),
    "none": Paint("#f0f2f4", "#66707b", "#434c56"),
    "error": Paint("#c2330b", "#c2330b", "#ffffff"),
    "warning": Paint("#f6c65b", "#a86b00", "#3d2700"),
    "waived": Paint("#ffffff", "#66707b", "#434c56"),
    "ground": Paint("#e9e2d5", "#85745a", "#3a3122"),
    "build": Paint("#ffffff", "#7b8794", "#4f5963"),
    "cause0": Paint("#1f5f99", "#1f5f99", "#ffffff"),
    "cause1": Paint("#8f3f71", "#8f3f71", "#ffffff"),
    "cause2": Paint("#00695c", "#00695c", "#ffffff"),
    "cause3": Paint("#7a4f00", "#7a4f00", "#ffffff"),
}

DARK: Mapping[str, Paint] = {
    "canvas": Paint("#0f141a", "#0f141a", "#e8edf2"),
    "muted": Paint("#0f141a", "#76828e", "#aab4bf"),
    "band": Paint("#161d25", "#394553", "#aab4bf"),
    "card": Paint("#1a222b", "#aab4bf", "#e8edf2"),
    "strong": Paint("#15273a", "#6fb1ea", "#d3e7fa"),
    "weak": Paint("#25221b", "#b7ad97", "#ece6d8"),
    "group": Paint("#232c36", "#93a0ad", "#e8edf2"),
    "good": Paint("#0d3327", "#35c795", "#b5f2da"),
    "partial": Paint("#3a2b0b", "#e6a93a", "#fbe3b1"),
    "assumed": Paint("#2a2340", "#a794d8", "#ddd3f5"),
    "bad": Paint("#3d1810", "#ff7a55", "#ffd3c6"),
    "none": Paint("#232a31", "#98a3ae", "#cbd3db"),
    "error": Paint("#ff7a55", "#ff7a55", "#2b0a02"),
    "warning": Paint("#e6a93a", "#e6a93a", "#2a1b00"),
    "waived": Paint("#0f141a", "#98a3ae", "#cbd3db"),
    "ground": Paint("#2c261c", "#b09c7c", "#efe5d3"),
    "build": Paint("#0f141a", "#8b98a5", "#aab4bf"),
    "cause0": Paint("#7dbcf0", "#7dbcf0", "#08223a"),
    "cause1": Paint("#e79cc8", "#e79cc8", "#3a0e29"),
    "cause2": Paint("#5fd3c2", "#5fd3c2", "#00312b"),
    "cause3": Paint("#e5b863", "#e5b863", "#332100"),
}

CAUSES = 4  # colours for shared causes, used in turn; the letter is what tells them apart


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours `#rrggbb` (WCAG 2.1, relative luminance).

    >>> contrast("#000000", "#ffffff")
    21.0
    """
    dark, light = sorted((_luminance(one), _luminance(other)))
    return round((light + 0.05) / (dark + 0.05), 2)


def _luminance(colour: str) -> float:
    channels = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
