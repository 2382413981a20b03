"""A baseline: the findings that a project knows already, so that only new ones fail.

A finding is recognised by its code and the sorted names of its nodes, never by a line of a file.  Two
findings that look the same are two: a baseline holds how many there are.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from ..diagnosis.codes import CODES
from ..diagnosis.fingerprint import Fingerprint, fingerprint
from ..diagnosis.report import Break
from ..errors import InputError
from ..frozen import frozen

FORMAT = 1
_KEYS = frozenset({"code", "nodes", "count"})


@frozen
class Baseline:
    """Known findings, sorted, each with how often it is known.

    >>> once = Baseline.of([Break("TWR202", ("a",), (), "", ())])
    >>> twice = [Break("TWR202", ("a",), (), "one", ()), Break("TWR202", ("a",), (), "two", ())]
    >>> once.match(twice)
    ((True, False), Baseline(known=()))
    """

    known: tuple[tuple[Fingerprint, int], ...] = ()

    @classmethod
    def of(cls, findings: Iterable[Break]) -> Baseline:
        """The baseline that knows exactly these findings."""
        return cls(tuple(sorted(Counter(map(fingerprint, findings)).items())))

    def match(self, findings: Iterable[Break]) -> tuple[tuple[bool, ...], Baseline]:
        """Which findings are known, and what is left of the baseline after them."""
        left = Counter(dict(self.known))
        told = []
        for found in findings:
            key = fingerprint(found)
            told.append(left[key] > 0)
            left[key] -= told[-1]
        return tuple(told), Baseline(tuple(sorted(each for each in left.items() if each[1] > 0)))

    @property
    def size(self) -> int:
        """How many findings are known."""
        return sum(count for _, count in self.known)


def baseline_text(baseline: Baseline) -> str:
    """A baseline as the text of its file: one finding a line, sorted, so that changes can be reviewed.

    >>> print(baseline_text(Baseline.of([Break("TWR202", ("a",), (), "", ())])), end="")
    {"format": 1, "baseline": [
      {"code": "TWR202", "nodes": ["a"]}
    ]}
    """
    entries = [
        {"code": each.code, "nodes": list(each.nodes), **({"count": count} if count > 1 else {})}
        for each, count in baseline.known
    ]
    lines = ",\n".join(f"  {json.dumps(entry)}" for entry in entries)
    return f'{{"format": {FORMAT}, "baseline": [\n{lines}\n]}}\n'


def is_baseline(data: object) -> bool:
    """Whether plain data says of itself that it is a baseline, well-formed or not.

    >>> is_baseline({"format": 1, "baseline": []}), is_baseline({"format": 1})
    (True, False)
    """
    return isinstance(data, Mapping) and "format" in data and isinstance(data.get("baseline"), list)


def read_baseline(data: Mapping[str, Any]) -> Baseline:
    """A baseline from the plain data of its file; InputError saying which entry is wrong.

    >>> data = json.loads(baseline_text(Baseline()))
    >>> read_baseline(data) == Baseline()
    True
    """
    if not is_baseline(data) or set(data) != {"format", "baseline"}:
        raise InputError("this is no baseline", expected="a file that --write-baseline wrote")
    if data["format"] != FORMAT or isinstance(data["format"], bool):
        raise InputError("a baseline of another version", expected=f'"format": {FORMAT}')
    counts: Counter[Fingerprint] = Counter()
    for number, entry in enumerate(data["baseline"], 1):
        key, count = _entry(entry, number)
        counts[key] += count
    return Baseline(tuple(sorted(counts.items())))


def _entry(entry: object, number: int) -> tuple[Fingerprint, int]:
    if not isinstance(entry, Mapping) or not {"code", "nodes"} <= set(entry) <= _KEYS:
        raise _wrong(number, '{"code": ..., "nodes": [...]}, and perhaps "count"')
    code, nodes, count = entry["code"], entry["nodes"], entry.get("count", 1)
    if not isinstance(code, str) or code not in CODES:
        raise _wrong(number, "a code such as TWR201")
    if not isinstance(nodes, list) or not all(isinstance(name, str) for name in nodes):
        raise _wrong(number, "a list of names as its nodes")
    if not isinstance(count, int) or isinstance(count, bool) or count < 1:
        raise _wrong(number, "a count of at least 1")
    return Fingerprint(code, tuple(sorted(nodes))), count


def _wrong(number: int, expected: str) -> InputError:
    return InputError(f"entry {number} of the baseline is malformed", expected=expected)
