"""Evidence as pictures: a countermodel as a small frame of worlds, a derivation as numbered lines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ..diagnosis.report import Countermodel, Step
from .heights import heights
from .picture import Picture
from .scene import Frame, Group, Outline, Scene, Shape, Stroke, Text
from .text import clean, ellipsize, widest, width, wrap
from .tones import Line

SIZE, ROOM, PAD, APART, MARGIN = 13.0, 190.0, 10.0, 56.0, 14.0
LEAD, GUTTER, ARGUMENT, LONGEST = 22.0, 16.0, 620.0, 460.0
MOST_WORLDS, MOST_STEPS = 60, 300
VIOLATED = "violated:"  # how a world says what does not hold in it


def countermodel(found: Countermodel) -> Scene:
    """The worlds of a countermodel from left to right; an arrow leads to what a world looks at.

    >>> from tower.diagnosis.report import World
    >>> scene = countermodel(Countermodel((World(None, ("p",), (1,)), World("PA", ())), "It may be so."))
    >>> len(scene.boxes)
    2
    """
    worlds = found.worlds[:MOST_WORLDS]
    names = [str(index) for index in range(len(worlds))]
    above = {
        str(n): [name]
        for name, world in zip(names, worlds, strict=True)
        for n in world.later
        if n < len(worlds)
    }
    for name, world in zip(names, worlds, strict=True):
        for later in world.later:
            if later < len(worlds) and name not in above[str(later)]:
                above[str(later)].append(name)
    column = heights(names, above, {})
    texts = {name: _world(world.label, world.true) for name, world in zip(names, worlds, strict=True)}
    boxes = _columns(names, column, texts)
    head = [
        (line, 26 + 17 * i) for i, line in enumerate(wrap(clean(found.sentence), ARGUMENT, SIZE, lines=4))
    ]
    top = 17.0 * len(head) + 26
    placed = {name: Frame(box.x, box.y + top, box.width, box.height) for name, box in boxes.items()}
    groups = [
        Group("title", "sentence", clean(found.sentence), tuple(_line(MARGIN, y, t) for t, y in head))
    ]
    groups += [
        Group("node world", name, ". ".join(texts[name]), tuple(_box(placed[name], texts[name])))
        for name in names
    ]
    groups += [
        Group("wire sees", f"{source} {target}", "", (_arrow(placed[source], placed[target]),))
        for target, sources in above.items()
        for source in sources
    ]
    return _scene("countermodel", found.sentence, groups, placed)


def _world(label: str | None, true: tuple[str, ...]) -> tuple[str, ...]:
    who = "the world" if label is None else f"a world of {clean(label)}"
    facts = [clean(atom) for atom in true[:5]] + (["…"] if len(true) > 5 else [])
    return (who, *(facts or ["nothing is the case"]))


def _columns(
    names: Sequence[str], column: dict[str, int], texts: dict[str, tuple[str, ...]]
) -> dict[str, Frame]:
    boxes: dict[str, Frame] = {}
    x = MARGIN
    for number in range(max(column.values(), default=-1) + 1):
        inside = [name for name in names if column[name] == number]
        across = max(min(ROOM, widest(texts[name], SIZE, bold=True)) for name in inside) + 2 * PAD
        y = 0.0
        for name in inside:
            height = 2 * PAD + 17 * len(texts[name])
            boxes[name] = Frame(x, y, across, height)
            y += height + 18
        x += across + APART
    lowest = {
        number: max(boxes[name].bottom for name in names if column[name] == number)
        for number in column.values()
    }
    deepest = max(lowest.values(), default=0.0)
    return {
        name: Frame(box.x, box.y + (deepest - lowest[column[name]]) / 2, box.width, box.height)
        for name, box in boxes.items()
    }


def _box(frame: Frame, lines: tuple[str, ...]) -> Iterator[Shape]:
    yield Outline(frame, "group", "solid", 14)
    for index, text in enumerate(lines):
        bold = not index
        cut = ellipsize(text, ROOM, SIZE, bold=bold)
        room = width(cut, SIZE, bold=bold)
        style = "bad" if text.startswith(VIOLATED) else "group"
        yield Text(frame.x + PAD, frame.y + PAD + 13 + 17 * index, cut, SIZE, style, bold, room=room)


def _arrow(source: Frame, target: Frame) -> Stroke:
    start, end = (source.right, source.middle[1]), (target.x, target.middle[1])
    middle = source.right + APART / 2
    bent = ((middle, start[1]), (middle, end[1])) if start[1] != end[1] else ()
    return Stroke((start, *bent, end), "card", "solid", "solid")


def _line(x: float, y: float, text: str, style: str = "canvas", *, bold: bool = False) -> Text:
    return Text(x, y, text, SIZE, style, bold, room=width(text, SIZE, bold=bold))


def derivation(steps: Sequence[Step], claim: str = "") -> Scene:
    """A derivation as numbered lines; the lines on the left lead from what is used to where it is used.

    >>> derivation((Step("sound(v)", "assumption"), Step("P(x)", "v accepted P(x)", (0,)))).boxes.keys()
    dict_keys(['0', '1'])
    """
    shown = steps[:MOST_STEPS]
    users: dict[int, list[int]] = {}
    for index, step in enumerate(shown):
        for premise in step.premises:
            users.setdefault(premise, []).append(index)
    lanes = _lanes({premise: max(last) for premise, last in users.items()})
    left = MARGIN + GUTTER * (1 + max(lanes.values(), default=-1)) + 12
    told = [f"{number}  {clean(step.text)}" for number, step in enumerate(shown, 1)]
    told = [ellipsize(line, LONGEST, SIZE, bold=True) for line in told]
    rules = [ellipsize(clean(step.rule), LONGEST, SIZE) for step in shown]
    column = widest(told, SIZE, bold=True) + 2 * PAD + 10
    across = column + 4 + widest(rules, SIZE)
    boxes = {str(i): Frame(left, 14 + LEAD * i, across, LEAD - 3) for i in range(len(shown))}
    groups = []
    for premise, found in users.items():
        for user in found:
            line = _used(boxes[str(premise)], boxes[str(user)], GUTTER * (lanes[premise] + 1))
            groups.append(Group("wire uses", f"{premise} {user}", "", (line,)))
    for index, step in enumerate(shown):
        last = index == len(shown) - 1
        shapes = _step(told[index], rules[index], step, boxes[str(index)], column, last=last)
        groups.append(Group("node step", str(index), step.text, tuple(shapes)))
    return _scene(claim or "derivation", claim, groups, boxes)


def _lanes(until: Mapping[int, int]) -> dict[int, int]:
    """For every line that is used a lane of its own down to its last use, short ones nearest the text."""
    taken: dict[int, list[tuple[int, int]]] = {}
    found: dict[int, int] = {}
    for premise in sorted(until, key=lambda premise: (until[premise] - premise, premise)):
        lane = 0
        while any(premise <= high and low <= until[premise] for low, high in taken.get(lane, ())):
            lane += 1
        taken.setdefault(lane, []).append((premise, until[premise]))
        found[premise] = lane
    return found


def _step(
    told: str, rule: str, step: Step, frame: Frame, column: float, *, last: bool
) -> Iterator[Shape]:
    """One line: assumptions as the ground is drawn, what is concluded as a guarantee is."""
    style = "ground" if not step.premises and step.rule == "assumption" else "good" if last else "card"
    line: Line = "hatched" if style == "ground" else "solid" if last else "none"
    if line != "none":
        yield Outline(Frame(frame.x, frame.y, column - 6, frame.height), style, line, 4)
    yield _line(frame.x + PAD, frame.y + 14, told, style, bold=True)
    yield _line(frame.x + column + 4, frame.y + 14, rule, "muted")


def _used(premise: Frame, user: Frame, far: float) -> Stroke:
    x, start, end = premise.x - far, premise.middle[1] + 3, user.middle[1] - 3
    points = ((premise.x, start), (x, start), (x, end), (user.x, end))
    return Stroke(points, "build", "solid", "solid")


def _scene(name: str, about: str, groups: list[Group], boxes: dict[str, Frame]) -> Scene:
    picture = Picture(clean(name), "", "", clean(about), (), (), (), (), ())
    texts = [shape.frame.right for group in groups for shape in group.shapes if isinstance(shape, Text)]
    right = max([*(box.right for box in boxes.values()), *texts], default=100.0) + MARGIN
    bottom = max((box.bottom for box in boxes.values()), default=40.0) + MARGIN
    return Scene(right, bottom, picture, tuple(groups), boxes, dict.fromkeys(boxes, 0))
