"""What the model says of a shape and a member decides how it is typed, documented and shown."""

import re
from typing import Any

import pytest
from models import rare

from shapegen import ir
from shapegen.build import Settings, build, documentation, naming, planned, prepared_model
from shapegen.build.symbols import Symbols
from shapegen.errors import ModelError

TIMES = ("datetime | str | float", "datetime")


def built(model: dict[str, Any]) -> dict[str, ir.Shape]:
    """The shapes of all of the model, by name."""
    wanted = Settings(service="small", package="small", client="SmallClient", operations=["*"])
    return {shape.name: shape for shape in build({"metadata": {}} | model, wanted).service.shapes}


def structure(members: dict[str, Any], **traits: Any) -> dict[str, Any]:
    return {"type": "structure", "members": {name: {"shape": shape} for name, shape in members.items()}, **traits}


def operation(name: str, request: str, response: str | None = None) -> dict[str, Any]:
    ends = {"input": {"shape": request}} | ({"output": {"shape": response}} if response else {})
    return {name: {"name": name, **ends}}


@pytest.mark.parametrize(("shape", "union"), [("Events", True), ("Part", False), ("Nothing", False)])
def test_of_the_events_of_a_stream_one_comes_at_a_time(shape: str, union: bool) -> None:
    found = built(rare())[shape]
    assert isinstance(found, ir.Structure)
    assert found.union is union


#: `Sent` and `Got` are in a request and in a response alone, `Both` in the one and the other, `Named` in neither.
ROLES: dict[str, Any] = {
    "operations": operation("Put", "PutRequest", "PutResponse"),
    "shapes": {
        "PutRequest": structure({"Sent": "Sent", "Both": "Both"}),
        "PutResponse": structure({"Got": "Got", "Both": "Both"}),
        "Sent": structure({"When": "Time"}, required=["When"]),
        "Got": structure({"When": "Time"}, required=["When"]),
        "Both": structure({"When": "Time"}, required=["When"]),
        "Time": {"type": "timestamp"},
    },
}


@pytest.mark.parametrize(
    ("shape", "stub", "documentation"),
    [
        ("Sent", TIMES[0], "Required."),
        ("Got", TIMES[1], "Required; `None` where a response lacks it."),
        ("Both", TIMES[1], "Required; `None` where a response lacks it."),
    ],
)
def test_what_is_sent_and_never_received_is_told_apart(shape: str, stub: str, documentation: str) -> None:
    found = built(ROLES)[shape]
    assert isinstance(found, ir.Structure)
    (member,) = found.members
    assert (member.stub, member.documentation) == (stub, (documentation,))


def test_what_is_in_no_operation_is_typed_as_it_is_received() -> None:
    model = ROLES | {"shapes": ROLES["shapes"] | {"Named": structure({"When": "Time"})}}
    wanted = Settings(service="small", package="small", client="SmallClient", operations=["*"], shapes=["Named"])
    (found,) = (each for each in build({"metadata": {}} | model, wanted).service.structures() if each.name == "Named")
    assert found.members[0].stub == TIMES[1]


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (1, "One of `a`."),
        (2, "One of `a` or `b`."),
        (12, "One of `a`, `b`, `c`, `d`, `e`, `f`, `g`, `h`, `i`, `j`, `k` or `l`."),
        (13, ""),
    ],
)
def test_up_to_twelve_values_are_named(count: int, said: str) -> None:
    model = {
        "operations": operation("Put", "PutRequest"),
        "shapes": {
            "PutRequest": structure({"Kind": "Kind"}),
            "Kind": {"type": "string", "enum": list("abcdefghijklm"[:count])},
        },
    }
    found = built(model)["PutRequest"]
    assert isinstance(found, ir.Structure)
    assert " ".join(found.members[0].documentation) == said


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (1, "Used by `do0`."),
        (2, "Used by `do0` and `do1`."),
        (3, "Used by `do0`, `do1` and 1 more."),
        (4, "Used by `do0`, `do1` and 2 more."),
    ],
)
def test_up_to_two_users_are_named(count: int, said: str) -> None:
    model: dict[str, Any] = {"operations": {}, "shapes": {"Kept": structure({})}}
    for number in range(count):
        model["operations"] |= operation(f"Do{number}", f"Do{number}Request")
        model["shapes"][f"Do{number}Request"] = structure({"Kept": "Kept"})
    found = built(model)["Kept"]
    assert isinstance(found, ir.Structure)
    assert found.documentation == (said,)


