"""The states of waiting, whoever looks: those of botocore's waiters-2.json."""

# What a client answers may be anything.
# pyright: reportUnknownVariableType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false

import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from numbers import Real
from textwrap import shorten
from typing import Any, Literal

from .errors import ServiceError, WaitError, WaitTimeoutError
from .search import search

#: Seconds that a delay grows to; one that begins longer stays.
_LONGEST = 60.0
#: Characters of a state in a message.
_WIDTH = 80
#: The part of a delay that is left to chance, so that those who began together do not look together.
_CHANCE = 0.25


@dataclass(frozen=True, slots=True)
class Acceptor:
    """What is made of an answer that matches."""

    state: Literal["success", "failure", "retry"]
    matcher: Literal["path", "pathAll", "pathAny", "status", "error"]
    expected: str | int | bool
    argument: str = ""

    def matches(self, answer: Mapping[str, Any]) -> bool:
        """Whether the answer, of boto3 or of an error, is what is expected."""
        code = _code(answer)
        if self.matcher == "error":
            return (code is not None) == self.expected if isinstance(self.expected, bool) else code == self.expected
        if self.matcher == "status":
            return bool(answer.get("ResponseMetadata", {}).get("HTTPStatusCode") == self.expected)
        if code is not None:
            return False
        found: Any = search(self.argument, answer)
        if self.matcher == "path":
            return bool(found == self.expected)
        if not isinstance(found, list) or not found:
            return False
        matching: list[bool] = [item == self.expected for item in found]
        return all(matching) if self.matcher == "pathAll" else any(matching)

    def __str__(self) -> str:
        what = {"error": "the error", "status": "the HTTP status"}.get(self.matcher, self.argument)
        return f"{what} is {self.expected}"


@dataclass(frozen=True, slots=True)
class Waiter:
    """What is waited for, and how."""

    name: str
    delay: float
    """Seconds before the second look."""
    max_attempts: int
    acceptors: tuple[Acceptor, ...]
    failure_reason: str | None = None
    """Where in the answer the service says why, as JMESPath."""
    fixed: Mapping[str, str | int | bool] | None = None
    """Members of the request, by wire name, that are always the same."""
    of: tuple[str, ...] = ()
    """Members of the request, by wire name, that say whose state is waited for."""
    first: str | None = None
    """The operation that is called once before, with those members: it knows a name that there is not."""


class Waiting:
    """One wait. `response` is the last one; None where the last answer was an error, or there is none."""

    def __init__(
        self,
        waiter: Waiter,
        parameters: Mapping[str, Any],
        clock: Callable[[], float],
        timeout: float | None,
        poll: float | None,
    ) -> None:
        """Raises ValueError when `timeout` is less than 0, or `poll` is not more, TypeError when one is no number."""
        self._delay = waiter.delay if poll is None else poll
        self._timeout = waiter.delay * waiter.max_attempts if timeout is None else timeout
        said = f"timeout={timeout!r}, poll={poll!r}: both are seconds"
        if not all(isinstance(seconds, Real | None) for seconds in (timeout, poll)):
            raise TypeError(f"{said}, and must be numbers")
        if not (self._timeout >= 0 and self._delay > 0):
            raise ValueError(f"{said}; timeout must be at least 0, and poll more than 0")
        self._waiter = waiter
        self._clock = clock
        self._deadline = clock() + self._timeout
        self.of = {name: parameters[name] for name in waiter.of if name in parameters}
        self.response: Any = None

    def look(self, answer: Mapping[str, Any], response: Any, error: ServiceError | None = None) -> float | None:
        """Seconds until the next look; None when what was waited for is there. `response` is the one in `answer`; None
        when that is the answer of `error`.

        Raises WaitError and WaitTimeoutError, and the error when no acceptor is for it.
        """
        self.response = response
        accepted = next((each for each in self._waiter.acceptors if each.matches(answer)), None)
        if accepted is None and error is not None:
            raise error
        if accepted is not None and accepted.state == "success":
            return None
        if accepted is not None and accepted.state == "failure":
            reason = self._reason(answer, error) or str(accepted)
            raise WaitError(self._waiter.name, reason, self.response, *self.of.values()) from error
        left = self._deadline - self._clock()
        if left <= 0:
            reason = "; ".join([f"not after {self._timeout:g} seconds", *self._states(answer, error)])
            raise WaitTimeoutError(self._waiter.name, reason, self.response, *self.of.values()) from error
        delay = self._delay * (1 - _CHANCE * random.random())  # noqa: S311  not for secrets
        self._delay = min(2 * self._delay, max(self._delay, _LONGEST))
        return min(delay, left)

    def _reason(self, answer: Mapping[str, Any], error: ServiceError | None) -> str | None:
        if error is not None:
            return str(error)
        path = self._waiter.failure_reason
        return None if path is None else search(path, answer)

    def _states(self, answer: Mapping[str, Any], error: ServiceError | None) -> Iterator[str]:
        """What the acceptors looked at, and found."""
        if error is not None:
            yield f"the last answer was {error}"
            return
        for path in dict.fromkeys(each.argument for each in self._waiter.acceptors if each.argument):
            found: Any = search(path, answer)
            yield f"{path} was {'not there' if found is None else shorten(str(found), _WIDTH)}"


def _code(answer: Mapping[str, Any]) -> str | None:
    error: Any = answer.get("Error")
    return error.get("Code") if isinstance(error, dict) else None
