"""What a client has besides its operations: errors, pages, waiters and updates."""

# What botocore says of pages and waiters may be anything.
# pyright: reportUnknownVariableType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import jmespath
from jmespath.exceptions import JMESPathError

from shapegen import ir
from shapegen.build import docs, naming
from shapegen.errors import ShapegenError
from shapegen.runtime.errors import BASES

#: Columns of documentation in a class body.
_WIDTH = 92
#: From an answer the service leads back to a request: the first of the latter that there is.
_READING, _WRITING = ("Describe", "Get"), ("Update", "Put", "Create")
_STATES = ("success", "failure", "retry")
_MATCHERS = ("path", "pathAll", "pathAny", "status", "error")
#: Parameters of a method that waits, besides the members.
_OUR_PARAMETERS = frozenset({"timeout", "poll"})
_REDIRECTED = 300


class _UnusableError(Exception):
    """Why nothing is made of an entry."""


@dataclass(frozen=True, slots=True)
class Source:
    """The model, and of the structures in it what is decided elsewhere."""

    model: Mapping[str, Any]
    operations: Mapping[str, str]
    """Those that are generated, with their methods."""
    annotation: Callable[[str], str]
    """Of a value of the shape."""
    members: Callable[[str], tuple[ir.Member, ...]]
    """Of the structure."""
    attributes: Callable[[str], Mapping[str, str]]
    """Of the structure's members, by wire name."""
    classes: Mapping[str, str]
    """Of the structures and enums."""

    def target(self, operation: str, direction: str) -> str | None:
        """The shape of the request (`input`) or response (`output`)."""
        name: str | None = self.model["operations"][operation].get(direction, {}).get("shape")
        return name

    def targets(self, structure: str) -> dict[str, str]:
        """The shape of each member of `structure`."""
        members: Mapping[str, Any] = self.model["shapes"][structure].get("members", {})
        return {name: member["shape"] for name, member in members.items()}


def errors(source: Source, taken: Collection[str]) -> tuple[ir.Error, ...]:
    """The errors that the operations model; `taken`: the names of other classes, which theirs must not be."""
    names = {each["shape"] for name in source.operations for each in source.model["operations"][name].get("errors", ())}

    def class_name(name: str) -> str:
        made = naming.class_name(name)
        return f"{made}Error" if made in taken else made

    classes, _ = naming.unique(class_name, sorted(names), published={}, before={}, taken=taken)
    return tuple(_error(source, *each) for each in classes.items())


def _error(source: Source, name: str, class_name: str) -> ir.Error:
    shape = source.model["shapes"].get(name)
    if shape is None:
        raise ShapegenError(f"an operation names the error {name!r}, which the model does not have")
    trait: Any = shape.get("error")
    code = trait.get("code", name) if isinstance(trait, Mapping) else name
    if not isinstance(code, str):
        raise ShapegenError(f"the model is malformed: the code of the error {name!r} is no text")
    return ir.Error(
        name=name,
        class_name=class_name,
        base=BASES[code].__name__ if code in BASES else "ServiceError",
        code=code,
        documentation=docs.wrap(docs.text(shape.get("documentation", "")), _WIDTH),
    )


def pages(source: Source, paginators: Mapping[str, Any]) -> tuple[dict[str, ir.Pages], tuple[str, ...]]:
    """The pages of each operation that has some, and why something of others is left out."""
    found: dict[str, ir.Pages] = {}
    left_out: list[str] = []
    paged = [name for name in source.operations if name in paginators]
    names = naming.items_methods({name: source.operations[name] for name in paged})
    for operation in paged:
        try:
            config = paginators[operation]
            built = _pages(source, operation, config)
        except _UnusableError as reason:
            left_out.append(f"pages of {operation} ({reason})")
            continue
        try:
            items, item = _items(source, operation, config)
            said = (
                f"Yields all that `{built.method}` finds in `{'.'.join(items)}`. It takes the same parameters, and "
                "asks for a page when the one before is used up."
            )
            built = replace(
                built,
                items_method=names[operation],
                items_documentation=docs.wrap(said, _WIDTH),
                items=items,
                item=item,
            )
        except _UnusableError as reason:
            left_out.append(f"items of {operation} ({reason})")
        found[operation] = built
    return found, tuple(left_out)


def _pages(source: Source, operation: str, config: Any) -> ir.Pages:
    if source.target(operation, "output") is None:
        raise _UnusableError("it has no response")
    tokens, expressions = _texts(config, "input_token"), _texts(config, "output_token")
    more = _texts(config, "more_results") if "more_results" in config else ()
    if not tokens or len(tokens) != len(expressions) or len(more) > 1:
        raise _UnusableError("its tokens do not match")
    absent = sorted(set(tokens) - source.targets(str(source.target(operation, "input"))).keys())
    if absent:
        raise _UnusableError(f"its request has no {absent[0]}")
    for expression in (*expressions, *more):
        _compiled(expression)
    return ir.Pages(
        method=naming.pages_method(source.operations[operation]),
        documentation=_pages_said(source, operation, config, tokens),
        input=tokens,
        output=expressions,
        more=more[0] if more else None,
        items_method=None,
        items_documentation=(),
        items=(),
        item=None,
    )


