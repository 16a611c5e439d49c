"""The operations on job definitions: one implementation for the four kinds."""

import json
from collections.abc import Mapping
from functools import partial
from typing import Any

from .. import shapes
from ..enums import MonitoringType
from . import lists, tags
from .call import Call, Operation
from .filling import endpoint, fill_definition, part, plain, resource
from .refusals import RefusedError, invalid, not_found
from .store import dumped, seconds

KINDS = tuple(kind.value for kind in MonitoringType)
"""Of job definitions: `DataQuality` and so on."""


def _create(kind: str, call: Call, request: Any) -> Mapping[str, Any]:
    """Create…JobDefinition."""
    name = request.job_definition_name
    arn = call.space.arn(resource(kind), name)
    if find(call, kind, name) is not None:
        raise RefusedError("ResourceInUse", f"Job definition {arn} already exists")
    [used] = call.sql.execute(
        "SELECT count(*) FROM definitions WHERE space = ? AND kind = ?", (call.space.id, kind)
    ).fetchone()
    call.require_room(resource(kind), used)
    given = part(request, kind, "job_input")
    fill_definition(request, [given])
    body = plain(request)
    body.pop("Tags", None)
    call.sql.execute(
        "INSERT INTO definitions (space, kind, name, created, endpoint, body) VALUES (?, ?, ?, ?, ?, ?)",
        (call.space.id, kind, name, call.now, endpoint([given]), dumped(body)),
    )
    tags.keep(call, arn, request.tags)
    return {"JobDefinitionArn": arn}


def find(call: Call, kind: str, name: str) -> tuple[dict[str, Any], int] | None:
    """What a job definition was created with, and when."""
    row = call.sql.execute(
        "SELECT body, created FROM definitions WHERE space = ? AND kind = ? AND name = ?", (call.space.id, kind, name)
    ).fetchone()
    return row and (json.loads(row[0]), row[1])


def _describe(kind: str, call: Call, request: Any) -> Mapping[str, Any]:
    """Describe…JobDefinition."""
    name = request.job_definition_name
    found = find(call, kind, name)
    if found is None:
        raise not_found(f"Job definition {name}")
    body, created = found
    return body | {"JobDefinitionArn": call.space.arn(resource(kind), name), "CreationTime": seconds(created)}


def _delete(kind: str, call: Call, request: Any) -> None:
    """Delete…JobDefinition."""
    name = request.job_definition_name
    if find(call, kind, name) is None:
        raise not_found(f"Job definition {name}")
    user = call.sql.execute(
        "SELECT name FROM schedules JOIN templates ON templates.id = template "
        "WHERE space = ? AND definition = ? AND type = ? LIMIT 1",
        (call.space.id, name, kind),
    ).fetchone()
    if user is not None:
        arn = call.space.arn("monitoring-schedule", user[0])
        raise invalid(f"Job definition {name} is in use by the monitoring schedule {arn}")
    call.sql.execute("DELETE FROM definitions WHERE space = ? AND kind = ? AND name = ?", (call.space.id, kind, name))
    tags.forget(call, call.space.arn(resource(kind), name))


def describe_class(kind: str) -> Any:
    """The class of what Describe…JobDefinition answers."""
    return getattr(shapes, f"Describe{kind}JobDefinitionResponse")


def _list(kind: str, call: Call, request: Any) -> Mapping[str, Any]:
    """List…JobDefinitions."""
    return lists.page(call, request, lists.DEFINITIONS[kind])


OPERATIONS: Mapping[str, Operation] = {
    name: partial(operation, kind)
    for kind in KINDS
    for name, operation in (
        (f"Create{kind}JobDefinition", _create),
        (f"Delete{kind}JobDefinition", _delete),
        (f"Describe{kind}JobDefinition", _describe),
        (f"List{kind}JobDefinitions", _list),
    )
}