@pytest.mark.parametrize(
    ("sensitive", "hidden", "holders"),
    [
        ("", "", ""),
        ("Text", "Book.Pages Line.Text Page.Lines", "Book Line Lines Page Pages PutRequest Text"),
        ("Line", "Line.Text PutRequest.Line", "Line PutRequest"),
        ("Line.Text", "Line.Text", "Line PutRequest"),
        ("Lines", "Book.Pages Page.Lines", "Book Lines Page Pages PutRequest"),
        ("Page.Lines", "Page.Lines", "Page PutRequest"),
        ("Key", "Book.Pages", "Book Key Pages PutRequest"),
    ],
)
def test_a_member_is_hidden_that_is_sensitive_or_targets_or_lists_what_is(
    sensitive: str, hidden: str, holders: str
) -> None:
    shapes: dict[str, Any] = {
        "PutRequest": structure({"Book": "Book", "Line": "Line", "Page": "Page"}),
        "Book": structure({"Pages": "Pages"}),
        "Pages": {"type": "map", "key": {"shape": "Key"}, "value": {"shape": "Lines"}},
        "Page": structure({"Lines": "Lines"}),
        "Lines": {"type": "list", "member": {"shape": "Text"}},
        "Line": structure({"Text": "Text"}),
        "Key": {"type": "string"},
        "Text": {"type": "string"},
    }
    name, _, member = sensitive.partition(".")
    if name:
        (shapes[name]["members"][member] if member else shapes[name])["sensitive"] = True
    found = built({"operations": operation("Put", "PutRequest"), "shapes": shapes})
    structures = [shape for shape in found.values() if isinstance(shape, ir.Structure)]
    assert hidden.split() == [f"{s.name}.{m.wire_name}" for s in structures for m in s.members if m.sensitive]
    holding = {shape.name for shape in found.values() if getattr(shape, "holds_sensitive", False)}
    assert holding == set(holders.split()) - {"Key", "Text"}


@pytest.mark.parametrize(("columns", "count"), [(91, 1), (92, 1), (93, 2)])
def test_a_line_of_documentation_has_92_columns_at_most(columns: int, count: int) -> None:
    text = f"{'a' * 45} {'b' * (columns - 46)}"
    assert len(documentation.lines(text)) == count


TEXT = {"type": "string", "min": 1, "max": 9, "pattern": "[a-z]+"}


@pytest.mark.parametrize(
    ("shape", "said"),
    [
        ({"type": "string"}, ""),
        ({"type": "string", "min": 0}, ""),
        ({"type": "string", "min": 1}, "Length at least 1."),
        ({"type": "string", "max": 9}, "Length at most 9."),
        ({"type": "string", "min": 3, "max": 3}, "Length 3."),
        (TEXT, "Length 1 to 9. Pattern `[a-z]+`."),
        ({"type": "string", "pattern": "\\d"}, "Pattern ``\\d``."),
        ({"type": "string", "pattern": "`"}, "Pattern `` ` ``."),
        ({"type": "blob", "max": 5}, "Length at most 5."),
        ({"type": "integer", "min": 0}, "At least 0."),
        ({"type": "float", "max": 1}, "At most 1."),
        ({"type": "long", "min": -1, "max": 1}, "Between -1 and 1."),
        ({"type": "list", "member": {"shape": "Any"}, "max": 2}, "Items: at most 2."),
        (
            {"type": "list", "member": {"shape": "Text"}, "min": 2},
            "Items: at least 2. Each: length 1 to 9. Pattern `[a-z]+`.",
        ),
        (
            {"type": "map", "key": {"shape": "Text"}, "value": {"shape": "Any"}},
            "Keys: length 1 to 9. Pattern `[a-z]+`.",
        ),
        (
            {"type": "map", "key": {"shape": "Any"}, "value": {"shape": "Text"}, "min": 1, "max": 2},
            "Entries: 1 to 2. Values: length 1 to 9. Pattern `[a-z]+`.",
        ),
        ({"type": "boolean"}, ""),
        ({"type": "timestamp"}, ""),
    ],
)
def test_a_constraint_stands_in_words_under_the_member(shape: dict[str, Any], said: str) -> None:
    shapes = {"PutRequest": structure({"It": "It"}), "It": shape, "Any": {"type": "string"}, "Text": TEXT}
    found = built({"operations": operation("Put", "PutRequest"), "shapes": shapes})["PutRequest"]
    assert isinstance(found, ir.Structure)
    assert " ".join(found.members[0].documentation) == said


