"""How the job of a baseline is started, for every monitor."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, cast

from .. import enums, shapes
from .configs import ProcessingInput, ProcessingOutput
from .jobs import ProcessingJob
from .monitored import settings, tags
from .session import Uploads, is_s3

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from .monitored import Monitored


def start_job(
    monitor: Monitored,
    job_name: str,
    inputs: Sequence[ProcessingInput],
    output: ProcessingOutput,
    uploads: Uploads,
    *,
    environment: Mapping[str, str] | None,
    arguments: Sequence[str] | None = None,
) -> ProcessingJob:
    """Uploads the local files and starts a processing job with the monitor's settings."""
    session = monitor.sagemaker_session
    named: list[ProcessingInput] = []
    for number, each in enumerate(inputs, 1):
        name, source = each.input_name or f"input-{number}", each.source
        if not is_s3(source):
            source = uploads.plan(source, session.default_s3_uri(job_name, "input", name))
        named.append(replace(each, input_name=name, source=source))
    output = replace(output, output_name=output.output_name or "output-1")
    if not is_s3(output.destination or ""):
        output.destination = session.default_s3_uri(job_name, "output", output.output_name or "")
    given = settings(monitor)
    request = shapes.CreateProcessingJobRequest(
        processing_job_name=job_name,
        role_arn=session.role_arn(monitor.role),
        processing_resources=shapes.ProcessingResources(
            cluster_config=shapes.ProcessingClusterConfig(
                instance_count=monitor.instance_count,
                instance_type=enums.ProcessingInstanceType(monitor.instance_type),
                volume_size_in_gb=monitor.volume_size_in_gb,
                volume_kms_key_id=monitor.volume_kms_key,
            )
        ),
        app_specification=shapes.AppSpecification(
            image_uri=cast(str, monitor.image_uri),
            container_entrypoint=_list(monitor.entrypoint),
            container_arguments=_list(arguments),
        ),
        processing_inputs=[each.shape() for each in named],
        processing_output_config=shapes.ProcessingOutputConfig(
            outputs=[output.shape()], kms_key_id=monitor.output_kms_key
        ),
        environment=dict(environment) if environment else None,
        network_config=monitor.network_config.shape() if monitor.network_config else None,
        stopping_condition=(
            shapes.ProcessingStoppingCondition(max_runtime_in_seconds=given["max_runtime_in_seconds"])
            if "max_runtime_in_seconds" in given
            else None
        ),
        tags=tags(monitor),
    )
    session.require_valid(request)
    uploads.send()
    session.monitoring.send(request)
    return ProcessingJob(session, job_name, named, [output], monitor.output_kms_key)


def _list(texts: Sequence[str] | None) -> list[str] | None:
    return None if texts is None else list(texts)
