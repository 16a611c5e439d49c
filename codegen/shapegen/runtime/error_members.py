"""The members of an error that its structure in the model has beside code and message."""

# What is read may be anything.
# pyright: reportUnknownVariableType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownParameterType=false, reportUnknownLambdaType=false

from collections.abc import Mapping
from typing import Any

from .converters import DICT, read_enum
from .tables import enums, wire


def error_members(error: Any) -> dict[str, Any]:
    """The members of `error` by attribute; None of what the answer lacks."""
    from ..errors import MEMBERS

    members = next((MEMBERS[cls] for cls in type(error).__mro__ if cls in MEMBERS), {})
    found: Any = error.response.get("Error")
    # botocore leaves what it reads by the model beside `Error`, and in it what a protocol has there.
    answer = {**(found if isinstance(found, Mapping) else {}), **error.response}
    return {attribute: _read(reader, answer.get(name)) for name, (attribute, reader) in members.items()}


def _read(reader: str, value: Any) -> Any:
    if value is None or not reader:
        return value
    if reader.startswith("read_"):
        return getattr(wire, reader)(value, DICT)
    return read_enum(getattr(enums, reader), value)
