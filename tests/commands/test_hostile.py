"""Text of the model never becomes code: a hostile model is refused, or made into a package that does what it should."""

import ast
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import black
import pytest
from black.mode import TargetVersion
from hypothesis import given, settings
from hypothesis import strategies as st
from models import Model, assert_for_people, contents, done, rare, run, small, stamp, write_model, write_profile

from shapegen import ir
from shapegen.build import Settings, build
from shapegen.emit.formatting import LINE_LENGTH, Finisher
from shapegen.emit.render import render
from shapegen.errors import ShapegenError
from shapegen.model import load

settings.register_profile("hostile", derandomize=True, deadline=None, print_blob=True, max_examples=30)
HOSTILE = settings.get_profile("hostile")
MODE = black.Mode(line_length=LINE_LENGTH, target_versions={TargetVersion.PY311})

#: Code that leaves a file behind.
CANARY = '__import__("pathlib").Path("canary").touch()'

TEXTS: Mapping[str, str] = {
    "quotes": '"""',
    "single quotes": "'''",
    "four quotes": '""""',
    "a quote": '"',
    "both quotes": "\"'",
    "a backslash": "\\",
    "two backslashes": "\\\\",
    "a backslash and quotes": '\\"""',
    "quotes and a backslash": '"""\\',
    "a raw end": 'a\\b"',
    "escapes": "\\n \\x41 \\N{BULLET} \\u0041 \\777 \\\n",
    "a statement": f'"""\n{CANARY}\n"""',
    "a statement in a class": f'"""\n    if {CANARY}: pass\n    """',
    "a statement in a method": f'"""\n        {CANARY}\n        """',
    "a statement between single quotes": f"'\n{CANARY}\n'",
    "a statement between quotes": f'"\n{CANARY}\n"',
    "a statement behind a call": f'")\n{CANARY}\n("',
    "a definition": f'\n\n\n{CANARY}\n\n\n"""',
    "an annotation": f'"""; x: {CANARY} = None; """',
    "an expression of Jinja": "{{ cycler.__init__.__globals__.os.system('touch canary') }}",
    "a statement of Jinja": "{% set x = cycler.__init__.__globals__.os.system('touch canary') %} {% raw %}",
    "a comment of Jinja": "{# #} {#",
    "braces": "{} {0} {x!r} %s %(x)s ${x}",
    "NUL": "\0",
    "a carriage return": f"a\r{CANARY}",
    "a form feed": f"a\f{CANARY}",
    "a line separator": f"a\u2028{CANARY}\u2029{CANARY}\x85{CANARY}",
    "a tab": f"a\t{CANARY}\v{CANARY}",
    "bidi": "\u202e\u2066 ;a \u2069\u200f",
    "a byte order mark": "\ufeff\u200b",
    "lone surrogates": "\udcff \ud800",
    "beyond the plane": "\U0001f600 \U000e0041",
    "a terminal's": "\x1b[2J\x07\x9b",
    "pragmas": "# fmt: off\n# fmt: skip\n# type: ignore\n# pyright: basic\n# mypy: ignore-errors\n# ruff: noqa\n# noqa",
    "a coding": "# -*- coding: utf-7 -*-",
    "a fence": "```\n`` ` \n```",
    "tags": f'<code>{CANARY}</p><a href=\'"""\'>"""</a><!-- --> <![CDATA[ &#34;&#34;&#34; &quot; &#92; &#0;',
    "long": "very" * 75,
    "long words": "very long " * 30,
    "long quotes": '"""' + '" ' * 100 + '"""',
}


def generated(folder: Path, model: Model, **keys: object) -> Path:
    """The output of `generate`, with which any canary would be."""
    path = write_model(folder / "model.json", model)
    done(
        "generate", "--profile", write_profile(folder / "profile", **keys), "--model", path, "--output", folder / "out"
    )
    return folder / "out"


