"""The waiters of the model and of the profile."""

# What botocore says of waiters may be anything.
# pyright: reportUnknownVariableType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import Any

from shapegen import ir
from shapegen.build import config, markup, naming
from shapegen.build.config import UnusableError
from shapegen.build.documentation import WIDTH
from shapegen.build.plan import Plan
from shapegen.errors import ModelError

_STATES = ("success", "failure", "retry")
_MATCHERS = ("path", "pathAll", "pathAny", "status", "error")
#: Parameters of a method that waits, besides the members.
_OUR_PARAMETERS = frozenset({"timeout", "poll"})
_REDIRECTED = 300


def waiters_of(
    plan: Plan, of_model: Mapping[str, Any], of_profile: Mapping[str, Any]
) -> tuple[tuple[ir.Waiter, ...], tuple[str, ...]]:
    """The waiters of the model and of the profile, which replace those of the same name, and what is left out.

    One of the profile that names no operation adds to the model's of its name, where there is one.
    Raises ModelError for one of the profile that cannot be made.
    """
    found: list[ir.Waiter] = []
    left_out: list[str] = []
    added = {name for name, entry in of_profile.items() if isinstance(entry, dict) and "operation" not in entry}
    own = {name: entry for name, entry in of_profile.items() if name not in added}
    both = {
        name: {**entry, **of_profile[name]}
        for name, entry in of_model.items()
        if name in added and isinstance(entry, dict)
    }
    for name, entry in sorted({**of_model, **both, **own}.items()):
        try:
            operation = config.get(entry, "operation")
            if name not in own and isinstance(operation, str) and operation not in plan.symbols.methods:
                continue
            found.append(_waiter(plan, name, entry, stubbed=name in of_model))
        except UnusableError as reason:
            if name in of_profile:
                raise ModelError(f"waiter {name!r}: {reason}") from reason
            left_out.append(f"waiter {name} ({reason})")
    methods, _ = naming.unique(naming.waiter_method, [each.name for each in found], published={}, before={})
    return tuple(replace(each, method=methods[each.name]) for each in found), tuple(left_out)


def _waiter(plan: Plan, name: str, entry: Any, *, stubbed: bool) -> ir.Waiter:
    operation = config.text(entry, "operation")
    if operation not in plan.symbols.methods:
        raise UnusableError(f"the operation {operation!r} is not generated")
    acceptors = tuple(map(_acceptor, config.items(entry, "acceptors")))
    if "success" not in {acceptor.state for acceptor in acceptors}:
        raise UnusableError("no acceptor says when it succeeds")
    delay, max_attempts = config.positive(entry, "delay"), config.positive(entry, "maxAttempts")
    request = plan.facts.request(operation)
    required = config.texts(entry, "required") if "required" in entry else ()
    fixed = entry.get("parameters", {})
    if not isinstance(fixed, dict) or not all(isinstance(value, str | int) for value in fixed.values()):
        raise UnusableError("its parameters are not an object of texts and numbers")
    absent = sorted({*required, *fixed} - plan.facts.targets(request).keys())
    if absent:
        raise UnusableError(f"{request} has no member {absent[0]!r}")
    members = [
        replace(member, required=member.required or member.wire_name in required)
        for member in plan.members[request]
        if member.wire_name not in fixed
    ]
    clash = sorted(_OUR_PARAMETERS.intersection(member.attribute for member in members))
    if clash:
        raise UnusableError(f"its request has a member {clash[0]!r}")
    of = tuple(
        member.wire_name
        for member in members
        if member.required
        and not member.sensitive
        and plan.facts.shapes[plan.facts.targets(request)[member.wire_name]]["type"] == "string"
    )
    first = config.text(entry, "first") if "first" in entry else None
    if first is not None:
        _require_called_with(plan, first, of)
    reason = config.text(entry, "failureReason") if "failureReason" in entry else None
    if reason is not None:
        config.require_expression(reason)
    return ir.Waiter(
        name=name,
        boto_name=naming.boto_waiter(name) if stubbed else None,
        stub=naming.class_name(f"{name}Waiter") if stubbed else None,
        method=naming.waiter_method(name),
        operation=operation,
        request=request,
        delay=delay,
        max_attempts=max_attempts,
        acceptors=acceptors,
        failure_reason=reason,
        members=tuple(sorted(members, key=lambda member: not member.required)),
        fixed=tuple(fixed.items()),
        of=of,
        first=first,
        returns=_returns(plan, plan.facts.response(operation), acceptors),
        documentation=_said(plan, operation, entry, acceptors, delay, max_attempts),
    )


