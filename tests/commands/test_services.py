"""Any service of botocore: the command for one and for all, what it says of names and reasons, and a spread proved."""

import shutil
import subprocess
import sys
from pathlib import Path

import models
import pytest
from click.testing import CliRunner
from models import contents, done, memory, rare, refused, state, write_model
from proof import prove

from shapegen.cli import shapegen
from shapegen.model import load

#: One or more of each protocol, with all that few services have.
SPREAD = {
    "apigatewayv2": ["ExportApi", "Import*"],
    "autoscaling": ["SuspendProcesses", "ResumeProcesses"],
    "bedrock-agent-runtime": ["InvokeFlow", "Retrieve*"],
    "bedrock-runtime": ["Converse*", "InvokeModel"],
    "cloudformation": ["CreateStack", "Describe*s", "GetTemplate"],
    "cognito-identity": ["*IdentityPool"],
    "dataexchange": ["Create*"],
    "dynamodb": ["*Item", "*KinesisStreamingDestination"],
    "ec2": ["RunInstances", "*Vpc"],
    "glacier": ["Upload*", "GetJobOutput"],
    "iam": ["*Role"],
    "iotwireless": ["*PositionEstimate"],
    "kafka": ["Create*"],
    "kinesis": ["SubscribeToShard", "PutRecord*"],
    "lambda": ["Invoke*"],
    "lexv2-runtime": ["*"],
    "logs": ["StartLiveTail", "PutLogEvents"],
    "polly": ["*Speech*"],
    "qbusiness": ["Chat*", "ListMessages"],
    "rds-data": ["*"],
    "rolesanywhere": ["*"],
    "route53": ["ChangeResourceRecordSets"],
    "s3": ["*Object", "SelectObjectContent", "GetBucketNotification*"],
    "sqs": ["*"],
    "workspaces-thin-client": ["*"],
}


#: Of these, one with each thing that few have: the workflow of all services checks the types of every one.
TYPED = ("bedrock-runtime", "dynamodb", "ec2", "glacier", "kinesis", "lexv2-runtime", "qbusiness", "s3")


def of(service: str) -> list[str]:
    """The options for one of the spread."""
    return ["--service", service, *(text for pattern in SPREAD[service] for text in ("--operation", pattern))]


