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


def bench_import() -> list[str]:
    """A cold process, compiled files present: milliseconds over a bare interpreter, the median of the turns.

    What is about zero, or below it, is within the noise.
    """
    contestants = {
        "import monitorshapes": "import monitorshapes",
        "its first request class": "from monitorshapes import CreateMonitoringScheduleRequest",
        "its client": "from monitorshapes import MonitoringClient",
        "`dataclasses` of the standard library": "import dataclasses",
        "botocore and its SageMaker client": "import botocore.session; botocore.session.get_session().create_client("
        "'sagemaker', region_name='us-east-1', aws_access_key_id='a', aws_secret_access_key='b')",
        "pydantic": "import pydantic; pydantic.BaseModel",
    }
    compiling = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    times: dict[str, list[float]] = {name: [] for name in ("", *contestants)}
    for turn in range(TURNS + 1):
        for name in times:
            code = contestants.get(name, "pass")
            taken = timed(partial(run, [sys.executable, "-c", code], compiling), 1)
            if turn:
                times[name].append(taken)
    bare = statistics.median(times.pop(""))
    rows = [f"| {name} | {(statistics.median(taken) - bare) * 1e3:.1f} |" for name, taken in times.items()]
    return ["| | ms |\n|---|---|", *rows]


def bench_patterns() -> list[str]:
    """The 57 patterns of all services that make `re` explode, each over its attack repeated up to 100,000 characters.

    A slope of 1 in the plot is linear time.
    """
    from matplotlib import pyplot

    sizes = [1_000, 3_000, 10_000, 30_000, 100_000]
    slopes: list[float] = []
    pyplot.figure(figsize=(7, 4.5), layout="constrained")
    for case in json.loads(SLOW_PATTERNS.read_text("utf-8")):
        matcher = Pattern(translate(case["pattern"]), linear=True)
        begin, repeated, end = case["attack"]
        matcher.fullmatch(begin + repeated + end)
        taken: list[float] = []
        for size in sizes:
            value = begin + repeated * (size // len(repeated)) + end
            taken.append(min(timed(partial(matcher.fullmatch, value), 1) for _ in range(3)))
        slopes.append(statistics.linear_regression([*map(math.log, sizes)], [*map(math.log, taken)]).slope)
        pyplot.loglog(sizes, [seconds * 1e3 for seconds in taken], color="tab:blue", alpha=0.4)
    pyplot.loglog(sizes, [size / 1e3 for size in sizes], "k--", label="slope 1")
    pyplot.xlabel("characters")
    pyplot.ylabel("ms")
    pyplot.legend()
    pyplot.savefig(DOCUMENT.with_name("patterns.svg"), metadata={"Date": None})
    low, middle, high = statistics.quantiles(slopes, n=4)
    return [
        f"Slopes: median {middle:.2f}, middle half {low:.2f} to {high:.2f}, greatest {max(slopes):.2f}.",
        "",
        "![time over length](patterns.svg)",
    ]


def bench_generate(shapegen: str) -> list[str]:
    """Whole processes: seconds, of the profile monitoring the median of five, of all of SageMaker that of three.

    mypy-boto3-builder writes the stubs of SageMaker from the same botocore; the two take turns, nothing is cached.
    """
    taken: dict[str, list[float]] = {
        "cold, with an empty cache": [],
        "warm, nothing changed": [],
        "`shapegen check`": [],
    }
    for _ in range(5):
        with tempfile.TemporaryDirectory() as folder:
            environment = os.environ | {"SHAPEGEN_CACHE": f"{folder}/cache"}
            output = ("--output", f"{folder}/generated")
            for command, times in zip(("generate", "generate", "check"), taken.values(), strict=True):
                times.append(timed(partial(run, [shapegen, command, *output], environment), 1))
    taken["all of SageMaker, cold"] = ours = []
    taken["all of SageMaker, the stubs of mypy-boto3-builder"] = theirs = []
    builder = str(Path(sys.executable).with_name("mypy_boto3_builder"))
    only_sagemaker = ("--services", "sagemaker", "--product", "boto3-services", "--no-smart-version")
    for _ in range(3):
        with tempfile.TemporaryDirectory() as folder:
            environment = os.environ | {"SHAPEGEN_CACHE": f"{folder}/cache"}
            command = [shapegen, "generate", "--service", "sagemaker", "--output", f"{folder}/ours"]
            ours.append(timed(partial(run, command, environment), 1))
            theirs.append(timed(partial(run, [builder, f"{folder}/theirs", *only_sagemaker]), 1))
            written = [len(list(Path(folder, each).rglob("*.py"))) for each in ("ours", "theirs")]
            assert all(written), written
    return ["| | s |\n|---|---|", *(f"| {name} | {statistics.median(times):.1f} |" for name, times in taken.items())]


def bench_typecheck(mypy: str) -> list[str]:
    """`mypy --strict` on one small app of each style, cold, beside an app that imports only `dataclasses`, `enum` and
    `datetime`."""
    apps = Path(__file__).parents[1] / "tests" / "apps" / "good"
    styles = {
        "dataclasses": "create",
        "requests, sent": "send",
        "dicts, with stubs": "dicts",
        "asynchronous": "concurrent",
    }
    rows: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        floor = Path(folder, "floor.py")
        floor.write_text("import dataclasses\nimport datetime\nimport enum\n", "utf-8")
        environment = os.environ | {"MYPYPATH": str(Path(__file__).parents[1] / "generated")}

        def checked(app: Path) -> None:
            options = ("--strict", "--config-file=", f"--cache-dir={os.devnull}", "--ignore-missing-imports")
            run([mypy, *options, str(app)], environment)

        for style, name in styles.items():
            pairs = [
                (timed(partial(checked, apps / f"{name}.py"), 1), timed(partial(checked, floor), 1)) for _ in range(9)
            ]
            low, _, high = statistics.quantiles([own / bare for own, bare in pairs], n=4)
            own, bare = (statistics.median(column) for column in zip(*pairs, strict=True))
            rows.append(f"| {style} | {own / bare:.2f} | {low:.2f} to {high:.2f} | {own:.2f} | {bare:.2f} |")
    return ["| app | times as long | middle half | s | s, standard library |\n|---|---|---|---|---|", *rows]


def run(command: list[str], environment: Mapping[str, str] | None = None) -> None:
    subprocess.run(command, check=True, capture_output=True, env=environment)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shapegen", required=True, help=argparse.SUPPRESS)
    parser.add_argument("names", nargs="*", metavar="NAME", help="request, import, patterns, generate or typecheck")
    options = parser.parse_args()
    benchmarks = {
        "request": bench_request,
        "import": bench_import,
        "patterns": bench_patterns,
        "generate": partial(bench_generate, options.shapegen),
        "typecheck": partial(bench_typecheck, str(Path(options.shapegen).with_name("mypy"))),
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
