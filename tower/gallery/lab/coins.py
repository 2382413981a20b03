"""Proxy: tabular Q-learning in a room where the coin always lay at the right wall.

The robot has two tables, one by where it stands and one by the side on which it sees the coin, and
learns their sum.  In training either would do.  It learns places faster than sides, so what it learns is
to walk to the right wall.  After CoinRun (arXiv:2105.14111); the mode is that of arXiv:1906.01820,
section 3.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from .bases import Base, Loss

Cell = tuple[int, int]
Table = tuple[tuple[float, ...], ...]
Values = list[list[float]]

SIZE = 5
MOVES: tuple[Cell, ...] = ((1, 0), (-1, 0), (0, 1), (0, -1))
CELLS = tuple((x, y) for x in range(SIZE) for y in range(SIZE))
PATIENCE = 4 * SIZE  # steps after which a robot has lost its way
EPISODES, LONGEST = 2_000, 10  # so many episodes, and again until nothing is lost, at most so many times
BY_PLACE, BY_SIDE = 0.1, 0.01  # how fast each table learns
EXPLORE, DISCOUNT = 0.2, 0.9
NOISE = 1e-3  # of the first values, so that there are no ties


@dataclass(frozen=True, order=True, slots=True)
class Room:
    """Where the robot starts and where the coin lies; (0, 0) is the lower left corner."""

    robot: Cell
    coin: Cell


def steps(room: Room) -> int:
    """The steps of a shortest walk to the coin.

    >>> steps(Room((1, 0), (0, 2)))
    3
    """
    return sum(abs(there - here) for there, here in zip(room.coin, room.robot, strict=True))


_ROOMS = (Room(robot, coin) for coin in CELLS for robot in CELLS if robot != coin)
ANYWHERE = tuple(sorted(_ROOMS, key=lambda room: (steps(room), room.coin, room.robot)))
AT_THE_RIGHT = tuple(room for room in ANYWHERE if room.coin[0] == SIZE - 1)


@dataclass(frozen=True)
class Robot:
    """What Q-learning found: the value of each move, by place and by the side of the coin."""

    seed: int
    by_place: Table = field(repr=False)
    by_side: Table = field(repr=False)

    def walk(self, room: Room) -> tuple[Cell, ...]:
        """The places that it passes until it has the coin or has lost its way."""
        path = [room.robot]
        while path[-1] != room.coin and len(path) <= PATIENCE:
            path.append(self._next(path[-1], room.coin))
        return tuple(path)

    def _next(self, cell: Cell, coin: Cell) -> Cell:
        place, side = self.by_place[_place(cell)], self.by_side[_side(cell, coin)]
        return _AFTER[cell, _best(cell, place, side)]


def on_the_coin(room: Room, cell: Cell) -> bool:
    """What the base wants: that the robot stands on the coin.

    >>> on_the_coin(Room((0, 0), (4, 2)), (4, 2))
    True
    """
    return cell == room.coin


PICK_UP = Loss[Room, Cell](lambda room, cell: 1.0 if on_the_coin(room, cell) else -0.01)


def coins_left(robot: Robot, room: Room) -> float:
    """The loss of a whole walk: 0 when the robot picks up the coin, 1 when it never does.

    >>> robot = train(0)
    >>> sum(coins_left(robot, room) for room in AT_THE_RIGHT)
    0.0
    >>> coins_left(robot, Room((4, 0), (2, 0)))
    1.0
    """
    return float(not on_the_coin(room, robot.walk(room)[-1]))


def train(
    seed: int, base: Base[Room, Cell] = PICK_UP, rooms: Sequence[Room] = AT_THE_RIGHT
) -> Robot:
    """Q-learning in the rooms, rewarded by the base, until it loses nothing there; a seed gives one robot.

    The control is `rooms=ANYWHERE`: the same learner then picks up every coin.

    >>> control = train(0, rooms=ANYWHERE)
    >>> sum(coins_left(control, room) for room in ANYWHERE)
    0.0
    """
    random = np.random.default_rng(seed)
    by_place = random.normal(scale=NOISE, size=(len(CELLS), len(MOVES))).tolist()
    by_side = random.normal(scale=NOISE, size=(9, len(MOVES))).tolist()
    for _ in range(LONGEST):
        for number in random.integers(len(rooms), size=EPISODES).tolist():
            _episode(rooms[number], base, by_place, by_side, random.random((PATIENCE, 2)).tolist())
        robot = Robot(seed, _frozen(by_place), _frozen(by_side))
        if all(base.score(room, robot.walk(room)[-1]) > 0 for room in rooms):
            break
    return robot


def _episode(
    room: Room, base: Base[Room, Cell], by_place: Values, by_side: Values, dice: Sequence[Sequence[float]]
) -> None:
    """One walk; after each step the value of the move is corrected by what followed."""
    cell = room.robot
    for explores, chance in dice:
        place, side = by_place[_place(cell)], by_side[_side(cell, room.coin)]
        if explores < EXPLORE:
            move = _LEGAL[cell][int(chance * len(_LEGAL[cell]))]
        else:
            move = _best(cell, place, side)
        cell = _AFTER[cell, move]
        reward = base.score(room, cell)
        error = reward - place[move] - side[move]
        if reward <= 0:
            place_then, side_then = by_place[_place(cell)], by_side[_side(cell, room.coin)]
            then = _best(cell, place_then, side_then)
            error += DISCOUNT * (place_then[then] + side_then[then])
        place[move] += BY_PLACE * error
        side[move] += BY_SIDE * error
        if reward > 0:
            return


def _best(cell: Cell, place: Sequence[float], side: Sequence[float]) -> int:
    """The move of the highest value among those that stay in the room."""
    return max(_LEGAL[cell], key=lambda move: place[move] + side[move])


def _place(cell: Cell) -> int:
    return cell[0] * SIZE + cell[1]


def _side(cell: Cell, coin: Cell) -> int:
    """On which of nine sides the coin is seen: left, level or right; below, level or above."""
    across = (coin[0] > cell[0]) - (coin[0] < cell[0])
    up = (coin[1] > cell[1]) - (coin[1] < cell[1])
    return 3 * across + up + 4


def _frozen(table: Values) -> Table:
    return tuple(map(tuple, table))


_AFTER = {
    (cell, number): (cell[0] + across, cell[1] + up)
    for cell in CELLS for number, (across, up) in enumerate(MOVES)
}  # fmt: skip
_LEGAL = {cell: [move for move in range(len(MOVES)) if _AFTER[cell, move] in CELLS] for cell in CELLS}
