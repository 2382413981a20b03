"""CODEOWNERS and the rules of a branch: who has to approve.  Who did, only a pull request shows.

Read are CODEOWNERS as GitHub has it, the branch protection of the API, and rulesets.  Beside a pull
request (`--policy`) they add what it must show: approvals by so many reviewers who are no makers, and
by an owner of every file that changes.  A team is known by who is said to be in it (`--principals`,
section `team`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache

from ..errors import FileError
from ..model.claims import Holds
from ..model.values import Check, Headcount, Requirement
from .content import Json, entries, items, json_of, read_bytes, text_of
from .given import Found, Given
from .sketch import Artefact, Sketch, printable

OWNED = "approved_by_an_owner"
_SAYS = "an owner of these files approved the change"
_ALONE = "a policy shows who has to approve, not who did: give the pull request, and this with --policy"
_LONGEST = 3_000_000  # bytes of a CODEOWNERS file, as GitHub has it
MOST_RULES = 20_000


@dataclass(frozen=True)
class Rule:
    """One line of CODEOWNERS: which files, and whose they are."""

    pattern: str
    owners: tuple[str, ...]

    def covers(self, path: str) -> bool:
        """Whether a file falls under the rule.

        >>> Rule("docs/", ()).covers("a/docs/x.md"), Rule("/docs/*", ()).covers("docs/a/x.md")
        (True, False)
        """
        return _expression(self.pattern).fullmatch(path) is not None


@dataclass(frozen=True)
class Policy:
    """What has to hold of a pull request."""

    approvals: int = 0
    by_owners: bool = False
    rules: tuple[Rule, ...] = field(default=())

    def owners(self, path: str) -> tuple[str, ...]:
        """Whose a file is: the last rule that covers it decides."""
        return next((rule.owners for rule in reversed(self.rules) if rule.covers(path)), ())

    def with_(self, other: Policy) -> Policy:
        """Both together: the stricter of each."""
        by_owners = self.by_owners or other.by_owners
        return Policy(max(self.approvals, other.approvals), by_owners, (*self.rules, *other.rules))


def read_policy(paths: Iterable[str]) -> Policy:
    """The policy of some files; FileError for one that is none."""
    found = Policy()
    for path in paths:
        data = read_bytes(path, "CODEOWNERS, or the rules of a branch")
        begins = data.lstrip()[:1]
        value = json_of(data, path) if begins in (b"{", b"[") else None
        found = found.with_(policy_of(Found(path, data, value)))
    return found


def policy_of(found: Found) -> Policy:
    """The policy of one file.

    >>> policy_of(Found("CODEOWNERS", b"* @ann\\n/docs/ @bob @org/writers\\n")).owners("docs/x")
    ('bob', 'org/writers')
    """
    if found.value is not None:
        return _rules_of_branch(found.value, found.path)
    if len(found.data) > _LONGEST:
        raise FileError("the file is too large", file=found.path, expected=f"at most {_LONGEST} bytes")
    return Policy(rules=tuple(_code_owners(text_of(found.data, found.path), found.path)))


def _code_owners(content: str, file: str) -> Iterator[Rule]:
    for number, line in enumerate(content.splitlines(), 1):
        words = line.split("#", 1)[0].split()
        if number > MOST_RULES:
            raise FileError("too many rules", file=file, expected=f"at most {MOST_RULES}")
        if words and not words[0].startswith("["):
            wrong = next((word for word in words[1:] if "@" not in word), None)
            if wrong is not None:
                message = f"{wrong!r} is no owner"
                raise FileError(message, file=file, line=number, expected="@NAME or an address")
            yield Rule(words[0], tuple(word.removeprefix("@") for word in words[1:]))


def _rules_of_branch(value: Json, file: str) -> Policy:
    """Branch protection, a ruleset, or the list of rules that hold for a branch."""
    whole = entries(value)
    protection = whole.get("required_pull_request_reviews")
    rules = items(value) or items(whole.get("rules"))
    asked = [entries(each.get("parameters")) for each in rules if each.get("type") == "pull_request"]
    asked += [entries(protection)] if protection is not None else []
    if not asked and not rules and "required_pull_request_reviews" not in whole:
        expected = "branch protection, or the rules of a ruleset"
        raise FileError("no rules of a branch", file=file, expected=expected)
    numbers = (each.get("required_approving_review_count") for each in asked)
    counts = [number for number in numbers if isinstance(number, int)]
    flags = ("require_code_owner_reviews", "require_code_owner_review")
    by_owners = any(each.get(flag) is True for each in asked for flag in flags)
    return Policy(max(counts, default=0), by_owners)


@lru_cache(maxsize=MOST_RULES)
def _expression(pattern: str) -> re.Pattern[str]:
    """A pattern as in .gitignore, without `!` and `[ ]`, which CODEOWNERS does not know."""
    anchored = "/" in pattern.rstrip("/")
    body = pattern.strip("/")
    pieces = re.split(r"(/\*\*/|\*\*/|/\*\*|\*\*|\*|\?)", body)
    parts = (_PIECES.get(piece) or re.escape(piece) for piece in pieces)
    below = "" if body.endswith("*") and anchored else "(?:/.*)?"
    inside = "/.*" if pattern.endswith("/") else below
    return re.compile(("" if anchored else "(?:.*/)?") + "".join(parts) + inside)


_PIECES = {"/**/": "/(?:.*/)?", "**/": "(?:.*/)?", "/**": "/.*", "**": ".*", "*": "[^/]*", "?": "[^/]"}


# a policy alone


def artefact(found: Found, given: Given) -> Artefact:
    """The tower of a policy alone: its rules, and that nothing shows whether they were kept."""
    policy = policy_of(found)
    sketch = Sketch(found.path, "policy", "who has to approve what")
    sketch.observe("repository")
    sketch.says(OWNED, _SAYS)
    for rule in policy.rules:
        files = sketch.node("artifacts", rule.pattern, about="files that a rule covers")
        sketch.requires.append(Requirement(Holds(OWNED, files), "SUPPORTED"))
        for owner in rule.owners:
            name = sketch.node("verifiers", owner)
            sketch.check(Check((name,), Holds(OWNED, files), "review", result="pending"))
    if not policy.rules:
        change = sketch.node("artifacts", "change", about="any change of the branch")
        sketch.requires.append(Requirement(Holds(OWNED, change), "SUPPORTED"))
    unique = {need.claim: need for need in sketch.requires}
    sketch.requires = list(unique.values())
    return Artefact(sketch.model, "policy", "policy of a branch", (_ALONE,))


# beside a pull request


def required(
    sketch: Sketch, policy: Policy, files: Iterable[str], approvals: dict[str, Check], given: Given
) -> tuple[Headcount, ...]:
    """Add to a pull request what a policy asks: an owner of every file, and so many reviewers.

    `approvals` are the checks by account; an owner counts when their check of the change does.
    """
    groups: dict[tuple[str, ...], list[str]] = {}
    for path in files if policy.by_owners else ():
        if policy.owners(path):
            groups.setdefault(policy.owners(path), []).append(path)
    for owners, paths in groups.items():
        _owned(sketch, owners, paths, approvals, given)
    return (Headcount("reviewers", policy.approvals),) if policy.approvals else ()


def _owned(
    sketch: Sketch, owners: tuple[str, ...], paths: list[str], approvals: dict[str, Check], given: Given
) -> None:
    """One requirement for all files that the same owners have."""
    change = next(iter(sketch.parts["artifacts"].values()))
    files = paths[0] + (f" and {len(paths) - 1} more" if len(paths) > 1 else "")
    prop = sketch.names(f"approved_by_{'-or-'.join(owners)}", "property")
    claim = Holds(sketch.says(prop, printable(f"an owner of {files} approved it")), change.name)
    sketch.requires.append(Requirement(claim, "SUPPORTED"))
    for account, check in approvals.items():
        if _is_owner(account, owners, given):
            sketch.check(replace(check, claim=claim))


def _is_owner(account: str, owners: tuple[str, ...], given: Given) -> bool:
    team = given.aliases.principal("team", account)
    return any(owner.casefold() in (account.casefold(), (team or "").casefold()) for owner in owners)
