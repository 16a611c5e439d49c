"""A large package loads what is used of it, and no more."""

import subprocess
import sys
from pathlib import Path

import pytest
from models import done, small, write_model, write_profile


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
