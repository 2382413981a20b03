"""Recursive oversight towers: what is guaranteed, on which assumptions, and where trust is only in oneself.

`Tower` builds a tower step by step, `load` reads one from a file, `from_gallery` takes a bundled one; its
`check()` gives a report.  `report["P(system)"]` is the answer to a claim, with `.why()` and
`.countermodel`; `report.breaks` says where the tower does not carry, `explain` what a code means, and
`report.draw("x.svg")` draws it.  In a notebook every value shows itself.

>>> import tower as tw
>>> report = tw.from_gallery("seed").check()
>>> report["P(system)"]
GUARANTEED IF {gate(system), sound(Pmeta)}

Every public name is imported when it is first used, so that `import tower` costs next to nothing.
"""

from __future__ import annotations

import sys
from importlib import import_module
from typing import TYPE_CHECKING, Any

from .version import VERSION

if TYPE_CHECKING:
    from .api.builder import Tower as Tower
    from .api.bundled import bundled as bundled
    from .api.chains import chain as chain, infinite as infinite
    from .api.claims import (
        aligned as aligned,
        consistent as consistent,
        gate as gate,
        loss as loss,
        mesa as mesa,
        not_ as not_,
        rate as rate,
        refines as refines,
        rfn as rfn,
        robust as robust,
        sound as sound,
        values as values,
    )
    from .api.entry import (
        check as check,
        explain as explain,
        from_gallery as from_gallery,
        load as load,
    )
    from .api.files import save as save
    from .api.mending import diff as diff, fix as fix, whatif as whatif
    from .api.modes import modes as modes
    from .api.naming import as_inner as as_inner
    from .api.testing import bind as bind, test as test
    from .diagnosis.report import Answer as Answer, Break as Break, Report as Report
    from .errors import (
        InputError as InputError,
        LimitReached as LimitReached,
        TowerError as TowerError,
    )
    from .evidence.bind import (
        accepts as accepts,
        deployment as deployment,
        objective as objective,
        predicate as predicate,
        search as search,
        specification as specification,
        symbols as symbols,
        systems as systems,
        training as training,
    )
    from .evidence.finding import Finding as Finding
    from .evidence.modes import mode as mode
    from .evidence.parts import (
        Accepts as Accepts,
        Link as Link,
        Objective as Objective,
        Predicate as Predicate,
        Search as Search,
    )
    from .gallery import gallery_module as gallery_module
    from .logic.pattern import Pattern as Pattern
    from .logic.prover import (
        Proved as Proved,
        Refuted as Refuted,
        prove as prove,
        prove_gl as prove_gl,
        prove_s as prove_s,
    )
    from .model.claim_parser import parse_claim as parse_claim
    from .model.evidence import Evidence as Evidence
    from .model.values import Model as Model
    from .syntax.parser import parse as parse

_HOMES = {
    "Accepts": "evidence.parts",
    "Answer": "diagnosis.report",
    "Break": "diagnosis.report",
    "Evidence": "model.evidence",
    "Finding": "evidence.finding",
    "InputError": "errors",
    "LimitReached": "errors",
    "Link": "evidence.parts",
    "Model": "model.values",
    "Objective": "evidence.parts",
    "Pattern": "logic.pattern",
    "Predicate": "evidence.parts",
    "Proved": "logic.prover",
    "Refuted": "logic.prover",
    "Report": "diagnosis.report",
    "Search": "evidence.parts",
    "Tower": "api.builder",
    "TowerError": "errors",
    "accepts": "evidence.bind",
    "aligned": "api.claims",
    "as_inner": "api.naming",
    "bind": "api.testing",
    "bundled": "api.bundled",
    "chain": "api.chains",
    "check": "api.entry",
    "consistent": "api.claims",
    "deployment": "evidence.bind",
    "diff": "api.mending",
    "explain": "api.entry",
    "fix": "api.mending",
    "from_gallery": "api.entry",
    "gallery_module": "gallery",
    "gate": "api.claims",
    "infinite": "api.chains",
    "load": "api.entry",
    "loss": "api.claims",
    "mesa": "api.claims",
    "mode": "evidence.modes",
    "modes": "api.modes",
    "not_": "api.claims",
    "objective": "evidence.bind",
    "parse": "syntax.parser",
    "parse_claim": "model.claim_parser",
    "predicate": "evidence.bind",
    "prove": "logic.prover",
    "prove_gl": "logic.prover",
    "prove_s": "logic.prover",
    "rate": "api.claims",
    "refines": "api.claims",
    "rfn": "api.claims",
    "robust": "api.claims",
    "save": "api.files",
    "search": "evidence.bind",
    "sound": "api.claims",
    "specification": "evidence.bind",
    "symbols": "evidence.bind",
    "systems": "evidence.bind",
    "test": "api.testing",
    "training": "evidence.bind",
    "values": "api.claims",
    "whatif": "api.mending",
}

_DRAWN = frozenset({"Model", "Tower"})

__all__ = sorted(_HOMES)
__version__ = VERSION


def __getattr__(name: str) -> Any:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = getattr(import_module(f".{home}", __name__), name)
    globals()[name] = found
    if name in _DRAWN and "hypothesis.strategies" in sys.modules:
        import_module(".hypothesis_plugin", __name__).register()  # st.from_type(Tower) works
    return found


def __dir__() -> list[str]:
    return sorted({*_HOMES, *(name for name in globals() if name.startswith("__"))})
