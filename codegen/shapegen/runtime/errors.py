"""What the clients raise, besides ValidationError."""

# What botocore raises is untyped.
# pyright: reportUnknownVariableType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false

from collections.abc import Mapping
from typing import Any


class ServiceError(Exception):
    """The service answered with an error: base of those that operations model, and what any other becomes.

    Its `__cause__` is what the boto3 client raised.
    """

    def __init__(self, response: Mapping[str, Any], operation: str) -> None:
        """`response` is that of botocore's ClientError, `operation` what the service calls the operation."""
        super().__init__(response, operation)
        self.response = response
        self.operation = operation
        if type(self) is not ServiceError:
            from .error_members import error_members

            for attribute, value in error_members(self).items():
                setattr(self, attribute, value)

    @property
    def code(self) -> str:
        """What the service calls the error, such as `ResourceNotFound`."""
        return str(self.response["Error"]["Code"])

    @property
    def message(self) -> str:
        """What the service says; empty when it says nothing."""
        return str(self.response["Error"].get("Message") or "")

    @property
    def request_id(self) -> str | None:
        """What AWS asks for in a support case; None when the answer had none."""
        request_id: str | None = self.response.get("ResponseMetadata", {}).get("RequestId")
        return request_id

    def __str__(self) -> str:
        said = f"{self.operation}: {self.code}: {self.message}".removesuffix(": ")
        return f"{said} (request {self.request_id})" if self.request_id else said


class ServiceValidationError(ServiceError):
    """The service refused a request as invalid (`ValidationException`)."""


class ThrottlingError(ServiceError):
    """The service was asked too much; botocore has tried again as often as it was configured to."""


BASES: Mapping[str, type[ServiceError]] = {
    **dict.fromkeys(("ValidationError", "ValidationException"), ServiceValidationError),
    # What botocore tries again as throttled.
    **dict.fromkeys(
        """
        BandwidthLimitExceeded EC2ThrottledException LimitExceededException PriorRequestNotComplete
        ProvisionedThroughputExceededException RequestLimitExceeded RequestThrottled RequestThrottledException SlowDown
        ThrottledException Throttling ThrottlingException TooManyRequestsException TransactionInProgressException
        """.split(),
        ThrottlingError,
    ),
}
"""By the code of an error, for services that model it and for those that do not."""


def service_error(error: Exception, operation: str) -> ServiceError | None:
    """What `error` says in a class of this package; None unless it is botocore's ClientError, or looks like it."""
    response: Any = getattr(error, "response", None)
    said: Any = response.get("Error") if isinstance(response, Mapping) else None
    if not isinstance(said, Mapping) or "Code" not in said:
        return None
    from ..errors import BY_CODE

    # Services that left the query protocol answer with the code that they had there, and the new one beside it.
    codes: list[Any] = [said["Code"], said.get("QueryErrorCode")]
    cls = next((BY_CODE[code] for code in codes if code in BY_CODE), ServiceError)
    return cls(response, operation)


class PaginationError(Exception):
    """The service gave the same token for the next page twice: it would go on without end."""


class WaitError(Exception):
    """What was waited for cannot come any more."""

    def __init__(self, waiter: str, reason: str, response: object, *of: str) -> None:
        """`response` is the last one, as its dataclass; None where the last answer was an error.

        `of` names what was waited for, as the request did.
        """
        super().__init__(waiter, reason, response, *of)
        self.waiter = waiter
        self.reason = reason
        self.response: Any = response
        self.of = of

    def __str__(self) -> str:
        of = f" of {', '.join(map(repr, self.of))}" if self.of else ""
        return f"{self.waiter}{of}: {self.reason}"

    def __reduce__(self) -> tuple[Any, ...]:
        # OSError, of which the timeout is one, would keep two of the arguments.
        return type(self), (self.waiter, self.reason, self.response, *self.of)


class WaitTimeoutError(WaitError, TimeoutError):
    """What was waited for did not come in time."""


class OutdatedBotocoreError(Exception):
    """The botocore of the client does not know what is to be sent."""

    def __init__(self, path: str, needed: str | None, installed: str) -> None:
        """`path` is where the member stands in the request, or the operation; `needed` is None when nobody knows."""
        super().__init__(path, needed, installed)
        self.path = path
        self.needed = needed
        self.installed = installed

    def __str__(self) -> str:
        needed = f"botocore {self.needed} or newer" if self.needed else "a newer botocore"
        return f"{self.path.rpartition('.')[2]} needs {needed}; {self.installed} is installed"
