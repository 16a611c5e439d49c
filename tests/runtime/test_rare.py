"""What few services have: streams, events, documents, JSON texts, requests of their own, names that collide."""

import io
import json
import pickle
import subprocess
import sys
import tomllib
import warnings
from collections.abc import Iterator
from copy import deepcopy
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from botocore.model import ServiceModel
from botocore.response import StreamingBody
from botocore.validate import ParamValidator
from models import Model, done, rare, refused, write_model, write_profile

from shapegen.emit import parts
from shapegen.ir import Enum, Structure


def generated(folder: Path, model: Model, **keys: object) -> Path:
    profile = write_profile(folder / "profile", **{"package": "rareshapes", "client": "RareClient"} | keys)
    path = write_model(folder / "model.json", model)
    done("generate", "--profile", profile, "--model", path, "--output", folder / "out")
    return folder / "out"


@pytest.fixture(scope="module", params=["a package", "a large package"])
def root(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    with pytest.MonkeyPatch.context() as patch:
        if request.param == "a large package":
            patch.setattr(parts, "_LARGE", {Structure: 0, Enum: 0})
            patch.setattr(parts, "_SIZE", {Structure: 2, Enum: 1})
        return generated(tmp_path_factory.mktemp("rare"), rare())


@pytest.fixture(scope="module")
def package(root: Path) -> Iterator[Any]:
    sys.path.insert(0, str(root))
    yield import_module("rareshapes")
    sys.path.remove(str(root))
    for name in [each for each in sys.modules if each.partition(".")[0] == "rareshapes"]:
        del sys.modules[name]


class Boto3:
    """Stands for boto3's client: keeps what it is sent, and answers."""

    def __init__(self, answer: dict[str, Any]) -> None:
        self.answer = answer
        self.sent: list[tuple[str, dict[str, Any]]] = []

    def __getattr__(self, name: str) -> Any:
        def call(**request: Any) -> dict[str, Any]:
            self.sent.append((name, request))
            return self.answer

        return call


# Streams


def test_a_body_may_be_bytes_or_a_file_and_is_sent_as_it_is(package: Any) -> None:
    for body in (b"abc", bytearray(b"abc"), io.BytesIO(b"abc")):
        request = package.Upload(body=body)
        assert package.violations(request) == ()
        sent = package.to_dict(request)["Body"]
        assert sent is body if isinstance(body, io.BytesIO) else sent == b"abc"


def test_a_body_that_cannot_be_read_is_a_violation_and_bytes_have_their_length_checked(package: Any) -> None:
    [wrong] = package.violations(package.Upload(body=1))
    assert (wrong.path, wrong.rule) == ("Body", "type")
    for body in (b"0123456789", "ääääb\u00e4"):
        [long] = package.violations(package.Upload(body=body))
        assert (long.path, long.rule) == ("Body", "max")
    [no_stream] = package.violations(package.Upload(body=b"", raw=io.BytesIO()))
    assert (no_stream.path, no_stream.rule) == ("Raw", "type")


def test_text_stands_for_its_utf_8_where_bytes_are_wanted_and_text_that_has_none_does_not(package: Any) -> None:
    upload = package.Upload(body="ä", raw="ä")
    assert package.violations(upload) == ()
    assert package.to_dict(upload) == {"Body": b"\xc3\xa4", "Raw": b"\xc3\xa4"}
    assert [each.rule for each in package.violations(package.Upload(body="\ud800", raw="\ud800"))] == ["type", "type"]


def test_botocore_checks_the_least_length_of_an_enum_and_nothing_else_of_it(package: Any) -> None:
    assert [each.rule for each in package.violations(package.Part(color=""), level="botocore")] == ["min"]
    assert package.violations(package.Part(color="novel"), level="botocore") == ()


def test_null_can_be_said_where_any_json_value_can_stand(package: Any) -> None:
    upload = package.Upload(body=b"", free=package.NULL)
    assert package.violations(upload) == package.violations(upload, level="botocore") == ()
    assert package.to_dict(upload) == {"Body": b"", "Free": None}
    assert package.from_dict(package.Upload, {"Body": b"", "Free": None}) == upload
    assert package.from_json(package.Upload, '{"Body": "", "Free": null}') == upload
    assert package.to_dict(package.Upload(body=b"")) == {"Body": b""}
    assert pickle.loads(pickle.dumps(deepcopy(upload))).free is package.NULL  # noqa: S301  our own


def test_the_body_of_a_response_is_what_botocore_gives(package: Any) -> None:
    body = StreamingBody(io.BytesIO(b"one\ntwo"), 7)
    client = package.RareClient(Boto3({"Body": body, "Size": 7, "ResponseMetadata": {}}))
    response = client.import_(body=b"")
    assert response.body is body
    assert package.to_dict(response) == {"Body": body, "Size": 7}
    assert [*response.body.iter_lines()] == [b"one", b"two"]


def test_a_method_that_python_could_not_write_calls_boto3s(package: Any) -> None:
    boto3 = Boto3({})
    package.RareClient(boto3).import_(body=b"a")
    assert boto3.sent == [("import", {"Body": b"a"})]


# Events


def events(read: list[int]) -> Iterator[dict[str, Any]]:
    sent: list[dict[str, Any]] = [{"Part": {"Bytes": b"a", "Color": "novel"}}, {"Newer": {}}, {"End": {}}]
    for number, event in enumerate(sent):
        read.append(number)
        yield event


def test_events_are_structures_read_when_they_come(package: Any) -> None:
    read: list[int] = []
    response = package.RareClient(Boto3({"Events": events(read)})).watch()
    assert read == []
    stream = iter(response.events)
    part = next(stream)
    assert read == [0]
    assert part == package.Events(part=package.Part(bytes_=b"a", color=package.Color("novel")))
    newer, end = stream
    assert package.unknown_members(newer) == {"Newer": {}}
    assert end.end == package.Nothing()


def test_a_stream_of_events_goes_back_as_it_came_and_can_be_closed(package: Any) -> None:
    source = events([])
    response = package.from_dict(package.WatchResponse, {"Events": source})
    assert package.to_dict(response)["Events"] is source
    response.events.close()
    assert list(source) == []


def test_events_of_json_are_still_there_when_they_were_read(package: Any) -> None:
    sent = {"Events": [{"Part": {"Color": "novel"}}, {"Newer": {}}, {"End": {}}]}
    response = package.from_json(package.WatchResponse, json.dumps(sent))
    read = list(response.events)
    assert read[0].part.color == "novel"
    assert list(response.events) == read
    assert package.to_dict(response) == sent


def test_events_of_a_request_are_written_when_they_are_wanted(package: Any) -> None:
    sent = (package.Events(end=package.Nothing()) for _ in range(2))
    request = package.WatchRequest(sent=sent)
    assert package.violations(request) == ()
    assert list(package.to_dict(request)["Sent"]) == [{"End": {}}] * 2
    [wrong] = package.violations(package.WatchRequest(sent=1))
    assert (wrong.path, wrong.rule) == ("Sent", "type")


# Documents


GOOD = [{}, {"a": [1, 2.5, "x", None, True, {"b": []}]}, [], "text", 0, False]
BAD = [b"", object(), {"a": b""}, [datetime(2020, 5, 8, tzinfo=UTC)], {"a": {1, 2}}]


@pytest.mark.parametrize("member", ["free", "json"])
def test_a_document_and_a_json_text_are_whatever_json_can_say(package: Any, member: str) -> None:
    validator, operation = ParamValidator(), ServiceModel(rare()).operation_model("Import")
    for value, good in [*((each, True) for each in GOOD), *((each, False) for each in BAD)]:
        request = package.Upload(body=b"", **{member: value})
        wire_name = member.title()
        report = validator.validate(package.to_dict(request), operation.input_shape)
        if member == "free":
            assert report.has_errors() != good, value
        for level in ("botocore", "model"):
            found = package.violations(request, level=level)
            assert bool(found) != good, value
            assert all(each.path.startswith(wire_name) and each.rule == "type" for each in found)


@pytest.mark.parametrize("value", [(), (1,), {"a": ("b",)}, [(), {}]])
def test_a_document_holds_no_tuple_for_boto3_refuses_it(package: Any, value: object) -> None:
    request = package.Upload(body=b"", free=value)
    for level in ("botocore", "model"):
        [wrong] = package.violations(request, level=level)
        assert (wrong.path.startswith("Free"), wrong.rule) == (True, "type")
    assert package.to_dict(request)["Free"] == value
    validator, operation = ParamValidator(), ServiceModel(rare()).operation_model("Import")
    assert validator.validate(package.to_dict(request), operation.input_shape).has_errors()


@pytest.mark.parametrize("value", [(), (1,), {"a": ("b",)}, [(), {}]])
def test_a_json_text_may_hold_tuples_as_json_dumps_takes_them(package: Any, value: object) -> None:
    request = package.Upload(body=b"", json=value)
    assert package.violations(request) == package.violations(request, level="botocore") == ()
    assert json.dumps(package.to_dict(request)["Json"]) == json.dumps(value)


@pytest.mark.parametrize("value", [{1: 2}, {None: 1}, [float("nan")], {b"": 1}, {(): 1}, object(), [b""]])
def test_at_the_level_botocore_a_json_text_is_what_json_dumps_takes(package: Any, value: object) -> None:
    try:
        json.dumps(value)
        expected: list[str] = []
    except TypeError:
        expected = ["type"]
    request = package.Upload(body=b"", json=value)
    assert [each.rule for each in package.violations(request, level="botocore")] == expected


def test_a_json_text_that_is_no_header_is_text_as_boto3_takes_it(package: Any) -> None:
    assert package.violations(package.Upload(body=b"", json_text="{}")) == ()
    [wrong] = package.violations(package.Upload(body=b"", json_text={}))
    assert wrong.rule == "type"


def test_infinity_and_keys_that_are_no_text_are_no_json(package: Any) -> None:
    for value in (float("nan"), [float("inf")], {1: 2}):
        [wrong] = package.violations(package.Upload(body=b"", free=value))
        assert wrong.rule == "type"


def test_documents_and_gaps_survive_the_round_trip(package: Any) -> None:
    data = {"Free": {"a": [None]}, "Frees": [1, {"b": {}}], "Gaps": ["a-b", None, "novel"], "Json": {"c": [1]}}
    report = package.from_dict(package.Report, data)
    assert report.gaps == [package.Color.A_B, None, package.Color("novel")]
    assert package.to_dict(report) == data
    assert package.to_dict(report)["Free"]["a"] is not data["Free"]["a"]  # type: ignore[index]


# Requests


def test_each_operation_has_a_request_of_its_own(package: Any) -> None:
    boto3 = Boto3({})
    client = package.RareClient(boto3)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        client.send(package.DropAllRequest())
    client.send(package.GetDayRequest(date="x"))
    client.send(package.ListDaysRequest(date="y"))
    assert boto3.sent == [("drop_all", {}), ("get_day", {"Date": "x"}), ("list_days", {"Date": "y"})]
    assert not hasattr(package, "Day")


def test_a_token_may_be_left_out(package: Any) -> None:
    assert package.violations(package.Upload(body=b"")) == ()
    assert package.violations(package.Upload(body=b""), level="botocore") == ()


def test_a_deprecated_operation_warns_where_it_is_called(package: Any) -> None:
    client = package.RareClient(Boto3({}))
    with pytest.warns(DeprecationWarning, match="Drop each by itself") as warned:
        client.drop_all()
    assert warned[0].filename == __file__


# Names


def test_names_that_collide_get_a_number_and_are_published(root: Path, package: Any) -> None:
    names = tomllib.loads((root.parent / "profile" / "names.toml").read_text())
    assert names == {
        "members": {"Report.Level": "level_", "Report.level": "level__2"},
        "shapes": {"Level": "LevelShape", "level": "LevelShape_2"},
        "values": {"Color.a-b": "A_B", "Color.a_b": "A_B_2"},
    }
    assert package.Color.A_B_2 == "a_b"
    assert package.LevelShape(from_="a", x_y="b")
    assert package.to_dict(package.Report(level_=package.LevelShape(), level__2=package.LevelShape_2())) == {
        "Level": {},
        "level": {},
    }


def test_a_published_name_stays_when_a_neighbour_arrives(tmp_path: Path) -> None:
    model = rare()
    model["shapes"]["Color"]["enum"] = ["a_b"]
    generated(tmp_path, model)
    model["shapes"]["Color"]["enum"] = ["a-b", "a_b"]  # the newer one is the first
    root = generated(tmp_path, model)
    assert tomllib.loads((tmp_path / "profile" / "names.toml").read_text())["values"] == {
        "Color.a-b": "A_B_2",
        "Color.a_b": "A_B",
    }
    arguments = ("--profile", tmp_path / "profile", "--model", tmp_path / "model.json", "--output", root)
    done("check", *arguments)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[values]\n'Color.a-b' = 1\n", "'values' must be a table of strings"),
        ("[colors]\na = 'b'\n", "no such table: 'colors'"),
        ("[values]\n'Color.a-b' = 'A B'\n", "cannot be a Python name"),
        ("[values]\n'Color.a-b' = 'X'\n'Color.a_b' = 'X'\n", "'a-b' and 'a_b' would both be called 'X'"),
        ("[", "not TOML"),
    ],
)
def test_a_names_toml_that_is_wrong_is_an_error_that_says_so(tmp_path: Path, text: str, said: str) -> None:
    profile = write_profile(tmp_path / "profile")
    (profile / "names.toml").write_text(text)
    model = write_model(tmp_path / "model.json", rare())
    assert said in refused("generate", "--profile", profile, "--model", model, "--output", tmp_path / "out")


