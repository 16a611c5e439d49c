"""Streams, names that somebody may have meant, and other parts of the runtime that no monitoring shape needs."""

import asyncio
import inspect
import sys
import types
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import UTC, datetime
from importlib import metadata
from typing import Any
from unittest.mock import Mock

import boto3
import pytest
from botocore.exceptions import ClientError, EventStreamError

import monitorshapes as ms
from monitorshapes import stubs
from monitorshapes._runtime import keywords, main, parts, plain_values, streams, updates, versions
from monitorshapes._runtime.converters import DICT
from monitorshapes._runtime.entries import ByClass
from monitorshapes._runtime.suggestions import did_you_mean
from monitorshapes._runtime.waiters import Acceptor

NOON = datetime(2026, 5, 8, 12, tzinfo=UTC)

# Streams


def read(value: Any, reader: object) -> tuple[str, Any]:
    return "read", value


def of(source: Any) -> Any:
    return streams.read_events(source, read, DICT)


async def later(*events: object) -> AsyncIterator[object]:
    for event in events:
        if isinstance(event, Exception):
            raise event
        yield event


def at_once(*events: object) -> Iterator[object]:
    for event in events:
        if isinstance(event, Exception):
            raise event
        yield event


def gone_through(source: Any) -> Iterator[object]:
    """What comes of a stream, of one that is awaited too."""
    if not hasattr(source.source, "__aiter__"):
        yield from source
        return
    loop = asyncio.new_event_loop()
    try:
        events = aiter(source)
        while True:
            try:
                yield loop.run_until_complete(anext(events))
            except StopAsyncIteration:
                return
    finally:
        loop.close()


@pytest.mark.parametrize("events", [at_once, later])
def test_each_event_is_read_when_it_comes(events: Callable[..., Any]) -> None:
    assert list(gone_through(of(events({"A": 1}, {"B": 2})))) == [("read", {"A": 1}), ("read", {"B": 2})]
    assert list(gone_through(of(events()))) == []


@pytest.mark.parametrize("events", [at_once, later])
def test_an_error_of_the_service_ends_a_stream_as_it_ends_a_call(events: Callable[..., Any]) -> None:
    answer = {"Error": {"Code": "ResourceNotFound", "Message": "It is gone."}}
    for error, raised in (
        (EventStreamError(answer, "Watch"), ms.ServiceError),
        (ClientError(answer, "Watch"), ms.ServiceError),
        (ZeroDivisionError(), ZeroDivisionError),
    ):
        found = gone_through(of(events({"A": 1}, error, {"B": 2})))
        assert next(found) == ("read", {"A": 1})
        with pytest.raises(raised) as caught:
            next(found)
        if isinstance(caught.value, ms.ServiceError):
            assert str(caught.value) == "Watch: ResourceNotFound: It is gone."
            assert caught.value.__cause__ is error
        assert list(found) == []


@pytest.mark.parametrize("value", [None, "text", b"bytes", {"A": 1}, 1])
def test_what_cannot_be_gone_through_stays_as_it_is(value: object) -> None:
    assert of(value) is value
    assert streams.write_events(value, str) is value


def test_a_stream_is_sent_as_it_came_and_events_are_written_one_by_one() -> None:
    source = Mock(__iter__=None)
    stream = streams.EventStream(source, read, DICT)
    assert streams.write_events(stream, str) is source
    stream.close()
    source.close.assert_called_once_with()
    assert list(streams.write_events([1, 2], str)) == ["1", "2"]


# Names


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("m5.large", "ml.m5.large"),
        ("ML.M5.LARG", "ml.m5.large"),
        ("Bi", "Bias"),
        ("Reg", "Regression"),
        ("Mu", None),
        ("", None),
    ],
)
def test_what_is_nearest_may_have_been_meant(text: str, meant: str | None) -> None:
    known = ["ml.m4.large", "ml.m5.large", "BinaryClassification", "Bias", "Regression", "Multiple"]
    assert did_you_mean(text, known) == ("" if meant is None else f"; did you mean {meant!r}?")


def test_of_what_is_asked_80_characters_are_looked_at() -> None:
    assert did_you_mean("x" * 80 + "y", ["x" * 80], cutoff=1) == f"; did you mean {'x' * 80!r}?"


def test_a_beginning_that_two_names_have_means_neither() -> None:
    known = ["MulticlassClassification", "MultipleRegressions"]
    assert did_you_mean("Multi", known) == ""
    assert did_you_mean("Multic", known) == "; did you mean 'MulticlassClassification'?"
    assert did_you_mean("Mu", ["MulticlassClassification"]) == ""
    assert did_you_mean("Mul", ["MulticlassClassification"]) == "; did you mean 'MulticlassClassification'?"


