"""`monitorshapes check`: what it finds in templates and requests, where, and what it leaves alone."""

import json
from pathlib import Path
from typing import Any

import pytest

from monitorshapes._runtime.iac import check, report, request, template
from monitorshapes._runtime.iac.diagnostics import Options, Result
from monitorshapes._runtime.iac.documents import read
from monitorshapes._runtime.main import main

SCHEDULE = """\
Resources:
  Schedule:
    Type: AWS::SageMaker::MonitoringSchedule
    Properties:
      MonitoringScheduleName: churn-hourly
      MonitoringScheduleConfig:
        MonitoringJobDefinitionName: churn
        MonitoringType: DataQuality
        ScheduleConfig:
          ScheduleExpression: cron(0 * ? * * *)
"""
DEFINITION = """\
Resources:
  Definition:
    Type: AWS::SageMaker::DataQualityJobDefinition
    Properties:
      RoleArn: arn:aws:iam::123456789012:role/monitor
      DataQualityAppSpecification: {ImageUri: analyzer}
      DataQualityJobInput:
        EndpointInput: {EndpointName: churn, LocalPath: /opt/ml/processing/input}
      DataQualityJobOutputConfig:
        MonitoringOutputs:
          - S3Output: {S3Uri: "s3://bucket/reports", LocalPath: /opt/ml/processing/output}
      JobResources:
        ClusterConfig: {InstanceCount: 1, InstanceType: ml.m5.xlarge, VolumeSizeInGB: 20}
"""


def checked(text: str, level: str = "documented", ignore: tuple[str, ...] = ()) -> Result:
    """What is said of a template or request."""
    root = read(text, yaml=not text.startswith("{"))
    options = Options(file="it", level=level, ignore=ignore)
    for reader in (template.check, request.check):
        if (result := reader(root, options)) is not None:
            return result
    return Result()


def said(text: str) -> list[tuple[int, str, str]]:
    """The line, the end of the path and the rule of all that is wrong."""
    result = checked(text)
    assert result.subjects
    return [(each.line, each.path.rpartition(".")[2], each.rule) for each in result.diagnostics]


def changed(text: str, old: str, new: str) -> str:
    """The template with one change."""
    assert old in text
    return text.replace(old, new)


# What is literal


@pytest.mark.parametrize("text", [SCHEDULE, DEFINITION])
def test_of_a_good_template_nothing_is_said(text: str) -> None:
    assert said(text) == []


@pytest.mark.parametrize(
    ("old", "new", "wrong"),
    [
        ("cron(0 * ? * * *)", "cron(0 0 ? * MON *)", (10, "ScheduleExpression", "documented:schedule-expression")),
        ("DataQuality", "DataQualty", (8, "MonitoringType", "enum:MonitoringType")),
        ("churn-hourly", "churn hourly", (5, "MonitoringScheduleName", "pattern")),
        ("MonitoringType:", "MonitoringTyp:", (8, "MonitoringTyp", "unknown")),
        ("MonitoringType:", "Other: !Ref X\n        MonitoringType:", (8, "Other", "unknown")),
        ("          ScheduleExpression: cron(0 * ? * * *)", "          {}", (9, "ScheduleExpression", "required")),
        ("churn-hourly", "[a]", (5, "MonitoringScheduleName", "type")),
        ("churn-hourly", "~", (5, "MonitoringScheduleName", "null")),
        (
            "        MonitoringType",
            "        MonitoringType: ModelBias\n        MonitoringType",
            (9, "MonitoringType", "duplicate"),
        ),
    ],
)
def test_a_mistake_is_found_at_its_line(old: str, new: str, wrong: tuple[int, str, str]) -> None:
    assert said(changed(SCHEDULE, old, new)) == [wrong]


def test_what_cloudformation_takes_for_a_number_or_text_passes() -> None:
    assert said(changed(DEFINITION, "VolumeSizeInGB: 20", 'VolumeSizeInGB: "20"')) == []
    assert said(changed(SCHEDULE, "churn-hourly", "12")) == []
    assert said(changed(DEFINITION, "VolumeSizeInGB: 20", "VolumeSizeInGB: much")) == [(13, "VolumeSizeInGB", "type")]


