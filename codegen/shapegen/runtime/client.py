"""What the client of every service shares."""

from typing import Any, TypeVar

from .. import operations
from .api import from_dict, to_dict, validate
from .structures import Request

Response = TypeVar("Response")


class Client:
    """Sends requests through a boto3 client."""

    def __init__(self, client: object, /) -> None:
        """`client` is what `boto3.client(…)` returns; one client may serve many threads, as boto3's do."""
        self._client: Any = client

    def send(self, request: Request[Response], /) -> Response:
        """Validates `request`, calls the operation, and returns its response; None for an operation that has none.

        Raises ValidationError, before anything is sent, when the request breaks a constraint; TypeError when it is no
        request of this package; and what the boto3 client raises.
        """
        operation = operations.BY_REQUEST[type(request)]
        validate(request)
        response = getattr(self._client, operation.method)(**to_dict(request))
        return from_dict(operation.response, response) if operation.response else None  # type: ignore[return-value]
