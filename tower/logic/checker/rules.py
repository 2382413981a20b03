"""The rules of propagation as a checker sees them: does a line follow from its premises?

Each function tests one rule, with the facts of the premises as a set; more premises than a rule
needs do no harm.  Sources: the model page, sections 2 to 4; `proofs/transport.md`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from .declared import ALL, Check, Claim, Fact, Given


@dataclass(frozen=True, slots=True)
class Line:
    """One line: what holds, the facts it is from, what the certificate assumes, the check it names."""

    head: Fact
    body: frozenset[Fact]
    given: Given
    assumptions: frozenset[Claim]
    goal: Claim
    check: Check | None = None
    number: int = -1

    def has(self, *claims: Claim) -> bool:
        """Whether all of some claims are known by the premises."""
        return all(("known", claim) in self.body for claim in claims)

    def trusts(self, top: str | None, theory: str, strength: int) -> bool:
        """Whether a premise says that `theory` is trusted at least this far."""
        return any(
            fact[0] == "trusted" and fact[1:3] == (top, theory) and fact[3] >= strength for fact in self.body
        )

    def theory(self, node: str) -> str:
        """The theory of a node; no theory has the empty name."""
        return self.given.theories.get(node, "")


def _assumed(line: Line) -> bool:
    kind, *parts = line.head
    if kind == "known":
        return parts[0] in line.assumptions
    return kind in ("adopted", "trusted") and parts[0] is None and ("rfn", parts[1], None) in line.assumptions


def _ways(line: Line, check: Check, verifier: str) -> bool:
    """Whether the premises make one verifier reliable on what a check is about."""
    limited = line.head[0] in ("known", "opposed")
    need = (line.given.strength if limited else line.given.full_strength)(check.about)
    if check.needs and verifier not in check.rated:
        reliable = True
    else:
        rated = verifier in check.rated and line.has(("rate", verifier))
        reliable = rated or line.has(("sound", verifier, check.claim))
    theory = line.theory(verifier)
    if reliable or not theory or check.how != "proof" or not line.has(("refines", verifier)):
        return reliable
    return ("adopted", None, theory) in line.body or line.trusts(None, theory, need)


def _check(line: Line) -> bool:
    check = line.check
    if line.head[0] == "reflected":
        return check is not None and _accepted_below(line, check)
    kind, what = line.head
    wanted = "reject" if kind == "opposed" else "accept"
    said = ("sound", what, None) if kind == "vouched" else what
    if check is None or check.result != wanted or said != _evidence_for(check, line.given):
        return False
    if not line.has(*check.needs):
        return False
    if ("stands", line.number, -1) in line.body:
        return True
    return len(check.by) == 1 and check.at_least == 1 and _ways(line, check, check.by[0])


def _accepted_below(line: Line, check: Check) -> bool:
    """A theory proves an axiom of reflection that it, or what it relies on for such an axiom, accepted."""
    _, top, theory, claim = line.head
    own, below = line.theory(check.by[0]), _reflecting(line, check.claim)
    strong = check.result == "accept" and check.how == "proof" and check.at_least == len(check.by) == 1
    return bool(
        strong and own and below and check.claim[2] == claim
        and line.has(("refines", check.by[0]), *check.needs)
        and {("reflected", top, own, check.claim), ("reflected", below, theory, claim)} <= line.body
    )


def _reflecting(line: Line, claim: Claim) -> str:
    """The theory of which a claim says "if it proves this, it is so"; no theory has the empty name."""
    if claim[0] not in ("sound", "rfn") or claim[2] is None:
        return ""
    return line.theory(claim[1]) if claim[0] == "sound" else claim[1]


def _evidence_for(check: Check, given: Given) -> Claim:
    """What a check is evidence for: of a hereditary claim, its base part alone."""
    return ("part", *check.claim[1:]) if given.hereditary(check.claim) else check.claim


def _enough(line: Line) -> bool:
    check = line.check
    if check is None or line.head != ("stands", line.number, -1):
        return False
    standing = {("stands", line.number, group) for group in range(len(check.groups))} & line.body
    return len(check.groups) >= check.at_least and len(standing) > len(check.groups) - check.at_least


def _principal(line: Line) -> bool:
    check = line.check
    if check is None or line.head[:2] != ("stands", line.number) or not 0 <= line.head[2] < len(check.groups):
        return False
    return all(_ways(line, check, verifier) for verifier in check.groups[line.head[2]])


def _from_its_start(line: Line) -> bool:
    return line.head[1][0] == "part" and line.has(("holds", *line.head[1][1:]))


def _same_evidence(line: Line) -> bool:
    about, given = line.given.about, line.given
    if about is None:
        return False
    part = ("part", *about[1:]) if given.hereditary(about) else about
    if line.head != ("known", part) or given.asker not in _builders(given, about[2]):
        return False
    mine = given.enacted(given.asker, about[1])
    if given.theory is None:
        return any(line.has(("sound", each, None)) for each in mine)
    adopted = ("adopted", None, given.theory) in line.body
    return adopted and any(line.has(("refines", each)) for each in mine)


def _builders(given: Given, mesa: str) -> list[str]:
    return [base for base, built in given.builds.items() if mesa in built]


def _line_claim(line: Line) -> bool:
    return line.head[0] == "known" and line.given.hereditary(line.head[1])


def _builds_nothing(line: Line) -> bool:
    if not _line_claim(line):
        return False
    _, name, subject = line.head[1]
    barren = not line.given.builds.get(subject) and not line.given.enacted(subject, name)
    return barren and line.has(("part", name, subject))


def _whatever_it_builds(line: Line) -> bool:
    if not _line_claim(line):
        return False
    _, name, subject = line.head[1]
    if any(line.has(("holds", name, base)) for base in _builders(line.given, subject)):
        return True
    built = line.given.builds.get(subject, ())
    return bool(built) and line.has(("part", name, subject), *(("holds", name, each) for each in built))


def _gated(line: Line) -> bool:
    if not _line_claim(line):
        return False
    claim, given = line.head[1], line.given
    _, name, subject = claim
    mine, theory = given.enacted(subject, name), line.theory(subject)
    if not mine or not line.has(("part", name, subject), ("gate", subject)):
        return False
    if not theory:
        return any(line.has(("sound", each, None)) for each in mine)
    need = given.strength(claim)
    return line.trusts(None, theory, need) or any(
        line.has(("sound", check.by[0], claim)) and line.trusts(line.theory(check.by[0]), theory, need)
        for check in given.checks
        if check.result == "accept" and check.how == "proof" and line.theory(check.by[0])
        and _evidence_for(check, given) == ("part", name, subject)
    )


def _trust(line: Line) -> bool:
    if line.head[0] == "reflected":
        _, top, theory, claim = line.head
        adopted = ("adopted", top, theory) in line.body
        return adopted or line.trusts(top, theory, line.given.full_strength(claim))
    claim, need = line.head[1], line.given.strength(line.head[1])
    match claim[0]:
        case "consistent":
            return line.trusts(None, claim[1], claim[2])
        case "rfn":
            return line.trusts(None, claim[1], need)
        case "sound":
            theory = line.theory(claim[1])
            return bool(theory) and line.has(("refines", claim[1])) and line.trusts(None, theory, need)
        case _:
            return False


def _reflection(line: Line) -> bool:
    if line.head[1][0] == "rfn" and line.head[1][2] is not None:
        _, theory, claim = line.head[1]
        axioms = (what for kind, what, *_ in line.body if kind == "known" and _reflecting(line, what))
        return any(
            axiom[2] == claim and ("reflected", _reflecting(line, axiom), theory, claim) in line.body
            for axiom in axioms
        )
    if line.head[1][0] != "sound" or line.head[1][2] is None:
        return False
    _, verifier, claim = line.head[1]
    theory = line.theory(verifier)
    return bool(theory) and line.has(("refines", verifier), ("rfn", theory, claim))


def _on_everything(line: Line) -> bool:
    if line.head[1][0] != "sound" or line.head[1][2] is None:
        return False
    _, verifier, claim = line.head[1]
    return _sound_up_to(line, verifier, line.given.full_strength(claim))


def _sound_up_to(line: Line, verifier: str, strength: int) -> bool:
    """Whether the premises say that a verifier is sound on every claim of a strength.

    `sound(v)` is known as far as v has something to check; whoever assumes it assumes it of all.
    """
    whole = ("sound", verifier, None)
    if ("vouched", verifier) in line.body:
        return True
    enough = not line.theory(verifier) or whole in line.assumptions
    return line.has(whole) and (enough or line.given.strength(whole) >= strength)


def _of_a_verifier(line: Line) -> bool:
    if line.head[0] == "adopted":
        reasoning = _reasoning_in(line, line.head[2])
        return line.head[1] is None and any(_sound_up_to(line, each, ALL) for each in reasoning)
    if line.head[1][0] != "rfn" or line.head[1][2] is None:
        return False
    _, theory, claim = line.head[1]
    return any(line.has(("sound", each, claim)) for each in _reasoning_in(line, theory))


def _reasoning_in(line: Line, theory: str) -> list[str]:
    return [verifier for verifier, own in line.given.theories.items() if own == theory]


def _robust(line: Line) -> bool:
    claim = line.head[1]
    return claim[0] == "aligned" and line.has((*claim[:3], True))


def _itself(line: Line) -> bool:
    return bool(line.head[1] == line.head[2])


def _own_theory(line: Line) -> bool:
    """The asker relies on its own theory as far as that is c-consistent, c the class of the claim."""
    theory = line.given.theory
    if theory is None or line.head != ("adopted", None, theory):
        return False
    enough = _consistent(line, theory, line.given.strength(line.goal))
    return enough or line.has(("rfn", theory, line.goal))


def _edge(line: Line, *, strict: bool) -> bool:
    """Along an edge: inclusion keeps what is adopted or trusted, a trust edge gives trust."""
    kind, top, theory, *rest = line.head
    need = rest[0] if rest else -1
    for edge in line.given.edges:
        if edge.lower != theory or not line.has(*edge.premises):
            continue
        adopted = ("adopted", top, edge.upper) in line.body
        trusted = line.trusts(top, edge.upper, need)
        if kind == "adopted" and not strict and edge.includes and adopted:
            return True
        if kind != "trusted":
            continue
        if strict and edge.strength >= max(need, 0) and (adopted or trusted):
            return True
        if not strict and edge.includes and trusted:
            return True
    return False


def _consistency(line: Line) -> bool:
    theory, strength = line.head[2], int(line.head[3])
    return line.head[1] is None and strength < ALL and _consistent(line, theory, strength)


def _consistent(line: Line, theory: str, least: int) -> bool:
    """Whether a premise says that a theory is n-consistent, n at least as high as asked."""
    return any(
        fact[0] == "known" and fact[1][:2] == ("consistent", theory) and fact[1][2] >= least
        for fact in line.body
    )


RULES: dict[str, tuple[str, Callable[[Line], bool]]] = {
    "assumed": ("known adopted trusted", _assumed),
    "taken as given": ("known", _assumed),
    "check": ("known opposed vouched reflected", _check),
    "enough of them": ("stands", _enough),
    "one principal": ("stands", _principal),
    "a line is safe from its start": ("known", _from_its_start),
    "the same evidence": ("known", _same_evidence),
    "builds nothing": ("known", _builds_nothing),
    "whatever it builds": ("known", _whatever_it_builds),
    "builds only what its check accepted": ("known", _gated),
    "trust": ("known reflected", _trust),
    "reflection": ("known", _reflection),
    "soundness on everything": ("known", _on_everything),
    "soundness of a verifier": ("known adopted", _of_a_verifier),
    "robust alignment": ("known", _robust),
    "itself": ("adopted", _itself),
    "own theory": ("adopted", _own_theory),
    "inclusion": ("adopted trusted", lambda line: _edge(line, strict=False)),
    "trust edge": ("trusted", lambda line: _edge(line, strict=True)),
    "consistency": ("trusted", _consistency),
}


def follows(rule: str, line: Line) -> bool:
    """Whether a line is an instance of the rule that it names."""
    kinds, test = RULES.get(rule, ("", lambda _: False))
    return line.head[0] in kinds.split() and test(line)
