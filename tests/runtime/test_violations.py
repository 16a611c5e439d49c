"""Whatever a structure holds, its violations can be had, shown, kept and compared."""

import copy
import json
import pickle
import re
import time
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from enum import StrEnum
from typing import Any
from unittest.mock import Mock

import pytest

import monitorshapes as ms
from monitorshapes._runtime import violations
from monitorshapes._runtime.json_values import NULL, NotBase64
from monitorshapes.wire import STRUCTURES


def cluster(**members: Any) -> ms.MonitoringClusterConfig:
    defaults: dict[str, Any] = {"instance_count": 1, "instance_type": "ml.m5.large", "volume_size_in_gb": 1}
    return ms.MonitoringClusterConfig(**(defaults | members))


@pytest.mark.parametrize("level", ["botocore", "documented"])
def test_an_integer_that_python_does_not_print_is_refused_in_words(level: ms.Level) -> None:
    (violation,) = ms.violations(ms.Tag(key=10**5000, value="v"), level=level)  # type: ignore[arg-type]  # pyright: ignore
    assert violation.message == "text is needed, not an integer of 16610 bits"


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (2**1000 - 1, "not 10715086071862673209484250490600018105[0-9.]{40,}$"),
        (2**1000, "not an integer of 1001 bits$"),
    ],
    ids=["1000 bits", "1001 bits"],
)
def test_an_integer_of_more_than_a_thousand_bits_is_not_written_out(value: int, said: str) -> None:
    (violation,) = ms.violations(ms.Tag(key=value, value="v"))  # type: ignore[arg-type]  # pyright: ignore
    assert re.search(said, violation.message)


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ({"a": [1, None, True, "x", 1.5, {}], "b": NULL}, ""),
        (1e308, ""),
        ({1: "a"}, "[1]: text is needed, not 1"),
        ({"a": {"b": b"", "c": 1}}, "['a']['b']: a JSON value is needed, not bytes"),
        ({"a": {"b": 1, "c": {2: 3}}}, "['a']['c'][2]: text is needed, not 2"),
        ([1, [b"", {"a": 1.5}]], "[1][0]: a JSON value is needed, not bytes"),
        ([1, [1, {"a": float("inf")}]], "[1][1]['a']: a finite number is needed, not inf"),
        (float("-inf"), "a finite number is needed, not -inf"),
        (float("nan"), "a finite number is needed, not nan"),
        ((1,), "a JSON value is needed, not a tuple"),
    ],
)
def test_what_json_cannot_say_is_named_where_it_is(value: object, said: str) -> None:
    found: list[violations.Finding] = []
    violations.check_json(value, (), found)
    assert "; ".join(map(str, violations.explain(None, found, {}))) == said


@pytest.mark.parametrize(
    ("step", "said", "value"),
    [
        ("Card", "Card.Holdr: Card has no such member; did you mean 'Holder'?", "hunter2"),
        (violations.Sensitive("Card"), "Card[...]: Card has no such member", None),
    ],
)
def test_below_what_is_sensitive_a_name_may_be_a_secret_too(step: str, said: str, value: object) -> None:
    found: list[violations.Finding] = []
    violations.unknown_members(found, ((), step), {"Holdr": "hunter2"}, "Card", ["Holder"])
    (violation,) = violations.explain({"Card": {"Holdr": "hunter2"}}, found, {})
    assert (str(violation), violation.value) == (said, value)
    assert ("Holdr" in violation.attribute) is (value is not None)


@pytest.mark.parametrize(
    ("root", "place", "path", "attribute"),
    [
        (ms.Tag(key="k", value="v"), ((), "Key"), "Key", "key"),
        (ms.Tag(key="k", value="v"), ((), ("Key",)), "['Key']", "['Key']"),
        (ms.Tag(key="k", value="v"), ((), "no name"), "['no name']", "['no name']"),
        (
            ms.ListTagsOutput(tags=[ms.Tag(key="k", value="v")]),
            ((((), "Tags"), 0), "Key"),
            "Tags[0].Key",
            "tags[0].key",
        ),
        ({"a": {}}, ((((), ("a",)), ("b",)), ("c",)), "['a']['b']['c']", "['a']['b']['c']"),
    ],
    ids=range(5),
)
def test_a_place_is_told_in_the_services_names_and_in_pythons(
    root: object, place: violations.Place, path: str, attribute: str
) -> None:
    (violation,) = violations.explain(root, [(place, "type", "wrong", None)], STRUCTURES)
    assert (violation.path, violation.attribute) == (path, attribute)


def test_a_tuple_is_a_list_where_boto3_takes_it_for_one() -> None:
    found: list[violations.Finding] = []
    violations.check_json((1, (b"",)), (), found, (list, tuple))
    assert [(message, place) for place, _, message, _ in found] == [("a JSON value is needed, not bytes", (((), 1), 0))]


