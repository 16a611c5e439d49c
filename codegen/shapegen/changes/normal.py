"""The normal form of a service: what callers can tell of its model, and no accident of how it is written.

It is a model itself, in botocore's words: what reads a service-2.json reads a normal form. Gone are documentation,
traits that no caller notices (`UNCOMPARED`), traits that are false, outer anchors of patterns (the service
matches the whole value), patterns that any text matches, minima of 0 where nothing can have less, and what metadata
says twice. The order of members, values, errors and required members says nothing, and is kept.
"""

import fnmatch
import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Literal, cast

from shapegen.changes.grades import ChangeKind
from shapegen.model import traits
from shapegen.model.documents import is_object
from shapegen.model.load import Model
from shapegen.model.malformed import refuse_malformed
from shapegen.model.selection import closure, targets

Node = Mapping[str, Any]
Direction = Literal["request", "response", "both", "error"]

_SIDES: Mapping[str, Direction] = {"input": "request", "output": "response"}
_SIZED = frozenset({"string", "list", "map", "blob"})
_REFERENCES = frozenset({"member", "key", "value"})
_ANY_TEXT = frozenset({".*", r"[\s\S]*", r"[\S\s]*", r"[\d\D]*", r"[\D\d]*", r"[\w\W]*", r"[\W\w]*"})
_OUTER = re.compile(r"\A\^+|(?<!\\)((?:\\\\)*)\$+\Z")


def _of_kind(kind: ChangeKind, names: str) -> dict[str, ChangeKind]:
    return dict.fromkeys(names.split(), kind)


#: What a change of it is, of the traits that no generated package reads and that a caller of boto3 may notice.
NOTICED: Mapping[str, ChangeKind] = {
    **_of_kind("auth-changed", "auth authtype unsignedPayload"),
    **_of_kind("default-changed", "default"),
    **_of_kind(
        "endpoint-changed",
        "contextParam endpoint endpointdiscovery endpointoperation hostLabel operationContextParams "
        "staticContextParams",
    ),
    **_of_kind("error-status-changed", "httpStatusCode"),
    **_of_kind("payload-changed", "payload"),
    **_of_kind("retry-changed", "retryable"),
    **_of_kind(
        "wire-changed",
        "event eventheader eventpayload flattened http httpChecksum httpChecksumRequired location locationName "
        "queryName requestcompression timestampFormat wrapper xmlAttribute xmlNamespace xmlOrder",
    ),
}
UNCOMPARED: Mapping[str, Mapping[str, str]] = {
    place: {trait: reason for trait, reason in ignored.items() if trait not in NOTICED}
    for place, ignored in traits.IGNORED.items()
}
"""The traits that are not compared, each with the reason, by place."""

METADATA: Mapping[str, ChangeKind] = {
    **_of_kind("api-version-changed", "apiVersion"),
    **_of_kind("auth-changed", "auth signatureVersion signingName"),
    **_of_kind("endpoint-changed", "endpointPrefix globalEndpoint"),
    **_of_kind("metadata-changed", "serviceAbbreviation serviceFullName"),
    **_of_kind("protocol-changed", "awsQueryCompatible protocol protocols"),
    **_of_kind("service-id-changed", "serviceId"),
    **_of_kind("wire-changed", "checksumFormat jsonVersion protocolSettings targetPrefix timestampFormat xmlNamespace"),
}
"""What a change of it is, of a service's metadata; anything else there is a trait that is not known."""
UNCOMPARED_METADATA: Mapping[str, str] = {
    "ripServiceName": "for tools of AWS's; botocore does not read it",
    "uid": "the API's name in other SDKs; botocore does not read it",
}
_SIGV4 = ("v4", ["aws.auth#sigv4"])


@dataclass(frozen=True, slots=True, order=True)
class Use:
    """An operation that reaches something."""

    operation: str
    direction: Direction
    """From its request, its response, both, or one of its errors alone."""


