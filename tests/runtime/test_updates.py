"""What was described can be edited and sent back, with all that the service said."""

import copy
import dataclasses
import pickle
import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import SHAPES, monitoring, responses

import monitorshapes as ms
from monitorshapes.operations import UPDATES
from monitorshapes.wire import STRUCTURES

_RULES = Path(__file__).parents[2] / "codegen/monitoring/rules.toml"
NOON = datetime(2026, 5, 8, 12, tzinfo=UTC)
ARN = "arn:aws:sagemaker:us-east-1:123456789012"
ROLE = "arn:aws:iam::123456789012:role/monitor"
CLUSTER = {"InstanceCount": 1, "InstanceType": "ml.m5.xlarge", "VolumeSizeInGB": 20, "VolumeKmsKeyId": "alias/a"}
INPUT = {
    "EndpointInput": {
        "EndpointName": "churn",
        "LocalPath": "/opt/ml/processing/input/endpoint",
        "S3InputMode": "File",
        "S3DataDistributionType": "FullyReplicated",
    }
}
TRUTH = {"GroundTruthS3Input": {"S3Uri": "s3://bucket/truth"}}
OUTPUT = {
    "MonitoringOutputs": [
        {
            "S3Output": {
                "S3Uri": "s3://bucket/reports",
                "LocalPath": "/opt/ml/processing/output",
                "S3UploadMode": "EndOfJob",
            }
        }
    ]
}
VPC = {"VpcConfig": {"SecurityGroupIds": ["sg-1"], "Subnets": ["subnet-1"]}, "EnableNetworkIsolation": False}
DEFINED = {
    "JobDefinitionArn": f"{ARN}:data-quality-job-definition/churn",
    "JobDefinitionName": "churn",
    "CreationTime": NOON,
    "JobResources": {"ClusterConfig": CLUSTER},
    "NetworkConfig": VPC | {"EnableInterContainerTrafficEncryption": True},
    "RoleArn": ROLE,
    "StoppingCondition": {"MaxRuntimeInSeconds": 1800},
}
SCHEDULED = {
    "MonitoringScheduleArn": f"{ARN}:monitoring-schedule/churn",
    "MonitoringScheduleName": "churn",
    "MonitoringScheduleStatus": "Scheduled",
    "MonitoringType": "DataQuality",
    "CreationTime": NOON,
    "LastModifiedTime": NOON,
    "EndpointName": "churn",
    "LastMonitoringExecutionSummary": {
        "MonitoringScheduleName": "churn",
        "ScheduledTime": NOON,
        "CreationTime": NOON,
        "LastModifiedTime": NOON,
        "MonitoringExecutionStatus": "Completed",
    },
}
HOURLY = {"ScheduleExpression": "cron(0 * ? * * *)"}
APP: dict[str, Any] = {"ImageUri": "156813124566.dkr.ecr.us-east-1.amazonaws.com/sagemaker-model-monitor-analyzer"}
CONFIGURED = APP | {"ConfigUri": "s3://bucket/config.json"}

#: As the service answers: the class, and an answer.
ANSWERS: dict[str, tuple[Any, dict[str, Any]]] = {
    "a schedule with its own definition": (
        ms.DescribeMonitoringScheduleResponse,
        SCHEDULED
        | {
            "MonitoringScheduleConfig": {
                "ScheduleConfig": HOURLY,
                "MonitoringType": "DataQuality",
                "MonitoringJobDefinition": {
                    "BaselineConfig": {"StatisticsResource": {"S3Uri": "s3://bucket/statistics.json"}},
                    "MonitoringInputs": [INPUT],
                    "MonitoringOutputConfig": OUTPUT,
                    "MonitoringResources": {"ClusterConfig": CLUSTER},
                    "MonitoringAppSpecification": APP,
                    "StoppingCondition": {"MaxRuntimeInSeconds": 3600},
                    "Environment": {"publish_cloudwatch_metrics": "Enabled"},
                    "NetworkConfig": VPC,
                    "RoleArn": ROLE,
                },
            }
        },
    ),
    "a schedule of a definition by name": (
        ms.DescribeMonitoringScheduleResponse,
        SCHEDULED
        | {
            "MonitoringScheduleConfig": {
                "ScheduleConfig": HOURLY,
                "MonitoringJobDefinitionName": "churn",
                "MonitoringType": "DataQuality",
            }
        },
    ),
    "data quality": (
        ms.DescribeDataQualityJobDefinitionResponse,
        DEFINED
        | {
            "DataQualityBaselineConfig": {"ConstraintsResource": {"S3Uri": "s3://bucket/constraints.json"}},
            "DataQualityAppSpecification": APP,
            "DataQualityJobInput": INPUT,
            "DataQualityJobOutputConfig": OUTPUT,
        },
    ),
    "model quality": (
        ms.DescribeModelQualityJobDefinitionResponse,
        DEFINED
        | {
            "ModelQualityBaselineConfig": {"BaseliningJobName": "baseline"},
            "ModelQualityAppSpecification": APP | {"ProblemType": "BinaryClassification"},
            "ModelQualityJobInput": {"EndpointInput": INPUT["EndpointInput"] | {"InferenceAttribute": "0"}} | TRUTH,
            "ModelQualityJobOutputConfig": OUTPUT,
        },
    ),
    "model bias": (
        ms.DescribeModelBiasJobDefinitionResponse,
        DEFINED
        | {
            "ModelBiasAppSpecification": CONFIGURED,
            "ModelBiasJobInput": INPUT | TRUTH,
            "ModelBiasJobOutputConfig": OUTPUT,
        },
    ),
    "model explainability": (
        ms.DescribeModelExplainabilityJobDefinitionResponse,
        DEFINED
        | {
            "ModelExplainabilityAppSpecification": CONFIGURED,
            "ModelExplainabilityJobInput": INPUT,
            "ModelExplainabilityJobOutputConfig": OUTPUT,
        },
    ),
    "a processing job": (
        ms.DescribeProcessingJobResponse,
        {
            "ProcessingJobName": "baseline",
            "ProcessingJobArn": f"{ARN}:processing-job/baseline",
            "ProcessingJobStatus": "Completed",
            "ProcessingResources": {
                "ClusterConfig": {"InstanceCount": 1, "InstanceType": "ml.m5.xlarge", "VolumeSizeInGB": 20}
            },
            "AppSpecification": APP,
            "RoleArn": ROLE,
            "CreationTime": NOON,
        },
    ),
}
each_answer = pytest.mark.parametrize(("cls", "answer"), ANSWERS.values(), ids=ANSWERS)