@pytest.fixture(scope="module")
def spread(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a package for each of the spread."""
    folder = tmp_path_factory.mktemp("spread")
    for service in SPREAD:
        done("generate", *of(service), "--output", folder / service)
    return folder


@pytest.mark.parametrize("service", SPREAD)
def test_a_package_of_any_service_stands_up_to_botocore(spread: Path, service: str) -> None:
    proof = prove(spread / service)
    assert proof.problems == []
    assert proof.counts["operations"] > 0
    assert proof.counts["requests"] + proof.counts["requests not made"] >= proof.counts["operations"]


def test_a_proof_finds_what_is_wrong(spread: Path, tmp_path: Path) -> None:
    for path, text in contents(spread / "sqs").items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(text.replace(b'out["QueueUrl"]', b'out["Url"]'))
    assert any("the request" in problem for problem in prove(tmp_path).problems)


def test_packages_of_any_service_are_strictly_typed(spread: Path, tmp_path: Path) -> None:
    found = [models.stamp(spread / each)["service"]["package"] for each in TYPED]
    path = ":".join(str(spread / each) for each in TYPED)
    command = [sys.executable, "-m", "mypy", "--strict", *(part for name in found for part in ("-p", name))]
    ran = subprocess.run(command, cwd=tmp_path, env={"MYPYPATH": path}, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout


def test_a_second_run_changes_nothing_and_check_agrees_without_being_told(spread: Path) -> None:
    root = spread / "sqs"
    before = state(root)
    assert "Nothing changed" in done("generate", *of("sqs"), "--output", root)
    assert "Nothing changed" in done("generate", "--package", root / "sqsshapes")
    assert state(root) == before
    assert "is what `shapegen generate` writes" in done("check", "--package", root / "sqsshapes")


def test_another_package_is_not_overwritten(spread: Path) -> None:
    before = state(spread / "sqs")
    said = refused("generate", "--service", "sns", "--package", "sqsshapes", "--output", spread / "sqs")
    assert "holds a package of sqs" in said
    assert state(spread / "sqs") == before


def test_a_service_has_a_package_and_a_client_of_its_name(spread: Path) -> None:
    service = models.stamp(spread / "dynamodb")["service"]
    assert (service["package"], service["client"]) == ("dynamodbshapes", "DynamoDBClient")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--service", "s4"], "no service 's4'"),
        (["--service", "../s3"], "is not botocore's name of a service"),
        (["--service", "sqs", "--operation", "SendMassage"], "SendMessage"),
        (["--service", "sqs", "--shape", "Lost"], "'Lost'"),
        (["--service", "sqs", "--exclude", "Lost"], "'Lost'"),
        (["--service", "sqs", "--exclude", "SendMessageRequest"], "SendMessage"),
        (["--service", "sqs", "--exclude", "String"], "required"),
        (["--service", "sqs", "--package", "a b"], "cannot be a Python name"),
        (["--service", "sqs", "--package", "json"], "a module of that name"),
        (["--service", "sqs", "--package", "botocore"], "a module of that name"),
        (["--operation", "Get*"], "--service"),
        (["--service", "sqs", "--profile", "monitoring"], "exclude each other"),
        (["--all", "--service", "sqs"], "--all"),
    ],
)
def test_what_cannot_be_generated_is_said(tmp_path: Path, arguments: list[str], said: str) -> None:
    assert said in refused("generate", *arguments, "--output", tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_an_exclusion_takes_what_targets_it_and_names_that(tmp_path: Path) -> None:
    arguments = ("--service", "sqs", "--operation", "SendMessage", "--exclude", "MessageAttributeValue")
    said = done("generate", *arguments, "--output", tmp_path)
    assert "MessageAttributeValue" in said
    assert "SendMessageRequest.MessageAttributes" in said
    shapes = (tmp_path / "sqsshapes" / "shapes.py").read_text()
    assert "    message_attributes:" not in shapes
    assert "message_body:" in shapes
    assert "is what" in done("check", "--package", tmp_path / "sqsshapes")


def test_a_pattern_that_cannot_be_matched_is_named_and_not_checked(tmp_path: Path) -> None:
    said = done("generate", *of("workspaces-thin-client"), "--output", tmp_path)
    assert "Warning, a pattern that is not checked: DeviceName:" in said


# Reasons and names


def test_explain_says_the_way_from_an_operation() -> None:
    said = done("explain", *of("sqs"), "MessageAttributeValue")
    assert "MessageAttributeValue is in sqsshapes.\n" in said
    way = "Message.MessageAttributes -> MessageBodyAttributeMap{} -> MessageAttributeValue"
    assert f"ReceiveMessage: ReceiveMessageResult.Messages -> MessageList[] -> {way}" in said


def test_explain_says_why_a_shape_is_not_there() -> None:
    some = ("--service", "sqs", "--operation", "ListQueues")
    assert "No operation of the package reaches it; these do: ReceiveMessage" in done("explain", *some, "Message")
    assert "excluded" in done("explain", "--service", "sqs", "--exclude", "MessageList", "MessageList")
    assert "MessageList" in refused("explain", "--service", "sqs", "MessagesList")
    assert "asked for" in done("explain", *some, "--shape", "Message", "Message")


def test_names_lists_what_nobody_would_guess(tmp_path: Path) -> None:
    model = write_model(tmp_path / "model.json", rare())
    said = done("names", "--service", "rare", "--model", model).splitlines()
    assert said == [
        "operations  Import  import_",
        "shapes  Level  LevelShape",
        "shapes  level  LevelShape_2",
        "members  Level.from  from_",
        "members  Level.x-y  x_y",
        "members  Part.Bytes  bytes_",
        "members  Report.Level  level_",
        "members  Report.level  level__2",
        "values  Color.1  VALUE_1",
        "values  Color.a_b  A_B_2",
        "10 names of rareshapes are hard to guess.",
    ]


# All services


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """A botocore of three services, of which one cannot be generated; in this process, so that it can be."""
    sizes = load.sizes()
    monkeypatch.setattr(load, "sizes", lambda: {each: sizes[each] for each in ("sts", "sqs", "sso-oidc")})
    monkeypatch.setenv("SHAPEGEN_CACHE", memory())


@pytest.mark.usefixtures("few")
def test_all_services_have_a_folder_each_and_what_is_right_is_left_alone(tmp_path: Path) -> None:
    def run() -> str:
        result = CliRunner().invoke(shapegen, ["generate", "--all", "--output", str(tmp_path)], catch_exceptions=False)
        assert result.exit_code == 0, result.output
        return result.stdout

    assert "3 services" in (said := run())
    assert "3 written" in said
    assert {path.name for path in tmp_path.iterdir()} == {"sts", "sqs", "sso-oidc"}
    before = state(tmp_path / "sqs")
    (tmp_path / "sts" / "stsshapes" / "enums.py").write_text("")
    models.restamp(tmp_path / "sso-oidc", models.stamp(tmp_path / "sso-oidc") | {"shapegen": "0" * 64})
    said = run()
    assert "1 unchanged" in said
    assert "2 written" in said
    assert state(tmp_path / "sqs") == before
    assert "3 unchanged" in run()
    assert "is what" in done("check", "--package", tmp_path / "sts" / "stsshapes")


@pytest.mark.usefixtures("few")
def test_what_a_killed_run_left_beside_a_package_that_is_right_goes(tmp_path: Path) -> None:
    CliRunner().invoke(shapegen, ["generate", "--all", "--output", str(tmp_path)])
    before = contents(tmp_path)
    shutil.copytree(tmp_path / "sts" / "stsshapes", tmp_path / "sts" / ".stsshapes.shapegen-new")
    assert "3 unchanged" in CliRunner().invoke(shapegen, ["generate", "--all", "--output", str(tmp_path)]).stdout
    assert contents(tmp_path) == before


@pytest.mark.usefixtures("few")
def test_a_service_that_cannot_be_generated_stops_no_other(tmp_path: Path) -> None:
    (tmp_path / "sqs" / "sqsshapes").mkdir(parents=True)
    (tmp_path / "sqs" / "sqsshapes" / "mine.txt").write_text("mine")
    said = refused_after_a_table("generate", "--all", "--output", tmp_path)
    assert "1 services could not be generated: sqs" in said
    assert models.manifest(tmp_path / "sts").exists()
    assert (tmp_path / "sqs" / "sqsshapes" / "mine.txt").read_text() == "mine"


def refused_after_a_table(*arguments: object) -> str:
    result = CliRunner().invoke(shapegen, [str(each) for each in arguments], catch_exceptions=False)
    assert result.exit_code == 2, result.output
    assert "mine.txt" in result.stdout.replace("\n", "")
    return result.stderr
