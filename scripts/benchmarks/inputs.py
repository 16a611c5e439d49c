"""What the contestants work on: a request, and what the service answers."""

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from botocore.loaders import Loader
from peers import ROOT

sys.path.append(str(ROOT / "tests"))
from table import changed

REQUEST = json.loads(Path(__file__).with_name("request.json").read_text("utf-8"))
"""A full CreateMonitoringSchedule."""


def request() -> dict[str, Any]:
    """For the contestants of `request`: REQUEST, the shapes of it, and requests that are `bad` and `good`."""
    kinds = {kind: list(_requests(kind)) for kind in ("bad", "good")}
    return {"request": REQUEST, "shapes": _shapes("CreateMonitoringScheduleRequest"), **kinds}


def response() -> dict[str, Any]:
    """For the contestants of `response`: the `bodies` by operation as JSON, and the shapes of the `outputs`."""
    bodies = answers()
    outputs = {operation: f"{operation}Response" for operation in bodies}
    texts = {operation: json.dumps(body) for operation, body in bodies.items()}
    return {"bodies": texts, "outputs": outputs, "shapes": _shapes(*outputs.values())}


def answers() -> Mapping[str, Any]:
    """What the service answers, by operation."""
    account = "arn:aws:sagemaker:eu-west-1:123456789012"
    executions = [
        {
            "MonitoringScheduleName": "churn-hourly",
            "ScheduledTime": 1600000000.0 + 3600 * hour,
            "CreationTime": 1600000100.5 + 3600 * hour,
            "LastModifiedTime": 1600000200.75 + 3600 * hour,
            "MonitoringExecutionStatus": "CompletedWithViolations" if hour % 3 else "Completed",
            "ProcessingJobArn": f"{account}:processing-job/model-monitoring-{hour:04}",
            "EndpointName": "churn",
            "MonitoringJobDefinitionName": "churn-quality",
            "MonitoringType": "DataQuality",
        }
        for hour in range(100)
    ]
    described = {
        "MonitoringScheduleArn": f"{account}:monitoring-schedule/churn-hourly",
        "MonitoringScheduleName": "churn-hourly",
        "MonitoringScheduleStatus": "Scheduled",
        "MonitoringType": "DataQuality",
        "CreationTime": 1600000000.5,
        "LastModifiedTime": 1600000001.25,
        "MonitoringScheduleConfig": REQUEST["MonitoringScheduleConfig"],
        "EndpointName": "churn",
        "LastMonitoringExecutionSummary": executions[0],
    }
    page = {"MonitoringExecutionSummaries": executions, "NextToken": "more"}
    return {"DescribeMonitoringSchedule": described, "ListMonitoringExecutions": page}


def _requests(kind: str) -> Iterator[Any]:
    """The requests of the tests that JSON can carry."""
    requests = json.loads((ROOT / "tests" / "data" / "requests.json").read_bytes())["CreateMonitoringSchedule"]
    for entry in requests[kind]:
        request = changed(requests["request"], entry.get("set", {}), entry.get("remove"))
        try:
            yield json.loads(json.dumps(request))
        except TypeError:
            continue


def _shapes(*names: str) -> dict[str, Any]:
    """The shapes that those named hold, and they themselves."""
    shapes = Loader().load_service_model("sagemaker", "service-2")["shapes"]
    held: dict[str, Any] = {}
    waiting = [*names]
    while waiting:
        name = waiting.pop()
        if name in held:
            continue
        held[name] = shape = shapes[name]
        waiting += (member["shape"] for member in shape.get("members", {}).values())
        waiting += (shape[part]["shape"] for part in ("member", "key", "value") if part in shape)
    return held
