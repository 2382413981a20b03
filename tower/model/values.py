"""The frozen values that a tower consists of; `Model` holds them all.

Names are the keys everywhere: a value refers to another by its name, and `Model` has an index.
Every field mirrors a key of the file (see `tower schema`); positions in a file travel beside the
model and never take part in its equality.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import Any, Literal, TypeAlias, TypeVar

from ..frozen import frozen
from ..shown import Shown
from .claims import Claim

INFINITE = (
    10**9
)  # strength of uniform reflection, and of the class `any`; larger than every finite one
STRONGEST = 999_999  # the highest n of an n-consistency that can be named

IDENTITY_KINDS = frozenset(
    {"weights", "key", "person", "binary"}
)  # one principal: merged, not only correlated
MODES = (
    "proxy",
    "approximate",
    "suboptimality",
    "deceptive",
)  # pseudo-alignment, RLO sections 3 and 4
ADDRESSABLE = (
    *MODES,
    "corrigible",
    "suboptimality_deceptive",
    "bugs",
    "incentives",
)  # ways for a link to fail

LinkKind: TypeAlias = Literal["searched", "written", "delegated"]
How: TypeAlias = Literal["proof", "attestation", "test", "review"]
Result: TypeAlias = Literal["accept", "reject", "decline", "pending"]
ObjectiveKind: TypeAlias = Literal["values", "loss", "mesa"]


@frozen(slots=True)
class Interval:
    """A number known to lie between `low` and `high`, both exact."""

    low: Fraction
    high: Fraction


@frozen(slots=True)
class Symbol:
    """A number that only has a name."""

    name: str


@frozen(slots=True)
class Trials:
    """A rate measured as `failures` out of `trials`, on a population."""

    failures: int
    trials: int
    population: str = ""


Number: TypeAlias = Fraction | Interval | Symbol | Trials

_Entry = TypeVar("_Entry", bound=tuple[str, Any] | tuple[str, Any, Any])


@frozen(slots=True)
class PropertyClass:
    """Where a property stands in the arithmetical hierarchy.

    `kind` is "decidable", "pi", "sigma" or "any"; `level` the n of Pi_n or Sigma_n (0 otherwise).
    `strength` is the least c such that the claim is Pi_{c+1}: the edge strength that carries it.

    >>> PropertyClass("pi", 1).strength, PropertyClass("sigma", 1).strength
    (0, 1)
    """

    kind: Literal["decidable", "pi", "sigma", "any"] = "any"
    level: int = 0

    @property
    def strength(self) -> int:
        """The least c such that the claim is Pi_{c+1}; INFINITE for an unclassified one."""
        match self.kind:
            case "decidable":
                return 0
            case "pi":
                return max(0, self.level - 1)
            case "sigma":
                return self.level
            case "any":
                return INFINITE


ANY = PropertyClass()
DECIDABLE = PropertyClass("decidable")
SAFETY = PropertyClass("pi", 1)
LIVENESS = PropertyClass("sigma", 1)


@frozen(slots=True)
class Property:
    """A property of systems, or (used without an argument) a condition."""

    name: str
    cls: PropertyClass = ANY
    hereditary: bool = False
    testable: bool = False
    about: str = ""


@frozen(slots=True)
class Hypotheses:
    """What Löb's theorem needs of a theory; False withdraws one."""

    re: bool = True
    contains_EA: bool = True
    standard: bool = True


@frozen(slots=True)
class Theory:
    """A presentation of a formal theory with its declared edges.

    `reflects` holds pairs (theory, local); `proves_con` pairs (theory, strength); `axioms` are
    formulas as written in the file, in the syntax of `tower.syntax`.
    """

    name: str
    includes: tuple[str, ...] = ()
    reflects: tuple[tuple[str, bool], ...] = ()
    proves_con: tuple[tuple[str, int], ...] = ()
    axioms: tuple[str, ...] = ()
    hypotheses: Hypotheses = Hypotheses()
    about: str = ""


@frozen(slots=True)
class Objective:
    """What an optimizer selects for: `values` (not a function), `loss` (one), or `mesa` (its own)."""

    kind: ObjectiveKind
    about: str = ""


def values(about: str) -> Objective:
    """What somebody values: it cannot be called, only elicited.

    >>> values("what the programmers want").kind
    'values'
    """
    return Objective("values", about)


