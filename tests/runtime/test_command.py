"""`python -m monitorshapes validate OPERATION FILE`: what it prints, where, and what it exits with."""

import json
import os
import re
import runpy
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

import monitorshapes as ms
from monitorshapes._runtime.main import main
from monitorshapes.operations import OPERATIONS

SCHEDULE = runpy.run_path(str(Path(__file__).parents[1] / "programs" / "good" / "create.py"))["schedule"]
GOOD = ms.to_json(SCHEDULE("churn"))
BAD = json.dumps(
    {
        "MonitoringScheduleName": "churn hourly",
        "MonitoringScheduleConfig": {"MonitoringType": "DataQualty", "MonitoringJobDefinitionName": "definition"},
        "Tag": [],
    }
)
VIOLATIONS = [
    "MonitoringScheduleName: 'churn hourly' does not match the pattern [a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}",
    "MonitoringScheduleConfig.MonitoringType: 'DataQualty' is none of the 4 values of MonitoringType; "
    "did you mean 'DataQuality'?",
    "Tag: CreateMonitoringScheduleRequest has no such member; did you mean 'Tags'?",
]


class Run(NamedTuple):
    """How a command ended."""

    code: int
    out: str
    err: str


def run(*arguments: str, stdin: str | bytes = "", encoding: str = "utf-8") -> Run:
    """`python -m monitorshapes …`; whatever it is given, it shows no traceback."""
    ended = subprocess.run(
        [sys.executable, "-m", "monitorshapes", *arguments],
        input=stdin.encode() if isinstance(stdin, str) else stdin,
        env=os.environ | {"PYTHONIOENCODING": encoding, "COLUMNS": "100"},
        capture_output=True,
        check=False,
    )
    out, err = ended.stdout.decode(encoding), ended.stderr.decode(encoding)
    assert "Traceback" not in err, err
    return Run(ended.returncode, out, err)


def validated(text: str | bytes, *options: str, encoding: str = "utf-8") -> Run:
    """What is said of a request to create a schedule, on standard input."""
    return run("validate", "CreateMonitoringSchedule", "-", *options, stdin=text, encoding=encoding)


def refused(text: str | bytes) -> str:
    """The one line on standard error that says why a text cannot be read as a request."""
    code, out, err = validated(text)
    assert (code, out) == (2, "")
    assert re.fullmatch(r"monitorshapes: -: .*\n", err)
    return err.removeprefix("monitorshapes: -: ").rstrip("\n")


# Good and bad requests


def test_of_a_good_request_one_line_says_so(tmp_path: Path) -> None:
    path = tmp_path / "request.json"
    path.write_text(GOOD)
    said = run("validate", "CreateMonitoringSchedule", str(path))
    assert said == (0, f"{path}: no violations in this request of CreateMonitoringSchedule\n", "")


def test_of_a_bad_request_each_violation_has_a_line(tmp_path: Path) -> None:
    path = tmp_path / "request.json"
    path.write_text(BAD)
    code, out, err = run("validate", "CreateMonitoringSchedule", str(path))
    assert (code, err) == (1, "")
    assert out.splitlines() == VIOLATIONS


def test_a_dash_is_standard_input() -> None:
    assert validated(GOOD) == (0, "-: no violations in this request of CreateMonitoringSchedule\n", "")
    assert validated(BAD).out.splitlines() == VIOLATIONS


def test_json_is_for_programs() -> None:
    code, out, err = validated(BAD, "--json")
    assert (code, err) == (1, "")
    violations = json.loads(out)
    assert [f"{each['path']}: {each['message']}" for each in violations] == VIOLATIONS
    assert [each["rule"] for each in violations] == ["pattern", "enum", "unknown"]
    assert violations[1]["attribute"] == "monitoring_schedule_config.monitoring_type"
    assert {key for each in violations for key in each} == {"path", "attribute", "rule", "message"}


def test_json_of_a_good_request_is_an_empty_list() -> None:
    code, out, err = validated(GOOD, "--json")
    assert (code, json.loads(out), err) == (0, [], "")


def test_times_are_read_as_the_aws_command_line_writes_them() -> None:
    code, out, _ = run(
        *("validate", "ListMonitoringExecutions", "-"),
        stdin='{"CreationTimeAfter": "2020-05-07T00:00:00Z", "CreationTimeBefore": 1588896000}',
    )
    assert code == 0, out


def test_a_byte_order_mark_does_no_harm() -> None:
    assert validated(b"\xef\xbb\xbf" + GOOD.encode()).code == 0