@pytest.mark.parametrize(
    ("shape", "is_printable"),
    [
        ({"pattern": ".*"}, True),
        ({"pattern": "[a-z]*"}, False),
        ({"pattern": "[\\s\\S]*"}, True),
        ({"pattern": "[\\s\\S]*", "min": 1}, True),
        ({"pattern": "[\\s\\S]+", "min": 1}, True),
        ({"pattern": "[\\s\\S]+", "min": 0}, False),
        ({"pattern": "[\\s\\S]+"}, False),
        ({}, False),
    ],
)
def test_a_pattern_that_printable_text_of_its_length_matches_is_known(
    shape: dict[str, Any], is_printable: bool
) -> None:
    shapes = {"PutRequest": structure({"It": "It"}), "It": {"type": "string"} | shape}
    found = built({"operations": operation("Put", "PutRequest"), "shapes": shapes})["It"]
    assert isinstance(found, ir.String)
    assert found.printable is is_printable


@pytest.mark.parametrize(("least", "said"), [(None, None), (0, None), (1, 1), (3, 3)])
def test_a_minimum_of_nothing_is_none(least: int | None, said: int | None) -> None:
    bound = {} if least is None else {"min": least}
    kinds: dict[str, Any] = {
        "Blob": {"type": "blob"},
        "Enum": {"type": "string", "enum": ["abc"]},
        "List": {"type": "list", "member": {"shape": "Text"}},
        "Map": {"type": "map", "key": {"shape": "Text"}, "value": {"shape": "Text"}},
        "Text": {"type": "string"},
    }
    shapes = {"PutRequest": structure({name: name for name in kinds})} | {name: kinds[name] | bound for name in kinds}
    found = built({"operations": operation("Put", "PutRequest"), "shapes": shapes})
    assert {getattr(found[name], "min") for name in kinds} == {said}


def test_a_document_in_a_header_is_told_from_one_in_the_body() -> None:
    header = {"shape": "Text", "jsonvalue": True, "location": "header", "locationName": "x-json"}
    shapes: dict[str, Any] = {
        "PutRequest": {"type": "structure", "members": {"Body": {"shape": "Free"}, "Head": header}},
        "Free": structure({}, document=True),
        "Text": {"type": "string"},
    }
    found = built({"operations": operation("Put", "PutRequest"), "shapes": shapes})
    documents = [shape for shape in found.values() if isinstance(shape, ir.Document)]
    assert sorted((each.name == "Free", each.is_header) for each in documents) == [(False, True), (True, False)]


