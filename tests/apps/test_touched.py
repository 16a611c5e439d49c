"""What a change says of a line: how bad it is for the value that stands there, and why."""

from collections.abc import Callable
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from shapegen.apps.api import Api
from shapegen.apps.impact import Touched, touched
from shapegen.apps.mentions import Looked, mentions
from shapegen.apps.source import read
from shapegen.build import Settings, build
from shapegen.changes import compare, normal

Model = dict[str, Any]

MODEL: Model = {
    "metadata": {"serviceId": "Things"},
    "operations": {
        "MakeThing": {
            "name": "MakeThing",
            "input": {"shape": "MakeThingRequest"},
            "output": {"shape": "MakeThingResponse"},
        },
    },
    "shapes": {
        "Code": {"type": "string", "min": 2, "max": 4},
        "Data": {"type": "blob", "max": 4},
        "Labels": {"type": "map", "key": {"shape": "Name"}, "value": {"shape": "Name"}, "max": 2},
        "MakeThingRequest": {
            "type": "structure",
            "required": ["Name"],
            "members": {
                "Code": {"shape": "Code"},
                "Data": {"shape": "Data"},
                "Labels": {"shape": "Labels"},
                "Name": {"shape": "Name"},
                "Part": {"shape": "Part"},
                "Parts": {"shape": "Parts"},
                "Ratio": {"shape": "Ratio"},
                "Size": {"shape": "Size"},
            },
        },
        "MakeThingResponse": {"type": "structure", "members": {"Size": {"shape": "Size"}, "Name": {"shape": "Name"}}},
        "Name": {"type": "string"},
        "Part": {"type": "structure", "members": {"Name": {"shape": "Name"}}},
        "Parts": {"type": "list", "member": {"shape": "Part"}, "max": 2},
        "Ratio": {"type": "float", "min": 0, "max": 1},
        "Size": {"type": "integer", "min": 10, "max": 20},
    },
}
HEAD = """\
import boto3
import mypackage as mp
from other import given
client = boto3.client("things")
"""


@cache
def api() -> Api:
    wanted = Settings(service="things", package="mypackage", client="ThingsClient", operations=["*"])
    return Api(build(MODEL, wanted).service)


def told(code: str, kind: str, change: Callable[[Model], object]) -> list[Touched]:
    """What a change of a kind says of the source."""
    newer = deepcopy(MODEL)
    change(newer)
    changes = compare.compare(normal.api(MODEL, {}, {}), normal.api(newer, {}, {}))
    of_kind = [each for each in changes if each.kind == kind]
    assert of_kind, {each.kind for each in changes}
    used = mentions(read(Path("app.py"), f"{HEAD}{code}\n".encode()), api())
    return list(touched(Looked(Path("app.py"), used, {each.line: f"at {each.line}" for each in used}), of_kind, api()))


def put(shape: str, **traits: Any) -> Callable[[Model], object]:
    """Sets traits; None removes one."""

    def change(model: Model) -> None:
        for name, value in traits.items():
            if value is None:
                del model["shapes"][shape][name]
            else:
                model["shapes"][shape][name] = value

    return change


# Bounds and patterns


