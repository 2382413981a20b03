"""Tower files: three that show the format, one that uses every key, and misshapen ones."""

from __future__ import annotations

SEED = """\
tower: 1
name: seed-enacted
about: The system enacts Pmeta, in its own theory, on whatever it builds.
sources: ["comment on Risks from Learned Optimization (arXiv:1906.01820)"]

properties:
  P: {class: safety, hereditary: true, about: "never harms, and builds only what has P"}

optimizers:
  programmers:
    objective: {values: what the programmers want}
  system:
    built_by: programmers          # link: searched is the default
    objective: {loss: reward}
    theory: PA
    enacts: {Pmeta: P}             # can run Pmeta, in its own theory, on what it builds
  child:
    built_by: system
    generic: true                  # any child: nobody has its proof at hand
    objective: mesa
    theory: PA
    enacts: {Pmeta: P}

verifiers:
  Pmeta: {theory: PA+Con}          # enough: P is a never-property

checks:
  - {by: Pmeta, claim: P(system), how: proof}

observers:
  programmers:
    assumes:
      - sound(Pmeta)               # Pmetameta would be a verifier of this
      - {claim: gate(system), because: the build pipeline refuses what the check did not accept}

requires:
  - {claim: P(system), verdict: GUARANTEED}

expect:
  programmers: {P(system): GUARANTEED}
  system: {P(child): NOT_DERIVABLE}
  breaks: [TWR104, TWR301, TWR302]     # LOEB_STUCK, GAP, NOT_A_FUNCTION
"""

X509 = """\
tower: 1
name: x509-root
about: A certificate chain; the root signs itself and is in the root store.
sources: ["RFC 5280 section 6.1"]

properties:
  genuine: the key belongs to the name in the certificate

artifacts:
  leaf: the certificate of example.org

verifiers:                         # no theory: a signature is evidence, not a proof
  intermediate: {lineage: {key: I1}}
  root:         {lineage: {key: R1}}

checks:
  - {by: intermediate, claim: genuine(leaf),         how: attestation, needs: [genuine(intermediate)]}
  - {by: root,         claim: genuine(intermediate), how: attestation, needs: [genuine(root)]}
  - {by: root,         claim: genuine(root),         how: attestation, needs: [genuine(root)]}

observers:
  relying_party:
    assumes:
      - {claim: genuine(root), because: it is in the root store}

expect:
  relying_party: {genuine(leaf): GUARANTEED}
"""

MONITORING = """\
tower: 1
name: untrusted-monitoring
about: Two of three monitors must pass what the policy does; one of them runs on the policy's own weights.
sources: ["arXiv:2312.06942", "arXiv:2602.20628"]

properties:
  no_sabotage: {class: safety, about: no action does irreversible harm}
  bounded_collusion: the policy and its copy share no signal that the others miss
  honeypots_look_real: the policy cannot tell a honeypot from real work

optimizers:
  lab:
    objective: {values: useful work without sabotage}
  policy:
    built_by: lab
    addresses: [proxy, approximate, suboptimality]    # deceptive stays open: GAP
    objective: {loss: task reward}
    lineage: {weights: large-1}

verifiers:
  monitor:
    lineage: {weights: large-1}                       # the policy's own weights
    error: {false_accept: 0.12}
  trusted:
    lineage: {weights: small-2, organisation: lab}
    error: {false_accept: {failures: 9, trials: 100, population: honeypots}}
  red_team:
    lineage: {person: red team, organisation: lab}
    error: {false_accept: [0.02, 0.20]}

checks:
  - by: {at_least: 2, of: [monitor, trusted, red_team]}
    claim: no_sabotage(policy)
    how: test
    coverage: 0.5
    needs: [bounded_collusion, honeypots_look_real]

observers:
  lab:
    prior: {no_sabotage(policy): [0.8, 1]}            # before any check
    assumes:
      - {claim: bounded_collusion, credence: [0.9, 1], because: red team exercise 2026-09, owner: control team, expires: 2027-06-30}
      - {claim: honeypots_look_real, credence: [0.95, 1]}

dependence:                                           # what is not named here is unknown, never independent
  - {latent: scheming, probability: [0, 0.05], defeats: [monitor, trusted]}
  - {common_cause: {organisation: lab}, beta: 0.1}

waivers:
  - break: TWR201                                     # COMMON_CAUSE
    at: [monitor, policy]
    reason: a copy is watched by a copy on purpose; it is not counted
    until: 2027-06-30

expect:
  lab: {no_sabotage(policy): SUPPORTED}
  breaks: [TWR201, TWR301, TWR302]
"""

