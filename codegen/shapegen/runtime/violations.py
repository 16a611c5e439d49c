"""What the validators find, and the words for it. Called when something is wrong, never before."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import Enum
from math import inf
from sys import float_info
from typing import Any, cast

from .entries import Entry
from .json_values import NULL, NotBase64
from .patterns import Pattern
from .plain_values import is_text, plain_value
from .suggestions import did_you_mean

Place = tuple[Any, ...]
"""Where a value is: `()`, or the place of what holds it with the last step: the wire name of a member, the index
in a list, the key in a map (in a tuple of one)."""

Finding = tuple[Place, str, str, Any]
"""The place, the rule, the message, the value. The rule of an enum is `enum:` and its name."""

RULES = ("required", "type", "unknown", "union", "min", "max", "pattern", "enum", "documented")
"""The kinds of rules."""

LARGEST = float_info.max
"""The largest number that JSON's readers have for one with a fraction. Python's integers go further."""

_LONGEST = 80
_LONGEST_INT = 1000
_TOO_LARGE = 10**4300
_LONGEST_PATH = 400
_HINTS = 20
_FEW = 8


class Findings(list[Finding]):
    """What was found so far; `documented`: whether the rules of the documentation are checked too."""

    __slots__ = ("documented",)

    def __init__(self, documented: bool) -> None:
        self.documented: bool = documented


class Sensitive(str):
    """The wire name of a member whose value is never shown."""

    __slots__ = ()


class Hidden:
    """Stands for a value of which only the type and length may be shown: something sensitive may be in it."""

    __slots__ = ("_value", "type")

    def __init__(self, value: object) -> None:
        self._value: Any = value
        self.type = type(value)

    def __len__(self) -> int:
        return len(self._value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Violation:
    """One broken constraint."""

    path: str
    """Where, in wire names: `NetworkConfig.VpcConfig.Subnets[0]`."""
    attribute: str
    """Where, in Python names: `network_config.vpc_config.subnets[0]`."""
    rule: str
    """`required`, `type`, `unknown`, `union`, `min`, `max`, `pattern`, `enum`, or `documented:` with a rule's id."""
    message: str
    """What was found and what would be right."""
    value: Any = field(repr=False, hash=False)
    """What was found; of a sensitive member, nothing."""

    def __str__(self) -> str:
        half = _LONGEST_PATH // 2
        path = self.path if len(self.path) <= _LONGEST_PATH else f"{self.path[:half]}...{self.path[-half:]}"
        rule = f" ({self.rule})" if self.rule.startswith("documented:") else ""
        return f"{path}: {self.message}{rule}" if path else f"{self.message}{rule}"


class ValidationError(ValueError):
    """A structure breaks constraints of the service: all of them stand in `violations`."""

    def __init__(self, subject: str, violations: tuple[Violation, ...]) -> None:
        super().__init__(subject, violations)
        self.subject = subject
        self.violations = violations

    def __str__(self) -> str:
        count = len(self.violations)
        lines = [f"{self.subject} has {count} violation{'s' if count > 1 else ''}"]
        lines += (f"{number}. {violation}" for number, violation in enumerate(self.violations, 1))
        return "\n".join(lines)


def missing(found: list[Finding], place: Place) -> None:
    """A required member is absent."""
    found.append((place, "required", "required, but missing", None))


def wrong_type(found: list[Finding], place: Place, value: object, wanted: str) -> None:
    """A value is not of the type of its shape."""
    given, where = type(value), ""
    if issubclass(given, str) and wanted.startswith("a datetime"):
        where = "; from_json reads times from text"
    elif issubclass(given, dict) and wanted[:1].isupper() and wanted.isidentifier():
        where = f"; from_dict({wanted}, …) makes one from it"
    found.append((place, "type", f"{wanted} is needed, not {_shown(value, place)}{where}", value))