@pytest.mark.parametrize("value", [10**4300 - 1, 10**4300, 1 - 10**4300, -(10**4300)], ids=["+", "++", "-", "--"])
def test_an_integer_in_json_has_at_most_the_digits_that_python_writes(value: int) -> None:
    found: list[violations.Finding] = []
    violations.check_json(value, (), found)
    try:
        json.dumps(value)
    except ValueError:
        assert [message.partition(",")[0] for _, _, message, _ in found] == [
            "a number of at most 4300 digits is needed"
        ]
    else:
        assert found == []


def test_an_integer_is_no_wider_than_its_shape() -> None:
    arn = "arn:aws:sagemaker:us-east-1:123456789012:endpoint/a"
    assert ms.violations(ms.ListTagsInput(resource_arn=arn, max_results=2**31 - 1)) == ()
    (violation,) = ms.violations(ms.ListTagsInput(resource_arn=arn, max_results=2**31))
    assert str(violation) == "MaxResults: 2147483648 is above the maximum 2147483647"


def test_a_time_that_no_clock_reaches_is_refused_at_the_level_of_botocore() -> None:
    request = ms.ListMonitoringSchedulesRequest(creation_time_after=time.time_ns())  # type: ignore[arg-type]  # pyright: ignore
    assert [violation.rule for violation in ms.violations(request, level="botocore")] == ["type"]


def test_violations_can_be_in_a_set_whatever_their_value() -> None:
    (violation,) = ms.violations(cluster(instance_type=["ml.m5.large"]))
    assert violation in {violation}


def test_an_error_can_be_sent_to_another_process_and_copied() -> None:
    with pytest.raises(ms.ValidationError) as caught:
        ms.validate(cluster(instance_count=0))
    for again in (pickle.loads(pickle.dumps(caught.value)), copy.deepcopy(caught.value)):  # noqa: S301
        assert again.violations == caught.value.violations
        assert str(again) == str(caught.value)


def test_a_name_that_is_none_cannot_forge_a_line() -> None:
    read = ms.from_dict(ms.Tag, {"Key": "k", "Value": "v", "\n2. Key: fine\x1b[31m": 1})
    (violation,) = ms.violations(read)
    assert str(violation).startswith(r"['\n2. Key: fine\x1b[31m']: Tag has no such member")


@pytest.mark.parametrize(
    ("length", "shown"),
    [(400, "a" * 400), (401, f"{'a' * 200}...{'a' * 200}")],
)
def test_a_path_of_more_than_400_characters_is_cut_in_the_middle(length: int, shown: str) -> None:
    violation = ms.Violation(path="a" * length, attribute="a", rule="type", message="wrong", value="the value")
    assert str(violation) == f"{shown}: wrong"
    assert "the value" not in repr(violation)


def test_a_long_path_is_cut_where_it_is_shown_and_nowhere_else() -> None:
    name = "N" * 100_000
    (violation,) = ms.violations(ms.from_dict(ms.Tag, {"Key": "k", "Value": "v", name: 1}))
    assert violation.path == name
    assert len(str(violation)) < 600


def test_of_many_wrong_values_the_first_get_a_hint() -> None:
    preference = ms.ProcessingInstancePreference(instance_type="ml.m5.larg")  # type: ignore[arg-type]  # pyright: ignore
    resources = ms.ProcessingClusterConfig(volume_size_in_gb=1, instance_preferences=[preference] * 30)
    hinted = [
        violation for violation in ms.violations(resources, ignore={"max"}) if "did you mean" in violation.message
    ]
    assert 0 < len(hinted) < 30


def test_two_answers_that_say_the_same_are_equal() -> None:
    class Boto3Client:
        answers = 0

        def list_tags(self, **_: object) -> dict[str, Any]:
            self.answers += 1
            return {"Tags": [], "Newer": 1, "ResponseMetadata": {"RequestId": str(self.answers)}}

    client = ms.MonitoringClient(Boto3Client())
    arn = "arn:aws:sagemaker:us-east-1:123456789012:endpoint/a"
    first, second = client.list_tags(resource_arn=arn), client.list_tags(resource_arn=arn)
    assert first == second
    assert ms.unknown_members(first) == {"Newer": 1}


def test_an_operation_without_a_response_gives_none_whatever_the_client_answers() -> None:
    class Boto3Client:
        def stop_monitoring_schedule(self, **_: object) -> None: ...

    assert ms.MonitoringClient(Boto3Client()).stop_monitoring_schedule(monitoring_schedule_name="a") is None  # type: ignore[func-returns-value]


def test_unknown_members_are_a_copy() -> None:
    data: dict[str, Any] = {"Key": "k", "Value": "v", "Newer": {"a": [1]}}
    read = ms.from_dict(ms.Tag, data)
    ms.unknown_members(read)["Newer"]["a"].append(2)
    assert ms.to_dict(read) == data == {"Key": "k", "Value": "v", "Newer": {"a": [1]}}


