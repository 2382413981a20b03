"""The pages of TWR1xx: Löb, descent and the strength of trust."""

from __future__ import annotations

from .page import NO, YES, Page

TRUST = (
    Page(
        code="TWR101",
        means=(
            "A theory is said to prove that it is itself sound, or consistent. By Löb's theorem "
            "(Gödel's second for consistency) a theory that does so is inconsistent: it proves "
            "everything, so its word is worth nothing."
        ),
        story="A checker proves of itself that whatever it accepts is true.",
        loeb=YES + "itself.",
        lifts=(
            "let a strictly stronger theory say it, so that trust only goes down",
            (
                "claim less: that the implementation refines its specification may be proved in "
                "the same theory"
            ),
            "let somebody outside assume it by name",
        ),
        example="seed-self-schema",
    ),
    Page(
        code="TWR102",
        means=(
            "Trust between theories runs in a circle and one step of it is strict (reflection or "
            "consistency, not mere inclusion). Around the circle every theory proves its own "
            "soundness, so every one is inconsistent, and with them whatever includes or trusts "
            "one of them."
        ),
        story=(
            "An agent proves its successor sound, and the successor keeps every proof of the agent."
        ),
        loeb=YES + "itself at the end of the circle.",
        lifts=(
            (
                "cut the circle: let one of the theories be strictly stronger and vouched for by "
                "none of the others"
            ),
            "replace one strict step by inclusion, or by a claim about an implementation",
        ),
        example="godel-machine",
    ),
    Page(
        code="TWR103",
        means=(
            "The claim follows, but only by Löb's axiom: from trust in one's own proofs, or in "
            "each other's, and from no evidence. To declare `if I prove C then C` is the same as "
            "to declare C."
        ),
        story=(
            "The system trusts its own check about the grandchild; so it `accepts` the grandchild "
            "unseen, whatever it is."
        ),
        loeb=YES
        + (
            "its own proofs of this one claim; it stays consistent, but what it "
            "proves came from nowhere."
        ),
        lifts=(
            "give the evidence for the claim instead of trust in the proof of it",
            "let a stronger theory, or somebody outside, vouch",
        ),
        example="seed-self-trust",
    ),
    Page(
        code="TWR104",
        means=(
            "The claim is not derivable, and the only edge that would help is one that a theory "
            "cannot have: trust in its own proofs, or in those of a theory that contains it. "
            "Nobody declared that edge, so nothing collapses; the tower is stuck."
        ),
        story="The system may not accept a child that checks its own children in the same theory.",
        loeb=YES + "nothing yet; to go on it would have to vouch for itself.",
        lifts=(
            (
                "ladder: each generation checks in a strictly weaker theory; it ends after as many"
                " builds as steps"
            ),
            "waterfall: plain consistency without a last step; carries never-properties only",
            "look at the child at hand instead of its kind: a fact needs no trust",
            "let the system propose and Pmeta decide: the observer stays in the loop",
        ),
        example="seed-enacted",
    ),
    Page(
        code="TWR105",
        means=(
            "A line of successors steps down in trust and has spent it: the last generation is "
            "stuck. For an infinite tower: the endless descent that it needs is ruled out."
        ),
        story="Theories PA+Con^2, PA+Con, PA carry three generations and no fourth.",
        loeb=NO
        + (
            "this is the price of a ladder, or the well-foundedness behind Löb; no"
            " theory vouches for itself."
        ),
        lifts=(
            "start the ladder higher: one more step for each further generation",
            "let the last generation build nothing",
            (
                "for never-properties: the waterfall, over plain consistency that no base inside "
                "the tower verifies"
            ),
        ),
        example="seed-ladder",
    ),
    Page(
        code="TWR106",
        means=(
            "A trust edge is missing, or too weak for the class of what it should carry. Plain "
            "consistency carries never-properties only; an eventually-property needs "
            "1-consistency, an unclassified claim full reflection."
        ),
        story=(
            "A stronger theory knows only that the lower one is consistent, and the lower one "
            "proves that a goal is reached in the end."
        ),
        loeb=NO + ("the trusting theory is another one; only its edge is missing or too weak."),
        lifts=(
            "declare or raise the edge, with its reason",
            "weaken the claim to a never-property",
            "let a verifier whose theory already trusts far enough check the claim",
        ),
        example="godel-machine-parametric",
    ),
)
