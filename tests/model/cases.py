"""Tower files: three that show the format, one that uses every key, and misshapen ones."""

from __future__ import annotations

from pathlib import Path

_FILES = Path(__file__).parent.glob("examples/*.tower.yaml")

EXAMPLES = {path.name.partition(".")[0]: path.read_text("utf-8") for path in sorted(_FILES)}
SEED, EVERYTHING = EXAMPLES["seed"], EXAMPLES["everything"]

MISSHAPEN = (
    "colour: red",
    "sources: {a: b}",
    "properties: [P]",
    "properties: {P: {clas: safety}}",
    "properties: {P: {class: safe}}",
    "properties: {P: {hereditary: 1}}",
    "optimizers: lab",
    "optimizers: {lab: {objective: money}}",
    "optimizers: {lab: {objective: {values: a, loss: b}}}",
    "optimizers: {lab: {link: found}}",
    "optimizers: {lab: {built_by: {x: y}}}",
    "optimizers: {lab: {capability: strong}}",
    "artifacts: {a: {theory: PA}}",
    "verifiers: {v: {error: 0.1}}",
    "verifiers: {v: {error: {false_accept: 2}}}",
    "verifiers: {v: {error: {false_accept: [0.1]}}}",
    "verifiers: {v: {error: {false_accept: {failures: 1}}}}",
    "verifiers: {v: {error: {}}}",
    "verifiers: {v: {lineage: large-1}}",
    "checks: {a: b}",
    "checks: [P(x)]",
    "checks: [{by: v}]",
    "checks: [{claim: P}]",
    "checks: [{by: [v, w], claim: P}]",
    "checks: [{by: {of: [v]}, claim: P}]",
    "checks: [{by: v, claim: P, how: proven}]",
    "checks: [{by: v, claim: [P], how: test}]",
    "checks: [{by: v, claim: P, result: maybe}]",
    "observers: [lab]",
    "observers: {lab: {assumes: [{because: x}]}}",
    "observers: {lab: {prior: [P]}}",
    "observers: {lab: {assumes: [{claim: P, expires: soon}]}}",
    "dependence: [{independent: [a, b], coalition: 2}]",
    "dependence: [{latent: x}]",
    "dependence: [{common_cause: x, beta: 1}]",
    "dependence: [nothing]",
    "requires: [{verdict: GUARANTEED}]",
    "requires: [{claim: P, verdict: FINE}]",
    "headcount: [persons]",
    "headcount: {persons: many}",
    "headcount: {peoples: 2}",
    "headcount: {persons: 0}",
    "waivers: [{break: TWR999, at: [a], reason: r}]",
    "waivers: [{break: TWR101, at: [a]}]",
    "waivers: [{break: TWR101, reason: r}]",
    "expect: [TWR101]",
    "expect: {breaks: TWR101}",
    "expect: {lab: {P: OK}}",
    "infinite: {strength: 1}",
    "infinite: {claim: P, strength: strong}",
    "infinite: {claim: P, proof: short}",
    "infinite: {claim: P, error: 0.1, power: many}",
    "infinite: {claim: P, errors: 0.1}",
    "theories: {A: {hypotheses: [re]}}",
    "theories: {A: {reflects: [{local: true}]}}",
    "theories: {A: {proves_con: {B: -1}}}",
)
