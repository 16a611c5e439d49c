"""What `check` and `convert` say: which files are read, what stands in each form of report, what is refused."""

import argparse
import io
import json
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from monitorshapes._runtime.iac import check, convert
from monitorshapes._runtime.iac.diagnostics import Diagnostic, Result, duplicates, full_path
from monitorshapes._runtime.iac.documents import read
from monitorshapes._runtime.iac.report import report, summary
from monitorshapes._runtime.versions import version
from monitorshapes._runtime.violations import RULES

BAD = Diagnostic(file="a b/ü,1.yaml", line=3, column=7, path="A.B", rule="enum:Kind", message="100% wrong: x")
WORSE = Diagnostic(file="a b/ü,1.yaml", line=4, column=1, path="A.C", rule="required", message="is missing")
RESULTS = {
    "a b/ü,1.yaml": Result(subjects=["one", "two"], diagnostics=[BAD, WORSE]),
    "c.json": Result(unseen=["not JSON: 5%", "other"]),
    "d.json": Result(subjects=["three"]),
}
ARN = "arn:aws:iam::123456789012:role/monitor"
CONFIG = {"MonitoringJobDefinitionName": "churn", "MonitoringType": "DataQuality"}
GOOD = {"MonitoringScheduleName": "hourly", "MonitoringScheduleConfig": CONFIG}
WRONG = GOOD | {"MonitoringScheduleName": "no spaces"}

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs one of the two commands in an empty folder: the exit code, standard output and standard error."""
    monkeypatch.chdir(tmp_path)

    def run(module: ModuleType, *arguments: str) -> tuple[int, str, str]:
        parser = argparse.ArgumentParser()
        module.add(parser.add_subparsers())
        options = parser.parse_args([module.__name__.rpartition(".")[2], *arguments])
        try:
            code: Any = options.run(options)
        except SystemExit as ended:
            code = ended.code
        out, err = capsys.readouterr()
        return code, out, err

    return run


def wrote(name: str, content: object) -> None:
    """Writes a file in the folder where the commands run."""
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())


# Reports


def test_text_has_a_line_for_each_thing() -> None:
    assert report(RESULTS, "text").splitlines() == [
        "a b/ü,1.yaml:3:7: A.B: 100% wrong: x (enum:Kind)",
        "a b/ü,1.yaml:4:1: A.C: is missing (required)",
        "c.json: not checked: not JSON: 5%",
        "c.json: not checked: other",
    ]


def test_json_has_what_was_checked_found_and_not_seen() -> None:
    assert json.loads(report(RESULTS, "json")) == {
        "files": 3,
        "checked": [
            {"file": "a b/ü,1.yaml", "what": "one"},
            {"file": "a b/ü,1.yaml", "what": "two"},
            {"file": "d.json", "what": "three"},
        ],
        "diagnostics": [
            {
                "file": "a b/ü,1.yaml",
                "line": 3,
                "column": 7,
                "path": "A.B",
                "rule": "enum:Kind",
                "message": "100% wrong: x",
            },
            {
                "file": "a b/ü,1.yaml",
                "line": 4,
                "column": 1,
                "path": "A.C",
                "rule": "required",
                "message": "is missing",
            },
        ],
        "unseen": [{"file": "c.json", "reason": "not JSON: 5%"}, {"file": "c.json", "reason": "other"}],
    }


def test_commands_of_github_escape_what_their_syntax_needs() -> None:
    # In data GitHub decodes %25, %0D and %0A; in properties %3A and %2C, too.
    assert report(RESULTS, "github").splitlines() == [
        "::error file=a b/ü%2C1.yaml,line=3,col=7,title=enum%3AKind::A.B: 100%25 wrong: x",
        "::error file=a b/ü%2C1.yaml,line=4,col=1,title=required::A.C: is missing",
        "::error file=c.json,title=not checked::not JSON: 5%25",
        "::error file=c.json,title=not checked::other",
    ]


def test_sarif_is_a_log_of_version_2_1_0() -> None:
    kind = {"text": "A value is not in the enum: Kind."}
    required = {"text": "A required member is missing."}
    file = {"artifactLocation": {"uri": "a%20b/%C3%BC%2C1.yaml"}}
    unread = [{"physicalLocation": {"artifactLocation": {"uri": "c.json"}}}]
    assert json.loads(report(RESULTS, "sarif")) == {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "monitorshapes",
                        "version": version(),
                        "rules": [
                            {"id": "enum:Kind", "shortDescription": kind, "fullDescription": kind, "help": kind},
                            {
                                "id": "required",
                                "shortDescription": required,
                                "fullDescription": required,
                                "help": required,
                            },
                        ],
                    }
                },
                "columnKind": "unicodeCodePoints",
                "results": [
                    {
                        "ruleId": "enum:Kind",
                        "level": "error",
                        "message": {"text": "A.B: 100% wrong: x"},
                        "locations": [{"physicalLocation": file | {"region": {"startLine": 3, "startColumn": 7}}}],
                    },
                    {
                        "ruleId": "required",
                        "level": "error",
                        "message": {"text": "A.C: is missing"},
                        "locations": [{"physicalLocation": file | {"region": {"startLine": 4, "startColumn": 1}}}],
                    },
                ],
                "invocations": [
                    {
                        "executionSuccessful": False,
                        "toolExecutionNotifications": [
                            {
                                "level": "error",
                                "message": {"text": "not checked: not JSON: 5%"},
                                "locations": unread,
                            },
                            {"level": "error", "message": {"text": "not checked: other"}, "locations": unread},
                        ],
                    }
                ],
            }
        ],
    }


def test_sarif_says_that_all_was_looked_at() -> None:
    (run,) = json.loads(report({"d.json": Result(subjects=["three"])}, "sarif"))["runs"]
    assert run["invocations"] == [{"executionSuccessful": True, "toolExecutionNotifications": []}]
    assert run["results"] == run["tool"]["driver"]["rules"] == []


@pytest.mark.parametrize("rule", [*RULES, "duplicate", "null"])
@pytest.mark.parametrize("of", ["", "Name"])
def test_each_rule_has_a_meaning_of_its_own(rule: str, of: str) -> None:
    def meaning(rule: str) -> str:
        found = Diagnostic(file="a", line=1, column=1, path="A", rule=rule, message="no")
        (run,) = json.loads(report({"a": Result(diagnostics=[found])}, "sarif"))["runs"]
        return str(run["tool"]["driver"]["rules"][0]["help"]["text"])

    others = {meaning(each) for each in (*RULES, "duplicate", "null") if each != rule}
    assert meaning(rule) not in others
    text = meaning(f"{rule}:{of}" if of else rule)
    assert text == (meaning(rule).removesuffix(".") + ": Name." if of else text)


@pytest.mark.parametrize("form", ["text", "github"])
def test_where_nothing_is_wrong_nothing_is_printed(form: str) -> None:
    assert report({"d.json": Result(subjects=["three"])}, form) == ""


@pytest.mark.parametrize(
    ("results", "text"),
    [
        (RESULTS, "3 files: 3 resources and requests checked, 2 mistakes, 2 parts not checked"),
        ({"d": Result(subjects=["one"])}, "1 file: 1 resource or request checked, nothing wrong"),
        ({"d": Result()}, "1 file: 0 resources and requests checked, nothing to check"),
        (
            {"d": Result(subjects=["one"], diagnostics=[BAD], unseen=["two"])},
            "1 file: 1 resource or request checked, 1 mistake, 1 part not checked",
        ),
    ],
)
def test_the_summary_counts(results: dict[str, Result], text: str) -> None:
    assert summary(results) == text


# Diagnostics


@pytest.mark.parametrize(
    ("base", "steps", "path"),
    [
        ("", (), ""),
        ("", ("a",), "a"),
        ("", (0, "b"), "[0].b"),
        ("a", (), "a"),
        ("a", (0,), "a[0]"),
        ("a", ("b", 1, "c"), "a.b[1].c"),
    ],
)
def test_a_path_continues_another(base: str, steps: tuple[object, ...], path: str) -> None:
    assert full_path(base, steps) == path


def test_keys_that_stand_twice_are_found_at_any_depth() -> None:
    root = read('{"a": [{}, {"b": 1, "b": 2}],\n "c": {"d": {},\n "d": {}}, "a": [{"e": 1, "e": 2}]}', yaml=False)
    found = [(each.file, each.path, each.line, each.column, each.message) for each in duplicates(root, "f", "R")]
    # Of `a` only the second counts, so what stands in the first is not looked at.
    assert found == [
        ("f", "R.a", 3, 12, "is already in line 1; only one of the two counts"),
        ("f", "R.a[0].e", 3, 27, "is already in line 3; only one of the two counts"),
        ("f", "R.c.d", 3, 2, "is already in line 2; only one of the two counts"),
    ]


def test_a_diagnostic_knows_its_index() -> None:
    root = read('[[], [{"b": 1,\n"b": 2}]]', yaml=False)
    (found,) = duplicates(root, "f", "R")
    assert (found.path, found.rule, found.line, found.column) == ("R[1][0].b", "duplicate", 2, 1)


# Which files are read, and as what


def test_a_folder_is_searched_for_sources(run: Run) -> None:
    taken = [".hidden.json", "a.JSON", "d.template", "deep/c.yaml", "deep/er/b.yml"]
    left = [".aws-sam/e.json", "deep/.git/f.json", "node_modules/g.json", "x/__pycache__/h.json"]
    left += ["x/site-packages/y/i.json", "j.txt", "json"]
    for name in (*reversed(taken), *left):
        wrote(name, WRONG)
    Path("folder.json").mkdir()
    code, out, _ = run(check, ".", "--format", "json")
    assert (code, [Path(each["file"]).as_posix() for each in json.loads(out)["diagnostics"]]) == (1, taken)
    assert json.loads(out)["files"] == len(taken)


def test_a_file_that_is_named_is_read_whatever_its_name_is_and_once(run: Run) -> None:
    wrote(".aws-sam/e.txt", WRONG)
    code, out, _ = run(check, ".aws-sam/e.txt", ".aws-sam/e.txt", "--format", "json")
    assert (code, json.loads(out)["files"]) == (1, 1)


@pytest.mark.parametrize(
    ("file", "data", "yaml"),
    [
        ("a.json", b"- x", False),
        ("a.JSON", b"- x", False),
        ("a.yaml", b'{"a": 1}', True),
        ("a.YML", b"[1]", True),
        ("a.template", b'\n {"a": 1}', False),
        ("a.template", b"[1]", False),
        ("a.template", b"Resources: {}", True),
        ("-", b'{"a": 1}', False),
        ("-", b"a: [1]", True),
        ("a", b"", True),
    ],
)
def test_what_is_read_as_yaml(file: str, data: bytes, yaml: bool) -> None:
    assert check.is_yaml(file, data) is yaml


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.json", b'{"MonitoringScheduleName": "\xff"}', "a.json: not checked: not UTF-8 text (byte 28)"),
        (
            "a.json",
            b'{"MonitoringScheduleName":\n x}',
            "a.json: not checked: line 2, column 2: not JSON: Expecting value",
        ),
        (
            "a.py",
            b"",
            "a.py: not checked: a Python file, not a template; `shapegen adopt --check` checks Python",
        ),
        (
            "a.ipynb",
            b"",
            "a.ipynb: not checked: a Python file, not a template; `shapegen adopt --check` checks Python",
        ),
    ],
)
def test_what_cannot_be_read_is_said_and_ends_with_2(name: str, content: bytes, said: str, run: Run) -> None:
    wrote(name, content)
    code, out, err = run(check, name)
    assert (code, out.rstrip("\n")) == (2, said)
    assert err == "monitorshapes: 1 file: 0 resources and requests checked, nothing to check, 1 part not checked\n"


def test_a_file_that_does_not_exist_was_not_checked(run: Run) -> None:
    assert run(check, "no.json")[:2] == (2, "no.json: not checked: No such file or directory\n")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("a.yaml", "reading YAML requires ruamel.yaml: pip install ruamel.yaml"),
        ("a.yml", "reading YAML requires ruamel.yaml: pip install ruamel.yaml"),
        ("a.txt", "it is not JSON, and reading it as YAML requires ruamel.yaml: pip install ruamel.yaml"),
    ],
)
def test_without_ruamel_yaml_it_says_what_to_install(
    name: str, said: str, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "monitorshapes._runtime.iac.yaml", None)
    wrote(name, b"MonitoringScheduleName: x")
    assert run(check, name)[:2] == (2, f"{name}: not checked: {said}\n")
    want = f"monitorshapes: {name}: reading YAML requires ruamel.yaml: pip install ruamel.yaml\n"
    assert run(convert, name) == (2, "", want)
    wrote("a.json", GOOD)
    want = "monitorshapes: writing YAML requires ruamel.yaml: pip install ruamel.yaml\n"
    assert run(convert, "a.json", "--to", "yaml") == (2, "", want)


@pytest.mark.parametrize(
    "content",
    [
        b'{"\\u004donitoringScheduleName": "no spaces", "\\u004DonitoringScheduleConfig": {}}',
        b'\xef\xbb\xbf{"MonitoringScheduleName": "no spaces", "MonitoringScheduleConfig": {}}',
    ],
)
def test_names_are_found_however_they_are_written(content: bytes, run: Run) -> None:
    wrote("a.json", content)
    code, out, _ = run(check, "a.json", "--level", "model")
    assert (code, "MonitoringScheduleName: " in out) == (1, True)


def test_a_file_without_a_name_that_is_known_is_not_even_read(run: Run) -> None:
    wrote("a.json", b"{ this is no JSON")
    assert run(check, "a.json")[:2] == (0, "")
    for encoding in ("utf-16-le", "utf-16-be"):
        wrote("b.json", "MonitoringScheduleName".encode(encoding))
        assert run(check, "b.json")[:2] == (2, "b.json: not checked: line 1, column 1: not JSON: Expecting value\n")


def test_diagnostics_are_in_the_order_of_the_file(run: Run) -> None:
    wrote("a.json", b'{"MonitoringScheduleConfig": {"MonitoringTyp": 1},\n"MonitoringScheduleName": "a b", "Tag": 1}')
    _, out, _ = run(check, "a.json", "--level", "model")
    places = [tuple(map(int, line.split(":")[1:3])) for line in out.splitlines()]
    assert places == sorted(places)
    assert len(places) >= 3


def test_standard_input_and_options(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def given() -> None:
        stdin = io.BytesIO(json.dumps(WRONG).encode())
        monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=stdin))

    given()
    code, out, err = run(check, "-")
    assert (code, out.startswith("-:1:28: MonitoringScheduleName: ")) == (1, True)
    assert err == "monitorshapes: 1 file: 1 resource or request checked, 1 mistake\n"
    given()
    assert run(check, "-", "--ignore", "pattern")[0] == 0
    given()
    assert run(check, "-", "--level", "off")[0] == 0
    given()
    assert run(convert, "-", "--to", "json")[:2] == (0, json.dumps(WRONG, indent=2) + "\n")


def test_a_rule_that_does_not_exist_and_a_folder_without_sources_are_refused(run: Run) -> None:
    code, out, err = run(check, ".", "--ignore", "patern")
    assert (code, out) == (2, "")
    assert err.startswith("monitorshapes: no rule is called 'patern'")
    want = "monitorshapes: no file named *.json, *.template, *.yaml, *.yml in .\n"
    assert run(check, ".") == (2, "", want)


# What is converted


def template(**resources: object) -> dict[str, Any]:
    """A template of monitoring schedules."""
    kind = "AWS::SageMaker::MonitoringSchedule"
    return {"Resources": {name: {"Type": kind, "Properties": each} for name, each in resources.items()}}


TWO = template(HourlyOne=GOOD, DailyTwo=GOOD | {"MonitoringScheduleName": "it's daily"})
PYTHON = """\
import monitorshapes as ms

