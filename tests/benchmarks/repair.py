"""How long `tower fix` takes: the gallery, and many breaks that have nothing to do with each other."""

from __future__ import annotations

from datetime import date
from time import perf_counter

from tower.api.bundled import bundled, load_bundled
from tower.diagnosis.repairing import repairs
from tower.model.claims import Holds, Sound
from tower.model.values import Artifact, Assumption, Check, Model, Observer, Property, Verifier

TODAY = date(2026, 11, 24)


def self_approved(count: int) -> Model:
    """So many changes, each approved by its author."""
    numbers = range(count)
    return Model(
        "many",
        properties=(Property("fine"),),
        artifacts=tuple(Artifact(f"a{n}", lineage=(("person", f"p{n}"),)) for n in numbers),
        verifiers=tuple(Verifier(f"v{n}", lineage=(("person", f"p{n}"),)) for n in numbers),
        checks=tuple(Check((f"v{n}",), Holds("fine", f"a{n}"), "review") for n in numbers),
        observers=(Observer("o", assumes=tuple(Assumption(Sound(f"v{n}")) for n in numbers)),),
    )


def row(name: str, model: Model, most: int) -> None:
    """One line: seconds, checks, the prices found."""
    began = perf_counter()
    found = repairs(model, today=TODAY, most=most)
    seconds = perf_counter() - began
    if found.targets:
        costs = ", ".join(str(each.cost) for each in found.repairs)
        print(f"{name:<36} {seconds:7.2f} s {found.tried:5} checks   prices {costs}   {found.limit}".rstrip())


def main() -> None:
    """Print the table."""
    for name in bundled():
        row(name, load_bundled(name).model, 3)
    for count in (10, 40):
        row(f"{count} changes approved by their authors", self_approved(count), 1)


if __name__ == "__main__":
    main()
