"""What botocore and a profile say of a waiter decides its parameters, its conditions and its documentation."""

from typing import Any

import pytest

from shapegen import ir
from shapegen.build import Settings, build
from shapegen.errors import ModelError

TEXT = {"shape": "Text"}
MODEL: dict[str, Any] = {
    "metadata": {},
    "operations": {
        "GetThing": {
            "name": "GetThing",
            "input": {"shape": "GetThingRequest"},
            "output": {"shape": "GetThingResponse"},
        },
        "ListThings": {"name": "ListThings", "input": {"shape": "ListThingsRequest"}},
        "Ping": {"name": "Ping"},
    },
    "shapes": {
        "GetThingRequest": {
            "type": "structure",
            "members": {
                "Area": TEXT,
                "Count": {"shape": "Count"},
                "Key": {"shape": "Secret"},
                "Kind": TEXT,
                "Name": TEXT,
            },
            "required": ["Count", "Name", "Key"],
        },
        "GetThingResponse": {"type": "structure", "members": {"State": TEXT}},
        "ListThingsRequest": {"type": "structure", "members": {"Name": TEXT, "Size": TEXT}, "required": ["Name"]},
        "Count": {"type": "integer"},
        "Secret": {"type": "string", "sensitive": True},
        "Text": {"type": "string"},
    },
}


def acceptor(state: str, matcher: str, expected: object, argument: str | None = None) -> dict[str, Any]:
    return {"state": state, "matcher": matcher, "expected": expected} | ({"argument": argument} if argument else {})


UP = acceptor("success", "path", "up", "State")
GOOD: dict[str, Any] = {"operation": "GetThing", "delay": 5, "maxAttempts": 3, "acceptors": [UP]}


def waiter(entry: dict[str, Any]) -> ir.Waiter:
    """The waiter of a profile that says what is in `entry`, and else what is in `GOOD`."""
    settings = Settings(
        service="small", package="small", client=None, operations=["*"], waiters={"ThingUp": GOOD | entry}
    )
    [found] = build(MODEL, settings).service.waiters
    return found


def test_parameters_are_those_of_the_operation_the_required_ones_first() -> None:
    found = waiter({"required": ["Kind"], "parameters": {"Count": 7}})
    assert [each.wire_name for each in found.members] == ["Key", "Name", "Kind", "Area"]
    assert [each.wire_name for each in found.members if each.required] == ["Key", "Name", "Kind"]
    assert found.fixed == (("Count", 7),)


def test_it_says_of_what_it_waits_by_required_texts_that_are_not_sensitive() -> None:
    assert waiter({}).of == ("Name",)
    assert waiter({"required": ["Kind"]}).of == ("Name", "Kind")


def test_the_documentation_says_what_it_waits_for_and_how_long() -> None:
    entry = {
        "description": "<p>Waits for a thing.</p>",
        "acceptors": [UP, acceptor("failure", "path", "down", "State"), acceptor("failure", "error", "Lost")],
    }
    assert " ".join(waiter(entry).documentation).split("  ") == [
        "Waits for a thing.",
        "Calls `get_thing` until `State` is `up`.",
        "Raises WaitError when `State` is `down` or the service answers with the error `Lost`.",
        "Raises WaitTimeoutError, which is a TimeoutError too, after `timeout` seconds (15 when it is None). The second "
        "look comes after `poll` seconds (5 when it is None), the next ones after more.",
        "The other parameters are those of `get_thing`.",
    ]


