"""Endpoints and their configurations: stored, described and listed, so that what surrounds monitoring finds them.

They are no shapes of this package. What a program sends is kept as it is; only names, required members and the capture
configuration are checked.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

from .. import shapes, wire
from .._runtime.converters import JSON
from . import lists, tags
from .call import Call, Operation
from .filling import present
from .refusals import RefusedError, check, invalid, missing_member, out_of_bounds, outside_enum
from .store import dumped, seconds

_NAME = re.compile("[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}")

_JSON_TYPES: Mapping[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "boolean": (bool,),
    "list": (list,),
    "structure": (dict,),
    "timestamp": (int, float, str),
}
_WORDS = {"string": "a String", "integer": "an Integer", "boolean": "a Boolean", "timestamp": "a Timestamp"}

_LISTED = {
    "SortBy": "string",
    "SortOrder": "string",
    "NextToken": "string",
    "MaxResults": "integer",
    "NameContains": "string",
    "CreationTimeBefore": "timestamp",
    "CreationTimeAfter": "timestamp",
}
_NAMED = {"EndpointName": "string"}
_CONFIGURED = {"EndpointConfigName": "string"}

_MEMBERS: Mapping[str, Mapping[str, str]] = {
    "CreateEndpointConfig": {
        **_CONFIGURED,
        "ProductionVariants": "list",
        "DataCaptureConfig": "structure",
        "Tags": "list",
        "KmsKeyId": "string",
        "AsyncInferenceConfig": "structure",
        "ExplainerConfig": "structure",
        "ShadowProductionVariants": "list",
        "ExecutionRoleArn": "string",
        "VpcConfig": "structure",
        "EnableNetworkIsolation": "boolean",
        "MetricsConfig": "structure",
        "CrossRegionTrafficConfig": "structure",
    },
    "DescribeEndpointConfig": _CONFIGURED,
    "DeleteEndpointConfig": _CONFIGURED,
    "ListEndpointConfigs": _LISTED,
    "CreateEndpoint": {**_NAMED, **_CONFIGURED, "DeploymentConfig": "structure", "Tags": "list"},
    "DescribeEndpoint": _NAMED,
    "UpdateEndpoint": {
        **_NAMED,
        **_CONFIGURED,
        "RetainAllVariantProperties": "boolean",
        "ExcludeRetainedVariantProperties": "list",
        "DeploymentConfig": "structure",
        "RetainDeploymentConfig": "boolean",
    },
    "DeleteEndpoint": _NAMED,
    "ListEndpoints": {
        **_LISTED,
        "LastModifiedTimeBefore": "timestamp",
        "LastModifiedTimeAfter": "timestamp",
        "StatusEquals": "string",
    },
}
_ORDERS = ("Ascending", "Descending")
_ENUMS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "ListEndpointConfigs": {"SortBy": ("Name", "CreationTime"), "SortOrder": _ORDERS},
    "ListEndpoints": {
        "SortBy": ("Name", "CreationTime", "Status"),
        "SortOrder": _ORDERS,
        "StatusEquals": (
            "OutOfService",
            "Creating",
            "Updating",
            "SystemUpdating",
            "RollingBack",
            "InService",
            "Deleting",
            "Failed",
            "UpdateRollbackFailed",
        ),
    },
}
_ANY_ARN = "arn:aws:sagemaker:us-east-1:123456789012:endpoint/any"
_REQUIRED = ("EndpointName", "EndpointConfigName", "ProductionVariants")


def read(operation: str, data: Mapping[str, Any]) -> Any:
    """The request, by wire name for what is stored, by attribute for a list. Raises RefusedError."""
    members = _MEMBERS[operation]
    given = {name: data[name] for name in members if data.get(name) is not None}
    for name, value in given.items():
        _require_type(value, members[name])
    for name, values in _ENUMS.get(operation, {}).items():
        if name in given and given[name] not in values:
            raise outside_enum(name, given[name], values)
    for name in members:
        if name in _REQUIRED and name not in given:
            raise missing_member(name)
        if name in ("EndpointName", "EndpointConfigName") and not _NAME.fullmatch(given[name]):
            raise invalid(
                f"1 validation error detected: Value '{given[name]}' at '{name[0].lower()}{name[1:]}' failed to "
                f"satisfy constraint: Member must satisfy regular expression pattern: {_NAME.pattern}"
            )
    for name, cls in (("DataCaptureConfig", shapes.DataCaptureConfig), ("Tags", shapes.AddTagsInput)):
        if name in given:
            value = {"ResourceArn": _ANY_ARN, "Tags": given[name]} if name == "Tags" else given[name]
            check(wire.STRUCTURES[cls].read(json.loads(json.dumps(value)), JSON))
    for number, variant in enumerate(given.get("ProductionVariants", ())):
        _require_type(variant, "structure")
        _require_type(variant.get("VariantName", ""), "string")
        if not variant.get("VariantName"):
            raise missing_member("ProductionVariants", number, "VariantName")
    return _listed(given) if operation.startswith("List") else given


def _require_type(value: object, wanted: str) -> None:
    fits = isinstance(value, _JSON_TYPES[wanted]) and (wanted == "boolean" or not isinstance(value, bool))
    if fits:
        return
    if isinstance(value, dict):
        message = "Start of structure or map found where not expected."
    elif isinstance(value, list):
        message = "Start of list found where not expected"
    elif wanted in _WORDS:
        message = f"{'STRING' if isinstance(value, str) else 'NUMBER'}_VALUE can not be converted to {_WORDS[wanted]}"
    else:
        message = "Unexpected field type"
    raise RefusedError("SerializationException", message)


def _listed(given: Mapping[str, Any]) -> SimpleNamespace:
    values = {re.sub("(?<=[a-z])(?=[A-Z])", "_", name).lower(): value for name, value in given.items()}
    for name, value in values.items():
        if name.endswith(("_before", "_after")):
            values[name] = _moment(value)
    size = values.setdefault("max_results", None)
    if size is not None and not 1 <= size <= 100:
        raise out_of_bounds("maxResults", size, 1, 100)
    values.setdefault("next_token", None)
    return SimpleNamespace(**values)


def _moment(value: Any) -> datetime:
    try:
        if isinstance(value, str):
            return datetime.fromisoformat(value).astimezone(UTC)
        return datetime.fromtimestamp(value, UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise RefusedError("SerializationException", "STRING_VALUE can not be converted to a Timestamp") from error


# What is stored


@dataclass(frozen=True, slots=True)
class _Stored:
    id: int
    name: str
    created: int
    modified: int
    status: str
    body: str


_WHAT = {"endpoint": "endpoint", "endpoint-config": "endpoint configuration"}


def _look(call: Call, kind: str, name: str) -> _Stored | None:
    row = call.sql.execute(
        "SELECT id, name, created, modified, status, body FROM resources WHERE space = ? AND kind = ? AND name = ?",
        (call.space.id, kind, name),
    ).fetchone()
    return None if row is None else _Stored(*row)


def _find(call: Call, kind: str, name: str) -> _Stored:
    found = _look(call, kind, name)
    if found is None:
        raise invalid(f'Could not find {_WHAT[kind]} "{call.space.arn(kind, name)}".')
    return found


def _create(
    call: Call, kind: str, name: str, given: Mapping[str, Any], status: str, due: int | None, sent: Any = None
) -> str:
    arn = call.space.arn(kind, name)
    if _look(call, kind, name) is not None:
        raise invalid(f'Cannot create already existing {_WHAT[kind]} "{arn}".')
    call.sql.execute(
        "INSERT INTO resources (space, kind, name, created, modified, status, due, body) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (call.space.id, kind, name, call.now, call.now, status, due, dumped(given)),
    )
    tags.keep(call, arn, wire.STRUCTURES[shapes.AddTagsInput].read({"Tags": sent or []}, JSON).tags)
    return arn


def _create_config(call: Call, given: dict[str, Any]) -> Mapping[str, Any]:
    name, sent = given["EndpointConfigName"], given.pop("Tags", None)
    return {"EndpointConfigArn": _create(call, "endpoint-config", name, given, "InService", None, sent)}


def _describe_config(call: Call, given: Mapping[str, Any]) -> Mapping[str, Any]:
    found = _find(call, "endpoint-config", given["EndpointConfigName"])
    arn = call.space.arn("endpoint-config", found.name)
    body: dict[str, Any] = json.loads(found.body)
    return body | {"EndpointConfigArn": arn, "CreationTime": seconds(found.created)}


def _delete_config(call: Call, given: Mapping[str, Any]) -> None:
    _delete_stored(call, "endpoint-config", _find(call, "endpoint-config", given["EndpointConfigName"]))


def _delete_stored(call: Call, kind: str, found: _Stored) -> None:
    call.sql.execute("DELETE FROM resources WHERE id = ?", (found.id,))
    tags.forget(call, call.space.arn(kind, found.name))


def _create_endpoint(call: Call, given: dict[str, Any]) -> Mapping[str, Any]:
    sent = given.pop("Tags", None)
    due = call.now + call.settings.pending
    body = _deployed(call, given)
    return {"EndpointArn": _create(call, "endpoint", given["EndpointName"], body, "Creating", due, sent)}


def _deployed(call: Call, given: Mapping[str, Any]) -> dict[str, Any]:
    """What Describe says about an endpoint of a configuration, which may be deleted afterwards."""
    config = json.loads(_find(call, "endpoint-config", given["EndpointConfigName"]).body)
    capture = config.get("DataCaptureConfig")
    return present(
        EndpointName=given["EndpointName"],
        EndpointConfigName=given["EndpointConfigName"],
        LastDeploymentConfig=given.get("DeploymentConfig"),
        ProductionVariants=[_variant(each) for each in config["ProductionVariants"]],
        DataCaptureConfig=capture and _capture(capture),
    )


def _variant(given: Mapping[str, Any]) -> dict[str, Any]:
    weight, count = given.get("InitialVariantWeight", 1.0), given.get("InitialInstanceCount")
    return present(
        VariantName=given["VariantName"],
        CurrentWeight=weight,
        DesiredWeight=weight,
        CurrentInstanceCount=count,
        DesiredInstanceCount=count,
    )


def _capture(given: Mapping[str, Any]) -> dict[str, Any]:
    enabled = given.get("EnableCapture", True)
    return {
        "EnableCapture": enabled,
        "CaptureStatus": "Started" if enabled else "Stopped",
        "CurrentSamplingPercentage": given["InitialSamplingPercentage"],
        "DestinationS3Uri": given["DestinationS3Uri"],
        "KmsKeyId": given.get("KmsKeyId", ""),
    }


def _describe_endpoint(call: Call, given: Mapping[str, Any]) -> Mapping[str, Any]:
    found = _find(call, "endpoint", given["EndpointName"])
    body: dict[str, Any] = json.loads(found.body)
    return body | {
        "EndpointArn": call.space.arn("endpoint", found.name),
        "EndpointStatus": found.status,
        "CreationTime": seconds(found.created),
        "LastModifiedTime": seconds(found.modified),
    }


def _settled(call: Call, name: str) -> _Stored:
    found = _find(call, "endpoint", name)
    if found.status != "InService":
        raise invalid(f'Cannot update in-progress endpoint "{call.space.arn("endpoint", name)}".')
    return found


def _update_endpoint(call: Call, given: Mapping[str, Any]) -> Mapping[str, Any]:
    found = _settled(call, given["EndpointName"])
    call.sql.execute(
        "UPDATE resources SET body = ?, status = 'Updating', modified = ?, due = ? WHERE id = ?",
        (dumped(_deployed(call, given)), call.now, call.now + call.settings.pending, found.id),
    )
    return {"EndpointArn": call.space.arn("endpoint", found.name)}


def _delete_endpoint(call: Call, given: Mapping[str, Any]) -> None:
    found = _settled(call, given["EndpointName"])
    tags.forget(call, call.space.arn("endpoint", found.name))
    call.sql.execute(
        "UPDATE resources SET status = 'Deleting', modified = ?, due = ? WHERE id = ?",
        (call.now, call.now + call.settings.pending, found.id),
    )


# Lists

_CONFIGS = lists.Listing(
    items="EndpointConfigs",
    columns="id, name, created",
    source="resources WHERE space = ? AND kind = 'endpoint-config'",
    item=lambda space, row: {
        "EndpointConfigName": row[1],
        "EndpointConfigArn": space.arn("endpoint-config", row[1]),
        "CreationTime": seconds(row[2]),
    },
    sorts={"CreationTime": "created", "Name": "name"},
    filters={
        "name_contains": "instr(name, ?) > 0",
        **lists.times("created"),
        # The documentation says of this list and the next that the time itself passes.
        "creation_time_after": "created * 1000 >= ?",
    },
    id="id",
)
_ENDPOINTS = lists.Listing(
    items="Endpoints",
    columns="id, name, created, modified, status",
    source="resources WHERE space = ? AND kind = 'endpoint'",
    item=lambda space, row: {
        "EndpointName": row[1],
        "EndpointArn": space.arn("endpoint", row[1]),
        "CreationTime": seconds(row[2]),
        "LastModifiedTime": seconds(row[3]),
        "EndpointStatus": row[4],
    },
    sorts={"CreationTime": "created", "Name": "name", "Status": "status"},
    filters={
        "name_contains": "instr(name, ?) > 0",
        "status_equals": "status = ?",
        **lists.times("created", "modified"),
        "creation_time_after": "created * 1000 >= ?",
    },
    id="id",
    short=True,
)


def _list(listing: lists.Listing) -> Operation:
    return lambda call, request: lists.page(call, request, listing)


OPERATIONS: Mapping[str, Operation] = {
    "CreateEndpoint": _create_endpoint,
    "CreateEndpointConfig": _create_config,
    "DeleteEndpoint": _delete_endpoint,
    "DeleteEndpointConfig": _delete_config,
    "DescribeEndpoint": _describe_endpoint,
    "DescribeEndpointConfig": _describe_config,
    "ListEndpointConfigs": _list(_CONFIGS),
    "ListEndpoints": _list(_ENDPOINTS),
    "UpdateEndpoint": _update_endpoint,
}