def _pages_said(source: Source, operation: str, config: Any, tokens: Iterable[str]) -> tuple[str, ...]:
    attributes = source.attributes(str(source.target(operation, "input")))
    begin = " and ".join(f"`{attributes[token]}`" for token in tokens)
    limit = config.get("limit_key")
    size = f"; `{attributes[limit]}` limits what a page holds" if isinstance(limit, str) and limit in attributes else ""
    said = (
        f"Yields the responses of `{source.operations[operation]}`, page after page: one request each, when it is "
        f"asked for. It takes the same parameters: {begin} is where to begin{size}. Raises PaginationError when the "
        "service names the same page twice in a row."
    )
    return docs.wrap(said, _WIDTH)


def _items(source: Source, operation: str, config: Any) -> tuple[tuple[str, ...], str]:
    """The attributes that lead to the first list among the results, and the annotation of its items."""
    for result in _texts(config, "result_key"):
        shape = str(source.target(operation, "output"))
        path: list[str] = []
        for step in result.split("."):
            targets = source.targets(shape)
            if step not in targets:
                raise _UnusableError(f"its response has no {result}")
            path.append(source.attributes(shape)[step])
            shape = targets[step]
        if source.model["shapes"][shape]["type"] == "list":
            member = source.model["shapes"][shape]["member"]["shape"]
            return tuple(path), source.annotation(member)
    raise _UnusableError("its results are no list")


def waiters(
    source: Source, of_model: Mapping[str, Any], of_profile: Mapping[str, Any]
) -> tuple[tuple[ir.Waiter, ...], tuple[str, ...]]:
    """The waiters of the model and of the profile, which replace those of the same name, and what is left out.

    One of the profile that names no operation adds to the model's of its name, where there is one.
    Raises ShapegenError for one of the profile that cannot be made.
    """
    found: list[ir.Waiter] = []
    left_out: list[str] = []
    added = {name for name, config in of_profile.items() if isinstance(config, dict) and "operation" not in config}
    own = {name: config for name, config in of_profile.items() if name not in added}
    both = {
        name: {**config, **of_profile[name]}
        for name, config in of_model.items()
        if name in added and isinstance(config, dict)
    }
    for name, config in sorted({**of_model, **both, **own}.items()):
        try:
            if name not in own and _get(config, "operation") not in source.operations:
                continue
            found.append(_waiter(source, name, config, stubbed=name in of_model))
        except _UnusableError as reason:
            if name in of_profile:
                raise ShapegenError(f"waiter {name!r}: {reason}") from reason
            left_out.append(f"waiter {name} ({reason})")
    methods, _ = naming.unique(naming.waiter_method, [each.name for each in found], published={}, before={})
    return tuple(replace(each, method=methods[each.name]) for each in found), tuple(left_out)


def _waiter(source: Source, name: str, config: Any, *, stubbed: bool) -> ir.Waiter:
    operation = _text(config, "operation")
    if operation not in source.operations:
        raise _UnusableError(f"the operation {operation!r} is not generated")
    acceptors = tuple(map(_acceptor, _list(config, "acceptors")))
    if "success" not in {acceptor.state for acceptor in acceptors}:
        raise _UnusableError("no acceptor says when it succeeds")
    delay, max_attempts = _positive(config, "delay"), _positive(config, "maxAttempts")
    request = str(source.target(operation, "input"))
    required = _texts(config, "required") if "required" in config else ()
    fixed = config.get("parameters", {})
    if not isinstance(fixed, dict) or not all(isinstance(value, str | int) for value in fixed.values()):
        raise _UnusableError("its parameters are no object of texts and numbers")
    absent = sorted({*required, *fixed} - source.targets(request).keys())
    if absent:
        raise _UnusableError(f"{request} has no member {absent[0]!r}")
    members = [
        replace(member, required=member.required or member.wire_name in required)
        for member in source.members(request)
        if member.wire_name not in fixed
    ]
    clash = sorted(_OUR_PARAMETERS.intersection(member.attribute for member in members))
    if clash:
        raise _UnusableError(f"its request has a member {clash[0]!r}")
    of = tuple(
        member.wire_name
        for member in members
        if member.required
        and not member.sensitive
        and source.model["shapes"][source.targets(request)[member.wire_name]]["type"] == "string"
    )
    first = _text(config, "first") if "first" in config else None
    if first is not None:
        _require_called_with(source, first, of)
    reason = _text(config, "failureReason") if "failureReason" in config else None
    if reason is not None:
        _compiled(reason)
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
        returns=_returns(source, source.target(operation, "output"), acceptors),
        documentation=_said(source, operation, config, acceptors, delay, max_attempts),
    )


