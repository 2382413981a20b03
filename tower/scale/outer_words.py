"""The words of the rows of a scan on another engine, and facts about what they speak of as single values."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import ibis

from ..errors import InputError, LimitReached
from ..model.claims import Condition, Holds
from ..model.nodes import shortened
from ..model.scalars import nearest, property_class
from ..model.theories import canonical_name
from ..model.values import INFINITE, PropertyClass
from .keeping import Keep
from .progress import Step
from .rounds import Rounds
from .rows import KINDS_OF_ROW
from .sheet import HOWS, LINKS, RESULTS
from .spoken import DEFAULT, HEREDITARY, NODE_WORDS, about_of

ENDS = ("source", "kind", "target")
OF_THEORIES = ("includes", "reflects", "proves_con")
CLAIMS = ("checks", "needs", "assumes")
EXACT = ("proof", "attestation")
SPECIAL = ("sound", "consistent", "condition")
MOST_WORDS = 10_000  # combinations of kind, property, how, result, strength and about
MOST_THEORIES = 100_000
CHOICES = (("checks", "how", HOWS), ("checks", "result", RESULTS), ("builds", "how", LINKS))
WIDEST = 2**62  # facts about nodes that are numbers are numbers up to this one

# codes: what a fact says of its node, number or theory
SOUND, READY, READY_OF, STANDS, GROUP, ADOPTED, VOUCHED, MADE, ANYWAY, WIDTHS = range(10)
KINDS_OF_WIDTH = 3  # trusted so far; relied on so far; relied on so far for what it proves


@dataclass(frozen=True, eq=False)
class OuterWords:
    """Rows that an engine holds; `name` names the source in messages."""

    source: Any
    there: frozenset[str]
    name: str
    keep: Keep
    depth: int
    step: Step

    @cached_property
    def rounds(self) -> Rounds:
        """Runs rounds on the engine."""
        return Rounds(self.keep, self.depth, self.step)

    # the words of the rows

    @cached_property
    def _words(self) -> list[dict[str, Any]]:
        """Every combination of words, with the number of its rows, the empty ends and the largest number."""
        rows = self.source
        size = [rows[end].abs().max() if self._whole else ibis.literal(0) for end in ("source", "target")]
        found = rows.group_by("kind", "property", "how", "result", "strength", "about").agg(
            number=rows.count(),
            **{end: _empty(rows[end]).sum() for end in ("source", "target")},
            size=ibis.greatest(*(each.fill_null(0).cast("int64") for each in size)),
        )
        words = found.limit(MOST_WORDS + 1).to_pyarrow().to_pylist()
        self._refuse(words)
        if len(words) > MOST_WORDS:
            what = "claims under about" if "about" in self.there else "properties"
            raise LimitReached(f"{MOST_WORDS} different {what}")
        return list(words)

    @cached_property
    def _whole(self) -> bool:
        return all(self.source[end].type().is_integer() for end in ("source", "target"))

    def _refuse(self, words: list[dict[str, Any]]) -> None:
        rows = sum(row["number"] for row in words)
        for column in ENDS:
            empty = sum(row["number"] for row in words if not row["kind"])
            empty = empty if column == "kind" else sum(row[column] or 0 for row in words)
            if empty:
                raise InputError(
                    f"column {column!r} of {self.name} is empty in {empty} of {rows} rows",
                    expected="a value in every row",
                )
        kinds: Counter[str] = Counter()
        for row in words:
            kinds[row["kind"]] += row["number"]
        for kind, number in sorted(kinds.items()):
            if kind not in KINDS_OF_ROW:
                raise InputError(
                    f"{self.name}: the kind {shortened(kind)} in {number} rows{nearest(kind, KINDS_OF_ROW)}",
                    expected=f"one of {', '.join(KINDS_OF_ROW)}",
                )
        gates = sum(r["number"] for r in words if r["kind"] in CLAIMS and r["property"] == "gate")
        if gates:
            raise InputError(f"{self.name}: {gates} rows speak of gates", expected="none, or --engine memory")
        for kind, column, known in CHOICES:
            said = {row[column] for row in words if row["kind"] == kind and row[column] is not None}
            for word in sorted(said - set(known)):
                raise InputError(
                    f"{self.name}: the {column} {shortened(word)}{nearest(word, known)}",
                    expected=f"one of {', '.join(known)}",
                )

    @cached_property
    def abouts(self) -> list[Holds | Condition]:
        """The single claims on which somebody is said to be sound, each once; InputError for what is none."""
        used = [row for row in self._words if row["kind"] in CLAIMS and row["about"]]
        if any(row["property"] != "sound" for row in used):
            raise InputError(
                f"{self.name}: about is said of a claim that is not sound",
                expected="about only where the property is sound",
            )
        return sorted(dict.fromkeys(map(self._about, sorted({row["about"] for row in used}))), key=str)

    def _about(self, text: str) -> Holds | Condition:
        return about_of(text, self.name)

    def number(self, *kinds: str) -> int:
        return sum(row["number"] for row in self._words if row["kind"] in kinds)

    @cached_property
    def properties(self) -> list[str]:
        """The properties of nodes that claims speak of."""
        used = {row["property"] or DEFAULT for row in self._words if row["kind"] in CLAIMS}
        used |= {claim.property for claim in self.abouts if isinstance(claim, Holds)}
        return sorted(used - set(SPECIAL))

    @cached_property
    def forms(self) -> list[tuple[str, int]]:
        """What claims say, apart from soundness on everything: first a property of a node, or soundness
        on one of `abouts` (by its place); then a consistency and its strength, or a condition.
        """
        used = [row for row in self._words if row["kind"] in CLAIMS]
        levels = sorted({row["strength"] or 0 for row in used if row["property"] == "consistent"})
        found = [(name, 0) for name in self.properties]
        found += [("sound", place) for place in range(len(self.abouts))]
        found += [("consistent", level) for level in levels]
        conditions = any(isinstance(claim, Condition) for claim in self.abouts)
        conditions = conditions or any(row["property"] == "condition" for row in used)
        return found + [("condition", 0)] * conditions

    @cached_property
    def reasoning(self) -> bool:
        """Whether anything is said of theories."""
        return bool(self.number("reasons_in", *OF_THEORIES)) or any(
            f[0] == "consistent" for f in self.forms
        )

    @cached_property
    def classes(self) -> dict[str, PropertyClass]:
        """The declared classes of properties."""
        rows = self.source.filter(self.source.kind == "is")
        rows = rows.filter(rows.target.cast("string").notin((*NODE_WORDS, "observer")))
        said = rows.select("source", "target").distinct().limit(MOST_WORDS)
        found = said.to_pyarrow().to_pylist() if self.number("is") else []
        classes: dict[str, PropertyClass] = {}
        for row in found:
            name, cls = str(row["source"]), self._class(str(row["source"]), str(row["target"]))
            if name in SPECIAL or classes.setdefault(name, cls) != cls:
                bad = "is no property" if name in SPECIAL else "has more than one class"
                raise InputError(
                    f"{self.name}: {shortened(name)} {bad}", expected="one class, of a property"
                )
        return classes

    def _class(self, name: str, word: str) -> PropertyClass:
        if word == HEREDITARY:
            expected = "a property of single systems, or --engine memory"
            raise InputError(f"{self.name}: {shortened(name)} is hereditary", expected=expected)
        try:
            return property_class(word)
        except InputError as error:
            raise InputError(f"{self.name}: the class of {shortened(name)}: {error}") from None

    @cached_property
    def widths(self) -> list[int]:
        """Every strength of trust that some claim may need, rising."""
        if not self.reasoning:
            return []
        levels = {level for name, level in self.forms if name == "consistent"}
        conditions = any(name == "condition" for name, _ in self.forms)
        used = [each for name, each in self.classes.items() if conditions or name in self.properties]
        return sorted({INFINITE, *levels, *(each.strength for each in used)})

    # nodes, claims and facts

    @cached_property
    def numbered(self) -> bool:
        """Whether nodes, and facts about them, are numbers."""
        named = [claim.subject if isinstance(claim, Holds) else claim.name for claim in self.abouts]
        if not self._whole or not all(is_number(name) for name in named):
            return False
        largest = max(
            (*(row["size"] or 0 for row in self._words), *(abs(int(name)) for name in named)), default=0
        )
        return largest < WIDEST >> self._bits

    @property
    def rows(self) -> Any:
        """The rows with both ends of one type: numbers where facts about them are, else texts."""
        if self.numbered:
            return self.source.mutate(
                **{end: self.source[end].cast("int64") for end in ("source", "target")}
            )
        return self.source.mutate(**{end: self.source[end].cast("string") for end in ("source", "target")})

    def _of(self, *kinds: str) -> Any:
        return self.rows.filter(self.rows.kind.isin(kinds))

    @cached_property
    def first(self) -> int:
        """The code of the first form; those of widths are before."""
        return WIDTHS + KINDS_OF_WIDTH * len(self.widths)

    @cached_property
    def _bits(self) -> int:
        return (self.first + len(self.forms)).bit_length()

    def claim(self, rows: Any) -> dict[str, Any]:
        """The node and the code of what rows speak of; a theory by its canonical name."""
        name, places = rows.property.fill_null(DEFAULT), list(enumerate(self.forms, self.first))
        plain = [(form, code) for code, (form, _) in places if form not in ("sound", "consistent")]
        code, node = name.cases(("sound", SOUND), *plain, else_=-1), rows.target
        if self.abouts:
            known = {claim: code for code, claim in self.codes_about.items()}
            said = sorted({row["about"] for row in self._words if row["kind"] in CLAIMS and row["about"]})
            one = rows.about.cases(*((text, known[self._about(text)]) for text in said), else_=SOUND)
            code = ibis.ifelse(name == "sound", one, code)
        levels = [(level, number) for number, (form, level) in places if form == "consistent"]
        if levels:
            consistent = rows.strength.fill_null(0).cases(*levels, else_=-1)
            code = ibis.ifelse(name == "consistent", consistent, code)
        renamed = [(old, new) for old, new in self.renamed.items() if old != new] if levels else []
        if renamed:
            node = ibis.ifelse(name == "consistent", node.cases(*renamed, else_=node), node)
        return {"node": node, "code": code.cast("int16")}

    @cached_property
    def renamed(self) -> dict[str, str]:
        """The canonical name of every theory that is spoken of, by the name that it has in the rows."""
        kinds, rows = ("reasons_in", *OF_THEORIES), self.rows
        said = [rows.filter(rows.kind.isin(kinds)).target, rows.filter(rows.kind.isin(OF_THEORIES)).source]
        said += [rows.filter(rows.property == "consistent").target]
        tables = [column.name("name").as_table() for column in said]
        names = ibis.union(*tables).distinct().limit(MOST_THEORIES + 1).to_pyarrow()["name"].to_pylist()
        if len(names) > MOST_THEORIES:
            raise LimitReached(f"{MOST_THEORIES} theories, which the engine memory settles")
        return {name: canonical_name(name) if isinstance(name, str) else name for name in names}

    def of_node(self, code: Any) -> Any:
        """Whether a code is of a claim about a node."""
        last = self.first + len(self.properties) + len(self.abouts)
        return (code == SOUND) | ((code >= self.first) & (code < last))

    def of_soundness(self, code: Any) -> Any:
        """Whether a code is of the soundness of somebody, on everything or on one claim."""
        one = [*self.codes_about]
        return (code == SOUND) | ((code >= one[0]) & (code <= one[-1])) if one else code == SOUND

    @property
    def codes_about(self) -> dict[int, Holds | Condition]:
        """The codes of soundness on one claim, rising, with that claim."""
        return dict(enumerate(self.abouts, self.first + len(self.properties)))

    def inner(self, claim: Holds | Condition) -> tuple[Any, int]:
        """The node (or condition) and the code of a claim under `about`."""
        name = claim.subject if isinstance(claim, Holds) else claim.name
        form = claim.property if isinstance(claim, Holds) else "condition"
        return int(name) if self.numbered else name, self.first + self.forms.index((form, 0))

    def value(self, of: Any, code: int) -> Any:
        """One fact as a value of its column: `fact` for a value that is known here."""
        return int(of) * (1 << self._bits) + code if self.numbered else f"{code} {of}"

    def fact(self, node: Any, code: Any) -> Any:
        """A fact about a node, a theory or a check as one value: a number where nodes are, else a text."""
        if self.numbered:
            return node.cast("int64") * (1 << self._bits) + code
        return code.cast("string") + ibis.literal(" ") + node.cast("string")

    def about(self, fact: Any) -> tuple[Any, Any]:
        """The node and the code that a fact is about."""
        if fact.type().is_integer():
            return fact >> self._bits, (fact & (1 << self._bits) - 1).cast("int16")
        end = fact.find(" ")
        return fact.substr(end + 1), fact.substr(0, end).cast("int16")

    def told(self, fact: Any) -> tuple[Any, int]:
        """The node and the code of one fact."""
        if self.numbered:
            return fact >> self._bits, fact & (1 << self._bits) - 1
        code, _, node = fact.partition(" ")
        return node, int(code)

    def form(self, code: int) -> str:
        """What claims of a code say: a property, or one of SPECIAL."""
        return "sound" if code == SOUND else self.forms[code - self.first][0]

    def claim_text(self, node: Any, code: int) -> str:
        """A claim as text."""
        if code == SOUND:
            return f"sound({node})"
        form, level = self.forms[code - self.first]
        if form == "sound":
            return f"sound({node}, {told_about(self.abouts[level])})"
        if form == "consistent":
            return f"consistent({node}{f', {level}' if level else ''})"
        return str(node) if form == "condition" else f"{form}({node})"


def told_about(claim: Holds | Condition) -> str:
    """A claim under `about` as the engine in memory tells it.

    >>> told_about(Holds("P", "x")), told_about(Condition("c"))
    ('P(x)', 'c')
    """
    return f"{claim.property}({claim.subject})" if isinstance(claim, Holds) else claim.name


def is_number(name: str) -> bool:
    """Whether a name is that of a node that is a number, as it is written.

    >>> is_number("-7"), is_number("07"), is_number("٣")
    (True, False, False)
    """
    return name.removeprefix("-").isdecimal() and str(int(name)) == name


def _empty(column: Any) -> Any:
    """Where a column says nothing."""
    return column.isnull() if column.type().is_integer() else column.fill_null("") == ""
