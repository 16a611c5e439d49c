"""What the readers and writers share."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from .enums import KNOWN
from .json_values import NULL, NotBase64
from .plain_values import PLAIN, plain_value


@dataclass(frozen=True, slots=True)
class Reader:
    """How what depends on the format is read. Whatever cannot be read stays as it is, for the validators to name."""

    time: Callable[[Any], Any]
    blob: Callable[[Any], Any]
    owns: bool
    """Whether nobody else has what is read, so that its dicts may be emptied."""
    other: Callable[[Any], Any]
    """What is read where a structure, list or map should be."""
    unknown: Callable[[dict[str, Any]], Any]
    """Of the members of a structure those that the model does not have."""
    null: Any = NULL
    """What null is read as where any JSON value may stand."""


def plain(value: Any) -> Any:
    """A copy of `value` in which enums are text, and structures dicts; anything else stays."""
    if value is None or type(value) is str:
        return value
    if value is NULL:
        return None
    if issubclass(type(value), PLAIN):
        return plain_value(value)
    if isinstance(value, list):
        return [plain(item) for item in value]  # pyright: ignore[reportUnknownVariableType]
    if isinstance(value, tuple):
        return tuple(plain(item) for item in value)  # pyright: ignore[reportUnknownVariableType]
    if isinstance(value, dict):
        return {_key(key): plain(item) for key, item in value.items()}  # pyright: ignore[reportUnknownVariableType]
    from .tables import wire

    for cls in type(value).__mro__:
        if cls in wire.STRUCTURES:
            return wire.STRUCTURES[cls].write(value)
    return value


def blob(value: Any) -> Any:
    """As `plain`, but for text, of which botocore sends this; else JSON would give back other bytes."""
    text = plain(value)
    try:
        return text.encode() if isinstance(text, str) else text
    except UnicodeEncodeError:
        return text


def _key(key: Any) -> Any:
    return str.__str__(key) if isinstance(key, str) else key


def _same(value: Any) -> Any:
    return value


def _json_time(value: Any) -> Any:
    try:
        if type(value) is float or type(value) is int:
            return datetime.fromtimestamp(value, UTC)
        if isinstance(value, str):
            return datetime.fromisoformat(value)
    except (ValueError, OverflowError, OSError):
        pass
    return plain(value)


def _json_blob(value: Any) -> Any:
    import base64  # few structures have bytes

    try:
        return base64.b64decode(value, validate=True)
    except (TypeError, ValueError):
        return NotBase64(value) if isinstance(value, str) else plain(value)


new: Callable[[type], Any] = object.__new__
"""An instance without `__init__`, whose keyword arguments would take as long as all the rest."""

DICT = Reader(_same, _same, owns=False, other=plain, unknown=_same)
"""What boto3 gives and takes."""

JSON = Reader(_json_time, _json_blob, owns=True, other=plain, unknown=_same)
"""Times as seconds since 1970 or as ISO 8601 text, bytes as Base64, freshly parsed."""


def json_value(value: Any) -> Any:
    """What `json.dumps` writes for a time or for bytes. TypeError for anything else that is not JSON."""
    if isinstance(value, datetime):
        if value.utcoffset() is not None:
            return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
        return value.isoformat()
    if isinstance(value, bytes | bytearray):
        import base64

        return base64.b64encode(value).decode("ascii")
    raise TypeError(f"{type(value).__name__} cannot be written as JSON")


def read_document(members: dict[str, Any], name: str, reader: Reader) -> Any:
    """Takes what may be any JSON value out of the members of a structure."""
    if members.get(name, members) is None:
        del members[name]
        return reader.null
    return plain(members.pop(name, None))


def read_enum(enum: Any, value: Any) -> Any:
    """The member of `enum` for the text `value`."""
    if value is None:
        return None
    try:
        return KNOWN[enum][value]
    except (KeyError, TypeError):
        return enum(value) if isinstance(value, str) else plain(value)
