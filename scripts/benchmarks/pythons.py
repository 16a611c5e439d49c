"""The ratios that have a goal, on every Python that is there."""

import shutil
import subprocess
from functools import partial
from pathlib import Path

import contest
import inputs
import request
import response
from contest import Contestant
from measure import Ratio, table, take_turns
from peers import OURS

TURNS = 51
_OURS = "monitorshapes_"
VERSIONS = ("3.11", "3.12", "3.13", "3.14")
_REQUEST = {_OURS: OURS, "boto3_": "boto3", "pydantic_": "models", "msgspec_": "models"}
_PAIRS = [
    ("validate, dump", "boto3_", "validate, body"),
    ("validate, text", "boto3_", "validate, body"),
    ("construct, validate, dump", "pydantic_", "construct, dump"),
    ("construct, validate, dump", "msgspec_", "construct, validate, dump"),
]


def bench() -> list[str]:
    """The table shows how many times as fast as each peer monitorshapes is, in processor time, on every installed
    Python from 3.11 on: for a request as in the section `request`, and for whole calls of the client beside boto3's
    own, as in `response`.
    """
    columns = {version: _ratios(interpreter) for version in VERSIONS if (interpreter := _interpreter(version))}
    rows = [[name, *(column[name] for column in columns.values())] for name in next(iter(columns.values()))]
    return table(["monitorshapes beside", *columns], rows)


def _ratios(interpreter: str) -> dict[str, str]:
    ratios: dict[str, str] = {}
    with contest.contestants(_REQUEST, inputs.request(), interpreter) as started:
        for own, peer, work in _PAIRS:
            for name, does in ((_OURS, own), (peer, work)):
                contest.demand_calls(started[name], does, request.calls_of(name, does))
            ratios[f"{own}; {peer.strip('_')}: {work}"] = _ratio(started[_OURS], own, started[peer], work, 100)
    with contest.contestants({response.CLIENTS: OURS}, inputs.response(), interpreter) as started:
        clients = started[response.CLIENTS]
        for operation, calls in response.CALLS.items():
            ratios[f"{operation} through the client"] = _ratio(clients, operation, clients, f"{operation} bare", calls)
    return ratios


def _ratio(ours: Contestant, own: str, theirs: Contestant, work: str, calls: int) -> str:
    timers = {"ours": partial(ours.time, own, calls), "theirs": partial(theirs.time, work, calls)}
    seconds = take_turns(timers, TURNS)
    return str(Ratio.of_processor(seconds["ours"], seconds["theirs"]))


def _interpreter(version: str) -> str | None:
    """One of that version on the path, or of pyenv."""
    pyenv = sorted(Path("~/.pyenv/versions").expanduser().glob(f"{version}.*/bin/python"))
    for candidate in (shutil.which(f"python{version}"), *map(str, pyenv)):
        if candidate and not subprocess.run([candidate, "-c", ""], capture_output=True, check=False).returncode:
            return candidate
    return None
