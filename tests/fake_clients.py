"""What the tests of the fake share: clients, requests, and short names for common calls."""

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import boto3
import pytest
import urllib3
from botocore.config import Config
from botocore.exceptions import ClientError

import monitorshapes as ms
from monitorshapes import fake
from monitorshapes.operations import OPERATIONS

ROOT = Path(__file__).parents[1]
REQUESTS: Mapping[str, Any] = json.loads((ROOT / "tests" / "data" / "requests.json").read_bytes())
NOON = datetime(2026, 1, 1, 12, 0, tzinfo=UTC)
HOURLY = {"ScheduleExpression": "cron(0 * ? * * *)"}


def new_client(server: fake.Server, attempts: int = 1, read_timeout: float = 60, **arguments: Any) -> Any:
    """boto3's client, which sends what it is given and tries as often as is said."""
    config = Config(
        retries={"total_max_attempts": attempts, "mode": "standard"},
        parameter_validation=False,
        max_pool_connections=8,
        read_timeout=read_timeout,
    )
    return boto3.client("sagemaker", **(server.boto3_arguments() | arguments), config=config)


def typed(server: fake.Server) -> ms.MonitoringClient:
    """A client of the package that waits by the server's clock."""
    return ms.MonitoringClient(
        boto3.client("sagemaker", **server.boto3_arguments()),
        clock=lambda: server.now().timestamp(),
        sleep=server.advance,
    )


def define(client: Any, name: str = "churn") -> str:
    """Creates a job definition. Returns its ARN."""
    good = REQUESTS["CreateDataQualityJobDefinition"]["request"] | {"JobDefinitionName": name}
    return str(client.create_data_quality_job_definition(**good)["JobDefinitionArn"])


def schedule(client: Any, name: str = "churn", **config: Any) -> str:
    """Creates a schedule. Returns its ARN."""
    config = {"ScheduleConfig": HOURLY, "MonitoringJobDefinitionName": "churn"} | config
    given = {each: value for each, value in config.items() if value is not None}
    response = client.create_monitoring_schedule(MonitoringScheduleName=name, MonitoringScheduleConfig=given)
    return str(response["MonitoringScheduleArn"])


def status(client: Any, name: str = "churn") -> str:
    """The status of a schedule."""
    return str(client.describe_monitoring_schedule(MonitoringScheduleName=name)["MonitoringScheduleStatus"])


def executions(client: Any, **filters: Any) -> list[dict[str, Any]]:
    """A page of executions."""
    found: list[dict[str, Any]] = client.list_monitoring_executions(**filters)["MonitoringExecutionSummaries"]
    return found


def refused(code: str, call: Callable[..., object], **keywords: Any) -> str:
    """The message of the error of that code that a call gets."""
    with pytest.raises(ClientError) as error:
        call(**keywords)
    assert error.value.response["Error"]["Code"] == code
    return str(error.value.response["Error"]["Message"])


def post(server: fake.Server, body: bytes | str, target: str | None = None) -> Any:
    """The answer to a body, as it is, for an operation."""
    headers = {} if target is None else {"X-Amz-Target": target, "Content-Type": "application/x-amz-json-1.1"}
    return urllib3.request("POST", server.url, body=body, headers=headers, retries=False)


def control(server: fake.Server, method: str, body: str, **headers: str) -> Any:
    """The answer to what another process sends to a method of the server."""
    given = {"Content-Type": "application/json"} | {name.replace("_", "-"): value for name, value in headers.items()}
    url = f"{server.url}/_fake/{method}"
    return urllib3.request("POST", url, body=body, headers=given, retries=False)


def prepare(server: fake.Server, client: Any) -> None:
    """Makes everything that the good requests name, and a bit more."""
    for operation, table in REQUESTS.items():
        if operation.startswith("Create"):
            getattr(client, OPERATIONS[operation].method)(**table["request"])
    server.plan("churn-hourly", "CompletedWithViolations")
    schedule(client, "churn-daily", MonitoringJobDefinitionName="churn-quality", MonitoringType="ModelQuality")
    server.advance(7200)
