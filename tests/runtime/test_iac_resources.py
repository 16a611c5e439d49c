"""CloudFormation's resources: what the package knows of them, and requests as resources and back."""

import json
from importlib import import_module
from typing import Any

import jsonschema
import pytest
import resources
import strategies
from hypothesis import given, settings
from hypothesis import strategies as st

import monitorshapes as ms
from monitorshapes.operations import OPERATIONS
from monitorshapes.resources import RESOURCES

SHAPES = strategies.SHAPES
PACKAGE = strategies.monitoring()
KINDS = sorted(RESOURCES)


def test_the_facts_are_those_of_the_installed_cfn_lint() -> None:
    assert resources.FILE
    assert json.loads(resources.FILE.read_text()) == resources.described()


@pytest.mark.parametrize("kind", KINDS)
@settings(SHAPES, max_examples=10)
@given(data=st.data())
def test_a_request_becomes_a_resource_and_comes_back(kind: str, data: st.DataObject) -> None:
    request = data.draw(strategies.values(PACKAGE, _request(kind)))
    plain = ms.to_dict(request)
    try:
        resource = ms.to_cloudformation(request)
    except ValueError:  # it has not all members
        return
    assert resource["Type"] == kind
    assert ms.to_dict(ms.from_cloudformation(resource)) == plain
    _require_members(resource)


def _require_members(resource: dict[str, Any]) -> None:
    """That the schema of cfn-lint has each of the properties, of its type; what it demands beyond is for `check`."""
    # Some of its patterns are not Python's.
    keywords = {name: call for name, call in jsonschema.Draft7Validator.VALIDATORS.items() if "attern" not in name}
    create: Any = import_module("jsonschema.validators").create
    validator = create({}, keywords)(resources.schema(resource["Type"]))
    found = list(validator.iter_errors(resource["Properties"]))
    assert not [each.message for each in found if each.validator in ("additionalProperties", "type")]


def test_what_the_resource_does_not_have_is_named() -> None:
    given_input = ms.EndpointInput(endpoint_name="churn", local_path="/opt", start_time_offset="-PT1H")
    request = ms.CreateDataQualityJobDefinitionRequest(
        job_definition_name="churn",
        role_arn="arn:aws:iam::123456789012:role/monitor",
        data_quality_app_specification=ms.DataQualityAppSpecification(image_uri="analyzer"),
        data_quality_job_input=ms.DataQualityJobInput(endpoint_input=given_input),
        data_quality_job_output_config=ms.MonitoringOutputConfig(monitoring_outputs=[]),
        job_resources=ms.MonitoringResources(
            cluster_config=ms.MonitoringClusterConfig(
                instance_count=1, instance_type=ms.ProcessingInstanceType("ml.m5.xlarge"), volume_size_in_gb=20
            )
        ),
    )
    with pytest.raises(ValueError, match=r"no property for DataQualityJobInput\.EndpointInput\.StartTimeOffset"):
        ms.to_cloudformation(request)


@pytest.mark.parametrize("kind", KINDS)
@settings(SHAPES, max_examples=10)
@given(data=st.data())
def test_what_is_described_becomes_the_resource_that_would_make_it(kind: str, data: st.DataObject) -> None:
    described = RESOURCES[kind].described
    assert described
    answer = data.draw(strategies.values(PACKAGE, described))
    try:
        resource = ms.to_cloudformation(answer, tags=[ms.Tag(key="team", value="churn")])
    except ValueError:
        return
    assert resource["Properties"]["Tags"] == [{"Key": "team", "Value": "churn"}]
    assert not {"CreationTime", "LastModifiedTime", "JobDefinitionArn", "MonitoringScheduleArn"} & {
        *resource["Properties"]
    }
    _require_members(resource)


def test_functions_stay_where_they_are() -> None:
    name = {"Fn::Sub": "${AWS::StackName}-hourly"}
    resource = {"Type": "AWS::SageMaker::MonitoringSchedule", "Properties": {"MonitoringScheduleName": name}}
    request = ms.from_cloudformation(resource)
    assert request.monitoring_schedule_name == name
    assert ms.to_cloudformation(request) == resource


def test_what_is_no_resource_is_refused() -> None:
    with pytest.raises(TypeError, match="ListTagsInput creates no resource"):
        ms.to_cloudformation(ms.ListTagsInput(resource_arn="arn"))
    with pytest.raises(ValueError, match="did you mean 'AWS::SageMaker::MonitoringSchedule'"):
        ms.from_cloudformation({"Type": "AWS::SageMaker::MonitoringShedule"})


def _request(kind: str) -> str:
    cls = OPERATIONS[RESOURCES[kind].operation].request
    return next(shape.name for shape in PACKAGE.service.structures() if shape.class_name == cls.__name__)