def _require_called_with(plan: Plan, operation: str, parameters: Collection[str]) -> None:
    if operation not in plan.symbols.methods:
        raise UnusableError(f"the operation {operation!r} is not generated")
    taken = plan.members[plan.facts.request(operation)]
    required = {member.wire_name for member in taken if member.required}
    if not required <= {*parameters} <= {member.wire_name for member in taken}:
        raise UnusableError(f"{operation} cannot be called with {', '.join(parameters) or 'nothing'} alone")


def _acceptor(entry: Any) -> ir.Acceptor:
    state, matcher = config.text(entry, "state"), config.text(entry, "matcher")
    if state not in _STATES or matcher not in _MATCHERS:
        raise UnusableError(f"an acceptor of state {state!r} and matcher {matcher!r}")
    argument = None
    if matcher.startswith("path"):
        argument = config.text(entry, "argument")
        config.require_expression(argument)
    expected = config.get(entry, "expected")
    if not isinstance(expected, str | int):
        raise UnusableError("an acceptor expects neither text nor a number")
    if matcher == "status" and not re.fullmatch("[1-9][0-9]{2}", str(expected)):
        raise UnusableError("an acceptor expects a status that HTTP does not have")
    return ir.Acceptor(state=state, matcher=matcher, argument=argument, expected=expected)


def _returns(plan: Plan, output: str | None, acceptors: Iterable[ir.Acceptor]) -> str:
    """What the last answer is where a waiter succeeds: a response, or None where an error is what was waited for."""
    answers = {_is_response(acceptor) for acceptor in acceptors if acceptor.state == "success"}
    if output is None or answers == {False}:
        return "None"
    response = plan.symbols.classes[output]
    return response if answers == {True} else f"{response} | None"


def _is_response(acceptor: ir.Acceptor) -> bool:
    match acceptor.matcher:
        case "error":
            return acceptor.expected is False
        case "status":
            return int(acceptor.expected) < _REDIRECTED
        case _:
            return True


def _said(
    plan: Plan, operation: str, entry: Any, acceptors: Iterable[ir.Acceptor], delay: int, max_attempts: int
) -> tuple[str, ...]:
    method, first = plan.symbols.methods[operation], plan.symbols.methods.get(entry.get("first", ""))
    over = {state: _conditions([each for each in acceptors if each.state == state]) for state in _STATES}
    description = markup.text(config.text(entry, "description")) if "description" in entry else ""
    paragraphs = [
        description,
        f"Calls `{method}` until {over['success']}.",
        f"Raises WaitError when {over['failure']}." if over["failure"] else "",
        f"Raises WaitTimeoutError, which is a TimeoutError too, after `timeout` seconds ({delay * max_attempts} when "
        f"it is None). The second look comes after `poll` seconds ({delay} when it is None), the next ones after more.",
        f"Calls `{first}` once before, and raises what that raises." if first else "",
        f"The other parameters are those of `{method}`.",
    ]
    return markup.wrap("\n\n".join(filter(None, paragraphs)), WIDTH)


def _conditions(acceptors: Iterable[ir.Acceptor]) -> str:
    expected: dict[str, list[str]] = {}
    for acceptor in acceptors:
        match acceptor.matcher:
            case "path":
                what = f"`{acceptor.argument}` is"
            case "pathAll":
                what = f"all of `{acceptor.argument}` are"
            case "pathAny":
                what = f"any of `{acceptor.argument}` is"
            case "status":
                what = "the HTTP status is"
            case _ if isinstance(acceptor.expected, bool):
                what = f"the service answers {'with an' if acceptor.expected else 'without'} error"
            case _:
                what = "the service answers with the error"
        values = expected.setdefault(what, [])
        if not (acceptor.matcher == "error" and isinstance(acceptor.expected, bool)):
            values.append(f"`{acceptor.expected}`")
    return " or ".join(" ".join([what, " or ".join(values)]).rstrip() for what, values in expected.items())