def _require_called_with(source: Source, operation: str, parameters: Collection[str]) -> None:
    if operation not in source.operations:
        raise _UnusableError(f"the operation {operation!r} is not generated")
    taken = source.members(str(source.target(operation, "input")))
    required = {member.wire_name for member in taken if member.required}
    if not required <= {*parameters} <= {member.wire_name for member in taken}:
        raise _UnusableError(f"{operation} cannot be called with {', '.join(parameters) or 'nothing'} alone")


def _acceptor(config: Any) -> ir.Acceptor:
    state, matcher = _text(config, "state"), _text(config, "matcher")
    if state not in _STATES or matcher not in _MATCHERS:
        raise _UnusableError(f"an acceptor of state {state!r} and matcher {matcher!r}")
    argument = None
    if matcher.startswith("path"):
        argument = _text(config, "argument")
        _compiled(argument)
    expected = _get(config, "expected")
    if not isinstance(expected, str | int):
        raise _UnusableError("an acceptor expects neither text nor a number")
    return ir.Acceptor(state=state, matcher=matcher, argument=argument, expected=expected)


def _returns(source: Source, output: str | None, acceptors: Iterable[ir.Acceptor]) -> str:
    """What the last answer is where a waiter succeeds: a response, or None where an error is what was waited for."""
    answers = {_is_response(acceptor) for acceptor in acceptors if acceptor.state == "success"}
    if output is None or answers == {False}:
        return "None"
    response = source.classes[output]
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
    source: Source, operation: str, config: Any, acceptors: Iterable[ir.Acceptor], delay: int, max_attempts: int
) -> tuple[str, ...]:
    method, first = source.operations[operation], source.operations.get(config.get("first", ""))
    over = {state: _conditions([each for each in acceptors if each.state == state]) for state in _STATES}
    description = docs.text(_text(config, "description")) if "description" in config else ""
    paragraphs = [
        description,
        f"Calls `{method}` until {over['success']}.",
        f"Raises WaitError when {over['failure']}." if over["failure"] else "",
        f"Raises WaitTimeoutError, which is a TimeoutError too, after `timeout` seconds ({delay * max_attempts} when "
        f"it is None). The second look comes after `poll` seconds ({delay} when it is None), the next ones after more.",
        f"Calls `{first}` once before, and raises what that raises." if first else "",
        f"The other parameters are those of `{method}`.",
    ]
    return docs.wrap("\n\n".join(filter(None, paragraphs)), _WIDTH)


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


def updates(source: Source) -> tuple[ir.Update, ...]:
    """Which response can be sent back, and as which request.

    The response of Describe… or Get… is sent as Update…, Put… or Create…: the first of them whose required members
    the response has, each of the same shape. What the two have in common is sent.
    """
    requests = {source.target(operation, "input") for operation in source.operations}
    found: list[ir.Update] = []
    for operation in source.operations:
        response = source.target(operation, "output")
        verb = next((verb for verb in _READING if operation.startswith(verb)), None)
        if verb is None or response is None or response in requests:
            continue
        for writing in _WRITING:
            target = writing + operation.removeprefix(verb)
            if target in source.operations and (update := _update(source, response, target)):
                found.append(update)
                break
    times = Counter(update.response for update in found)
    return tuple(update for update in found if times[update.response] == 1)


def _update(source: Source, response: str, operation: str) -> ir.Update | None:
    request = str(source.target(operation, "input"))
    given, taken = source.targets(response), source.targets(request)
    common = tuple(name for name in taken if given.get(name) == taken[name])
    required = {member.wire_name for member in source.members(request) if member.required}
    return ir.Update(response=response, request=request, members=common) if common and required <= {*common} else None


def _texts(config: Any, key: str) -> tuple[str, ...]:
    value: Any = _get(config, key)
    texts: list[Any] = value if isinstance(value, list) else [value]
    if not all(isinstance(text, str) for text in texts):
        raise _UnusableError(f"its {key} is no text")
    return tuple(texts)


def _text(config: Any, key: str) -> str:
    texts = _texts(config, key)
    if len(texts) != 1:
        raise _UnusableError(f"its {key} is no text")
    return texts[0]


def _get(config: Any, key: str) -> Any:
    """What an object has under `key`; None when it has nothing, or is no object."""
    return config.get(key) if isinstance(config, dict) else None


def _list(config: Any, key: str) -> list[Any]:
    value = _get(config, key)
    if not isinstance(value, list):
        raise _UnusableError(f"its {key} is no list")
    return value


def _positive(config: Any, key: str) -> int:
    value = _get(config, key)
    if type(value) is not int or value < 1:
        raise _UnusableError(f"its {key} is no positive integer")
    return value


def _compiled(expression: str) -> None:
    try:
        jmespath.compile(expression)
    except (JMESPathError, RecursionError) as error:
        raise _UnusableError(f"{expression!r} is no JMESPath expression") from error
