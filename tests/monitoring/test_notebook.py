"""The notebook of the documentation runs, and shows what stands in it."""

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
NOTEBOOK = ROOT / "docs/monitors.ipynb"


def test_the_notebook_shows_tables_pictures_and_no_error() -> None:
    kinds = _shown(NOTEBOOK)
    assert [each for each in kinds if each not in ("image/png", "text/html", "text/plain")] == []
    assert kinds.count("image/png") == 5
    assert kinds.count("text/html") == 6


@pytest.mark.network
def test_the_notebook_runs(tmp_path: Path) -> None:
    anew = tmp_path / "anew.ipynb"
    subprocess.run([ROOT / "scripts/notebook", anew], check=True)
    assert _shown(anew) == _shown(NOTEBOOK)


def _shown(path: Path) -> list[str]:
    """The kinds of what the cells show."""
    notebook: Mapping[str, Any] = json.loads(path.read_text("utf-8"))
    outputs = [output for cell in notebook["cells"] for output in cell.get("outputs", [])]
    return [kind for output in outputs for kind in output.get("data", {output["output_type"]: ""})]