@pytest.mark.parametrize(("count", "few"), [(10, "A0, A1, A2, A3, A4, A5, A6, A7, A8, A9"), (11, None)])
def test_ten_responses_that_can_be_sent_back_are_named(
    monkeypatch: pytest.MonkeyPatch, count: int, few: str | None
) -> None:
    classes = {f"A{number}": type(f"A{number}", (), {}) for number in range(count)}
    known = ByClass(types.SimpleNamespace(**classes), dict.fromkeys(classes, ("", ())))
    monkeypatch.setattr(updates, "UPDATES", known)
    with pytest.raises(TypeError) as raised:
        ms.update_from(1)  # type: ignore[arg-type]  # pyright: ignore
    few = few or "A0, A1, A2, A3, A4, A5, A6, A7, A8, A9, …"
    assert str(raised.value).endswith(f"; the responses that can be sent back are {few}")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["MaxResults"], "f() got an unexpected keyword argument 'MaxResults' (here it is called max_results)"),
        (["max_result"], "f() got an unexpected keyword argument 'max_result' (did you mean max_results?)"),
        (["x"], "f() got an unexpected keyword argument 'x'"),
        (["x", "NextToken"], "f() got unexpected keyword arguments: 'x', 'NextToken' (here it is called next_token)"),
    ],
)
def test_a_wrong_keyword_is_answered_with_the_right_one(given: list[str], said: str) -> None:
    names = {name: name for name in ("max_results", "maxresult_s", "next_token")}
    assert keywords.misnamed("f()", given, names) == said


# Parts of a large package


def test_a_part_is_loaded_when_something_in_it_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    folder, part = types.ModuleType("folder"), types.ModuleType("folder.part_001")
    part.write_A = part.A = "it"  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]
    monkeypatch.setitem(sys.modules, "folder", folder)
    monkeypatch.setitem(sys.modules, "folder.part_001", part)
    get, listed = parts.lazily("folder", {"part_001": ["A"]}, ("", "write_"))
    assert {"A", "write_A", "__name__"} <= {*listed()}
    assert "A" not in vars(folder)
    assert (get("A"), vars(folder)["A"], get("write_A")) == ("it", "it", "it")
    with pytest.raises(AttributeError, match=r"^module 'folder' has no attribute 'B'$"):
        get("B")
    assert parts.sources(folder) == [folder]
    folder.PARTS = ("part_001",)  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]
    assert parts.sources(folder) == [part]


# Values


class Derived:
    """A value of a derived class says that it is another."""

    def __str__(self) -> str:
        return "other"

    def __int__(self) -> int:
        return 9

    def __float__(self) -> float:
        return 9.0


@pytest.mark.parametrize("value", ["a", 1, 1.5, b"a", NOON], ids=str)
def test_a_value_of_a_derived_class_is_sent_as_what_it_is(value: Any) -> None:
    kind = type(value)
    derived: Any = type("Derived", (Derived, kind), {})
    made = derived(2026, 5, 8, 12, tzinfo=UTC) if kind is datetime else derived(value)
    found = plain_values.plain_value(made)
    assert (found, type(found)) == (value, kind)


@pytest.mark.parametrize(
    ("value", "plain"), [(True, True), (bytearray(b"a"), b"a"), (ms.ScheduleStatus.FAILED, "Failed")]
)
def test_what_is_sent_has_no_other_type(value: object, plain: object) -> None:
    found = plain_values.plain_value(value)
    assert (found, type(found)) == (plain, type(plain))


# Waiters, as botocore's documentation has them


