"""Any model is refused in words, or generated, in a time that grows with its size."""

import json
import time
from typing import Any

import pytest
from hostile import HOSTILE, TEXT, finished, least
from hypothesis import given, settings
from hypothesis import strategies as st
from models import Model, assert_for_people, rare

from shapegen import ir
from shapegen.errors import ShapegenError
from shapegen.model import load

KINDS = st.sampled_from(
    "structure structure structure list map string integer long float double boolean timestamp blob character".split()
)
#: Few, so that targets meet, collide and miss; the last is never there.
SHAPE_NAMES = ("A", "a", "B", "b_", "Request", "PutRequest", "Any", "c-d", "Lost")
MEMBER_NAMES = ("A", "a", "From", "x-y", "x_y", "self", "_unknown", "Is", "")
TARGET = st.sampled_from(SHAPE_NAMES)
TRAITS = st.fixed_dictionaries(
    {},
    optional={
        "documentation": TEXT,
        "min": st.integers(-3, 3),
        "max": st.integers(-3, 10**20),
        "pattern": st.sampled_from(["a+", "(a+)+", "[", "\\p{L}", "(?=a)b", "\\1"]),
        "enum": st.lists(st.sampled_from(["a", "A", "a-", "", "1", "é"]), max_size=4),
        "sensitive": st.booleans(),
        "union": st.booleans(),
        "document": st.booleans(),
        "eventstream": st.booleans(),
        "streaming": st.booleans(),
        "sparse": st.booleans(),
        "deprecated": st.booleans(),
        "unheard": st.just(1),
    },
)
MEMBER_TRAITS = st.fixed_dictionaries(
    {"shape": TARGET},
    optional={
        "documentation": TEXT,
        "idempotencyToken": st.booleans(),
        "jsonvalue": st.booleans(),
        "location": st.sampled_from(["header", "uri"]),
        "streaming": st.booleans(),
    },
)


@st.composite
def shapes(draw: st.DrawFn) -> Model:
    """Any shape, its parts mostly such as its type has."""
    kind = draw(KINDS)
    shape: Model = {**draw(TRAITS), "type": kind}
    # Most models must be good, or nothing but errors would be seen.
    if draw(st.integers(0, 9)):
        shape = {key: value for key, value in shape.items() if key in ("type", "documentation", "sensitive", "sparse")}
    if kind == "structure":
        shape["members"] = draw(st.dictionaries(st.sampled_from(MEMBER_NAMES), MEMBER_TRAITS, max_size=4))
        shape["required"] = draw(st.lists(st.sampled_from([*shape["members"], "A"]), max_size=2))
    for part in {"list": ["member"], "map": ["key", "value"]}.get(kind, []):
        shape[part] = {"shape": draw(TARGET)}
    return shape


@st.composite
def models(draw: st.DrawFn) -> Model:
    """Any model of a few operations and shapes."""
    found = {name: draw(shapes()) for name in SHAPE_NAMES[:-1]}
    # Some targets are sure to be what is wanted there.
    found["A"] = {"type": "structure", "members": draw(st.dictionaries(st.sampled_from("AB"), MEMBER_TRAITS))}
    ends = st.fixed_dictionaries({}, optional={"input": st.just({"shape": "A"}), "output": st.just({"shape": "A"})})
    operation_names = st.sampled_from(["Put", "put", "Send", "Import", "PutRequest"])
    return {
        "metadata": draw(st.sampled_from([{}, {"serviceId": "é"}, {"serviceId": "a b"}, {"serviceId": 1}])),
        "operations": draw(st.dictionaries(operation_names, ends, min_size=1, max_size=3)),
        "shapes": found,
    }


@settings(HOSTILE, max_examples=150)
@given(models())
def test_any_model_is_refused_or_a_package_that_imports(model: Model) -> None:
    try:
        made, texts = finished(model)
    except ShapegenError as error:
        assert_for_people(str(error))
        return
    for path, text in texts.items():
        compile(text, path, "exec")
    names = [*(each.class_name for each in made.structures()), *(each.class_name for each in made.enums())]
    assert len(set(names)) == len(names)
    assert ir.from_json(json.loads(json.dumps(ir.to_json(made)))) == made


def jsons(size: int) -> st.SearchStrategy[object]:
    """Any value of JSON."""
    leaves = st.none() | st.booleans() | st.integers(-2, 2) | st.floats(allow_nan=False) | st.text(max_size=3)
    return st.recursive(
        leaves, lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(), inner), max_leaves=size
    )


@settings(HOSTILE, max_examples=150)
@given(st.data())
def test_any_part_of_a_model_may_be_anything(data: st.DataObject) -> None:
    model = rare()
    node: Any = model
    while True:
        keys: list[Any] = list(node) if isinstance(node, dict) else list(range(len(node)))
        if not keys:
            return
        key = data.draw(st.sampled_from(keys))
        inner = node[key]
        if not isinstance(inner, dict | list) or data.draw(st.integers(0, 3)) == 0:
            break
        node = inner
    if key in ("operations", "shapes"):
        return  # that these are objects of objects is for `load` to see to
    node[key] = data.draw(jsons(4))
    if not all(isinstance(each, dict) for part in ("operations", "shapes") for each in model[part].values()):
        return
    try:
        finished(model)
    except ShapegenError as error:
        assert_for_people(str(error))


@settings(HOSTILE, max_examples=60)
@given(st.integers(0, 10**9), st.sampled_from([b"", b"\0", b'"', b"{", b"}", b"[", b",", b"\\", b"1e999", b"\xff"]))
def test_any_byte_of_a_model_may_be_another(tmp_path_factory: pytest.TempPathFactory, place: int, byte: bytes) -> None:
    raw = json.dumps(rare()).encode()
    at = place % len(raw)
    path = tmp_path_factory.mktemp("bytes") / "model.json"
    path.write_bytes(raw[:at] + byte + raw[at + 1 :])
    try:
        model = load.file(path, "rare")
        finished(model.data)
    except ShapegenError as error:
        assert_for_people(str(error))


def timed(model: Model) -> float:
    """The processor time that a model takes, refused or not."""
    start = time.process_time()
    try:
        finished(model)
    except ShapegenError as error:
        assert_for_people(str(error))
    return time.process_time() - start


def chain(length: int, kind: str) -> Model:
    """A model of that many shapes, each of which holds the next, and the last the first."""
    model = least()
    for number in range(length):
        target = {"shape": f"S{(number + 1) % length}"}
        parts: Model = {"members": {"Next": target}} if kind == "structure" else {"member": target}
        model["shapes"][f"S{number}"] = {"type": kind, **parts}
    model["shapes"]["PutInput"]["members"]["First"] = {"shape": "S0"}
    return model


@pytest.mark.parametrize("kind", ["structure", "list"])
def test_a_long_cycle_takes_time_by_its_length(kind: str) -> None:
    assert timed(chain(1_000, kind)) < 10


def test_many_shapes_take_time_by_their_number() -> None:
    model = least()
    for number in range(30_000):
        model["shapes"][f"S{number}"] = {"type": "string", "enum": ["a"]}
    assert timed(model) < 4  # nothing reaches them
    members = model["shapes"]["PutInput"]["members"]
    members |= {f"M{number}": {"shape": f"S{number}"} for number in range(1_000)}
    assert timed(model) < 20


def test_two_megabytes_of_documentation_take_time_by_their_length() -> None:
    model = least()
    model["shapes"]["PutInput"]["documentation"] = "<p>word <code>a</code></p>" * 80_000
    assert timed(model) < 30
