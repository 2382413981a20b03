"""A pull request, as `gh pr view --json author,commits,reviews,headRefOid,files` prints it.

The platform knows accounts, not persons: an account of a person is taken for that person, a bot for
its key, and who runs the bot is known only if somebody says so (`tower.exchange.principals`).  Of
every reviewer the last verdict counts, for the commit on which it was given.  The soundness of a
reviewer is assumed for nobody but those whom the repository itself lists as its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from ..errors import FileError
from ..frozen import frozen
from ..late import Late
from ..model.claims import Claim, Holds, Sound
from ..model.values import Check, Requirement, Result
from .content import MOST_THINGS, Entries, Json, entries, items, text
from .given import Found, Given
from .sketch import Artefact, Sketch

_policy = Late("tower.exchange.policy")

FIELDS = "author,commits,reviews,headRefOid,files"
REVIEWED = "reviewed"
_VERBS = {"accept": "approved", "reject": "asked for changes to", "decline": "once approved"}
_RESULTS: dict[str, Result] = {"APPROVED": "accept", "CHANGES_REQUESTED": "reject", "DISMISSED": "decline"}
_INSIDERS = frozenset({"OWNER", "MEMBER", "COLLABORATOR"})
_BOT = "[bot]"
_SHORT = 7  # signs of a commit, at least


@frozen(slots=True)
class Account:
    """An account of the platform; a bot acts with somebody's key, and an address is no account yet."""

    login: str
    bot: bool = False
    linked: bool = True

    @property
    def lineage(self) -> tuple[str, str]:
        """Who it is, as far as the platform knows."""
        return ("key" if self.bot else "person", self.login)


@frozen(slots=True)
class Review:
    """The verdict of a reviewer that counts."""

    account: Account
    result: Result
    commit: str
    association: str


def artefact(found: Found, given: Given) -> Artefact:
    """The tower of a pull request; FileError where it lacks what has to be there.

    >>> value = {"author": {"login": "ann"}, "commits": [], "reviews": [], "headRefOid": "1"}
    >>> made = artefact(Found("pr.json", value=value), Given())
    >>> made.title, [str(need.claim) for need in made.model.requires]
    ('pull request at 1', ['reviewed(change)'])
    """
    pull = _whole(found.value, found.path)
    return _Reader(pull, found.path, given).artefact()


def _whole(value: Json, file: str) -> Entries:
    pull = entries(value)
    missing = [key for key in ("author", "commits", "reviews", "headRefOid") if key not in pull]
    if missing:
        message = f"the pull request lacks {', '.join(missing)}"
        raise FileError(message, file=file, expected=f"gh pr view --json {FIELDS}")
    if not text(pull["headRefOid"]):
        raise FileError("headRefOid is no commit", file=file, expected="the id of the head commit")
    for key in ("commits", "reviews", "files"):
        _listed(pull.get(key, []), key, file)
    for each in pull["commits"]:
        _listed(each.get("authors", []), "authors", file)
        if not text(each.get("oid")):
            raise FileError("a commit without an id", file=file, expected="oid, as gh writes it")
    return pull


def _listed(value: Json, key: str, file: str) -> None:
    """What is no list may hide a maker: it is refused, never passed over."""
    if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
        raise FileError(f"{key} is no list of objects", file=file, expected="what gh pr view --json prints")
    if len(value) > MOST_THINGS:
        raise FileError(f"too many {key}", file=file, expected=f"at most {MOST_THINGS}")


def account(value: Json) -> Account:
    """The account of an author: bots are `app/NAME`, `NAME[bot]`, or marked as such.

    >>> account({"login": "app/fixer", "is_bot": True}), account({"login": "ann"}).lineage
    (Account(login='fixer[bot]', bot=True, linked=True), ('person', 'ann'))
    """
    found = entries(value)
    login = text(found.get("login")) or text(found.get("email")) or text(found.get("name"))
    bot = found.get("is_bot") is True or login.startswith("app/") or login.endswith(_BOT)
    bare = login.removeprefix("app/").removesuffix(_BOT) if bot else login
    shown = f"{bare}{_BOT}" if bot else login or "an account without a name"
    return Account(shown, bot, linked=bool(text(found.get("login"))))


def last_reviews(value: Json, bots: frozenset[str]) -> list[Review]:
    """Of every reviewer the last verdict; comments change nothing."""
    found: dict[str, Review] = {}
    for each in sorted(items(value), key=lambda each: text(each.get("submittedAt"))):
        result = _RESULTS.get(text(each.get("state")))
        if result is not None:
            who = account(each.get("author"))
            if who.login.casefold() + _BOT in bots:  # a review names the account of a bot without its mark
                who = Account(who.login + _BOT, bot=True)
            commit = text(entries(each.get("commit")).get("oid"))
            found[who.login] = Review(who, result, commit, text(each.get("authorAssociation")))
    return list(found.values())


def abbreviations(commits: Iterable[str]) -> dict[str, str]:
    """Short names for commits, as long as is needed to tell them apart.

    >>> abbreviations(["9f3c2e1aa", "9f3c2e1ab", "41ab07d"])
    {'9f3c2e1aa': '9f3c2e1aa', '9f3c2e1ab': '9f3c2e1ab', '41ab07d': '41ab07d'}
    """
    known = sorted(set(commits))
    room = _SHORT
    for one, other in zip(known, known[1:], strict=False):
        same = next((at for at, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]),
                    min(len(one), len(other)))  # fmt: skip
        room = max(room, same + 1)
    return {commit: commit[:room] for commit in commits}


