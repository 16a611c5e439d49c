"""How schedules are made, changed, found again and deleted, for every monitor."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar, cast

from .. import enums, shapes
from .._runtime.api import from_dict, to_dict, violations
from .._runtime.updates import update_from
from .._runtime.violations import ValidationError
from ..errors import ResourceNotFound
from .arguments import Content, Given, Settings
from .configs import BatchTransformInput, EndpointInput, MonitoringOutput, NetworkConfig
from .definitions import INLINE, Kind, fill, kind
from .files import Constraints, Statistics
from .monitored import settings, tags
from .session import Session, Uploads, error_code, is_s3, join

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .monitored import Monitored, Scheduled

    Monitor = TypeVar("Monitor", bound=Monitored)

_CONTAINER = "/opt/ml/processing"


# Schedules


def create(monitor: Monitored, given: Given) -> None:
    """Creates a schedule, and its job definition unless that is part of it. If that fails, nothing is left behind."""
    if monitor.monitoring_schedule_name or monitor.job_definition_name:
        raise ValueError("the monitor has a schedule: delete_monitoring_schedule() first, or take another monitor")
    if ("endpoint_input" in given) == ("batch_transform_input" in given):
        raise ValueError("give either endpoint_input or batch_transform_input: a schedule monitors one of the two")
    _require_times(given)
    session, at, given_tags = monitor.sagemaker_session, _kind(monitor), tags(monitor)
    schedule = given.get("monitor_schedule_name") or session.new_name(monitor.base_job_name or "monitoring-schedule")
    if "output" not in given and "output_s3_uri" not in given:
        given["output_s3_uri"] = session.default_s3_uri("model-monitor", "monitoring", schedule, "results")
    with Uploads(session) as uploads:
        if at is INLINE:
            definition = at.new()
            config = shapes.MonitoringScheduleConfig(monitoring_job_definition=definition)
        else:
            name = _new_definition_name(monitor)
            definition = at.new(JobDefinitionName=name)
            definition.tags, given_tags = given_tags, given_tags or []
            config = _named_config(monitor, name)
        _fill(session, at, definition, cast(Given, {**settings(monitor), **given}), schedule, uploads)
        config.schedule_config = _schedule_config(given, None)
        request = shapes.CreateMonitoringScheduleRequest(
            monitoring_schedule_name=schedule, monitoring_schedule_config=config, tags=given_tags
        )
        _require_valid(session, at, definition, request, given)
        uploads.send()
        _require_files(session, given)
        _send(session, at, definition, request, uploads)
    monitor.monitoring_schedule_name = schedule
    monitor.job_definition_name = config.monitoring_job_definition_name


def update(monitor: Monitored, given: Given) -> None:
    """Replaces the given values in the schedule, and returns when the change has taken effect."""
    schedule, session = require_schedule(monitor), monitor.sagemaker_session
    if "endpoint_input" in given and "batch_transform_input" in given:
        raise ValueError("give either endpoint_input or batch_transform_input: a schedule monitors one of the two")
    _require_times(given)
    if monitor.job_definition_name is None:
        _update_inline(monitor, schedule, given)
    elif given.keys() == {"schedule_cron_expression"}:
        config = _named_config(monitor, monitor.job_definition_name)
        config.schedule_config = _schedule_config(given, None)
        _require_runtime(session, config, monitor.max_runtime_in_seconds)
        session.monitoring.send(_update_request(schedule, config))
    elif given:
        _update_named(monitor, schedule, given)
    else:
        return
    for setting in Settings.__optional_keys__ & given.keys():
        setattr(monitor, setting, cast("dict[str, Any]", given)[setting])
    session.monitoring.wait_until_settled(schedule)


def _update_inline(monitor: Monitored, schedule: str, given: Given) -> None:
    session = monitor.sagemaker_session
    _require_files(session, given)
    request = update_from(session.monitoring.describe_monitoring_schedule(monitoring_schedule_name=schedule))
    config = request.monitoring_schedule_config
    definition = INLINE.complete(config.monitoring_job_definition)
    with Uploads(session) as uploads:
        _fill(session, INLINE, definition, given, schedule, uploads)
        config.schedule_config = _schedule_config(given, config.schedule_config)
        session.require_valid(request)
        uploads.send()
        session.monitoring.send(request)


def _update_named(monitor: Monitored, schedule: str, given: Given) -> None:
    session, at, name = monitor.sagemaker_session, _kind(monitor), _new_definition_name(monitor)
    request = update_from(session.monitoring.describe_monitoring_schedule(monitoring_schedule_name=schedule))
    config = request.monitoring_schedule_config
    described = session.monitoring.send(at.describe(job_definition_name=monitor.job_definition_name))
    definition = at.complete(update_from(described))
    definition.job_definition_name = config.monitoring_job_definition_name = name
    definition.tags = tags(monitor)
    with Uploads(session) as uploads:
        _fill(session, at, definition, given, schedule, uploads)
        config.schedule_config = _schedule_config(given, config.schedule_config)
        _require_valid(session, at, definition, request, given)
        uploads.send()
        _require_files(session, given)
        _send(session, at, definition, request, uploads)
    if monitor.job_definition_name:
        monitor.former_job_definition_names.append(monitor.job_definition_name)
    monitor.job_definition_name = name


def attach(cls: type[Monitor], name: str, session: Session | None) -> Monitor:
    """A monitor of the class with the schedule of that name, which must be of the type of the class."""
    session = Session.of(session)
    described = session.monitoring.describe_monitoring_schedule(monitoring_schedule_name=name)
    config = described.monitoring_schedule_config
    wanted = cls.monitoring_type() if cls.JOB_DEFINITION_BASE_NAME else None
    if config.monitoring_job_definition_name and wanted == config.monitoring_type:
        at = kind(config.monitoring_type)
        definition = session.monitoring.send(at.describe(job_definition_name=config.monitoring_job_definition_name))
    elif config.monitoring_job_definition and wanted in (None, "DataQuality"):
        at, definition = INLINE, config.monitoring_job_definition
    else:
        needed = f"schedules of the type {wanted}" if wanted else "schedules without a job definition of their own"
        raise TypeError(f"{cls.__name__} attaches to {needed} only, and {name!r} is of {config.monitoring_type}")
    make: Any = cls
    monitor: Monitor = make(
        **_read(at, definition, with_entrypoint=wanted is None),
        tags=_own_tags(session, described.monitoring_schedule_arn),
        sagemaker_session=session,
    )
    monitor.monitoring_schedule_name = name
    monitor.job_definition_name = config.monitoring_job_definition_name
    return monitor


def delete(monitor: Monitored) -> None:
    """Deletes the schedule and then its job definition. If it fails half way, it can be called again."""
    client = monitor.sagemaker_session.monitoring
    if monitor.monitoring_schedule_name or not monitor.job_definition_name:
        schedule = require_schedule(monitor)
        client.delete_monitoring_schedule(monitoring_schedule_name=schedule)
        if monitor.job_definition_name:
            client.wait_until_deleted(schedule)
        monitor.monitoring_schedule_name = None
    if monitor.job_definition_name:
        client.send(_kind(monitor).delete(job_definition_name=monitor.job_definition_name))
        monitor.job_definition_name = None


def prune(monitor: Monitored) -> list[str]:
    """Deletes the former job definitions of the monitor that no schedule uses, and returns their names."""
    client, deleted = monitor.sagemaker_session.monitoring, list[str]()
    for name in list(monitor.former_job_definition_names):
        if next(client.iter_monitoring_schedules(monitoring_job_definition_name=name), None) is None:
            try:
                client.send(_kind(monitor).delete(job_definition_name=name))
                deleted.append(name)
            except ResourceNotFound:
                pass  # Somebody else was faster.
        monitor.former_job_definition_names.remove(name)
    return deleted


def require_schedule(monitor: Scheduled) -> str:
    """The name of the monitor's schedule. Raises ValueError when it has none."""
    if monitor.monitoring_schedule_name is None:
        raise ValueError("the monitor has no schedule: create_monitoring_schedule() or attach() first")
    return monitor.monitoring_schedule_name