def test_what_the_resource_lacks_is_unknown_though_the_api_has_it() -> None:
    text = changed(DEFINITION, "EndpointName: churn", "EndpointName: churn, StartTimeOffset: -PT1H")
    assert said(text) == [(8, "StartTimeOffset", "unknown")]


def test_what_only_the_resource_has_passes() -> None:
    assert said(changed(SCHEDULE, "Properties:", "Properties:\n      EndpointName: churn")) == []


def test_the_resource_writes_an_empty_structure_as_a_boolean() -> None:
    batch = (
        "BatchTransformInput: {DataCapturedDestinationS3Uri: s3://b/c, LocalPath: /opt, DatasetFormat: {Parquet: true}}"
    )
    text = changed(DEFINITION, "EndpointInput: {EndpointName: churn, LocalPath: /opt/ml/processing/input}", batch)
    assert said(changed(text, "s3://b/c", "s3://b")) == []


def test_json_in_a_yaml_file_reads_as_json() -> None:
    face = json.dumps(
        {"Resources": {"A": {"Type": "AWS::SageMaker::MonitoringSchedule", "Properties": {"X": "\U0001f600"}}}}
    )
    by_yaml, by_json = (
        read(face, yaml=yaml).value["Resources"].value["A"].value["Properties"] for yaml in (True, False)
    )
    assert by_yaml.value["X"].value == by_json.value["X"].value == "\U0001f600"


# What only the deployment tells


@pytest.mark.parametrize(
    "function",
    [
        "!Ref Name",
        "{Ref: Name}",
        "!GetAtt Other.Name",
        "{'Fn::GetAtt': [Other, Name]}",
        "!ImportValue name",
        "!Sub '${AWS::StackName}-hourly'",
        "{'Fn::Sub': ['${a}-hourly', {a: !Ref Name}]}",
        "!Join ['-', [!Ref Name, hourly]]",
        "!Select [0, !Split [',', !Ref Names]]",
        "!FindInMap [!Ref A, b, c]",
        "!If [Nobody, knows, this]",
        "'{{resolve:ssm:/name}}'",
        "{'Fn::New': {}}",
        "!Transform {Name: AWS::Include}",
    ],
)
def test_a_function_refuses_nothing_and_what_stands_around_it_is_checked(function: str) -> None:
    text = changed(SCHEDULE, "churn-hourly", function)
    assert said(text) == []
    assert said(changed(text, "DataQuality", "DataQualty")) == [(8, "MonitoringType", "enum:MonitoringType")]


@pytest.mark.parametrize(
    ("function", "rule"),
    [
        ("!Sub '${Name} hourly'", "pattern"),
        ("!Join [' ', [!Ref Name, hourly]]", "pattern"),
        (f"!Sub '${{Name}}-{'x' * 63}'", "max"),
        ("!Sub 'churn_{{resolve:ssm:/name}}'", "pattern"),
        ("!Select [1, !Split ['/', 'a/b c']]", "pattern"),
        ("!Sub 'a b'", "pattern"),
        ("!Sub '${!Literal}'", "pattern"),
    ],
)
def test_what_is_certain_of_a_text_is_checked(function: str, rule: str) -> None:
    assert said(changed(SCHEDULE, "churn-hourly", function)) == [(5, "MonitoringScheduleName", rule)]


def test_a_value_of_an_enum_may_be_put_together() -> None:
    assert said(changed(DEFINITION, "ml.m5.xlarge", "!Sub 'ml.m5.${Size}'")) == []
    assert said(changed(DEFINITION, "ml.m5.xlarge", "!Sub 'ml.${Size}.m5'")) == [
        (13, "InstanceType", "enum:ProcessingInstanceType")
    ]


# Parameters and conditions


def with_parameter(parameter: str, text: str = SCHEDULE) -> str:
    """The template with the parameter `Type`, which is the type of what is monitored."""
    return f"Parameters:\n  Type:\n    Type: String\n{parameter}" + changed(text, "DataQuality", "!Ref Type")


@pytest.mark.parametrize(
    ("parameter", "wrong"),
    [
        ("", []),
        ("    Default: DataQuality\n", []),
        ("    Default: DataQualty\n", [4]),
        ("    Default: ''\n", []),
        ("    AllowedValues:\n      - DataQuality\n      - ModelBiass\n", [6]),
        ("    AllowedValues: [DataQuality, ModelBias]\n", []),
    ],
)
def test_parameters_are_checked_as_far_as_they_say(parameter: str, wrong: list[int]) -> None:
    text = with_parameter(parameter)
    assert [line for line, *_ in said(text)] == wrong


