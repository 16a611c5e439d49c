"""`shapegen generate`: a model that is wrong is refused in words, and nothing is written."""

import gzip
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from models import (
    Model,
    assert_for_people,
    refused_untouched,
    run,
    sagemaker,
    small,
    state,
    write_model,
    write_profile,
)

from shapegen.build import Settings, build
from shapegen.errors import ShapegenError

Edit = Callable[[Model], object]


def shape(name: str, **traits: object) -> Edit:
    return lambda model: model["shapes"].setdefault(name, {}).update(traits)


def operation(name: str, **traits: object) -> Edit:
    return lambda model: model["operations"].setdefault(name, {"name": name}).update(traits)


def members(name: str, **added: object) -> Edit:
    return lambda model: model["shapes"][name]["members"].update(added)


def member(path: str, **traits: object) -> Edit:
    structure, name = path.split(".")
    return lambda model: model["shapes"][structure]["members"][name].update(traits)


def both(*edits: Edit) -> Edit:
    return lambda model: [edit(model) for edit in edits]


NAME = {"shape": "Name"}
ENUM = {"type": "string", "enum": ["a"]}
STRUCTURE: dict[str, object] = {"type": "structure", "members": {}}

MODEL_ERRORS: dict[str, tuple[Edit, list[str]]] = {
    "unknown trait of an operation": (operation("PutThing", magic=1), ["operation PutThing", "'magic'"]),
    "unknown trait of a shape": (shape("Amount", magic=1), ["shape Amount", "'magic'"]),
    "unknown trait of a member": (member("Branch.Leaf", magic=1), ["member Branch.Leaf", "'magic'"]),
    "an operation that is no name": (
        both(operation("Put Thing", input={"shape": "New"}), shape("New", **STRUCTURE)),
        ["'Put Thing'"],
    ),
    "an operation called as the client's own attribute": (
        both(operation("_client", input={"shape": "New"}), shape("New", **STRUCTURE)),
        ["'_client'"],
    ),
    "a member that is no name": (members("Branch", **{"1st": NAME}), ["'1st'"]),
    "a shape that is no name": (
        both(shape("A B", **STRUCTURE), members("Empty", New={"shape": "A B"})),
        ["'A B'"],
    ),
    "a pattern that is not closed": (shape("Name", pattern="[a-z"), ["shape 'Name'", "[a-z", "position"]),
    "a pattern that Python does not have": (shape("Name", pattern="(?<a>x)"), ["shape 'Name'", "(?<a>x)"]),
    "a property that Python does not have": (
        shape("Name", pattern=r"\p{IsAlphabetic}"),
        ["shape 'Name'", "IsAlphabetic"],
    ),
    "an unknown type": (shape("Ratio", type="decimal"), ["shape 'Ratio'", "'decimal'"]),
    "an unknown type in a list": (shape("Name", type="decimal"), ["shape 'Name'", "'decimal'"]),
    "an unknown type of a request": (shape("DropThingInput", type="document"), ["'DropThingInput'"]),
    "a member that targets nothing": (member("Branch.Leaf", shape="Lost"), ["'Lost'"]),
    "an operation that takes nothing that is there": (operation("PutThing", input={"shape": "Lost"}), ["'Lost'"]),
    "an operation that returns nothing that is there": (operation("PutThing", output={"shape": "Lost"}), ["'Lost'"]),
    "required and no member": (shape("Branch", required=["Twig"]), ["'Branch'", "'Twig'"]),
    "a request that is not a structure": (operation("DropThing", input={"shape": "Color"}), ["DropThing", "Color"]),
    "a response that is not a structure": (operation("DropThing", output={"shape": "Color"}), ["DropThing", "Color"]),
    "a list of itself": (shape("Names", member={"shape": "Names"}), ["'Names'"]),
    "a map of itself": (shape("Tags", value={"shape": "Tags"}), ["'Tags'"]),
    "a map whose keys are no text": (shape("Tags", key={"shape": "Amount"}), ["'Tags'", "Amount"]),
    "an enum without values": (shape("Color", enum=[]), ["'Color'"]),
    "lists in lists, deeper than Python reads": (
        both(
            *(shape(f"L{n}", type="list", member={"shape": f"L{n + 1}" if n < 300 else "Name"}) for n in range(301)),
            members("Branch", Deep={"shape": "L0"}),
        ),
        ["L"],
    ),
    "lists in lists, deeper than Python recurses": (
        both(
            *(shape(f"L{n}", type="list", member={"shape": f"L{n + 1}" if n < 3000 else "Name"}) for n in range(3001)),
            members("Branch", Deep={"shape": "L0"}),
        ),
        ["L"],
    ),
}


@pytest.mark.parametrize("name", MODEL_ERRORS)
def test_a_model_that_cannot_be_generated_is_an_error_that_names_the_shape(
    tmp_path: Path, profile: Path, out: Path, name: str
) -> None:
    edit, fragments = MODEL_ERRORS[name]
    broken = small()
    edit(broken)
    path = write_model(tmp_path / "broken.json", broken)
    said = refused_untouched(out, "--profile", profile, "--model", path)
    for fragment in fragments:
        assert fragment in said


def test_debug_shows_where(tmp_path: Path, profile: Path, out: Path) -> None:
    broken = small()
    shape("Amount", magic=1)(broken)
    path = write_model(tmp_path / "broken.json", broken)
    before = state(out.parent)
    result = run("--debug", "generate", "--profile", profile, "--model", path, "--output", out)
    assert result.exit_code == 2
    assert "Traceback" in result.stderr
    assert "the trait 'magic'" in result.stderr
    assert state(out.parent) == before


PUT_IN: tuple[Any, ...] = (None, 5, True, 0.5, "text", ["text"], [5], {}, {"shape": 5})


def paths(node: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Where something stands in a JSON value."""
    for name, value in node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ():
        yield (*path, name)
        yield from paths(value, (*path, name))


def mutilated(model: Model, path: tuple[Any, ...], value: Any) -> Model:
    """A copy of the model with something else at a place."""
    copy: Model = json.loads(json.dumps(model))
    node: Any = copy
    for step in path[:-1]:
        node = node[step]
    node[path[-1]] = value
    return copy


def real_model() -> Model:
    """DescribeMonitoringSchedule of 1.16.6, with all that it reaches."""
    everything: Model = json.loads(sagemaker("1.16.6"))
    wanted = Settings(service="s", package="p", client="C", operations=["DescribeMonitoringSchedule"])
    names = [each.name for each in build(everything, wanted).service.shapes]
    return {
        "metadata": everything["metadata"],
        "operations": {name: everything["operations"][name] for name in wanted.operations},
        "shapes": {name: everything["shapes"][name] for name in names},
    }


def test_a_model_with_anything_anywhere_is_generated_or_refused_with_words() -> None:
    # What the loader guarantees: the parts of a model are objects of objects.
    model = small()
    wanted = Settings(service="small", package="smallshapes", client="SmallClient", operations=["*"])
    wordless: list[str] = []
    tried = 0
    for path in paths(model):
        for value in PUT_IN if path[0] != "metadata" and len(path) > 2 else ():
            tried += 1
            try:
                build(mutilated(model, path, value), wanted)
            except ShapegenError as error:
                assert_for_people(str(error))
            except Exception as error:
                wordless.append(f"{'.'.join(map(str, path))} = {value!r}: {error!r}")
    assert tried > 800
    assert wordless == []


@pytest.mark.parametrize("number", range(25))
def test_a_mutilated_model_of_botocores_is_no_traceback(tmp_path: Path, out: Path, number: int) -> None:
    model = real_model()
    every = [path for path in paths(model) if path[0] != "metadata" and path[-1] != "documentation"]
    path = every[number * len(every) // 25]
    broken = mutilated(model, path, PUT_IN[number % len(PUT_IN)])
    profile = write_profile(tmp_path / "profile")
    file = write_model(tmp_path / "broken.json", broken)
    before = state(out.parent)
    result = run("generate", "--profile", profile, "--model", file, "--output", out)
    if result.exit_code:
        assert result.exit_code == 2
        assert_for_people(result.stderr)
        assert state(out.parent) == before


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("model.json", b"", "not JSON"),
        ("model.json", json.dumps(small()).encode()[:-9], "not JSON"),
        ("model.json", b"\xff\xfe", "not JSON in UTF-8"),
        ("model.json", b"[]", "not a JSON object"),
        ("model.json", b'{"metadata": {}, "operations": {}}', "no object 'shapes'"),
        ("model.json", b'{"metadata": {}, "operations": {"A": 1}, "shapes": {}}', "'A'"),
        ("model.json.gz", gzip.compress(b"{}" * 99, mtime=0)[:-9], "damaged gzip"),
        ("botocore-1.16.5-py3-none-any.whl", b"PK\3\4 and so on", "damaged wheel"),
        ("boto3-1.16.5-py3-none-any.whl", b"", "not named like a botocore wheel"),
    ],
)
def test_a_damaged_model_is_an_error_that_names_the_file(
    tmp_path: Path, profile: Path, out: Path, name: str, content: bytes, message: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    said = refused_untouched(out, "--profile", profile, "--model", path)
    assert str(path) in said
    assert message in said


@pytest.mark.parametrize("name", ["lost.json", "profile", "profile/profile.toml/model.json"])
def test_a_model_that_cannot_be_read_is_an_error_that_names_the_file(
    tmp_path: Path, profile: Path, out: Path, name: str
) -> None:
    said = refused_untouched(out, "--profile", profile, "--model", tmp_path / name)
    assert f"cannot read {tmp_path / name}" in said