def test_a_request_can_be_checked_less() -> None:
    assert validated(BAD, "--ignore", "pattern").out.splitlines() == VIOLATIONS[1:]
    assert validated(BAD, "--level", "off").code == 0
    code, out, err = validated(BAD, "--ignore", "patern")
    assert (code, out) == (2, "")
    assert "'patern'" in err


def test_a_key_that_stands_twice_is_named() -> None:
    code, out, _ = validated(GOOD.replace('"Tags"', '"Tags": [],\n "Tags"', 1))
    assert code == 1
    assert out == "Tags: line 2: is already in line 1; only one of the two counts\n"


# Operations


def test_every_operation_is_known_in_three_forms(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "request.json"
    path.write_text("{}")
    for operation in OPERATIONS.values():
        for form in (operation.name, operation.method, operation.method.replace("_", "-")):
            monkeypatch.setattr(sys, "argv", ["monitorshapes", "validate", form, str(path), "--level=off"])
            assert main() == 0
            assert capsys.readouterr().out == f"{path}: a request of {operation.name}, not checked\n"


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("CreateMonitoringSchedul", "CreateMonitoringSchedule"),
        ("createMonitoringSchedule", "CreateMonitoringSchedule"),
        ("list-monitoring-alert", "ListMonitoringAlerts"),
        ("describe_procesing_job", "DescribeProcessingJob"),
    ],
)
def test_an_unknown_operation_is_refused_with_the_nearest(wrong: str, right: str) -> None:
    code, out, err = run("validate", wrong, "-", stdin="{}")
    assert (code, out) == (2, "")
    assert re.fullmatch(
        f"monitorshapes: no operation is called {re.escape(repr(wrong))}; did you mean '{right}'.*\n", err
    )


@pytest.mark.parametrize("wrong", ["", "\n", "nope"])
def test_an_operation_that_is_near_none_is_refused_without_a_guess(wrong: str) -> None:
    code, out, err = run("validate", wrong, "-", stdin="{}")
    assert (code, out) == (2, "")
    assert err == f"monitorshapes: no operation is called {wrong!r}; there are 35, such as AddTags\n"


def test_swapped_arguments_are_told(tmp_path: Path) -> None:
    code, out, err = run("validate", "request.json", "create-monitoring-schedule")
    assert (code, out) == (2, "")
    assert err == "monitorshapes: 'request.json' is not an operation; name the operation first, then the file\n"


# What cannot be read


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    path = tmp_path / "request.json"
    said = run("validate", "ListTags", str(path))
    assert said == (2, "", f"monitorshapes: {path}: No such file or directory\n")


def test_a_folder_is_refused(tmp_path: Path) -> None:
    said = run("validate", "ListTags", str(tmp_path))
    assert said == (2, "", f"monitorshapes: {tmp_path}: Is a directory\n")


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("", "line 1, column 1"),
        ("{", "line 1, column 2"),
        ('{\n  "Tags": [,]\n}', "line 2, column 12"),
        ("{} {}", "line 1, column 4"),
        ("{'Tags': []}", "line 1, column 2"),
    ],
)
def test_what_is_not_json_is_refused_with_line_and_column(text: str, where: str) -> None:
    assert refused(text).startswith(f"not JSON: {where}: ")


@pytest.mark.parametrize("text", ["[]", "null", '"text"', "1", "true", "[{}]"])
def test_what_is_no_object_is_refused(text: str) -> None:
    assert refused(text) == "the file must contain a JSON object with the members of the request"


@pytest.mark.parametrize("text", [b"\xff\xfe{\0}\0", b'{"Tags": "\xe4"}'])
def test_what_is_not_utf_8_is_refused(text: bytes) -> None:
    assert re.fullmatch(r"not UTF-8 text \(byte \d+\)", refused(text))


def test_what_is_nested_too_deep_is_refused() -> None:
    assert refused("[" * 100_000 + "]" * 100_000) == "nested too deep"


@pytest.mark.parametrize("depth", [300, 490, 990])
def test_what_is_nested_deep_is_a_violation_at_worst(depth: int) -> None:
    for inner in ('{"Tags": %s}', '{"Novel": %s}', '{"MonitoringScheduleConfig": %s}'):
        assert validated(inner % ("[" * depth + "]" * depth)).code in (1, 2)


def test_a_number_of_thousands_of_digits_is_refused() -> None:
    assert refused(f'{{"Tags": {"9" * 5000}}}')


