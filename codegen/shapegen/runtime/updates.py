"""Describe, edit, update."""

from typing import Any, TypeVar

from .. import shapes
from ..operations import UPDATES
from .api import from_dict, to_dict
from .entries import entry
from .returned import remember
from .structures import Described

Target = TypeVar("Target")

#: Names in a message.
_FEW = 10


def update_from(response: Described[Target], /) -> Target:
    """The request that sends back what `response` says: to update what was described, or to create it anew.

    It has a copy of all that the response has and the request takes, and nothing else: neither what only the service
    sets, nor a member of the response itself that the package does not know. What it does not know further in is kept;
    `violations` names it. What the service returned, it takes back: a documented rule that `response` breaks refuses
    nothing in the request as long as that stays as it is.
    Raises TypeError when `response` is not of this package, or has no such request.
    """
    try:
        request, members = entry(UPDATES, type(response), "response")
    except TypeError as error:
        names = [cls.__name__ for cls in UPDATES]
        few = ", ".join([*names[:_FEW], "…"] if len(names) > _FEW else names)
        raise TypeError(f"{error}; the responses that can be sent back are {few}") from None
    data = to_dict(response)
    target: Any = from_dict(getattr(shapes, request), {name: data[name] for name in members if name in data})
    remember(target)
    return target  # type: ignore[no-any-return]