@dataclass(frozen=True)
class Surface:
    """What of an API is compared: the operations, and the shapes they reach."""

    operations: Mapping[str, Node]
    shapes: Mapping[str, Node]
    extra: tuple[str, ...] = ()
    """Shapes that were asked for by name."""
    paginators: Mapping[str, Node] = field(default_factory=dict[str, Node])
    """By operation."""
    waiters: Mapping[str, Node] = field(default_factory=dict[str, Node])
    exceptions: tuple[str, ...] = ()
    """Every error that the model knows: `client.exceptions` has also those that no operation names."""
    metadata: Mapping[str, Any] | None = None
    """Of the service; None if that is not known, as with the next two, and not compared then."""
    endpoint_rules: str | None = None
    """A hash of the rules by which botocore finds the host."""
    examples: Mapping[str, str] | None = None
    """A hash of its examples, by operation."""

    def fills_in(self, shape: str) -> bool:
        """Whether botocore fills in the idempotency tokens of `shape`: it does so at the top of a request alone."""
        return not self._users.get(shape) and any(side == "request" for _, side in self._roots.get(shape, ()))

    def uses(self, shape: str) -> tuple[Use, ...]:
        """The operations that reach `shape`, sorted."""
        found: dict[str, set[Direction]] = {}
        reached: set[str] = set()
        waiting = [shape]
        while waiting:
            name = waiting.pop()
            if name not in reached:
                reached.add(name)
                waiting += self._users.get(name, ())
                for operation, direction in self._roots.get(name, ()):
                    found.setdefault(operation, set()).add(direction)
        return tuple(Use(name, one(found[name])) for name in sorted(found))

    @cached_property
    def _users(self) -> Mapping[str, list[str]]:
        users: dict[str, list[str]] = {}
        for name, shape in self.shapes.items():
            for target in targets(shape):
                users.setdefault(target, []).append(name)
        return users

    @cached_property
    def _roots(self) -> Mapping[str, list[tuple[str, Direction]]]:
        roots: dict[str, list[tuple[str, Direction]]] = {}
        for name, operation in self.operations.items():
            for side, direction in _SIDES.items():
                if side in operation:
                    roots.setdefault(operation[side]["shape"], []).append((name, direction))
            for error in operation.get("errors", ()):
                roots.setdefault(error["shape"], []).append((name, "error"))
        return roots


def of(model: Model, *, operations: Iterable[str] = ("*",), shapes: Iterable[str] = ()) -> Surface:
    """The part of what botocore knows of a service, as `api` chooses it."""
    return api(
        model.data,
        model.paginators,
        model.waiters,
        operations=operations,
        shapes=shapes,
        endpoint_rules=model.endpoint_rules,
        examples=model.examples,
    )


def api(
    model: Mapping[str, Any],
    paginators: Mapping[str, Node] | None = None,
    waiters: Mapping[str, Node] | None = None,
    *,
    operations: Iterable[str] = ("*",),
    shapes: Iterable[str] = (),
    endpoint_rules: Mapping[str, Any] | None = None,
    examples: Mapping[str, Any] | None = None,
) -> Surface:
    """The part of a service model that the operations of these names reach, and the shapes of these names.

    `*` and `?` in the name of an operation are those of file names. What the model does not have is left out. The
    nodes are the model's own: `shape` and `operation` make them normal. Raises ShapegenError for a target that is
    missing.
    """
    patterns = tuple(operations)
    chosen = {
        name: operation
        for name, operation in model["operations"].items()
        if any(fnmatch.fnmatchcase(name, pattern) for pattern in patterns)
    }
    found = Surface(
        operations=model["operations"],
        shapes=model["shapes"],
        extra=tuple(sorted({name for name in shapes if name in model["shapes"]})),
        paginators=_objects(paginators),
        waiters=_objects(waiters),
        exceptions=tuple(sorted(name for name, node in model["shapes"].items() if node.get("exception"))),
        metadata=None if "metadata" not in model else metadata(model["metadata"]),
        endpoint_rules=None if endpoint_rules is None else _hash(endpoint_rules),
        examples=None if examples is None else {name: _hash(node) for name, node in examples.items()},
    )
    return _of_operations(found, chosen)


def _objects(parts: Mapping[str, Node] | None) -> dict[str, Node]:
    """Those that are objects: botocore can do nothing with others, nor can anybody else."""
    return {name: part for name, part in (parts or {}).items() if isinstance(part, dict)}


def narrowed(found: Surface, operations: Iterable[str]) -> Surface:
    """The part that the operations of these names reach."""
    names = set(operations)
    chosen = {name: node for name, node in found.operations.items() if name in names}
    return _of_operations(replace(found, extra=()), chosen)


def _of_operations(found: Surface, chosen: Mapping[str, Node]) -> Surface:
    roots = [operation[side]["shape"] for operation in chosen.values() for side in _SIDES if side in operation]
    roots += [error["shape"] for operation in chosen.values() for error in operation.get("errors", ())]
    reached = closure(found.shapes, [*roots, *found.extra])
    return replace(
        found,
        operations=chosen,
        shapes={name: node for name, node in found.shapes.items() if name in reached},
        paginators={name: node for name, node in found.paginators.items() if name in chosen},
        waiters={name: node for name, node in found.waiters.items() if str(node.get("operation")) in chosen},
        examples=found.examples and {name: node for name, node in found.examples.items() if name in chosen},
    )


def snapshot(found: Surface) -> dict[str, Any]:
    """The normal form as JSON values, for `restored`."""
    return {
        "operations": {name: operation(node) for name, node in sorted(found.operations.items())},
        "shapes": {name: shape(node) for name, node in sorted(found.shapes.items())},
        "extra": list(found.extra),
        "pagination": {name: part(node) for name, node in sorted(found.paginators.items())},
        "waiters": {name: part(node) for name, node in sorted(found.waiters.items())},
        "exceptions": list(found.exceptions),
        "metadata": found.metadata,
        "endpoint_rules": found.endpoint_rules,
        "examples": found.examples,
    }


