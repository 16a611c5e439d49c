"""The rules that stand in the service's documentation and not in its model. rules.toml has what each is based on.

A rule looks at one structure or list and appends what is wrong to `found`. It believes no annotation, leaves
values of a wrong type to the validators, and takes None as absent.
"""

# pyright: reportUnnecessaryIsInstance=false, reportUnnecessaryComparison=false

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING

from . import durations, schedules
from .schedules import quoted

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import TypeGuard

    from . import shapes
    from ._runtime.violations import Finding, Place

NEVER_TAKEN_BACK = frozenset({"documented:selected-instance"})
"""Rules about what the service says and never takes; whatever else it returned, it takes back."""

_HALF_HOUR = 1800
_HOUR = 3600
_DAY = 24 * _HOUR


# Schedules


def schedule_expression(x: shapes.ScheduleConfig, at: Place, found: list[Finding]) -> None:
    """One of the four forms."""
    text = x.schedule_expression
    if isinstance(text, str) and text:
        try:
            _schedule(text)
        except ValueError as error:
            found.append(((at, "ScheduleExpression"), "documented:schedule-expression", str(error), text))


def now_needs_analysis_times(x: shapes.ScheduleConfig, at: Place, found: list[Finding]) -> None:
    """A single run knows no earlier one to begin after."""
    if _is(x.schedule_expression, "NOW"):
        for member, value in _analysis_times(x):
            if value is None:
                message = "required with the schedule 'NOW', but missing"
                found.append(((at, member), "documented:now-needs-analysis-times", message, None))


def analysis_offset(x: shapes.ScheduleConfig, at: Place, found: list[Finding]) -> None:
    """The times of the analysis are offsets."""
    if x.data_analysis_start_time is None and x.data_analysis_end_time is None:
        return
    for member, value in _analysis_times(x):
        if isinstance(value, str) and _duration(value) is None:
            found.append(((at, member), "documented:analysis-offset", _no_duration(value), value))


def analysis_window(x: shapes.ScheduleConfig, at: Place, found: list[Finding]) -> None:
    """The analysis starts before it ends, and spans at most a day."""
    start, end = x.data_analysis_start_time, x.data_analysis_end_time
    if not (isinstance(start, str) and isinstance(end, str)):
        return
    since, until = _duration(start), _duration(end)
    if since is None or until is None:
        return
    months, seconds = until[0] - since[0], until[1] - since[1]
    # A month has 28 to 31 days: what may be right is let pass.
    spans = [months * days * _DAY + seconds for days in (28, 31)]
    if max(spans) <= 0:
        message = f"{quoted(start)} is not before the end, {quoted(end)}: '-PT2H' to '-PT1H' is the last hour but one"
    elif min(spans) > _DAY:
        message = f"{quoted(start)} is more than 24 hours before the end, {quoted(end)}: start later or end earlier"
    else:
        return
    found.append(((at, "DataAnalysisStartTime"), "documented:analysis-window", message, start))


def max_runtime(x: shapes.MonitoringScheduleConfig, at: Place, found: list[Finding]) -> None:
    """A run is over when the next begins. Known only for a definition that is part of the schedule."""
    if x.monitoring_job_definition is None:
        return
    condition = getattr(x.monitoring_job_definition, "stopping_condition", None)
    seconds = getattr(condition, "max_runtime_in_seconds", None)
    # More than a day is above the model's maximum.
    if not (isinstance(seconds, int) and _HALF_HOUR < seconds <= _DAY):
        return
    expression = getattr(x.schedule_config, "schedule_expression", None)
    if not isinstance(expression, str):
        return
    try:
        hours = _schedule(expression).interval
    except ValueError:
        return
    if hours is None:
        return
    limit, job = hours * _HOUR, "job"
    # These two run a second job, which merges the ground truth, in the same hour. No type means DataQuality.
    if hours == 1 and (_is(x.monitoring_type, "ModelBias") or _is(x.monitoring_type, "ModelQuality")):
        limit, job = _HALF_HOUR, f"{x.monitoring_type} job"
    if seconds > limit:
        message = f"{seconds} is above {limit}, the most for a {job} that runs {schedules.describe(expression)}"
        place = (((at, "MonitoringJobDefinition"), "StoppingCondition"), "MaxRuntimeInSeconds")
        found.append((place, "documented:max-runtime", message, seconds))


