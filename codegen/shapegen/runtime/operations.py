"""What is known of an operation at run time."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Operation:
    """An operation: its name, the method of boto3's client, the classes of its request and response."""

    name: str
    method: str
    request: type[Any]
    response: type[Any] | None
