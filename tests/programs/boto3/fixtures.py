"""A client that a pytest fixture gives."""
from __future__ import annotations

from typing import Any

import boto3
import pytest


@pytest.fixture
def client() -> Any:
    return boto3.client("sagemaker")


def test_stops(client: Any) -> None:
    client.stop_monitoring_schedule(MonitoringScheduleName="churn")


test_stops(boto3.client("sagemaker"))
