"""What is refused, and in which words."""

import json
from typing import Any

import pytest
from fake_clients import REQUESTS, post, refused

from monitorshapes import fake
from monitorshapes.fake.refusals import drop, invalid, not_found, path


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


@pytest.mark.parametrize(
    ("member", "value", "message"),
    [
        ("MaxResults", "1", "STRING_VALUE can not be converted to an Integer"),
        ("MaxResults", 1.5, "NUMBER_VALUE can not be converted to an Integer"),
        ("MaxResults", False, "FALSE_VALUE can not be converted to an Integer"),
        ("NameContains", 1, "NUMBER_VALUE can not be converted to a String"),
        ("NameContains", True, "TRUE_VALUE can not be converted to a String"),
        ("NameContains", [], "Start of list found where not expected"),
        ("NameContains", {}, "Start of structure or map found where not expected."),
        ("CreationTimeAfter", "soon", "STRING_VALUE can not be converted to a Timestamp"),
        ("CreationTimeAfter", True, "TRUE_VALUE can not be converted to a Timestamp"),
    ],
)
def test_a_value_of_another_type_is_refused_as_jackson_does(
    server: fake.Server, member: str, value: object, message: str
) -> None:
    answer = post(server, json.dumps({member: value}), "SageMaker.ListProcessingJobs")
    assert (answer.status, answer.json()) == (400, {"__type": "SerializationException", "message": message})


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"EnableNetworkIsolation": "yes"}, "STRING_VALUE can not be converted to a Boolean"),
        ({"EnableNetworkIsolation": 1}, "NUMBER_VALUE can not be converted to a Boolean"),
        ({"VpcConfig": 1}, "Unexpected field type"),
        ({"VpcConfig": {"Subnets": "a", "SecurityGroupIds": ["a"]}}, "Unexpected field type"),
    ],
)
def test_a_type_is_wrong_inside_too(server: fake.Server, given: dict[str, Any], message: str) -> None:
    request = REQUESTS["CreateProcessingJob"]["request"] | {"NetworkConfig": given}
    answer = post(server, json.dumps(request), "SageMaker.CreateProcessingJob")
    assert answer.json() == {"__type": "SerializationException", "message": message}


def test_a_number_that_is_none_of_json_is_a_float(server: fake.Server) -> None:
    request = json.loads(json.dumps(REQUESTS["CreateModelBiasJobDefinition"]["request"]))
    request["ModelBiasJobInput"]["EndpointInput"]["ProbabilityThresholdAttribute"] = "0.5"
    answer = post(server, json.dumps(request), "SageMaker.CreateModelBiasJobDefinition")
    message = "STRING_VALUE can not be converted to a Float"
    assert answer.json() == {"__type": "SerializationException", "message": message}


def test_what_the_documentation_forbids_is_said_after_what_the_model_does(client: Any) -> None:
    request = REQUESTS["CreateDataQualityJobDefinition"]["request"]
    both = {"Tags": [{"Key": "aws:team", "Value": "!"}]}
    message = refused("ValidationException", client.create_data_quality_job_definition, **request | both)
    assert message.startswith("1 validation error detected: Value '!' at 'tags.1.member.value' failed")
    one = {"Tags": [{"Key": "aws:team", "Value": "a"}, {"Key": "aws:other", "Value": "b"}]}
    message = refused("ValidationException", client.create_data_quality_job_definition, **request | one)
    first, second = message.split("; ")
    assert first.startswith("tags.1.member.key: ")
    assert second.startswith("tags.2.member.key: ")


def test_what_the_model_does_not_know_is_passed_over_wherever_it_is(server: fake.Server, client: Any) -> None:
    request = json.loads(json.dumps(REQUESTS["CreateProcessingJob"]["request"]))
    good = json.loads(json.dumps(request))
    request["Novel"] = {"a": 1}
    request["ProcessingInputs"][1]["Novel"] = [1]
    request["ProcessingInputs"][0]["S3Input"]["Novel"] = 1
    request["AppSpecification"]["Novel"] = 1
    assert post(server, json.dumps(request), "SageMaker.CreateProcessingJob").status == 200
    job = client.describe_processing_job(ProcessingJobName=good["ProcessingJobName"])
    del good["Tags"]
    for each in (*good["ProcessingInputs"], *good["ProcessingOutputConfig"]["Outputs"]):
        each.setdefault("AppManaged", False)
    assert {name: job[name] for name in good} == good
    raw = post(server, json.dumps({"ProcessingJobName": job["ProcessingJobName"]}), "SageMaker.DescribeProcessingJob")
    assert b"Novel" not in raw.data


@pytest.mark.parametrize(
    ("place", "written"),
    [
        ((), ""),
        (((), "S3Uri"), "s3Uri"),
        (((), "KMSKeyId"), "kMSKeyId"),
        ((((), "Tags"), 0), "tags.1.member"),
        (((((), "Tags"), 9), "Key"), "tags.10.member.key"),
        ((((), "Environment"), ("LOG_LEVEL",)), "environment.LOG_LEVEL.member"),
    ],
)
def test_a_place_is_written_as_aws_writes_it(place: Any, written: str) -> None:
    assert path(place) == written


@pytest.mark.parametrize(
    ("place", "left"),
    [
        (((), "a"), {"b": [{"c": 1, "d": {"e": 2}}]}),
        (((), "b"), {"a": 0}),
        (((((), "b"), 0), "c"), {"a": 0, "b": [{"d": {"e": 2}}]}),
        ((((((), "b"), 0), "d"), ("e",)), {"a": 0, "b": [{"c": 1, "d": {}}]}),
        (((), "z"), {"a": 0, "b": [{"c": 1, "d": {"e": 2}}]}),
    ],
)
def test_a_member_is_dropped_from_its_place(place: Any, left: dict[str, Any]) -> None:
    body: dict[str, Any] = {"a": 0, "b": [{"c": 1, "d": {"e": 2}}]}
    drop(body, place)
    assert body == left


def test_refusals_have_the_codes_of_the_service() -> None:
    assert [(each.code, each.message, each.status, each.keeps) for each in (invalid("a"), not_found("b"))] == [
        ("ValidationException", "a", 400, False),
        ("ResourceNotFound", "b not found", 400, False),
    ]
