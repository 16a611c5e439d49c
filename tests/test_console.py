"""What takes more than two seconds says what it does: on a terminal as a bar, elsewhere as plain lines."""

import contextlib
import json
import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Generator
from pathlib import Path

import models
import pytest

from shapegen import console
from shapegen.model import load

ROOT = Path(__file__).parents[1]


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is printed about progress, of which a test need not wait two seconds for the first and ten for the next."""
    lines: list[str] = []

    def say(text: str, *, err: bool = False) -> None:
        assert err
        lines.append(text)

    monkeypatch.setattr(console, "say", say)
    monkeypatch.setattr(console, "_PATIENCE", 0.001)
    monkeypatch.setattr(console, "_BETWEEN", 0.001)
    return lines


def until(lines: list[str], count: int) -> None:
    deadline = time.monotonic() + 20
    while len(lines) < count:
        assert time.monotonic() < deadline, lines
        time.sleep(0.001)


def test_what_takes_long_says_so_in_a_line_and_says_it_once(said: list[str]) -> None:
    with console.progress("reading the model") as tell:
        until(said, 1)
        time.sleep(0.02)
        tell("reading the model: botocore 1.2.3")
        until(said, 2)
    assert said == ["reading the model …", "reading the model: botocore 1.2.3 …"]
    assert all("show_all" not in each.name for each in threading.enumerate())


def test_what_does_not_take_long_says_nothing(said: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(console, "_PATIENCE", 60)
    with console.progress("reading the model"):
        pass
    assert list(console.track("abc", "reading", 3)) == [*"abc"]
    assert said == []


def test_steps_that_are_counted_say_how_many_are_done(said: list[str]) -> None:
    for number, _ in enumerate(console.track(["a", "b"], "reading files", 2), 1):
        until(said, number)
    assert said == ["reading files: 1 of 2, 50% …", "reading files: 2 of 2, 100% …"]


def test_a_worker_leaves_it_to_the_process_that_started_it(said: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(console, "_silent", False)
    console.silence()
    with console.progress("building"):
        time.sleep(0.02)
    assert said == []


@pytest.mark.skipif(os.name == "nt", reason="Windows has no pseudo-terminals here")
def test_a_terminal_gets_a_bar() -> None:
    import pty

    program = "from shapegen.console import track\nfor _ in track(range(3), 'reading files', 3): pass"
    master, slave = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-c", program], stderr=slave, env={**os.environ, "TERM": "xterm", "COLUMNS": "80"}
    ) as run:
        os.close(slave)
        shown = b"".join(iter(lambda: _read(master), b"")).decode()
    os.close(master)
    assert run.returncode == 0
    assert re.search("reading files: 3 of 3.*━━━━", shown)


def _read(master: int) -> bytes:
    try:
        return os.read(master, 65536)
    except OSError:  # Linux says so that nobody writes any more
        return b""


COMMANDS: dict[str, tuple[list[str], list[str]]] = {
    "generate": (
        ["generate", "--service", "dynamodb", "--package", "shapes", "--output", "{tmp}"],
        ["reading the model", "building shapes", "writing the modules of shapes"],
    ),
    "check": (
        ["check", "--package", "monitorshapes"],
        ["reading the model", "building monitorshapes", "writing the modules of monitorshapes"],
    ),
    "names": (["names", "--service", "dynamodb"], ["building dynamodbshapes"]),
    "diff": (["diff", "installed", "installed", "--service", "sts"], ["reading the models", "comparing the models"]),
    "impact": (
        ["impact", "installed", "installed", "{app}", "--package", "monitorshapes"],
        ["reading the models", "reading files: 1 of 1, 100%"],
    ),
    "requires": (["requires", "{app}", "--package", "monitorshapes"], ["analysing files: 1 of 1, 100%"]),
    "adopt": (["adopt", "{app}", "--package", "monitorshapes"], ["analysing files: 1 of 1, 100%"]),
    "reference": (
        ["reference", "--package", "monitorshapes", "--output", "{tmp}"],
        ["writing the reference of monitorshapes"],
    ),
    "history": (
        ["history", "--profile", "{tmp}/profile", "--rebuild", "{tmp}/models"],
        ["reading the models: botocore 1.0.0", "reading the models: botocore 1.1.0"],
    ),
}


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_that_can_take_long_says_what_it_does(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []

    @contextlib.contextmanager
    def lines() -> Generator[Callable[[str], None], None, None]:
        yield told.append

    monkeypatch.setattr(console, "_lines", lines)
    monkeypatch.chdir(ROOT)
    app = tmp_path / "app.py"
    app.write_text("import boto3\nboto3.client('sagemaker').list_monitoring_schedules()\n")
    models.write_profile(tmp_path / "profile", service="dynamodb", operations=["*"])
    for release in ("1.0.0", "1.1.0"):
        (tmp_path / "models" / release).mkdir(parents=True)
        (tmp_path / "models" / release / "service-2.json").write_bytes(
            json.dumps(load.installed("dynamodb").data).encode()
        )
    arguments, expected = COMMANDS[command]
    models.done(*(each.format(tmp=tmp_path, app=app) for each in arguments))
    assert [each for each in told if each in expected] == expected