@each_answer
def test_what_was_described_is_a_good_request(cls: Any, answer: dict[str, Any]) -> None:
    request: Any = ms.update_from(ms.from_dict(cls, answer))
    ms.validate(request, level="documented")
    sent = ms.to_dict(request)
    assert sent == {name: answer[name] for name in sent}
    # What is left out only the service sets.
    assert answer.keys() - sent.keys() <= {
        *SCHEDULED.keys() - {"MonitoringScheduleName"},
        *("JobDefinitionArn", "CreationTime", "ProcessingJobArn", "ProcessingJobStatus"),
    }


@each_answer
def test_the_request_shares_nothing_with_the_response(cls: Any, answer: dict[str, Any]) -> None:
    before = copy.deepcopy(answer)
    response = ms.from_dict(cls, answer)
    _spoil(ms.update_from(response))
    assert ms.to_dict(response) == before == answer


def _spoil(value: Any) -> None:
    """Changes all that can be changed in a value."""
    if dataclasses.is_dataclass(value):
        for member in dataclasses.fields(value):
            _spoil(getattr(value, member.name))
            setattr(value, member.name, "spoilt")
    elif isinstance(value, dict):
        for item in value.values():
            _spoil(item)
        value["spoilt"] = "spoilt"
    elif isinstance(value, list):
        for item in value:
            _spoil(item)
        value.append("spoilt")


def test_what_can_be_sent_back_is_what_the_model_says() -> None:
    names = {response.__name__: request for response, (request, _) in UPDATES.items()}
    jobs = ("DataQualityJobDefinition", "ModelBiasJobDefinition", "ModelExplainabilityJobDefinition")
    created = (*jobs, "ModelQualityJobDefinition", "ProcessingJob")
    assert names == {f"Describe{name}Response": f"Create{name}Request" for name in created} | {
        "DescribeMonitoringScheduleResponse": "UpdateMonitoringScheduleRequest"
    }
    assert all(issubclass(response, ms.Described) for response in UPDATES)


@settings(SHAPES, max_examples=25)
@given(st.data())
@pytest.mark.parametrize("cls", UPDATES, ids=[cls.__name__ for cls in UPDATES])
def test_nothing_is_lost_of_what_the_request_takes(cls: type, data: st.DataObject) -> None:
    package = monitoring()
    name = next(shape.name for shape in package.service.structures() if shape.class_name == cls.__name__)
    answer = data.draw(responses(package, name))
    request: Any = ms.update_from(ms.from_dict(cls, answer))
    taken = {member.wire_name for member in package.structure(UPDATES[cls][0]).members}
    assert ms.to_dict(request) == {name: value for name, value in answer.items() if name in taken}


def test_what_is_newer_than_the_package_stays_and_is_named() -> None:
    cls, answer = ANSWERS["a schedule of a definition by name"]
    config = answer["MonitoringScheduleConfig"] | {"MonitoringType": "Novel", "Pause": {"Until": "noon"}}
    request = ms.update_from(ms.from_dict(cls, answer | {"MonitoringScheduleConfig": config, "Mood": "good"}))
    assert [(violation.path, violation.rule) for violation in ms.violations(request)] == [
        ("MonitoringScheduleConfig.MonitoringType", "enum"),
        ("MonitoringScheduleConfig.Pause", "unknown"),
    ]
    assert ms.to_dict(request)["MonitoringScheduleConfig"] == config


# What the service returned, it takes back


