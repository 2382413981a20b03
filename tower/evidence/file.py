"""Evidence files: `x.evidence.json` beside `x.tower.yaml`, one record for each assumption that was tested.

Reading one tells which records are stale, from the tower and from the bytes of the sources; nothing
is imported.  Writing keeps the records of other claims, is done in one step, and never replaces a
file that is no evidence file.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

from ..errors import ClaimError, FileError
from ..late import Late
from ..model.claim_parser import parse_claim
from ..model.claims import Claim
from ..model.evidence import Evidence, Status
from ..model.nodes import shortened
from ..model.values import Model

_digest = Late("tower.evidence.digest")
_tempfile = Late("tempfile")

VERSION = 1
ENDING = ".evidence.json"
LARGEST = 10_000_000  # bytes
_TEXTS = ("bound", "confidence", "population", "counterexample", "date", "digest", "note")
_KEYS = (
    "claim", "status", "n", "bound", "confidence", "population", "counterexample", "date", "seed", "examples",
    "digest", "sources", "versions", "note",
)  # fmt: skip


def beside(path: str | os.PathLike[str]) -> Path:
    """Where the evidence of a tower file is kept.

    >>> beside("towers/seed.tower.yaml").name, beside("pr.json").name
    ('seed.evidence.json', 'pr.evidence.json')
    """
    given = Path(path)
    stem = next(
        (
            given.name.removesuffix(each)
            for each in (".tower.yaml", ".tower.yml")
            if given.name.endswith(each)
        ),
        given.stem,
    )
    return given.with_name(stem + ENDING)


def load_evidence(path: str | os.PathLike[str], model: Model) -> tuple[Evidence, ...]:
    """The records of a file, each marked stale if its subject changed; none where there is no file.

    FileError with the place of what is wrong: evidence that cannot be read is never passed over.
    """
    folder = Path(path).parent
    return tuple(replace(each, stale=_stale(each, model, folder)) for each in existing(path))


def _text(path: Path) -> str:
    try:
        if not path.is_file():
            raise FileError("this is no regular file", file=str(path), expected="an evidence file")
        with path.open("rb") as stream:
            data = stream.read(LARGEST + 1)
        if len(data) > LARGEST:
            raise FileError(
                "the file is too large", file=str(path), expected=f"at most {LARGEST} bytes"
            )
        return data.decode("utf-8-sig")
    except OSError as error:
        raise FileError(f"cannot be read: {error.strerror or error}", file=str(path)) from None
    except UnicodeDecodeError:
        raise FileError("not UTF-8 text", file=str(path), expected="an evidence file") from None


def loads_evidence(text: str, name: str = "<text>") -> tuple[Evidence, ...]:
    """The records of a text, none of them marked stale; FileError with what is wrong.

    >>> loads_evidence('{"evidence": 1, "records": [{"claim": "gate(x)", "status": "refuted"}]}')[0].status
    'refuted'
    """
    return _records(text, name)


def _records(text: str, name: str) -> tuple[Evidence, ...]:
    try:
        whole = json.loads(text, object_pairs_hook=_without_duplicates)
    except json.JSONDecodeError as error:
        raise FileError(
            f"no JSON: {error.msg}", file=name, line=error.lineno, column=error.colno
        ) from None
    except (ValueError, RecursionError) as error:
        reason = "it is nested too deeply" if isinstance(error, RecursionError) else str(error)
        raise FileError(f"no evidence: {reason}", file=name) from None
    if (
        not isinstance(whole, dict)
        or whole.get("evidence") != VERSION
        or isinstance(whole["evidence"], bool)
    ):
        raise FileError("this is no evidence file", file=name, expected=f'"evidence": {VERSION}')
    _only(name, "the file", whole, ("evidence", "tower", "records"))
    records = whole.get("records", [])
    if not isinstance(records, list):
        raise FileError("records is no list", file=name, expected="a list of records")
    return tuple(_record(name, f"record {number}", each) for number, each in enumerate(records, 1))


def _without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = next(key for key, _ in pairs if sum(key == other for other, _ in pairs) > 1)
        raise ValueError(f"the key {shortened(twice)} stands twice")
    return found


def _only(name: str, where: str, entries: dict[str, Any], known: Iterable[str]) -> None:
    unknown = [key for key in entries if key not in set(known)]
    if unknown:
        found = f"{where} has the unknown key {shortened(unknown[0])}"
        raise FileError(found, file=name, expected=f"one of {', '.join(known)}")


def _record(name: str, where: str, entries: Any) -> Evidence:
    if not isinstance(entries, dict):
        raise FileError(f"{where} is no object", file=name, expected="a record")
    _only(name, where, entries, _KEYS)
    for key in ("claim", "status"):
        if key not in entries:
            raise FileError(f"{where} has no {key}", file=name, expected=f"a {key}")
    if entries["status"] not in get_args(Status):
        found = f"{where}: status {shortened(str(entries['status']))}"
        raise FileError(found, file=name, expected=f"one of {', '.join(get_args(Status))}")
    try:
        claim = parse_claim(_is(name, where, "claim", entries["claim"], str))
    except ClaimError as error:
        raise FileError(f"{where}: {error}", file=name) from None
    texts = {key: _is(name, where, key, entries.get(key, ""), str) for key in _TEXTS}
    sources = _is(name, where, "sources", entries.get("sources", []), list)
    versions = _is(name, where, "versions", entries.get("versions", {}), dict)
    return Evidence(
        claim=claim,
        status=entries["status"],
        n=_count(name, where, "n", entries),
        examples=_count(name, where, "examples", entries),
        seed=str(_is(name, where, "seed", entries.get("seed", 0), int)),
        sources=tuple(_is(name, where, "a source", each, str) for each in sources),
        versions=tuple(
            (key, _is(name, where, "a version", each, str)) for key, each in versions.items()
        ),
        **texts,
    )


def _is(name: str, where: str, key: str, value: Any, kind: type) -> Any:
    if not isinstance(value, kind) or isinstance(value, bool):
        words = {str: "a text", int: "a whole number", list: "a list", dict: "an object"}
        raise FileError(
            f"{where}: {key} is {shortened(str(value))}", file=name, expected=words[kind]
        )
    return value


def _count(name: str, where: str, key: str, entries: dict[str, Any]) -> int:
    number: int = _is(name, where, key, entries.get(key, 0), int)
    if number < 0:
        raise FileError(f"{where}: {key} is {number}", file=name, expected="at least 0")
    return number


def _stale(record: Evidence, model: Model, folder: Path) -> bool:
    """Whether the claim, its subject or a source is no longer what it was, as far as anybody can tell."""
    try:
        contents = [(folder / each).read_bytes() for each in record.sources]
    except (OSError, ValueError):
        return True
    return bool(_digest.digest_of(model, record.claim, contents) != record.digest)


def dumps_evidence(records: Iterable[Evidence], tower: str = "") -> str:
    """The text of an evidence file, one record a line; `loads_evidence` is its inverse.

    >>> from tower.model.claims import Gate
    >>> print(dumps_evidence([Evidence(Gate("x"), "exhausted", n=3)]))
    {"evidence": 1, "records": [
      {"claim": "gate(x)", "status": "exhausted", "n": 3, "seed": 0}
    ]}
    """
    head = {"evidence": VERSION, **({"tower": tower} if tower else {})}
    lines = ",\n".join(f"  {json.dumps(_entries(each), ensure_ascii=False)}" for each in records)
    return f'{json.dumps(head, ensure_ascii=False)[:-1]}, "records": [\n{lines}\n]}}'


def _entries(record: Evidence) -> dict[str, Any]:
    whole = {
        **{key: getattr(record, key) for key in _KEYS},
        "claim": str(record.claim),
        "sources": list(record.sources),
        "versions": dict(record.versions),
        "seed": int(record.seed or 0),
    }
    return {
        key: value for key, value in whole.items() if key == "seed" or value not in ("", 0, [], {})
    }


Trial = tuple[Claim, tuple[str, ...]]  # a claim and the sources that it was tested with


def merged(
    old: Iterable[Evidence], new: Iterable[Evidence], tried: Iterable[Trial] = ()
) -> tuple[Evidence, ...]:
    """Old records with new ones in their place; what was tried again without a result loses its record.

    A record takes the place of one on the same claim from the same sources: others may speak too.

    >>> from tower.model.claims import Gate
    >>> was, now = Evidence(Gate("x"), "tested"), Evidence(Gate("x"), "refuted")
    >>> [each.status for each in merged([was], [now])], merged([was], [], [(Gate("x"), ())])
    (['refuted'], ())
    """
    fresh = {(each.claim, each.sources): each for each in new}
    lost = set(tried) - set(fresh)
    kept = {
        (each.claim, each.sources): each for each in old if (each.claim, each.sources) not in lost
    }
    return tuple({**kept, **fresh}.values())


def save_evidence(
    path: str | os.PathLike[str],
    records: Iterable[Evidence],
    tried: Iterable[Trial] = (),
    tower: str = "",
) -> Path:
    """Put records into an evidence file, in the place of those that they renew; its path.

    Old records of the same claims whose sources are gone are left out.  FileError when something else
    is there, which is then left as it is, or when it cannot be written.
    """
    target = Path(path)
    folder = target.parent
    new = [replace(each, sources=_relative(each.sources, folder)) for each in records]
    again = {(claim, _relative(sources, folder)) for claim, sources in tried}
    claims = {each.claim for each in new} | {claim for claim, _ in again}
    old = [each for each in existing(target) if each.claim not in claims or _there(each, folder)]
    _write(target, dumps_evidence(merged(old, new, again), tower) + "\n")
    return target


def existing(path: str | os.PathLike[str]) -> tuple[Evidence, ...]:
    """The records that are there to be added to; FileError when what is there is no evidence file."""
    there = Path(path)
    return _records(_text(there), str(path)) if there.exists() else ()


def check_place(path: str | os.PathLike[str]) -> None:
    """Nothing, when evidence can be kept there; FileError before the work instead of after it."""
    existing(path)
    folder = Path(path).parent
    if not folder.is_dir() or not os.access(folder, os.W_OK):
        found = "no evidence can be written here"
        raise FileError(found, file=str(path), expected="a folder that can be written")


def _there(record: Evidence, folder: Path) -> bool:
    return all((folder / each).is_file() for each in record.sources)


def _relative(sources: Iterable[str], folder: Path) -> tuple[str, ...]:
    """Sources as seen from the folder of the evidence, so that both can be moved together."""
    return tuple(_seen_from(folder, each) for each in sources)


def _seen_from(folder: Path, source: str) -> str:
    try:
        return Path(os.path.relpath(source, folder)).as_posix()
    except ValueError:  # another drive
        return Path(source).as_posix()


def _write(target: Path, text: str) -> None:
    """Write a file in one step, with the rights of a new one, or say why not."""
    target, part = Path(os.path.realpath(target)), None
    try:
        with _tempfile.NamedTemporaryFile(
            "w",
            encoding="utf-8",
            newline="\n",
            dir=target.parent,
            prefix=".evidence-",
            delete=False,
        ) as stream:
            part = Path(stream.name)
            stream.write(text)
        mask = os.umask(0)
        os.umask(mask)
        part.chmod(0o666 & ~mask)
        part.replace(target)
    except OSError as error:
        if part is not None:
            part.unlink(missing_ok=True)
        raise FileError(f"cannot be written: {error.strerror or error}", file=str(target)) from None
