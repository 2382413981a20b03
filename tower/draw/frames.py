"""Evidence as pictures: a countermodel as a small frame of worlds, a derivation as numbered lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..diagnosis.report import Countermodel, Step
from .heights import heights
from .picture import Picture
from .scene import Frame, Group, Outline, Scene, Shape, Stroke, Text
from .text import clean, ellipsize, widest, width, wrap

SIZE, ROOM, PAD, APART, MARGIN = 13.0, 190.0, 10.0, 56.0, 14.0
LEAD, GUTTER, ARGUMENT = 22.0, 16.0, 620.0
MOST_WORLDS, MOST_STEPS = 60, 300


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
    who = "a world" if label is None else f"a world of {clean(label)}"
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
    return boxes


def _box(frame: Frame, lines: tuple[str, ...]) -> Iterator[Shape]:
    yield Outline(frame, "group", "solid", 14)
    for index, text in enumerate(lines):
        bold = not index
        cut = ellipsize(text, ROOM, SIZE, bold=bold)
        room = width(cut, SIZE, bold=bold)
        yield Text(frame.x + PAD, frame.y + PAD + 13 + 17 * index, cut, SIZE, "group", bold, room=room)


def _arrow(source: Frame, target: Frame) -> Stroke:
    start, end = (source.right, source.middle[1]), (target.x, target.middle[1])
    turn = (source.right + APART / 2, source.middle[1])
    back = (source.right + APART / 2, target.middle[1])
    return Stroke((start, turn, back, end), "card", "solid", "solid")


def _line(x: float, y: float, text: str, style: str = "canvas", *, bold: bool = False) -> Text:
    return Text(x, y, text, SIZE, style, bold, room=width(text, SIZE, bold=bold))


def derivation(steps: Sequence[Step], claim: str = "") -> Scene:
    """A derivation as numbered lines; the lines on the left lead from what is used to where it is used.

    >>> derivation((Step("sound(v)", "assumption"), Step("P(x)", "v accepted P(x)", (0,)))).boxes.keys()
    dict_keys(['0', '1'])
    """
    shown = steps[:MOST_STEPS]
    deep = GUTTER * min(
        6, max((index - p for index, step in enumerate(shown) for p in step.premises), default=0)
    )
    left = MARGIN + deep + 8
    boxes = {str(i): Frame(left, 14 + LEAD * i, ARGUMENT, LEAD - 2) for i in range(len(shown))}
    groups = [
        Group("node step", str(i), step.text, tuple(_step(i, step, boxes[str(i)])))
        for i, step in enumerate(shown)
    ]
    for index, step in enumerate(shown):
        for premise in step.premises:
            if premise < len(shown):
                line = _used(boxes[str(premise)], boxes[str(index)], GUTTER * min(6, index - premise))
                groups.append(Group("wire uses", f"{premise} {index}", "", (line,)))
    return _scene(claim or "derivation", claim, groups, boxes)


def _step(index: int, step: Step, frame: Frame) -> Iterator[Shape]:
    told = ellipsize(f"{index + 1}  {clean(step.text)}", frame.width * 0.62, SIZE, bold=True)
    yield _line(frame.x, frame.y + 14, told, bold=True)
    rest = frame.width - width(told, SIZE, bold=True) - 14
    yield _line(
        frame.x + frame.width - rest, frame.y + 14, ellipsize(clean(step.rule), rest, SIZE), "muted"
    )


def _used(premise: Frame, step: Frame, far: float) -> Stroke:
    x = premise.x - 4
    start, end = premise.middle[1], step.middle[1] - 3
    return Stroke(((x, start), (x - far, start), (x - far, end), (x, end)), "muted", "solid", "solid")


def _scene(name: str, about: str, groups: list[Group], boxes: dict[str, Frame]) -> Scene:
    picture = Picture(clean(name), "", "", clean(about), (), (), (), (), ())
    texts = [shape.frame.right for group in groups for shape in group.shapes if isinstance(shape, Text)]
    right = max([*(box.right for box in boxes.values()), *texts], default=100.0) + MARGIN
    bottom = max((box.bottom for box in boxes.values()), default=40.0) + MARGIN
    return Scene(right, bottom, picture, tuple(groups), boxes, dict.fromkeys(boxes, 0))