def _broken_rules() -> Iterator[Any]:
    """An answer that breaks a rule, for each rule and each place of its shape in each answer."""
    rules: list[dict[str, Any]] = tomllib.loads(_RULES.read_text("utf-8"))["rule"]
    for name, (cls, answer) in ANSWERS.items():
        for rule in rules:
            for place, shape in _structures(ms.from_dict(cls, answer)):
                if rule["shape"] == shape and rule["id"] != "selected-instance":
                    yield pytest.param(cls, answer, place, rule["failing"], id=f"{name}-{rule['id']}-{place[-1]}")


def _structures(x: Any, place: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], str]]:
    if dataclasses.is_dataclass(x):
        if place:
            yield place, type(x).__name__
        for wire_name, attribute in (STRUCTURES[type(x)].members if type(x) in STRUCTURES else {}).items():
            yield from _structures(getattr(x, attribute), (*place, wire_name))
    elif isinstance(x, list):
        for i, item in enumerate(x):  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
            yield from _structures(item, (*place, i))


def _put(data: Any, place: tuple[Any, ...], value: Any) -> Any:
    """A copy of `data` with the value in that place."""
    data = copy.deepcopy(data)
    target = data
    for step in place[:-1]:
        target = target[step]
    target[place[-1]] = value
    return data


@pytest.mark.parametrize(("cls", "answer", "place", "failing"), list(_broken_rules()))
def test_what_the_service_returned_it_takes_back(cls: Any, answer: dict[str, Any], place: Any, failing: Any) -> None:
    response = ms.from_dict(cls, _put(answer, place, failing))
    request: Any = ms.update_from(response)
    assert ms.violations(request) == ()
    for same in (
        copy.deepcopy(request),
        pickle.loads(pickle.dumps(request)),  # noqa: S301
        dataclasses.replace(request),
    ):
        assert ms.violations(same) == ()
    if hasattr(request, "role_arn"):
        request.role_arn += "-2"
        assert ms.violations(request) == ()
    # Put together by hand, nobody knows that it was returned.
    by_hand: Any = ms.from_dict(type(request), ms.to_dict(ms.update_from(response)))
    assert {each.rule.partition(":")[0] for each in ms.violations(by_hand)} == {"documented"}
    assert by_hand == ms.update_from(response) == by_hand
    assert ms.unknown_members(request) == {}


def test_what_is_changed_of_what_the_service_returned_is_refused_again() -> None:
    cls, answer = ANSWERS["a schedule of a definition by name"]
    weekly = {"ScheduleExpression": "cron(0 12 ? * MON *)"}
    request = ms.update_from(ms.from_dict(cls, _put(answer, ("MonitoringScheduleConfig", "ScheduleConfig"), weekly)))
    schedule = request.monitoring_schedule_config.schedule_config
    assert schedule is not None
    schedule.data_analysis_start_time = "-PT1H"
    assert ms.violations(request) == ()
    schedule.schedule_expression = "cron(0 12 ? * TUE *)"
    assert [each.rule for each in ms.violations(request)] == ["documented:schedule-expression"]
    schedule.schedule_expression = weekly["ScheduleExpression"]
    schedule.data_analysis_start_time = "5 hours"
    assert [each.rule for each in ms.violations(request)] == ["documented:analysis-offset"]


def test_what_the_model_refuses_is_refused_whoever_said_it() -> None:
    cls, answer = ANSWERS["data quality"]
    request = ms.update_from(ms.from_dict(cls, _put(answer, ("RoleArn",), "monitor")))
    assert [each.rule for each in ms.violations(request)] == ["min", "pattern"][:1]


def test_what_is_only_in_responses_is_not_taken_back() -> None:
    cls, answer = ANSWERS["a processing job"]
    cluster = {"VolumeSizeInGB": 20, "InstanceCount": 1, "SelectedInstanceType": "ml.m5.large"}
    request = ms.update_from(ms.from_dict(cls, _put(answer, ("ProcessingResources", "ClusterConfig"), cluster)))
    assert [each.rule for each in ms.violations(request)] == ["documented:selected-instance"]


@pytest.mark.parametrize("wrong", [ms.Tag(key="a", value="b"), {"a": 1}, None, ms.ListTagsOutput()])
def test_what_cannot_be_sent_back_is_refused(wrong: Any) -> None:
    with pytest.raises(
        TypeError, match=r"a response of this package is needed.*; the responses that can be sent back are"
    ):
        ms.update_from(wrong)


def test_what_update_from_takes_is_said() -> None:
    with pytest.raises(
        TypeError, match=r"not dict; from_dict.*; the responses .* are .*DescribeMonitoringScheduleResponse"
    ):
        ms.update_from({})  # type: ignore[arg-type]  # pyright: ignore


def test_a_response_of_a_derived_class_is_sent_back() -> None:
    class Described(ms.DescribeMonitoringScheduleResponse):
        pass

    cls, answer = ANSWERS["a schedule of a definition by name"]
    read = ms.from_dict(cls, answer)
    derived = Described(**{field.name: getattr(read, field.name) for field in dataclasses.fields(read)})
    assert ms.update_from(derived) == ms.update_from(read)