def test_numbers_that_json_does_not_have_are_violations() -> None:
    code, out, _ = run("validate", "list-tags", "-", stdin='{"ResourceArn": NaN, "MaxResults": 1e999}')
    assert code == 1
    assert out == "ResourceArn: text is needed, not nan\nMaxResults: an integer is needed, not inf\n"


def test_a_standard_input_that_is_closed_is_refused() -> None:
    command = [sys.executable, "-m", "monitorshapes", "validate", "ListTags", "-"]
    ended = subprocess.run(["sh", "-c", 'exec "$@" <&-', "sh", *command], capture_output=True, text=True, check=False)
    assert "Traceback" not in ended.stderr
    assert ended.returncode == 2


# What is printed


def test_a_violation_has_one_line_whatever_a_name_holds() -> None:
    names = ["line\nbreak", "\x1b[31mred", "return\rhome", "\u2028"]
    code, out, _ = validated(json.dumps(json.loads(GOOD) | dict.fromkeys(names, 1)))
    assert code == 1
    lines = out.removesuffix("\n").split("\n")
    assert len(lines) == len(names)
    assert all(line.isprintable() for line in lines)


@pytest.mark.parametrize("encoding", ["utf-8", "ascii", "cp1252"])
def test_what_a_terminal_cannot_show_is_escaped(encoding: str) -> None:
    for name in ("\ud800", "名", "é"):
        request = json.loads(GOOD) | {name: 1, "MonitoringScheduleName": name}
        code, out, _ = validated(json.dumps(request), encoding=encoding)
        assert code == 1
        assert len(out.splitlines()) == 2


def test_nothing_is_said_of_a_pipe_that_breaks(tmp_path: Path) -> None:
    path = tmp_path / "request.json"
    for members in (0, 20_000):
        path.write_text(json.dumps(dict.fromkeys(map(str, range(members)), 1)))
        for option in ("--json", "--level=documented"):
            reading, writing = os.pipe()
            os.close(reading)
            command = [sys.executable, "-m", "monitorshapes", "validate", "ListTags", str(path), option]
            ended = subprocess.run(command, stdout=writing, stderr=subprocess.PIPE, check=False)
            os.close(writing)
            assert ended.stderr == b""


# Help


def test_help_says_what_there_is() -> None:
    code, out, _ = run("--help")
    assert code == 0
    assert "python -m monitorshapes" in out
    assert "validate" in out


def test_alone_it_prints_its_help() -> None:
    assert run() == run("--help")


def test_version_names_the_model_too() -> None:
    assert run("--version") == (0, f"monitorshapes {ms.__version__} (botocore {ms.__botocore_version__})\n", "")


def test_help_on_validate_explains_its_arguments_and_exit_codes() -> None:
    code, out, _ = run("validate", "--help")
    assert code == 0
    for word in ("OPERATION", "FILE", "--json", "standard input", "create-thing", "Exit code: 0"):
        assert word in out


@pytest.mark.parametrize("arguments", [["validat"], ["validate"], ["validate", "ListTags"]])
def test_a_command_that_is_not_complete_is_refused(arguments: list[str]) -> None:
    code, out, err = run(*arguments)
    assert (code, out) == (2, "")
    assert err.startswith("usage: python -m monitorshapes")


@pytest.mark.parametrize("command", [None, "validate", "check", "convert", "schema"])
def test_help_begins_with_what_a_command_is_for_and_ends_with_examples_that_run(
    command: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code, out, _ = run(*filter(None, (command, "--help")))
    assert code == 0
    paragraphs = out.split("\n\n")
    assert paragraphs[1].replace("\n", " ").endswith(".")
    heading, *examples = paragraphs[-1].splitlines()
    assert (heading, len(examples)) == ("examples:", 2)
    monkeypatch.chdir(tmp_path)
    properties = json.loads(GOOD)
    template = json.dumps(
        {"Resources": {"S": {"Type": "AWS::SageMaker::MonitoringSchedule", "Properties": properties}}}
    )
    Path("templates").mkdir()
    for path in ("template.json", "templates/template.json"):
        Path(path).write_text(template)
    tags = {"ResourceArn": "arn:aws:sagemaker:us-east-1:123456789012:model/a", "Tags": [{"Key": "a", "Value": "b"}]}
    for example in examples:
        python, option, module, *arguments = example.split()
        assert (python, option, module) == ("python", "-m", "monitorshapes")
        assert command in (None, arguments[0])
        Path("request.json").write_text(json.dumps(tags) if arguments[0] == "validate" else GOOD)
        assert run(*arguments)[0] == 0
