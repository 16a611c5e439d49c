"""How the modules of a large package are divided: what an operation needs stands together.

A program uses few of the thousands of classes that a large service has, and making all of them takes a tenth of a
second. So some modules are folders, and a part of them is loaded when something in it is first used.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from shapegen.ir import Enum, List, Map, Service, Shape, Structure

#: With more structures, or enums, a package is large: making all of them would take 20 ms.
_LARGE: dict[type, int] = {Structure: 400, Enum: 120}
#: How many of them make a part: about 2 ms.
_SIZE: dict[type, int] = {Structure: 50, Enum: 10}
_MODULES = {Structure: ("shapes", "validators", "wire"), Enum: ("enums",)}


def parts(service: Service) -> Mapping[str, Mapping[str, Service]]:
    """Of each module that is a folder in this package its parts, each with the shapes in it, in the order of their
    names; none in a package that is not large. The enums of many structures are divided too."""
    order = list(_as_needed(service))
    found: dict[str, Mapping[str, Service]] = {}
    for kind, modules in _MODULES.items():
        count = sum(isinstance(shape, kind) for shape in order)
        if count > (0 if found else _LARGE[kind]):
            divided = {f"part_{number:03}": part for number, part in enumerate(_divided(service, order, kind), 1)}
            found |= dict.fromkeys(modules, divided)
    return found


def _divided(service: Service, order: Iterable[Shape], kind: type[Shape]) -> Iterator[Service]:
    part: list[Shape] = []
    count = 0
    for shape in order:
        if isinstance(shape, kind):
            if count == _SIZE[kind]:
                yield replace(service, shapes=tuple(sorted(part, key=lambda each: each.name)))
                part, count = [], 0
            count += 1
        part.append(shape)
    yield replace(service, shapes=tuple(sorted(part, key=lambda each: each.name)))


def _as_needed(service: Service) -> Iterator[Shape]:
    """The shapes, each behind the first operation that needs it, and what no operation needs behind all."""
    shapes = {shape.name: shape for shape in service.shapes}
    roots = [name for each in service.operations for name in (each.request, each.response) if name is not None]
    seen: set[str] = set()
    waiting = [*roots, *shapes][::-1]
    while waiting:
        name = waiting.pop()
        if name in shapes and name not in seen:
            seen.add(name)
            yield shapes[name]
            waiting += [*_below(shapes[name])][::-1]


def _below(shape: Shape) -> Iterable[str]:
    match shape:
        case Structure(members=members):
            return [member.target for member in members]
        case List(member=member):
            return [member]
        case Map(key=key, value=value):
            return [key, value]
        case _:
            return []
