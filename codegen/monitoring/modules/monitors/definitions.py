"""Job definitions: the five monitoring types and definitions that are part of a schedule, as one."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, cast

from .. import shapes, wire
from .._runtime.api import from_dict, to_dict
from ..operations import OPERATIONS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .arguments import Content

METRICS = "publish_cloudwatch_metrics"


@dataclass(frozen=True, slots=True)
class Kind:
    """Where a definition of this kind has its parts, by wire name, and the requests for it."""

    definition: type[Any]
    app_specification: str
    baseline_config: str
    job_input: str
    output_config: str
    resources: str
    network_config: type[Any]
    describe: type[Any] = object
    delete: type[Any] = object

    def part(self, definition: object, name: str) -> Any:
        """The part of that wire name."""
        return getattr(definition, wire.STRUCTURES[self.definition].members[name])

    def new(self, **members: object) -> Any:
        """A definition without content, to be filled in."""
        return from_dict(
            self.definition,
            {
                self.app_specification: {},
                self.baseline_config: {},
                self.output_config: {},
                self.resources: {"ClusterConfig": {}},
                **({} if self is INLINE else {self.job_input: {}}),
                **members,
            },
        )

    def complete(self, definition: Any) -> Any:
        """The definition, with an empty baseline where it has none, to be changed."""
        name = wire.STRUCTURES[self.definition].members[self.baseline_config]
        if getattr(definition, name) is None:
            baseline = from_dict(self.definition, {self.baseline_config: {}})
            setattr(definition, name, getattr(baseline, name))
        return definition


INLINE = Kind(
    shapes.MonitoringJobDefinition,
    app_specification="MonitoringAppSpecification",
    baseline_config="BaselineConfig",
    job_input="MonitoringInputs",
    output_config="MonitoringOutputConfig",
    resources="MonitoringResources",
    network_config=shapes.NetworkConfig,
)
"""The definition that is part of its schedule."""


@cache
def kind(monitoring_type: str) -> Kind:
    """The definition of a monitoring type, as the model has it."""
    create, describe, delete = (
        OPERATIONS[f"{verb}{monitoring_type}JobDefinition"].request for verb in ("Create", "Describe", "Delete")
    )
    return Kind(
        create,
        app_specification=f"{monitoring_type}AppSpecification",
        baseline_config=f"{monitoring_type}BaselineConfig",
        job_input=f"{monitoring_type}JobInput",
        output_config=f"{monitoring_type}JobOutputConfig",
        resources="JobResources",
        network_config=shapes.MonitoringNetworkConfig,
        describe=describe,
        delete=delete,
    )


def fill(at: Kind, definition: Any, given: Content) -> None:
    """Replaces in the definition what is given, and nothing else."""
    app = at.part(definition, at.app_specification)
    output = at.part(definition, at.output_config)
    cluster = at.part(definition, at.resources).cluster_config
    places = {
        "role": (definition, "role_arn"),
        "image_uri": (app, "image_uri"),
        "entrypoint": (app, "container_entrypoint"),
        "arguments": (app, "container_arguments"),
        "problem_type": (app, "problem_type"),
        "record_preprocessor_uri": (app, "record_preprocessor_source_uri"),
        "post_analytics_processor_uri": (app, "post_analytics_processor_source_uri"),
        "output_kms_key": (output, "kms_key_id"),
        "instance_count": (cluster, "instance_count"),
        "instance_type": (cluster, "instance_type"),
        "volume_size_in_gb": (cluster, "volume_size_in_gb"),
        "volume_kms_key": (cluster, "volume_kms_key_id"),
    }
    told = cast("Mapping[str, object]", given)
    for name, (part, attribute) in places.items():
        if name in told:
            setattr(part, attribute, told[name])
    if "output" in given:
        output.monitoring_outputs = [given["output"].shape()]
    if "max_runtime_in_seconds" in given:
        definition.stopping_condition = shapes.MonitoringStoppingCondition(
            max_runtime_in_seconds=given["max_runtime_in_seconds"]
        )
    if "network_config" in given:
        definition.network_config = from_dict(at.network_config, to_dict(given["network_config"].shape()))
    _fill_environment(definition if at is INLINE else app, given)
    _fill_input(at, definition, given)
    _fill_baseline(at, definition, given)


def _fill_environment(part: Any, given: Content) -> None:
    old: Mapping[str, str] = part.environment or {}
    environment = {**given.get("env", old)}
    if METRICS in old:
        environment.setdefault(METRICS, old[METRICS])
    if "enable_cloudwatch_metrics" in given:
        environment[METRICS] = "Enabled" if given["enable_cloudwatch_metrics"] else "Disabled"
    part.environment = environment or None


def _fill_input(at: Kind, definition: Any, given: Content) -> None:
    new = given["monitoring_input"].shape() if "monitoring_input" in given else None
    if at is INLINE:
        if new:
            definition.monitoring_inputs = [new]
        return
    job_input = at.part(definition, at.job_input)
    if new:
        job_input.endpoint_input = new.endpoint_input
        job_input.batch_transform_input = new.batch_transform_input
    if "ground_truth_input" in given:
        job_input.ground_truth_s3_input = shapes.MonitoringGroundTruthS3Input(s3_uri=given["ground_truth_input"])


def _fill_baseline(at: Kind, definition: Any, given: Content) -> None:
    baseline = at.part(definition, at.baseline_config)
    if "constraints_uri" in given:
        baseline.constraints_resource = shapes.MonitoringConstraintsResource(s3_uri=given["constraints_uri"])
    if "statistics_uri" in given:
        baseline.statistics_resource = shapes.MonitoringStatisticsResource(s3_uri=given["statistics_uri"])
    if "baselining_job_name" in given:
        baseline.baselining_job_name = given["baselining_job_name"]
    if not to_dict(baseline):
        setattr(definition, wire.STRUCTURES[at.definition].members[at.baseline_config], None)
