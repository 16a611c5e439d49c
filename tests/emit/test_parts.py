"""A large package loads what is used of it, and no more."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from models import done, small, write_model, write_profile

from shapegen import ir
from shapegen.build import Settings, build
from shapegen.emit import parts


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Holds a package of many operations, each with a request and a response, and an enum that all use."""
    model = small()
    model["shapes"] = {
        "Color": {"type": "string", "enum": ["red", "blue"]},
        "Tag": {"type": "structure", "members": {}},
    }
    model["operations"] = {}
    for number in range(450):
        name = f"Do{number:03}"
        members = {"Color": {"shape": "Color"}, "Tag": {"shape": "Tag"}}
        model["shapes"] |= {f"{name}{kind}": {"type": "structure", "members": members} for kind in ("Input", "Output")}
        model["operations"][name] = {
            "name": name,
            "input": {"shape": f"{name}Input"},
            "output": {"shape": f"{name}Output"},
        }
    folder = tmp_path_factory.mktemp("large")
    profile = write_profile(folder / "profile", package="largeshapes", client="LargeClient", operations=["*"])
    done("generate", "--profile", profile, "--model", write_model(folder / "model.json", model), "--output", folder)
    return folder


@pytest.mark.parametrize(
    ("program", "loaded"),
    [
        ("import largeshapes", []),
        ("import largeshapes as p; p.Do007Input", ["shapes.part_001"]),
        ("import largeshapes as p; p.Do449Output", ["shapes.part_019"]),
        ("import largeshapes as p; p.LargeClient", []),
        (
            "import largeshapes as p; p.violations(p.Do100Input(tag=p.Tag()))",
            ["shapes.part_001", "shapes.part_005", "validators.part_001", "validators.part_005", "wire.part_005"],
        ),
        (
            "import largeshapes as p; p.from_dict(p.Do100Output, {})",
            ["enums.part_001", "shapes.part_005", "wire.part_001", "wire.part_005"],
        ),
    ],
)
def test_what_is_used_is_loaded(folder: Path, program: str, loaded: list[str]) -> None:
    said = "import sys; print(*sorted(name.partition('.')[2] for name in sys.modules if '.part_' in name))"
    ran = subprocess.run(
        [sys.executable, "-c", f"{program}; {said}"], cwd=folder, capture_output=True, text=True, check=True
    )
    assert ran.stdout.split() == loaded


def divided(structures: int, enums: int) -> dict[str, list[list[str]]]:
    """The shapes in each part of each module, of an operation whose request has members of structures and enums."""
    names = {f"S{number}": {"type": "structure", "members": {}} for number in range(structures - 1, 0, -1)}
    names |= {f"E{number}": {"type": "string", "enum": ["a"]} for number in range(enums, 0, -1)}
    members = {name: {"shape": name} for name in names}
    model: dict[str, Any] = {
        "metadata": {},
        "operations": {"Put": {"name": "Put", "input": {"shape": "PutRequest"}}},
        "shapes": {**names, "PutRequest": {"type": "structure", "members": members}},
    }
    service = build(model, Settings(service="small", package="small", client="SmallClient", operations=["*"])).service
    return {
        module: [[shape.name for shape in part.shapes] for part in each.values()]
        for module, each in parts.parts(service).items()
    }


@pytest.mark.parametrize(
    ("structures", "enums", "of_structures", "of_enums"),
    [
        (3, 2, None, None),
        (4, 0, [["PutRequest", "S3"], ["S1", "S2"]], None),
        (1, 3, None, [["E3", "PutRequest"], ["E2"], ["E1"]]),
        (4, 1, [["PutRequest", "S3"], ["E1", "S1", "S2"]], [["E1", "PutRequest", "S1", "S2", "S3"]]),
    ],
)
def test_with_more_than_so_many_it_is_divided_in_the_order_of_need(
    monkeypatch: pytest.MonkeyPatch, structures: int, enums: int, of_structures: object, of_enums: object
) -> None:
    monkeypatch.setattr(parts, "_LARGE", {ir.Structure: 3, ir.Enum: 2})
    monkeypatch.setattr(parts, "_SIZE", {ir.Structure: 2, ir.Enum: 1})
    found = divided(structures, enums)
    assert [found.get(module) for module in ("shapes", "validators", "wire")] == [of_structures] * 3
    assert found.get("enums") == of_enums
