"""The keys of a tower file, in the order in which they are written.

One table for the reader (which refuses every other key), for the writer (which keeps this order) and
for the published schema (a test holds it to this table).
"""

from __future__ import annotations

TOWER = (
    "tower", "name", "about", "sources", "theories", "properties", "optimizers", "artifacts", "verifiers",
    "infinite", "checks", "observers", "dependence", "requires", "headcount",
    "waivers", "expect",
)  # fmt: skip
THEORY = ("includes", "reflects", "proves_con", "axioms", "hypotheses", "about")
HYPOTHESES = ("re", "contains_EA", "standard")
REFLECTED = ("theory", "local")
PROPERTY = ("class", "hereditary", "testable", "about")
COMMON = ("lineage", "capability", "digest", "about")
OPTIMIZER = (
    "built_by", "link", "addresses", "generic", "objective", "lineage", "theory", "enacts", "capability",
    "digest", "about",
)  # fmt: skip
OBJECTIVE = ("values", "loss", "mesa")
ARTIFACT = COMMON
VERIFIER = ("theory", "lineage", "error", "spec", "capability", "digest", "about")
ERROR = ("false_accept", "false_reject")
TRIALS = ("failures", "trials", "population")
CHECK = (
    "by", "claim", "how", "result", "coverage", "population", "subject", "amplified_by", "needs", "about",
)  # fmt: skip
THRESHOLD = ("at_least", "of")
OBSERVER = ("theory", "prior", "assumes")
ASSUMPTION = ("claim", "credence", "because", "owner", "evidence", "expires")
DEPENDENCE = {
    "independent": ("independent",),
    "common_cause": ("common_cause", "beta"),
    "latent": ("latent", "probability", "defeats"),
    "coalition": ("coalition",),
}
REQUIREMENT = ("claim", "verdict", "bound", "observer")
WAIVER = ("break", "at", "reason", "until")
MOST_POWER = 99  # of the level in its error
ENDLESS_NUMBERS = ("error", "ratio", "unsound", "false_accept", "false_reject")
INFINITE = (
    "claim", "strength", "folded", "base", "base_included", "verified_in_base", "sequence", "proof",
    "error", "ratio", "power", "unsound", "false_accept", "false_reject",
)  # fmt: skip

VERDICTS = (
    "GUARANTEED", "ASSUMED", "SUPPORTED", "UNSUPPORTED", "VACUOUS", "COLLAPSED", "NOT_DERIVABLE",
    "CONTRADICTED", "UNKNOWN",
)  # fmt: skip
