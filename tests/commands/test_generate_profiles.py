"""`shapegen generate`: arguments, and a profile with its rules and modules; what is wrong with them is said."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from models import (
    done,
    python,
    refused,
    refused_untouched,
    run,
    small,
    wheel,
    write_profile,
)


def test_a_model_and_a_release_exclude_each_other(profile: Path, model: Path, out: Path) -> None:
    said = refused_untouched(out, "--profile", profile, "--model", model, "--botocore", "1.16.5")
    assert "--model and --botocore exclude each other" in said


@pytest.mark.parametrize("arguments", [("--service", ""), ("--service="), ("--service", "small", "--package", "")])
def test_a_variable_that_is_not_set_is_no_default(tmp_path: Path, arguments: tuple[str, ...] | str) -> None:
    given = (arguments,) if isinstance(arguments, str) else arguments
    result = run("generate", *given, "--output", tmp_path)
    assert result.exit_code == 2
    assert f"{'--package' if '--package' in given else '--service'} has no value: is a variable" in result.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["..", "/", " ", "nowhere/at/all", "x" * 5000])
def test_a_folder_without_a_profile_is_an_error_that_says_what_a_profile_is(out: Path, name: str) -> None:
    said = refused_untouched(out, "--profile", name)
    assert "is not a profile: a profile is a folder with a profile.toml" in said


@pytest.mark.parametrize(
    ("keys", "message"),
    [
        ({"package": None}, "'package' is missing"),
        ({"service": None}, "'service' is missing"),
        ({"client": None}, "'client' is missing"),
        ({"operations": None}, "'operations' is missing"),
        ({"operation": ["*"]}, "no such key: 'operation'; did you mean 'operations'"),
        ({"color": "red"}, "no such key: 'color'"),
        ({"package": 1}, "'package' must be a string"),
        ({"service": ["small"]}, "'service' must be a string"),
        ({"client": True}, "'client' must be a string"),
        ({"operations": "*"}, "'operations' must be an array of strings"),
        ({"operations": ["*", 1]}, "'operations' must be an array of strings"),
        ({"shapes": "Branch"}, "'shapes' must be an array of strings"),
        ({"left_out": ["Branch"]}, "'left_out' must be a table of strings"),
        ({"as_of": 1}, "'as_of' must be a string"),
        ({"as_of": "1.16"}, "as_of = '1.16' is not a botocore version, such as "),
        ({"as_of": "new"}, "as_of = 'new' is not a botocore version"),
        ({"package": "my-shapes"}, "the package 'my-shapes' cannot be a Python name"),
        ({"package": "../shapes"}, "the package '../shapes' cannot be a Python name"),
        ({"package": "class"}, "the package 'class' cannot be a Python name"),
        ({"client": "Small Client"}, "the client 'Small Client' cannot be a Python name"),
        ({"client": "None"}, "the client 'None' cannot be a Python name"),
        ({"service": 'small"""; x: print("code") = None; """'}, "service = "),
        ({"operations": ["PutThimg"]}, "'PutThimg'; did you mean 'PutThing'"),
        ({"operations": ["Put*", "Zzz*"]}, "'Zzz*'"),
        ({"shapes": ["Brunch"]}, "'Brunch'; did you mean 'Branch'"),
    ],
)
def test_a_broken_profile_is_an_error_that_says_what_is_right(
    tmp_path: Path, model: Path, out: Path, keys: dict[str, Any], message: str
) -> None:
    profile = write_profile(tmp_path / "profile", **keys)
    assert message in refused_untouched(out, "--profile", profile, "--model", model)


@pytest.mark.parametrize("content", [b"package = ", b"= 1", b"\xff", b"[package]\n[package]\n", b"\0"])
def test_a_profile_that_is_not_toml_is_an_error_that_names_the_file(
    tmp_path: Path, model: Path, out: Path, content: bytes
) -> None:
    profile = write_profile(tmp_path / "profile")
    (profile / "profile.toml").write_bytes(content)
    said = refused_untouched(out, "--profile", profile, "--model", model)
    assert f"{profile / 'profile.toml'}: not TOML: " in said


def test_all_that_is_wrong_with_a_profile_is_said_at_once(model: Path, tmp_path: Path) -> None:
    profile = write_profile(tmp_path / "profile", operations=["PutThin", "Zzz*"], shapes=["Branhc"], exclude=["Qqqq"])
    said = refused("generate", "--profile", profile, "--model", model, "--output", tmp_path / "out")
    where = f"{profile / 'profile.toml'}: "
    assert said.splitlines() == [
        f"shapegen: {where}exclude: no shape of the model is called 'Qqqq'",
        f"{where}operations: 'Zzz*' matches no operation of the model",
        f"{where}operations: no operation of the model is called 'PutThin'; did you mean 'PutThing'?",
        f"{where}shapes: no shape of the model is called 'Branhc'; did you mean 'Branch'?",
    ]
    write_profile(profile, as_of="now", nix=3, modules=["absent"])
    (profile / "waiters.json").write_text("{}")
    assert len(refused("generate", "--profile", profile, "--output", tmp_path / "out").splitlines()) == 4


@pytest.mark.parametrize("name", ["con", "NUL", "lpt1", "json", "Json", "test", "shapegen", "boto3", "click"])
def test_a_package_that_would_hide_another_or_is_a_device_is_refused(tmp_path: Path, model: Path, name: str) -> None:
    profile = write_profile(tmp_path / "profile", package=name)
    assert f"the package '{name}': " in refused("generate", "--profile", profile, "--model", model)
    assert f"the package '{name}': " in refused("generate", "--service", "sqs", "--package", name)


@pytest.mark.parametrize(
    ("kind", "wire_name", "name"),
    [
        *(
            ("operations", "PutThing", name)
            for name in ("send", "iter_things", "wait_until_x", "_client", "class", "a b")
        ),
        *(
            ("shapes", "Branch", name)
            for name in ("dataclass", "Any", "int", "Violation", "validate", "_Branch", "mro")
        ),
        *(
            ("members", "Branch.Name", name)
            for name in ("self", "_unknown", "dataclass", "int", "from", "__init__", "1")
        ),
        *(("values", "Color.red", name) for name in ("mro", "name", "value", "_ignore_", "is_known", "_RED", "None")),
    ],
)
def test_a_published_name_that_would_break_the_package_is_refused(
    tmp_path: Path, model: Path, kind: str, wire_name: str, name: str
) -> None:
    profile = write_profile(tmp_path / "profile")
    (profile / "names.toml").write_text(f"[{kind}]\n{json.dumps(wire_name)} = {json.dumps(name)}\n")
    said = refused("generate", "--profile", profile, "--model", model, "--output", tmp_path / "out")
    assert f"the name {name!r}, published for {wire_name!r} among the {kind}, cannot be a Python name there" in said
    assert not (tmp_path / "out").exists()


RULE = """\
[[rule]]
id = "no-a"
shape = "PutThingInput"
sentence = "What to put."
where = "PutThingInput"
"""
RULES = """\
def no_a(x, at, found):
    if x.name == "a":
        found.append(((at, "Name"), "documented:no-a", "a is no name", x.name))
