"""Fault trees in the Open-PSA model exchange format, read as structures.

Read: gates with and, or, atleast, cardinality, nested formulas, components,
not, nand, nor, imply, iff and xor of two, house events, constants, basic events with a number or a
parameter, beta-factor groups.  What is not a plain number (time-dependent rates) is refused by name.

A file is data from elsewhere: a document type with declarations or an outside address is refused, so
there are no entities; nothing is fetched; size, depth and number of elements are limited.

Source: Open-PSA Model Exchange Format 2.0d (2008).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import NoReturn
from xml.parsers import expat

from ..errors import FileError, InputError, LimitReached
from ..model.values import CommonCause, Interval
from ..risk.bounds import VACUOUS, as_fraction, as_probability
from ..risk.leaves import Leaf
from ..risk.structure import Event, Gate, Structure, all_of, any_of

MAX_BYTES = 64 << 20
MAX_DEPTH = 200
MAX_ELEMENTS = 2_000_000

_EVENTS = frozenset({"gate", "basic-event", "house-event", "event"})
_GATES = frozenset({"and", "or", "atleast", "cardinality"})
_TURNED = {"not": 1, "nand": 0, "nor": 0, "imply": 2, "iff": 2, "xor": 2}  # how many inputs; 0 is any
_SKIPPED = frozenset({"label", "attributes"})


@dataclass(frozen=True)
class FaultTree:
    """A structure, its leaves with their rates ([0, 1] where the file has none), and common causes.

    Gates in `inverted` happen when their inputs do not suffice.
    """

    name: str
    structure: Structure
    leaves: tuple[Leaf, ...]
    causes: tuple[CommonCause, ...]
    inverted: frozenset[Event] = frozenset()


@dataclass
class _Element:
    tag: str
    attributes: dict[str, str]
    line: int
    children: list[_Element] = field(default_factory=list)

    def inner(self, *tags: str) -> Iterator[_Element]:
        return (child for child in self.children if child.tag in tags)

    @property
    def formulas(self) -> list[_Element]:
        return [child for child in self.children if child.tag not in _SKIPPED]


def fault_tree(data: bytes, top: str = "", file: str = "") -> FaultTree:
    """The fault tree in a file's content; `top` chooses one where several gates feed nothing.

    FileError with the line for what cannot be read, LimitReached for what is too large.

    >>> tree = fault_tree(b'''<opsa-mef><define-fault-tree name="two">
    ...   <define-gate name="g"><atleast min="2">
    ...     <basic-event name="a"/><basic-event name="b"/><basic-event name="c"/></atleast></define-gate>
    ...   <define-basic-event name="a"><float value="0.1"/></define-basic-event>
    ... </define-fault-tree></opsa-mef>''')
    >>> tree.name, tree.structure.gate["g"].at_least, str(tree.leaves[0].rate.low)
    ('two', 2, '1/10')
    """
    if len(data) > MAX_BYTES:
        raise LimitReached(f"{MAX_BYTES} bytes of a fault tree")
    return _Reader(_elements(data, file), file).tree(top)


def _elements(data: bytes, file: str) -> _Element:
    """The elements with their lines; text between them is not kept."""
    parser = expat.ParserCreate()
    root = _Element("", {}, 0)
    path, count = [root], 0

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal count
        count += 1
        if len(path) > MAX_DEPTH or count > MAX_ELEMENTS:
            raise LimitReached(f"{MAX_ELEMENTS} elements, nested {MAX_DEPTH} deep, of a fault tree")
        element = _Element(tag, attributes, parser.CurrentLineNumber)
        path[-1].children.append(element)
        path.append(element)

    def declared(_: str, system: str | None, public: str | None, inside: bool) -> None:
        if inside or system or public:
            line = parser.CurrentLineNumber
            raise FileError("a document type with declarations", file=file, line=line, expected="none")

    parser.StartElementHandler = start
    parser.EndElementHandler = lambda _: path.pop() and None
    parser.StartDoctypeDeclHandler = declared
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        message = expat.ErrorString(error.code) or "not XML"
        raise FileError(message, file=file, line=error.lineno, column=error.offset + 1) from error
    return root.children[0]


class _Reader:
    """Collects definitions, then builds the structure from them."""

    def __init__(self, root: _Element, file: str) -> None:
        self.file = file
        self.name = ""
        self.gates: dict[Event, _Element] = {}
        self.basic: dict[Event, _Element] = {}
        self.house: dict[Event, bool] = {}
        self.parameters: dict[str, _Element] = {}
        self.groups: list[_Element] = []
        self.rules: dict[Event, Gate] = {}
        self.inverted: set[Event] = set()
        if root.tag != "opsa-mef":
            self.refuse(root, f"<{root.tag}>", "<opsa-mef>")
        self.collect(root)

    def refuse(self, element: _Element, what: str, expected: str = "") -> NoReturn:
        raise FileError(what, file=self.file, line=element.line, expected=expected)

    def name_of(self, element: _Element) -> str:
        name = element.attributes.get("name")
        if not name:
            self.refuse(element, f"<{element.tag}> without a name")
        return name

    def collect(self, container: _Element) -> None:
        for element in container.children:
            match element.tag:
                case "define-fault-tree":
                    self.name = self.name or self.name_of(element)
                    self.collect(element)
                case "define-component" | "model-data":
                    self.collect(element)
                case "define-gate":
                    self.define(self.gates, element)
                case "define-basic-event":
                    self.define(self.basic, element)
                case "define-parameter":
                    self.define(self.parameters, element)
                case "define-house-event":
                    self.define_house(element)
                case "define-CCF-group":
                    self.groups.append(element)
                case tag if tag not in _SKIPPED:
                    self.refuse(element, f"<{tag}> is not read", "a fault tree and its data")

    def define(self, table: dict[str, _Element], element: _Element) -> None:
        name = self.name_of(element)
        if name in table or (table is not self.parameters and self.is_known(name)):
            self.refuse(element, f"{name!r} is defined twice")
        table[name] = element

    def define_house(self, element: _Element) -> None:
        self.house[self.name_of(element)] = self.truth(self.only(element))

    def truth(self, element: _Element) -> bool:
        value = element.attributes.get("value", "")
        if element.tag != "constant" or value not in ("true", "false"):
            self.refuse(element, f"<{element.tag} value={value!r}>", '<constant value="true"> or "false"')
        return value == "true"

    def tree(self, top: str) -> FaultTree:
        for name, gate in self.gates.items():
            self.rules[name] = self.gate(name, self.only(gate))
        structure = Structure.of(self.top(top), self.rules)
        if structure.is_cyclic:
            self.refuse(self.gates[structure.top], "a gate is an input of itself", "a tree without cycles")
        leaves, causes = self.data(structure)
        inverted = frozenset(self.inverted.intersection(structure.order))
        if inverted and causes:
            self.refuse(self.groups[0], "a beta-factor group beside not or xor", "a tree of and, or, atleast")
        return FaultTree(self.name, structure, leaves, causes, inverted)

    def top(self, wanted: str) -> Event:
        if wanted and wanted not in self.gates:
            raise InputError(f"no gate {wanted!r} in the file", expected=f"one of {sorted(self.gates)[:10]}")
        used = {source for gate in self.rules.values() for source in gate.of}
        tops = [wanted] if wanted else [name for name in self.gates if name not in used]
        if len(tops) != 1:
            found = ", ".join(sorted(tops)[:10]) or "none"
            raise InputError(f"{len(tops)} gates feed nothing ({found})", expected="the name of the top")
        return tops[0]

    def only(self, element: _Element) -> _Element:
        formulas = element.formulas
        if len(formulas) != 1:
            self.refuse(element, f"{len(formulas)} formulas in <{element.tag}>", "one")
        return formulas[0]

    def gate(self, name: Event, formula: _Element) -> Gate:
        if formula.tag in _EVENTS or formula.tag == "constant":
            return any_of(self.input(name, 1, formula))
        if formula.tag not in _GATES and formula.tag not in _TURNED:
            self.refuse(formula, f"<{formula.tag}> is not known", "and, or, atleast, not, xor")
        inputs = [self.input(name, place, each) for place, each in enumerate(formula.formulas, 1)]
        if formula.tag in _TURNED:
            return self.turned(name, formula, inputs)
        if formula.tag == "and":
            return all_of(*inputs)
        return any_of(*inputs) if formula.tag == "or" else self.counted(name, formula, inputs)

    def turned(self, name: Event, formula: _Element, inputs: list[Event]) -> Gate:
        """What is not monotone, with gates that are turned round."""
        wanted = _TURNED[formula.tag]
        if wanted and len(inputs) != wanted:
            self.refuse(formula, f"<{formula.tag}> of {len(inputs)} inputs", f"{wanted}")
        match formula.tag:
            case "imply":
                return any_of(self.unless(name, any_of(inputs[0])), inputs[1])
            case "xor":
                return all_of(self.also(name, any_of(*inputs)), self.unless(name, all_of(*inputs)))
            case "iff":
                return any_of(self.also(name, all_of(*inputs)), self.unless(name, any_of(*inputs)))
        self.inverted.add(name)
        return all_of(*inputs) if formula.tag == "nand" else any_of(*inputs)

    def also(self, name: Event, gate: Gate) -> Event:
        """A gate beside another, with a name of its own."""
        inner = self.unused(f"{name} / {gate.at_least} of {len(gate.of)}")
        self.rules[inner] = gate
        return inner

    def unless(self, name: Event, gate: Gate) -> Event:
        """The gate that happens when this one does not."""
        inner = self.also(f"{name} / not", gate)
        self.inverted.add(inner)
        return inner

    def counted(self, name: Event, formula: _Element, inputs: list[Event]) -> Gate:
        least, most = formula.attributes.get("min", ""), formula.attributes.get("max", str(len(inputs)))
        if not (least.isdecimal() and most.isdecimal()) or len(least) > 9 or len(most) > 9:
            self.refuse(formula, f"<{formula.tag} min={least!r} max={most!r}>", "numbers")
        if int(most) < len(inputs) and formula.tag == "atleast":
            self.refuse(formula, f"<atleast max={most!r}>", "<cardinality>")
        if len(set(inputs)) < len(inputs):
            self.refuse(formula, "an input is named twice", "distinct inputs")
        gate = Gate(int(least), tuple(inputs))
        if int(most) >= len(inputs):
            return gate
        return all_of(self.also(name, gate), self.unless(name, Gate(int(most) + 1, tuple(inputs))))

    def input(self, name: Event, place: int, element: _Element) -> Event:
        """The event that an input stands for; a nested formula becomes a gate of its own."""
        if element.tag in _EVENTS:
            return self.reference(element)
        inner = self.unused(f"{name} / {place}")
        if element.tag == "constant":
            self.rules[inner] = all_of() if self.truth(element) else any_of()
        else:
            self.rules[inner] = self.gate(inner, element)
        return inner

    def unused(self, name: Event) -> Event:
        while name in self.gates or name in self.basic or name in self.rules:
            name += "'"
        return name

    def reference(self, element: _Element) -> Event:
        name = self.name_of(element)
        short = name.rsplit(".", 1)[-1]  # a path through fault tree and components
        known = next((each for each in (name, short) if self.is_known(each)), None)
        if known in self.house:
            self.rules[known] = all_of() if self.house[known] else any_of()
        if known is None and element.tag != "basic-event":
            self.refuse(element, f"{name!r} is not defined", "a gate or event of the file")
        return name if known is None else known

    def is_known(self, name: Event) -> bool:
        return name in self.gates or name in self.basic or name in self.house

    def data(self, structure: Structure) -> tuple[tuple[Leaf, ...], tuple[CommonCause, ...]]:
        shared: dict[Event, tuple[str, Fraction]] = {}
        causes: list[CommonCause] = []
        for element in self.groups:
            group, rate, beta = self.group(element)
            members = [self.name_of(each) for part in element.inner("members") for each in part.children]
            shared.update((member, (group, rate)) for member in members)
            if any(member in structure.leaves for member in members):
                causes.append(CommonCause(("ccf", group), beta))
        return tuple(self.leaf(event, shared) for event in structure.leaves), tuple(causes)

    def leaf(self, event: Event, shared: Mapping[Event, tuple[str, Fraction]]) -> Leaf:
        if event in shared:
            group, rate = shared[event]
            return Leaf(event, Interval(rate, rate), lineage=(("ccf", group),))
        definition = self.basic.get(event)
        if definition is None or not definition.formulas:
            return Leaf(event, VACUOUS)
        rate = self.probability(self.only(definition))
        return Leaf(event, Interval(rate, rate))

    def group(self, element: _Element) -> tuple[str, Fraction, Fraction]:
        name = self.name_of(element)
        if element.attributes.get("model") != "beta-factor":
            self.refuse(element, f"the group {name!r} is no beta-factor group", 'model="beta-factor"')
        rates = [self.only(each) for each in element.inner("distribution")]
        factors = [self.only(each) for each in _factors(element)]
        if len(rates) != 1 or len(factors) != 1:
            self.refuse(element, f"the group {name!r}", "one distribution and one factor")
        return name, self.probability(rates[0]), self.probability(factors[0])

    def probability(self, element: _Element) -> Fraction:
        """A number, directly or through parameters."""
        start, seen = element, set[str]()
        while element.tag == "parameter":
            name = self.name_of(element)
            if name in seen or name not in self.parameters:
                self.refuse(element, f"the parameter {name!r} has no value", "a defined parameter")
            seen.add(name)
            element = self.only(self.parameters[name])
        if element.tag not in ("float", "int"):
            self.refuse(element, f"<{element.tag}> is not read as a probability", "<float>")
        try:
            return as_probability(as_fraction(element.attributes.get("value", "")))
        except InputError as error:
            self.refuse(start, str(error))


def _factors(group: _Element) -> Iterator[_Element]:
    yield from group.inner("factor")
    for factors in group.inner("factors"):
        yield from factors.inner("factor")