EVERYTHING = """\
tower: 1
name: everything
about: every key, in every form
sources: one source
theories:
  A: {includes: [PA], reflects: [B], proves_con: {C: 1}, axioms: ["[B]p -> p"], hypotheses: {re: true, contains_EA: true, standard: true}}
  B: {reflects: {theory: EA, local: true}, proves_con: [PA], axioms: p}
  C: {includes: PA, proves_con: PA+Con^2}
  D: a theory in words
properties:
  P: never harms
  Q: {class: Pi_2, hereditary: no, testable: yes}
  R: {class: Σ₁}
  determinism:
optimizers:
  lab: {objective: {values: what we want}, theory: PA+RFN^2}
  company: {objective: mesa, lineage: {organisation: [lab, other]}, digest: abc, capability: 1200}
  system: {built_by: [lab, company], link: written, addresses: [bugs, proxy], generic: true, objective: {mesa: ""}, theory: PA, enacts: {Pmeta: [P, Q]}}
  child: a child in words
artifacts:
  leaf: {digest: sha256 of it, capability: -3/2, lineage: {key: k}}
  binary:
verifiers:
  Pmeta: {theory: PA+Con, spec: what it does, about: the one}
  grader: {error: {false_accept: eps, false_reject: [1e-4, .5]}, lineage: {weights: no}}
  other: {error: {false_accept: {failures: 0, trials: 10}}}
  person:
infinite: {claim: P, strength: reflection, folded: false, base: EA, base_included: yes, verified_in_base: false, sequence: elementary, proof: recursive}
checks:
  - {by: Pmeta, claim: P(system)}
  - {by: Pmeta@system, claim: "sound(Pmeta@system, P(child))", how: proof, result: pending}
  - {by: {at_least: 1, of: [grader, other]}, claim: "not P(leaf)", how: review, coverage: 1/2, population: all, subject: abc, amplified_by: debate, needs: determinism, about: it}
  - {by: person, claim: aligned(lab -> system)}
  - {by: person, claim: "consistent(PA, 2)", needs: ["rfn(PA, P(grader))", robust(lab → system), refines(grader), rate(grader), sound(grader)]}
observers:
  lab:
  auditor:
    theory: IΣ1
    prior: {P(system): [0.8, 1], determinism: 0.5}
    assumes:
      - gate(system)
      - {claim: determinism, because: b, owner: o, evidence: e, expires: 2027-06-30, credence: 9/10}
dependence:
  - {independent: [grader, other]}
  - {coalition: 2}
  - {latent: scheming, probability: 0.1, defeats: [grader]}
  - {common_cause: {weights: no}, beta: b}
requires:
  - P(system)
  - {claim: P(leaf), verdict: SUPPORTED, bound: 0.1, observer: auditor}
waivers:
  - {break: COMMON_CAUSE, at: grader, reason: on purpose}
  - {break: TWR104, at: [], reason: on purpose, until: 2027-01-01}
expect:
  auditor: {P(system): "COLLAPSED[1]"}
  breaks: [GAP, TWR302]
"""

EXAMPLES = {"seed": SEED, "x509": X509, "monitoring": MONITORING, "everything": EVERYTHING}

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
    "waivers: [{break: TWR999, at: [a], reason: r}]",
    "waivers: [{break: TWR101, at: [a]}]",
    "waivers: [{break: TWR101, reason: r}]",
    "expect: [TWR101]",
    "expect: {breaks: TWR101}",
    "expect: {lab: {P: OK}}",
    "infinite: {strength: 1}",
    "infinite: {claim: P, strength: strong}",
    "infinite: {claim: P, proof: short}",
    "theories: {A: {hypotheses: [re]}}",
    "theories: {A: {reflects: [{local: true}]}}",
    "theories: {A: {proves_con: {B: -1}}}",
)