"""


def with_rules(folder: Path, rules: str, sources: Mapping[str, str | bytes], **keys: object) -> Path:
    """A profile with a rules.toml and modules."""
    profile = write_profile(folder, **keys)
    (profile / "rules.toml").write_text(rules)
    (profile / "modules").mkdir()
    for name, text in sources.items():
        (profile / "modules" / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    return profile


def test_the_rules_and_modules_of_a_profile_are_in_the_package(tmp_path: Path, model: Path) -> None:
    texts = {"rules.py": RULES, "words.py": "WORD = 1\n"}
    profile = with_rules(tmp_path / "rules", RULE, texts, modules=["words"])
    root = tmp_path / "out"
    done("generate", "--profile", profile, "--model", model, "--output", root)
    done("check", "--profile", profile, "--model", model, "--output", root)
    script = """\
import smallshapes as s
print([str(each) for each in s.violations(s.PutThingInput(name="a"))], s.violations(s.PutThingInput(name="b")))
print(s.words.WORD)
"""
    ran = python("-B", "-c", script, env={"PYTHONPATH": str(root)}, cwd=tmp_path)
    assert ran.stdout == "['Name: a is no name (documented:no-a)'] ()\n1\n", ran.stderr


def test_from_an_older_release_a_rule_that_is_not_said_is_left_out_and_counted(tmp_path: Path) -> None:
    model = small()
    model["shapes"]["PutThingInput"]["documentation"] = "<p>Something.</p>"
    older = wheel(tmp_path, "1.16.5", "small", json.dumps(model).encode())
    profile = with_rules(tmp_path / "rules", RULE, {"rules.py": RULES}, as_of="1.16.6")
    said = done("generate", "--profile", profile, "--model", older, "--output", tmp_path / "out")
    assert "(1): no-a (PutThingInput)." in said


@pytest.mark.parametrize(
    ("rules", "sources", "keys", "message"),
    [
        ("[[rule]", {}, {}, "rules.toml: not TOML: "),
        ("rule = 1", {}, {}, "rules.toml"),
        ("rule = ['a']", {}, {}, "rules.toml"),
        ("[rule]\nid = 'a'", {}, {}, "rules.toml"),
        (RULE.replace('id = "no-a"', ""), {}, {}, "rules.toml: a rule without 'id'"),
        (RULE.replace('"no-a"', "1"), {}, {}, "rules.toml: a rule without 'id'"),
        (RULE.replace('"PutThingInput"', "1"), {}, {}, "rules.toml: a rule without 'shape'"),
        (RULE.replace("sentence", "phrase"), {}, {}, "a rule has no key 'phrase'"),
        (RULE.replace("sentence = ", "# "), {}, {}, "rule 'no-a' has neither a sentence"),
        (RULE.replace('"What to put."', "1"), {}, {}, "rule 'no-a'"),
        (RULE.replace("no-a", "no a(); print"), {}, {}, "'no a(); print'"),
        (RULE.replace('"PutThingInput"', '"Thing"'), {}, {}, "rule 'no-a': the shape 'Thing' is not generated"),
        (RULE.replace("What to put.", "Put what."), {}, {}, "'Put what.'; the nearest it says is 'What to put.'"),
        (RULE.replace('where = "PutThingInput"', 'where = "A.B"'), {}, {}, "rule 'no-a': the model has no 'A.B'"),
        ("", {}, {"modules": ["words"]}, "'words'"),
        ("", {"words.py": ""}, {"modules": ["wor ds"]}, "'wor ds'"),
        ("", {"words.py": b"\xff"}, {}, "words.py"),
        ("", {"shapes.py": ""}, {}, "shapes.py"),
        (RULE, {"words.py": ""}, {}, "rules.py"),
        (RULE, {"rules.py": "def no_b(x, at, found): ..."}, {}, "no function for the rule 'no-a'"),
        (RULE, {"rules.py": "def no_a("}, {}, "rules.py: the functions of the rules cannot be read"),
    ],
)
def test_broken_rules_and_modules_are_errors_that_say_where(
    tmp_path: Path, model: Path, out: Path, rules: str, sources: Mapping[str, str | bytes], keys: Any, message: str
) -> None:
    profile = with_rules(tmp_path / "rules", rules, sources or {"rules.py": RULES}, **keys)
    assert message in refused_untouched(out, "--profile", profile, "--model", model)