class _Reader:
    """Makes the tower of one pull request."""

    def __init__(self, pull: Entries, file: str, given: Given) -> None:
        self.pull = pull
        self.given = given
        self.head = text(pull["headRefOid"])
        self.spelled = {
            account({"login": name}).login.casefold(): name
            for kind, alias in given.aliases.known.items() if kind[0] == "person"
            for name in (alias.name, alias.principal)
        }
        self.makers = tuple(dict.fromkeys(map(self._spelling, self._makers())))
        known = (name for name in self.spelled if name.endswith(_BOT))
        made = (account({"login": each.login}).login.casefold() for each in self.makers if each.bot)
        found = last_reviews(pull["reviews"], frozenset([*known, *made]))
        self.reviews = [replace(each, account=self._spelling(each.account)) for each in found]
        commits = [text(each.get("oid")) for each in items(pull["commits"])]
        given_on = [review.commit for review in self.reviews if review.commit]
        self.pushed = commits
        self.short = abbreviations([self.head, *commits, *given_on])
        number = text(pull.get("number"))
        self.sketch = Sketch(file, f"pull-request-{number}" if number else "pull-request", self.title)

    def _spelling(self, one: Account) -> Account:
        """An account as it is first spelled: capitals make no other account."""
        return replace(one, login=self.spelled.setdefault(one.login.casefold(), one.login))

    def _makers(self) -> Iterator[Account]:
        yield account(self.pull["author"])
        for commit in items(self.pull["commits"]):
            yield from map(account, items(commit.get("authors")) or [{}])

    @property
    def title(self) -> str:
        number, title = text(self.pull.get("number")), text(self.pull.get("title"))
        said = " ".join(filter(None, (number, f'"{title}"' if title else "")))
        return f"pull request {said or f'at {self.short[self.head]}'}"

    def artefact(self) -> Artefact:
        sketch = self.sketch
        sketch.says(REVIEWED, "somebody who did not write the change has found no harm in it")
        change = sketch.node(
            "artifacts", "change", (each.lineage for each in self.makers),
            digest=self.short[self.head], about=self._written(),
        )  # fmt: skip
        claim = Holds(REVIEWED, change)
        needs = (*self._runners(), *self._rest(change))
        sketch.observe("repository")
        approvals = {review.account.login: self._check(claim, review, needs) for review in self.reviews}
        if not self.reviews:
            sketch.requires.append(Requirement(claim, "SUPPORTED"))
        files = tuple(filter(None, (text(each.get("path")) for each in items(self.pull.get("files")))))
        if self.given.policy:
            rules = _policy.read_policy(self.given.policy)
            sketch.headcounts = _policy.required(sketch, rules, files, approvals, self.given)
        return Artefact(sketch.model, "pull-request", self.title, (), files)

    def _written(self) -> str:
        return f"written by {', '.join(each.login for each in self.makers)}"

    def _runners(self) -> Iterator[Holds]:
        """What has to be known of every maker of whom nobody said who that is, or who runs it."""
        for maker in (each for each in self.makers if each.bot or not each.linked):
            if self.given.aliases.principal("person", maker.login) is None:
                says = ("run_by_another", "none of the reviewers runs it")
                prop, about = says if maker.bot else ("is_another", "it is none of the reviewers")
                what = "a bot" if maker.bot else "no account of the platform"
                name = self.sketch.node("optimizers", maker.login, [maker.lineage], about=what)
                yield Holds(self.sketch.says(prop, about), name)

    def _rest(self, change: str) -> Iterator[Holds]:
        """What has to be known where the list of commits ends before the head: gh lists the first hundred."""
        if self.head not in self.pushed:
            about = "nobody else wrote to it: the commits that are listed end before the head"
            yield Holds(self.sketch.says("all_makers_listed", about), change)

    def _check(self, claim: Holds, review: Review, needs: tuple[Holds, ...]) -> Check:
        name = self.sketch.node("verifiers", review.account.login, [review.account.lineage])
        # needs stand for the soundness of the reviewer, unless they name it
        both: tuple[Claim, ...] = (*needs, Sound(name)) if needs else ()
        check = Check(
            (name,), claim, "review", needs=both, result=review.result,
            subject=self.short.get(review.commit, "an unknown commit"), about=self._said(review),
        )  # fmt: skip
        self.sketch.check(check)
        if review.association in _INSIDERS:
            because = f"the repository lists {name} as {review.association}"
            self.sketch.assume("repository", Sound(name), because)
        return check

    def _said(self, review: Review) -> str:
        """A verdict in words: what was approved, and how many commits ago."""
        verb = _VERBS[review.result]
        if not review.commit:
            return f"{verb} a commit that is not named"
        if review.commit == self.head:
            return f"{verb} {self.short[self.head]} (head)"
        return f"{verb} {self.short[review.commit]}{self._ago(review.commit)}"

    def _ago(self, commit: str) -> str:
        if commit not in self.pushed:
            return ""
        behind = len(self.pushed) - 1 - self.pushed.index(commit)
        return f", {behind} commit{'' if behind == 1 else 's'} ago" if behind else ""