def _kind(monitor: Monitored) -> Kind:
    return kind(monitor.monitoring_type()) if monitor.JOB_DEFINITION_BASE_NAME else INLINE


def _new_definition_name(monitor: Monitored) -> str:
    return monitor.sagemaker_session.new_name(monitor.base_job_name or monitor.JOB_DEFINITION_BASE_NAME)


def _named_config(monitor: Monitored, definition_name: str) -> shapes.MonitoringScheduleConfig:
    return shapes.MonitoringScheduleConfig(
        monitoring_job_definition_name=definition_name,
        monitoring_type=enums.MonitoringType(monitor.monitoring_type()),
    )


def _update_request(schedule: str, config: shapes.MonitoringScheduleConfig) -> shapes.UpdateMonitoringScheduleRequest:
    return shapes.UpdateMonitoringScheduleRequest(monitoring_schedule_name=schedule, monitoring_schedule_config=config)


def _require_times(given: Given) -> None:
    times = {"data_analysis_start_time", "data_analysis_end_time"}
    if given.get("schedule_cron_expression") == "NOW" and times - given.keys():
        raise ValueError("the schedule NOW needs both data_analysis_start_time and data_analysis_end_time")


def _schedule_config(given: Given, old: shapes.ScheduleConfig | None) -> shapes.ScheduleConfig | None:
    """The old one with what is given; None when that does not say when the schedule runs."""
    if old is None:
        if "schedule_cron_expression" not in given:
            return None
        old = shapes.ScheduleConfig(schedule_expression=given["schedule_cron_expression"])
    return shapes.ScheduleConfig(
        schedule_expression=given.get("schedule_cron_expression", old.schedule_expression),
        data_analysis_start_time=given.get("data_analysis_start_time", old.data_analysis_start_time),
        data_analysis_end_time=given.get("data_analysis_end_time", old.data_analysis_end_time),
    )


