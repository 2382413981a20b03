"""The page of each code: what it means, a small example, whether Löb applies, what lifts it.

The table of `tower.diagnosis.codes` says when a code is reported; these pages say what to make of it.
"""

from __future__ import annotations

from dataclasses import dataclass

from ..errors import InputError
from ..model.codes import code_of
from ..model.scalars import nearest
from .codes import CODES, KINDS, Code


@dataclass(frozen=True, slots=True)
class Page:
    """One page; `example` names a bundled tower, "" where none shows it."""

    code: str
    means: str
    story: str
    loeb: str
    lifts: tuple[str, ...]
    example: str = ""

    @property
    def entry(self) -> Code:
        """The entry of the table of codes."""
        return CODES[self.code]


_YES = "Löb applies: the theory is r.e., contains EA, has a standard provability predicate, and vouches for "
_NO = "This is not Löb: "

_PAGES = (
    Page(
        "TWR101",
        "A theory is said to prove that it is itself sound, or consistent. By Löb's theorem (Gödel's second for "
        "consistency) a theory that does so is inconsistent: it proves everything, so its word is worth nothing.",
        "A checker proves of itself that whatever it accepts is true.",
        _YES + "itself.",
        (
            "let a strictly stronger theory say it, so that trust only goes down",
            "claim less: that the implementation refines its specification may be proved in the same theory",
            "let somebody outside assume it by name",
        ),
        "seed-self-schema",
    ),
    Page(
        "TWR102",
        "Trust between theories runs in a circle and one step of it is strict (reflection or consistency, not "
        "mere inclusion). Around the circle every theory proves its own soundness, so every one is inconsistent, and "
        "with them whatever includes or trusts one of them.",
        "An agent proves its successor sound, and the successor keeps every proof of the agent.",
        _YES + "itself at the end of the circle.",
        (
            "cut the circle: let one of the theories be strictly stronger and vouched for by none of the others",
            "replace one strict step by inclusion, or by a claim about an implementation",
        ),
        "godel-machine",
    ),
    Page(
        "TWR103",
        "The claim follows, but only by Löb's axiom: from trust in one's own proofs, or in each other's, and from no "
        "evidence. To declare `if I prove C then C` is the same as to declare C.",
        "The system trusts its own check about the grandchild; so it `accepts` the grandchild unseen, whatever it is.",
        _YES
        + "its own proofs of this one claim; it stays consistent, but what it proves came from nowhere.",
        (
            "give the evidence for the claim instead of trust in the proof of it",
            "let a stronger theory, or somebody outside, vouch",
        ),
        "seed-self-trust",
    ),
    Page(
        "TWR104",
        "The claim is not derivable, and the only edge that would help is one that a theory cannot have: trust in its "
        "own proofs, or in those of a theory that contains it. Nobody declared that edge, so nothing collapses; the "
        "tower is stuck.",
        "The system may not accept a child that checks its own children in the same theory.",
        _YES + "nothing yet; to go on it would have to vouch for itself.",
        (
            "ladder: each generation checks in a strictly weaker theory; it ends after as many builds as steps",
            "waterfall: plain consistency without a last step; carries never-properties only",
            "look at the child at hand instead of its kind: a fact needs no trust",
            "let the system propose and Pmeta decide: the observer stays in the loop",
        ),
        "seed-enacted",
    ),
    Page(
        "TWR105",
        "A line of successors steps down in trust and has spent it: the last generation is stuck. For an infinite "
        "tower: the endless descent that it needs is ruled out.",
        "Theories PA+Con^2, PA+Con, PA carry three generations and no fourth.",
        _NO
        + "this is the price of a ladder, or the well-foundedness behind Löb; no theory vouches for itself.",
        (
            "start the ladder higher: one more step for each further generation",
            "let the last generation build nothing",
            "for never-properties: the waterfall, over plain consistency that no base inside the tower verifies",
        ),
        "seed-ladder",
    ),
    Page(
        "TWR106",
        "A trust edge is missing, or too weak for the class of what it should carry. Plain consistency carries "
        "never-properties only; an eventually-property needs 1-consistency, an unclassified claim full reflection.",
        "A stronger theory knows only that the lower one is consistent, and the lower one proves that a goal is "
        "reached in the end.",
        _NO + "the trusting theory is another one; only its edge is missing or too weak.",
        (
            "declare or raise the edge, with its reason",
            "weaken the claim to a never-property",
            "let a verifier whose theory already trusts far enough check the claim",
        ),
        "godel-machine-parametric",
    ),
    Page(
        "TWR201",
        "Distinct nodes share their weights, key, person or binary: they are one principal and count once; who is one "
        "with what is checked does not count at all. It does not mean `worth nothing`: a rate counts where it was "
        "measured, and collusion makes that another population.",
        "A monitor runs on the weights of the policy that it watches.",
        _NO + "one system is seen twice; no theory proves anything about itself.",
        (
            "use a verifier that does not share them",
            "bound the collusion: red-team with the subject's own weights, or assume it with an owner and a date",
            "say that it is meant: a waiver; it is never support",
        ),
        "self-graded-eval",
    ),
    Page(
        "TWR202",
        "Weak verifiers vouch for each other in a circle, or a node vouches for itself, and nothing from outside the "
        "circle supports any of them. Circular support is no support.",
        "A compiler is rebuilt by itself, and the result agrees with it.",
        _NO + "evidence goes round in a circle; nothing is proved by anybody about a theory.",
        (
            "let somebody outside the circle check one of them",
            "assume one of them by name, with an owner and a reason (a root store does this)",
        ),
        "trusting-trust",
    ),
    Page(
        "TWR203",
        "What was checked is no longer what is there: the digests differ. The check is set aside.",
        "An approval of an older commit; a monitor evaluated on an earlier policy.",
        _NO + "the subject changed since the check.",
        ("check it again as it is now",),
        "github-self-approval",
    ),
    Page(
        "TWR204",
        "A rate is used on a population on which it was not measured. The rate is set aside.",
        "A false-accept rate from honeypots is used for real work.",
        _NO + "a measurement is used outside its population.",
        ("measure it where it is used", "name the assumption that carries it over, under `needs`"),
    ),
    Page(
        "TWR205",
        "A verifier is declared less capable than what it checks, and nothing amplifies it. Such a check supports, "
        "but never guarantees.",
        "A weak model labels the data on which a strong one is judged.",
        _NO + "the weaker judges the stronger; it does not judge itself.",
        (
            "say what amplifies the check: debate, decomposition, interpretability",
            "let a verifier at least as capable check it",
        ),
        "weak-to-strong",
    ),
    Page(
        "TWR206",
        "Verifiers that reach the observer accept a claim and its opposite, or accept and reject it. Nothing is "
        "concluded from either.",
        "One reviewer accepts what another rejects.",
        _NO + "two verifiers disagree.",
        (
            "find out which of them is wrong and withdraw its soundness",
            "raise the question to a verifier that both sides accept",
        ),
    ),
    Page(
        "TWR301",
        "A link from a builder to what it built has something open: the objective itself, or a way to fail that a "
        "found system inherits (proxy, approximate, suboptimality, deceptive), that a written one has (bugs), or a "
        "delegated one (incentives).",
        "A system is found by training on a reward; nothing is said of what else it may pursue.",
        _NO + "the question is what the built system pursues, not what a theory proves.",
        (
            "say under `addresses` which modes your training or review deals with",
            "check or assume robust(base -> built)",
        ),
        "seed-outer",
    ),
    Page(
        "TWR302",
        "The builder selects by values. Values are not a function: there is nothing to call, so nothing to test the "
        "built system against. A learner put in between moves this gap and never closes it.",
        "Programmers look for a system that does what they want.",
        _NO + "values are not a function, and no theory is involved.",
        (
            "assume it: aligned(base -> built) with your name on it",
            "elicit it: judgements on a stated population support it there only",
            "move it: insert a learner; the part without a function stays on the first link",
        ),
        "seed-value-learning",
    ),
    Page(
        "TWR401",
        "The claim stands on something that nobody verified and nobody assumed. Every regress that is any good ends "
        "in a named assumption.",
        "The system is able to check what it builds, but nobody says that it builds only what its check accepted.",
        _NO + "a path ends in nothing, not in itself.",
        (
            "assume what is missing by name, with an owner and a reason",
            "or let somebody outside verify it",
        ),
        "seed-no-gate",
    ),
    Page(
        "TWR402",
        "An assumption is about a property that can be tested, and there is no evidence for it, or only stale "
        "evidence.",
        "`red team elicits the best attack`, testable, with no evidence file.",
        _NO + "an assumption was never put to the test.",
        ("test it and keep the evidence beside the tower",),
    ),
    Page(
        "TWR403",
        "An assumption has a counterexample. It no longer holds, and whatever stood on it falls.",
        "A reward model was assumed to be right and a test found an input on which it is not.",
        _NO + "an assumption is false.",
        ("withdraw the assumption and see what still stands", "mend the system and test again"),
    ),
    Page(
        "TWR404",
        "A claim that the tower is for lacks the verdict, or the bound, that is asked of it.",
        "`requires: [{claim: P(system), verdict: GUARANTEED}]` and P(system) is only SUPPORTED.",
        _NO + "a requirement is not met; the other breaks say why.",
        ("see the other breaks: they say what is missing", "ask for less, if less will do"),
    ),
    Page(
        "TWR405",
        "A verdict, or the set of breaks, differs from the snapshot under `expect`.",
        "A theory was raised and a claim that was NOT_DERIVABLE is now GUARANTEED.",
        _NO + "a snapshot differs.",
        ("mend the tower, or change what the file expects",),
    ),
    Page(
        "TWR406",
        "A waiver or an assumption is past its date. It still counts in the verdicts, and fails the check until "
        "somebody has looked at it again.",
        "`expires: 2027-06-30`, checked in July.",
        _NO + "a date has passed.",
        ("look at it again and give it a new date", "withdraw it, or mend what was waived"),
    ),
)

PAGES: dict[str, Page] = {page.code: page for page in _PAGES}


def explain(name: str) -> Page:
    """The page of a code or of a kind; InputError naming the nearest one.

    >>> explain("LOEB_STUCK").code, explain("twr202").entry.kind
    ('TWR104', 'CYCLE')
    """
    code = code_of(name.upper())
    if code not in PAGES:
        known = [*CODES, *KINDS]
        raise InputError(
            f"no code {name!r}{nearest(name.upper(), known)}",
            expected="a code such as TWR104, or its kind",
        )
    return PAGES[code]
