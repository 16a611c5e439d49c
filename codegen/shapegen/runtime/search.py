"""Looks into answers of the service."""

from collections.abc import Mapping
from importlib import import_module
from typing import Any


def search(expression: str, answer: Mapping[str, Any]) -> Any:
    """What the JMESPath `expression` finds in `answer`."""
    if expression.isidentifier():
        return answer.get(expression)
    # It is there wherever botocore is.
    return import_module("jmespath").search(expression, answer)
