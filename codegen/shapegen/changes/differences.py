"""What differs between two nodes of normal forms, before anybody says how bad that is."""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from shapegen.changes import normal
from shapegen.changes.grades import ChangeKind
from shapegen.changes.normal import Node, Surface

_INTEGERS = ("byte", "short", "integer", "long", "bigInteger")
_FLOATS = ("float", "double", "bigDecimal")
_SWITCHES: Mapping[str, tuple[ChangeKind, ChangeKind]] = {
    "document": ("document-added", "document-removed"),
    "eventstream": ("event-stream-added", "event-stream-removed"),
    "idempotencyToken": ("idempotency-token-added", "idempotency-token-removed"),
    "jsonvalue": ("json-text-added", "json-text-removed"),
    "sensitive": ("sensitive-added", "sensitive-removed"),
    "sparse": ("sparse-added", "sparse-removed"),
    "streaming": ("streaming-added", "streaming-removed"),
    "union": ("union-added", "union-removed"),
}
ENDS = ("input", "output")
PARTS = ("member", "key", "value")
_STRUCTURAL = frozenset({"type", "members", "required", "enum", "min", "max", "pattern", "shape", "error", *PARTS})
#: Of a paginator: what a change of a key is, beside coming and going; else it is `paginator-changed`.
_PAGING: Mapping[str, ChangeKind] = {
    "input_token": "paginator-tokens-changed",
    "more_results": "paginator-tokens-changed",
    "output_token": "paginator-tokens-changed",
    "result_key": "paginator-result-changed",
}


@dataclass(frozen=True, slots=True)
class Raw:
    """A change before it is known whom it concerns."""

    path: str
    kind: ChangeKind
    old: Any
    new: Any
    within: "tuple[Raw, ...]" = ()
    """Of a target that changed: what is different between the two shapes."""


def has_class(shape: Node) -> bool:
    """Whether generated packages have a class for the shape."""
    return shape["type"] == "structure" or bool(shape.get("enum"))


def all_members(shape: Node) -> dict[str, dict[str, Any]]:
    """The members, each of which says itself whether it is required."""
    required = frozenset(shape.get("required", ()))
    return {
        name: {**member, "required": True} if name in required else member
        for name, member in shape.get("members", {}).items()
    }


def errors_of(operation: Node) -> set[str]:
    return {error["shape"] for error in operation.get("errors", ())}


def type_changed(old: str, new: str) -> ChangeKind:
    for family in (_INTEGERS, _FLOATS):
        if old in family and new in family:
            return "type-widened" if family.index(new) > family.index(old) else "type-narrowed"
    if old in _INTEGERS and new in _FLOATS:
        return "integer-to-float"
    return "float-to-integer" if old in _FLOATS and new in _INTEGERS else "type-changed"


def choice(shape: Node) -> str:
    """Which of several members is set says something in a union and in a stream of events."""
    return next((trait for trait in ("eventstream", "union") if shape.get(trait)), "")


MEMBER_REMOVED: Mapping[str, ChangeKind] = {"eventstream": "event-removed", "union": "union-member-removed"}
_MEMBER_ADDED: Mapping[str, ChangeKind] = {"eventstream": "event-added", "union": "union-member-added"}


def member_added(shape: Node, member: Node, *, filled: bool) -> ChangeKind:
    if not member.get("required"):
        return _MEMBER_ADDED.get(choice(shape), "member-added")
    return "idempotency-token-member-added" if filled and member.get("idempotencyToken") else "required-member-added"


def member_traits_changed(path: str, old: Node, new: Node, *, filled: bool) -> Iterator[Raw]:
    for raw in traits_changed(path, old, new, {"required"}):
        lost = filled and raw.kind == "idempotency-token-removed" and old.get("required") and new.get("required")
        yield replace(raw, kind="required-idempotency-token-removed") if lost else raw


def error_changed(path: str, old: Node, new: Node) -> Iterator[Raw]:
    """What of an error is not a shape's: its code, which is its name unless it says one, and its HTTP status."""
    if old.get("code") != new.get("code"):
        yield Raw(path, "error-code-changed", old.get("code"), new.get("code"))
    yield from traits_changed(path, old, new, {"code"})


def values_changed(path: str, old: Sequence[str] | None, new: Sequence[str] | None) -> Iterator[Raw]:
    if old and new:
        for value in sorted({*new} - {*old}):
            yield Raw(f"{path}.{value}", "value-added", None, value)
        for value in sorted({*old} - {*new}):
            yield Raw(f"{path}.{value}", "value-removed", value, None)
    elif new:
        yield Raw(path, "values-listed", None, new)
    elif old:
        yield Raw(path, "values-unlisted", old, None)