@pytest.mark.parametrize(
    ("traits", "shapes", "said"),
    [
        ({}, {"PutRequest": TEXT}, "the input of operation 'Put', 'PutRequest', is not a structure"),
        (
            {},
            {"PutRequest": structure({}, document=True)},
            "the input of operation 'Put', 'PutRequest', is not a structure",
        ),
        (
            {"output": {"shape": "Text"}},
            {"Text": TEXT},
            "the output of operation 'Put', 'Text', is not a structure",
        ),
        (
            {},
            {
                "PutRequest": structure({"It": "Map"}),
                "Map": {"type": "map", "key": {"shape": "Count"}, "value": {"shape": "Count"}},
                "Count": {"type": "integer"},
            },
            "the keys of the map 'Map', 'Count', are not strings",
        ),
        ({"odd": 1, "novel": True}, {}, "operation Put has the trait 'novel', which shapegen does not know"),
        (
            {},
            {"PutRequest": structure({}, novel=True)},
            "shape PutRequest has the trait 'novel', which shapegen does not know",
        ),
        (
            {},
            {"PutRequest": {"type": "structure", "members": {"It": {"shape": "PutRequest", "novel": True}}}},
            "member PutRequest.It has the trait 'novel', which shapegen does not know",
        ),
        (
            {},
            {"PutRequest": structure({}, required=["It"])},
            "structure 'PutRequest' requires 'It', which is none of its members",
        ),
        (
            {},
            {"PutRequest": structure({"It": "Its"}), "Its": {"type": "list", "member": {"shape": "Its"}}},
            "shape 'Its' holds itself with no structure between, which no type can say",
        ),
        (
            {},
            {"PutRequest": structure({"It": "It"}), "It": {"type": "string", "enum": []}},
            "enum 'It' has no values",
        ),
    ],
)
def test_what_cannot_be_generated_is_named(traits: dict[str, Any], shapes: dict[str, Any], said: str) -> None:
    model = {"operations": operation("Put", "PutRequest"), "shapes": {"PutRequest": structure({})} | shapes}
    model["operations"]["Put"] |= traits
    with pytest.raises(ModelError, match=re.escape(said)):
        built(model)


@pytest.mark.parametrize(("shape", "said"), [("PutRequest", "request"), ("PutResponse", "response")])
def test_a_request_and_a_response_say_whose_they_are(shape: str, said: str) -> None:
    found = built(ROLES)[shape]
    assert isinstance(found, ir.Structure)
    assert found.documentation == (f"The {said} of `put`.",)


@pytest.mark.parametrize(
    ("member", "target", "streaming"),
    [({}, {}, False), ({"streaming": True}, {}, True), ({}, {"streaming": True}, True)],
)
def test_bytes_are_streamed_where_the_member_or_its_shape_says_so(
    member: dict[str, Any], target: dict[str, Any], streaming: bool
) -> None:
    request = {"type": "structure", "members": {"Body": {"shape": "Body"} | member}}
    shapes = {"PutRequest": request, "Body": {"type": "blob"} | target}
    found = built({"operations": operation("Put", "PutRequest"), "shapes": shapes})["PutRequest"]
    assert isinstance(found, ir.Structure)
    assert found.members[0].streaming is streaming


BYTES = "bytes | bytearray | str | IO[bytes]"


@pytest.mark.parametrize(
    ("path", "annotation", "stub"),
    [
        ("PutRequest.Body", BYTES, BYTES),
        ("PutResponse.Body", "StreamingBody", "StreamingBody"),
        ("PutRequest.Raw", "bytes | str", BYTES),
        ("PutResponse.Raw", "bytes", "bytes"),
        ("PutRequest.Events", "Iterable[Events]", 'Iterable["Events"]'),
        ("PutResponse.Events", "EventStream[Events]", 'Iterable["Events"]'),
    ],
)
def test_what_flows_is_typed_by_where_it_goes(path: str, annotation: str, stub: str) -> None:
    members = {"Body": "Stream", "Raw": "Raw", "Events": "Events"}
    shapes = {
        "PutRequest": structure(members),
        "PutResponse": structure(members),
        "Stream": {"type": "blob", "streaming": True},
        "Raw": {"type": "blob"},
        "Events": structure({"Part": "Part"}, eventstream=True),
        "Part": structure({}, event=True),
    }
    owner, _, name = path.partition(".")
    found = built({"operations": operation("Put", "PutRequest", "PutResponse"), "shapes": shapes})[owner]
    assert isinstance(found, ir.Structure)
    (member,) = (each for each in found.members if each.wire_name == name)
    assert (member.annotation, member.stub) == (annotation, stub)


