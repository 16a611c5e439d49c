"""What the model and botocore's paginators say of an operation decides its documentation, its errors and its pages."""

from collections.abc import Mapping
from typing import Any

import pytest
from models import rare

from shapegen import ir
from shapegen.build import Built, Settings, build
from shapegen.errors import ModelError, ProfileError

TEXT = {"shape": "Text"}
MODEL: dict[str, Any] = {
    "metadata": {},
    "operations": {
        "Close": {"name": "Close"},
        "PutThing": {
            "name": "PutThing",
            "documentation": "<p>Puts a thing. It stays.</p>",
            "deprecated": True,
            "deprecatedMessage": "Use a box.",
            "input": {"shape": "PutThingRequest"},
            "output": {"shape": "PutThingResponse"},
            "errors": [{"shape": "InUse"}, {"shape": "Gone"}],
        },
    },
    "shapes": {
        "PutThingRequest": {
            "type": "structure",
            "members": {
                "Name": {**TEXT, "documentation": "<p>What it is called. Never empty.</p>"},
                "Next": TEXT,
                "Size": TEXT,
            },
        },
        "PutThingResponse": {
            "type": "structure",
            "members": {"Token": TEXT, "More": TEXT, "Page": {"shape": "Page"}},
        },
        "Page": {"type": "structure", "members": {"Count": TEXT, "Things": {"shape": "Things"}}},
        "Things": {"type": "list", "member": {"shape": "Thing"}},
        "Thing": {"type": "structure", "members": {}},
        "Text": {"type": "string"},
        "Gone": {"type": "structure", "members": {}, "exception": True},
        "InUse": {"type": "structure", "members": {"add_note": TEXT}, "exception": True},
    },
}
PAGES = {"input_token": "Next", "output_token": "Token", "result_key": ["Page.Things"], "limit_key": "Size"}


def built(model: Mapping[str, Any] = MODEL, paginators: Mapping[str, Any] | None = None, **settings: Any) -> Built:
    """All of a model, or what the settings want."""
    wanted: dict[str, Any] = {"service": "small", "package": "small", "client": "SmallClient", "operations": ["*"]}
    return build(model, Settings(**wanted | settings), paginators=paginators or {})


def put_thing(paginators: Mapping[str, Any] | None = None) -> ir.Operation:
    found = built(paginators=paginators, since={"PutThing": ("1.2.3", "2020-05-08")}).service.operations
    return next(each for each in found if each.name == "PutThing")


def test_the_documentation_has_the_services_words_then_arguments_and_errors() -> None:
    of_service = ("Puts a thing. It stays.", "", "Deprecated: Use a box.", "", "Since botocore 1.2.3 (2020-05-08).")
    found = put_thing()
    assert found.description == of_service
    arguments = ("- `name`: What it is called.", "- `next`", "- `size`")
    assert found.documentation == (*of_service, "", *arguments, "", "Raises `InUse`, `Gone`.")
    assert found.deprecated == "Deprecated: Use a box."


def test_a_reference_has_the_first_sentence_and_where_the_others_are() -> None:
    whole = "As `SmallClient.put_thing`, whose documentation says all, but awaited."
    assert put_thing().reference == ("Puts a thing.", "", "Deprecated: Use a box.", "", whole)


def test_an_operation_of_which_nothing_is_said_says_nothing() -> None:
    close = built().service.operations[0]
    assert (close.documentation, close.deprecated, close.renamed) == ((), None, None)
    assert (close.request, close.response) == ("CloseRequest", None)


def test_where_boto3s_method_cannot_be_ours_both_are_known() -> None:
    found = {each.name: (each.method, each.renamed, each.boto3) for each in built(rare()).service.operations}
    assert found["Import"] == ("import_", "import", "import")
    assert found["Watch"] == ("watch", None, "watch")


def test_an_operation_that_botocore_pages_and_that_answers_has_a_paginator() -> None:
    assert put_thing().paginator is None
    assert put_thing({"PutThing": {}}).paginator == "PutThingPaginator"
    assert built(paginators={"Close": {}}).service.operations[0].paginator is None


# Pages


def test_pages_begin_where_the_token_says_and_lead_to_the_items() -> None:
    pages = put_thing({"PutThing": PAGES}).pages
    assert pages is not None
    assert (pages.input, pages.output, pages.more) == (("Next",), ("Token",), None)
    assert (pages.method, pages.items_method) == ("paginate_put_thing", "iter_put_thing")
    assert (pages.items, pages.item) == (("page", "things"), "Thing")
    said = " ".join(pages.documentation)
    assert "`next` is where to begin; `size` limits what a page holds. Raises" in said


