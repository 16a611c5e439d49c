"""Text of the model never becomes code: a hostile model is refused, or made into a package that does what it should."""

import ast
import os
import re
from collections.abc import Callable, Mapping
from pathlib import Path

import black
import pytest
from hostile import (
    CANARY,
    MODE,
    TEXTS,
    exercise,
    generated,
    member_documentation,
)
from models import Model, assert_for_people, contents, done, run, small, stamp, write_model, write_profile

from shapegen import ir


def test_the_small_model_does_what_it_should(tmp_path: Path) -> None:
    # Or nothing that follows would say anything.
    assert exercise(generated(tmp_path, small())) == []


def test_a_package_that_does_not_is_noticed(tmp_path: Path) -> None:
    root = generated(tmp_path, small())
    wire = root / "smallshapes" / "wire.py"
    wire.write_text(wire.read_text().replace('out["Ratio"]', 'out["Rate"]'))
    enums = root / "smallshapes" / "enums.py"
    enums.write_text(enums.read_text().replace('"dark-blue"', f'{CANARY} or "dark-blue"'))
    problems = "\n".join(exercise(root))
    assert "to_dict of PutThingInput" in problems
    assert "text became code" in problems


def hostile_documentation() -> Model:
    """The small model with each of the texts in every place for documentation, at its beginning and at its end.

    Nobody uses the structures `Text…`, so nothing is said after their documentation.
    """
    model = small()
    model["metadata"] = {"serviceId": CANARY, "uid": '"""'}
    model["documentation"] = f'"""\n{CANARY}'
    for number, text in enumerate(TEXTS.values()):
        first, last = f"{text} after{number}", f"before{number} {text}"
        model["operations"][f"Run{number}"] = {
            "name": f"Run{number}",
            "documentation": last,
            "input": {"shape": f"Run{number}Input"},
            "deprecated": True,
            "deprecatedMessage": text,
        }
        model["shapes"] |= {
            f"Run{number}Input": {
                "type": "structure",
                "documentation": first,
                "members": {
                    "First": {"shape": "Name", "documentation": first},
                    "Last": {"shape": "Name", "documentation": last},
                    "Alone": {"shape": "Name", "documentation": text},
                    "Gone": {"shape": "Name", "deprecated": True, "deprecatedMessage": last},
                    "Enum": {"shape": f"Enum{number}"},
                    "Said": {"shape": f"Said{number}"},
                },
            },
            f"Enum{number}": {"type": "string", "enum": ["a"], "documentation": text},
            f"Said{number}": {"type": "string", "documentation": text},
            f"TextFirst{number}": {"type": "structure", "documentation": first, "members": {}},
            f"TextLast{number}": {"type": "structure", "documentation": last, "members": {}},
            f"TextAlone{number}": {"type": "structure", "documentation": text, "members": {"Text": {"shape": "Name"}}},
        }
    return model


@pytest.fixture(scope="module")
def documented(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What is generated from it."""
    model = hostile_documentation()
    folder = tmp_path_factory.mktemp("documented")
    here = Path.cwd()
    os.chdir(folder)  # where a template would leave the canary
    try:
        shapes = [name for name in model["shapes"] if name.startswith("Text")]
        root = generated(folder, model, shapes=shapes)
    finally:
        os.chdir(here)
    assert not (folder / "canary").exists()
    return root


def test_documentation_is_documentation_whatever_it_says(documented: Path) -> None:
    assert exercise(documented) == []


def service(root: Path) -> ir.Service:
    found: ir.Service = ir.from_json(stamp(root)["service"])
    return found


def test_the_documentation_of_members_stands_under_them(documented: Path) -> None:
    wanted = [
        (structure.class_name, member.attribute, "\n".join(member.documentation).strip())
        for structure in service(documented).structures()
        for member in structure.members
    ]
    found = member_documentation((documented / "smallshapes" / "shapes.py").read_text("utf-8"))
    assert list(found) == wanted


def test_the_words_around_a_text_survive_it(documented: Path) -> None:
    shapes = {shape.class_name: shape for shape in service(documented).structures()}
    for number, name in enumerate(TEXTS):
        for member in shapes[f"Run{number}Input"].members:
            said = "\n".join(member.documentation)
            for word in {"first": ["after"], "last": ["before"], "gone": ["before"]}.get(member.attribute, []):
                assert f"{word}{number}" in said, name
    # And what is printable of the text does.
    for name in (
        "quotes",
        "a backslash and quotes",
        "a raw end",
        "a statement",
        "braces",
        "a comment of Jinja",
        "bidi",
    ):
        [said] = shapes[f"TextAlone{list(TEXTS).index(name)}"].documentation[:1]
        assert said.split()[0] == re.sub(r"[\u202e\u2066]", "", TEXTS[name]).split()[0]


def modules(root: Path) -> dict[str, str]:
    """The modules that templates made; those of the runtime are of our hand."""
    return {
        path: text.decode() for path, text in contents(root).items() if path.endswith(".py") and "_runtime/" not in path
    }


def test_black_leaves_the_modules_alone(documented: Path) -> None:
    for path, text in modules(documented).items():
        assert black.format_str(text, mode=MODE) == text, path


def test_the_modules_are_text_that_shows_all_that_it_has(documented: Path) -> None:
    for path, text in modules(documented).items():
        hidden = {char for char in text if not char.isprintable() and char != "\n"}
        assert not hidden, path


def hostile_values() -> tuple[Model, dict[str, str]]:
    """The small model with enums, patterns and wire names of each of the texts; and a value for each pattern."""
    model = small()
    samples: dict[str, str] = {}
    members = model["shapes"]["PutThingInput"]["members"]
    for number, text in enumerate(TEXTS.values()):
        model["shapes"][f"Enum{number}"] = {"type": "string", "enum": [text, f"{text} ", f" {text}", f"Enum{number}"]}
        members[f"Enum{number}"] = {"shape": f"Enum{number}"}
        # To wrap a text is to have another pattern; what cannot be translated is refused elsewhere.
        pattern = "".join(
            char if char.isalnum() else f"[{char}]" if char in "\n \"'#%<>&;:,/=!~`@_" else "." for char in text
        )
        model["shapes"][f"Pattern{number}"] = {"type": "string", "pattern": pattern}
        samples[f"Pattern{number}"] = re.sub(r"[^\w\n \"'#%<>&;:,/=!~`@]", "-", text)
        members[f"Pattern{number}"] = {"shape": f"Pattern{number}"}
        members[f"Wire{number} {text}"] = {"shape": "Name"}
    return model, samples


@pytest.fixture(scope="module")
def valued(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What is generated from it."""
    return generated(tmp_path_factory.mktemp("valued"), hostile_values()[0])


def test_values_patterns_and_wire_names_are_text_whatever_they_say(valued: Path) -> None:
    model, samples = hostile_values()
    assert exercise(valued, samples) == []
    found = {shape.name: [each.value for each in shape.values] for shape in service(valued).enums()}
    assert found == {name: shape["enum"] for name, shape in model["shapes"].items() if "enum" in shape}


def test_patterns_are_kept_as_the_model_has_them(valued: Path) -> None:
    model, _ = hostile_values()
    shapes = {shape.constant: model["shapes"][shape.name]["pattern"] for shape in service(valued).patterned()}
    module = ast.parse((valued / "smallshapes" / "patterns.py").read_text("utf-8"))
    found = {
        ast.unparse(node.targets[0]): ast.literal_eval(node.value.args[0])
        for node in module.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call)
    }
    assert found == shapes