def restored(snapshot: Mapping[str, Any]) -> Surface:
    """The inverse of `snapshot`. Raises KeyError, TypeError, ValueError or ShapegenError when it is none."""
    refuse_malformed(snapshot)
    for part in (*_MAPS, *_LISTS, "endpoint_rules"):
        if not _is_part(part, snapshot[part]):
            raise TypeError(f"{part} is not as it should be")
    nodes = (*snapshot["operations"].values(), *snapshot["shapes"].values())
    if not {*snapshot["extra"], *(name for node in nodes for name in _mentioned(node))} <= snapshot["shapes"].keys():
        raise ValueError("it lacks shapes that it mentions")
    return Surface(
        operations=dict(snapshot["operations"]),
        shapes=dict(snapshot["shapes"]),
        extra=tuple(snapshot["extra"]),
        paginators=dict(snapshot["pagination"]),
        waiters=dict(snapshot["waiters"]),
        exceptions=tuple(snapshot["exceptions"]),
        metadata=snapshot["metadata"],
        endpoint_rules=snapshot["endpoint_rules"],
        examples=snapshot["examples"],
    )


_MAPS: Mapping[str, type] = {"pagination": dict, "waiters": dict, "metadata": object, "examples": str}
_LISTS = ("extra", "exceptions")


def _is_part(part: str, held: Any) -> bool:
    """Whether a part of a snapshot, beside the operations and the shapes, is what `snapshot` writes."""
    if held is None:
        return part in ("metadata", "endpoint_rules", "examples")
    if part in _MAPS:
        return is_object(held) and all(isinstance(each, _MAPS[part]) for each in held.values())
    if part in _LISTS:
        return isinstance(held, list) and all(isinstance(each, str) for each in cast("list[object]", held))
    return isinstance(held, str)


def _mentioned(node: Node) -> Iterator[str]:
    """The shapes that an operation or a shape in normal form names."""
    yield from targets(node)
    yield from (node[side]["shape"] for side in _SIDES if side in node)
    yield from (error["shape"] for error in node.get("errors", ()))


def metadata(said: Node) -> dict[str, Any]:
    """A service's metadata in normal form: without what other keys of it say already."""
    form = {name: value for name, value in said.items() if name not in UNCOMPARED_METADATA}
    if form.get("protocols") == [form.get("protocol")]:
        del form["protocols"]
    if (form.get("signatureVersion"), form.get("auth")) == _SIGV4:
        del form["auth"]
    if form.get("signingName") == form.get("endpointPrefix"):
        form.pop("signingName", None)
    return form


def _hash(node: Any) -> str:
    return hashlib.sha256(json.dumps(node, sort_keys=True).encode()).hexdigest()


def shape(node: Node) -> dict[str, Any]:
    """A shape's normal form."""
    form = _without("shape", node)
    if "members" in form:
        form["members"] = {name: member(each) for name, each in form["members"].items()}
    if "error" in form:
        form["error"] = _without("error", form["error"])
    for reference in _REFERENCES & form.keys():
        form[reference] = member(form[reference])
    if form.get("min") == 0 and form["type"] in _SIZED:
        del form["min"]
    if "pattern" in form:
        form["pattern"] = _OUTER.sub(r"\1", form["pattern"])
        if form["pattern"] in _ANY_TEXT:
            del form["pattern"]
    for trait in ("required", "enum", "error"):
        if trait in form and not form[trait]:
            del form[trait]
    return form


def member(node: Node) -> dict[str, Any]:
    """The normal form of a member, or of what a list or a map holds."""
    return _without("member", node)


def operation(node: Node) -> dict[str, Any]:
    """An operation's normal form."""
    form = _without("operation", node)
    for side in _SIDES.keys() & form.keys():
        form[side] = member(form[side])
    if form.get("auth") == _SIGV4[1]:
        del form["auth"]
    errors = sorted({error["shape"] for error in form.pop("errors", ())})
    return form | ({"errors": [{"shape": name} for name in errors]} if errors else {})


def part(node: Node) -> dict[str, Any]:
    """The normal form of a paginator or a waiter."""
    return {name: value for name, value in node.items() if name not in ("description", "documentation")}


def _without(place: str, node: Node) -> dict[str, Any]:
    ignored = UNCOMPARED[place]
    return {
        name: value
        for name, value in node.items()
        if name not in ignored and name != "documentation" and value is not False and value is not None
    }


def one(directions: set[Direction]) -> Direction:
    """All the directions in one word; an error's when there is no other."""
    if "both" in directions or {"request", "response"} <= directions:
        return "both"
    return "request" if "request" in directions else "response" if "response" in directions else "error"