@pytest.mark.parametrize(
    ("member", "value", "kind", "traits", "said"),
    [
        ("Size", "15", "max-lowered", {"max": 15}, None),
        ("Size", "16", "max-lowered", {"max": 15}, "breaking: 16 is refused"),
        ("Size", "20", "max-lowered", {"max": 15}, "breaking: 20 is refused"),
        ("Size", "21", "max-lowered", {"max": 15}, None),  # nor was it taken before
        ("Size", "20", "max-raised", {"max": 25}, None),
        ("Size", "21", "max-raised", {"max": 25}, "safe: 21 is taken now"),
        ("Size", "25", "max-raised", {"max": 25}, "safe: 25 is taken now"),
        ("Size", "26", "max-raised", {"max": 25}, None),
        ("Size", "99", "max-raised", {"max": None}, "safe: 99 is taken now"),
        ("Size", "15", "min-raised", {"min": 15}, None),
        ("Size", "14", "min-raised", {"min": 15}, "breaking: 14 is refused"),
        ("Size", "10", "min-raised", {"min": 15}, "breaking: 10 is refused"),
        ("Size", "9", "min-raised", {"min": 15}, None),
        ("Size", "10", "min-lowered", {"min": 5}, None),
        ("Size", "9", "min-lowered", {"min": 5}, "safe: 9 is taken now"),
        ("Size", "5", "min-lowered", {"min": 5}, "safe: 5 is taken now"),
        ("Size", "4", "min-lowered", {"min": 5}, None),
        ("Size", "-1", "min-lowered", {"min": None}, "safe: -1 is taken now"),
        ("Size", "given", "max-lowered", {"max": 15}, "risky: known only when it runs"),
        ("Size", "given", "max-raised", {"max": 25}, "safe: known only when it runs"),
        ("Size", "'16'", "max-lowered", {"max": 15}, None),
        ("Size", "None", "max-lowered", {"max": 15}, None),
        ("Ratio", "0.5", "max-lowered", {"max": 0.5}, None),
        ("Ratio", "0.75", "max-lowered", {"max": 0.5}, "breaking: 0.75 is refused"),
        # of texts, bytes, lists and maps the length
        ("Code", "'abc'", "max-lowered", {"max": 3}, None),
        ("Code", "'abcd'", "max-lowered", {"max": 3}, "breaking: 'abcd' is refused"),
        ("Code", "'ab'", "min-raised", {"min": 3}, "breaking: 'ab' is refused"),
        ("Code", "'abc'", "min-raised", {"min": 3}, None),
        ("Data", "b'abcd'", "max-lowered", {"max": 3}, "breaking: b'abcd' is refused"),
        ("Data", "b'abc'", "max-lowered", {"max": 3}, None),
        ("Parts", "[{}]", "max-lowered", {"max": 1}, None),
        ("Parts", "[{}, {}]", "max-lowered", {"max": 1}, "breaking: 2 is refused"),
        ("Labels", "{'a': 'b'}", "max-lowered", {"max": 1}, None),
        ("Labels", "{'a': 'b', 'c': 'd'}", "max-lowered", {"max": 1}, "breaking: 2 is refused"),
        # patterns
        ("Code", "'ab'", "pattern-added", {"pattern": "[a-z]+"}, None),
        ("Code", "'a1'", "pattern-added", {"pattern": "[a-z]+"}, "breaking: 'a1' is refused"),
        ("Code", "'1a'", "pattern-added", {"pattern": "[a-z]+"}, "breaking: '1a' is refused"),
        ("Code", "given", "pattern-added", {"pattern": "[a-z]+"}, "risky: known only when it runs"),
        ("Code", "5", "pattern-added", {"pattern": "[a-z]+"}, None),
        ("Code", "'a1'", "pattern-added", {"pattern": "(?<!a)[a-z"}, None),  # which nobody can check
    ],
)
def test_a_value_is_refused_or_taken_as_the_bounds_say(
    member: str, value: str, kind: str, traits: dict[str, Any], said: str | None
) -> None:
    code = f"client.make_thing(Name='a', {member}={value})"
    found = [f"{each.grade}: {each.what}" for each in told(code, kind, put(member, **traits))]
    path = f"MakeThingRequest.{member} "
    wanted = [] if said is None else [said.replace(": ", f": {path}").replace(f"{path}known", f"{path}is known")]
    assert found == wanted


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("'a'", []),
        ("'c'", ["breaking: MakeThingRequest.Name 'c'"]),
        ("given", ["risky: MakeThingRequest.Name is known only when it runs"]),
    ],
)
def test_a_value_that_is_not_among_those_that_are_listed_is_refused(value: str, said: list[str]) -> None:
    found = told(f"client.make_thing(Name={value})", "values-listed", put("Name", enum=["a", "b"]))
    assert [f"{each.grade}: {each.what}" for each in found] == said


def test_what_is_received_is_refused_by_nobody() -> None:
    code = "print(client.make_thing(Name='a')['Size'])"
    assert told(code, "max-lowered", put("Size", max=15)) == []
    assert [each.line for each in told(code, "values-listed", put("Name", enum=["b"]))] == [5]
    assert told("print(client.make_thing()['Name'])", "values-listed", put("Name", enum=["b"])) == []


# Members that are required


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("client.make_thing(Name='a', Size=15)", []),
        ("client.make_thing(Name='a')", ["breaking: MakeThingRequest lacks it"]),
        ("client.make_thing()", ["breaking: MakeThingRequest lacks it"]),
        ("client.make_thing(Name='a', **given)", ["risky: MakeThingRequest may lack it"]),
        ("client.make_thing(**given)", ["risky: MakeThingRequest may lack it"]),
        ("mp.MakeThingRequest(name='a')", ["breaking: MakeThingRequest lacks it"]),
        ("mp.MakeThingRequest(name='a', size=15)", []),
        ("def f(request: mp.MakeThingRequest): ...", []),
    ],
)
def test_a_request_without_a_member_that_is_required_now_is_refused(code: str, said: list[str]) -> None:
    found = told(code, "member-required", put("MakeThingRequest", required=["Name", "Size"]))
    assert [f"{each.grade}: {each.what}" for each in found] == said


# What is said of it


def test_a_touched_line_says_where_it_is_how_it_is_written_and_why() -> None:
    lowered = put("Size", max=15)
    dicts, package = (
        told(code, "max-lowered", lowered)[0]
        for code in ("client.make_thing(Size=16)", "mp.MakeThingRequest(name='a',\n    size=16)")
    )
    assert (dicts.file, dicts.line, dicts.place, dicts.caller) == ("app.py", 5, "at 5", "dicts")
    assert (package.line, package.place) == (6, "at 6")
    assert dicts.reason == "values above it are refused"
    assert dicts.order == (0, "app.py", 5, "Size")
    unknown = told("client.make_thing(Size=given)", "max-lowered", lowered)[0]
    assert (unknown.reason, unknown.order) == ("", (1, "app.py", 5, "Size"))


@pytest.mark.parametrize(
    ("code", "what"),
    [
        ("client.make_thing(Part={})", "Part is sent"),
        ("mp.Part()", "Part is sent"),
        ("mp.Part", "Part is named"),
    ],
)
def test_a_line_says_what_it_has_to_do_with_the_change(code: str, what: str) -> None:
    def gone(model: Model) -> None:
        del (
            model["shapes"]["MakeThingRequest"]["members"]["Part"],
            model["shapes"]["MakeThingRequest"]["members"]["Parts"],
        )

    found = told(code, "class-removed", gone)
    assert [each.what for each in found] == ([what] if "mp" in code else [])
