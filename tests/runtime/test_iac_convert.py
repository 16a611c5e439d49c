"""`monitorshapes convert` and `schema`: what they print, that it is right, and what they refuse."""

import json
import shlex
from importlib import import_module
from pathlib import Path
from typing import Any

import black
import jsonschema
import pytest
import strategies
from black.strings import str_width
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

import monitorshapes as ms
from monitorshapes._runtime.iac.python import _columns, expression
from monitorshapes._runtime.iac.yaml import dump
from monitorshapes._runtime.main import main
from monitorshapes.operations import OPERATIONS

PACKAGE = strategies.monitoring()
REQUEST: dict[str, Any] = {
    "MonitoringScheduleName": "churn-hourly",
    "MonitoringScheduleConfig": {
        "ScheduleConfig": {"ScheduleExpression": "cron(0 * ? * * *)"},
        "MonitoringJobDefinitionName": "churn",
        "MonitoringType": "DataQuality",
    },
}
RESOURCE = {"Type": "AWS::SageMaker::MonitoringSchedule", "Properties": REQUEST}
PYTHON = """\
import monitorshapes as ms

request = ms.CreateMonitoringScheduleRequest(
    monitoring_schedule_name="churn-hourly",
    monitoring_schedule_config=ms.MonitoringScheduleConfig(
        schedule_config=ms.ScheduleConfig(schedule_expression="cron(0 * ? * * *)"),
        monitoring_job_definition_name="churn",
        monitoring_type=ms.MonitoringType.DATA_QUALITY,
    ),
)
"""
UNKNOWN = """\
Resources:
  ChurnHourly:
    Type: AWS::SageMaker::MonitoringSchedule
    Properties:
      MonitoringScheduleName: !Sub "${AWS::StackName}-hourly"
      MonitoringScheduleConfig: {MonitoringJobDefinitionName: !GetAtt Definition.Name, MonitoringType: DataQuality}
"""
PYTHON_OF_UNKNOWN = """\
import monitorshapes as ms

monitoring_schedule_name = "..."  # Fn::Sub('${AWS::StackName}-hourly')
monitoring_job_definition_name = "..."  # Fn::GetAtt('Definition.Name')
request = ms.CreateMonitoringScheduleRequest(
    monitoring_schedule_name=monitoring_schedule_name,
    monitoring_schedule_config=ms.MonitoringScheduleConfig(
        monitoring_job_definition_name=monitoring_job_definition_name,
        monitoring_type=ms.MonitoringType.DATA_QUALITY,
    ),
)
"""


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Any:
    """Runs `monitorshapes` and returns the exit code, standard output and standard error."""

    def run(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.argv", ["monitorshapes", *arguments])
        try:
            code = main()
        except SystemExit as ended:
            code = int(str(ended.code))
        out, err = capsys.readouterr()
        return code, out, err

    return run


@pytest.fixture
def file(tmp_path: Path) -> Any:
    """Writes a file and returns its path."""

    def file(content: Any, name: str = "input.json") -> str:
        path = tmp_path / name
        path.write_text(content if isinstance(content, str) else json.dumps(content))
        return str(path)

    return file


DESCRIBED = REQUEST | {
    "MonitoringScheduleArn": "arn:aws:sagemaker:eu-west-1:123456789012:monitoring-schedule/churn-hourly",
    "MonitoringScheduleStatus": "Scheduled",
    "CreationTime": "2026-01-01T00:00:00Z",
    "LastModifiedTime": 1767225600,
}


@pytest.mark.parametrize(
    ("content", "source"),
    [({"Resources": {"Schedule": RESOURCE}}, "cloudformation"), (REQUEST, "cli"), (DESCRIBED, "described")],
)
def test_each_source_becomes_each_target(content: Any, source: str, run: Any, file: Any) -> None:
    path = file(content)
    for options in ((), ("--from", source)):
        assert run("convert", path, *options) == (0, PYTHON, "")
        assert json.loads(run("convert", path, *options, "--to", "json")[1]) == REQUEST
        assert YAML(typ="safe").load(run("convert", path, *options, "--to", "yaml")[1]) == REQUEST
        (resource,) = json.loads(run("convert", path, *options, "--to", "cloudformation")[1])["Resources"].values()
        assert resource == RESOURCE
        *command, text = shlex.split(run("convert", path, *options, "--to", "cli")[1])
        assert command == ["aws", "sagemaker", "create-monitoring-schedule", "--cli-input-json"]
        assert json.loads(text) == REQUEST


def test_what_only_the_deployment_tells_is_a_variable_in_python(run: Any, file: Any) -> None:
    path = file(UNKNOWN, "template.yaml")
    assert run("convert", path) == (0, PYTHON_OF_UNKNOWN, "")
    assert run("convert", path, "ChurnHourly") == (0, PYTHON_OF_UNKNOWN, "")
    resource = json.loads(run("convert", path, "--to", "cloudformation")[1])["Resources"]["ChurnHourly"]
    assert resource["Properties"]["MonitoringScheduleName"] == {"Fn::Sub": "${AWS::StackName}-hourly"}
    definition = resource["Properties"]["MonitoringScheduleConfig"]["MonitoringJobDefinitionName"]
    assert definition == {"Fn::GetAtt": ["Definition", "Name"]}
    code, out, err = run("convert", path, "--to", "json")
    assert (code, out, "monitoring_schedule_name" in err) == (2, "", True)


def test_what_is_required_and_not_there_is_dots(run: Any, file: Any) -> None:
    resource = {"Type": RESOURCE["Type"], "Properties": {"MonitoringScheduleConfig": {"MonitoringType": "ModelBias"}}}
    out = run("convert", file({"Resources": {"Schedule": resource}}))[1]
    assert "    monitoring_schedule_name=...,\n" in out
    scope: dict[str, Any] = {}
    exec(out, scope)  # noqa: S102
    assert [each.path for each in ms.violations(scope["request"], level="botocore")] == ["MonitoringScheduleName"]


@pytest.mark.parametrize(
    ("content", "arguments", "word"),
    [
        ({"Resources": {"Schedule": RESOURCE}}, ["Other"], "there are Schedule"),
        ({"Resources": {}}, [], "nothing known here"),
        ("{", [], "not JSON"),
        (REQUEST, ["--from", "cloudformation"], "nothing known here"),
    ],
)
def test_what_cannot_be_converted_is_refused(
    content: Any, arguments: list[str], word: str, run: Any, file: Any
) -> None:
    code, out, err = run("convert", file(content), *arguments)
    assert (code, out) == (2, "")
    assert word in err


@pytest.mark.parametrize(
    "name", ["CreateDataQualityJobDefinitionRequest", "CreateMonitoringScheduleRequest", "ListTagsInput"]
)
@settings(strategies.SHAPES, max_examples=10)
@given(data=st.data())
def test_the_python_of_a_request_makes_it_and_black_leaves_it_alone(name: str, data: st.DataObject) -> None:
    request = data.draw(strategies.values(PACKAGE, name))
    text = f"request = {expression(request, 'ms.', before=10)}\n"
    scope: dict[str, Any] = {"ms": ms, "datetime": __import__("datetime").datetime}
    exec(text, scope)  # noqa: S102
    assert ms.to_dict(scope["request"]) == ms.to_dict(request)
    # Of some symbols Python and black know different widths.
    assume(all(_columns(line) == str_width(line) for line in text.splitlines()))
    assert black.format_str(text, mode=black.Mode()) == text


def test_an_enum_takes_the_variable_and_what_is_unknown_is_named(run: Any, file: Any) -> None:
    config = {
        "MonitoringType": {"Ref": "Kind"},
        "MonitoringTyp": 3,
        "ScheduleConfig": {"ScheduleExpression": "cron(0 * ? * * *)"},
    }
    properties = {"MonitoringScheduleName": "hourly", "MonitoringScheduleConfig": config}
    template = {"Resources": {"S": {"Type": "AWS::SageMaker::MonitoringSchedule", "Properties": properties}}}
    _, out, _ = run("convert", file(json.dumps(template)))
    assert "# left out because the model does not have it: MonitoringScheduleConfig.MonitoringTyp\n" in out
    scope: dict[str, Any] = {}
    exec(out.replace('monitoring_type = "..."', 'monitoring_type = "DataQuality"'), scope)  # noqa: S102
    assert scope["request"].monitoring_schedule_config.monitoring_type is ms.MonitoringType.DATA_QUALITY


@pytest.mark.parametrize(
    ("number", "text"), [(1e16, "1e16"), (1e-07, "1e-07"), (0.5, "0.5"), (float("inf"), 'float("inf")')]
)
def test_numbers_are_written_as_black_writes_them(number: float, text: str) -> None:
    assert expression(number, "ms.") == text


# Schemas


@pytest.mark.parametrize("name", ["CreateMonitoringSchedule", "CreateMonitoringScheduleRequest"])
def test_a_schema_is_printed(name: str, run: Any) -> None:
    code, out, _ = run("schema", name)
    assert code == 0
    assert json.loads(out) == ms.json_schema(ms.CreateMonitoringScheduleRequest)


def test_an_unknown_name_has_no_schema(run: Any) -> None:
    code, out, err = run("schema", "CreateMonitoringShedule")
    assert (code, out) == (2, "")
    assert "did you mean 'CreateMonitoringSchedule'?" in err


@pytest.mark.parametrize(
    ("change", "good"),
    [
        ({}, True),
        ({"EndpointName": "churn"}, True),
        ({"MonitoringScheduleName": {"Ref": "Name"}}, True),
        ({"MonitoringScheduleName": "!"}, True),
        ({"MonitoringScheduleNam": "churn"}, False),
        ({"MonitoringScheduleName": {"Name": "churn"}}, False),
        ({"MonitoringScheduleConfig": {"MonitoringTyp": "DataQuality"}}, False),
        ({"MonitoringScheduleConfig": {"Fn::If": ["A", {}, {}]}}, True),
    ],
)
def test_the_schema_of_a_template_knows_its_resources(change: dict[str, Any], good: bool) -> None:
    schema = ms.json_schema("template")
    jsonschema.Draft202012Validator.check_schema(schema)
    resource = {"Type": RESOURCE["Type"], "Properties": REQUEST | change}
    template = {"Resources": {"Schedule": resource, "Bucket": {"Type": "AWS::S3::Bucket"}}, "Outputs": {}}
    assert jsonschema.Draft202012Validator(schema).is_valid(template) == good
    assert jsonschema.Draft202012Validator(ms.json_schema(str(RESOURCE["Type"]))).is_valid(resource) == good


def test_a_resource_that_is_not_known_has_no_schema() -> None:
    with pytest.raises(KeyError):
        ms.json_schema("AWS::S3::Bucket")


def test_every_operation_has_a_schema(run: Any) -> None:
    for name in OPERATIONS:
        assert run("schema", name)[0] == 0


def test_text_stays_text_for_readers_of_yaml_1_1() -> None:
    words = "yes No on off y true null ~ 010 0b1 0x1f 1_000 1e3 .inf 12:30:45 2001-01-01 = << !x {x} ?".split()
    texts = [*words, "", " a", "a: b", "- a", "#a"]
    data = {"texts": texts, **dict.fromkeys(texts, "x")}
    assert import_module("yaml").safe_load(dump(data)) == data
    assert dump(["x"]) == "- x\n"
