"""What a request has of a response: documented rules that the service itself broke do not refuse it."""

from typing import Any

from .tables import validators, wire
from .violations import Finding, Findings, Place

_Broken = frozenset[tuple[Place, str, str]]


class _Returned(dict[str, Any]):
    """The unknown members of a request, and beside them what was broken in it when the service returned it."""

    __slots__ = ("broken",)
    __hash__ = None

    broken: _Broken

    def __eq__(self, other: object) -> bool:
        # None stands for no unknown members, here as elsewhere.
        return dict(self) == ({} if other is None else other)


def remember(request: Any) -> None:
    """Keeps in `request`, which says what the service returned, the documented rules that it breaks."""
    if not validators.RULES:
        return
    findings = Findings(documented=True)
    getattr(validators, wire.STRUCTURES[type(request)].check)(request, (), findings)
    never: frozenset[str] = getattr(getattr(validators, "rules", None), "NEVER_TAKEN_BACK", frozenset())
    broken = frozenset(_key(each) for each in findings if _is_documented(each) and each[1] not in never)
    if broken:
        request._unknown = returned = _Returned(request._unknown or {})
        returned.broken = broken


def changed(request: Any, found: list[Finding]) -> list[Finding]:
    """Of what is broken in `request`, all but the documented rules that the service itself broke in the same way."""
    returned = getattr(request, "_unknown", None)
    if not isinstance(returned, _Returned):
        return found
    return [each for each in found if not (_is_documented(each) and _key(each) in returned.broken)]


def _is_documented(finding: Finding) -> bool:
    return finding[1].startswith("documented:")


def _key(finding: Finding) -> tuple[Place, str, str]:
    # The message has the values. An item of a list may have moved.
    place, rule, message, _ = finding
    return _without_indices(place), rule, message


def _without_indices(place: Place) -> Place:
    steps: Place = ()
    while place:
        place, step = place
        steps = steps if isinstance(step, int) else (step, *steps)
    return steps