def one_job_definition(x: shapes.MonitoringScheduleConfig, at: Place, found: list[Finding]) -> None:
    """What to run is part of the schedule, or has a name."""
    definition, name = x.monitoring_job_definition, x.monitoring_job_definition_name
    if (definition is None) == (name is None):
        message = _not_one("MonitoringJobDefinition", "MonitoringJobDefinitionName", definition)
        found.append((at, "documented:one-job-definition", message, None))


# What is monitored


def one_monitoring_input(
    x: (
        shapes.DataQualityJobInput
        | shapes.ModelBiasJobInput
        | shapes.ModelExplainabilityJobInput
        | shapes.ModelQualityJobInput
        | shapes.MonitoringInput
    ),
    at: Place,
    found: list[Finding],
) -> None:
    """An endpoint is monitored, or batch transform jobs."""
    if (x.endpoint_input is None) == (x.batch_transform_input is None):
        message = _not_one("EndpointInput", "BatchTransformInput", x.endpoint_input)
        found.append((at, "documented:one-monitoring-input", message, None))


def data_quality_inference(x: shapes.DataQualityJobInput, at: Place, found: list[Finding]) -> None:
    """Data quality is about what goes into the model."""
    value = getattr(x.endpoint_input, "inference_attribute", None)
    if value is not None:
        message = "a data quality job takes no InferenceAttribute: leave it out"
        place = ((at, "EndpointInput"), "InferenceAttribute")
        found.append((place, "documented:data-quality-inference", message, value))


def model_quality_inference(x: shapes.ModelQualityJobInput, at: Place, found: list[Finding]) -> None:
    """Model quality is about what comes out of the model."""
    given = x.endpoint_input
    prediction = getattr(given, "inference_attribute", "")
    # AWS's own examples of a binary classification have the probability alone.
    if given is not None and prediction is None and getattr(given, "probability_attribute", "") is None:
        message = "a model quality job needs it, or ProbabilityAttribute: say where in the output the prediction is"
        place = ((at, "EndpointInput"), "InferenceAttribute")
        found.append((place, "documented:model-quality-inference", message, None))


def time_offset(x: shapes.BatchTransformInput | shapes.EndpointInput, at: Place, found: list[Finding]) -> None:
    """The offsets by which the analysis waits for the ground truth."""
    if x.start_time_offset is None and x.end_time_offset is None:
        return
    for member, value in (("StartTimeOffset", x.start_time_offset), ("EndTimeOffset", x.end_time_offset)):
        if isinstance(value, str) and _duration(value) is None:
            found.append(((at, member), "documented:time-offset", _no_duration(value), value))


# Tags


def unique_tag_keys(x: Sequence[shapes.Tag], at: Place, found: list[Finding]) -> None:
    """A resource has one value for a key."""
    first: dict[str, int] = {}
    for i, tag in enumerate(x):
        key = getattr(tag, "key", None)
        if isinstance(key, str) and first.setdefault(key, i) != i:
            message = f"{quoted(key)} is the key of tag [{first[key]}] already: give each key once"
            found.append((((at, i), "Key"), "documented:unique-tag-keys", message, key))


def reserved_tag_key(x: shapes.Tag, at: Place, found: list[Finding]) -> None:
    """Keys that AWS alone gives."""
    key = x.key
    if isinstance(key, str) and key[:4] == "aws:":
        message = f"{quoted(key)} begins with 'aws:', which is reserved for AWS: leave the tag out"
        found.append(((at, "Key"), "documented:reserved-tag-key", message, key))


def reserved_tag_key_deleted(x: shapes.DeleteTagsInput, at: Place, found: list[Finding]) -> None:
    """Keys that AWS alone takes away."""
    if isinstance(x.tag_keys, list | tuple):
        for i, key in enumerate(x.tag_keys):
            if isinstance(key, str) and key[:4] == "aws:":
                message = f"{quoted(key)} begins with 'aws:', which is reserved for AWS: leave it out"
                found.append((((at, "TagKeys"), i), "documented:reserved-tag-key-deleted", message, key))


# Processing jobs


def absolute_local_path(
    x: shapes.DatasetDefinition | shapes.MonitoringS3Output | shapes.ProcessingS3Output,
    at: Place,
    found: list[Finding],
) -> None:
    """A path in the container."""
    path = x.local_path
    if isinstance(path, str) and not path.startswith("/"):
        message = f"{quoted(path)} is not absolute: begin with '/', as in '/opt/ml/processing/output'"
        found.append(((at, "LocalPath"), "documented:absolute-local-path", message, path))


