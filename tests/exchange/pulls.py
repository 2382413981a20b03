"""Pull requests as `gh pr view --json number,title,author,commits,reviews,headRefOid,files` prints them.

The shape is that of gh 2.x: the author of a pull request has `is_bot` and, for a bot, the login
`app/NAME`; a commit has `authors` with `email`, `id`, `login`, `name`; a review has the login of its
author alone, the association, the state and the commit.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

HEAD = "9f3c2e1a0b1c2d3e4f5a6b7c8d9e0f1a2b3c4d5e"
OLD = "41ab07d0c1d2e3f4a5b6c7d8e9f0a1b2c3d4e5f6"


def author(login: str) -> dict[str, Any]:
    """Who opened a pull request."""
    bot = login.endswith("[bot]")
    shown = f"app/{login.removesuffix('[bot]')}" if bot else login
    return {"id": f"ID_{login}", "is_bot": bot, "login": shown, **({} if bot else {"name": login.title()})}


def commit(oid: str, *logins: str) -> dict[str, Any]:
    """A commit by one or several authors."""
    return {
        "authoredDate": "2026-11-20T10:00:00Z", "committedDate": "2026-11-20T10:00:00Z",
        "messageBody": "", "messageHeadline": "cache tokens", "oid": oid,
        "authors": [
            {"email": f"{login}@users.noreply.github.com", "id": f"ID_{login}", "login": login, "name": login}
            for login in logins
        ],
    }  # fmt: skip


def review(login: str, oid: str = HEAD, state: str = "APPROVED", when: int = 1, member: str = "MEMBER") -> dict[str, Any]:
    """A review of a commit."""
    return {
        "id": f"PRR_{login}{when}", "author": {"login": login.removesuffix("[bot]")}, "authorAssociation": member,
        "body": "", "submittedAt": f"2026-11-21T10:{when:02}:00Z", "includesCreatedEdit": False,
        "reactionGroups": [], "state": state, "commit": {"oid": oid},
    }  # fmt: skip


def pull(by: str, commits: Iterable[dict[str, Any]], reviews: Iterable[dict[str, Any]], **more: Any) -> dict[str, Any]:
    """A pull request."""
    return {
        "author": author(by), "commits": list(commits),
        "files": [{"path": "src/auth/token.py", "additions": 10, "deletions": 2}], "headRefOid": HEAD,
        "reviews": list(reviews), "number": 412, "title": "cache tokens", **more,
    }  # fmt: skip


def by_agent() -> dict[str, Any]:
    """An agent wrote a change; alice, with whose token it runs, approved it, and carol an older commit."""
    commits = [commit(OLD, "fixer[bot]"), commit(HEAD, "fixer[bot]")]
    return pull("fixer[bot]", commits, [review("carol", OLD, when=1), review("alice", when=2)])


def by_two_people() -> dict[str, Any]:
    """Alice wrote a change and bob approved its head."""
    return pull("alice", [commit(HEAD, "alice")], [review("bob")])


def written(folder: Path, value: object, name: str = "pr.json") -> str:
    """A JSON file with a value; its path."""
    file = folder / name
    file.write_text(json.dumps(value), encoding="utf-8")
    return str(file)