hourly_one = ms.CreateMonitoringScheduleRequest(
    monitoring_schedule_name="hourly",
    monitoring_schedule_config=ms.MonitoringScheduleConfig(
        monitoring_job_definition_name="churn",
        monitoring_type=ms.MonitoringType.DATA_QUALITY,
    ),
)

daily_two = ms.CreateMonitoringScheduleRequest(
    monitoring_schedule_name="it's daily",
    monitoring_schedule_config=ms.MonitoringScheduleConfig(
        monitoring_job_definition_name="churn",
        monitoring_type=ms.MonitoringType.DATA_QUALITY,
    ),
)
"""
PYTHON_WITH_A_TIME = """\
from datetime import datetime

import monitorshapes as ms

# left out because the model does not have it: Other
request = ms.ListMonitoringAlertHistoryRequest(
    monitoring_schedule_name="a",
    monitoring_alert_name="b",
    sort_by=ms.MonitoringAlertHistorySortKey("x"),
    creation_time_before=datetime.fromisoformat("1970-01-01T00:00:00+00:00"),
)
"""
YAML = """\
MonitoringScheduleName: hourly
MonitoringScheduleConfig:
  MonitoringJobDefinitionName: churn
  MonitoringType: DataQuality
---
MonitoringScheduleName: it's daily
MonitoringScheduleConfig:
  MonitoringJobDefinitionName: churn
  MonitoringType: DataQuality