def _require_valid(session: Session, at: Kind, definition: Any, request: Any, given: Given) -> None:
    """What is wrong is told before anything is sent, be it of the definition, of the schedule, or of both together."""
    if at is not INLINE:
        session.require_valid(definition)
        if given.keys() & {"schedule_cron_expression", "max_runtime_in_seconds"}:
            stopping = definition.stopping_condition
            seconds = stopping.max_runtime_in_seconds if stopping else None
            _require_runtime(session, request.monitoring_schedule_config, seconds)
    session.require_valid(request)


def _require_runtime(session: Session, config: shapes.MonitoringScheduleConfig, seconds: int | None) -> None:
    """A run ends before the next begins: the rule that needs what stands in the definition and what in the schedule."""
    inline: Any = from_dict(shapes.MonitoringJobDefinition, {"StoppingCondition": {"MaxRuntimeInSeconds": seconds}})
    both = replace(config, monitoring_job_definition=inline, monitoring_job_definition_name=None)
    found = violations(both, level=session.level, ignore=session.ignore)
    if too_long := tuple(each for each in found if each.rule == "documented:max-runtime"):
        raise ValidationError("what the monitor was told", too_long)


def _send(session: Session, at: Kind, definition: Any, request: Any, uploads: Uploads) -> None:
    """Makes the definition, unless it is part of the schedule, and the schedule; or neither of them."""
    if at is INLINE:
        session.monitoring.send(request)
        return
    session.monitoring.send(definition)
    try:
        session.monitoring.send(request)
    except Exception as error:
        name = definition.job_definition_name
        # Without an answer nobody knows; and one may have been lost before the service was asked again and refused.
        if error_code(error) is None or not _is_deleted(session, at, name):
            uploads.keep()
            error.add_note(f"left behind, as the schedule may use it after all: the job definition {name}")
        raise


def _is_deleted(session: Session, at: Kind, name: str) -> bool:
    try:
        session.monitoring.send(at.delete(job_definition_name=name))
    except Exception:
        return False
    return True


# What a definition holds


def _fill(session: Session, at: Kind, definition: Any, given: Given, schedule: str, uploads: Uploads) -> None:
    """Replaces in the definition what is given; local files are planned as uploads."""
    told: Mapping[str, Any] = cast("Mapping[str, Any]", given)
    content = cast(Content, {name: told[name] for name in Content.__optional_keys__ & told.keys()})
    if "role" in given:
        content["role"] = session.role_arn(given["role"])
    if "endpoint_input" in given:
        content["monitoring_input"] = EndpointInput.of(given["endpoint_input"])
    if "batch_transform_input" in given:
        content["monitoring_input"] = BatchTransformInput.of(given["batch_transform_input"])
    if "output_s3_uri" in given:
        content["output"] = MonitoringOutput(f"{_CONTAINER}/output", given["output_s3_uri"])
    elif "output" in given and given["output"].destination is None:
        content["output"] = replace(given["output"], destination=session.default_s3_uri(schedule, "output"))

    def script(path: str) -> str:
        if is_s3(path):
            return path
        parts = ("model-monitor", "monitoring", schedule, "input", str(session.new_uuid()))
        return uploads.plan(path, session.default_s3_uri(*parts))

    if "record_preprocessor_script" in given:
        content["record_preprocessor_uri"] = script(given["record_preprocessor_script"])
    if "post_analytics_processor_script" in given:
        content["post_analytics_processor_uri"] = script(given["post_analytics_processor_script"])
    if "statistics" in given:
        statistics = given["statistics"]
        content["statistics_uri"] = statistics if isinstance(statistics, str) else statistics.file_s3_uri
    if "constraints" in given:
        constraints = given["constraints"]
        content["constraints_uri"] = constraints if isinstance(constraints, str) else constraints.file_s3_uri
    fill(at, definition, content)
    if "analysis_config" in given:
        analysis = given["analysis_config"]
        if not isinstance(analysis, str):
            output: shapes.MonitoringOutputConfig = at.part(definition, at.output_config)
            folder = output.monitoring_outputs[0].s3_output.s3_uri
            uri = join(folder, definition.job_definition_name, str(session.new_uuid()), "analysis_config.json")
            analysis = uploads.plan_text(json.dumps(analysis.analysis_config), uri, output.kms_key_id)
        at.part(definition, at.app_specification).config_uri = analysis


def _require_files(session: Session, given: Given) -> None:
    """Reads the files that are given as URIs: a schedule would fail for a missing one in every run."""
    if isinstance(statistics := given.get("statistics"), str):
        Statistics.from_s3_uri(statistics, sagemaker_session=session)
    if isinstance(constraints := given.get("constraints"), str):
        Constraints.from_s3_uri(constraints, sagemaker_session=session)


def _read(at: Kind, definition: Any, *, with_entrypoint: bool) -> dict[str, Any]:
    """What a monitor with this definition was told."""
    app = at.part(definition, at.app_specification)
    cluster: shapes.MonitoringClusterConfig = at.part(definition, at.resources).cluster_config
    stopping: shapes.MonitoringStoppingCondition | None = definition.stopping_condition
    network = definition.network_config
    return {
        "role": definition.role_arn,
        "image_uri": app.image_uri,
        "instance_count": cluster.instance_count,
        "instance_type": cluster.instance_type,
        "volume_size_in_gb": cluster.volume_size_in_gb,
        "volume_kms_key": cluster.volume_kms_key_id,
        "output_kms_key": at.part(definition, at.output_config).kms_key_id,
        "max_runtime_in_seconds": stopping.max_runtime_in_seconds if stopping else None,
        "env": (definition if at is INLINE else app).environment,
        "network_config": NetworkConfig.read(network) if network else None,
    } | ({"entrypoint": app.container_entrypoint} if with_entrypoint else {})


def _own_tags(session: Session, arn: str) -> list[dict[str, str]]:
    """The tags of the schedule but for those that AWS alone gives."""
    tags = session.monitoring.iter_tags(resource_arn=arn, max_results=50)
    return [to_dict(tag) for tag in tags if not tag.key.startswith("aws:")]
