"""`generate --all`: each service of botocore's in a folder of its own."""

from pathlib import Path
from typing import Any

import botocore.session
import pytest
from models import contents

from shapegen.emit.services import Outcome, generate_all
from shapegen.model import load

SERVICES = ("marketplace-entitlement", "sagemaker-edge")


def test_each_service_is_written_and_none_stops_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sizes = {**dict.fromkeys(SERVICES, 3), "no-such-service": 4}
    monkeypatch.setattr(load, "sizes", lambda: sizes)

    def generated(state: str) -> dict[str, Outcome]:
        found = list(generate_all(tmp_path))
        done = [sizes[outcome.service] for outcome, _ in found]
        assert [share for _, share in found] == [sum(done[: at + 1]) / 10 for at in range(3)]
        outcomes = {outcome.service: outcome for outcome, _ in found}
        failed = outcomes.pop("no-such-service")
        assert (failed.state, failed.operations, failed.shapes) == ("failed", 0, 0)
        assert "no-such-service" in failed.error
        assert {name: (each.state, each.error) for name, each in outcomes.items()} == dict.fromkeys(
            SERVICES, (state, "")
        )
        return outcomes

    first = generated("written")
    models: dict[str, Any] = {name: botocore.session.get_session().get_service_model(name) for name in SERVICES}
    assert {name: each.operations for name, each in first.items()} == {
        name: len(model.operation_names) for name, model in models.items()
    }
    before = contents(tmp_path)
    assert {path.partition("/")[0] for path in before} == {*SERVICES}
    second = generated("unchanged")
    assert contents(tmp_path) == before
    counts = [{name: (each.operations, each.shapes) for name, each in run.items()} for run in (first, second)]
    assert counts[0] == counts[1]
