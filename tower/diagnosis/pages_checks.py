"""The pages of TWR2xx: checks and who stands behind them."""

from __future__ import annotations

from .page import NO, Page

CHECKS = (
    Page(
        code="TWR201",
        means=(
            "Distinct nodes share their weights, key, person or binary: they are one principal and"
            " count once; who is one with what is checked does not count at all. It does not mean "
            "`worth nothing`: a rate counts where it was measured, and collusion makes that "
            "another population."
        ),
        story="A monitor runs on the weights of the policy that it watches.",
        loeb=NO + "one system is seen twice; no theory proves anything about itself.",
        lifts=(
            "use a verifier that does not share them",
            (
                "bound the collusion: red-team with the subject's own weights, or assume it with "
                "an owner and a date"
            ),
            "say that it is meant: a waiver; it is never support",
        ),
        example="self-graded-eval",
    ),
    Page(
        code="TWR202",
        means=(
            "Weak verifiers vouch for each other in a circle, or a node vouches for itself, and "
            "nothing from outside the circle supports any of them. Circular support is no support."
        ),
        story="A compiler is rebuilt by itself, and the result agrees with it.",
        loeb=NO + ("evidence goes round in a circle; nothing is proved by anybody about a theory."),
        lifts=(
            "let somebody outside the circle check one of them",
            "assume one of them by name, with an owner and a reason (a root store does this)",
        ),
        example="trusting-trust",
    ),
    Page(
        code="TWR203",
        means=(
            "What was checked is no longer what is there: the digests differ. The check is set "
            "aside."
        ),
        story="An approval of an older commit; a monitor evaluated on an earlier policy.",
        loeb=NO + "the subject changed since the check.",
        lifts=("check it again as it is now",),
        example="github-self-approval",
    ),
    Page(
        code="TWR204",
        means="A rate is used on a population on which it was not measured. The rate is set aside.",
        story="A false-accept rate from honeypots is used for real work.",
        loeb=NO + "a measurement is used outside its population.",
        lifts=(
            "measure it where it is used",
            "name the assumption that carries it over, under `needs`",
        ),
    ),
    Page(
        code="TWR205",
        means=(
            "A verifier is declared less capable than what it checks, and nothing amplifies it. "
            "Such a check supports, but never guarantees."
        ),
        story="A weak model labels the data on which a strong one is judged.",
        loeb=NO + "the weaker judges the stronger; it does not judge itself.",
        lifts=(
            "say what amplifies the check: debate, decomposition, interpretability",
            "let a verifier at least as capable check it",
        ),
        example="weak-to-strong",
    ),
    Page(
        code="TWR206",
        means=(
            "Verifiers that reach the observer accept a claim and its opposite, or accept and "
            "reject it. Nothing is concluded from either."
        ),
        story="One reviewer accepts what another rejects.",
        loeb=NO + "two verifiers disagree.",
        lifts=(
            "find out which of them is wrong and withdraw its soundness",
            "raise the question to a verifier that both sides accept",
        ),
    ),
)
