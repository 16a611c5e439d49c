"""What is known of an operation at run time."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .. import shapes
from .api import from_dict
from .pages import ONE, Pages


@dataclass(frozen=True, slots=True)
class Operation:
    """An operation: its name, the method of boto3's client, the names of the classes of its request and response."""

    name: str
    method: str
    request_class: str
    response_class: str | None
    pages: Pages = ONE

    @property
    def request(self) -> type[Any]:
        """The class of the request, which is loaded when it is first asked for."""
        cls: type[Any] = getattr(shapes, self.request_class)
        return cls

    @property
    def response(self) -> type[Any] | None:
        """The class of the response, likewise; None for an operation that has none."""
        if self.response_class is None:
            return None
        cls: type[Any] = getattr(shapes, self.response_class)
        return cls

    def read(self, answer: Mapping[str, Any]) -> Any:
        """The response in what a boto3 client returned; None when there is none."""
        if self.response is None:
            return None
        # The metadata are new with every answer, and two answers that say the same should be equal.
        members = {name: value for name, value in answer.items() if name != "ResponseMetadata"}
        return from_dict(self.response, members)
