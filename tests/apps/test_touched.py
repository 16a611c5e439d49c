"""What a change says of a line: how bad it is for the value that stands there, and why."""

from collections.abc import Callable
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from shapegen.apps.api import Api
from shapegen.apps.impact import Touched, touched
from shapegen.apps.mentions import Looked, Mention, Way, mentions
from shapegen.apps.source import read
from shapegen.build import Settings, build
from shapegen.changes import compare, normal
from shapegen.changes.grades import Caller, ChangeKind, Grade, Grading, Side

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
                "Word": {"shape": "Word"},
            },
        },
        "MakeThingResponse": {"type": "structure", "members": {"Size": {"shape": "Size"}, "Name": {"shape": "Name"}}},
        "Name": {"type": "string"},
        "Part": {"type": "structure", "members": {"Name": {"shape": "Name"}}},
        "Parts": {"type": "list", "member": {"shape": "Part"}, "max": 2},
        "Ratio": {"type": "float", "min": 0, "max": 1},
        "Size": {"type": "integer", "min": 10, "max": 20},
        "Word": {"type": "string", "pattern": "[a-z]+"},
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
        ("Size", "'99'", "max-raised", {"max": None}, None),
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
        ("Word", "'ab'", "pattern-removed", {"pattern": None}, None),
        ("Word", "'a1'", "pattern-removed", {"pattern": None}, "safe: 'a1' is taken now"),
        ("Word", "'ab'", "pattern-changed", {"pattern": "[a1]+"}, "breaking: 'ab' is refused"),
        ("Word", "'a1'", "pattern-changed", {"pattern": "[a1]+"}, "safe: 'a1' is taken now"),
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


def test_each_line_is_judged_by_itself() -> None:
    code = "".join(f"client.make_thing(Size={value})['Size']\n" for value in ("15", "given", "16", "21", "20"))
    found = told(code, "max-lowered", put("Size", max=15))
    assert [(each.line, each.grade) for each in found] == [(6, "risky"), (7, "breaking"), (9, "breaking")]


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


# What is written of a change is taken for what it is


def change(kind: ChangeKind, path: str, *gradings: Grading, old: object = None) -> compare.Change:
    """A change as `compare` would find it."""
    return compare.Change(path, kind, old, None, (), gradings or (_graded("safe"),), None)


def _graded(grade: Grade, caller: Caller = "dicts", side: Side = "request") -> Grading:
    return Grading(caller, side, grade, f"{caller}, {side}")


def touches(mention: Mention, *changes: compare.Change) -> list[Touched]:
    """What the changes say of a line with this use alone."""
    return list(touched(Looked(Path("app.py"), [mention], {mention.line: "1"}), changes, api()))


NEW: list[ChangeKind] = [
    *("operation-added", "paginator-added", "waiter-added", "class-added", "shape-added"),
    *("member-added", "idempotency-token-member-added"),
]


@pytest.mark.parametrize("kind", NEW)
@pytest.mark.parametrize("way", ["called", "paged", "waited", "sent", "received", "named"])
def test_what_is_new_touches_nobody(kind: ChangeKind, way: Way) -> None:
    assert touches(Mention(1, "Part", way), change(kind, "Part")) == []


TYPED: list[ChangeKind] = ["class-removed", "class-changed", "name-changed", "values-unlisted"]


@pytest.mark.parametrize("kind", TYPED)
def test_what_dicts_do_not_notice_touches_the_classes_alone(kind: ChangeKind) -> None:
    renamed = change("class-renamed", "Piece", old="Part")
    assert [bool(touches(Mention(1, "Part", "named", is_typed=typed), renamed)) for typed in (False, True)] == [
        False,
        True,
    ]
    assert touches(Mention(1, "Part", "named"), change(kind, "Part")) == []
    assert len(touches(Mention(1, "Part", "named", is_typed=True), change(kind, "Part"))) == 1


MOVED: list[ChangeKind] = ["class-changed", "enum-class-changed", "target-changed"]


@pytest.mark.parametrize("kind", MOVED)
def test_what_happens_to_a_shape_is_nothing_to_a_member_that_left_it(kind: ChangeKind) -> None:
    member = Mention(1, "MakeThingRequest.Size", "sent", "Size")
    deprecated = change("deprecated", "Size")
    assert [each.change for each in touches(member, deprecated)] == [deprecated]
    moved = touches(member, change(kind, "MakeThingRequest.Size"), deprecated)
    assert deprecated not in [each.change for each in moved]


RENAMED: list[ChangeKind] = ["class-renamed", "shape-renamed"]


