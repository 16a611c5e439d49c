"""The functions that users call on structures."""

import dataclasses
import json
from collections.abc import Collection, Mapping
from typing import Any, Literal, TypeVar, get_args

from .converters import DICT, JSON, json_value
from .entries import entry
from .enums import OpenEnum
from .suggestions import did_you_mean
from .tables import enums, validators, wire
from .violations import RULES, Finding, Findings, ValidationError, Violation, explain

T = TypeVar("T")

Level = Literal["off", "botocore", "model", "documented"]
"""How much is checked: nothing; what botocore checks before it sends; every constraint of the service's model; the
rules that stand in its documentation too."""


def violations(x: object, /, *, level: Level = "documented", ignore: Collection[str] = ()) -> tuple[Violation, ...]:
    """All that breaks a constraint of the service in the structure `x` and in what it holds; `()` when nothing does.

    `ignore` names rules that may be broken: those of `Violation.rule`, and `enum:` with the name of one enum.
    Raises TypeError when `x` is no structure of this package, ValueError for a level or rule that there is not.
    """
    entry(wire.STRUCTURES, type(x))
    if level != "documented":
        require_level(level)
    if ignore:
        require_rules(ignore)
    try:
        return explain(x, findings(x, level, ignore), wire.STRUCTURES)
    except Exception:  # of an object that stands in a member
        from .defensive_copy import defensive_copy

        try:
            copy = defensive_copy(x, wire.STRUCTURES)
            return explain(copy, findings(copy, level, ignore), wire.STRUCTURES)
        except RecursionError:
            return explain(x, [((), "type", "nested too deeply, or contains itself", None)], wire.STRUCTURES)


def findings(x: object, level: str, ignore: Collection[str]) -> list[Finding]:
    """What `violations` explains, of a structure, a level and rules that there are."""
    checked = Findings(level == "documented")
    if level in ("documented", "model"):
        getattr(validators, entry(wire.STRUCTURES, type(x)).check)(x, (), checked)
    elif level == "botocore":
        from .parameters import check
        from .tables import parameters

        check(parameters.SHAPES, entry(wire.STRUCTURES, type(x)).name, to_dict(x), (), checked)
    found: list[Finding] = checked
    if found and level == "documented":
        from .returned import changed

        found = changed(x, found)
    if ignore:
        found = [each for each in found if each[1] not in ignore and each[1].partition(":")[0] not in ignore]
    return _once(found) if found else []


def validate(x: object, /, *, level: Level = "documented", ignore: Collection[str] = ()) -> None:
    """Raises ValidationError with all the violations in the structure `x`; returns when there are none.

    `level`, `ignore` and what else is raised are as with `violations`.
    """
    found = violations(x, level=level, ignore=ignore)
    if found:
        raise ValidationError(type(x).__name__, found)


def to_dict(x: object, /) -> dict[str, Any]:
    """The structure `x` as boto3 takes it: a new dict by wire name, without what is None, enums as plain text.

    Nothing is checked, and a value of the wrong type is passed on. Raises TypeError when `x` is no structure of
    this package, RecursionError for what is nested deeper than Python calls functions, or in a circle: `violations`
    names that.
    """
    data: dict[str, Any] = entry(wire.STRUCTURES, type(x)).write(x)
    return data


def from_dict(cls: type[T], data: Mapping[str, Any], /) -> T:
    """The structure `cls` from a dict as boto3 gives and takes it.

    Nothing is refused: a required member that is missing reads as None, an enum value that is not in the model
    becomes a member with `is_known == False`, an unknown member is kept (`unknown_members`), a value of a wrong type
    stays as it is. `violations` names them all, and `to_dict` gives them back.
    Raises TypeError when `cls` is no structure of this package or `data` is no mapping.
    """
    return _read(cls, data, DICT)