@pytest.mark.parametrize(
    ("matcher", "expected", "answer", "matches"),
    [
        ("path", "a", {"X": ["a"], "S": "a"}, True),
        ("path", "b", {"S": "a"}, False),
        ("pathAll", "a", {"X": ["a", "a"]}, True),
        ("pathAll", "a", {"X": ["a", "b"]}, False),
        ("pathAll", "a", {"X": []}, False),
        ("pathAll", "a", {"X": "a"}, False),
        ("pathAny", "a", {"X": ["b", "a"]}, True),
        ("pathAny", "a", {"X": ["b"]}, False),
        ("pathAny", "a", {"X": []}, False),
        ("pathAny", "a", {}, False),
        ("pathAny", "a", {"X": ["a"], "Error": {"Code": "E"}}, False),
        ("status", 404, {"ResponseMetadata": {"HTTPStatusCode": 404}}, True),
        ("status", 404, {"ResponseMetadata": {"HTTPStatusCode": 200}}, False),
        ("status", 404, {}, False),
        ("error", "E", {"Error": {"Code": "E"}}, True),
        ("error", "E", {"Error": {"Code": "F"}}, False),
        ("error", True, {"Error": {"Code": "F"}}, True),
        ("error", True, {}, False),
        ("error", False, {}, True),
        ("error", False, {"Error": {"Code": "F"}}, False),
    ],
)
def test_an_answer_is_what_is_waited_for(matcher: Any, expected: Any, answer: dict[str, Any], matches: bool) -> None:
    argument = {"path": "S", "pathAll": "X[]", "pathAny": "X[]"}.get(matcher, "")
    acceptor = Acceptor(state="success", matcher=matcher, expected=expected, argument=argument)
    assert acceptor.matches(answer) is matches


# Annotations, the command, and the stub of boto3's client


@pytest.mark.parametrize(
    "looked",
    [
        lambda each: each["tags"],
        lambda each: [*each],
        lambda each: each | {},
        lambda each: {} | each,
        lambda each: each.copy(),
        lambda each: each.get("tags"),
        lambda each: each.items(),
        lambda each: each.keys(),
        lambda each: each.values(),
    ],
    ids=["[]", "*", "|", "| from the right", "copy", "get", "items", "keys", "values"],
)
def test_whoever_looks_at_annotations_finds_what_they_name(looked: Callable[[Any], object]) -> None:
    module = types.ModuleType("annotated")
    sys.modules["annotated"] = module
    try:
        made: Any = type(ms.ListTagsOutput.__annotations__)
        annotations = made({"tags": "Sequence[Tag]"}, "annotated")
        assert "Tag" not in vars(module)
        looked(annotations)
        assert vars(module)["Tag"] is ms.Tag
    finally:
        del sys.modules["annotated"]


@pytest.mark.parametrize(
    ("arguments", "code", "out", "err"),
    [
        ([], 0, "usage: ", ""),
        (["--version"], 0, "monitorshapes ", ""),
        (["schema", "Tag"], 0, '"Key"', ""),
        (["schema", "Tag", "--names", "wire"], 0, '"Key"', ""),
        (["schema", "Tag", "--names", "attribute"], 0, '"key"', ""),
        (["schema", "Tug"], 2, "", "nothing is called 'Tug'; did you mean 'Tag'?"),
        (["schema", "AWS::SageMaker::MonitoringSchedul"], 2, "", "did you mean 'AWS::SageMaker::MonitoringSchedule'?"),
        (["validate", "stop_monitoring_schedul", "x.json"], 2, "", "; did you mean 'StopMonitoringSchedule'?"),
        (["validate", "q", "x.json"], 2, "", "no operation is called 'q'; there are 35, such as AddTags"),
        (["validate", "request.json", "x.json"], 2, "", "is not an operation; name the operation first, then the file"),
    ],
)
def test_the_command_says_what_it_did_by_its_exit_code(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    code: int,
    out: str,
    err: str,
) -> None:
    monkeypatch.setattr(sys, "argv", ["monitorshapes", *arguments])
    try:
        ended: object = main.main()
    except SystemExit as exit_:
        ended = exit_.code
    said = capsys.readouterr()
    assert ended == code
    assert (out in said.out, err in said.err) == (True, True)
    assert (said.out == "", said.err == "") == (out == "", err == "")


@pytest.mark.parametrize(
    ("distributions", "version"),
    [({"monitorshapes": ["carrier", "other"]}, "1.2"), ({"monitorshapes": []}, "unknown"), ({}, "unknown")],
)
def test_a_package_has_the_version_of_what_brought_it(
    monkeypatch: pytest.MonkeyPatch, distributions: dict[str, list[str]], version: str
) -> None:
    def version_of(name: str) -> str:
        if name != "carrier":
            raise metadata.PackageNotFoundError
        return "1.2"

    monkeypatch.setattr(metadata, "version", version_of)
    monkeypatch.setattr(metadata, "packages_distributions", lambda: distributions)
    assert versions.version() == version


def test_a_url_that_is_signed_holds_as_long_as_boto3s() -> None:
    client = boto3.client("sagemaker", region_name="eu-west-1")
    ours = inspect.signature(stubs.Client.generate_presigned_url).parameters
    theirs = inspect.signature(client.generate_presigned_url).parameters
    assert ours["ExpiresIn"].default == theirs["ExpiresIn"].default
    assert [*ours][1:] == [*theirs]
