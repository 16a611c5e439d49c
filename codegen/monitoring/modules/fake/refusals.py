"""What the fake says about a request that it refuses, in the words of AWS."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from .. import enums, validators, wire
from .._runtime.violations import Finding, Findings, Place

_JAVA = {
    "text": "a String",
    "an integer": "an Integer",
    "a number": "a Float",
    "a finite number": "a Float",
    "True or False": "a Boolean",
    "a datetime with a time zone": "a Timestamp",
}
"""What AWS calls the types that the validators ask for."""


class RefusedError(Exception):
    """An error that the service answers with."""

    def __init__(self, code: str, message: str, status: int = 400) -> None:
        super().__init__(code, message, status)
        self.code = code
        self.message = message
        self.status = status
        self.keeps = False
        """Whether what was changed before it is kept."""


def invalid(message: str) -> RefusedError:
    """What AWS refuses though it fits the model, or because of the state of things."""
    return RefusedError("ValidationException", message)


def not_found(what: str) -> RefusedError:
    """The request names something that does not exist."""
    return RefusedError("ResourceNotFound", f"{what} not found")


def check(request: object) -> list[Place]:
    """Raises RefusedError when `request` breaks the service's model or a rule of its documentation.

    Returns where it has members that the model does not know: AWS passes over them.
    """
    found = Findings(documented=True)
    getattr(validators, wire.STRUCTURES[type(request)].check)(request, (), found)
    modelled = [each for each in found if each[1] != "unknown" and not each[1].startswith("documented:")]
    for _, rule, message, value in modelled:
        if rule == "type":
            raise RefusedError("SerializationException", _mismatch(message.partition(" is needed")[0], value))
    if modelled:
        raise _detected(modelled)
    documented = [f"{path(place)}: {message}" for place, rule, message, _ in found if rule != "unknown"]
    if documented:
        raise invalid("; ".join(documented))
    return [place for place, *_ in found]


def _detected(broken: list[Finding]) -> RefusedError:
    count = "1 validation error" if len(broken) == 1 else f"{len(broken)} validation errors"
    return invalid(f"{count} detected: {'; '.join(map(_sentence, broken))}")


def missing_member(*steps: str | int) -> RefusedError:
    """A required member is missing from a request that is none of the package's."""
    place: Place = ()
    for step in steps:
        place = place, step
    return _detected([(place, "required", "", None)])


def out_of_bounds(name: str, value: int, low: int, high: int) -> RefusedError:
    """A number in such a request is too small or too large."""
    rule, bound = ("min", low) if value < low else ("max", high)
    return _detected([(((), name), rule, f"{bound}", value)])


def outside_enum(name: str, value: str, values: Iterable[str]) -> RefusedError:
    """A text in such a request is none of those that it can be."""
    return invalid(f"1 validation error detected: {_unsatisfied(((), name), value, _one_of(values))}")


def drop(body: Any, place: Place) -> None:
    """Takes the member at `place` out of what was written of a request."""
    steps: list[Any] = []
    while place:
        place, step = place
        steps.append(step[0] if isinstance(step, tuple) else step)
    for step in steps[:0:-1]:
        body = body[step]
    body.pop(steps[0], None)


def _mismatch(wanted: str, value: Any) -> str:
    if isinstance(value, dict):
        return "Start of structure or map found where not expected."
    if isinstance(value, list):
        return "Start of list found where not expected"
    if wanted not in _JAVA:
        return "Unexpected field type"
    token = f"{value}".upper() if isinstance(value, bool) else "STRING" if isinstance(value, str) else "NUMBER"
    return f"{token}_VALUE can not be converted to {_JAVA[wanted]}"


def _sentence(finding: Finding) -> str:
    place, rule, message, value = finding
    return _unsatisfied(place, value, _demand(rule, message, value))


def _unsatisfied(place: Place, value: Any, demand: str) -> str:
    given = "null" if value is None else f"'{_java(value)}'"
    return f"Value {given} at '{path(place)}' failed to satisfy constraint: Member must {demand}"


def _one_of(values: Iterable[str]) -> str:
    return f"satisfy enum value set: [{', '.join(values)}]"


def _demand(rule: str, message: str, value: Any) -> str:
    if rule == "required":
        return "not be null"
    if rule.startswith("enum:"):
        return _one_of(getattr(enums, rule.removeprefix("enum:")))
    # The bound and the pattern stand at the end of the validator's message, and nowhere else at run time.
    if rule == "pattern":
        return f"satisfy regular expression pattern: {message.rpartition(' does not match the pattern ')[2]}"
    what = "value" if isinstance(value, int | float) else "length"
    return f"have {what} {'greater' if rule == 'min' else 'less'} than or equal to {message.rpartition(' ')[2]}"


def path(place: Place) -> str:
    """A place as AWS writes it: `monitoringScheduleConfig.tags.1.member.key`."""
    return ".".join(_steps(place))


def _steps(place: Place) -> Iterator[str]:
    if place:
        holder, step = place
        yield from _steps(holder)
        if isinstance(step, tuple):
            yield from (f"{step[0]}", "member")
        elif isinstance(step, int):
            yield from (f"{step + 1}", "member")
        else:
            # S3Uri is s3Uri, and KMSKeyId kMSKeyId.
            yield re.sub(r"^\w", lambda letter: letter[0].lower(), step)


def _java(value: Any) -> str:
    """A value as Java prints it."""
    if isinstance(value, list):
        return f"[{', '.join(map(_java, value))}]"  # pyright: ignore[reportUnknownArgumentType]
    if isinstance(value, dict):
        entries = [f"{key}={_java(each)}" for key, each in value.items()]  # pyright: ignore[reportUnknownVariableType]
        return f"{{{', '.join(entries)}}}"
    return str(value)
