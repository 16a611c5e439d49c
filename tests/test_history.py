"""What each release of botocore brought and changed: the record, its file, `shapegen history`, the replay of all."""

from pathlib import Path
from typing import Any

import replay

from shapegen import load
from shapegen.changes import normal
from shapegen.changes.compare import compare

ARCHIVE = Path(__file__).parent / "data" / "sagemaker-history.tar.xz"


def test_the_differences_of_each_release_say_all_that_it_changed_and_nothing_else() -> None:
    old: normal.Api | None = None
    form: dict[str, Any] = {}
    steps = 0
    for model in load.archive(ARCHIVE, "sagemaker"):
        new = normal.api(model.data)
        if old is None:
            form = replay.canonical(normal.snapshot(new))
        else:
            forth, back = compare(old, new), compare(new, old)
            replay.carry_out(forth, form)
            assert form == replay.canonical(normal.snapshot(new)), model.release
            told = sorted(((each.path, each.kind, each.old, each.new) for each in back), key=repr)
            assert replay.inverse(forth) == told, model.release
            steps += 1
        old = new
    assert steps == 319