def test_black_leaves_modules_of_such_values_alone(valued: Path) -> None:
    for path, text in modules(valued).items():
        assert black.format_str(text, mode=MODE) == text, path
        assert not {char for char in text if not char.isprintable() and char != "\n"}, path


def test_what_the_command_says_of_such_values_is_text_for_a_terminal(tmp_path: Path) -> None:
    root = generated(tmp_path, small())
    model = small()
    model["shapes"]["Color"]["enum"] += ["\x1b[2J", "a\nb", "\udcff", "\u202e", "\r"]
    model["shapes"]["Branch"]["members"]["B\x1b[2J\nB"] = {"shape": "Name"}
    path = write_model(tmp_path / "model.json", model)
    arguments = ("--profile", tmp_path / "profile", "--model", path, "--output", root)
    said = done("generate", *arguments)
    assert all(line.isprintable() for line in said.split("\n"))
    done("check", *arguments)


ERRORS: Mapping[str, Callable[[Model, str], object]] = {
    "trait": lambda model, text: model["shapes"]["Name"].update({text: 1}),
    "type": lambda model, text: model["shapes"]["Name"].update(type=text),
    "pattern": lambda model, text: model["shapes"]["Name"].update(pattern=f"[{text}"),
    "required": lambda model, text: model["shapes"]["Branch"].update(required=[text]),
    "target": lambda model, text: model["shapes"]["Branch"]["members"].update(New={"shape": text}),
    "member": lambda model, text: model["shapes"]["Empty"]["members"].update({f"1{text}": {"shape": "Name"}}),
    "operation": lambda model, text: model["operations"].update({text: {"input": {"shape": "Empty"}, text: 1}}),
    "operation without input": lambda model, text: model["operations"].update({text: {}}),
    "malformed shape": lambda model, text: model["shapes"].update({text: {"type": 1}}),
    "list of itself": lambda model, text: (
        model["shapes"].update({text: {"type": "list", "member": {"shape": text}}}),
        model["shapes"]["Branch"]["members"].update(New={"shape": text}),
    ),
}


@pytest.mark.parametrize("place", ERRORS)
def test_an_error_about_a_hostile_model_is_text_for_a_terminal(tmp_path: Path, place: str) -> None:
    profile = write_profile(tmp_path / "profile")
    for text in ("\x1b[2J", "\x07", "\n", "\u202e", "\ud800"):
        model = small()
        ERRORS[place](model, text)
        path = write_model(tmp_path / "model.json", model)
        result = run("generate", "--profile", profile, "--model", path, "--output", tmp_path / "out")
        assert result.exit_code == 2
        assert_for_people(result.stderr)
        assert all(line.isprintable() for line in result.stderr.split("\n")), ascii(result.stderr)


def test_a_megabyte_of_documentation_is_documentation(tmp_path: Path) -> None:
    model = small()
    text = "".join(f'{number} """ \\ {{{{ {CANARY} }}}} ' for number in range(18_000))
    assert len(text) > 1_000_000
    model["shapes"]["PutThingOutput"]["documentation"] = f"<p>{text}</p>"
    model["operations"]["PutThing"]["documentation"] = text
    root = generated(tmp_path, model)
    assert exercise(root) == []
    assert (root / "smallshapes" / "shapes.py").read_text().count("__import__") == 18_000
