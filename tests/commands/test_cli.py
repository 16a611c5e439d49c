"""The command line as a whole: what it lists, and what it imports to do so."""

import json
import re
import shlex
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import click
import models
import pytest
from models import done

from shapegen import cli

FOLDER = Path(__file__).parents[2] / "codegen" / "shapegen" / "commands"
COMMANDS = sorted({path.stem for path in FOLDER.glob("*.py")} - {"__init__", "options"})


@pytest.mark.parametrize("name", COMMANDS)
def test_the_list_has_the_first_sentence_of_each_command_in_full(name: str) -> None:
    command: click.Command = getattr(import_module(f"shapegen.commands.{name}"), name)
    sentence = " ".join(str(command.help).partition("\n\n")[0].split())
    assert sentence.endswith(".")
    listed = " ".join(models.done("--help").partition("Commands:")[2].split())
    assert f" {name} {sentence.removesuffix('.')}" in f" {listed}"


def test_the_list_has_no_other_commands() -> None:
    lines = models.done("--help").partition("Commands:\n")[2].splitlines()
    assert sorted(line.split()[0] for line in lines if line.strip() and not line.startswith("   ")) == COMMANDS


def test_the_version_is_told_and_a_misspelt_command_leads_to_the_right_one() -> None:
    assert re.fullmatch(r"shapegen, version \d+\.\d+\.\d+\n", done("--version"))
    assert "generate" in models.refused("generat")


def test_a_command_imports_no_other() -> None:
    code = (
        "import json, sys\nfrom shapegen.cli import shapegen\n"
        "shapegen(['names', '--help'], standalone_mode=False)\n"
        "print(json.dumps([*sys.modules]), file=sys.stderr)"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    imported = set(json.loads(ran.stderr))
    assert {name for name in COMMANDS if f"shapegen.commands.{name}" in imported} == {"names"}
    assert "libcst" not in imported


def test_without_a_command_there_is_help() -> None:
    assert models.run().output == models.done("--help")


@pytest.mark.parametrize("command", [None, *cli._COMMANDS])
def test_help_begins_with_what_a_command_is_for_and_ends_with_examples_that_it_takes(command: str | None) -> None:
    said = done(*filter(None, (command, "--help")))
    examples = re.findall(r"^    shapegen (.*)$", said, re.MULTILINE)
    assert 1 <= len(examples) <= 2
    for example in examples:
        name, *arguments = shlex.split(example)
        found = cli.shapegen.get_command(click.Context(cli.shapegen), name)
        assert found
        assert command in (None, name)
        found.make_context(name, arguments)  # raises a UsageError for what it does not take


def test_commands_stand_in_the_order_in_which_they_are_met() -> None:
    listed = re.findall(r"^  (\w+)  ", done("--help").partition("Commands:")[2], re.MULTILINE)
    assert listed == list(cli._COMMANDS)
    assert listed[0] == "generate"


#: Asks the index for releases, or is another example with another package.
_ELSEWHERE = ("update", "check", "diff", "impact", "history --service", "generate --profile")


def test_the_examples_of_help_run_in_the_order_of_the_commands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("src").mkdir()
    Path("src/app.py").write_text("import boto3\nboto3.client('sagemaker').list_monitoring_schedules()\n")
    ran = 0
    for command in sorted(cli._COMMANDS, key="generate".__ne__):
        for example in re.findall(r"^    shapegen (.*)$", done(command, "--help"), re.MULTILINE):
            if not example.startswith(_ELSEWHERE) or example == "check --package src/s3shapes":
                done(*shlex.split(example))
                ran += 1
    assert ran == 11
