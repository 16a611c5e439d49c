"""Measures the package beside what users would otherwise pick, on the same work, in one run.

Every figure is a ratio of medians: contestants take turns, and what is quoted beside it is the spread of the ratio
over the turns. A contestant's result is checked before it is timed.
"""

import argparse
import inspect
import json
import math
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Annotated, Any, Literal

import botocore.session
import pydantic
from botocore.serialize import create_serializer
from botocore.validate import ParamValidator

import monitorshapes as ms
from monitorshapes._runtime.patterns import Pattern
from shapegen.patterns import translate

TURNS = 31
CALLS = 200
SLOW_PATTERNS = Path(__file__).parents[1] / "tests" / "data" / "slow-patterns.json"
DOCUMENT = Path(__file__).parents[1] / "docs" / "benchmarks.md"


def request() -> dict[str, Any]:
    """A CreateMonitoringSchedule with every member set, but for those that exclude one another."""
    return {
        "MonitoringScheduleName": "churn-hourly",
        "MonitoringScheduleConfig": {
            "ScheduleConfig": {"ScheduleExpression": "cron(0 * ? * * *)"},
            "MonitoringType": "DataQuality",
            "MonitoringJobDefinition": {
                "BaselineConfig": {
                    "ConstraintsResource": {"S3Uri": "s3://bucket/baseline/constraints.json"},
                    "StatisticsResource": {"S3Uri": "s3://bucket/baseline/statistics.json"},
                },
                "MonitoringInputs": [
                    {
                        "EndpointInput": {
                            "EndpointName": "churn",
                            "LocalPath": "/opt/ml/processing/input/endpoint",
                            "S3InputMode": "File",
                            "S3DataDistributionType": "FullyReplicated",
                        }
                    }
                ],
                "MonitoringOutputConfig": {
                    "MonitoringOutputs": [
                        {
                            "S3Output": {
                                "S3Uri": "s3://bucket/reports",
                                "LocalPath": "/opt/ml/processing/output",
                                "S3UploadMode": "Continuous",
                            }
                        }
                    ],
                    "KmsKeyId": "alias/monitoring",
                },
                "MonitoringResources": {
                    "ClusterConfig": {
                        "InstanceCount": 1,
                        "InstanceType": "ml.m5.xlarge",
                        "VolumeSizeInGB": 20,
                        "VolumeKmsKeyId": "alias/monitoring",
                    }
                },
                "MonitoringAppSpecification": {
                    "ImageUri": "156813124566.dkr.ecr.us-east-1.amazonaws.com/sagemaker-model-monitor-analyzer",
                    "ContainerEntrypoint": ["python", "main.py"],
                    "ContainerArguments": ["--verbose", "1"],
                    "RecordPreprocessorSourceUri": "s3://bucket/code/preprocess.py",
                    "PostAnalyticsProcessorSourceUri": "s3://bucket/code/postprocess.py",
                },
                "StoppingCondition": {"MaxRuntimeInSeconds": 3600},
                "Environment": {"publish_cloudwatch_metrics": "Enabled", "STAGE": "production"},
                "NetworkConfig": {
                    "EnableInterContainerTrafficEncryption": True,
                    "EnableNetworkIsolation": False,
                    "VpcConfig": {"SecurityGroupIds": ["sg-1", "sg-2"], "Subnets": ["subnet-1", "subnet-2"]},
                },
                "RoleArn": "arn:aws:iam::123456789012:role/monitor",
            },
        },
        "Tags": [{"Key": "team", "Value": "churn"}, {"Key": "stage", "Value": "production"}],
    }


def pydantic_type(shapes: Mapping[str, Any], name: str) -> Any:
    """The shape `name` of a service model as pydantic models it with the same constraints."""
    shape = shapes[name]
    bounds = {"ge": shape.get("min"), "le": shape.get("max")}
    lengths = {"min_length": shape.get("min"), "max_length": shape.get("max")}
    match shape["type"]:
        case "structure":
            config = pydantic.ConfigDict(extra="forbid", strict=True, regex_engine="python-re")
            required = shape.get("required", [])
            members = {member: pydantic_type(shapes, target["shape"]) for member, target in shape["members"].items()}
            fields = {member: (of, ...) if member in required else (of | None, None) for member, of in members.items()}
            return pydantic.create_model(name, __config__=config, **fields)
        case "list":
            return Annotated[list[pydantic_type(shapes, shape["member"]["shape"])], pydantic.Field(**lengths)]
        case "map":
            key, value = (pydantic_type(shapes, shape[part]["shape"]) for part in ("key", "value"))
            return Annotated[dict[key, value], pydantic.Field(**lengths)]
        case "string" if "enum" in shape:
            return Literal[tuple(shape["enum"])]
        case "string":
            pattern = shape.get("pattern")
            if pattern and "\\p{" in pattern:
                pattern = r"[\w\s_.:/=+\-@]*"
            anchored = {"pattern": rf"\A(?:{pattern})\Z"} if pattern else {}
            return Annotated[str, pydantic.Field(**lengths, **anchored)]
        case "boolean":
            return bool
        case "integer":
            return Annotated[int, pydantic.Field(**bounds)]
        case "double" | "float":
            return Annotated[float, pydantic.Field(**bounds, allow_inf_nan=False)]
        case "timestamp":
            return pydantic.AwareDatetime
        case other:
            raise ValueError(f"no model for the type {other}")


