"""What an import costs a cold process."""

import os
import statistics
import sys
from pathlib import Path

import plots
from measure import Ratio, Seconds, goal, table
from peers import OURS, OURS_ALONE, python, run

TURNS = 11
_BARE = "bare interpreter"
_PACKAGE = "import monitorshapes"
_REQUEST = "its first request class"
_TO_REACH = {_PACKAGE: {"ms": 3}, _REQUEST: {"ms": 25, "MB": 4}}
_SPAWN = Path(__file__).with_name("spawn.py")
_CLIENT = "boto3.client('sagemaker', region_name='us-east-1', aws_access_key_id='a', aws_secret_access_key='b')"
_IMPORTS = {
    _BARE: (OURS_ALONE, "pass"),
    _PACKAGE: (OURS_ALONE, "import monitorshapes"),
    _REQUEST: (OURS_ALONE, "from monitorshapes import CreateMonitoringScheduleRequest"),
    "its client, without boto3": (OURS_ALONE, "from monitorshapes import MonitoringClient"),
    "its client over boto3's": (
        OURS,
        f"import boto3; from monitorshapes import MonitoringClient; MonitoringClient({_CLIENT})",
    ),
    "boto3, a client": ("boto3", f"import boto3; {_CLIENT}"),
    "types-boto3-sagemaker, the TypedDict of the request": (
        "types-boto3-sagemaker",
        "from types_boto3_sagemaker.type_defs import CreateMonitoringScheduleRequestTypeDef",
    ),
    "sagemaker-core, a shape": ("sagemaker-core", "from sagemaker.core.shapes import MonitoringScheduleConfig"),
    "SDK v2, a monitor": ("sagemaker", "from sagemaker.model_monitor import DefaultModelMonitor"),
    "dataclasses": (OURS_ALONE, "import dataclasses"),
    "pydantic": ("models", "import pydantic; pydantic.BaseModel"),
}
_LEAST = {"ms": 0.1, "MB": 0.1}  # that the plot shows
_PEAK_UNIT = 1 if sys.platform == "darwin" else 1024


def bench() -> list[str]:
    """Each import runs in a cold process in an environment of its own, with compiled files present. The table shows
    what it takes beyond a bare interpreter, in time and in peak memory, and how many times as long the whole
    process takes.

    From monitorshapes these are the package itself; the class of a request, which most programs need first; its
    client; and its client around one of boto3. The others are boto3 and a client; the TypedDict of the same request
    in types-boto3-sagemaker, imported at run time, which could check nothing, and costs nothing if it is imported
    for type checkers only, as its author advises; a shape of sagemaker-core, which has no class for requests; and
    the monitor of the SageMaker Python SDK v2. Such classes are made with `dataclasses` of the standard library or
    with pydantic. A figure near zero is within the noise.

    The first request class does not need `dataclasses`, which is imported when `fields`, a comparison or a `repr`
    asks for it ([design/dataclasses.md](design/dataclasses.md)).
    """
    figures: dict[str, dict[str, list[float]]] = {name: {"ms": [], "wall": [], "MB": []} for name in _IMPORTS}
    for import_ in _IMPORTS.values():
        process(*import_)  # what is not compiled yet is now
    for turn in range(TURNS):
        for name in _IMPORTS if turn % 2 else reversed(_IMPORTS):
            seconds, peak = process(*_IMPORTS[name])
            figures[name]["ms"].append(seconds.processor * 1e3)
            figures[name]["wall"].append(seconds.wall * 1e3)
            figures[name]["MB"].append(peak / 1e6)
    bare = figures.pop(_BARE)
    at_rest = {unit: statistics.median(of) for unit, of in bare.items()}
    more = {
        name: {unit: [each - at_rest[unit] for each in of] for unit, of in both.items()}
        for name, both in figures.items()
    }
    rows: list[list[str]] = []
    for name, both in more.items():
        medians = {unit: statistics.median(of) for unit, of in both.items()}
        wanted = [goal(f"{most} {unit}", medians[unit] <= most) for unit, most in _TO_REACH.get(name, {}).items()]
        whole = Ratio.of(bare["ms"], figures[name]["ms"])
        columns = (f"{medians[each]:.1f}" for each in ("ms", "wall", "MB"))
        rows.append([name, *columns, str(whole), ", ".join(wanted)])
    return [
        *table(["import", "ms more", "by the clock", "MB more", "process, times a bare one", "to reach"], rows),
        "",
        f"The bare interpreter takes {at_rest['ms']:.1f} ms and {at_rest['MB']:.1f} MB.",
        "",
        *(
            plots.dots(
                f"import-{unit.lower()}",
                f"{unit} more than a bare interpreter",
                {
                    "import": {
                        name: [max(each, _LEAST[unit]) for each in both[unit]]
                        for name, both in more.items()
                        if name != _PACKAGE
                    }
                },
            )
            for unit in _LEAST
        ),
    ]


def process(where: str, code: str) -> tuple[Seconds, float]:
    """Seconds and bytes of a cold process."""
    interpreter = str(python(where))
    # A compiled file may be written, whatever the caller's shell says.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    said = run(interpreter, "-IS", str(_SPAWN), interpreter, "-c", code, environment=environment)
    by_clock, of_processor, peak = map(float, said.split()[-3:])
    return Seconds(by_clock, of_processor), peak * _PEAK_UNIT
