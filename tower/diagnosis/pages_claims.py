"""The pages of TWR3xx and TWR4xx: objectives, assumptions, requirements."""

from __future__ import annotations

from .page import NO, Page

CLAIMS = (
    Page(
        code="TWR301",
        means=(
            "A link from a builder to what it built has something open: the objective itself, or a"
            " way to fail that a found system inherits (proxy, approximate, suboptimality, "
            "deceptive), that a written one has (bugs), or a delegated one (incentives)."
        ),
        story=(
            "A system is found by training on a reward; nothing is said of what else it may pursue."
        ),
        loeb=NO + ("the question is what the built system pursues, not what a theory proves."),
        lifts=(
            "say under `addresses` which modes your training or review deals with",
            "check or assume robust(base -> built)",
        ),
        example="seed-outer",
    ),
    Page(
        code="TWR302",
        means=(
            "The builder selects by values. Values are not a function: there is nothing to call, "
            "so nothing to test the built system against. A learner put in between moves this gap "
            "and never closes it."
        ),
        story="Programmers look for a system that does what they want.",
        loeb=NO + "values are not a function, and no theory is involved.",
        lifts=(
            "assume it: aligned(base -> built) with your name on it",
            "elicit it: judgements on a stated population support it there only",
            "move it: insert a learner; the part without a function stays on the first link",
        ),
        example="seed-value-learning",
    ),
    Page(
        code="TWR401",
        means=(
            "The claim stands on something that nobody verified and nobody assumed. Every regress "
            "that is any good ends in a named assumption."
        ),
        story=(
            "The system is able to check what it builds, but nobody says that it builds only what "
            "its check accepted."
        ),
        loeb=NO + "a path ends in nothing, not in itself.",
        lifts=(
            "assume what is missing by name, with an owner and a reason",
            "or let somebody outside verify it",
        ),
        example="seed-no-gate",
    ),
    Page(
        code="TWR402",
        means=(
            "An assumption is about a property that can be tested, and there is no evidence for "
            "it, or only stale evidence."
        ),
        story="`red team elicits the best attack`, testable, with no evidence file.",
        loeb=NO + "an assumption was never put to the test.",
        lifts=("test it and keep the evidence beside the tower",),
    ),
    Page(
        code="TWR403",
        means=(
            "An assumption has a counterexample. It no longer holds, and whatever stood on it "
            "falls."
        ),
        story="A reward model was assumed to be right and a test found an input on which it is not.",
        loeb=NO + "an assumption is false.",
        lifts=(
            "withdraw the assumption and see what still stands",
            "mend the system and test again",
        ),
    ),
    Page(
        code="TWR404",
        means="A claim that the tower is for lacks the verdict, or the bound, that is asked of it.",
        story=(
            "`requires: [{claim: P(system), verdict: GUARANTEED}]` and P(system) is only SUPPORTED."
        ),
        loeb=NO + "a requirement is not met; the other breaks say why.",
        lifts=(
            "see the other breaks: they say what is missing",
            "ask for less, if less will do",
        ),
    ),
    Page(
        code="TWR405",
        means="A verdict, or the set of breaks, differs from the snapshot under `expect`.",
        story="A theory was raised and a claim that was NOT_DERIVABLE is now GUARANTEED.",
        loeb=NO + "a snapshot differs.",
        lifts=("mend the tower, or change what the file expects",),
    ),
    Page(
        code="TWR406",
        means=(
            "A waiver or an assumption is past its date. It still counts in the verdicts, and "
            "fails the check until somebody has looked at it again."
        ),
        story="`expires: 2027-06-30`, checked in July.",
        loeb=NO + "a date has passed.",
        lifts=(
            "look at it again and give it a new date",
            "withdraw it, or mend what was waived",
        ),
    ),
)
