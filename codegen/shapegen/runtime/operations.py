"""What is known of an operation at run time."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .api import from_dict
from .pages import ONE, Pages


@dataclass(frozen=True, slots=True)
class Operation:
    """An operation: its name, the method of boto3's client, the classes of its request and response."""

    name: str
    method: str
    request: type[Any]
    response: type[Any] | None
    pages: Pages = ONE

    def read(self, answer: Mapping[str, Any]) -> Any:
        """The response in what a boto3 client returned; None when there is none."""
        if self.response is None:
            return None
        # The metadata are new with every answer, and two answers that say the same should be equal.
        members = {name: value for name, value in answer.items() if name != "ResponseMetadata"}
        return from_dict(self.response, members)
