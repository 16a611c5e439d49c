"""What the client of every service shares."""

from collections.abc import Collection
from typing import Any, TypeVar

from .. import operations
from .api import Level, entry, from_dict, require_level, require_rules, to_dict, validate
from .structures import Request

Response = TypeVar("Response")


class Client:
    """Sends requests through a boto3 client."""

    def __init__(self, client: object, /, *, level: Level = "documented", ignore: Collection[str] = ()) -> None:
        """`client` is what `boto3.client(…)` returns; one client may serve many threads, as boto3's do.

        `level` and `ignore` say what is validated, as with `violations`; every call can say otherwise.
        """
        require_level(level)
        require_rules(ignore)
        self._client: Any = client
        self._level: Level = level
        self._ignore = ignore

    def send(
        self,
        request: Request[Response],
        /,
        *,
        level: Level | None = None,
        ignore: Collection[str] | None = None,
    ) -> Response:
        """Validates `request`, calls the operation, and returns its response; None for an operation that has none.

        Raises ValidationError, before anything is sent, when the request breaks a constraint; TypeError when it is no
        request of this package; and what the boto3 client raises.
        """
        operation = entry(operations.BY_REQUEST, type(request), "request")
        validate(
            request,
            level=self._level if level is None else level,
            ignore=self._ignore if ignore is None else ignore,
        )
        answer = getattr(self._client, operation.method)(**to_dict(request))
        if operation.response is None:
            return None  # type: ignore[return-value]
        # The metadata are new with every answer, and two answers that say the same should be equal.
        members = {name: value for name, value in answer.items() if name != "ResponseMetadata"}
        response: Response = from_dict(operation.response, members)
        return response
