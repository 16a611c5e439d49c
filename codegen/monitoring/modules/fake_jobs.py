"""What the fake makes of job definitions: what is filled in, and the processing jobs that run them."""

from collections.abc import Iterable
from dataclasses import fields
from datetime import datetime
from typing import Any

from . import shapes
from .enums import (
    ProcessingJobStatus,
    ProcessingS3DataDistributionType,
    ProcessingS3DataType,
    ProcessingS3InputMode,
    ProcessingS3UploadMode,
)
from .fake_errors import invalid


def processing_job(
    schedule: shapes.DescribeMonitoringScheduleResponse, definition: Any, arn: str, at: datetime
) -> shapes.DescribeProcessingJobResponse:
    """The job `arn` of the run of `schedule` at a time. `definition`: the description of its job definition; None for
    one that stands in the schedule."""
    inline = schedule.monitoring_schedule_config.monitoring_job_definition
    if inline is not None:
        definition, app, environment = inline, inline.monitoring_app_specification, inline.environment
        resources, outputs = inline.monitoring_resources, inline.monitoring_output_config
        baseline: Any = inline.baseline_config
    else:
        kind = str(schedule.monitoring_type)
        app = part(definition, kind, "app_specification")
        environment, resources = app.environment, definition.job_resources
        outputs, baseline = part(definition, kind, "job_output_config"), part(definition, kind, "baseline_config")
    files = {
        "baseline": getattr(baseline, "statistics_resource", None),
        "constraints": getattr(baseline, "constraints_resource", None),
    }
    network = definition.network_config
    return shapes.DescribeProcessingJobResponse(
        processing_job_name=arn.rpartition("/")[2],
        processing_job_arn=arn,
        processing_job_status=ProcessingJobStatus.IN_PROGRESS,
        creation_time=at,
        processing_resources=shapes.ProcessingResources(
            cluster_config=shapes.ProcessingClusterConfig(
                **shared(resources.cluster_config, shapes.ProcessingClusterConfig)
            )
        ),
        app_specification=shapes.AppSpecification(**shared(app, shapes.AppSpecification)),
        environment=environment,
        network_config=network and shapes.NetworkConfig(**shared(network, shapes.NetworkConfig)),
        role_arn=definition.role_arn,
        stopping_condition=shapes.ProcessingStoppingCondition(
            max_runtime_in_seconds=definition.stopping_condition.max_runtime_in_seconds
        ),
        processing_inputs=[
            _input(name, file.s3_uri) for name, file in files.items() if file is not None and file.s3_uri is not None
        ],
        processing_output_config=shapes.ProcessingOutputConfig(
            outputs=[
                _output(number, output.s3_output, schedule, at)
                for number, output in enumerate(outputs.monitoring_outputs)
            ],
            kms_key_id=outputs.kms_key_id,
        ),
        monitoring_schedule_arn=schedule.monitoring_schedule_arn,
    )


def _input(name: str, uri: str) -> shapes.ProcessingInput:
    path = f"/opt/ml/processing/baseline/{name}"
    s3_input = shapes.ProcessingS3Input(s3_uri=uri, s3_data_type=ProcessingS3DataType.S3_PREFIX, local_path=path)
    return shapes.ProcessingInput(input_name=name, app_managed=False, s3_input=s3_input)


def _output(
    number: int,
    given: shapes.MonitoringS3Output,
    schedule: shapes.DescribeMonitoringScheduleResponse,
    at: datetime,
) -> shapes.ProcessingOutput:
    # Results stand by endpoint, schedule and hour, as Model Monitor has them.
    folder = f"{schedule.endpoint_name or 'batch'}/{schedule.monitoring_schedule_name}/{at:%Y/%m/%d/%H}"
    return shapes.ProcessingOutput(
        output_name="result" if number == 0 else f"result_{number}",
        app_managed=False,
        s3_output=shapes.ProcessingS3Output(
            s3_uri=f"{given.s3_uri.rstrip('/')}/{folder}",
            local_path=given.local_path,
            s3_upload_mode=given.s3_upload_mode or ProcessingS3UploadMode.CONTINUOUS,
        ),
    )


def resource(kind: str) -> str:
    """`data-quality-job-definition`, as in ARNs."""
    return f"{_snake(kind).replace('_', '-')}-job-definition"


def part(definition: Any, kind: str, name: str) -> Any:
    """A member of a job definition that is called after its kind: `data_quality_job_input`."""
    return getattr(definition, f"{_snake(kind)}_{name}")


def _snake(kind: str) -> str:
    return kind.replace("Model", "model_").replace("Data", "data_").lower()


def shared(source: Any, cls: type[Any], **more: Any) -> dict[str, Any]:
    """The members of `cls` that `source` has too, and `more`."""
    names = [each.name for each in fields(cls) if hasattr(source, each.name)]
    return {name: getattr(source, name) for name in names} | more


def fill_input(given: Any) -> None:
    """Demands one input, and fills in what the documentation calls defaults."""
    inputs = [each for each in (given.endpoint_input, given.batch_transform_input) if each is not None]
    if len(inputs) != 1:
        raise invalid("Exactly one of EndpointInput and BatchTransformInput must be specified")
    inputs[0].s3_input_mode = inputs[0].s3_input_mode or ProcessingS3InputMode.FILE
    inputs[0].s3_data_distribution_type = (
        inputs[0].s3_data_distribution_type or ProcessingS3DataDistributionType.FULLY_REPLICATED
    )


def endpoint(inputs: Iterable[Any]) -> str | None:
    """The name of the endpoint that is monitored; None for batch transform jobs."""
    return next((each.endpoint_input.endpoint_name for each in inputs if each.endpoint_input is not None), None)


def stopping_condition() -> shapes.MonitoringStoppingCondition:
    """The one that the service fills in."""
    return shapes.MonitoringStoppingCondition(max_runtime_in_seconds=3600)
