"""Requests that go wrong on demand."""

import random
import threading
from collections.abc import Mapping
from dataclasses import dataclass

from .refusals import RefusedError

ERRORS: Mapping[str, tuple[int, str]] = {
    "ThrottlingException": (400, "Rate exceeded"),
    "ResourceLimitExceeded": (400, "The account-level service limit is exceeded."),
    "InternalFailure": (500, "The request processing has failed because of an unknown error, exception or failure."),
    "ServiceUnavailable": (503, "The request has failed due to a temporary failure of the server."),
}
"""Errors on demand, with their statuses and words."""

MANNERS: Mapping[str, str] = {
    "drop": "the connection is closed without an answer",
    "hang": "no answer comes, and the connection stays open",
    "cut": "the request is carried out; its answer ends in its midst, and the connection is closed",
    "broken": "the request is carried out; its answer is whole by its length, and its JSON is cut off",
}
"""How an answer can be spoilt."""

KINDS = (*ERRORS, *MANNERS, "latency")

_OF_THE_ANSWER = ("cut", "broken")


@dataclass(slots=True, kw_only=True)
class Fault:
    """What goes wrong with which requests."""

    kind: str
    operation: str | None
    times: int | None
    skip: int
    probability: float
    seconds: float
    after: bool
    random: random.Random


class Faults:
    """The faults that were asked for and have not all happened."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._faults: list[Fault] = []

    def add(self, fault: Fault) -> None:
        """Another one."""
        with self._lock:
            self._faults.append(fault)

    def clear(self) -> None:
        """Nothing goes wrong any more."""
        with self._lock:
            self._faults.clear()

    def meet(self, operation: str) -> "Met":
        """What goes wrong with a request of that operation."""
        met: list[Fault] = []
        with self._lock:
            for fault in self._faults:
                # One spoils the request, and those that were asked for later spoil later ones; waits add up.
                is_spoilt = any(each.kind != "latency" for each in met)
                if _is_due(fault, operation) and (fault.kind == "latency" or not is_spoilt) and _happens(fault):
                    met.append(fault)
            self._faults = [fault for fault in self._faults if fault.times != 0]
        return Met(met)


class Met:
    """What goes wrong with one request."""

    def __init__(self, faults: list[Fault]) -> None:
        self._faults = faults

    def seconds(self, *, after: bool) -> float:
        """How much longer it takes, before or after it is carried out."""
        return sum(fault.seconds for fault in self._faults if fault.kind == "latency" and fault.after == after)

    def manner(self, *, after: bool) -> str | None:
        """How its answer is spoilt: one of MANNERS. Raises RefusedError when its answer is an error instead."""
        for fault in self._faults:
            if (fault.after or fault.kind in _OF_THE_ANSWER) != after or fault.kind == "latency":
                continue
            if fault.kind in MANNERS:
                return fault.kind
            status, message = ERRORS[fault.kind]
            raise RefusedError(fault.kind, message, status)
        return None


def _is_due(fault: Fault, operation: str) -> bool:
    if fault.operation not in (None, operation):
        return False
    if fault.skip:
        fault.skip -= 1
        return False
    return True


def _happens(fault: Fault) -> bool:
    if fault.random.random() >= fault.probability:
        return False
    if fault.times is not None:
        fault.times -= 1
    return True
