"""Everything around the tower: title, ruler with bands, brackets of shared causes, and the ground."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from .cards import CAPTION, MOST_TABS, NAME, RING, SMALL, TAB, TAB_LEFT, TAG, cause_style, tag
from .picture import Cause, Node, Picture, Stone
from .plan import Plan
from .scene import Frame, Group, Outline, Shape, Stroke, Text, moved
from .text import ellipsize, width, wrap

MARGIN, TITLE = 16.0, 19.0
RULER_ROOM, BRACKET = 120.0, 24.0
COMB, MOST_COMBS = 7.0, 2  # between the lines of shared causes over a row, and how many find room there
STONE_LEAST, STONE_GAP, STONE_PAD, STONE_LINES = 150.0, 10.0, 10.0, 3


def line(
    x: float, y: float, text: str, size: float, style: str, *, bold: bool = False, room: float
) -> Text:
    """A line of text that is cut to fit into `room`."""
    cut = ellipsize(text, room, size, bold=bold)
    return Text(x, y, cut, size, style, bold, room=width(cut, size, bold=bold))


def title(picture: Picture, across: float) -> tuple[tuple[Group, ...], float]:
    """The name of the tower, what the picture says, what it is about, and marks without a place."""
    room = across - 2 * MARGIN
    shapes: list[Shape] = [line(MARGIN, 30, picture.name, TITLE, "canvas", bold=True, room=room)]
    y = 51.0
    for text in wrap(picture.headline, room, NAME, lines=3):
        shapes.append(line(MARGIN, y, text, NAME, "canvas", room=room))
        y += 19
    for text in wrap(picture.about, room, CAPTION, lines=3):
        shapes.append(line(MARGIN, y, text, CAPTION, "muted", room=room))
        y += 16
    said = ". ".join(filter(None, (picture.headline, picture.about)))
    groups = [Group("title", "title", said, tuple(shapes))]
    x = MARGIN
    for mark in picture.loose:
        block = tag(mark)
        if x > MARGIN and x + block.width > across - MARGIN:
            x, y = MARGIN, y + 24
        placed = tuple(moved(shape, x, y - 8) for shape in block.shapes)
        groups.append(Group("loose", f"break {mark.number}", mark.title, placed))
        x += block.width + 8
    return tuple(groups), y + (34 if picture.loose else 2)


def ruler_width(drawn: Plan) -> float:
    """How much room the ruler on the left needs."""
    names = [name for folds in _folds(drawn) for name in _row_names(drawn, folds)]
    widest = max((width(name, SMALL, bold=True) for name in names), default=0.0)
    return min(RULER_ROOM, max(widest, width("ground", SMALL, bold=True))) + 18


def _folds(drawn: Plan) -> tuple[tuple[int, ...], ...]:
    """The rows that share a band, lowest first: folds of one row, and rows of one altitude."""
    return tuple(
        tuple(folds) for _, folds in groupby(range(len(drawn.rows.places)), lambda row: _height(drawn, row))
    )


def _height(drawn: Plan, row: int) -> object:
    """What the rows of one band have in common: the altitude of their theories, or the unfolded row."""
    altitude, _ = place = drawn.rows.places[row]
    return altitude if altitude and _theories(drawn, (row,)) else place


def _theories(drawn: Plan, folds: Sequence[int]) -> tuple[str, ...]:
    nodes = (drawn.picture.node[key] for row in folds for key in drawn.rows.rows[row])
    return tuple(dict.fromkeys(node.theory for node in nodes if node.theory))


def _row_names(drawn: Plan, folds: Sequence[int]) -> tuple[str, ...]:
    """The theories of a row, or how many checks high it is where nothing reasons in a theory."""
    nodes = [drawn.picture.node[key] for row in folds for key in drawn.rows.rows[row]]
    if folds[0] < drawn.rows.built:
        return ("claimed",) if all(node.kind == "condition" for node in nodes) else ("built",)
    theories = _theories(drawn, folds)
    if theories:
        return theories if len(theories) <= 3 else (*theories[:2], f"and {len(theories) - 2} more")
    if all(node.kind == "count" for node in nodes):
        return ("quorum",)
    return (_CHECKS[min(_weak_below(drawn, folds[0]), len(_CHECKS) - 1)],)


_CHECKS = ("checks", "checks of checks", "higher checks")


def _weak_below(drawn: Plan, row: int) -> int:
    """How many unfolded rows with weak verifiers stand below this one."""
    weak = {
        drawn.rows.places[height]
        for key, height in drawn.rows.height.items()
        if height < row and drawn.picture.node[key].kind in ("verifier", "run")
    }
    return len(weak)


def ruler(drawn: Plan, across: float, left: float) -> Iterator[Group]:
    """A faint band for each row, its altitude as a tick, and its name on the left."""
    for folds in _folds(drawn):
        names = _row_names(drawn, folds)
        top, low = drawn.bands[folds[-1]], drawn.bands[folds[0]]
        area = Frame(MARGIN, top.y - 12, across - 2 * MARGIN, low.bottom - top.y + 24)
        built = folds[0] < drawn.rows.built
        shapes: list[Shape] = [Outline(area, "band", "none", 8)]
        for row in () if built else folds:
            y = drawn.bands[row].middle[1]
            shapes.append(Stroke(((left, y), (across - MARGIN - 4, y)), "band", "dotted"))
        for rows in _named(drawn, folds):
            middle = top.y + 20 if built else (drawn.bands[rows[-1]].y + drawn.bands[rows[0]].bottom) / 2
            shapes += _beside(_row_names(drawn, rows), middle, left)
        yield Group("band", f"row {folds[0]}", ", ".join(names), tuple(shapes))


def _named(drawn: Plan, folds: tuple[int, ...]) -> tuple[tuple[int, ...], ...]:
    """The rows of a band that share their names: all of them, or each its own where theories differ."""
    several = len({_theories(drawn, (row,)) for row in folds}) > 1 and bool(_theories(drawn, folds))
    return tuple((row,) for row in folds) if several else (folds,)


def _beside(names: Sequence[str], middle: float, left: float) -> Iterator[Text]:
    first = middle + 4 - 7.5 * (len(names) - 1)
    for index, name in enumerate(names):
        room = left - MARGIN - 10
        yield line(MARGIN + 8, first + 15 * index, name, SMALL, "band", bold=True, room=room)


def combs(drawn: Plan) -> Mapping[str, float]:
    """The y of the line over a row for each cause, by letter, whose members all stand in that row."""
    taken: dict[int, int] = {}
    found: dict[str, float] = {}
    for cause in drawn.picture.causes:
        rows = {drawn.rows.height[key] for key in cause.members}
        row = min(rows)
        if len(rows) == 1 and taken.get(row, 0) < MOST_COMBS:
            found[cause.letter] = drawn.bands[row].y - COMB * (taken.get(row, 0) + 2)
            taken[row] = taken.get(row, 0) + 1
    return found


def beside(drawn: Plan) -> tuple[Cause, ...]:
    """The causes whose bracket stands on the right."""
    over = combs(drawn)
    return tuple(cause for cause in drawn.picture.causes if cause.letter not in over)


def brackets(drawn: Plan, right: float) -> Iterator[Group]:
    """A thin bracket for each shared cause: over its row, or on the right from its highest member down."""
    over = combs(drawn)
    for cause in drawn.picture.causes:
        if cause.letter in over:
            yield _comb(cause, over[cause.letter], drawn)
    for index, cause in enumerate(beside(drawn)):
        heights = sorted(drawn.boxes[key].y for key in cause.members)
        top, low = heights[0], max(heights[-1], heights[0] + 30)
        x = right + BRACKET * index + BRACKET - 8
        style = cause_style(cause.letter)
        ring = RING.get(cause.struck)
        points = ((x - 7, top), (x, top), (x, low), (x - 7, low))
        shapes: list[Shape] = [Stroke(points, ring[0] if ring else style, "solid")]
        y = (top + low) / 2
        shapes += _letter(cause, x, y)
        yield Group("cause", f"cause {cause.letter}", _told(cause, drawn.picture), tuple(shapes))


def _comb(cause: Cause, y: float, drawn: Plan) -> Group:
    """A line over a row with a tooth down to the tab of each member."""
    ring = RING.get(cause.struck)
    style = ring[0] if ring else cause_style(cause.letter)
    teeth = sorted((drawn.boxes[key].x + _tab(cause, drawn.picture.node[key]), key) for key in cause.members)
    shapes = [
        Stroke(((x, y), (x, drawn.boxes[key].y - TAB / 2)), style, "solid") for x, key in teeth
    ]
    line_ = Stroke(((teeth[0][0], y), (teeth[-1][0], y)), style, "solid")
    return Group("cause", f"cause {cause.letter}", _told(cause, drawn.picture), (line_, *shapes))


def _tab(cause: Cause, node: Node) -> float:
    """How far from the left edge of its box the middle of a tab is."""
    index = min(node.tabs.index(cause.letter), MOST_TABS - 1)
    return TAB_LEFT + index * (TAB + 2) + TAB / 2


def _letter(cause: Cause, x: float, y: float) -> tuple[Shape, ...]:
    style = cause_style(cause.letter)
    text = ellipsize(cause.letter, TAB, TAG, bold=True)
    room = width(text, TAG, bold=True)
    spot = Frame(x - TAB / 2, y - TAB / 2, TAB, TAB)
    return Outline(spot, style, "solid", 3), Text(x, y + 4.2, text, TAG, style, True, "middle", room)


def _told(cause: Cause, picture: Picture) -> str:
    names = ", ".join(picture.node[key].name for key in cause.members)
    return f"{cause.kind} {cause.value}: {names}" + (" (one principal)" if cause.one else "")


def causes(drawn: Plan, across: float, top: float) -> tuple[tuple[Group, ...], float]:
    """What the letters of the shared causes mean, one line each."""
    groups = []
    for cause in drawn.picture.causes:
        said = _told(cause, drawn.picture)
        text = line(MARGIN + 30, top + 4, said, CAPTION, "canvas", room=across - 2 * MARGIN - 30)
        shapes = (*_letter(cause, MARGIN + 16, top), text)
        groups.append(Group("key", f"key {cause.letter}", said, shapes))
        top += 22
    return tuple(groups), top


def ground(picture: Picture, across: float, left: float, top: float) -> tuple[tuple[Group, ...], float]:
    """The leftover assumptions as numbered hatched blocks, in as many rows as they need."""
    room = across - MARGIN - left
    by = line(MARGIN + 8, top + 22, "ground", SMALL, "muted", bold=True, room=left - MARGIN - 10)
    groups = [Group("ground", "ground", f"assumed by {picture.observer}", (by,))]
    if not picture.stones:
        said = line(
            left + STONE_PAD,
            top + 22,
            "nothing stands on an assumption here",
            CAPTION,
            "ground",
            room=room - 20,
        )
        bare = Outline(Frame(left, top, room, 34), "ground", "hatched", 3)
        return (*groups, Group("stone", "stone 0", said.text, (bare, said))), top + 34
    for row in _courses(picture.stones, room):
        height = max(_stone_height(stone, across_) for stone, across_ in row)
        x = left
        for stone, across_ in row:
            groups.append(_stone(stone, Frame(x, top, across_, height)))
            x += across_ + STONE_GAP
        top += height + STONE_GAP
    return tuple(groups), top - STONE_GAP


def _courses(stones: Sequence[Stone], room: float) -> Iterator[list[tuple[Stone, float]]]:
    """The stones in rows of equal blocks; each row fills the whole width."""
    wanted = max(max(width(stone.words, CAPTION) for stone in stones) + 50, STONE_LEAST)
    most = max(1, int((room + STONE_GAP) // (min(wanted, 270) + STONE_GAP)))
    rows = -(-len(stones) // most)
    each = -(-len(stones) // rows)
    for start in range(0, len(stones), each):
        row = stones[start : start + each]
        across = (room - STONE_GAP * (each - 1)) / each
        yield [(stone, across) for stone in row]


def _stone_lines(stone: Stone, across: float) -> tuple[str, ...]:
    return wrap(stone.words, across - 46, CAPTION, lines=STONE_LINES)


def _stone_height(stone: Stone, across: float) -> float:
    return 18 + 16 * (len(_stone_lines(stone, across)) + _claimed(stone))


def _claimed(stone: Stone) -> bool:
    """Whether the claim of a stone says something that its words do not."""
    return stone.claim.strip('"') != stone.words


def _stone(stone: Stone, frame: Frame) -> Group:
    number = str(stone.number)
    ring = Frame(frame.x + 9, frame.y + 9, 22, 22)
    room = width(number, SMALL, bold=True)
    shapes: list[Shape] = [
        Outline(frame, "ground", "hatched", 3),
        Outline(ring, "ground", "solid", 11),
        Text(ring.middle[0], ring.middle[1] + 4.3, number, SMALL, "ground", True, "middle", room),
    ]
    y = frame.y + 22
    for text in _stone_lines(stone, frame.width):
        shapes.append(line(frame.x + 38, y, text, CAPTION, "ground", bold=False, room=frame.width - 46))
        y += 16
    if _claimed(stone):
        shapes.append(line(frame.x + 38, y, stone.claim, 11, "ground", room=frame.width - 46))
    return Group(
        "stone", f"stone {stone.number}", f"{stone.words}. {stone.claim}. {stone.title}", tuple(shapes)
    )
