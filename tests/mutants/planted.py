"""The mutants: a wrong rule planted in one place, and the tests that must notice."""

from __future__ import annotations

from dataclasses import dataclass

TRUST = ("tests/logic/test_trust.py",)
LABELS = ("tests/propagation/test_fixpoint.py",)
HORN = ("tests/diagnosis/test_verdicts.py", "tests/propagation/test_horn_is_honest.py")
MODES = ("tests/evidence/test_modes.py",)
OPTIMIZERS = ("tests/gallery/test_optimizers.py",)
TRIAL = ("tests/evidence/test_trial.py",)
KEPT = ("tests/evidence/test_file.py",)
REFUTED = ("tests/diagnosis/test_refuted.py",)
LAWS = ("tests/diagnosis/test_verdicts.py", "tests/diagnosis/test_laws.py")


@dataclass(frozen=True, slots=True)
class Mutant:
    """Replace `old` by `new` in `file`; one of `tests` must fail."""

    name: str
    file: str
    old: str
    new: str
    tests: tuple[str, ...]
MENDING = ("tests/diagnosis/test_repairs.py",)


MUTANTS = (
    Mutant("soundness: what is accepted refutes", "tower/evidence/question.py",
           "return Judgement(taken and not ok, said, tuple(aims), counted)",
           "return Judgement(taken, said, tuple(aims), counted)", TRIAL),
    Mutant("soundness: what lacks the property refutes, accepted or not", "tower/evidence/question.py",
           "return Judgement(taken and not ok, said, tuple(aims), counted)",
           "return Judgement(not ok, said, tuple(aims), counted)", TRIAL),
    Mutant("robust: nobody looks at deployment", "tower/evidence/question.py",
           "    return deployed, trained\n", "    return (trained,)\n", TRIAL),
    Mutant("adversary: nothing is maximised", "tower/evidence/adversary.py",
           "            if phases is HUNT:\n", "            if False:\n", TRIAL),
    Mutant("counterexample: it is not made afresh", "tower/evidence/trial.py",
           "    made = pick.again(call)\n", "    made = pick.value\n", TRIAL),
    Mutant("several claims: the first finding speaks for all", "tower/evidence/trial.py",
           "    for status in (\"refuted\", \"untested\"):\n", "    for status in ():\n", TRIAL),
    Mutant("part: printing is let through", "tower/evidence/calls.py", "        if printed:\n", "        if False:\n", TRIAL),
    Mutant("part: mutation is let through", "tower/evidence/calls.py",
           "        if _changed(before, arguments):\n", "        if False:\n", TRIAL),
    Mutant("evidence: the code may change", "tower/evidence/digest.py",
           "        found.update(sha256(content).digest())\n", "        pass\n", KEPT),
    Mutant("evidence: the builder may change", "tower/evidence/digest.py", "names | built", "names", KEPT),
    Mutant("evidence: prose makes it stale", "tower/evidence/digest.py", 'replace(each, about="", **fields)',
           "replace(each, **fields)", KEPT),
    Mutant("evidence: other sources are forgotten", "tower/evidence/file.py",
           "fresh = {(each.claim, each.sources): each for each in new}",
           "fresh = {(each.claim, old and old[0].sources): each for each in new}", KEPT),
    Mutant("refuted: it may still be a premise", "tower/propagation/rules.py",
           "                return what in self.asker.refuted\n", "                return False\n", REFUTED),
    Mutant("refuted: a weaker counterexample is not enough", "tower/diagnosis/roots.py",
           "            stronger.add(Sound(claim.verifier))\n", "            pass\n", REFUTED),
    Mutant("saturation: consistency gives inclusion", "tower/logic/trust.py",
           'if kind != "proves_con" and lower not in found:', "if lower not in found:", TRUST),
    Mutant("widest path: the strength of a path is its strongest edge", "tower/logic/trust.py",
           "width = -negative if strength < 0 else min(-negative, strength)",
           "width = -negative if strength < 0 else max(-negative, strength)", TRUST),
    Mutant("widest path: an inclusion counts as trust", "tower/logic/trust.py",
           "state = (lower, strict or strength >= 0)", "state = (lower, True)", TRUST),
    Mutant("fixpoint: one premise is enough", "tower/propagation/fixpoint.py",
           "waits = [rule.needed for rule in rules]", "waits = [min(1, rule.needed) for rule in rules]", LABELS),
    Mutant("fixpoint: rules without premises are forgotten", "tower/propagation/fixpoint.py",
           "        if not waits[number]:\n            wave.setdefault", "        if False:\n            wave.setdefault",
           LABELS),
    Mutant("labels: supersets are kept", "tower/propagation/labels.py",
           "            if any(smaller & mask == smaller for smaller in known):\n                continue\n",
           "", LABELS),
    Mutant("labels: a cut label does not say so", "tower/propagation/labels.py",
           "                self.cut.add(fact)\n                continue", "                continue", LABELS),
    Mutant("cheapest: one premise is enough", "tower/propagation/cheapest.py",
           "if self.waits[number] == 0 and", "if self.waits[number] <= 1 and", LABELS),
    Mutant("transport: every trust edge is strong enough", "tower/propagation/rules.py",
           "            if edge.strength >= strength:\n", "            if edge.strength >= 0:\n", HORN),
    Mutant("transport: inclusions carry no trust", "tower/propagation/rules.py",
           "            elif edge.includes:\n", "            elif False:\n", HORN),
    Mutant("collapse: what is above a dead theory lives", "tower/propagation/rules.py",
           "return theory not in self.edges.dead and theory not in self.edges.doubtful",
           "return not (theory in self.edges.dead and theory == self.asker.theory)", LAWS),
    Mutant("principals: lineage is not merged", "tower/propagation/setting.py",
           "                if group[0] & pairs:\n", "                if False:\n", LAWS),
    Mutant("principals: the subject's own copy counts", "tower/propagation/setting.py",
           "                if common and name != verifier:\n", "                if False:\n", LAWS),
    Mutant("thresholds: k of the principals are enough", "tower/propagation/rules.py",
           "need=len(groups) - check.at_least + 1", "need=1", LAWS),
    Mutant("hereditary: the gate is not needed", "tower/propagation/rules.py",
           "yield Rule(fact, (part, Known(Gate(subject)), *body),", "yield Rule(fact, (part, *body),", LAWS),
    Mutant("hereditary: a check of P(x) is evidence for all that x builds", "tower/propagation/setting.py",
           "            return Part(claim.property, claim.subject)\n        return claim\n",
           "            return claim\n        return claim\n", LAWS),
    Mutant("classes: an eventually-property passes over plain consistency", "tower/model/values.py",
           'case "sigma":\n                return self.level', 'case "sigma":\n                return self.level - 1',
           (*HORN, *LAWS)),
    Mutant("exactness: a test is a proof", "tower/propagation/setting.py",
           'check.how in ("proof", "attestation")', "True", LAWS),
    Mutant("assumed: assumptions are green", "tower/diagnosis/judging.py",
           'verdict = "ASSUMED"\n', 'verdict = "GUARANTEED"\n', LAWS),
    Mutant("waivers: a waived break still counts", "tower/diagnosis/report.py",
           "if found.waived is None\n", "if True\n", LAWS),
    Mutant("display: a huge tower is checked for being looked at", "tower/api/display.py",
           "    if _declared(value) > MOST_CHECKED:\n", "    if False:\n", ("tests/api/test_display.py",)),
    Mutant("modes: a mode shows where training was lost as well", "tower/evidence/modes.py",
           'self.trained.status in ("tested", "exhausted") and', "True and", MODES),
    Mutant("modes: any link can be played", "tower/evidence/modes.py",
           "if mesa is None or run.base not in mesa.built_by:", "if mesa is None:", MODES),
    Mutant("laboratory: judgements may be asked for anywhere", "tower/gallery/lab/bases.py",
           "if case not in self.population:", "if False:", OPTIMIZERS),
    Mutant("laboratory: who is seen to steal stays", "tower/gallery/lab/watched.py",
           "replaced[day.lamp].append(int(caught))", "replaced[day.lamp].append(0)", OPTIMIZERS),
    Mutant("laboratory: a servant plans for today alone", "tower/gallery/lab/watched.py",
           "better = pocketing + patience * left * career > serving + patience * career",
           "better = pocketing > serving", OPTIMIZERS),
    Mutant("laboratory: the worst are kept", "tower/gallery/lab/evolution.py",
           "key=lambda each: -each[0]", "key=lambda each: each[0]", OPTIMIZERS),
    Mutant("repairs: a guarantee may be lost elsewhere", "tower/diagnosis/trial.py",
           "            return strength(answer) >= self._was[question]\n", "            return True\n", MENDING),
    Mutant("repairs: a new break is no trouble", "tower/diagnosis/trial.py",
           "(mark in still or self._new(mark, left[mark]))", "mark in still", MENDING),
    Mutant("repairs: to assume the claim mends everything", "tower/diagnosis/trial.py",
           "by_name = target.code in _BY_NAME or", "by_name = True or", MENDING),
    Mutant("repairs: every change costs the same", "tower/diagnosis/repairing.py",
           "problem.append([-number], weight=self.price([number]))", "problem.append([-number], weight=1)", MENDING),
    Mutant("repairs: a superfluous change is kept", "tower/diagnosis/repairing.py",
           "                least = self._least(made, given_up)\n", "                least = made\n", MENDING),
    Mutant("baselines: a finding is known however often it is found", "tower/exchange/baseline.py",
           "            left[key] -= told[-1]\n", "", ("tests/exchange/test_baseline.py",)),
    Mutant("differences: other assumptions are as good", "tower/diagnosis/difference.py",
           'return "better" if _covers(self.before, self.after) else "worse"', 'return "better"',
           ("tests/diagnosis/test_difference.py",)),
    Mutant("annotations: a percent sign is not escaped", "tower/exchange/github.py",
           '.replace("%", "%25")', "", ("tests/exchange/test_github.py",)),
)
