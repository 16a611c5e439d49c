"""The operations on tags."""

import json
from collections.abc import Mapping
from typing import Any

from .. import shapes
from .call import Call, Operation
from .filling import plain
from .lists import bad_token
from .refusals import invalid
from .store import dumped

_MOST = 50

_RESOURCES = {
    "monitoring-schedule": "schedules WHERE space = ? AND name = ?",
    "processing-job": "runs WHERE space = ? AND job = ? AND job_status IS NOT NULL",
    "data-quality-job-definition": "definitions WHERE space = ? AND name = ? AND kind = 'DataQuality'",
    "model-quality-job-definition": "definitions WHERE space = ? AND name = ? AND kind = 'ModelQuality'",
    "model-bias-job-definition": "definitions WHERE space = ? AND name = ? AND kind = 'ModelBias'",
    "model-explainability-job-definition": "definitions WHERE space = ? AND name = ? AND kind = 'ModelExplainability'",
    "endpoint": "resources WHERE space = ? AND name = ? AND kind = 'endpoint'",
    "endpoint-config": "resources WHERE space = ? AND name = ? AND kind = 'endpoint-config'",
}
"""Where a resource of a type is looked for."""


def keep(call: Call, arn: str, tags: list[shapes.Tag] | None) -> None:
    """Gives a new resource its tags."""
    _insert(call, arn, plain(tags or []))


def forget(call: Call, arn: str) -> None:
    """Deletes the tags of a resource that is deleted."""
    call.sql.execute("DELETE FROM tags WHERE arn = ?", (arn,))


def _write(call: Call, arn: str, tags: list[dict[str, str]]) -> None:
    forget(call, arn)
    _insert(call, arn, tags)


def _insert(call: Call, arn: str, tags: list[dict[str, str]]) -> None:
    if tags:
        call.sql.execute("INSERT INTO tags (arn, body) VALUES (?, ?)", (arn, dumped(tags)))


def _read(call: Call, arn: str) -> list[dict[str, str]]:
    kind, _, name = arn.removeprefix(call.space.prefix).partition("/")
    if not arn.startswith(call.space.prefix) or kind not in _RESOURCES:
        raise invalid(f"Could not find resource {arn}")
    sought = f"SELECT 1 FROM {_RESOURCES[kind]}"  # noqa: S608  constants
    if call.sql.execute(sought, (call.space.id, name)).fetchone() is None:
        raise invalid(f"Could not find resource {arn}")
    row = call.sql.execute("SELECT body FROM tags WHERE arn = ?", (arn,)).fetchone()
    return [] if row is None else json.loads(row[0])


def _add(call: Call, request: shapes.AddTagsInput) -> Mapping[str, Any]:
    tags = {tag["Key"]: tag for tag in (*_read(call, request.resource_arn), *plain(request.tags))}
    if len(tags) > _MOST:
        raise invalid(f"The number of tags of a resource must be less than or equal to {_MOST}")
    _write(call, request.resource_arn, list(tags.values()))
    return {"Tags": list(tags.values())}


def _delete(call: Call, request: shapes.DeleteTagsInput) -> Mapping[str, Any]:
    tags = _read(call, request.resource_arn)
    _write(call, request.resource_arn, [tag for tag in tags if tag["Key"] not in request.tag_keys])
    return {}


def _list(call: Call, request: shapes.ListTagsInput) -> Mapping[str, Any]:
    # A page has room for 50 tags and more, a resource for 50 and no more: there is no second page.
    if request.next_token is not None:
        raise bad_token()
    return {"Tags": _read(call, request.resource_arn)}


OPERATIONS: Mapping[str, Operation] = {"AddTags": _add, "DeleteTags": _delete, "ListTags": _list}
