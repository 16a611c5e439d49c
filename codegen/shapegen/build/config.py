"""Entries of botocore's paginators-1.json and waiters-2.json, which may be anything."""

# pyright: reportUnknownVariableType=false, reportUnknownArgumentType=false

from typing import Any, cast

import jmespath


class UnusableError(Exception):
    """Why nothing is made of an entry."""


def texts(config: Any, key: str) -> tuple[str, ...]:
    """The text or the texts under `key`."""
    value: Any = get(config, key)
    several: list[Any] = value if isinstance(value, list) else [value]
    if not all(isinstance(each, str) for each in several):
        raise UnusableError(f"its {key} is not text")
    return tuple(several)


def text(config: Any, key: str) -> str:
    """The text under `key`."""
    found = texts(config, key)
    if len(found) != 1:
        raise UnusableError(f"its {key} is not text")
    return found[0]


def get(config: Any, key: str) -> Any:
    """What an object has under `key`; None when it has nothing, or is no object."""
    return cast(dict[str, Any], config).get(key) if isinstance(config, dict) else None


def items(config: Any, key: str) -> list[Any]:
    """The list under `key`."""
    value = get(config, key)
    if not isinstance(value, list):
        raise UnusableError(f"its {key} is not a list")
    return value


def positive(config: Any, key: str) -> int:
    """The positive integer under `key`."""
    value = get(config, key)
    if type(value) is not int or value < 1:
        raise UnusableError(f"its {key} is not a positive integer")
    return value


def require_expression(expression: str) -> None:
    """Raises UnusableError for what is not a JMESPath expression."""
    try:
        jmespath.compile(expression)
    except (ValueError, RecursionError) as error:  # JMESPath's errors, and numbers longer than Python reads
        raise UnusableError(f"{expression!r} is not a JMESPath expression") from error
