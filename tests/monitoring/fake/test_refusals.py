"""What is refused, and in which words."""

from typing import Any

import pytest
from fake_clients import REQUESTS, refused


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"MonitoringScheduleName": None}, "Value null at 'monitoringScheduleName' failed: Member must not be null"),
        (
            {"MonitoringScheduleName": "churn hourly"},
            "Value 'churn hourly' at 'monitoringScheduleName' failed: "
            "Member must satisfy regular expression pattern: [a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}",
        ),
        (
            {"MonitoringScheduleName": "a" * 64},
            f"Value '{'a' * 64}' at 'monitoringScheduleName' failed: Member must have length less than or equal to 63",
        ),
        (
            {"MonitoringScheduleName": ""},
            "Value '' at 'monitoringScheduleName' failed: Member must have length greater than or equal to 1",
        ),
        (
            {"MonitoringScheduleConfig": {"MonitoringType": "Drift"}},
            "Value 'Drift' at 'monitoringScheduleConfig.monitoringType' failed: "
            "Member must satisfy enum value set: [DataQuality, ModelQuality, ModelBias, ModelExplainability]",
        ),
        (
            {"Tags": [{"Key": "a", "Value": "b"}, {"Key": "does not match the pattern", "Value": "!"}]},
            r"Value '!' at 'tags.2.member.value' failed: "
            r"Member must satisfy regular expression pattern: ([\p{L}\p{Z}\p{N}_.:/=+\-@]*)",
        ),
    ],
)
def test_it_refuses_in_the_words_of_aws(client: Any, change: dict[str, Any], words: str) -> None:
    good = {"MonitoringScheduleName": "churn", "MonitoringScheduleConfig": {"MonitoringJobDefinitionName": "churn"}}
    request = {member: value for member, value in (good | change).items() if value is not None}
    message = refused("ValidationException", client.create_monitoring_schedule, **request)
    assert message == f"1 validation error detected: {words.replace('failed:', 'failed to satisfy constraint:')}"


def test_it_says_all_that_is_wrong_at_once(client: Any) -> None:
    message = refused(
        "ValidationException",
        client.update_monitoring_alert,
        MonitoringScheduleName="a",
        MonitoringAlertName="-",
        DatapointsToAlert=0,
        EvaluationPeriod=101,
    )
    assert message == (
        "3 validation errors detected: "
        "Value '-' at 'monitoringAlertName' failed to satisfy constraint: "
        "Member must satisfy regular expression pattern: [a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}; "
        "Value '0' at 'datapointsToAlert' failed to satisfy constraint: "
        "Member must have value greater than or equal to 1; "
        "Value '101' at 'evaluationPeriod' failed to satisfy constraint: "
        "Member must have value less than or equal to 100"
    )


def test_lists_and_maps_are_written_as_java_writes_them(client: Any) -> None:
    request = REQUESTS["CreateProcessingJob"]["request"]
    app = request["AppSpecification"] | {"ContainerEntrypoint": []}
    environment = {"9": "a", **{f"a{number}": "b" for number in range(100)}}
    message = refused(
        "ValidationException",
        client.create_processing_job,
        **request | {"AppSpecification": app, "Environment": environment},
    )
    assert "Value '[]' at 'appSpecification.containerEntrypoint' failed to satisfy constraint" in message
    assert "Value '{9=a, a0=b, a1=b" in message
    assert "Value '9' at 'environment.9.member' failed to satisfy constraint" in message
