"""Since when the service has what the package has."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from .. import operations
from . import history
from .entries import entry
from .enums import OpenEnum
from .suggestions import did_you_mean
from .tables import wire

_WANTED = "structure, request, enum, value of an enum or method of a client"


@dataclass(frozen=True, slots=True)
class Since:
    """The release of botocore that brought something first. As text: `botocore 1.16.6 (2020-05-08)`."""

    version: str
    date: datetime.date | None
    """None where nobody knows it yet."""

    def __str__(self) -> str:
        return f"botocore {self.version} ({self.date})" if self.date else f"botocore {self.version}"


def since(of: type[Any] | OpenEnum | Callable[..., Any], attribute: str | None = None, /) -> Since | None:
    """Which botocore is the first to have a structure, an enum, one value of an enum, or the attribute of a structure.

    Of a request class, or the method of a client that sends it: the first to have the operation. None when nobody
    knows: the package was generated without a history, or the value is newer than the package.
    Raises TypeError when `of` is none of this package's, AttributeError when it has no such attribute.
    """
    if isinstance(of, OpenEnum):
        return _at(_shape(type(of)), of.value)
    # A class of the user's own has the members of the structure that it derives from.
    cls: Any = next((base for base in getattr(of, "__mro__", ()) if base in wire.STRUCTURES), _request(of))
    if OpenEnum in getattr(cls, "__mro__", []):
        attributes = {name: value.value for name, value in cls.__members__.items()}
    else:
        attributes = {name: wire_name for wire_name, name in entry(wire.STRUCTURES, cls, _WANTED).members.items()}
    if attribute is not None:
        if attribute not in attributes:
            raise AttributeError(f"{cls.__name__} has no {attribute!r}{did_you_mean(attribute, attributes)}")
        return _at(_shape(cls), attributes[attribute])
    operation = operations.BY_REQUEST.get(cls)
    return _at(operation.name if operation else _shape(cls))


def _request(of: object) -> object:
    """The request that `of` sends, if it is a method of a client; else `of` itself."""
    clients = {f"{operations.__package__}.{name}" for name in ("client", "async_client")}
    method = getattr(of, "__name__", None) if getattr(of, "__module__", None) in clients else None
    return next((each.request for each in operations.OPERATIONS.values() if each.method == method), of)


def _shape(cls: type[Any]) -> str:
    return str(history.shape_names().get(cls.__name__, cls.__name__))


def _at(*path: str) -> Since | None:
    version, released = history.releases().get(".".join(path), ("", ""))
    return Since(version, datetime.date.fromisoformat(released) if released else None) if version else None