def test_the_default_of_a_parameter_from_the_parameter_store_is_no_value() -> None:
    text = with_parameter("    Default: /monitoring/type\n").replace(
        "Type: String", "Type: AWS::SSM::Parameter::Value<String>"
    )
    assert said(text) == []


CONDITIONS = """\
Parameters:
  Kind: {Type: String, Default: endpoint}
Conditions:
  IsEndpoint: !Equals [!Ref Kind, endpoint]
  IsBatch: !Equals [!Ref Kind, batch]
"""
BATCH = "{DataCapturedDestinationS3Uri: s3://b/c, LocalPath: /opt, DatasetFormat: {Csv: {}}}".replace(
    "s3://b/c", "s3://b"
)
EITHER = f"""\
        EndpointInput: !If [IsEndpoint, {{EndpointName: churn, LocalPath: /opt}}, !Ref AWS::NoValue]
        BatchTransformInput: !If [IsBatch, {BATCH}, !Ref AWS::NoValue]
"""
INPUT = "        EndpointInput: {EndpointName: churn, LocalPath: /opt/ml/processing/input}\n"


def test_branches_that_exclude_each_other_are_never_taken_together() -> None:
    text = CONDITIONS.replace("endpoint}", "endpoint, AllowedValues: [endpoint, batch]}") + changed(
        DEFINITION, INPUT, EITHER
    )
    assert said(text) == []


def test_a_value_of_a_parameter_with_which_nothing_is_monitored_is_found() -> None:
    text = CONDITIONS.replace("endpoint}", "endpoint, AllowedValues: [endpoint, none]}") + changed(
        DEFINITION, INPUT, EITHER
    )
    assert [rule for *_, rule in said(text)] == ["documented:one-monitoring-input"]


def test_a_mistake_in_one_branch_is_found() -> None:
    text = CONDITIONS + changed(DEFINITION, "InstanceCount: 1", "InstanceCount: !If [IsBatch, 0, 1]")
    assert said(text) == [(18, "InstanceCount", "min")]


OPTIONAL = """\
Parameters:
  Prediction: {Type: String}
  Probability: {Type: String}
  Problem: {Type: String, AllowedValues: [Regression, BinaryClassification]}
Conditions:
  Predicts: !Not [!Equals [!Ref Prediction, ""]]
  Decides: !And [!Equals [!Ref Problem, BinaryClassification], !Not [!Equals [!Ref Probability, ""]]]
Resources:
  Definition:
    Type: AWS::SageMaker::ModelQualityJobDefinition
    Properties:
      RoleArn: arn:aws:iam::123456789012:role/monitor
      ModelQualityAppSpecification: {ImageUri: analyzer, ProblemType: !Ref Problem}
      ModelQualityJobInput:
        GroundTruthS3Input: {S3Uri: s3://bucket/truth}
        EndpointInput:
          EndpointName: churn
          LocalPath: /opt/ml/processing/input
          InferenceAttribute: !If [Predicts, !Ref Prediction, !Ref AWS::NoValue]
          ProbabilityAttribute: !If [Decides, !Ref Probability, !Ref AWS::NoValue]
      ModelQualityJobOutputConfig:
        MonitoringOutputs:
          - S3Output: {S3Uri: s3://bucket/reports, LocalPath: /opt/ml/processing/output}
      JobResources:
        ClusterConfig: {InstanceCount: 1, InstanceType: ml.m5.xlarge, VolumeSizeInGB: 20}
"""


def test_values_that_are_wrong_together_only_pass() -> None:
    assert said(OPTIONAL) == []
    never = changed(OPTIONAL, "!If [Decides, !Ref Probability, !Ref AWS::NoValue]", "!Ref AWS::NoValue")
    assert said(never) == [(19, "InferenceAttribute", "documented:model-quality-inference")]


FLAGS = """\
Parameters:
  Endpoint: {Type: String, Default: "yes", AllowedValues: ["yes", "no"]}
  Batch: {Type: String, Default: "no", AllowedValues: ["yes", "no"]}
Conditions:
  IsEndpoint: !Equals [!Ref Endpoint, "yes"]
  IsBatch: !Equals [!Ref Batch, "yes"]
"""