def test_a_client_with_a_misspelt_level_is_refused_at_once() -> None:
    with pytest.raises(ValueError, match="no level is called 'modle'"):
        ms.MonitoringClient(Mock(), level="modle")  # type: ignore[arg-type]  # pyright: ignore
    with pytest.raises(ValueError, match="did you mean 'enum:ProcessingInstanceType'"):
        ms.MonitoringClient(Mock(), ignore={"enum:ProcessingInstancType"})
    with pytest.raises(ValueError, match="no rule is called 'enum:OpenEnum'"):
        ms.MonitoringClient(Mock(), ignore={"enum:OpenEnum"})


NO_OFFSET: Any = tzinfo
"""A class of zones whose methods raise NotImplementedError."""


@pytest.mark.parametrize(
    ("value", "is_time"),
    [
        (datetime(2026, 1, 1, tzinfo=UTC), True),
        (datetime(2026, 1, 1), False),
        (datetime(2026, 1, 1, tzinfo=NO_OFFSET()), False),
        (datetime.max.replace(tzinfo=timezone(timedelta(hours=1))), True),
        (datetime.max.replace(tzinfo=timezone(timedelta(hours=-1))), False),  # the year 10000 in UTC
        ("2026-01-01T00:00:00Z", False),
    ],
)
def test_a_time_is_one_that_utc_has(value: object, is_time: bool) -> None:
    assert violations.is_time(value) is is_time


@pytest.mark.parametrize(
    ("value", "encoded"),
    [
        (b"a", b"a"),
        (bytearray(b"a"), bytearray(b"a")),
        ("é", b"\xc3\xa9"),
        ("\ud800", None),
        (NotBase64("a"), None),
        (memoryview(b"a"), None),
        (5, None),
    ],
)
def test_text_stands_for_its_bytes(value: object, encoded: object) -> None:
    assert violations.encoded(value) == encoded


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (7, "'z' is none of the 7 values of Letter: a, b, c, d, e, f, g"),
        (
            8,
            "'z' is none of the 8 values of Letter (one newer than the package passes with ignore={'enum:Letter'})",
        ),
    ],
)
def test_up_to_seven_values_are_listed_where_one_is_wrong(count: int, said: str) -> None:
    found: list[violations.Finding] = []
    letters: Any = StrEnum("Letter", [*"abcdefgh"[:count]])  # type: ignore[misc]
    violations.wrong_value(found, ((), "It"), "z", letters)
    assert found == [(((), "It"), "enum:Letter", said, "z")]


def test_one_violation_is_not_called_many() -> None:
    def said(tag: ms.Tag) -> str:
        with pytest.raises(ms.ValidationError) as caught:
            ms.validate(tag)
        return str(caught.value)

    assert said(ms.Tag(key="", value="v")).startswith("Tag has 1 violation\n1. Key: ")
    assert said(ms.Tag(key="", value="v" * 257)).startswith("Tag has 2 violations\n1. Key: ")


@pytest.mark.parametrize(
    ("wrong", "wanted", "said"),
    [
        ({}, "Tag", "Tag is needed, not a dict; from_dict(Tag, …) makes one from it"),
        ({}, "a list", "a list is needed, not a dict"),
        ([], "Tag", "Tag is needed, not a list"),
        (
            "2026",
            "a datetime with a time zone",
            "a datetime with a time zone is needed, not '2026'; from_json reads times from text",
        ),
        (5, "a datetime with a time zone", "a datetime with a time zone is needed, not 5"),
    ],
)
def test_what_reads_a_value_of_another_type_is_named(wrong: object, wanted: str, said: str) -> None:
    found: list[violations.Finding] = []
    violations.wrong_type(found, ((), "It"), wrong, wanted)
    assert found == [(((), "It"), "type", said, wrong)]


@pytest.mark.parametrize(
    ("value", "said"),
    [((), "a tuple"), (memoryview(b""), "a memoryview"), (ArithmeticError(), "an ArithmeticError"), (b"", "bytes")],
)
def test_a_value_of_another_type_has_its_article(value: object, said: str) -> None:
    found: list[violations.Finding] = []
    violations.wrong_type(found, ((), "It"), value, "text")
    assert found[0][2] == f"text is needed, not {said}"


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"A": None, "B": None}, "exactly one of A, B is needed, not none"),
        ({"A": 1, "B": 2}, "exactly one of A, B is needed, not A and B"),
        ({"A": None, "B": 0}, None),
    ],
)
def test_of_a_union_one_member_is_set(given: dict[str, object], message: str | None) -> None:
    found: list[violations.Finding] = []
    violations.exactly_one(found, (), given)
    assert [each[2] for each in found] == [message][: message is not None]


@pytest.mark.parametrize(("before", "hinted"), [(0, True), (19, True), (20, False)])
def test_twenty_values_get_a_suggestion(before: int, hinted: bool) -> None:
    found: list[violations.Finding] = [((), "type", "", None)] * before
    violations.wrong_value(found, ((), "It"), "Complted", ms.ExecutionStatus)
    assert ("did you mean 'Completed'" in found[-1][2]) is hinted
