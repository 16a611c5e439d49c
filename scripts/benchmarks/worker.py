"""One contestant in the environment of its peer: does and times what it is told on its standard input, line by line.

`python worker.py CONTESTANT`; each line is a list of JSON: `["result", work]` answers with what the work gives,
`["time", work, calls]` with the seconds that one call took. Works without anything that the driver has.
"""

import importlib
import json
import sys
import time


def main() -> None:
    answers, sys.stdout = sys.stdout, sys.stderr  # a contestant may print
    works = importlib.import_module(f"contestants.{sys.argv[1]}").works(json.loads(sys.stdin.readline()))
    for line in sys.stdin:
        what, name, *rest = json.loads(line)
        answer = works[name]() if what == "result" else _timed(works[name], *rest)
        print(json.dumps(answer), file=answers, flush=True)


def _timed(work, calls: int) -> float:
    start = time.perf_counter()
    for _ in range(calls):
        work()
    return (time.perf_counter() - start) / calls


if __name__ == "__main__":
    main()