def test_defaults_that_are_wrong_together_are_found() -> None:
    text = FLAGS + changed(DEFINITION, INPUT, EITHER)
    assert said(text) == []
    assert [rule for *_, rule in said(text.replace('"no", A', '"yes", A'))] == ["documented:one-monitoring-input"]


def test_of_many_parameters_some_combinations_are_tried() -> None:
    names = [f"P{number}" for number in range(9)]
    parameters = "".join(f'  {name}: {{Type: String, Default: "no", AllowedValues: ["yes", "no"]}}\n' for name in names)
    written = "".join(f'  {name}: !Equals [!Ref {name}, "yes"]\n' for name in names)
    environment = ", ".join(f"{name}: !If [{name}, a, b]" for name in names)
    text = f"Parameters:\n{parameters}Conditions:\n{written}" + changed(
        DEFINITION, "{ImageUri: analyzer}", f"{{ImageUri: analyzer, Environment: {{{environment}}}}}"
    )
    assert said(text) == []
    assert [rule for *_, rule in said(text.replace("InstanceCount: 1", "InstanceCount: !If [P8, 0, 1]"))] == ["min"]


def test_a_branch_that_nothing_leads_to_is_not_looked_at() -> None:
    never = CONDITIONS.replace("!Equals [!Ref Kind, batch]", "!Equals [a, b]")
    assert said(never + changed(DEFINITION, "InstanceCount: 1", "InstanceCount: !If [IsBatch, 0, 1]")) == []


def test_between_branches_that_only_the_deployment_decides_none_is_held_to_be_taken() -> None:
    conditions = "Conditions:\n  A: !Equals [!ImportValue a, b]\n  B: !Equals [!ImportValue c, d]\n"
    text = conditions + changed(DEFINITION, INPUT, EITHER.replace("IsEndpoint", "A").replace("IsBatch", "B"))
    assert said(text) == []


def test_a_resource_that_is_never_made_is_not_looked_at() -> None:
    text = CONDITIONS.replace("!Equals [!Ref Kind, batch]", "!Equals [a, b]") + changed(
        SCHEDULE, "    Properties:", "    Condition: IsBatch\n    Properties:"
    )
    assert said(changed(text, "DataQuality", "DataQualty")) == []


def test_rules_of_a_template_make_its_parameters_unknown() -> None:
    text = with_parameter("    Default: DataQualty\n")
    assert said("Rules: {R: {Assertions: []}}\n" + text) == []


def test_the_resources_of_a_loop_are_checked() -> None:
    body = "\n".join(f"      {line}" for line in SCHEDULE.splitlines()[1:]).replace(
        "Schedule:\n", "${Each}Schedule:\n", 1
    )
    text = f"Resources:\n  Fn::ForEach::Many:\n    - Each\n    - [a, b]\n    -\n{body}\n"
    text = text.replace("churn-hourly", "'${Each}-hourly'")
    assert said(text) == []
    assert [rule for *_, rule in said(text.replace("DataQuality", "DataQualty"))] == ["enum:MonitoringType"]


def test_resources_from_elsewhere_are_named_as_not_looked_at() -> None:
    result = checked(SCHEDULE + "  Fn::Transform: {Name: AWS::Include, Parameters: {Location: s3://b/more.yaml}}\n")
    assert (len(result.subjects), len(result.unseen), result.diagnostics) == (1, 1, [])


# Requests


REQUEST: dict[str, Any] = {
    "MonitoringScheduleName": "churn-hourly",
    "MonitoringScheduleConfig": {"MonitoringJobDefinitionName": "churn", "MonitoringType": "DataQuality"},
}


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ({}, []),
        ({"Tags": []}, []),
        ({"Tag": []}, [(4, "Tag", "unknown")]),
        ({"MonitoringScheduleName": "churn hourly"}, [(2, "MonitoringScheduleName", "pattern")]),
        ({"MonitoringScheduleName": 12}, [(2, "MonitoringScheduleName", "type")]),
    ],
)
def test_a_request_is_known_by_its_members(change: dict[str, Any], wrong: list[tuple[int, str, str]]) -> None:
    members = REQUEST | change
    text = "{\n" + ",\n".join(f'"{name}": {json.dumps(value)}' for name, value in members.items()) + "\n}"
    assert said(text) == wrong
    assert said(text.replace("{", " {", 1)) == wrong  # as YAML