def loss(about: str) -> Objective:
    """A function that is minimised, in words.

    >>> loss("reward").about
    'reward'
    """
    return Objective("loss", about)


def mesa(about: str = "") -> Objective:
    """Whatever the built system came to pursue.

    >>> mesa()
    Objective(kind='mesa', about='')
    """
    return Objective("mesa", about)


Lineage: TypeAlias = tuple[tuple[str, str], ...]  # pairs (kind, value), e.g. ("weights", "large-1")


def _grouped(pairs: tuple[_Entry, ...]) -> tuple[_Entry, ...]:
    """Entries brought together by their first part, in order of its first mention.

    A file writes them as a mapping, so this is the one spelling of what it can say.
    """
    places = {
        first: place for place, first in enumerate(dict.fromkeys(entry[0] for entry in pairs))
    }
    return tuple(sorted(pairs, key=lambda entry: places[entry[0]]))


@frozen(slots=True)
class Optimizer:
    """Anything that searches for, writes or delegates to systems."""

    name: str
    built_by: tuple[str, ...] = ()
    link: LinkKind = "searched"
    addresses: tuple[str, ...] = ()
    objective: Objective | None = None
    theory: str | None = None
    enacts: tuple[tuple[str, str], ...] = ()  # pairs (verifier, property)
    generic: bool = False
    lineage: Lineage = ()
    capability: Fraction | None = None
    digest: str = ""
    about: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "lineage", _grouped(self.lineage))
        object.__setattr__(self, "enacts", _grouped(self.enacts))


@frozen(slots=True)
class Verifier:
    """A process that can accept a claim: strong (a theory) or weak (perhaps an error rate), never both."""

    name: str
    theory: str | None = None
    error: tuple[tuple[str, Number], ...] = ()  # pairs such as ("false_accept", 1/10)
    lineage: Lineage = ()
    spec: str = ""
    capability: Fraction | None = None
    digest: str = ""
    about: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "lineage", _grouped(self.lineage))


@frozen(slots=True)
class Artifact:
    """What is built or checked but searches for nothing: a source, a binary, a commit."""

    name: str
    lineage: Lineage = ()
    digest: str = ""
    capability: Fraction | None = None
    about: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "lineage", _grouped(self.lineage))


@frozen(slots=True)
class Check:
    """One check: `at_least` of the verifiers `by` gave `result` on `claim`.

    A single verifier is `by=(v,)`, `at_least=1` with `threshold` False.  A verifier may be written
    `v@x`: v as x runs it, in the theory of x.
    """

    by: tuple[str, ...]
    claim: Claim
    how: How
    at_least: int = 1
    threshold: bool = False
    needs: tuple[Claim, ...] = ()
    result: Result = "accept"
    coverage: Number | None = None
    population: str = ""
    subject: str = ""
    amplified_by: str = ""
    about: str = ""


@frozen(slots=True)
class Assumption:
    """A named root: what an observer assumes, and why."""

    claim: Claim
    because: str = ""
    owner: str = ""
    evidence: str = ""
    expires: date | None = None
    credence: Number | None = None


@frozen(slots=True)
class Observer:
    """Whoever wants the guarantee, with what they assume."""

    name: str
    theory: str | None = None
    assumes: tuple[Assumption, ...] = ()
    prior: tuple[tuple[Claim, Number], ...] = ()


@frozen(slots=True)
class Requirement:
    """A claim that must hold, with the least verdict or the highest failure bound asked of it."""

    claim: Claim
    verdict: str = ""
    bound: Fraction | None = None
    observer: str = ""


HEADCOUNTS = {  # what is counted behind a checked claim: a kind of lineage, or those who only check
    "persons": "person", "keys": "key", "weights": "weights", "binaries": "binary",
    "organisations": "organisation", "reviewers": "",
}  # fmt: skip


@frozen(slots=True)
class Headcount:
    """At least `least` of what `word` says must stand behind everything that is checked.

    `persons`, `keys`, `weights`, `binaries` and `organisations` are counted among makers and
    checkers together, each once; `reviewers` are the checkers that are no makers.
    """

    word: str
    least: int


