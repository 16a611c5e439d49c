"""What the service makes of job definitions: what it fills in, and the processing jobs that run them."""

from collections.abc import Iterable
from typing import Any

from .. import shapes, wire
from ..enums import ProcessingS3DataDistributionType, ProcessingS3InputMode

LONGEST_RUN = 3600
"""Seconds that a monitoring job may take when the request does not say; 24 hours for other processing jobs."""


def resource(kind: str) -> str:
    """`data-quality-job-definition`, as in ARNs."""
    return f"{_snake(kind).replace('_', '-')}-job-definition"


def part(definition: Any, kind: str, name: str) -> Any:
    """A member of a job definition that is called after its kind: `data_quality_job_input`."""
    return getattr(definition, f"{_snake(kind)}_{name}")


def _snake(kind: str) -> str:
    return kind.replace("Model", "model_").replace("Data", "data_").lower()


def fill_input(given: Any) -> None:
    """Fills in what the documentation calls defaults."""
    for source in (given.endpoint_input, given.batch_transform_input):
        if source is not None:
            source.s3_input_mode = source.s3_input_mode or ProcessingS3InputMode.FILE
            source.s3_data_distribution_type = (
                source.s3_data_distribution_type or ProcessingS3DataDistributionType.FULLY_REPLICATED
            )


def fill_definition(definition: Any, inputs: Iterable[Any]) -> None:
    """Fills in what a job definition, on its own or in a schedule, leaves to the service."""
    for each in inputs:
        fill_input(each)
    definition.stopping_condition = definition.stopping_condition or shapes.MonitoringStoppingCondition(
        max_runtime_in_seconds=LONGEST_RUN
    )


def endpoint(inputs: Iterable[Any]) -> str | None:
    """The name of the endpoint that is monitored; None for batch transform jobs."""
    return next((each.endpoint_input.endpoint_name for each in inputs if each.endpoint_input is not None), None)


def plain(structure: Any) -> Any:
    """A structure, or a list of them, by wire name."""
    if isinstance(structure, list):
        return [plain(each) for each in structure]  # pyright: ignore[reportUnknownVariableType]
    return None if structure is None else wire.STRUCTURES[type(structure)].write(structure)


def present(**members: Any) -> dict[str, Any]:
    """The members that are not None."""
    return {name: value for name, value in members.items() if value is not None}


def inline_job(definition: shapes.MonitoringJobDefinition, folder: str) -> dict[str, Any]:
    """What every processing job of a schedule has that holds its job definition; `folder`: where outputs stand."""
    outputs = definition.monitoring_output_config
    return _job(
        definition,
        definition.monitoring_app_specification,
        definition.environment,
        definition.monitoring_resources,
        outputs,
        definition.baseline_config,
        folder,
    )


def defined_job(definition: Any, kind: str, folder: str) -> dict[str, Any]:
    """What every processing job of a schedule has that names a job definition of that kind."""
    app = part(definition, kind, "app_specification")
    outputs = part(definition, kind, "job_output_config")
    baseline = part(definition, kind, "baseline_config")
    return _job(definition, app, app.environment, definition.job_resources, outputs, baseline, folder)


def _job(
    definition: Any, app: Any, environment: Any, resources: Any, outputs: Any, baseline: Any, folder: str
) -> dict[str, Any]:
    files = {
        "baseline": getattr(baseline, "statistics_resource", None),
        "constraints": getattr(baseline, "constraints_resource", None),
    }
    specification = plain(app)
    command = ("ContainerEntrypoint", "ContainerArguments")
    return present(
        ProcessingInputs=[
            _input(name, file.s3_uri) for name, file in files.items() if file is not None and file.s3_uri is not None
        ],
        ProcessingOutputConfig=present(
            Outputs=[_output(each.s3_output, folder) for each in outputs.monitoring_outputs],
            KmsKeyId=outputs.kms_key_id,
        ),
        ProcessingResources={"ClusterConfig": plain(resources.cluster_config)},
        StoppingCondition=plain(definition.stopping_condition),
        AppSpecification=present(
            ImageUri=app.image_uri, **{name: specification[name] for name in command if name in specification}
        ),
        Environment=environment,
        NetworkConfig=plain(definition.network_config),
        RoleArn=definition.role_arn,
    )


def _input(name: str, uri: str) -> dict[str, Any]:
    path = f"/opt/ml/processing/baseline/{name}"
    return {
        "InputName": name,
        "AppManaged": False,
        "S3Input": {"S3Uri": uri, "S3DataType": "S3Prefix", "LocalPath": path},
    }


def _output(given: shapes.MonitoringS3Output, folder: str) -> dict[str, Any]:
    return {
        "OutputName": "result",  # the model allows one
        "AppManaged": False,
        "S3Output": {
            "S3Uri": f"{given.s3_uri.rstrip('/')}/{folder}",
            "LocalPath": given.local_path,
            "S3UploadMode": plain_text(given.s3_upload_mode or "Continuous"),
        },
    }


def plain_text(text: str) -> str:
    """An enum's value as the text that it is."""
    return str.__str__(text)