@pytest.mark.parametrize("name", ["Document", "Enum", "Events", "Json"])
def test_a_structure_takes_no_function_of_the_runtimes(name: str) -> None:
    model = {"operations": operation("Put", "PutRequest"), "shapes": {"PutRequest": structure({"It": name})}}
    model["shapes"][name] = structure({})
    found = built(model)[name]
    assert isinstance(found, ir.Structure)
    assert found.function == f"{name.lower()}_2"


@pytest.mark.parametrize(
    ("shape", "annotation", "stub"),
    [
        ({"type": "list", "member": {"shape": "Tag"}}, "list[Tag]", 'list["Tag"]'),
        ({"type": "list", "member": {"shape": "Tag"}, "sparse": True}, "list[Tag | None]", 'list["Tag | None"]'),
        ({"type": "list", "member": {"shape": "Key"}, "sparse": True}, "list[str | None]", "list[str | None]"),
        (
            {"type": "map", "key": {"shape": "Key"}, "value": {"shape": "Tag"}, "sparse": True},
            "dict[str, Tag | None]",
            'dict[str, "Tag | None"]',
        ),
    ],
)
def test_what_is_sparse_may_hold_none(shape: dict[str, Any], annotation: str, stub: str) -> None:
    shapes = {"PutRequest": structure({"It": "It"}), "It": shape, "Tag": structure({}), "Key": {"type": "string"}}
    found = built({"operations": operation("Put", "PutRequest"), "shapes": shapes})["PutRequest"]
    assert isinstance(found, ir.Structure)
    assert (found.members[0].annotation, found.members[0].stub) == (annotation, stub)


def test_members_that_are_required_come_first_and_else_keep_their_order() -> None:
    members = dict.fromkeys(["D", "C", "B", "A"], "Key")
    shapes = {"PutRequest": structure(members, required=["A", "C"]), "Key": {"type": "string"}}
    found = built({"operations": operation("Put", "PutRequest"), "shapes": shapes})["PutRequest"]
    assert isinstance(found, ir.Structure)
    assert [member.wire_name for member in found.members] == ["C", "A", "D", "B"]


#: Two of each kind that contend for a name.
CONTENDING: dict[str, Any] = {
    "operations": operation("PutIt", "PutRequest") | operation("putIt", "Thing"),
    "shapes": {
        "PutRequest": structure({"Kind": "Kind", "kind": "Kind", "A": "Thing", "B": "thing"}),
        "Kind": {"type": "string", "enum": ["a-b", "a_b"]},
        "Thing": structure({}),
        "thing": structure({}),
    },
}
DECIDED = {
    "shapes": {"Thing": "Thing", "thing": "Thing_2"},
    "operations": {"PutIt": "put_it", "putIt": "put_it_2"},
    "members": {"PutRequest.Kind": "kind", "PutRequest.kind": "kind_2"},
    "values": {"Kind.a-b": "A_B", "Kind.a_b": "A_B_2"},
}


def named(**names: dict[str, str]) -> Symbols:
    wanted = Settings(service="s", package="s", client="SmallClient", operations=["*"], names=names)
    return planned(prepared_model({"metadata": {}} | CONTENDING, ()), wanted).symbols


def test_names_that_a_collision_decided_are_told_of_each_kind() -> None:
    assert named().decided == DECIDED
    assert named(**DECIDED).decided == {}


def test_published_names_of_each_kind_stay() -> None:
    found = named(
        shapes={"Thing": "Old"},
        operations={"PutIt": "old"},
        members={"PutRequest.A": "old"},
        values={"Kind.a-b": "OLD"},
    )
    assert (found.classes["Thing"], found.methods["PutIt"]) == ("Old", "old")
    assert (found.attributes["PutRequest"]["A"], found.values["Kind"]["a-b"]) == ("old", "OLD")


def test_a_name_that_was_published_twice_is_refused_with_its_enum() -> None:
    with pytest.raises(ModelError, match="enum 'Kind': 'a-b' and 'a_b' would both be called 'X'"):
        named(values={"Kind.a-b": "X", "Kind.a_b": "X"})