@pytest.mark.parametrize(
    "other",
    [
        {"name": "package", "version": "1.0.0"},
        {"ResourceArn": "arn:aws:s3:::bucket", "Tags": [{"Key": "k", "Value": "v"}]},
        {"RoleArn": "x", "NetworkConfig": {}, "Environment": {}},
        {
            "MonitoringScheduleArn": "arn",
            "MonitoringScheduleName": "n",
            "CreationTime": 1,
            "MonitoringScheduleStatus": "x",
        },
        {"MonitoringScheduleSummaries": [], "NextToken": "x"},
        [],
    ],
)
def test_what_is_no_request_is_left_alone(other: Any) -> None:
    assert checked(json.dumps(other)) == Result()


# The command


def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, *arguments: str) -> tuple[int, str, str]:
    """How `monitorshapes check` ended, and what it said."""
    monkeypatch.setattr("sys.argv", ["monitorshapes", "check", *arguments])
    try:
        code = main()
    except SystemExit as ended:
        code = int(str(ended.code))
    out, err = capsys.readouterr()
    return code, out, err


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a good template, a bad one, and what concerns nobody."""
    (tmp_path / "good.yaml").write_text(SCHEDULE)
    (tmp_path / "bad.yml").write_text(changed(SCHEDULE, "DataQuality", "DataQualty"))
    (tmp_path / "chart.yaml").write_text("{{ helm }}: [")
    (tmp_path / "package.json").write_text("{}")
    return tmp_path


def test_exit_codes(folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    assert run(capsys, monkeypatch, str(folder / "good.yaml"))[0] == 0
    assert run(capsys, monkeypatch, str(folder / "package.json"))[0] == 0
    code, out, err = run(capsys, monkeypatch, str(folder))
    assert code == 1
    assert out.startswith(
        f"{folder / 'bad.yml'}:8:25: Resources.Schedule.Properties.MonitoringScheduleConfig.MonitoringType: "
    )
    assert err == "monitorshapes: 4 files: 2 resources and requests checked, 1 mistake\n"


@pytest.mark.parametrize(
    "content",
    [
        "AWS::SageMaker::MonitoringSchedule: [",
        "a: AWS::SageMaker::MonitoringSchedule\n---\nb: 1",
        "\xff".encode("latin-1"),
    ],
)
def test_what_cannot_be_read_is_named(
    content: str | bytes, folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = folder / "unreadable.yaml"
    path.write_bytes(content.encode() if isinstance(content, str) else content + SCHEDULE.encode())
    code, out, _ = run(capsys, monkeypatch, str(folder / "good.yaml"), str(path))
    assert code == 2
    assert out.startswith(f"{path}: not checked: ")


@pytest.mark.parametrize("path", ["nowhere.yaml", "empty"])
def test_where_there_is_nothing_nothing_is_said_to_be_good(
    path: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "empty").mkdir()
    assert run(capsys, monkeypatch, str(tmp_path / path))[0] == 2


def test_without_ruamel_yaml_a_template_is_named_as_not_looked_at(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "monitorshapes._runtime.iac.yaml", None)
    code, out, _ = run(capsys, monkeypatch, str(folder / "good.yaml"))
    assert (code, "pip install ruamel.yaml" in out) == (2, True)
    assert run(capsys, monkeypatch, str(folder / "chart.yaml"))[0] == 0


def test_json_is_for_programs(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    code, out, err = run(capsys, monkeypatch, str(folder), "--format", "json")
    document = json.loads(out)
    assert (code, err) == (1, "")
    assert [(each["line"], each["rule"]) for each in document["diagnostics"]] == [(8, "enum:MonitoringType")]
    assert (document["files"], len(document["checked"]), document["unseen"]) == (4, 2, [])


def test_githubs_commands_are_escaped() -> None:
    diagnostic = checked(changed(SCHEDULE, "churn-hourly", '"50%\\n"')).diagnostics[0]
    (line,) = report.report({"a,b.yaml": Result(diagnostics=[diagnostic])}, "github").splitlines()
    assert line.startswith("::error file=it,line=5,col=31,title=pattern::Resources.")
    assert "50%25" in line


def test_the_formats_are_all_there() -> None:
    assert check.FORMATS == report.FORMATS