def is_time(value: object) -> bool:
    """Whether it is a point in time: a datetime whose zone tells what it is in UTC."""
    if not issubclass(type(value), datetime):
        return False
    try:
        time: datetime = plain_value(value)
        return time.utcoffset() is not None and bool(time.astimezone(UTC))
    except Exception:  # a time zone that knows no offset; the year 0 or 10000 in UTC
        return False


def encoded(value: object) -> bytes | bytearray | None:
    """The bytes that a value stands for: text stands for its UTF-8, as with boto3. None where it stands for none."""
    if is_text(value) and not isinstance(value, NotBase64):
        try:
            return value.encode()
        except UnicodeEncodeError:
            return None
    return cast(bytes, value) if issubclass(type(value), bytes | bytearray) else None


def check_json(value: object, place: Place, found: list[Finding], lists: type | tuple[type, ...] = list) -> None:
    """Demands what JSON can say: None, True, False, finite numbers, text, and lists and dicts of these.

    `lists`: what boto3 takes for a list there.
    """
    if isinstance(value, dict):
        for key, item in cast("dict[object, object]", value).items():
            if not is_text(key):
                wrong_type(found, (place, (key,)), key, "text")
            check_json(item, (place, (key,)), found, lists)
    elif isinstance(value, lists):
        for index, item in enumerate(cast("Sequence[object]", value)):
            check_json(item, (place, index), found, lists)
    elif isinstance(value, float) and not -inf < value < inf:
        wrong_type(found, place, value, "a finite number")
    elif isinstance(value, int) and not -_TOO_LARGE < value < _TOO_LARGE:
        wrong_type(found, place, value, "a number of at most 4300 digits")
    elif not (value is None or value is NULL or issubclass(type(value), str | int | float)):
        wrong_type(found, place, value, "a JSON value")


def wrong_length(found: list[Finding], place: Place, value: Any, low: int | None, high: int | None, unit: str) -> None:
    """Text, bytes, a list or a map is too short or too long."""
    length = len(value)
    what = f"{_shown(value, place)} has {length} {unit}" if isinstance(value, str) else f"{length} {unit}"
    if low is not None and length < low:
        found.append((place, "min", f"{what}, fewer than the minimum {low}", value))
    else:
        found.append((place, "max", f"{what}, more than the maximum {high}", value))


def out_of_range(found: list[Finding], place: Place, value: Any, low: float | None, high: float | None) -> None:
    """A number is too small or too large."""
    if low is not None and value < low:
        found.append((place, "min", f"{_shown(value, place)} is below the minimum {low}", value))
    else:
        found.append((place, "max", f"{_shown(value, place)} is above the maximum {high}", value))


def wrong_pattern(found: list[Finding], place: Place, value: str, pattern: Pattern) -> None:
    """Text does not match."""
    message = f"{_shown(value, place)} does not match the pattern {pattern.source}"
    found.append((place, "pattern", message, value))


def wrong_value(found: list[Finding], place: Place, value: str, enum: type[Enum]) -> None:
    """Text is none of the values of its enum."""
    known = [str(each) for each in enum]
    message = f"{_shown(value, place)} is none of the {len(known)} values of {enum.__name__}"
    if len(known) >= _FEW:  # such as instance types, which AWS has before the package
        message += f" (one newer than the package passes with ignore={{'enum:{enum.__name__}'}})"
    if len(found) < _HINTS and not _is_sensitive(place):
        message += did_you_mean(str.__str__(value), known) or (f": {', '.join(known)}" if len(known) < _FEW else "")
    found.append((place, f"enum:{enum.__name__}", message, value))


def exactly_one(found: list[Finding], place: Place, members: Mapping[str, object]) -> None:
    """Demands that of the members of a union, given with their values, one is set and no other."""
    given = [str(name) for name, value in members.items() if value is not None]
    if len(given) != 1:
        got = " and ".join(given) or "none"
        found.append((place, "union", f"exactly one of {', '.join(map(str, members))} is needed, not {got}", None))


