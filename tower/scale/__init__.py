"""Towers of millions of edges, from a table of rows (extra `scale`).  The rows are defined here.

Each row is a sentence SOURCE KIND TARGET, in the columns `source`, `kind`, `target` (text, or whole numbers
for source and target), in a Parquet, Arrow (IPC file) or CSV file with a header:

    reviewer checks change          reviewer accepted P(change); SOURCE is one of the verifiers
    release  assumes reviewer       what the one observer assumes; here with the property `sound`
    agent    builds  subagent       a link
    signer   needs   root           every unnumbered check by signer says nothing unless P(root) holds
    prover   reasons_in PA          a strong verifier; PA and the other named theories bring their edges
    T includes U, T reflects U, T proves_con U              edges between theories, the upper one first
    agent weights w, or key, person, binary                 identity: one principal with whoever shares it
    P is safety                     the class of a property: decidable, safety, liveness, any, Pi_n, Sigma_n
    P is hereditary                 P(x) speaks of all that x builds as well; a check, of x alone
    x is optimizer, verifier, artifact                      once a node is declared, all must be; an artifact
                                                            neither checks nor builds
    o is observer                   who asks, where nobody assumes anything
    x pursues values, loss, mesa; x addresses proxy, bugs, ...; x digest d; x capability 1200; v rate 0.1

Further columns, each may be missing or empty:

    property     of checks, needs, assumes: the property of the target (P if none is said); `sound`: that the
                 target is sound; `gate`: that it builds only what its own check accepted; `consistent`: that
                 the theory is; `condition`: TARGET itself is the claim
    about        with `sound`: on this one claim, such as P(x), instead of on everything
    how          of checks: proof, attestation, test, review (proof in a theory, else test);
                 of builds: searched, written, delegated (searched)
    result       of checks: accept, reject, decline, pending (accept)
    check        a whole number: rows of `checks` with one number are one check by several, rows of `needs`
                 with it are the needs of that check
    at_least     how many of the several must accept (all)
    strength     the n of an n-consistency (0)         local    of reflects: true for the local schema
    subject      the digest of what was checked        amplified    true where something amplifies the check

Who builds or is built is an optimizer, who checks a verifier, who does both an agent (its review is one
node with it, and is what it enacts), the rest are artifacts.  A tower file can be written as rows unless it
has what no row says: enactments in a theory, declared axioms, reflection, `refines`, links as claims,
infinite schemas.  What it asks beyond verdicts (requirements, expected verdicts, waivers, expiry, evidence)
is set aside, and told so.

The verdicts and breaks are those of `tower.diagnosis` (tests hold the two to each other); a claim that
lacks only an assumption is one TWR401 here, where the object engine gathers claims that lack the same, and
of theories that collapse by what they are given those that only trust another one need not be named again.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

_HOME = {
    "read": "files",
    "scan": "engine",
    "scan_outside": "outside",
    "sheet_of": "convert",
    "generate": "generator",
    "quotient": "quotients",
}
_PARQUET, _ARROW = b"PAR1", b"ARROW1"
_LONGEST = 4096  # bytes within which the header of a CSV file ends


def __getattr__(name: str) -> Any:
    """The functions of this package are found on first use: they need the extra `scale`."""
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)


def form_of(path: str) -> str:
    """Which kind of table a file is, by its content: parquet, arrow or csv; "" where it is none.

    >>> form_of("no such file")
    ''
    """
    try:
        with open(path, "rb") as stream:
            head = stream.read(_LONGEST)
    except (OSError, ValueError):
        return ""
    if head.startswith(_PARQUET):
        return "parquet"
    if head.startswith(_ARROW):
        return "arrow"
    header = head.split(b"\n")[0].decode("utf-8", "replace").lstrip("\ufeff").strip()
    names = {name.strip().strip('"') for name in header.split(",")}
    return "csv" if len(names & {"source", "kind", "target"}) >= 2 else ""
