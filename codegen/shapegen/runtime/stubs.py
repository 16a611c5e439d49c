"""What a boto3 client has beside its operations, as type checkers see it."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, NotRequired, Protocol, TypedDict, TypeVar

Page = TypeVar("Page", covariant=True)


class ResponseMetadata(TypedDict):
    """What boto3 says of every answer."""

    RequestId: str
    HTTPStatusCode: int
    HTTPHeaders: dict[str, str]
    RetryAttempts: int
    HostId: NotRequired[str]


class EmptyResponse(TypedDict):
    """The answer of an operation that has no response."""

    ResponseMetadata: ResponseMetadata


class PaginatorConfig(TypedDict):
    """How a paginator asks for pages."""

    MaxItems: NotRequired[int]
    """Of all pages together."""
    PageSize: NotRequired[int]
    StartingToken: NotRequired[str]


class WaiterConfig(TypedDict):
    """How a waiter waits."""

    Delay: NotRequired[int]
    """Seconds between two calls."""
    MaxAttempts: NotRequired[int]


class PageIterator(Protocol[Page]):
    """The pages of an operation, each asked for when it is needed."""

    def __iter__(self) -> Iterator[Page]:
        """Page after page."""
        ...

    def build_full_result(self) -> dict[str, Any]:
        """All pages in one."""
        ...

    def search(self, expression: str) -> Iterator[Any]:
        """What a JMESPath expression finds in each page."""
        ...

    @property
    def resume_token(self) -> str | None:
        """A StartingToken for what MaxItems left out."""
        ...


class _Error(TypedDict):
    Code: str
    Message: str


class _ErrorResponse(TypedDict):
    Error: _Error
    ResponseMetadata: ResponseMetadata


if TYPE_CHECKING:

    class ClientError(Exception):
        """The error that boto3 raises when the service refuses; its class comes from the client."""

        response: _ErrorResponse
        operation_name: str

else:
    # botocore's class, which need not be there: nobody is to catch one that nothing raises.
    ClientError = Exception


class BaseExceptions(Protocol):
    """The errors that every client has."""

    ClientError: type[ClientError]


class _Meta(Protocol):
    config: Any
    endpoint_url: str
    events: Any
    method_to_api_mapping: dict[str, str]
    partition: str
    region_name: str
    service_model: Any


class BaseClient(Protocol):
    """What every client has."""

    meta: _Meta

    @property
    def waiter_names(self) -> list[str]:
        """What `get_waiter` takes."""
        ...

    def can_paginate(self, operation_name: str) -> bool:
        """Whether the operation, called as the method is, has a paginator."""
        ...

    def close(self) -> None:
        """Closes the connections."""
        ...

    def generate_presigned_url(
        self,
        ClientMethod: str,  # noqa: N803
        Params: Mapping[str, Any] = ...,  # noqa: N803
        ExpiresIn: int = 3600,  # noqa: N803
        HttpMethod: str = ...,  # noqa: N803
    ) -> str:
        """A URL that calls a method once, for whoever has it, within so many seconds."""
        ...
