"""Mutants of the certificate checker, one wrong rule each: `python -m tests.mutants.checker [WORD ...]`.

Every mutant must make some test of the checker fail; survivors are named and make the run fail.
"""

from __future__ import annotations

import sys

from tests.mutants.__main__ import run
from tests.mutants.planted import Mutant

_TESTS = ("tests/logic/test_checker.py",)
_VERDICTS = ("tests/diagnosis/test_certificates.py",)
_INIT, _QUESTION, _STEPS, _WORLDS, _RULES, _VERDICT = (
    f"tower/logic/checker/{name}.py" for name in ("__init__", "question", "steps", "worlds", "rules", "verdict")
)


def _mutants(
    file: str, changes: dict[str, tuple[str, str]], tests: tuple[str, ...] = _TESTS
) -> list[Mutant]:
    return [Mutant(name, file, old, new, tests) for name, (old, new) in changes.items()]


CHECKER_MUTANTS = (
    *_mutants(_INIT, {
        "fields are not compared": ("if odd:", "if False:"),
        "any version will do": ("type(version) is not int or version != 1", "version != 1"),
        "the root is sound for nothing": (
            "frozenset(question.theories[each] for each in question.sound)", "frozenset[str]()"),
    }),
    *_mutants(_QUESTION, {
        "a theory is not below itself": (
            '_remembered("below", theory, lambda: _reached([theory], self._lower))',
            '_remembered("below", theory, lambda: _reached(self._lower(theory), self._lower))'),
        "a consistency edge is an inclusion": (
            '[lower for kind, lower, _ in self.under.get(theory, ()) if kind != "con"]',
            "[lower for kind, lower, _ in self.under.get(theory, ())]"),
        "an inclusion is a reflection": (
            'for kind, lower, _ in self.under.get(upper, ()) if kind == "reflects"]',
            'for kind, lower, _ in self.under.get(upper, ()) if kind != "con"]'),
        "a consistency edge is a reflection": (
            'for kind, lower, _ in self.under.get(upper, ()) if kind == "reflects"]',
            'for kind, lower, _ in self.under.get(upper, ()) if kind != "includes"]'),
        "an inclusion is trust": (
            'for kind, lower, _ in self.under.get(upper, ()) if kind != "includes")',
            "for kind, lower, _ in self.under.get(upper, ()))"),
        "edges run downward": (
            "found.setdefault(upper, []).append((kind, lower, strength))",
            "found.setdefault(lower, []).append((kind, upper, strength))"),
        "consistency needs no strict edge": (
            "_reached([(theory, False)], down) if strict))", "_reached([(theory, False)], down)))"),
        "an inclusion is strict": ('state[1] or kind != "includes"', "True"),
        "strengths do not count": ('if kind != "con" or strength >= least]', "]"),
        "iff is read as implies": (
            "return (-n, -a, b), (-n, a, -b), (n, a, b), (n, -a, -b)",
            "return (-n, -a, b), (-n, -a, b), (n, a, b), (n, -a, -b)"),
        "or is read as and": ("n, a, b = -n, -a, -b", "n, a, b = n, a, b"),
        "implies is turned round": ("n, b = -n, -b", "n, a = -n, -a"),
        "a conjunction is true when one part is": ("(-n, a), (-n, b), (n, -a, -b)", "(-n, a), (-n, b), (n, -a)"),
        "the clauses of a false node hold": (
            'return ((number if kind == "true" else -number,),)', "return ((number,),)"),
        "a denial is its part": ("literal = -self.literal[part]", "literal = self.literal[part]"),
        "a part may be the node itself": (
            "left, right = numbers_of(parts, 1, here - 1)", "left, right = numbers_of(parts, 0, here)"),
        "a box may have no body": (
            "Box(name, self.formulas[number_of(part, 1, here - 1)])",
            "Box(name, self.formulas[number_of(part, 0, here - 1)])"),
        "0 is a literal": ("if 0 in found:", "if False:"),
        "denied literals lose their sign": (
            "else -self.literal[-each] for each in found]", "else self.literal[-each] for each in found]"),
        "soundness beside axioms": ("if question.sound and (", "if False and ("),
        "booleans are numbers": ("if type(data) is not int or", "if not isinstance(data, int) or"),
    }),
    *_mutants(_STEPS, {
        "the premises need not be refuted": ("if not self.refuted:", "if False:"),
        "a local clause needs no proof": (
            "if not (self._assume(-each for each in clause) or self._follow(hints)):", "if False:"),
        "a local clause is assumed, not denied": (
            "self._assume(-each for each in clause)", "self._assume(each for each in clause)"),
        "what a local clause made true stays": ("self.true.difference_update(self.order[size:])", "pass"),
        "a clause with two open literals is a unit": (
            "if left or literal in self.true:", "if literal in self.true:"),
        "a satisfied clause is a unit": ("if left or literal in self.true:", "if left:"),
        "a false clause is no contradiction, a unit is": ("if found == 0:", "if found:"),
        "a lemma may name what is not there yet": (
            "if not 0 <= number < len(self.lemmas):", "if not 0 <= number <= len(self.lemmas):"),
        "a companion holds everywhere": ("if lemma.only is not None and (", "if False and ("),
        "a companion holds at the root": (
            "self.theory is None or lemma.only not in",
            "self.theory is not None and lemma.only not in"),
        "a companion needs strength 0": ("consistent(self.theory, 1)", "consistent(self.theory, 0)"),
        "reflection holds everywhere": ("if not allowed:", "if False:"),
        "reflection of what is included": (
            "allowed = lower in question.reflected(self.theory)",
            "allowed = lower in question.below(self.theory)"),
        "reflection is completeness": (
            "return -node, question.literal[body]", "return node, -question.literal[body]"),
        "the root is sound for its own theories only": (
            "any(lower in question.below(each) for each in question.sound)", "lower in question.sound"),
        "the goal may be another": (
            'type(step["goal"]) is not int or step["goal"] != question.goal', "False"),
        "the goal is assumed, not denied": (
            "[-question.literal[question.goal]]", "[question.literal[question.goal]]"),
        "no step is a proof": ("if not steps:", "if False:"),
        "a lemma may be about any node": ('if question.nodes[node][0] != "box":', "if False:"),
        "Löb gives the body": (
            "gift = [node], [node, -question.literal[body]]", "gift = [node], [node, question.literal[body]]"),
        "every box opens": ("if node[1] in question.below(theory):", "if True:"),
        "boxes open downward": (
            "if node[1] in question.below(theory):", "if theory in question.below(node[1]):"),
        "a denied Σ1 letter persists": ('(literal > 0 or kind == "con")', "True"),
        "every letter persists": ('and node[1] in question.sigma and', "and"),
        "a denied box persists": (
            'or node[0] == "box" and kind == "con"):', 'or node[0] == "box"):'),
        "anything persists": ("raise CertificateError(f\"literal {literal} does not persist\")", "pass"),
        "axioms of any theory": (
            "if not question.below(theory).isdisjoint(question.owners.get(literal, ())):",
            "if literal in question.owners:"),
        "any box may be denied": ("and question.formulas[node[2]] is FALSE:", "and True:"),
        "the inconsistency of a trusted theory": ('if literal < 0 and node[0] == "box"', 'if node[0] == "box"'),
        "consistency of any theory": (
            "node[1] in question.consistent(theory, 0)", "node[1] in range(len(question.theories))"),
        "a lemma forgets what it starts from": (
            "_Lemma(tuple(-each for each in start) + tuple(conclusion),", "_Lemma(tuple(conclusion),"),
        "a companion is for every theory": ('None if kind == "box" else theory)', "None)"),
    }),
    *_mutants(_WORLDS, {
        "no world is a model": ("if not worlds:\n        raise", "if False:\n        raise"),
        "a world may see itself": ("0 if loops else number + 1,", "0 if loops else number,"),
        "the order is not transitive": ("if target[later] or seen[later]:", "if target[later]:"),
        "the goal may be true": ('frame.none(1 & frame.value[question.goal], "makes the goal true")', "pass"),
        "axioms need not hold": ("& ~frame.value[node], f\"violates", "& 0, f\"violates"),
        "boxes look at all worlds": (
            "self.members.get(node[1], 0) & ~self.value[node[2]]", "self.everywhere & ~self.value[node[2]]"),
        "iff is read as or": ("everywhere ^ a ^ b", "a | b"),
        "implies is read as and": ("(everywhere ^ a) | b", "a & b"),
        "consistency edges need no world": ("if label is not None and wanted[label] & ~seen[number]:", "if False:"),
        "only the next worlds are seen": (
            "seen[number] |= seen[later] | (0 if label is None else below[label])",
            "seen[number] |= (0 if label is None else below[label])"),
        "a finite strength asks for any world": ("here & same & ~frame.before(there & same)", "0"),
        "letters are not compared over strong edges": (
            "columns += [frame.letters.get(name, 0) for name in sorted(question.sigma)]", "pass"),
        "Σ1 letters may be lost": ("found & frame.before(everywhere ^ found)", "0"),
        "decidable letters may be gained": ("(everywhere ^ found) & frame.before(found)", "0"),
        "Σ1 letters may not be gained": (
            "if name in question.decidable:\n            frame.none((", "if True:\n            frame.none(("),
        "models need not be sound": ("here & frame.value[number] & ~frame.value[part]", "0"),
        "a sound root is not asked": ("| (theory in trusted)", "| 0"),
        "soundness does not go down": (
            "frozenset(lower for each in question.sound for lower in question.below(each))",
            "frozenset(question.sound)"),
        "boxes may be made true": ('if question.nodes[node][0] != "atom":', "if False:"),
    }),
    *_mutants(_RULES, {
        "anything may be assumed": ("return parts[0] in line.assumptions", "return True"),
        "refinement is not asked of a proof": ('or not line.has(("refines", verifier)):', "or False:"),
        "needs are not met": ("if not line.has(*check.needs):", "if False:"),
        "a check is evidence for any claim": ("or line.head[1] != _evidence_for(check, line.given):", "or False:"),
        "one principal is enough": ("len(standing) > len(check.groups) - check.at_least", "len(standing) > 0"),
        "the gate is open": ('line.has(("part", name, subject), ("gate", subject)):', 'line.has(("part", name, subject)):'),
        "trust of a child's theory is not needed": ("return line.trusts(None, theory, need) or any(", "return True or any("),
        "one child stands for all": ('*(("holds", name, each) for each in built))', '*(("holds", name, each) for each in built[:1]))'),
        "builders build nothing": ("return barren and line.has", "return line.has"),
        "strength is not compared": ("and fact[3] >= strength for fact", "for fact"),
        "an inclusion is trust in a line": ("if strict and edge.strength >= max(need, 0)", "if strict"),
        "premises of edges are not asked": ("if edge.lower != theory or not line.has(*edge.premises):", "if edge.lower != theory:"),
        "soundness of one claim is soundness": ('line.head[1][0] == "sound" and line.has(("sound", line.head[1][1], None))', "True"),
    }, _VERDICTS),
    *_mutants(_VERDICT, {
        "the last line is any line": ('return bool(self.facts) and self.facts[-1] == ("known", self.claim)', "return True"),
        "a test guarantees": ("if not check.exact:", "if False:"),
        "axioms need no source": ("missing = sorted(", "missing = [] and sorted("),
        "edges need no source": ("            if not found:\n", "            if False:\n"),
        "nothing is shown to collapse": ("if not dead:", "if False:"),
    }, _VERDICTS),
)


def main(wanted: list[str]) -> int:
    """Run all mutants, or those whose name contains a word given; say what became of each."""
    chosen = [each for each in CHECKER_MUTANTS if not wanted or any(word in each.name for word in wanted)]
    left = 0
    for mutant in chosen:
        word = run(mutant).word
        left += word != "killed"
        print(f"{word:9} {mutant.name}", flush=True)
    print(f"{len(chosen) - left} of {len(chosen)} killed")
    return 1 if left else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
