"""What one IR has and another has not, by the paths of operations, shapes, members and values."""

from dataclasses import dataclass
from typing import Any

from shapegen.ir import Enum, Service, Structure


@dataclass(frozen=True, slots=True)
class Difference:
    """Sorted paths, such as `NetworkConfig.VpcConfig`; `documented`: where only documentation changed."""

    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[str, ...]
    documented: tuple[str, ...]


def difference(old: Service, new: Service) -> Difference:
    """What happened from `old` to `new`."""
    before, after = _paths(old), _paths(new)
    common = before.keys() & after.keys()
    changed = {path for path in common if before[path][0] != after[path][0]}
    return Difference(
        added=tuple(sorted(after.keys() - before.keys())),
        removed=tuple(sorted(before.keys() - after.keys())),
        changed=tuple(sorted(changed)),
        documented=tuple(sorted(path for path in common - changed if before[path] != after[path])),
    )


def _paths(service: Service) -> dict[str, tuple[Any, Any]]:
    """Of each path, what it says to a program, and what to a reader."""
    paths: dict[str, tuple[Any, Any]] = {}
    for operation in service.operations:
        signature = (operation.name, operation.request, operation.response, operation.errors)
        paths[operation.method] = (signature, operation.documentation)
    for shape in service.shapes:
        if isinstance(shape, Structure):
            paths[shape.name] = (
                (shape.class_name, shape.union, shape.response),
                shape.documentation,
            )
            for member in shape.members:
                definition = (member.attribute, member.definition, member.target, member.sensitive)
                paths[f"{shape.name}.{member.wire_name}"] = (definition, member.documentation)
        elif isinstance(shape, Enum):
            paths[shape.name] = (shape.class_name, shape.documentation)
            for value in shape.values:
                paths[f"{shape.name}.{value.value}"] = (value.name, value.documentation)
        else:
            # What is not here is ours and not the API's: names of functions, translated patterns, rules.
            traits = ("kind", "type", "member", "key", "value", "min", "max", "pattern")
            paths[shape.name] = (tuple(getattr(shape, trait, None) for trait in traits), ())
    return paths
