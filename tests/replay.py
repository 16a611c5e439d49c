"""Carries the changes between two normal forms out, to see that they say everything."""

from collections.abc import Iterable
from copy import deepcopy
from typing import Any

from shapegen.changes.compare import Change

Form = dict[str, Any]

_PARTS = ("member", "key", "value")
_SWITCHES = {
    "document": "document",
    "event-stream": "eventstream",
    "idempotency-token": "idempotencyToken",
    "json-text": "jsonvalue",
    "required-idempotency-token": "idempotencyToken",
    "sensitive": "sensitive",
    "sparse": "sparse",
    "streaming": "streaming",
    "union": "union",
}
_ADDED = (
    "member-added",
    "required-member-added",
    "idempotency-token-member-added",
    "union-member-added",
    "event-added",
)
_REMOVED = ("member-removed", "union-member-removed", "event-removed")
_RENAMED = ("class-renamed", "error-class-renamed", "shape-renamed")
_TARGETS = ("class-changed", "enum-class-changed", "target-changed")
_TYPES = ("float-to-integer", "integer-to-float", "type-changed", "type-narrowed", "type-widened")
_INVERSE = {
    "added": "removed",
    "removed": "added",
    "raised": "lowered",
    "lowered": "raised",
    "required": "optional",
    "optional": "required",
    "listed": "unlisted",
    "unlisted": "listed",
    "deprecated": "undeprecated",
    "undeprecated": "deprecated",
}


def canonical(snapshot: Form) -> Form:
    """A snapshot, with what has no order sorted."""
    for shape in snapshot["shapes"].values():
        for trait in ("required", "enum"):
            if trait in shape:
                shape[trait] = sorted({*shape[trait]})
    return {"operations": snapshot["operations"], "shapes": snapshot["shapes"]}


def carry_out(changes: Iterable[Change], form: Form) -> None:
    """Makes of `form`, a canonical snapshot, what the changes say."""
    operations, shapes = form["operations"], form["shapes"]
    todo = list(changes)
    renamed = {change.old: change.new for change in todo if change.kind in _RENAMED}
    if renamed:
        form["operations"] = operations = _renamed(operations, renamed)
        form["shapes"] = shapes = {renamed.get(name, name): _renamed(shape, renamed) for name, shape in shapes.items()}
    for change in todo:
        if change.kind in _RENAMED or change.path.startswith("metadata."):
            continue
        owner, _, part = change.path.partition(".")
        if change.kind in ("class-added", "shape-added"):
            shapes[owner] = deepcopy(change.new)
            canonical(form | {"shapes": {owner: shapes[owner]}})
        elif change.kind in ("class-removed", "error-class-removed", "shape-removed"):
            del shapes[owner]
        elif change.kind == "operation-added":
            operations[owner] = deepcopy(change.new)
        elif change.kind == "operation-removed":
            del operations[owner]
        elif owner in operations and (owner not in shapes or part in ("input", "output") or "error" in change.kind):
            _operation(operations[owner], part, change)
        else:
            _shape(shapes[owner], part, change)


def inverse(changes: Iterable[Change]) -> list[tuple[str, str, Any, Any]]:
    """What the comparison the other way round says: paths, kinds, old, new; sorted."""
    todo = list(changes)
    names = {change.new: change.old for change in todo if change.kind in _RENAMED}
    return sorted(
        ((_old_path(change.path, names), _inverse(change), change.new, change.old) for change in todo),
        key=repr,
    )


def _old_path(path: str, names: dict[str, str]) -> str:
    owner, dot, part = path.partition(".")
    return f"{names.get(owner, owner)}{dot}{part}"


def _inverse(change: Change) -> str:
    if change.kind in ("required-member-added", "idempotency-token-member-added"):
        return "member-removed"
    if change.kind == "member-removed" and change.old.get("required"):
        return "required-member-added"
    if change.kind in ("error-class-removed", "required-input-added", "type-widened", "type-narrowed"):
        return {
            "error-class-removed": "class-added",
            "required-input-added": "input-removed",
            "type-narrowed": "type-widened",
            "type-widened": "type-narrowed",
        }[change.kind]
    if change.kind == "class-added" and change.new.get("exception"):
        return "error-class-removed"
    head, _, last = change.kind.rpartition("-")
    return "-".join(filter(None, (head, _INVERSE.get(last, last))))


def _operation(operation: Form, part: str, change: Change) -> None:
    if part in ("input", "output"):
        _put(operation, part, None if change.new is None else {"shape": change.new})
    elif change.kind in ("error-added", "error-removed"):
        errors = {error["shape"] for error in operation.get("errors", ())} ^ {change.new or change.old}
        _put(operation, "errors", [{"shape": name} for name in sorted(errors)] or None)
    else:
        _trait(operation, change)


def _shape(shape: Form, part: str, change: Change) -> None:
    required = {*shape.get("required", ())}
    match change.kind:
        case kind if kind in _ADDED:
            member = dict(change.new)
            required |= {part} if member.pop("required", False) else set()
            shape.setdefault("members", {})[part] = member
        case kind if kind in _REMOVED:
            required -= {part}
            del shape["members"][part]
        case "member-required" | "member-optional":
            required ^= {part}
        case "value-added" | "value-removed":
            shape["enum"] = sorted({*shape["enum"]} ^ {change.new or change.old})
        case "values-listed" | "values-unlisted":
            _put(shape, "enum", change.new)
        case _ if part:
            member = shape[part] if part in _PARTS and part in shape else shape["members"][part]
            if change.kind in _TARGETS:
                member["shape"] = change.new
            else:
                _trait(member, change)
        case kind if kind in _TYPES:
            shape["type"] = change.new
        case _:
            _trait(shape, change)
    _put(shape, "required", sorted(required) or None)


def _trait(node: Form, change: Change) -> None:
    head, _, last = change.kind.rpartition("-")
    if head in ("min", "max", "pattern"):
        _put(node, head, change.new)
    elif head in _SWITCHES:
        _put(node, _SWITCHES[head], True if last == "added" else None)
    elif "deprecat" in change.kind:
        if change.kind != "deprecation-changed":
            _put(node, "deprecated", True if change.kind == "deprecated" else None)
        _put(node, "deprecatedMessage", change.new)
    else:
        assert change.kind.endswith("-changed"), change
        for trait in {**(change.old or {}), **(change.new or {})}:
            _put(node, trait, (change.new or {}).get(trait))


def _put(node: Form, trait: str, value: Any) -> None:
    if value is None:
        node.pop(trait, None)
    else:
        node[trait] = value


def _renamed(node: Any, names: dict[str, str]) -> Any:
    """A part of a form with other names where it refers to shapes."""
    if isinstance(node, dict):
        return {
            key: names.get(value, value) if key == "shape" and isinstance(value, str) else _renamed(value, names)
            for key, value in node.items()
        }
    return [_renamed(each, names) for each in node] if isinstance(node, list) else node