@pytest.mark.parametrize("limit", [None, "Limit", 7, ["Size"]])
def test_what_is_no_member_of_the_request_limits_nothing(limit: object) -> None:
    pages = put_thing({"PutThing": PAGES | {"limit_key": limit}}).pages
    assert pages is not None
    assert "`next` is where to begin. Raises" in " ".join(pages.documentation)


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ({"result_key": "Page.Count"}, "its results are not a list"),
        ({"result_key": "Page.Lost"}, "its response has no Page.Lost"),
        ({"result_key": []}, "its results are not a list"),
        ({"result_key": 7}, "its result_key is not text"),
    ],
)
def test_pages_without_items_stay_and_say_why_they_have_none(entry: dict[str, Any], said: str) -> None:
    found = built(paginators={"PutThing": PAGES | entry})
    assert found.unusable == (f"items of PutThing ({said})",)
    pages = found.service.operations[1].pages
    assert pages is not None
    assert (pages.items_method, pages.items, pages.item) == (None, (), None)


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ({"input_token": ["Next", "Z", "Lost"], "output_token": ["A", "B", "C"]}, "its request has no Lost"),
        ({"input_token": [], "output_token": []}, "its tokens do not match"),
        ({"more_results": ["A", "B"]}, "its tokens do not match"),
        ({"more_results": "A["}, "'A[' is not a JMESPath expression"),
    ],
)
def test_what_cannot_be_paged_has_no_pages_and_says_why(entry: dict[str, Any], said: str) -> None:
    found = built(paginators={"PutThing": PAGES | entry})
    assert found.unusable == (f"pages of PutThing ({said})",)
    assert found.service.operations[1].pages is None


# Errors


def test_a_member_of_an_error_stands_beside_what_every_exception_has() -> None:
    (in_use,) = (each for each in built().service.errors if each.name == "InUse")
    assert [(each.wire_name, each.attribute) for each in in_use.members] == [("add_note", "add_note_")]


def test_an_error_ends_the_streams_that_it_is_an_event_of() -> None:
    model = rare()
    model["shapes"]["Broken"] = {"type": "structure", "members": {}, "exception": True}
    model["shapes"]["Events"]["members"] |= {"brokenEvent": {"shape": "Broken"}, "Broken": {"shape": "Broken"}}
    (broken,) = built(model).service.errors
    assert (broken.name, broken.events) == ("Broken", ("brokenEvent",))


# What is refused


def refusal(raised: type[Exception], model: Mapping[str, Any], **settings: Any) -> str:
    with pytest.raises(raised) as caught:
        built(model, **settings)
    return str(caught.value)


def test_a_malformed_model_is_refused_before_anything_is_made_of_it() -> None:
    said = refusal(ModelError, MODEL | {"operations": {}, "shapes": {}})
    assert said == "the model is empty: it has no operations and no shapes"


@pytest.mark.parametrize("where", ["", "profile.toml"])
def test_what_the_model_does_not_have_is_said_with_the_file_that_names_it(where: str) -> None:
    said = refusal(ProfileError, MODEL, shapes=["Thin"], where=where)
    assert said.startswith(f"{where}: " if where else "shape")
    assert "Thin" in said


@pytest.mark.parametrize(
    ("kind", "names", "said"),
    [
        ("shapes", {"Thing": "SmallClient"}, "'the client' and 'Thing' would both be called 'SmallClient'"),
        (
            "shapes",
            {"Thing": "AsyncSmallClient"},
            "'the asynchronous client' and 'Thing' would both be called 'AsyncSmallClient'",
        ),
        ("shapes", {"Thing": "One", "Page": "One"}, "'Page' and 'Thing' would both be called 'One'"),
        ("operations", {"Close": "a", "PutThing": "a"}, "'Close' and 'PutThing' would both be called 'a'"),
    ],
)
def test_a_published_name_that_something_else_has_is_refused(kind: str, names: dict[str, str], said: str) -> None:
    assert refusal(ModelError, MODEL, names={kind: names}) == said


def test_an_error_that_is_called_like_the_asynchronous_client_is_refused() -> None:
    error = {"AsyncSmallClient": {"type": "structure", "members": {}, "exception": True}}
    model = {"operations": {"Close": {"name": "Close", "errors": [{"shape": "AsyncSmallClient"}]}}}
    said = refusal(ModelError, MODEL | model | {"shapes": MODEL["shapes"] | error})
    assert said == "'the asynchronous client' and 'the error AsyncSmallClient' would both be called 'AsyncSmallClient'"