def processing_input_path(x: shapes.ProcessingS3Input, at: Place, found: list[Finding]) -> None:
    """Inputs go below one folder of the container."""
    path = x.local_path
    if isinstance(path, str) and not path.startswith("/opt/ml/processing/"):
        message = f"{quoted(path)} does not begin with '/opt/ml/processing/', as the path of an input must"
        found.append(((at, "LocalPath"), "documented:processing-input-path", message, path))


def s3_input_path(x: shapes.ProcessingInput, at: Place, found: list[Finding]) -> None:
    """SageMaker has to know where to write to."""
    if (x.app_managed is None or x.app_managed is False) and getattr(x.s3_input, "local_path", "") is None:
        message = "required unless AppManaged is true, but missing"
        found.append((((at, "S3Input"), "LocalPath"), "documented:s3-input-path", message, None))


def dataset_path(x: shapes.ProcessingInput, at: Place, found: list[Finding]) -> None:
    """SageMaker has to know where to write to."""
    if (x.app_managed is None or x.app_managed is False) and getattr(x.dataset_definition, "local_path", "") is None:
        message = "required unless AppManaged is true, but missing"
        found.append((((at, "DatasetDefinition"), "LocalPath"), "documented:dataset-path", message, None))


def one_processing_input(x: shapes.ProcessingInput, at: Place, found: list[Finding]) -> None:
    """An input is of one type."""
    if (x.s3_input is None) == (x.dataset_definition is None):
        message = _not_one("S3Input", "DatasetDefinition", x.s3_input)
        found.append((at, "documented:one-processing-input", message, None))


def one_dataset_definition(x: shapes.DatasetDefinition, at: Place, found: list[Finding]) -> None:
    """A dataset is of one type."""
    if (x.athena_dataset_definition is None) == (x.redshift_dataset_definition is None):
        message = _not_one("AthenaDatasetDefinition", "RedshiftDatasetDefinition", x.athena_dataset_definition)
        found.append((at, "documented:one-dataset-definition", message, None))


def one_processing_output(x: shapes.ProcessingOutput, at: Place, found: list[Finding]) -> None:
    """An output is of one type."""
    if (x.s3_output is None) == (x.feature_store_output is None):
        message = _not_one("S3Output", "FeatureStoreOutput", x.s3_output)
        found.append((at, "documented:one-processing-output", message, None))


def feature_store_output(x: shapes.ProcessingOutput, at: Place, found: list[Finding]) -> None:
    """The job itself writes to the feature store."""
    if x.feature_store_output is not None and x.app_managed is None:
        message = "required with FeatureStoreOutput, but missing"
        found.append(((at, "AppManaged"), "documented:feature-store-output", message, None))


def gzip_needs_pipe(x: shapes.ProcessingS3Input, at: Place, found: list[Finding]) -> None:
    """What is unpacked is streamed."""
    compression, mode = x.s3_compression_type, x.s3_input_mode
    if _is(compression, "Gzip") and (mode is None or _is(mode, "File")):
        message = "'Gzip' works with the S3InputMode 'Pipe' only: set that, or leave the compression out"
        found.append(((at, "S3CompressionType"), "documented:gzip-needs-pipe", message, compression))


def type_or_preferences(x: shapes.ProcessingClusterConfig, at: Place, found: list[Finding]) -> None:
    """One instance type, or several to choose from."""
    if x.instance_type is not None and x.instance_preferences is not None:
        message = "cannot stand beside InstanceType: leave out one of them"
        found.append(((at, "InstancePreferences"), "documented:type-or-preferences", message, None))


def unique_preferences(x: Sequence[shapes.ProcessingInstancePreference], at: Place, found: list[Finding]) -> None:
    """An instance type has one rank."""
    first: dict[str, int] = {}
    for i, preference in enumerate(x):
        name = getattr(preference, "instance_type", None)
        if isinstance(name, str) and first.setdefault(name, i) != i:
            message = f"{quoted(name)} is the preference [{first[name]}] already: give each instance type once"
            found.append((((at, i), "InstanceType"), "documented:unique-preferences", message, name))


