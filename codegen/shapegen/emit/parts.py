"""Which classes of a large package stand together in one module: those that an operation needs.

To make a class takes longer than to load a function, and a program uses few of the thousands that a large service has.
So its `shapes` and `enums` are folders, and what is in them is loaded when something in it is first used.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from shapegen.ir import Enum, List, Map, Service, Shape, Structure

#: From so many structures, or enums, a package is large: all of them at once would take 20 ms.
_LARGE = {Structure: 400, Enum: 120}
#: How many of them make a part: about 2 ms.
_SIZE = {Structure: 50, Enum: 10}


def parts(service: Service) -> Mapping[str, Mapping[str, Sequence[Shape]]]:
    """Of each module that is a folder in this package its parts, each with its classes; none in a package that is not
    large."""
    found: dict[str, Mapping[str, Sequence[Shape]]] = {}
    order = list(_as_needed(service))
    for module, kind in (("shapes", Structure), ("enums", Enum)):
        classes = [shape for shape in order if isinstance(shape, kind)]
        if len(classes) > _LARGE[kind]:
            pieces = [classes[start : start + _SIZE[kind]] for start in range(0, len(classes), _SIZE[kind])]
            found[module] = {
                f"part_{number:03}": sorted(piece, key=lambda shape: shape.name)
                for number, piece in enumerate(pieces, 1)
            }
    return found


def _as_needed(service: Service) -> Iterator[Shape]:
    """The shapes, each behind the first operation that needs it, and what no operation needs behind all."""
    shapes = {shape.name: shape for shape in service.shapes}
    roots = [name for each in service.operations for name in (each.request, each.response) if name is not None]
    seen: set[str] = set()
    waiting = [*reversed([*roots, *shapes])]  # the last one comes first
    while waiting:
        name = waiting.pop()
        if name in shapes and name not in seen:
            seen.add(name)
            yield shapes[name]
            waiting += reversed([*_below(shapes[name])])


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
