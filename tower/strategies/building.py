"""Strategies for towers: sound ones built from parts that hold, and ones with a fault planted on purpose.

A sound tower has no break at all.  A planted one is a sound tower with one fault in it, of a kind that
has a code; it shrinks to the fault alone, because the parts around it are dropped one by one.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TypeAlias

from ..api.builder import Tower
from ..api.claims import gate, loss, mesa, robust, sound, values
from ..errors import InputError, MissingExtra
from ..model.claims import Claim, Condition
from ..model.codes import code_of
from ..model.evidence import Evidence
from ..model.values import MODES, Assumption, PropertyClass, Trials

try:
    from hypothesis import strategies as st
    from hypothesis.strategies import SearchStrategy
except ImportError as error:  # pragma: no cover
    raise MissingExtra("hypothesis", "evidence") from error

OBSERVER = "o"
EXPIRED = date(1970, 1, 1)

# A part adds things with names ending in its number, and gives what the observer has to assume.
Part: TypeAlias = Callable[[Tower, str], list[Claim]]


def _reviewed(t: Tower, n: str) -> list[Claim]:
    """Something that one person looked at."""
    claim = t.property(f"fine{n}")(t.artifact(f"thing{n}"))
    reviewer = t.verifier(f"reviewer{n}", lineage={"person": f"reviewer{n}"})
    reviewer.checks(claim, how="review")
    return [sound(reviewer, claim)]


def _counted(t: Tower, n: str) -> list[Claim]:
    """Something that two of three people have to pass."""
    claim = t.property(f"fine{n}")(t.artifact(f"thing{n}"))
    people = [t.verifier(f"{name}{n}", lineage={"person": f"{name}{n}"}) for name in ("ann", "bob", "eve")]
    t.at_least(2, *people).checks(claim)
    return [sound(each, claim) for each in people]


def _proved(t: Tower, n: str) -> list[Claim]:
    """Something proved, by a verifier that a stronger one proves sound."""
    claim = t.property(f"safe{n}", "safety")(t.artifact(f"thing{n}"))
    lower = t.verifier(f"Pmeta{n}", theory="PA").checks(claim)
    upper = t.verifier(f"Pmetameta{n}", theory="PA+RFN").checks(sound(lower, claim))
    return [sound(upper)]


def _trained(t: Tower, n: str) -> list[Claim]:
    """A link of which every known way to fail is addressed."""
    base = t.optimizer(f"training{n}", objective=loss("reward"))
    t.optimizer(f"policy{n}", built_by=base, objective=mesa(), addresses=MODES)
    return []


def _vouched(t: Tower, n: str) -> list[Claim]:
    """A link out of values that somebody vouches for."""
    base = t.optimizer(f"lab{n}", objective=values("useful work"))
    built = t.optimizer(f"model{n}", built_by=base, objective=mesa())
    return [robust(base, built)]


def _conditional(t: Tower, n: str) -> list[Claim]:
    """A condition that is assumed."""
    return [Condition(t.condition(f"condition{n}").name)]


SOUND_PARTS: tuple[Part, ...] = (_conditional, _reviewed, _trained, _vouched, _counted, _proved)


def _loeb_schema(t: Tower, n: str) -> list[Claim]:
    claim = t.property(f"P{n}", "safety")(t.artifact(f"x{n}"))
    verifier = t.verifier(f"v{n}", theory="PA").checks(claim)
    verifier.checks(sound(verifier))
    return [sound(verifier)]


def _loeb_cycle(t: Tower, n: str) -> list[Claim]:
    first, second = t.verifier(f"v{n}", theory="PA+Con"), t.verifier(f"w{n}", theory="PA+RFN")
    first.checks(sound(second)), second.checks(sound(first))
    return [sound(first)]


def _loeb_vacuous(t: Tower, n: str) -> list[Claim]:
    claim = t.property(f"P{n}", "safety")(t.artifact(f"x{n}"))
    verifier = t.verifier(f"v{n}", theory="PA")
    verifier.checks(sound(verifier, claim))
    return [sound(verifier)]


def _line(t: Tower, n: str, *theories: str) -> list[Claim]:
    """A line of builders in some theories, each with the ability to run the check of the first one."""
    built = t.optimizer(f"system{n}", objective=loss("reward"), theory=theories[1])
    prop = t.property(f"P{n}", "safety", hereditary=True)
    verifier = t.verifier(f"Pmeta{n}", theory=theories[0]).checks(prop(built))
    built.enacts(verifier, prop)
    roots = [sound(verifier), gate(built)]
    for number, theory in enumerate(theories[2:], 1):
        name = f"child{number}{n}"
        built = t.optimizer(
            name, built_by=built, objective=mesa(), theory=theory, generic=True, addresses=MODES
        )
        built.enacts(verifier, prop)
    return roots


def _loeb_stuck(t: Tower, n: str) -> list[Claim]:
    return _line(t, n, "PA+Con", "PA", "PA")


def _descent(t: Tower, n: str) -> list[Claim]:
    return _line(t, n, "PA+RFN^2", "PA+RFN", "PA", "PA")


def _weak_link(t: Tower, n: str) -> list[Claim]:
    t.theory(f"A{n}"), t.theory(f"C{n}", proves_con={f"A{n}": 0})
    claim = t.property(f"P{n}", PropertyClass("sigma", 1))(t.artifact(f"x{n}"))
    t.verifier(f"v{n}", theory=f"A{n}").checks(claim)
    return [sound(t.verifier(f"w{n}", theory=f"C{n}"))]


def _common_cause(t: Tower, n: str) -> list[Claim]:
    claim = t.property(f"P{n}")(t.artifact(f"x{n}"))
    both = [t.verifier(f"{name}{n}", lineage={"weights": f"w{n}"}) for name in "vw"]
    t.at_least(2, *both).checks(claim)
    return [sound(each, claim) for each in both]


def _cycle(t: Tower, n: str) -> list[Claim]:
    prop = t.property(f"P{n}")
    first, second = t.verifier(f"v{n}"), t.verifier(f"w{n}")
    first.checks(prop(second), needs=[prop(first)])
    second.checks(prop(first), needs=[prop(second)])
    return []


def _stale(t: Tower, n: str) -> list[Claim]:
    claim = t.property(f"P{n}")(t.artifact(f"x{n}", digest="now"))
    return [sound(t.verifier(f"v{n}").checks(claim, subject="before"), claim)]


def _off_population(t: Tower, n: str) -> list[Claim]:
    claim = t.property(f"P{n}")(t.artifact(f"x{n}"))
    verifier = t.verifier(f"v{n}", error={"false_accept": Trials(0, 1, "here")})
    return [sound(verifier.checks(claim, population="there"), claim)]


def _inversion(t: Tower, n: str) -> list[Claim]:
    claim = t.property(f"P{n}")(t.artifact(f"x{n}", capability=1))
    return [sound(t.verifier(f"v{n}", capability=0).checks(claim), claim)]


def _contradiction(t: Tower, n: str) -> list[Claim]:
    claim = t.property(f"P{n}")(t.artifact(f"x{n}"))
    return [
        sound(t.verifier(f"v{n}").checks(claim)),
        sound(t.verifier(f"w{n}").checks(claim, result="reject")),
    ]


def _gap(t: Tower, n: str) -> list[Claim]:
    t.optimizer(f"policy{n}", built_by=t.optimizer(f"training{n}", objective=loss("reward")))
    return []


def _not_a_function(t: Tower, n: str) -> list[Claim]:
    t.optimizer(f"model{n}", built_by=t.optimizer(f"lab{n}", objective=values("useful work")))
    return []


def _ungrounded(t: Tower, n: str) -> list[Claim]:
    t.verifier(f"v{n}").checks(t.property(f"P{n}")(t.artifact(f"x{n}")))
    return []


def _untested(t: Tower, n: str) -> list[Claim]:
    return [Condition(t.condition(f"c{n}", testable=True).name)]


def _refuted(t: Tower, n: str) -> list[Claim]:
    claim = Condition(t.condition(f"c{n}").name)
    t.evidence = (*t.evidence, Evidence(claim, "refuted", n=1, counterexample="this one"))
    return [claim]


def _not_met(t: Tower, n: str) -> list[Claim]:
    t.requires(Condition(t.condition(f"c{n}").name))
    return []


def _unexpected(t: Tower, n: str) -> list[Claim]:
    claim = Condition(t.condition(f"c{n}").name)
    t.expect(OBSERVER, {claim: "GUARANTEED"})
    return [claim]


def _expired(t: Tower, n: str) -> list[Claim]:
    claim = Condition(t.condition(f"c{n}").name)
    t.assume(OBSERVER, Assumption(claim, expires=EXPIRED))
    return []


FAULTS: dict[str, Part] = {
    "TWR101": _loeb_schema,
    "TWR102": _loeb_cycle,
    "TWR103": _loeb_vacuous,
    "TWR104": _loeb_stuck,
    "TWR105": _descent,
    "TWR106": _weak_link,
    "TWR201": _common_cause,
    "TWR202": _cycle,
    "TWR203": _stale,
    "TWR204": _off_population,
    "TWR205": _inversion,
    "TWR206": _contradiction,
    "TWR301": _gap,
    "TWR302": _not_a_function,
    "TWR401": _ungrounded,
    "TWR402": _untested,
    "TWR403": _refuted,
    "TWR404": _not_met,
    "TWR405": _unexpected,
    "TWR406": _expired,
}


def towers(*, max_parts: int = 4) -> SearchStrategy[Tower]:
    """Towers in which nothing is broken, made of up to so many parts that hold.

    >>> from hypothesis import find
    >>> find(towers(), lambda t: len(t.model.checks) > 1).check(observer="o").breaks
    ()
    """
    return st.lists(st.sampled_from(SOUND_PARTS), max_size=max_parts).map(_built)


def planted(kind: str | None = None, *, max_parts: int = 3) -> SearchStrategy[Tower]:
    """Towers with one fault planted among parts that hold: of a kind (its word or code), or of any.

    It shrinks to the fault alone.  InputError for a kind that does not exist.

    >>> from hypothesis import find
    >>> tower = find(planted("COMMON_CAUSE"), lambda t: True)
    >>> [each.kind for each in tower.check().breaks], [each.name for each in tower.model.verifiers]
    (['COMMON_CAUSE'], ['v', 'w'])
    """
    if kind is not None and code_of(kind) not in FAULTS:
        raise InputError(f"no kind of break {kind!r}", expected=f"one of {', '.join(FAULTS)}")
    faults = [FAULTS[code_of(kind)]] if kind is not None else [*FAULTS.values()]
    around = st.lists(st.sampled_from(SOUND_PARTS), max_size=max_parts)
    return st.builds(_built, around, st.sampled_from(faults))


def _built(parts: list[Part], fault: Part | None = None) -> Tower:
    """A tower of numbered parts, whose one observer assumes what they ask for."""
    t = Tower("planted" if fault else "sound")
    observer = t.observer(OBSERVER)
    numbered = [(part, str(number)) for number, part in enumerate(parts, 1)]
    for part, number in [(fault, ""), *numbered] if fault else numbered:
        observer.assumes(*part(t, number))
    return t
