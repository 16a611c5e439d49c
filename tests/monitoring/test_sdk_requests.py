"""The layer sends what the SageMaker SDK was recorded to send, but for what docs/differences.md says and why."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from sdk_replay import CASES, Replay

ROOT = Path(__file__).parents[2]
SAID = set(re.findall(r"^\| `([\w.]+)` \| .+ \|$", (ROOT / "docs/differences.md").read_text("utf-8"), re.MULTILINE))
#: Of a case that differs: how, line by line, and what AWS answers `besides` what was recorded.
DIFFERENCES: dict[str, Any] = json.loads((ROOT / "tests/data/sdk/differences.json").read_text("utf-8"))


@pytest.mark.parametrize("name", CASES)
def test_a_call_sends_raises_and_returns_what_the_sdk_did(name: str, tmp_path: Path) -> None:
    expected = DIFFERENCES.get(name, {})
    found = Replay(CASES[name], tmp_path, expected.get("besides", {})).differences()
    assert found == expected.get("differences", [])


def test_the_documentation_says_where_they_differ() -> None:
    assert sorted(SAID) == sorted(DIFFERENCES)
    assert sorted(DIFFERENCES.keys() - CASES.keys()) == []
