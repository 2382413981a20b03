"""An evaluation log of Inspect AI, `.eval` or `.json`: who graded, and is that who was evaluated?

The log is read as it is; Inspect AI need not be installed.  A grader shows as the role `grader`, as
the option `model` of a scorer, or, where neither was bound, only as a model call inside the scorer:
then the evaluated model graded itself.  What was bound is what the evaluator relies on; a grader that
nobody bound is relied on by nobody.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from ..errors import FileError
from ..model.claims import Holds, Sound
from ..model.values import Check, Result
from .archive import Archive
from .content import LARGEST, Entries, Json, entries, items, json_of, text
from .given import Found, Given
from .sketch import Artefact, Sketch

EVALUATOR, ACCURATE, WATCHED = "evaluator", "accurate", "watched"
_CHECKING = ("monitor", "judge", "critic", "review", "oversee", "supervis")  # roles that check
_HEADERS = ("header.json", "_journal/start.json")


@dataclass
class Calls:
    """Which models were called: by scorer, and by role outside of scorers."""

    scorers: dict[str, dict[str, None]] = field(default_factory=dict)
    roles: dict[str, dict[str, None]] = field(default_factory=dict)
    samples: int = 0

    def add(self, sample: Entries) -> None:
        """Take in the events of one sample."""
        self.samples += 1
        spans: dict[str, Entries] = {}
        open_: list[Entries] = []  # the steps of older logs, which have no spans
        for event in items(sample.get("events")):
            match text(event.get("event")):
                case "span_begin":
                    spans[text(event.get("id"))] = event
                case "step":
                    open_ = [*open_, event] if event.get("action") == "begin" else open_[:-1]
                case "model":
                    self._model(event, _scorer(event, spans, open_))
                case "score" if (name := _scorer(event, spans, open_)) is not None:
                    self.scorers.setdefault(name, {})

    def _model(self, event: Entries, scorer: str | None) -> None:
        model, role = text(event.get("model")), text(event.get("role"))
        if scorer is not None:
            self.scorers.setdefault(scorer, {})[model] = None
        elif role:
            self.roles.setdefault(role, {})[model] = None


def _scorer(event: Entries, spans: dict[str, Entries], steps: list[Entries]) -> str | None:
    """The name of the scorer inside which an event happened; None outside of all."""
    inside = next((step for step in reversed(steps) if step.get("type") == "scorer"), None)
    seen: set[str] = set()
    place = text(event.get("span_id"))
    while inside is None and place in spans and place not in seen:
        seen.add(place)
        inside = spans[place] if spans[place].get("type") == "scorer" else None
        place = text(spans[place].get("parent_id"))
    return None if inside is None else text(inside.get("name"))


def artefact(found: Found, given: Given) -> Artefact:
    """The tower of a log; FileError where it is damaged or no log, MissingExtra without zstandard."""
    if found.value is not None:
        whole = entries(found.value)
        return _Log(found.path, whole, items(whole.get("samples"))).artefact()
    with found.opened() as stream:
        archive = Archive(stream, found.path)
        name = next((each for each in _HEADERS if each in archive.entries), None)
        if name is None:
            raise FileError("no evaluation log: it has no header", file=found.path, expected=_HEADERS[0])
        header = entries(json_of(archive.read(name), found.path))
        return _Log(found.path, header, _samples(archive)).artefact()


def _samples(archive: Archive) -> Iterator[Entries]:
    """The samples of an archive, in order of name, as far as the limit of one file goes."""
    left = LARGEST
    for name in archive.names:
        if name.startswith("samples/") and archive.entries[name].file_size <= left:
            data = archive.read(name, left)
            left -= len(data)
            yield entries(json_of(data, archive.file))


class _Log:
    """Makes the tower of one log."""

    def __init__(self, file: str, header: Entries, samples: Iterable[Entries]) -> None:
        self.header = header
        self.eval = entries(header.get("eval"))
        self.subject = text(self.eval.get("model"))
        if not self.subject:
            raise FileError("no evaluated model in the log", file=file, expected="eval.model")
        self.task = text(self.eval.get("task")) or "a task"
        self.roles = {
            role: _model_of(each) for role, each in entries(self.eval.get("model_roles")).items()
        }
        self.calls = Calls()
        for sample in samples:
            self.calls.add(sample)
        self.sketch = Sketch(file, f"evaluation of {self.subject} on {self.task}")
        self.notes: list[str] = []

    def artefact(self) -> Artefact:
        sketch = self.sketch
        sketch.observe(EVALUATOR)
        subject = sketch.node(
            "optimizers", self.subject, [("weights", self.subject)], about="the model that was evaluated"
        )
        scorers = self._scorers()
        for name, options in scorers.items():
            prop = ACCURATE if len(scorers) == 1 else f"{ACCURATE}: {name}"
            prop = sketch.says(sketch.names(prop, "property"), self._reported(name))
            self._scored(Holds(prop, subject), name, options)
        for role in sorted({*self.roles, *self.calls.roles}):
            if role != "grader" and any(word in role.lower() for word in _CHECKING):
                self._watched(role, subject)
        if not scorers:
            self.notes.append("the log names no scorer")
        self._unfinished()
        return Artefact(sketch.model, "inspect", sketch.name, tuple(self.notes))

    def _scorers(self) -> dict[str, Entries]:
        """Every scorer with its options: those that were set, and those that were seen."""
        set_ = {text(each.get("name")): each.get("options") for each in items(self.eval.get("scorers"))}
        seen = {text(each.get("scorer")): each.get("params") for each in self._scores()}
        bare = {_bare(name): entries(options) for name, options in {**seen, **set_}.items() if name}
        return {**bare, **{_bare(name): {} for name in self.calls.scorers if _bare(name) not in bare}}

    def _scores(self) -> list[Entries]:
        return items(entries(self.header.get("results")).get("scores"))

    def _reported(self, scorer: str) -> str:
        numbers = [
            f"{metric} {_number(entries(found).get('value'))}"
            for each in self._scores()
            if _bare(text(each.get("scorer"))) == scorer
            for metric, found in entries(each.get("metrics")).items()
        ]
        return f"the reported score is right: {', '.join(numbers) or 'no result'}"

    def _graders(self, scorer: str, options: Entries) -> tuple[tuple[str, ...], str]:
        """The models that graded, and what bound them ("" when nothing did)."""
        seen = tuple(
            model for name, models in self.calls.scorers.items() if _bare(name) == scorer for model in models
        )
        if not seen and self.calls.samples:
            return (), ""
        option = options.get("model")
        named = tuple(filter(None, map(_model_of, option if isinstance(option, list) else [option])))
        if named:
            return seen or named, f"the option model of {scorer} names it"
        role = self.roles.get(text(options.get("model_role")) or "grader")
        if role and role in (seen or (role,)):
            return seen or (role,), "the role grader is bound to it"
        return seen, ""

    def _scored(self, claim: Holds, scorer: str, options: Entries) -> None:
        graders, bound = self._graders(scorer, options)
        if not graders:
            self._by_rule(claim, scorer)
            return
        names = tuple(self._grader(scorer, model, len(graders) > 1) for model in graders)
        self.sketch.check(Check(
            names, claim, "test", at_least=len(names) // 2 + 1, threshold=len(names) > 1,
            result=self._result(scorer),
        ))  # fmt: skip
        for name, model in zip(names, graders, strict=True):
            if bound:
                self.sketch.assume(EVALUATOR, Sound(name), f"{bound}: {model}")
        self._told(claim, graders, bound)

    def _result(self, scorer: str) -> Result:
        """A scorer that failed on every sample says nothing."""
        found = [each for each in self._scores() if _bare(text(each.get("scorer"))) == scorer]
        if not found or any(each.get("scored_samples") != 0 for each in found):
            return "accept"
        self.notes.append(f"{scorer} scored no sample")
        return "decline"

    def _grader(self, scorer: str, model: str, several: bool) -> str:
        name = f"{scorer} by {model}" if several else scorer
        return self.sketch.node("verifiers", name, [("weights", model)], about=f"grades with {model}")

    def _by_rule(self, claim: Holds, scorer: str) -> None:
        """A scorer that called no model, or one of which no call is in the log."""
        name = self.sketch.node("verifiers", scorer)
        self.sketch.check(Check((name,), claim, "test", result=self._result(scorer)))
        if self.calls.samples:
            because = "the task names it as its scorer, and no model takes part"
            self.sketch.assume(EVALUATOR, Sound(name), because)
        else:
            self.notes.append(f"no sample is in the log: which model {scorer} called cannot be seen")

    def _told(self, claim: Holds, graders: tuple[str, ...], bound: str) -> None:
        about = self.sketch.parts["properties"][claim.property].about.partition(": ")[2]
        same = ", the model that was evaluated" if self.subject in graders else ""
        self.notes.append(f"{about}: graded by {', '.join(graders)}{same}")
        if not bound:
            self.notes.append(
                "the role grader was not bound, so the evaluated model was used; to mend it: --model-role"
                " grader=<another family>" if same else "nothing in the log says that it should grade"
            )  # fmt: skip

    def _watched(self, role: str, subject: str) -> None:
        models = {**self.calls.roles.get(role, {}), **dict.fromkeys(filter(None, [self.roles.get(role)]))}
        claim = Holds(self.sketch.says(WATCHED, "what it did was watched and found harmless"), subject)
        for model in models:
            name = self.sketch.node("verifiers", role, [("weights", model)], about=f"runs {model}")
            self.sketch.check(Check((name,), claim, "test"))
            if self.roles.get(role) == model:
                self.sketch.assume(EVALUATOR, Sound(name), f"the role {role} is bound to {model}")

    def _unfinished(self) -> None:
        status = text(self.header.get("status"))
        if status not in ("success", ""):
            self.notes.append(f"the evaluation ended with status {status}")
        total = entries(self.header.get("results")).get("completed_samples")
        if isinstance(total, int) and 0 < self.calls.samples < total:
            self.notes.append(f"{self.calls.samples} of {total} samples were read")


def _model_of(value: Json) -> str:
    """The name of a model that is given by name, or as an object with its settings."""
    return text(entries(value).get("model")) or text(value)


def _bare(name: str) -> str:
    """A scorer without the package that it is from."""
    return name.rpartition("/")[2]


def _number(value: Json) -> str:
    return f"{value:.3g}" if isinstance(value, float | int) else "unknown"