def unknown_members(
    found: list[Finding],
    place: Place,
    unknown: Mapping[str, object],
    structure: str,
    known: Iterable[str],
) -> None:
    """Members that the structure does not have."""
    hidden = _is_sensitive(place)
    for name, value in unknown.items():
        step = str(name)
        # Below what is sensitive a name may be a secret too, given where a value belongs.
        where = (place, (step,)) if hidden else (place, step)
        meant = "" if hidden else did_you_mean(step, known)
        found.append((where, "unknown", f"{structure} has no such member{meant}", value))


def explain(root: object, found: Iterable[Finding], structures: Mapping[type, Entry]) -> tuple[Violation, ...]:
    """The violations in `root`. `structures`: what belongs to each, as `wire.STRUCTURES` has it."""
    return tuple(
        Violation(
            path=shown_path(steps := steps_of(place)),
            attribute=_attributes(root, steps, structures),
            rule="enum" if rule.startswith("enum:") else rule,
            message=message,
            value=None if isinstance(value, Hidden) or _is_sensitive(place) else value,
        )
        for place, rule, message, value in found
    )


def steps_of(place: Place) -> list[Any]:
    """The steps of a place, the first one first."""
    steps: list[Any] = []
    while place:
        place, step = place
        steps.append(step)
    return steps[::-1]


def _is_sensitive(place: Place) -> bool:
    return any(isinstance(step, Sensitive) for step in steps_of(place))


def shown_path(steps: Iterable[Any]) -> str:
    """The steps as a path of wire names."""
    text, hidden = "", False
    for step in steps:
        hidden |= isinstance(step, Sensitive)
        text += f".{step}" if isinstance(step, str) and step.isidentifier() else _index(step, hidden)
    return text.removeprefix(".")


def _attributes(root: object, steps: Iterable[Any], structures: Mapping[type, Entry]) -> str:
    text, hidden = "", False
    node: Any = root
    for step in steps:
        hidden |= isinstance(step, Sensitive)
        names: Mapping[Any, Any] | None = next(
            (structures[cls].members for cls in type(node).__mro__ if cls in structures), None
        )
        if names is not None:
            # The name of an unknown member below what is sensitive is in a tuple, as a key is.
            name: Any = names.get(step, _key(step))
            text += f".{name}" if isinstance(step, str) and name.isidentifier() else _index(step, hidden)
            node = getattr(node, str(name), None)
        else:
            text += _index(step, hidden)
            node = _item(node, _key(step))
    return text.removeprefix(".")


def _index(step: Any, hidden: bool) -> str:
    """A step into a list, a map, or a dict where a structure belongs; a key of what is sensitive is not shown."""
    return "[...]" if hidden and isinstance(step, tuple) else f"[{_key(step)!r}]"


def _item(holder: Any, key: Any) -> Any:
    try:
        return holder[key]
    except (KeyError, TypeError):
        return None


def _key(step: Any) -> Any:
    key = step[0] if isinstance(step, tuple) else step  # pyright: ignore[reportUnknownVariableType]
    return str.__str__(key) if isinstance(key, str) else key  # pyright: ignore[reportUnknownVariableType]


def _shown(value: object, place: Place) -> str:
    """A value as a message shows it: cut in the middle, and only the type of what may hold something sensitive."""
    if _is_sensitive(place):
        return "the value given"
    if is_text(value):
        return cut(str.__str__(value))
    if isinstance(value, int) and value.bit_length() > _LONGEST_INT:
        return f"an integer of {value.bit_length()} bits"
    if value is None or isinstance(value, bool | int | float):
        return cut(value)
    if isinstance(value, datetime):
        return cut(value)
    name = (value.type if isinstance(value, Hidden) else type(value)).__name__
    return name if name.endswith("s") else f"{'an' if name[0] in 'AEIOaeio' else 'a'} {name}"


def cut(value: object) -> str:
    """A value as a message shows it: on one line and, if it is long, cut in the middle."""
    from reprlib import Repr  # for most programs nothing is ever wrong

    short = Repr()
    short.maxstring = short.maxlong = short.maxother = _LONGEST
    return short.repr(value)