def bounds_changed(path: str, old: Node, new: Node) -> Iterator[Raw]:
    kinds: tuple[tuple[str, ChangeKind, ChangeKind, float], ...] = (
        ("min", "min-raised", "min-lowered", -math.inf),
        ("max", "max-raised", "max-lowered", math.inf),
    )
    for trait, raised, lowered, none in kinds:
        before, after = old.get(trait), new.get(trait)
        if before != after:
            up = (none if after is None else after) > (none if before is None else before)
            yield Raw(path, raised if up else lowered, before, after)
    one, other = old.get("pattern"), new.get("pattern")
    if one != other:
        kind: ChangeKind = "pattern-added" if one is None else "pattern-removed" if other is None else "pattern-changed"
        yield Raw(path, kind, one, other)


def traits_changed(path: str, old: Node, new: Node, known: set[str] | frozenset[str] = frozenset()) -> Iterator[Raw]:
    said, says = old.get("deprecatedMessage"), new.get("deprecatedMessage")
    if ("deprecated" in old) != ("deprecated" in new):
        comes: ChangeKind = "operation-deprecated" if "errors" in known else "deprecated"
        yield Raw(path, comes if "deprecated" in new else "undeprecated", said, says)
    elif said != says:
        yield Raw(path, "deprecation-changed", said, says)
    for trait in sorted((old.keys() | new.keys()) - _STRUCTURAL - known - {"deprecated", "deprecatedMessage"}):
        before, after = old.get(trait), new.get(trait)
        if before == after:
            continue
        if trait in _SWITCHES:
            yield Raw(path, _SWITCHES[trait][after is None], bool(before), bool(after))
        else:
            kind = normal.NOTICED.get(trait, "trait-changed")
            if kind == "auth-changed" and _is_unsigned(before) and not _is_unsigned(after):
                kind = "auth-required"
            yield Raw(path, kind, _trait(trait, before), _trait(trait, after))


def _trait(trait: str, value: Any) -> Any:
    return None if value is None else {trait: value}


def _is_unsigned(auth: Any) -> bool:
    """Of `authtype` and `auth`: whether calls need no credentials."""
    return auth in ("none", ["smithy.api#noAuth"])


def paginators_changed(old: Mapping[str, Node], new: Mapping[str, Node]) -> Iterator[Raw]:
    for name in sorted(old.keys() | new.keys()):
        before, after = (None if each is None else normal.part(each) for each in (old.get(name), new.get(name)))
        if before is None or after is None:
            yield Raw(name, "paginator-added" if before is None else "paginator-removed", before, after)
            continue
        kinds: dict[ChangeKind, list[str]] = {}
        for key in sorted(before.keys() | after.keys()):
            if before.get(key) != after.get(key):
                kinds.setdefault(_paging(key, after.get(key)), []).append(key)
        for kind, keys in kinds.items():
            yield Raw(name, kind, _only(before, keys), _only(after, keys))


def _paging(key: str, after: Any) -> ChangeKind:
    if key == "limit_key":
        return "paginator-limit-removed" if after is None else "paginator-limit-added"
    return _PAGING.get(key, "paginator-changed")


def waiters_changed(old: Mapping[str, Node], new: Mapping[str, Node]) -> Iterator[tuple[Raw, list[str]]]:
    """Each change with the operations that the waiter calls."""
    for name in sorted(old.keys() | new.keys()):
        before, after = (None if each is None else normal.part(each) for each in (old.get(name), new.get(name)))
        operations = sorted({each["operation"] for each in (before, after) if each is not None})
        if before is None or after is None:
            yield Raw(name, "waiter-added" if before is None else "waiter-removed", before, after), operations
        elif before != after:
            keys = [key for key in sorted(before.keys() | after.keys()) if before.get(key) != after.get(key)]
            yield Raw(name, "waiter-changed", _only(before, keys), _only(after, keys)), operations


def _only(node: Node, keys: Iterable[str]) -> dict[str, Any]:
    return {key: node[key] for key in keys if key in node}


def service_changed(old: Surface, new: Surface) -> Iterator[Raw]:
    """Of metadata, endpoint rules and examples, as far as both sides know them."""
    if old.metadata is not None and new.metadata is not None:
        for key in sorted(old.metadata.keys() | new.metadata.keys()):
            before, after = old.metadata.get(key), new.metadata.get(key)
            if before != after:
                kind = normal.METADATA.get(key, "trait-changed")
                yield Raw(f"metadata.{key}", kind, _trait(key, before), _trait(key, after))
    if old.endpoint_rules != new.endpoint_rules and old.endpoint_rules and new.endpoint_rules:
        yield Raw("endpoint rules", "endpoint-rules-changed", None, None)
    if old.examples is not None and new.examples is not None:
        for name in sorted(old.examples.keys() | new.examples.keys()):
            if old.examples.get(name) != new.examples.get(name):
                yield Raw(name, "example-changed", None, None)