def exercise(root: Path, samples: Mapping[str, object] | None = None) -> list[str]:
    """What goes wrong when all of a package is used as its IR says. `samples`: good values of shapes, by name."""
    here = root.parent
    (here / "samples.json").write_text(json.dumps(samples or {}))
    ran = subprocess.run(
        [
            sys.executable,
            "-B",
            *("-W", "error"),
            *("-W", "ignore:Deprecated"),  # the model says so
            Path(__file__).parents[1] / "data" / "exercise.py",
            str(root),
            "samples.json",
        ],
        cwd=here,
        env={"PYTHONIOENCODING": "utf-8:backslashreplace"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    problems: list[str] = json.loads(ran.stdout)
    if (here / "canary").exists():
        problems.append("text became code")
    return problems


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


# Documentation


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


def member_documentation(shapes: str) -> Iterator[tuple[str, str, str]]:
    """Of each member its class, its attribute and what stands under it, without the indentation."""
    for cls in ast.parse(shapes).body:
        if isinstance(cls, ast.ClassDef):
            for node, below in zip(cls.body, [*cls.body[1:], None], strict=True):
                if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.target.id[0] != "_":
                    said = ast.literal_eval(below.value) if isinstance(below, ast.Expr) else ""
                    yield cls.name, node.target.id, said.replace("\n    ", "\n").strip()


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


# Values, patterns and wire names


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


# Names

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


def least() -> Model:
    """A model of one operation."""
    return {
        "metadata": {},
        "operations": {"Put": {"name": "Put", "input": {"shape": "PutInput"}}},
        "shapes": {
            "Color": {"type": "string", "enum": ["red"]},
            "Name": {"type": "string"},
            "PutInput": {"type": "structure", "members": {"Name": {"shape": "Name"}, "Color": {"shape": "Color"}}},
        },
    }


WANTED = Settings(service="small", package="smallshapes", client="SmallClient", operations=["*"])


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


# Size


def test_a_megabyte_of_documentation_is_documentation(tmp_path: Path) -> None:
    model = small()
    text = "".join(f'{number} """ \\ {{{{ {CANARY} }}}} ' for number in range(18_000))
    assert len(text) > 1_000_000
    model["shapes"]["PutThingOutput"]["documentation"] = f"<p>{text}</p>"
    model["operations"]["PutThing"]["documentation"] = text
    root = generated(tmp_path, model)
    assert exercise(root) == []
    assert (root / "smallshapes" / "shapes.py").read_text().count("__import__") == 18_000


# Anything

SPECIAL = st.sampled_from("\"'\\`{}%#<>&;:,()[]*-=_aN \n\r\t\f\0\x1b\x85\u2028\u202e\ufeff\ud800é")
TEXT = st.text(SPECIAL | st.characters(), max_size=60)
#: Remembers what black did, so that each example costs what is new in it.
MEMORY: dict[str, str] = {}


def finished(model: Model) -> tuple[ir.Service, dict[str, str]]:
    """The IR and the modules, as `generate` would write them."""
    made = build(model, WANTED).service
    finisher = Finisher(MEMORY)
    texts = {path: finisher.finish(path, text) for path, text in render(made).items()}
    MEMORY.update(finisher.learned)
    return made, texts


def code(module: str) -> str:
    """The code of a module without the documentation, and without what a deprecated method warns with."""

    class Strip(ast.NodeTransformer):
        def visit_Expr(self, node: ast.Expr) -> ast.Expr | ast.Pass:
            return ast.Pass() if isinstance(node.value, ast.Constant) and isinstance(node.value.value, str) else node

        def visit_Call(self, node: ast.Call) -> ast.AST:
            match node:
                case ast.Call(func=ast.Name(id="deprecated"), args=[ast.Constant(value=str())], keywords=[]):
                    return ast.Name(id="deprecated")
                case _:
                    return self.generic_visit(node)

    return re.sub(r"(Pass\(\), )+", "", ast.dump(Strip().visit(ast.parse(module))))


def assert_black(texts: Mapping[str, str], than: Mapping[str, str]) -> None:
    """Fails when black would change a module that is another than it was."""
    for path, text in texts.items():
        if text != than[path]:
            assert black.format_str(text, mode=MODE) == text, path


def with_documentation(*said: str) -> Model:
    model = least()
    operation, shape, member, deprecated, enum = said
    model["operations"]["Put"] |= {"documentation": operation, "deprecated": True, "deprecatedMessage": deprecated}
    model["shapes"]["PutInput"]["documentation"] = shape
    model["shapes"]["PutInput"]["members"]["Name"]["documentation"] = member
    model["shapes"]["Color"]["documentation"] = enum
    return model


_, PLAIN = finished(with_documentation(*"abcde"))


@HOSTILE
@given(TEXT, TEXT, TEXT, TEXT, TEXT)
def test_any_documentation_is_documentation(
    operation: str, shape: str, member: str, deprecated: str, enum: str
) -> None:
    made, texts = finished(with_documentation(operation, shape, member, deprecated, enum))
    for path, text in texts.items():
        assert code(text) == code(PLAIN[path])
    assert_black(texts, PLAIN)
    [structure] = made.structures()
    module = ast.parse(texts["smallshapes/shapes.py"])
    [cls] = [node for node in module.body if isinstance(node, ast.ClassDef)]
    found = (ast.get_docstring(cls, clean=False) or "").replace("\n    ", "\n")
    assert found.strip() == "\n".join(structure.documentation).strip()
    [below] = [below for _, name, below in member_documentation(texts["smallshapes/shapes.py"]) if name == "name"]
    assert below == "\n".join(structure.members[0].documentation).strip()


@HOSTILE
@given(st.lists(TEXT, unique=True, min_size=1, max_size=4))
def test_any_values_are_values(values: list[str]) -> None:
    model = with_documentation(*"abcde")
    model["shapes"]["Color"]["enum"] = values
    made, texts = finished(model)
    assert_black(texts, PLAIN)
    for path, text in texts.items():
        if path not in ("smallshapes/enums.py", "smallshapes/stubs.py"):
            assert code(text) == code(PLAIN[path])
    [literal] = [node for node in ast.parse(texts["smallshapes/stubs.py"]).body if isinstance(node, ast.Assign)]
    assert isinstance(literal.value, ast.Subscript)
    listed = ast.literal_eval(literal.value.slice)
    assert (listed if isinstance(listed, tuple) else (listed,)) == tuple(values)
    [enum] = made.enums()
    [cls] = [node for node in ast.parse(texts["smallshapes/enums.py"]).body if isinstance(node, ast.ClassDef)]
    found = [node for node in cls.body if not isinstance(node, ast.Expr)]
    for node, value, wanted in zip(found, enum.values, values, strict=True):
        assert isinstance(node, ast.Assign)
        assert ast.unparse(node.targets[0]) == value.name
        assert ast.literal_eval(node.value) == value.value == wanted


@HOSTILE
@given(TEXT | st.from_regex(r"\A[\"'\\{}#a-c^$.*+?|()\[\]\n-]{1,12}\Z"))
def test_any_pattern_is_refused_or_a_pattern(pattern: str) -> None:
    model = least()
    model["shapes"]["Name"]["pattern"] = "a"
    _, plain = finished(model)
    model["shapes"]["Name"]["pattern"] = pattern
    try:
        made, texts = finished(model)
    except ShapegenError as error:
        assert_for_people(str(error))
        return
    assert_black(texts, plain)
    for path, text in texts.items():
        if path != "smallshapes/patterns.py":
            assert code(text) == code(plain[path])
    [string] = made.patterned()
    last = ast.parse(texts["smallshapes/patterns.py"]).body[-1]
    assert isinstance(last, ast.Assign)
    assert isinstance(last.value, ast.Call)
    arguments = [ast.literal_eval(each) for each in last.value.args]
    assert arguments == list(dict.fromkeys([pattern, string.python_pattern]))


@HOSTILE
@given(TEXT)
def test_any_wire_name_is_refused_or_text(wire_name: str) -> None:
    model = least()
    model["shapes"]["PutInput"]["members"][wire_name] = {"shape": "Name"}
    try:
        made, texts = finished(model)
    except ShapegenError as error:
        assert_for_people(str(error))
        return
    assert_black(texts, PLAIN)
    [structure] = made.structures()
    for path, text in texts.items():
        tree = ast.parse(text)
        if path == "smallshapes/wire.py":
            keys = [
                ast.literal_eval(node.slice)
                for node in ast.walk(tree)
                if isinstance(node, ast.Subscript) and _is_written(node)
            ]
            assert keys == [member.wire_name for member in structure.members]


def _is_written(node: ast.Subscript) -> bool:
    return ast.unparse(node.value) == "out" and isinstance(node.ctx, ast.Store)


# Whole models

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