def test_what_boto3_adds_to_a_response_need_not_be_there_where_another_structure_holds_it() -> None:
    model = {
        "operations": operation("Put", "PutRequest", "PutResponse") | operation("Get", "GetRequest", "GetResponse"),
        "shapes": {
            "PutRequest": structure({}),
            "GetRequest": structure({}),
            "PutResponse": structure({"Got": "GetResponse"}),
            "GetResponse": structure({}),
        },
    }
    found = {name: shape.metadata for name, shape in built(model).items() if isinstance(shape, ir.Structure)}
    assert found == {
        "PutRequest": None,
        "GetRequest": None,
        "PutResponse": "ResponseMetadata",
        "GetResponse": "NotRequired[ResponseMetadata]",
    }


@pytest.mark.parametrize(
    ("pattern", "python", "linear"),
    [
        (None, None, False),
        ("(ab)*c", "(?:ab)*+c", False),
        ("([a-z]+)*x", "([a-z]+)*x", True),
    ],
)
def test_a_pattern_that_may_take_long_is_the_linear_matchers_and_another_repeats_possessively(
    pattern: str | None, python: str | None, linear: bool
) -> None:
    model = {
        "operations": operation("Put", "PutRequest"),
        "shapes": {
            "PutRequest": structure({"It": "It"}),
            "It": {"type": "string"} | ({} if pattern is None else {"pattern": pattern}),
        },
    }
    found = built(model)["It"]
    assert isinstance(found, ir.String)
    assert (found.python_pattern, found.linear) == (python, linear)


@pytest.mark.parametrize(
    ("type_", "annotation"),
    [
        ("string", "str"),
        ("character", "str"),
        ("boolean", "bool"),
        *dict.fromkeys(("integer", "long"), "int").items(),
        *dict.fromkeys(("float", "double"), "float").items(),
        ("timestamp", "datetime"),
        ("blob", "bytes"),
    ],
)
def test_a_member_is_typed_as_boto3_gives_it(type_: str, annotation: str) -> None:
    shapes = {"PutRequest": structure({}), "PutResponse": structure({"It": "It"}), "It": {"type": type_}}
    found = built({"operations": operation("Put", "PutRequest", "PutResponse"), "shapes": shapes})["PutResponse"]
    assert isinstance(found, ir.Structure)
    assert found.members[0].annotation == annotation


def test_a_client_has_the_name_of_a_class() -> None:
    model = {"metadata": {}, "operations": operation("Put", "PutRequest"), "shapes": {"PutRequest": structure({})}}
    wanted = Settings(service="small", package="small", client="smallClient", operations=["*"])
    with pytest.raises(ModelError, match="the client 'smallClient' cannot be called so"):
        build(model, wanted)


def test_an_error_is_called_like_no_other_class() -> None:
    model = {
        "operations": operation("Put", "PutRequest"),
        "shapes": {
            "PutRequest": structure({"Gone": "Gone"}),
            "Gone": structure({}),
            **{name: structure({}, exception=True) for name in ("SmallClient", "Conflict")},
        },
    }
    model["operations"]["Put"]["errors"] = [{"shape": name} for name in ("SmallClient", "Conflict")]
    wanted = Settings(service="small", package="small", client="SmallClient", operations=["*"])
    found = build({"metadata": {}} | model, wanted).service
    assert sorted(error.class_name for error in found.errors) == ["Conflict", "SmallClientError"]


def test_of_two_lists_one_is_called_by_what_is_listed() -> None:
    methods = {
        "DescribeThings": "describe_things",
        "ListThings": "list_things",
        "DescribeCars": "describe_cars",
        "GetCars": "get_cars",
        "Scan": "scan",
    }
    assert naming.items_methods(methods) == {
        "ListThings": "iter_things",
        "DescribeThings": "iter_describe_things",
        "DescribeCars": "iter_cars",
        "GetCars": "iter_get_cars",
        "Scan": "iter_scan",
    }