def preference_counts(x: shapes.ProcessingClusterConfig, at: Place, found: list[Finding]) -> None:
    """Each preference has a count, or one stands for all."""
    preferences = x.instance_preferences
    if not (isinstance(preferences, list | tuple) and all(hasattr(each, "instance_count") for each in preferences)):
        return
    counts = [each.instance_count for each in preferences]
    given = sum(count is not None for count in counts)
    if 0 < given < len(counts):
        message = f"{given} of {len(counts)} preferences have an InstanceCount: give all of them one, or none"
        found.append(((at, "InstancePreferences"), "documented:preference-counts", message, None))
    elif (x.instance_count is None) == (given == 0):
        problem = "given here and in each preference" if given else "missing, here and in each preference"
        message = f"{problem}: give one for all, or one in each"
        found.append(((at, "InstanceCount"), "documented:preference-counts", message, x.instance_count))


def selected_instance(x: shapes.CreateProcessingJobRequest, at: Place, found: list[Finding]) -> None:
    """What the service chose is its answer, not a wish."""
    cluster = getattr(x.processing_resources, "cluster_config", None)
    for member, name in (
        ("SelectedInstanceType", "selected_instance_type"),
        ("SelectedInstanceCount", "selected_instance_count"),
    ):
        value = getattr(cluster, name, None)
        if value is not None:
            place = (((at, "ProcessingResources"), "ClusterConfig"), member)
            message = "is only in responses: leave it out"
            found.append((place, "documented:selected-instance", message, value))


# Filters of lists


def creation_time_filter(
    x: (
        shapes.ListDataQualityJobDefinitionsRequest
        | shapes.ListModelBiasJobDefinitionsRequest
        | shapes.ListModelExplainabilityJobDefinitionsRequest
        | shapes.ListModelQualityJobDefinitionsRequest
        | shapes.ListMonitoringExecutionsRequest
        | shapes.ListMonitoringSchedulesRequest
    ),
    at: Place,
    found: list[Finding],
) -> None:
    """Nothing is created before a time and after a later one."""
    after, before = x.creation_time_after, x.creation_time_before
    if _is_time(after) and _is_time(before) and after >= before:
        place = (at, "CreationTimeAfter")
        found.append((place, "documented:creation-time-filter", _nothing("CreationTime", after, before), after))


def alert_time_filter(x: shapes.ListMonitoringAlertHistoryRequest, at: Place, found: list[Finding]) -> None:
    """As for other lists, but here both times count."""
    after, before = x.creation_time_after, x.creation_time_before
    if _is_time(after) and _is_time(before) and after > before:
        place = (at, "CreationTimeAfter")
        found.append((place, "documented:alert-time-filter", _nothing("CreationTime", after, before), after))


def scheduled_time_filter(x: shapes.ListMonitoringExecutionsRequest, at: Place, found: list[Finding]) -> None:
    """Nothing is scheduled before a time and after a later one."""
    after, before = x.scheduled_time_after, x.scheduled_time_before
    if _is_time(after) and _is_time(before) and after >= before:
        place = (at, "ScheduledTimeAfter")
        found.append((place, "documented:scheduled-time-filter", _nothing("ScheduledTime", after, before), after))


def last_modified_time_filter(
    x: shapes.ListMonitoringSchedulesRequest | shapes.ListProcessingJobsRequest, at: Place, found: list[Finding]
) -> None:
    """Nothing is modified last before a time and after a later one."""
    after, before = x.last_modified_time_after, x.last_modified_time_before
    if _is_time(after) and _is_time(before) and after >= before:
        place = (at, "LastModifiedTimeAfter")
        found.append(
            (place, "documented:last-modified-time-filter", _nothing("LastModifiedTime", after, before), after)
        )


def _analysis_times(x: shapes.ScheduleConfig) -> tuple[tuple[str, str | None], ...]:
    return ("DataAnalysisStartTime", x.data_analysis_start_time), ("DataAnalysisEndTime", x.data_analysis_end_time)


def _is(value: object, text: str) -> bool:
    return isinstance(value, str) and value == text


def _not_one(one: str, other: str, value: object) -> str:
    return f"exactly one of {one} and {other} is needed, not {'none' if value is None else 'both'}"


def _is_time(value: datetime | None) -> TypeGuard[datetime]:
    return isinstance(value, datetime) and value.utcoffset() is not None


def _nothing(name: str, after: datetime, before: datetime) -> str:
    return f"{after.isoformat()} is not before {name}Before, {before.isoformat()}: nothing can match"


def _no_duration(text: str) -> str:
    return f"{quoted(text)} is not an ISO 8601 duration, such as '-PT5H' for five hours earlier or '-P1D' for a day"


_schedule = lru_cache(maxsize=64)(schedules.parse)
_duration = lru_cache(maxsize=64)(durations.parse)
