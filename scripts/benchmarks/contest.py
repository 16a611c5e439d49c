"""Contestants that live in environments of their own, one process each, asked in turn."""

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import peers
from measure import Seconds

_WORKER = Path(__file__).with_name("worker.py")


class UnfairError(Exception):
    """A contestant does not do the work that it is timed for."""


@dataclass(frozen=True, slots=True)
class Contestant:
    """One process of `worker.py`."""

    name: str
    process: subprocess.Popen[str]

    def result(self, work: str) -> Any:
        """What the work gives, as JSON has it."""
        return self._ask("result", work)

    def time(self, work: str, calls: int) -> Seconds:
        """The seconds that one of `calls` took."""
        return Seconds(*self._ask("time", work, calls))

    def calls(self, work: str) -> dict[str, int]:
        """How often the work calls what is in worker.PARTS, counted by a profiler; without those that it does not."""
        return self._ask("calls", work)

    def _ask(self, *line: object) -> Any:
        assert self.process.stdin
        assert self.process.stdout
        with suppress(BrokenPipeError):  # then there is no answer either
            print(json.dumps(line), file=self.process.stdin, flush=True)
        answer = self.process.stdout.readline()
        if not answer:
            raise UnfairError(f"{self.name} ended at {line}")
        return json.loads(answer)


@contextmanager
def contestants(
    environments: Mapping[str, str], data: object, interpreter: str = sys.executable
) -> Iterator[dict[str, Contestant]]:
    """The contestants by name, each in the environment given for it, made with the interpreter, with `data` to work on,
    until the block ends."""
    started: dict[str, Contestant] = {}
    try:
        for name, environment in environments.items():
            command = [str(peers.python(environment, interpreter)), str(_WORKER), name]
            process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
            assert process.stdin
            print(json.dumps(data), file=process.stdin, flush=True)
            started[name] = Contestant(name, process)
        yield started
    finally:
        for each in started.values():
            each.process.kill()
            each.process.wait()


def demand_equal(contestant: Contestant, work: str, wanted: object) -> None:
    """Raises UnfairError when the work does not give what is wanted: then its time would mean nothing."""
    got = contestant.result(work)
    if got != wanted:
        raise UnfairError(f"{contestant.name} gives for {work}:\n{got}\nand not\n{wanted}")


def demand_calls(contestant: Contestant, work: str, wanted: Mapping[str, int]) -> None:
    """Raises UnfairError when the work checks, writes or reads more, or less, than is wanted: a peer that does a thing
    twice would seem slow."""
    got = contestant.calls(work)
    if got != wanted:
        raise UnfairError(f"{contestant.name} calls for {work}:\n{got}\nand not\n{dict(wanted)}")