@pytest.mark.parametrize("kind", RENAMED)
def test_what_happens_to_a_shape_under_its_new_name_touches_those_who_use_the_old_one(kind: ChangeKind) -> None:
    renamed = change(kind, "Piece", old="Part")
    for mention, path in (
        (Mention(1, "Part.Name", "sent", "Name"), "Piece.Name"),
        (Mention(1, "Part", "sent"), "Piece"),
        (Mention(1, "MakeThingRequest.Part", "sent", "Part"), "Piece"),
        (Mention(1, "Part.Name", "sent", "Name"), "Part.Name"),
    ):
        deprecated = change("deprecated", path)
        assert deprecated in [each.change for each in touches(mention, renamed, deprecated)]
    assert touches(Mention(1, "Other", "sent"), renamed, change("deprecated", "Piece")) == []


@pytest.mark.parametrize(
    ("way", "is_typed", "grade", "reason"),
    [
        ("sent", False, "safe", "dicts, request"),
        ("received", False, "risky", "dicts, response"),
        ("called", False, "risky", "dicts, response"),  # it does both: the first, which is the worst
        ("received", True, "breaking", "package, response"),
        ("sent", True, "breaking", "package, response"),  # there is nothing of its side
    ],
)
def test_a_line_has_the_grade_of_what_it_does_and_of_how_it_is_written(
    way: Way, is_typed: bool, grade: Grade, reason: str
) -> None:
    gradings = (
        _graded("breaking", "package", "response"),
        _graded("risky", "dicts", "response"),
        _graded("safe", "dicts", "request"),
    )
    (found,) = touches(Mention(1, "Part", way, is_typed=is_typed), change("deprecated", "Part", *gradings))
    assert (found.grade, found.reason, found.caller) == (grade, reason, "package" if is_typed else "dicts")


def test_a_line_that_no_grade_is_about_has_the_worst() -> None:
    gradings = (_graded("risky", "dicts"), _graded("safe", "dicts"))
    (found,) = touches(Mention(1, "Part", "sent", is_typed=True), change("deprecated", "Part", *gradings))
    assert (found.grade, found.reason) == ("risky", "")


@pytest.mark.parametrize(
    ("way", "what"),
    [
        ("sent", "Part is sent"),
        ("received", "Part is read"),
        ("called", "Part is called"),
        ("paged", "Part is paged"),
        ("waited", "Part is waited for"),
        ("named", "Part is named"),
    ],
)
def test_a_line_says_what_it_does(way: Way, what: str) -> None:
    assert [each.what for each in touches(Mention(1, "Part", way), change("deprecated", "Part"))] == [what]


@pytest.mark.parametrize(
    ("kind", "path", "ways"),
    [
        ("paginator-removed", "Part", {"paged"}),
        ("paginator-changed", "Part", {"paged"}),
        ("waiter-removed", "Part", {"waited"}),
        ("waiter-changed", "Part", {"waited"}),
        ("waiter-changed", "...", set()),  # no waiter is called so
        ("error-added", "Part.Error", {"called", "paged"}),
        ("error-removed", "Part.Error", {"called", "paged"}),
        ("input-added", "Part.Input", {"called", "paged"}),
        ("required-input-added", "Part", {"called", "paged"}),
        ("input-removed", "Part", {"called", "paged"}),
        ("output-added", "Part", {"called", "paged"}),
        ("output-removed", "Part", {"called", "paged"}),
        ("member-optional", "Part", {"received"}),
        ("value-added", "Part.value", {"received"}),
        ("deprecated", "Part", {"called", "paged", "waited", "sent", "received", "named"}),
    ],
)
def test_a_change_touches_those_who_do_what_it_changes(kind: ChangeKind, path: str, ways: set[str]) -> None:
    every: list[Way] = ["called", "paged", "waited", "sent", "received", "named"]
    assert {way for way in every if touches(Mention(1, "Part", way), change(kind, path))} == ways


def test_a_waiter_is_known_by_the_name_that_programs_give_it_and_by_that_of_the_model() -> None:
    removed = change("waiter-removed", "ThingReady")
    for path in ("thing_ready", "ThingReady"):
        assert len(touches(Mention(1, path, "waited"), removed)) == 1
    assert touches(Mention(1, "thing_gone", "waited"), removed) == []
    assert len(touches(Mention(1, "send", "waited"), change("waiter-removed", "Send"))) == 1  # a method of the client


def test_a_member_that_was_looked_for_may_become_optional() -> None:
    assert touches(Mention(1, "Part", "received", is_guarded=True), change("member-optional", "Part")) == []
