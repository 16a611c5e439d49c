"""The AWS CLI, as it is, drives the fake."""

import json
import os
import subprocess
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from monitorshapes import fake

pytest.importorskip("awscli", reason="the AWS CLI has an environment of its own: scripts/clients")

_CONFIG = {"MonitoringJobDefinitionName": "churn", "MonitoringType": "DataQuality"} | {
    "ScheduleConfig": {"ScheduleExpression": "cron(0 * ? * * *)"}
}
_DEFINITION = {
    "JobDefinitionName": "churn",
    "RoleArn": "arn:aws:iam::123456789012:role/Monitor",
    "DataQualityAppSpecification": {"ImageUri": "156813124566.dkr.ecr.us-east-1.amazonaws.com/analyzer"},
    "DataQualityJobInput": {"EndpointInput": {"EndpointName": "churn", "LocalPath": "/opt/ml/processing/input"}},
    "DataQualityJobOutputConfig": {
        "MonitoringOutputs": [{"S3Output": {"S3Uri": "s3://monitored/reports", "LocalPath": "/opt/ml/processing/out"}}]
    },
    "JobResources": {"ClusterConfig": {"InstanceCount": 1, "InstanceType": "ml.m5.xlarge", "VolumeSizeInGB": 20}},
}


@pytest.fixture
def server() -> Iterator[fake.Server]:
    with fake.Server() as server:
        yield server


def _aws(server: fake.Server, *arguments: str) -> subprocess.CompletedProcess[str]:
    told = {
        "AWS_ACCESS_KEY_ID": "fake",
        "AWS_SECRET_ACCESS_KEY": "fake",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ENDPOINT_URL_SAGEMAKER": server.url,
        "AWS_PAGER": "",
    }
    command = ["aws", "sagemaker", *arguments, "--output", "json"]
    return subprocess.run(command, env=os.environ | told, capture_output=True, text=True, check=False)


def _answer(server: fake.Server, *arguments: str) -> Mapping[str, Any]:
    done = _aws(server, *arguments)
    assert done.returncode == 0, done.stderr
    answer: Mapping[str, Any] = json.loads(done.stdout or "{}")
    return answer


def test_the_life_of_a_schedule(server: fake.Server) -> None:
    _answer(server, "create-data-quality-job-definition", "--cli-input-json", json.dumps(_DEFINITION))
    named = ("--monitoring-schedule-name", "hourly")
    _answer(server, "create-monitoring-schedule", *named, "--monitoring-schedule-config", json.dumps(_CONFIG))
    server.plan("hourly", "CompletedWithViolations")
    server.advance(2 * 3600)
    assert _answer(server, "describe-monitoring-schedule", *named)["MonitoringScheduleStatus"] == "Scheduled"
    runs = _answer(server, "list-monitoring-executions", *named)["MonitoringExecutionSummaries"]
    assert runs[-1]["MonitoringExecutionStatus"] == "CompletedWithViolations"
    _answer(server, "delete-monitoring-schedule", *named)
    server.advance(2)
    assert _answer(server, "list-monitoring-schedules")["MonitoringScheduleSummaries"] == []


def test_a_refusal_reaches_the_user(server: fake.Server) -> None:
    done = _aws(server, "describe-monitoring-schedule", "--monitoring-schedule-name", "nowhere")
    assert done.returncode != 0
    assert "ResourceNotFound" in done.stderr
