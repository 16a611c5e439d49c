"""The fake under load."""

import json

from measure import goal, table
from peers import ROOT, run

_PYTHON = str(ROOT / ".venv" / "bin" / "python")
_SCRIPT = str(ROOT / "scripts" / "benchmarks" / "fake_load.py")


def bench() -> list[str]:
    """This is the fake under load. The first figure is the seconds that passed. The second is the processor seconds
    of the process, which other programs on the machine change less."""
    rows = [
        (what, f"{wall:.3f}", f"{process:.3f}", goal(wanted, wall <= limit))
        for what, wall, process, wanted, limit in json.loads(run(_PYTHON, _SCRIPT))
    ]
    return table(["", "seconds", "of the process", "to reach"], rows)
