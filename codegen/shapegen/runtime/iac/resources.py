"""Requests as resources of CloudFormation, and back."""

# What is read may be anything.
# pyright: reportUnknownVariableType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownParameterType=false, reportUnknownLambdaType=false

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ... import resources, shapes
from ...operations import OPERATIONS
from ..api import from_dict, to_dict
from ..entries import entry
from ..suggestions import did_you_mean
from ..tables import parameters, wire
from ..violations import shown_path
from .resource import Resource, path_of


def to_cloudformation(x: object, /, *, tags: Iterable[object] | None = None) -> dict[str, Any]:
    """The resource of CloudFormation that makes what a request makes: a new dict with `Type` and `Properties`.

    `x`: a request that creates something which is a resource; or the response that describes such a thing, of which
    comes the resource that would make it. No response tells the tags: give them as `tags`, as ListTags answers them.
    Nothing is checked but that the resource has what is set: `validate` does the rest.
    Raises TypeError when `x` is of another kind, ValueError for a member that the resource does not have, as of the
    day that the message names.
    """
    kind, is_described = _kind_of(type(x))
    resource = resources.RESOURCES[kind]
    request = wire.STRUCTURES[OPERATIONS[resource.operation].request].name
    data = to_dict(x)
    if is_described:
        # What the service alone knows, such as times, is not told to it.
        data = {name: value for name, value in data.items() if name in parameters.SHAPES[request].members}
    if tags is not None:
        data["Tags"] = [_tag(each) for each in tags]
    lacking: list[str] = []
    properties = _property(data, resource, (), lacking)
    if lacking:
        names = ", ".join(lacking)
        raise ValueError(f"{kind} has no property for {names} (as of {resource.as_of}): leave it out, or use the API")
    return {"Type": kind, "Properties": properties}


def from_cloudformation(resource: Mapping[str, Any], /) -> Any:
    """The request that makes what a resource of CloudFormation makes: the inverse of `to_cloudformation`.

    `resource`: a dict with `Type` and `Properties`, as a template has it. It is as lenient as `from_dict`: a function
    such as `{"Ref": …}` stays where it is, for `violations` to name. Properties that only the resource has, such as
    its status, are left out.
    Raises ValueError when no request makes resources of that type, TypeError when it is no resource.
    """
    kind, properties = resource["Type"], resource.get("Properties", {})
    if kind not in resources.RESOURCES:
        raise ValueError(
            f"no request of this package creates a {kind!r}{did_you_mean(str(kind), resources.RESOURCES, cutoff=0)}"
        )
    of = resources.RESOURCES[kind]
    adds = {path for path, what in of.differences.items() if what == "adds"}
    members = {name: value for name, value in properties.items() if name not in adds}
    flags = {path for path, what in of.differences.items() if what == "flag"}
    return from_dict(OPERATIONS[of.operation].request, _unflagged(members, flags, ()))


def _kind_of(cls: type[Any]) -> tuple[str, bool]:
    """The type of the resource of a structure, and whether the structure describes it."""
    for kind, resource in resources.RESOURCES.items():
        if issubclass(cls, OPERATIONS[resource.operation].request):
            return kind, False
        if resource.described and issubclass(cls, getattr(shapes, resource.described)):
            return kind, True
    entry(wire.STRUCTURES, cls)
    wanted = ", ".join(each.operation for each in resources.RESOURCES.values())
    raise TypeError(
        f"{cls.__name__} creates no resource; the requests of {wanted} do, and so do the responses that describe one"
    )


def _tag(tag: Any) -> dict[str, Any]:
    return dict(tag) if isinstance(tag, Mapping) else to_dict(tag)


def _property(value: Any, resource: Resource, steps: tuple[Any, ...], lacking: list[str]) -> Any:
    match resource.differences.get(path_of(steps)):
        case "lacks":
            lacking.append(shown_path(steps))
        case "flag" if value == {}:
            return True
        case _:
            pass
    if isinstance(value, dict):
        return {name: _property(each, resource, (*steps, name), lacking) for name, each in value.items()}
    if isinstance(value, list):
        return [_property(each, resource, (*steps, index), lacking) for index, each in enumerate(value)]
    return value


def _unflagged(value: Any, flags: set[str], steps: tuple[Any, ...]) -> Any:
    if path_of(steps) in flags and value in (True, "true"):
        return {}
    if isinstance(value, dict):
        made = {name: _unflagged(each, flags, (*steps, name)) for name, each in value.items()}
        return {
            name: each
            for name, each in made.items()
            if not (path_of((*steps, name)) in flags and each in (False, "false"))
        }
    if isinstance(value, list):
        return [_unflagged(each, flags, (*steps, index)) for index, each in enumerate(value)]
    return value
