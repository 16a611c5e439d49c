"""The steps of a history, in shapegen's environment: `python history.py ARCHIVE`.

Prints JSON: for each step its two releases, and for each contestant the seconds and the page that it made.
"""

import json
import sys
import time
from collections.abc import Callable, Collection, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from botocore.model import ServiceModel

from shapegen.changes import page
from shapegen.model import load

Tree = Callable[[str, page.Part], Any]
"""Of an operation's request or response: structures are dicts, lists lists, maps pairs, and a recursion is `()`."""

_SIDES: Mapping[page.Part, str] = {"request": "input", "response": "output"}


class Enum(tuple[str, ...]):
    """The values of an enum, where a tree has the type of others."""


def from_json(old: Mapping[str, Any], new: Mapping[str, Any]) -> page.Page:
    """The page, by expanding both trees of each operation from the models as they are."""

    def tree(model: Mapping[str, Any], operation: str, part: page.Part) -> Any:
        target = model["operations"][operation].get(_SIDES[part])
        return None if target is None else expanded(model["shapes"], target["shape"], ())

    def expanded(shapes: Mapping[str, Any], name: str, above: tuple[str, ...]) -> Any:
        if name in above:
            return ()
        shape, above = shapes[name], (*above, name)
        match shape["type"]:
            case "structure":
                members = shape["members"].items()
                return {member: expanded(shapes, target["shape"], above) for member, target in members}
            case "list":
                return [expanded(shapes, shape["member"]["shape"], above)]
            case "map":
                return tuple(expanded(shapes, shape[part]["shape"], above) for part in ("key", "value"))
            case kind:
                return Enum(shape["enum"]) if shape.get("enum") else kind

    return _page(list(old["operations"]), list(new["operations"]), partial(tree, old), partial(tree, new))


def from_botocore(old: Mapping[str, Any], new: Mapping[str, Any]) -> page.Page:
    """The page, by expanding both trees of each operation as botocore gives its shapes."""
    services = ServiceModel(old), ServiceModel(new)

    def tree(service: ServiceModel, operation: str, part: page.Part) -> Any:
        shape = getattr(service.operation_model(operation), f"{_SIDES[part]}_shape")
        return None if shape is None else expanded(shape, ())

    def expanded(shape: Any, above: tuple[str, ...]) -> Any:
        if shape.name in above:
            return ()
        above = (*above, shape.name)
        match shape.type_name:
            case "structure":
                return {member: expanded(target, above) for member, target in shape.members.items()}
            case "list":
                return [expanded(shape.member, above)]
            case "map":
                return expanded(shape.key, above), expanded(shape.value, above)
            case "string":
                return Enum(shape.enum) if shape.enum else "string"
            case kind:
                return kind

    names = [service.operation_names for service in services]
    return _page(*names, *(partial(tree, service) for service in services))


def _page(old: Collection[str], new: Collection[str], before: Tree, after: Tree) -> page.Page:
    updated: dict[str, dict[page.Part, Any]] = {}
    for operation in new:
        if operation not in old:
            continue
        trees: dict[page.Part, Any] = {}
        for part in _SIDES:
            both = before(operation, part), after(operation, part)
            if None not in both and (more := gained(*both)):
                trees[part] = more
        if len(trees) == 2 and trees["request"] == trees["response"]:
            trees = {"both": trees["request"]}
        if trees:
            updated[operation] = trees
    return page.Page(tuple(name for name in new if name not in old), updated)


def gained(old: Any, new: Any) -> Any:
    """What the tree `new` has more, as the page shows it."""
    if isinstance(new, Enum):
        return set(new).difference(old if isinstance(old, Enum) else ())
    if isinstance(new, str):
        return set()
    if () in (old, new):
        return ()
    if type(old) is not type(new):
        return shown(new)
    if isinstance(new, dict):
        more = {name: gained(old[name], below) if name in old else shown(below) for name, below in new.items()}
        return {name: below for name, below in more.items() if below or name not in old}
    return gained(old[-1], new[-1])


def shown(tree: Any) -> Any:
    """A tree that is new, as the page shows it."""
    match tree:
        case Enum():
            return " | ".join(tree)
        case dict():
            return {name: shown(below) for name, below in tree.items()}
        case list():
            return [shown(below) for below in tree]
        case (key, value):
            return {shown(key): shown(value)}
    return tree


def main() -> None:
    steps: list[Any] = []
    old = None
    for model in load.archive(Path(sys.argv[1]), "sagemaker"):
        if old is not None:
            step: dict[str, Any] = {"from": old.release, "to": model.release}
            contestants = {"page": page.page, "json": from_json, "botocore": from_botocore}
            for name in contestants if len(steps) % 2 else reversed(contestants):
                start = time.process_time()
                changes = contestants[name](old.data, model.data)
                seconds = time.process_time() - start
                step[name] = {"seconds": seconds, "page": page.text(changes, "")}
            steps.append(step)
        old = model
    print(json.dumps(steps))


if __name__ == "__main__":
    main()
