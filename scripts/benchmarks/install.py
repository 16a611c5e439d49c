"""What an installation weighs."""

import zipfile
from pathlib import Path

import plots
from measure import goal, table
from peers import OURS, OURS_ALONE, python, wheel

_MB = 1e6
_ENVIRONMENTS = {
    OURS_ALONE: "monitorshapes",
    OURS: "monitorshapes and boto3",
    "boto3": "boto3",
    "types-boto3-sagemaker": "types-boto3-sagemaker and boto3",
    "aws-resource-validator": "aws-resource-validator",
    "models": "pydantic and msgspec",
    "sagemaker-core": "sagemaker-core",
    "sagemaker": "SDK v2",
}


def bench() -> list[str]:
    """Each fresh environment holds the named packages and what they require. The table shows the size of the files,
    of the files that Python compiled, and the number of distributions.

    monitorshapes requires no other distribution; programs that send requests already have boto3.
    types-boto3-sagemaker need not be installed where the app runs.
    """
    sizes = {name: _sizes(environment) for environment, name in _ENVIRONMENTS.items()}
    rows = [
        [name, f"{files / _MB:.1f}", f"{compiled / _MB:.1f}", number]
        for name, (files, compiled, number) in sizes.items()
    ]
    size, required = wheel().stat().st_size / _MB, _required(wheel())
    to_reach = goal("1 MB", size < 1), goal("0 required", not required)
    return [
        *table(["environment", "MB", "MB compiled", "distributions"], rows),
        "",
        f"The wheel of monitorshapes has {size:.2f} MB and requires {len(required)}; to reach: {', '.join(to_reach)}.",
        "",
        plots.dots("install", "MB", {"environment": {name: [files / _MB] for name, (files, _, _) in sizes.items()}}),
    ]


def _sizes(environment: str) -> tuple[int, int, int]:
    """The bytes of the files, of the compiled ones, and the distributions."""
    [packages] = python(environment).parents[1].glob("lib/python*/site-packages")
    compiled = others = 0
    for path in packages.rglob("*"):
        if path.suffix == ".pyc":
            compiled += path.lstat().st_size
        elif path.is_file():
            others += path.lstat().st_size
    return others, compiled, len([*packages.glob("*.dist-info")])


def _required(built: Path) -> list[str]:
    """What an installation brings along."""
    with zipfile.ZipFile(built) as archive:
        [about] = [name for name in archive.namelist() if name.endswith(".dist-info/METADATA")]
        lines = archive.read(about).decode().splitlines()
    return [line for line in lines if line.startswith("Requires-Dist:") and "extra ==" not in line]
