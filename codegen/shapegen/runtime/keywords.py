"""Answers boto3's names of parameters with Python's, where a method takes no such keyword."""

# What is wrapped may be any method.
# pyright: reportUnknownParameterType=false, reportMissingParameterType=false, reportUnknownVariableType=false

import functools
from collections.abc import Callable, Iterable
from typing import Any

#: Of a code object's flags, as `inspect.CO_COROUTINE` says it: that module is slow to import.
_COROUTINE = 128


def answering(method: Callable[..., Any]) -> Callable[..., Any]:
    """The method, whose TypeError for an unexpected keyword says what the keyword is called."""
    if method.__code__.co_flags & _COROUTINE:

        @functools.wraps(method)
        async def awaited(*args: Any, **kwargs: Any) -> Any:
            if unexpected := _unexpected(method, kwargs):
                raise TypeError(unexpected)
            return await method(*args, **kwargs)

        return awaited

    @functools.wraps(method)
    def called(*args: Any, **kwargs: Any) -> Any:
        if unexpected := _unexpected(method, kwargs):
            raise TypeError(unexpected)
        return method(*args, **kwargs)

    return called


def _unexpected(method: Callable[..., Any], given: Iterable[str]) -> str | None:
    code = method.__code__
    known = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
    for name in given:
        if name not in known:
            said = f"{method.__qualname__}() got an unexpected keyword argument {name!r}"
            near = [each for each in known if _bare(each) == _bare(name)]
            return f"{said}; here it is called {near[0]}" if near else said
    return None


def _bare(name: str) -> str:
    return name.replace("_", "").lower()
