"""One contestant in the environment of its peer: does and times what it is told on its standard input, line by line.

`python worker.py CONTESTANT`; each line is a list of JSON: `["result", work]` answers with what the work gives,
`["time", work, calls]` with the seconds that one call took, of the clock and of the processor, `["calls", work]` with
how often it calls each function that does a part of such work. Works without anything that the driver has.
"""

import importlib
import json
import re
import sys
import time
from collections import Counter

PARTS = {
    "botocore checks": r"botocore\.validate\.\w+\.validate",
    "botocore writes": r"botocore\.serialize\.\w+\.serialize_to_request",
    "botocore reads": r"botocore\.parsers\.\w+\.parse",
    "monitorshapes checks": r"monitorshapes\._runtime\.api\.violations",
    "monitorshapes writes": r"monitorshapes\._runtime\.api\.to_(dict|json)",
    "monitorshapes reads": r"monitorshapes\._runtime\.api\._read",
    "pydantic checks": r"pydantic_core\.\w+\.SchemaValidator\.\w+",
    "pydantic writes": r"pydantic_core\.\w+\.SchemaSerializer\.\w+",
    "msgspec checks": r"msgspec\.\w+\.(convert|decode|Decoder\.decode)",
    "msgspec writes": r"msgspec\.\w+\.(to_builtins|encode|Encoder\.encode)",
    "sagemaker-core writes": r"sagemaker\.core\.utils\.utils\.serialize",
}
"""What a library's users call to have requests or responses checked, written or read: its name here, and a pattern of
the functions' names. Inner calls of a recursion count."""


def main() -> None:
    answers, sys.stdout = sys.stdout, sys.stderr  # a contestant may print
    works = importlib.import_module(f"contestants.{sys.argv[1]}").works(json.loads(sys.stdin.readline()))
    does = {"result": lambda work: work(), "time": _timed, "calls": _calls}
    for line in sys.stdin:
        what, name, *rest = json.loads(line)
        print(json.dumps(does[what](works[name], *rest)), file=answers, flush=True)


def _timed(work, calls: int) -> tuple[float, float]:
    start, spent = time.perf_counter(), time.process_time()
    for _ in range(calls):
        work()
    return (time.perf_counter() - start) / calls, (time.process_time() - spent) / calls


def _calls(work) -> dict[str, int]:
    """How often the work calls a function of each part. It has been done once before: what is made once is no part."""
    names = Counter()

    def profile(frame, event, function) -> None:
        if event == "call":
            names[f"{frame.f_globals.get('__name__')}.{frame.f_code.co_qualname}"] += 1
        elif event == "c_call":
            module = function.__module__ or type(function.__self__).__module__
            names[f"{module}.{function.__qualname__}"] += 1

    work()
    sys.setprofile(profile)
    try:
        work()
    finally:
        sys.setprofile(None)
    counts = {part: sum(names[name] for name in names if re.fullmatch(of, name)) for part, of in PARTS.items()}
    return {part: count for part, count in counts.items() if count}


if __name__ == "__main__":
    main()
