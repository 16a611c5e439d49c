"""Feeds shapegen and the package mutations of good input: each is taken, or refused with an error that is documented.

What is mutated: models with their pages and waiters, profiles, what a package says of itself, Python sources,
notebooks, wheels, and requests in JSON. A mutation has a number and is the same each time, so that
`--only TARGET:NUMBER` repeats one. The input of a crash is written to tests/data/crashes, where a test finds it: mend
it, and commit the file.
"""

import argparse
import contextlib
import signal
import sys
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

import fuzzing

CRASHES = Path(__file__).parents[1] / "tests" / "data" / "crashes"
_LONGEST = 20  # seconds of processor time that one mutation may take


def main() -> int:
    """Exit code 0: no mutation crashed; 1: some did."""
    parser = argparse.ArgumentParser(prog="scripts/fuzz", description=__doc__)
    parser.add_argument("targets", nargs="*", metavar="TARGET", help=f"of {', '.join(fuzzing.TARGETS)}; default: all")
    parser.add_argument("--seconds", type=float, default=30, help="how long (default: %(default)s)")
    parser.add_argument("--count", type=int, help="how many mutations instead, in turn of each target")
    parser.add_argument("--start", type=int, default=0, help="the number of the first mutation")
    parser.add_argument("--only", metavar="TARGET:NUMBER", help="repeat this one, with the traceback")
    asked = parser.parse_args()
    if unknown := {*asked.targets} - {*fuzzing.TARGETS}:
        parser.error(f"there is no target {', '.join(sorted(unknown))}")
    if asked.only:
        name, _, number = asked.only.partition(":")
        fuzzing.TARGETS[name].run(fuzzing.mutated(fuzzing.TARGETS[name], int(number)))
        return 0
    return _fuzz(asked.targets or [*fuzzing.TARGETS], asked)


def _fuzz(names: list[str], asked: argparse.Namespace) -> int:
    end = time.monotonic() + asked.seconds
    counts, refused, crashes = Counter[str](), Counter[str](), Counter[str]()
    number = asked.start
    while sum(counts.values()) < asked.count if asked.count else time.monotonic() < end:
        for name in names:
            target = fuzzing.TARGETS[name]
            content = fuzzing.mutated(target, number)
            counts[name] += 1
            try:
                with _alarm():
                    refused[name] += not target.run(content)
            except Exception as error:
                crash = f"{name}: {type(error).__name__} at {_place(error)}"
                if crash not in crashes:
                    CRASHES.mkdir(exist_ok=True)
                    (CRASHES / f"{name}-{number}").write_bytes(content)
                    print(f"{crash}: {ascii(str(error))[:200]} ({name}:{number})", flush=True)
                crashes[crash] += 1
        number += 1
    for name in names:
        print(f"{name}: {counts[name]:,} mutations, {counts[name] - refused[name]:,} taken, {refused[name]:,} refused")
    print(f"{sum(counts.values()):,} mutations, {sum(crashes.values()):,} crashes of {len(crashes)} kinds")
    return 1 if crashes else 0


@contextlib.contextmanager
def _alarm() -> Iterator[None]:
    """Raises TimeoutError in a body that takes too long, however busy the machine is."""
    if sys.platform == "win32":
        yield
        return
    signal.signal(signal.SIGPROF, _ring)
    signal.setitimer(signal.ITIMER_PROF, _LONGEST)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def _ring(*_: object) -> NoReturn:
    raise TimeoutError(f"more than {_LONGEST} s")


def _place(error: Exception) -> str:
    last = traceback.extract_tb(error.__traceback__)[-1]
    return f"{Path(last.filename).name}:{last.name}"


if __name__ == "__main__":
    sys.exit(main())
