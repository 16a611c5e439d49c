"""What tests do to the fake from other processes: methods of the server over HTTP, and who may call them."""

import ipaddress
import json
from collections.abc import Callable
from datetime import datetime
from email.message import Message
from functools import wraps
from inspect import signature
from types import NoneType
from typing import Any, ParamSpec, TypeVar, get_args, get_type_hints
from urllib.parse import urlsplit

_WORDS = {str: "text", int: "a whole number", float: "a number", bool: "true or false", datetime: "a time"}

_LOCAL = ("localhost", "local", "internal", "test")
"""The last parts of names that nobody can register (RFC 6761, RFC 6762, and ICANN's decision on `internal`)."""

_P = ParamSpec("_P")
_T = TypeVar("_T")


def typed(method: Callable[_P, _T]) -> Callable[_P, _T]:
    """Refuses arguments of other types than `method` declares: other processes send anything."""
    hints = get_type_hints(method)
    parameters = signature(method)

    @wraps(method)
    def checked(*positional: _P.args, **named: _P.kwargs) -> _T:
        arguments = parameters.bind(*positional, **named).arguments
        for name in arguments.keys() & hints.keys():
            types = get_args(hints[name]) or (hints[name],)
            if not _fits(arguments[name], types):
                wanted = " or ".join(_WORDS[each] for each in types if each is not NoneType)
                raise TypeError(f"{name} is {wanted}, not {json.dumps(arguments[name], default=repr)}")
        return method(*positional, **named)

    return checked


def _fits(value: object, types: tuple[type, ...]) -> bool:
    if isinstance(value, bool):
        return bool in types
    return isinstance(value, types) or (float in types and isinstance(value, int))


def require_number(name: str, value: float, low: int, high: int) -> None:
    """Raises ValueError when `value` is out of its bounds."""
    if not low <= value <= high:
        raise ValueError(f"{name} is from {low} to {high}, not {value}")


def call(function: Any, arguments: Any) -> Any:
    """Calls a method with parameters that another process sent. Raises TypeError and ValueError for wrong ones."""
    if not isinstance(arguments, dict):
        raise TypeError('the parameters are a JSON object, such as {"seconds": 3600}')
    given: dict[str, Any] = dict(arguments)  # pyright: ignore[reportUnknownArgumentType]
    known = signature(function).parameters
    if unknown := sorted(given.keys() - known.keys()):
        name = function.__name__
        raise TypeError(f"{name} has no parameter {unknown[0]!r}; it has {', '.join(known) or 'none'}")
    return function(**given)


def foreign(headers: Message, own_host: str) -> str | None:
    """Why a request may come from a page of somebody else that a browser on this machine shows; None: it does not.

    A page of another site sends its Origin; one that gave its own name the address of this machine sends that name as
    Host.
    """
    host = headers.get("Host", "")
    name = _name(host)
    if name is None or not (name == own_host.lower() or _is_local(name)):
        return f"the host {host!r} is not this machine: use its address, or a name without dots"
    origin = headers.get("Origin")
    if origin is not None and origin.lower() != f"http://{host}".lower():
        return f"a page of {origin!r} may not control the fake"
    return None


def _name(host: str) -> str | None:
    try:
        return urlsplit(f"//{host}").hostname
    except ValueError:
        return None


def _is_local(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return "." not in name or name.rpartition(".")[2] in _LOCAL
    return True


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches a server that listens on `host`."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