# Types

APP = """\
from typing import IO, Any, assert_type

import rareshapes as rare


def use(client: rare.RareClient, file: IO[bytes], report: rare.Report, event: rare.Events) -> None:
    download = client.import_(body=file)
    assert_type(client.send(rare.GetDayRequest()), rare.Report)
    assert download.body is not None
    assert_type(download.body.read(), bytes)
    assert_type(report.gaps, list[rare.Color | None] | None)
    assert_type(report.free, Any | None)
    if (events := client.watch().events) is not None:
        for each in events:
            assert_type(each, rare.Events)
    match event:
        case rare.Events(part=rare.Part() as part):
            assert_type(part, rare.Part)
        case rare.Events(end=rare.Nothing()):
            pass
        case _:
            print(rare.unknown_members(event))
    if event.part is not None:
        assert_type(event.part, rare.Part)
    rare.WatchRequest(sent=[event])
"""


@pytest.mark.parametrize("checker", [("mypy", "--strict", "--enable-error-code=deprecated"), ("pyright",)])
def test_type_checkers_know_all_that(root: Path, tmp_path: Path, checker: tuple[str, ...]) -> None:
    (tmp_path / "app.py").write_text(APP)
    (tmp_path / "pyrightconfig.json").write_text(
        json.dumps({"typeCheckingMode": "strict", "pythonVersion": "3.11", "extraPaths": [str(root)]})
    )

    def check() -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", *checker, "app.py"]
        environment = {"MYPYPATH": str(root), "PATH": "/usr/bin:/bin", "HOME": str(tmp_path)}
        return subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)

    assert check().returncode == 0, check().stdout
    (tmp_path / "app.py").write_text(f"{APP}    client.drop_all()\n    rare.Events(part=1)\n")
    ran = check()
    assert ran.returncode == 1
    assert "drop_all" in ran.stdout
    assert "part" in ran.stdout


def test_the_modules_are_strictly_typed(root: Path) -> None:
    command = [sys.executable, "-m", "mypy", "--strict", "--cache-dir", str(root.parent / "mypy"), "rareshapes"]
    ran = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout
