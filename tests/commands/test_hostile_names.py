"""A name of the model is refused, or is a name in Python: nothing of it becomes code."""

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from hostile import (
    CANARY,
    WANTED,
    exercise,
    least,
)
from models import Model, assert_for_people, run, write_model, write_profile

from shapegen.build import build
from shapegen.errors import ShapegenError

NAMES = (
    *(
        "class",
        "Class",
        "Import",
        "not",
        "None",
        "True",
        "print",
        "len",
        "isinstance",
        "type",
        "object",
        "list",
        "dict",
    ),
    *(
        "str",
        "int",
        "bool",
        "Exception",
        "TypeError",
        "self",
        "Self",
        "cls",
        "x",
        "v",
        "k",
        "i",
        "at",
        "found",
        "out",
        "pop",
    ),
    *(
        "rest",
        "reader",
        "known",
        "plain",
        "read_enum",
        "inf",
        "field",
        "Field",
        "dataclass",
        "datetime",
        "Datetime",
        "Any",
    ),
    *(
        "Callable",
        "Collection",
        "Finding",
        "Place",
        "Sensitive",
        "Reader",
        "missing",
        "wrong_type",
        "Pattern",
        "Parameter",
    ),
    *(
        "Request",
        "Response",
        "Client",
        "Operation",
        "OpenEnum",
        "StrEnum",
        "Violation",
        "ValidationError",
        "Level",
        "T",
    ),
    *(
        "shapes",
        "enums",
        "patterns",
        "wire",
        "validators",
        "operations",
        "client",
        "parameters",
        "rules",
        "annotations",
    ),
    *("validate", "violations", "to_dict", "from_json", "send", "_client", "_unknown", "level", "ignore", "keywords"),
    *("TYPE_CHECKING", "RULES", "STRUCTURES", "OPERATIONS", "BY_REQUEST", "SmallClient", "smallshapes"),
    *(
        "__class__",
        "__init__",
        "__dict__",
        "__slots__",
        "__all__",
        "__getattr__",
        "__doc__",
        "_HOMES",
        "__x",
        "_",
        "__",
    ),
    *(
        "mro",
        "name",
        "value",
        "is_known",
        "_missing_",
        "_value_",
        "_generate_next_value_",
        "_ignore_",
        "values",
        "kind",
    ),
    *("A" * 300, "aB" * 150, "1", "", " ", "a b", "a-b", "é", "ａ", "ﬁ", 'a"b', "a\nb", f"a')\n{CANARY}\n('", "{{x}}"),
    *(
        "a\\",
        "a.b",
        "a:b",
        "*",
        "**x",
        "a=1",
        "a, b",
        "a: int",
        "a[0]",
        "#",
        "\0",
        "\ud800",
        "a;b",
        "..",
        "/etc/passwd",
    ),
)


def as_operation(model: Model, name: str) -> None:
    number = len(model["shapes"])
    model["operations"][name] = {"name": name, "input": {"shape": f"In{number}"}, "output": {"shape": f"Out{number}"}}
    model["shapes"][f"In{number}"] = {"type": "structure", "members": {"Name": {"shape": "Name"}}}
    model["shapes"][f"Out{number}"] = {"type": "structure", "members": {"Name": {"shape": "Name"}}}


def as_member(model: Model, name: str) -> None:
    model["shapes"]["PutInput"]["members"][name] = {"shape": "Name"}


def as_value(model: Model, name: str) -> None:
    model["shapes"]["Color"]["enum"].append(name)


def as_shape(**traits: object) -> Callable[[Model, str], None]:
    def add(model: Model, name: str) -> None:
        model["shapes"][name] = dict(traits)
        model["shapes"]["PutInput"]["members"][f"Of{len(model['shapes'])}"] = {"shape": name}

    return add


PLACES: Mapping[str, Callable[[Model, str], None]] = {
    "operation": as_operation,
    "member": as_member,
    "value": as_value,
    "structure": as_shape(type="structure", members={"Name": {"shape": "Name"}}),
    "enum": as_shape(type="string", enum=["a", "b"]),
    "list": as_shape(type="list", member={"shape": "Name"}),
    "string": as_shape(type="string", pattern="a+", max=5),
}


def accepted(place: str) -> Iterator[tuple[Model, list[str]]]:
    """Models with the names that are not refused, as many in one as do not collide, and their names."""
    groups: list[tuple[Model, list[str]]] = []
    for name in NAMES:
        for model, names in [*groups, (least(), [])]:
            more: Model = json.loads(json.dumps(model))
            PLACES[place](more, name)
            try:
                build(more, WANTED)
            except ShapegenError as error:
                assert_for_people(str(error))
                continue
            model.update(more)
            names.append(name)
            if len(names) == 1:
                groups.append((model, names))
            break
    return iter(groups)


@pytest.mark.parametrize("place", PLACES)
def test_a_name_is_refused_or_a_name(tmp_path: Path, place: str) -> None:
    problems: list[str] = []
    good: list[str] = []
    for number, (model, names) in enumerate(accepted(place)):
        folder = tmp_path / str(number)
        folder.mkdir()
        problems += broken(folder, place, model, names)
        good += names
    assert problems == []
    assert len(good) > len(NAMES) / 2


def broken(folder: Path, place: str, model: Model, names: list[str]) -> list[str]:
    """What goes wrong with a model of these names; where it cannot be generated, the names that make it so."""
    made = run(
        *("generate", "--profile", write_profile(folder / "profile")),
        *("--model", write_model(folder / "model.json", model), "--output", folder / "out"),
    )
    if made.exit_code == 0:
        return exercise(folder / "out")
    if len(names) == 1:
        return [f"{names[0]!r}: {made.stderr}"]
    problems: list[str] = []
    for half in (names[: len(names) // 2], names[len(names) // 2 :]):
        fewer = least()
        for name in half:
            PLACES[place](fewer, name)
        problems += broken(folder, place, fewer, half)
    return problems