"""
JSON = """\
{
  "MonitoringScheduleName": "hourly",
  "MonitoringScheduleConfig": {
    "MonitoringJobDefinitionName": "churn",
    "MonitoringType": "DataQuality"
  }
}
{
  "MonitoringScheduleName": "it's daily",
  "MonitoringScheduleConfig": {
    "MonitoringJobDefinitionName": "churn",
    "MonitoringType": "DataQuality"
  }
}
"""
# A shell has no escape between single quotes: they are closed, the quote stands between double ones.
CLI = "\n".join(
    f"aws sagemaker create-monitoring-schedule --cli-input-json '{text}'"
    for text in JSON.rstrip("\n").replace("'", "'\"'\"'").replace("}\n{", "}\0{").split("\0")
)


@pytest.mark.parametrize(
    ("target", "text"),
    [
        ("python", PYTHON),
        ("yaml", YAML),
        ("json", JSON),
        ("cloudformation", json.dumps(TWO, indent=2) + "\n"),
        ("cli", CLI + "\n"),
    ],
)
def test_two_resources_become_two_of_each_target(target: str, text: str, run: Run) -> None:
    wrote("two.json", TWO)
    assert run(convert, "two.json", "--to", target) == (0, text, "")


def test_one_of_the_resources_is_a_request(run: Run) -> None:
    wrote("two.json", TWO)
    head, hourly, daily = PYTHON.rstrip("\n").split("\n\n")
    for name, text in (("HourlyOne", hourly), ("DailyTwo", daily)):
        expected = f"{head}\n\nrequest = {text.partition(' = ')[2]}\n"
        assert run(convert, "two.json", name) == (0, expected, "")


@pytest.mark.parametrize(
    ("content", "arguments", "said"),
    [
        (None, (), "No such file or directory"),
        (b'"\xff"', (), "not UTF-8 text (byte 1)"),
        (b"{", (), "line 1, column 2: not JSON: Expecting property name enclosed in double quotes"),
        ({}, (), "nothing known here"),
        ([GOOD], (), "nothing known here"),
        (GOOD, ("--from", "described"), "nothing known here in a file of described"),
        (TWO, ("Other",), "it has no known resource 'Other'; there are HourlyOne, DailyTwo"),
        (
            template(S=GOOD | {"MonitoringScheduleName": {"Ref": "Name"}}),
            ("--to", "json"),
            "only the deployment knows monitoring_schedule_name (Ref('Name')), "
            "so convert this to python or cloudformation",
        ),
    ],
)
def test_what_is_refused_says_why(content: object, arguments: tuple[str, ...], said: str, run: Run) -> None:
    if content is not None:
        wrote("a.json", content)
    assert run(convert, "a.json", *arguments) == (2, "", f"monitorshapes: a.json: {said}\n")


def test_an_error_of_the_system_without_a_text_of_its_own_is_told(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(path: Path) -> bytes:
        raise OSError(f"odd {path.name}")

    monkeypatch.setattr(Path, "read_bytes", fails)
    assert run(convert, "a.json") == (2, "", "monitorshapes: a.json: odd a.json\n")
    assert run(check, "a.json")[:2] == (2, "a.json: not checked: odd a.json\n")


def test_a_time_brings_its_import_and_what_the_model_lacks_is_remarked(run: Run) -> None:
    request = {"MonitoringScheduleName": "a", "MonitoringAlertName": "b", "SortBy": "x", "CreationTimeBefore": 0}
    wrote("a.json", request | {"Other": 1})
    code, out, _ = run(convert, "a.json")
    assert (code, out) == (0, PYTHON_WITH_A_TIME)


def test_a_text_is_no_source(run: Run) -> None:
    wrote("a.json", "MonitoringScheduleName")
    assert run(convert, "a.json")[0] == 2
    assert run(check, "a.json")[0] == 0
