"""Answers boto3's names of parameters with Python's, where a method takes no such keyword."""

# What is wrapped may be any method.
# pyright: reportUnknownParameterType=false, reportMissingParameterType=false, reportUnknownVariableType=false

import functools
from collections.abc import Callable, Iterable, Mapping
from types import FunctionType
from typing import Any

#: Of a code object's flags, as `inspect.CO_COROUTINE` says it: that module is slow to import.
_COROUTINE = 128


def answering(method: FunctionType) -> Callable[..., Any]:
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


def misnamed(function: str, given: Iterable[str], names: Mapping[str, str]) -> str:
    """What to say of the keywords `given` to a function that has no such names.

    `names`: Python's, each by what the service calls it, or by itself.
    """
    answers = [f"{name!r}{_right(name, names)}" for name in given]
    if len(answers) == 1:
        return f"{function} got an unexpected keyword argument {answers[0]}"
    return f"{function} got unexpected keyword arguments: {', '.join(answers)}"


def _unexpected(method: FunctionType, given: Iterable[str]) -> str | None:
    code = method.__code__
    known = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
    unknown = [name for name in given if name not in known]
    return misnamed(f"{method.__qualname__}()", unknown, {name: name for name in known}) if unknown else None


def _right(name: str, names: Mapping[str, str]) -> str:
    same = [names[name]] if name in names else [each for each in names.values() if _bare(each) == _bare(name)]
    if same:
        return f" (here it is called {same[0]})"
    from difflib import get_close_matches

    near = get_close_matches(name, names.values(), 1, 0.7)
    return f" (did you mean {near[0]}?)" if near else ""


def _bare(name: str) -> str:
    return name.replace("_", "").lower()