@frozen(slots=True)
class Expectation:
    """A snapshot for regression: exact verdicts by asker, and the exact set of break codes.

    `breaks` is None where nothing was said of them.
    """

    verdicts: tuple[tuple[str, Claim, str], ...] = ()
    breaks: tuple[str, ...] | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "verdicts", _grouped(self.verdicts))


@frozen(slots=True)
class Waiver:
    """A declared intent: breaks `code` whose nodes include all of `at` do not count, until a date."""

    code: str
    at: tuple[str, ...]
    reason: str
    until: date | None = None


@frozen(slots=True)
class Independent:
    """Declared: these verifiers or events fail independently."""

    names: tuple[str, ...]


@frozen(slots=True)
class CommonCause:
    """Declared: nodes with this lineage share a cause, with beta factor `beta`."""

    lineage: tuple[str, str]
    beta: Number


@frozen(slots=True)
class Latent:
    """Declared: a latent event that defeats these verifiers together."""

    name: str
    probability: Number
    defeats: tuple[str, ...]


@frozen(slots=True)
class Coalition:
    """Declared: at most this many verifiers collude."""

    size: int


Dependence: TypeAlias = Independent | CommonCause | Latent | Coalition


@frozen(slots=True)
class Infinite:
    """An infinite tower as a finite schema; None means that a flag was not declared (never inferred).

    `strength` is that of T_n proving n-Con(T_{n+1}), INFINITE for reflection; `proof` is "none",
    "recursive" or "elementary".  Verdicts: docstring of `tower.propagation.infinite`.

    Numbers: `error` is how likely level 1 is to fail, that of level n is `error` times `ratio` to the n-1, or
    `error` over n to the `power`, or `error` itself; or every level is `unsound` as likely, with the rates at
    which a sound one accepts what is bad and turns away what is good.
    """

    claim: str
    strength: int | None = None
    folded: bool | None = None
    base: str | None = None
    base_included: bool | None = None
    verified_in_base: bool | None = None
    sequence: Literal["elementary", "recursive"] | None = None
    proof: Literal["none", "recursive", "elementary"] | None = None
    error: Number | None = None
    ratio: Number | None = None
    power: int | None = None
    unsound: Number | None = None
    false_accept: Number | None = None
    false_reject: Number | None = None


@frozen
class Model(Shown):
    """A whole tower, frozen.  Two towers that say the same are equal."""

    name: str
    about: str = ""
    sources: tuple[str, ...] = ()
    theories: tuple[Theory, ...] = ()
    properties: tuple[Property, ...] = ()
    optimizers: tuple[Optimizer, ...] = ()
    artifacts: tuple[Artifact, ...] = ()
    verifiers: tuple[Verifier, ...] = ()
    checks: tuple[Check, ...] = ()
    observers: tuple[Observer, ...] = ()
    dependence: tuple[Dependence, ...] = ()
    requires: tuple[Requirement, ...] = ()
    headcounts: tuple[Headcount, ...] = ()
    expect: Expectation | None = None
    waivers: tuple[Waiver, ...] = ()
    infinite: Infinite | None = None

    @cached_property
    def optimizer(self) -> dict[str, Optimizer]:
        """Optimizers by name."""
        return {thing.name: thing for thing in self.optimizers}

    @cached_property
    def verifier(self) -> dict[str, Verifier]:
        """Verifiers by name (without the `v@x` enactments)."""
        return {thing.name: thing for thing in self.verifiers}

    @cached_property
    def artifact(self) -> dict[str, Artifact]:
        """Artifacts by name."""
        return {thing.name: thing for thing in self.artifacts}

    @cached_property
    def property_(self) -> dict[str, Property]:
        """Properties and conditions by name."""
        return {thing.name: thing for thing in self.properties}

    @cached_property
    def theory(self) -> dict[str, Theory]:
        """Declared theories by name (named ones such as PA need no declaration)."""
        return {thing.name: thing for thing in self.theories}

    @cached_property
    def observer(self) -> dict[str, Observer]:
        """Observers by name."""
        return {thing.name: thing for thing in self.observers}

    @cached_property
    def children(self) -> dict[str, tuple[str, ...]]:
        """What each optimizer builds, by name, in order of declaration."""
        found: dict[str, list[str]] = {}
        for mesa in self.optimizers:
            for base in mesa.built_by:
                found.setdefault(base, []).append(mesa.name)
        return {base: tuple(built) for base, built in found.items()}
