"""What botocore does beside the model is known, row by row, and what the rows name is there."""

import fnmatch
from collections.abc import Iterator
from copy import deepcopy
from functools import cache
from importlib import import_module
from typing import Any

import boto3
import pytest

from shapegen.model import load
from shapegen.model.customisations import ALIASES, BUILTIN, HANDLERS, Adapts, Adds, Decodes, Fills, Removes, Renames
from shapegen.model.customise import customise

#: Services of which botocore's clients register something of their own, and one of which they do not.
SERVICES = ("dynamodb", "importexport", "s3", "s3control", "sqs", "timestream-write")


def name_of(handler: Any) -> str:
    """What a row calls a handler."""
    return str(getattr(handler, "__qualname__", type(handler).__name__))


def is_others(handler: Any) -> bool:
    """Whether a handler is that of moto, which adds its own to botocore's when another test imports it."""
    return type(handler).__module__.startswith("moto.")


def test_each_handler_of_the_installed_botocore_is_known_with_its_events_and_no_other() -> None:
    found: dict[str, set[str]] = {}
    for event, handler, *_ in import_module("botocore.handlers").BUILTIN_HANDLERS:
        if is_others(handler):
            continue
        found.setdefault(name_of(handler), set()).add(event)
    assert found == {handler.name: {*handler.events} for handler in BUILTIN}


@pytest.mark.parametrize("service", SERVICES)
def test_each_handler_that_a_client_registers_is_known(service: str) -> None:
    session: Any = boto3.Session("a", "b", region_name="us-east-1")
    events = session.client(service).meta.events
    trie = getattr(events, "_emitter", events)._handlers._root
    known = {handler.name for handler in HANDLERS}
    assert {name_of(handler) for handler in handlers(trie) if not is_others(handler)} - known == set()


def handlers(node: Any) -> Iterator[Any]:
    """The handlers in a part of botocore's trie of events."""
    for part in node["values"] or ():
        yield from part
    for child in (node["children"] or {}).values():
        yield from handlers(child)


def test_each_row_has_an_effect_or_a_reason_why_it_has_none() -> None:
    assert [row.name for row in HANDLERS if bool(row.effects) == bool(row.why)] == []


def test_the_second_names_of_services_are_botocores() -> None:
    aliases = import_module("botocore.utils").EVENT_ALIASES
    assert {name: aliases[name] for name in ALIASES} == ALIASES
    used = {event.split(".")[1] for row in HANDLERS if row.effects for event in row.events}
    assert {name for name in used if name in aliases} == set(ALIASES)


@cache
def models() -> dict[str, Any]:
    """The models that rows with an effect are about, by the name in the events."""
    services = {
        **{each: each for each in ("bedrock-runtime", "cloudformation", "cloudsearchdomain", "connecthealth", "ec2")},
        **{each: each for each in ("glacier", "iam", "logs", "polly", "qbusiness", "route53", "s3", "autoscaling")},
        "lex-runtime-v2": "lexv2-runtime",
        "s3-control": "s3control",
    }
    return {name: load.installed(service).data for name, service in services.items()}


EFFECTS = [(event, effect) for row in HANDLERS for event in row.events for effect in row.effects]


@pytest.mark.parametrize(("event", "effect"), EFFECTS)
def test_what_a_row_with_an_effect_names_is_in_the_model(event: str, effect: Any) -> None:
    _, service, operation, *_ = [*event.split("."), "*", "*"]
    model = models()[service]
    operations = fnmatch.filter(model["operations"], operation)
    assert operations
    shapes = model["shapes"]

    def members(direction: str) -> list[Any]:
        ends = (model["operations"][name].get(direction, {}).get("shape") for name in operations)
        return [shapes[each].get("members", {}) for each in ends if each]

    match effect:
        case Removes(operation=name):
            assert name in operations
        case Fills(member=member):
            assert any(member in each for each in members("input"))
        case Renames(member=member):
            # A row with several names each of an operation of its own.
            assert (
                any(member in each for each in members("input")) or len({each for e, each in EFFECTS if e == event}) > 1
            )
        case Adapts(members=names, beside=beside):
            assert all(any(name in each for each in members("input")) for name in (*names, *beside))
            targets = {target["shape"] for each in members("input") for target in each.values()}
            assert not effect.shapes or targets & {*effect.shapes}
            assert {name for name, _ in effect.unless} <= {*operations}
        case Decodes(member=member, shape=shape):
            assert shape in shapes if shape else any(member in each for each in members("output"))
        case Adds(beside=member):
            assert any(member in each for each in members("output"))
        case _:
            pytest.fail(f"what names does {effect} have?")


@pytest.mark.parametrize("member", ["Filter", "from", "return"])
def test_each_second_name_of_a_member_is_used_somewhere(member: str) -> None:
    found = [
        changed.alias
        for service, model in models().items()
        if service in ("ec2", "logs", "cloudsearchdomain")
        for (_, name), changed in customised(model).items()
        if name == member
    ]
    assert found
    assert all(found)


def customised(model: Any) -> dict[tuple[str, str], Any]:
    """How members differ from what a model says."""
    return customise(model["metadata"]["serviceId"], dict(model["operations"]), dict(model["shapes"]))


def test_the_shapes_of_a_model_are_left_as_they_are() -> None:
    model = load.installed("s3").data
    before = deepcopy(model)
    assert customised(model)
    assert model == before
