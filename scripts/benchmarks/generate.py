"""What the generator takes, whole processes."""

import os
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

from contest import UnfairError
from measure import Ratio, Seconds, goal, processor, table, take_turns, timed, wall
from peers import ROOT, python, run

TURNS = 5
WHOLE_TURNS = 3
_SHAPEGEN = str(ROOT / ".venv" / "bin" / "shapegen")
_COLD, _WARM, _CHECK, _NOTHING = "cold", "warm, nothing changed", "`check`, cold", "`check`, nothing to do"
_TO_REACH = {_COLD: 5, _WARM: 2, _CHECK: 2, _NOTHING: 2}
_OURS = "shapegen, all of SageMaker, cold"


def bench() -> list[str]:
    """Whole processes are timed. The profile monitoring is generated cold, with an empty cache, and warm, when
    nothing changed; `check` runs with an empty cache, and when there is nothing to do.

    All of SageMaker is generated cold, and the generators of the peers run on the same botocore without a cache.
    mypy-boto3-builder writes stubs, without constraints. sagemaker-core writes its shapes, its resources and their
    helpers, for SageMaker and three small services, and formats everything with black. The package on PyPI lacks
    some inputs of its generator: those that it cannot do without are added, and some methods are then missing.
    """
    seconds = take_turns({_COLD: _cold, _WARM: _warm, _CHECK: _check_cold, _NOTHING: _check}, TURNS)
    cold = seconds[_COLD]
    rows = []
    for name, times in seconds.items():
        held = goal(f"{_TO_REACH[name]} s", wall(times) <= _TO_REACH[name])
        ratio = Ratio.of_processor(cold, times)
        rows.append([f"monitoring, {name}", f"{wall(times):.2f}", f"{processor(times):.2f}", str(ratio), held])
    whole = take_turns(
        {_OURS: _whole, "mypy-boto3-builder": _stubs, "sagemaker-core": _core}, WHOLE_TURNS, warm_up=False
    )
    for name, times in whole.items():
        ratio = Ratio.of_processor(whole[_OURS], times)
        held = "" if name == _OURS else goal("more than 1", ratio.of_medians > 1)
        rows.append([name, f"{wall(times):.1f}", f"{processor(times):.1f}", str(ratio), held])
    return table(["", "s", "s, processor", "times the first of its kind", "to reach"], rows)


def _shapegen(folder: str, command: str, *options: str) -> Seconds:
    environment = os.environ | {"SHAPEGEN_CACHE": f"{folder}/cache"}
    arguments = (command, *options, "--output", f"{folder}/generated")
    return timed(lambda: run(_SHAPEGEN, *arguments, environment=environment))


def _in_folder(work: Callable[[str], Seconds]) -> Seconds:
    with tempfile.TemporaryDirectory() as folder:
        return work(folder)


def _cold() -> Seconds:
    return _in_folder(partial(_shapegen, command="generate"))


def _warm() -> Seconds:
    return _in_folder(lambda folder: (_shapegen(folder, "generate"), _shapegen(folder, "generate"))[1])


def _check_cold() -> Seconds:
    def work(folder: str) -> Seconds:
        _shapegen(folder, "generate")
        [memory] = Path(folder, "cache").glob("finished-*.json")
        memory.unlink()
        return _shapegen(folder, "check")

    return _in_folder(work)


def _check() -> Seconds:
    return _in_folder(lambda folder: (_shapegen(folder, "generate"), _shapegen(folder, "check"))[1])


def _whole() -> Seconds:
    def work(folder: str) -> Seconds:
        seconds = _shapegen(folder, "generate", "--service", "sagemaker")
        _demand_modules(Path(folder, "generated"))
        return seconds

    return _in_folder(work)


def _stubs() -> Seconds:
    def work(folder: str) -> Seconds:
        only = ("--services", "sagemaker", "--product", "boto3-services", "--no-smart-version")
        builder = str(python("mypy-boto3-builder").with_name("mypy_boto3_builder"))
        seconds = timed(lambda: run(builder, folder, *only))
        _demand_modules(Path(folder))
        return seconds

    return _in_folder(work)


def _core() -> Seconds:
    black = python("mypy-boto3-builder").parent
    environment = os.environ | {"PATH": f"{black}{os.pathsep}{os.environ['PATH']}"}
    command = (str(python("sagemaker-core")), str(Path(__file__).with_name("core_generator.py")))

    def work(folder: str) -> Seconds:
        seconds = timed(lambda: run(*command, environment=environment, folder=folder))
        _demand_modules(Path(folder))
        return seconds

    return _in_folder(work)


def _demand_modules(folder: Path) -> None:
    """Raises UnfairError when what is in the folder has nothing of monitoring schedules."""
    if not any("CreateMonitoringSchedule" in path.read_text("utf-8") for path in folder.rglob("*.py*")) and not any(
        "class MonitoringSchedule(" in path.read_text("utf-8") for path in folder.rglob("*.py")
    ):
        raise UnfairError("a generator wrote nothing of schedules")