def to_json(x: object, /) -> str:
    """The structure `x` as JSON by wire name: times as ISO 8601 in UTC, bytes as Base64.

    Raises TypeError when `x` is no structure of this package or holds what JSON does not have, ValueError for NaN
    and infinity, and for what is nested too deep or in a circle.
    """
    try:
        return json.dumps(to_dict(x), default=json_value, allow_nan=False)
    except RecursionError as error:
        raise ValueError("nested too deeply, or contains itself") from error


def from_json(cls: type[T], text: str | bytes, /) -> T:
    """The structure `cls` from JSON by wire name, such as the service sends and the AWS command line takes.

    Times are seconds since 1970 or ISO 8601 text; null is absent. For the rest it is as lenient as `from_dict`: of a
    key that stands twice in an object the last counts, as in botocore, and NaN and Infinity, which JSON does not have,
    are read for `violations` to name.
    Raises json.JSONDecodeError, a ValueError, when `text` is not JSON, ValueError when it is nested too deep, is not
    in UTF-8 or has an integer that Python does not read, TypeError when it is not a JSON object.
    """
    try:
        return _read(cls, json.loads(text), JSON)
    except RecursionError as error:
        raise ValueError("nested too deep") from error


def unknown_members(x: object, /) -> dict[str, Any]:
    """What `from_dict` found in the structure `x` itself that the model does not have, by wire name; a copy.

    A structure in it has its own; `violations` names all of them, wherever they are, by the rule `unknown`.
    Raises TypeError when `x` is no structure of this package, RecursionError for what is nested deeper than Python
    calls functions.
    """
    from copy import deepcopy

    entry(wire.STRUCTURES, type(x))
    return deepcopy(dict(getattr(x, "_unknown", None) or {}))


def _once(found: list[Finding]) -> list[Finding]:
    """Without the documented rules broken where the model is: that is one mistake, and the model's words are enough."""
    broken = [place for place, rule, *_ in found if not rule.startswith("documented:")]
    return [each for each in found if not (each[1].startswith("documented:") and each[0] in broken)]


def require_level(level: str) -> None:
    """Raises ValueError when there is no such level."""
    if level not in get_args(Level):
        raise ValueError(f"no level is called {level!r}; the levels are {', '.join(get_args(Level))}")


def require_rules(names: Collection[str]) -> None:
    """Raises ValueError for the first of the names that is no rule: a misspelt one would ignore nothing."""
    for name in [names] if isinstance(names, str) else names:
        kind, _, of = str(name).partition(":")
        if name in RULES or (kind == "documented" and of in validators.RULES):
            continue
        if kind == "enum" and OpenEnum in getattr(getattr(enums, of, None), "__bases__", []):
            continue
        known_enums = [f"enum:{each}" for each in dir(enums) if each[:1].isupper() and each != "OpenEnum"]
        if kind == "enum":
            raise ValueError(f"no rule is called {name!r}{did_you_mean(str(name), known_enums, cutoff=0)}")
        known = [*RULES, *known_enums, *(f"documented:{rule}" for rule in validators.RULES)]
        raise ValueError(f"no rule is called {name!r}{did_you_mean(str(name), known, cutoff=0.5)}")
    if isinstance(names, str):
        raise ValueError(f"ignore must be a collection of rules, such as {{{names!r}}}")


def _read(cls: type[T], data: object, reader: Any) -> T:
    read = entry(wire.STRUCTURES, cls).read
    if not isinstance(data, dict):
        if not isinstance(data, Mapping):
            raise TypeError(f"{cls.__name__} is read from a mapping, not from {type(data).__name__}")
        data = dict(data)  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType]
    structure: Any = read(data, reader)
    if type(structure) is cls:
        return structure
    # Of a class that somebody derived from a structure.
    members = dataclasses.fields(structure)
    derived: Any = cls(**{member.name: getattr(structure, member.name) for member in members})
    derived._unknown = structure._unknown
    return derived  # type: ignore[no-any-return]