def timed(work: Callable[[], object], calls: int) -> float:
    start = time.perf_counter()
    for _ in range(calls):
        work()
    return (time.perf_counter() - start) / calls


def compared(ours: Callable[[], object], theirs: Callable[[], object], calls: int = CALLS) -> str:
    """How many times as fast `ours` is: the median over the turns, and the middle half of them."""
    times = [(timed(ours, calls), timed(theirs, calls)) for _ in range(TURNS)]
    ratios = [other / own for own, other in times]
    low, _, high = statistics.quantiles(ratios, n=4)
    own, other = (statistics.median(column) for column in zip(*times, strict=True))
    return f"{other / own:.1f} | {low:.1f} to {high:.1f} | {own * 1e6:,.0f} | {other * 1e6:,.0f}"


def bench_request() -> list[str]:
    """One full CreateMonitoringSchedule: validated, and made what boto3 takes."""
    data = request()
    operation = (
        botocore.session.get_session().get_service_model("sagemaker").operation_model("CreateMonitoringSchedule")
    )
    serializer = create_serializer("json")
    structure = ms.from_dict(ms.CreateMonitoringScheduleRequest, data)
    shapes = json.loads(json.dumps(operation.service_model._service_description["shapes"]))
    model = pydantic_type(shapes, "CreateMonitoringScheduleRequest")
    instance = model.model_validate(data)

    def botocore_validates() -> None:
        assert not ParamValidator().validate(data, operation.input_shape).has_errors()

    def botocore_both() -> None:
        botocore_validates()
        serializer.serialize_to_request(data, operation)

    def ours() -> dict[str, Any]:
        ms.validate(structure)
        return ms.to_dict(structure)

    def model_level() -> None:
        ms.validate(structure, level="model")

    def pydantic_both() -> dict[str, Any]:
        # An instance that was assigned to is only checked when it is validated again from plain values.
        dumped: dict[str, Any] = instance.model_dump(exclude_none=True)
        model.model_validate(dumped)
        return dumped

    assert ours() == pydantic_both() == data
    rows = [
        ("validate and to_dict", "botocore, validate and serialise", compared(ours, botocore_both)),
        ("validate", "botocore, validate", compared(lambda: ms.validate(structure), botocore_validates)),
        ("validate and to_dict", "pydantic, validate and dump", compared(ours, pydantic_both)),
        (
            "validate",
            "pydantic, validate",
            compared(lambda: ms.validate(structure), lambda: model.model_validate(data)),
        ),
        ("validate", "itself at the level `model`", compared(lambda: ms.validate(structure), model_level)),
        (
            "from_dict and validate",
            "pydantic, validate",
            compared(
                lambda: ms.validate(ms.from_dict(ms.CreateMonitoringScheduleRequest, data)),
                lambda: model.model_validate(data),
            ),
        ),
    ]
    head = "| monitorshapes | beside | times as fast | middle half | µs | µs, beside |\n|---|---|---|---|---|---|"
    return [head, *(f"| {own} | {other} | {figures} |" for own, other, figures in rows)]


def run(command: list[str], environment: Mapping[str, str] | None = None) -> None:
    subprocess.run(command, check=True, capture_output=True, env=environment)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shapegen", required=True, help=argparse.SUPPRESS)
    parser.add_argument("names", nargs="*", metavar="NAME", help="request, import, patterns, generate or typecheck")
    options = parser.parse_args()
    benchmarks = {
        "request": bench_request,
    }
    unknown = [name for name in options.names if name not in benchmarks]
    if unknown:
        parser.error(f"no benchmark is called {unknown[0]!r}; there are {', '.join(benchmarks)}")
    sections: list[str] = []
    for name, benchmark in benchmarks.items():
        if not options.names or name in options.names:
            about = inspect.getdoc(getattr(benchmark, "func", benchmark)) or ""
            lines = [f"## {name}", "", about, "", *benchmark(), ""]
            print("\n".join(lines))
            sections += lines
    if not options.names:
        machine = f"{os.cpu_count()} cores, {platform.machine()}, {platform.system()}"
        head = [
            "# Benchmarks",
            "",
            f"Written by `./scripts/bench` on {datetime.now(UTC):%Y-%m-%d}: Python {platform.python_version()}, "
            f"botocore {botocore.__version__}, pydantic {pydantic.VERSION}; {machine}. Contestants take turns in one "
            "run, and their results are checked to be equal first. The middle half is that of the ratios over the "
            "turns.",
            "",
        ]
        DOCUMENT.write_text("\n".join(head + sections).rstrip() + "\n", "utf-8")


if __name__ == "__main__":
    main()
