"""What an operation is given besides its request: the state, the time, the account and region, the settings."""

import re
import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from .refusals import RefusedError

LIMITS = {
    "monitoring-schedule": "Number of monitoring schedules",
    "data-quality-job-definition": "Number of data quality job definitions",
    "model-quality-job-definition": "Number of model quality job definitions",
    "model-bias-job-definition": "Number of model bias job definitions",
    "model-explainability-job-definition": "Number of model explainability job definitions",
    "processing-job": "Number of running processing jobs",
}
"""What can be limited, by the type of resource in its ARN, and what the quota is called."""

_PARTITIONS = {
    "cn-": "aws-cn",
    "us-gov-": "aws-us-gov",
    "us-iso-": "aws-iso",
    "us-isob-": "aws-iso-b",
    "eu-isoe-": "aws-iso-e",
    "us-isof-": "aws-iso-f",
    "eusc-": "aws-eusc",
}

REGION = re.compile("[a-z]+(-[a-z]+)+-[0-9]+")
Operation = Callable[["Call", Any], Mapping[str, Any] | None]
"""What an operation does with a request; it returns the response by wire name. Raises RefusedError."""

ACCOUNT = re.compile("[0-9]{12}")


def partition(region: str) -> str:
    """What stands after `arn:` in the ARNs of a region."""
    return next((name for start, name in _PARTITIONS.items() if region.startswith(start)), "aws")


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What the server was made with. Times are in milliseconds."""

    pending: int
    starting: int
    running: int
    limits: Mapping[str, int]
    short_pages: bool
    endpoints: bool
    """Whether a schedule can monitor only an endpoint that exists."""


@dataclass(frozen=True, slots=True)
class Space:
    """An account in a region: all that its requests see and change."""

    id: int
    account: str
    region: str
    prefix: str = field(init=False)
    """How the ARNs of its resources begin."""

    def __post_init__(self) -> None:
        # A frozen value, computed once: thousands of ARNs are made of it.
        prefix = f"arn:{partition(self.region)}:sagemaker:{self.region}:{self.account}:"
        object.__setattr__(self, "prefix", prefix)

    def arn(self, kind: str, name: str) -> str:
        """The ARN of a resource."""
        return f"{self.prefix}{kind}/{name}"


@dataclass(frozen=True, slots=True)
class Call:
    """The circumstances of one request."""

    sql: sqlite3.Connection
    now: int
    space: Space
    settings: Settings

    def require_room(self, kind: str, used: int) -> None:
        """Refuses one more of a kind of which there are as many as the limit allows."""
        limit = self.settings.limits.get(kind)
        if limit is not None and used >= limit:
            raise RefusedError(
                "ResourceLimitExceeded",
                f"The account-level service limit '{LIMITS[kind]}' is {limit}, with current utilization of {used} "
                "and a request delta of 1. Please contact AWS support to request an increase for this limit.",
            )