@pytest.mark.parametrize(
    ("acceptors", "said", "returns"),
    [
        ([UP], "`State` is `up`", "GetThingResponse"),
        ([UP, acceptor("success", "path", "on", "State")], "`State` is `up` or `on`", "GetThingResponse"),
        ([acceptor("success", "pathAll", 1, "a[]")], "all of `a[]` are `1`", "GetThingResponse"),
        ([acceptor("success", "pathAny", 1, "a[]")], "any of `a[]` is `1`", "GetThingResponse"),
        ([acceptor("success", "status", 200)], "the HTTP status is `200`", "GetThingResponse"),
        ([acceptor("success", "status", 299)], "the HTTP status is `299`", "GetThingResponse"),
        ([acceptor("success", "status", 301)], "the HTTP status is `301`", "None"),
        ([acceptor("success", "status", 404)], "the HTTP status is `404`", "None"),
        ([acceptor("success", "error", "Lost")], "the service answers with the error `Lost`", "None"),
        ([acceptor("success", "error", True)], "the service answers with an error", "None"),
        ([acceptor("success", "error", False)], "the service answers without error", "GetThingResponse"),
        (
            [UP, acceptor("success", "error", "Lost")],
            "`State` is `up` or the service answers with the error `Lost`",
            "GetThingResponse | None",
        ),
    ],
)
def test_what_it_waits_for_decides_what_it_returns(acceptors: list[object], said: str, returns: str) -> None:
    found = waiter({"acceptors": acceptors})
    assert (found.documentation[0], found.returns) == (f"Calls `get_thing` until {said}.", returns)


def test_a_waiter_without_failures_raises_none_and_without_a_first_call_makes_none() -> None:
    said = " ".join(waiter({}).documentation)
    assert "WaitError" not in said
    assert "once before" not in said


@pytest.mark.parametrize(
    ("first", "problem"),
    [
        ("ListThings", ""),
        ("Ping", "Ping cannot be called with Name alone"),
        ("GetThing", "GetThing cannot be called with Name alone"),
        ("TakeThing", "the operation 'TakeThing' is not generated"),
    ],
)
def test_what_is_called_first_takes_what_the_waiter_is_given(first: str, problem: str) -> None:
    if problem:
        with pytest.raises(ModelError) as caught:
            waiter({"first": first})
        assert str(caught.value) == f"waiter 'ThingUp': {problem}"
    else:
        found = waiter({"first": first})
        assert found.first == first
        assert "Calls `list_things` once before, and raises what that raises." in " ".join(found.documentation)


@pytest.mark.parametrize(
    ("entry", "problem"),
    [
        ({"parameters": []}, "its parameters are not an object of texts and numbers"),
        ({"parameters": {"Name": None}}, "its parameters are not an object of texts and numbers"),
        ({"parameters": {"Zone": "a", "Town": "b"}}, "GetThingRequest has no member 'Town'"),
        ({"required": ["Zone"]}, "GetThingRequest has no member 'Zone'"),
        ({"acceptors": [acceptor("done", "path", "up", "State")]}, "an acceptor of state 'done' and matcher 'path'"),
        ({"acceptors": [acceptor("success", "head", "up")]}, "an acceptor of state 'success' and matcher 'head'"),
        ({"acceptors": [acceptor("success", "status", 99)]}, "an acceptor expects a status that HTTP does not have"),
        ({"acceptors": [acceptor("success", "status", 1000)]}, "an acceptor expects a status that HTTP does not have"),
        ({"acceptors": [acceptor("success", "path", "up")]}, "its argument is not text"),
        ({"failureReason": "a["}, "'a[' is not a JMESPath expression"),
        ({"maxAttempts": 0}, "its maxAttempts is not a positive integer"),
        ({"maxAttempts": True}, "its maxAttempts is not a positive integer"),
    ],
)
def test_what_cannot_be_waited_for_is_refused(entry: dict[str, Any], problem: str) -> None:
    with pytest.raises(ModelError) as caught:
        waiter(entry)
    assert str(caught.value) == f"waiter 'ThingUp': {problem}"


def test_only_what_botocore_has_a_waiter_for_has_one_of_boto3() -> None:
    settings = Settings(service="small", package="small", client=None, operations=["*"], waiters={"Own": GOOD})
    found = build(MODEL, settings, waiters={"ThingUp": GOOD}).service.waiters
    assert [(each.method, each.boto_name, each.stub) for each in found] == [
        ("wait_until_own", None, None),
        ("wait_until_thing_up", "thing_up", "ThingUpWaiter"),
    ]
