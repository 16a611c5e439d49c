"""The layer sends what the SageMaker SDK was recorded to send, but for what docs/differences.md says and why."""

import re
from pathlib import Path

import pytest
from sdk_replay import CASES, Replay

ROOT = Path(__file__).parents[2]
DIFFERENCES = dict(
    re.findall(r"^\| `([\w.]+)` \| (.+) \|$", (ROOT / "docs/differences.md").read_text("utf-8"), re.MULTILINE)
)


@pytest.mark.parametrize("name", CASES)
def test_a_call_sends_what_the_sdk_sent(name: str, tmp_path: Path) -> None:
    difference = Replay(CASES[name], tmp_path).difference()
    if name in DIFFERENCES:
        assert difference is not None, "docs/differences.md says that it differs"
    else:
        assert difference is None


def test_every_difference_is_of_a_case_that_was_recorded() -> None:
    assert sorted(DIFFERENCES.keys() - CASES.keys()) == []
