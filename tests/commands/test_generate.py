"""`shapegen generate`: what it says and writes."""

import gzip
import json
import re
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from models import (
    Model,
    assert_for_people,
    contents,
    done,
    python,
    refused_untouched,
    run,
    small,
    state,
    wheel,
    write_model,
    write_profile,
)

from shapegen.emit.description import MANIFEST, unpacked

Edit = Callable[[Model], object]


def test_the_first_run_counts_what_it_wrote(profile: Path, model: Path, tmp_path: Path) -> None:
    root = tmp_path / "out"
    first, second = done("generate", "--profile", profile, "--model", model, "--output", root).splitlines()
    files = contents(root)
    lines = sum(len(text.splitlines()) for path, text in files.items() if path.endswith(".py"))
    shapes = small()["shapes"].values()
    structures = sum(shape["type"] == "structure" for shape in shapes) - 1  # no request or response has `InUse`
    assert re.fullmatch(
        rf"smallshapes from {re.escape(str(model))}: 2 operations, {structures} structures, 1 enum, "
        rf"{lines:,} lines, in \d+\.\d s\.",
        first,
    )
    assert second == f"Files in {root / 'smallshapes'}: {len(files)} new."
    assert {
        f"smallshapes/{MANIFEST}",
        "smallshapes/__init__.py",
        "smallshapes/py.typed",
        "smallshapes/shapes.py",
    } <= files.keys()


def test_a_run_without_a_change_touches_nothing_and_says_so(profile: Path, model: Path, out: Path) -> None:
    before = state(out)
    said = done("generate", "--profile", profile, "--model", model, "--output", out)
    assert said.endswith(f"Nothing changed: {out / 'smallshapes'} was up to date.\n")
    assert state(out) == before


def test_a_run_with_another_model_says_what_changed(profile: Path, out: Path, tmp_path: Path) -> None:
    other = small()
    shapes = other["shapes"]
    other["operations"]["GetThing"] = {"name": "GetThing", "input": {"shape": "GetThingInput"}}
    shapes["GetThingInput"] = {"type": "structure", "members": {}}
    shapes["Color"]["enum"].append("green")
    shapes["Branch"]["members"]["Root"] = shapes["Branch"]["members"].pop("Left")
    shapes["PutThingInput"]["required"].append("When")
    shapes["PutThingOutput"]["documentation"] = "<p>Good news.</p>"
    said = done(
        "generate", "--profile", profile, "--model", write_model(tmp_path / "other.json", other), "--output", out
    )
    assert [line for line in said.splitlines() if line.startswith("API")] == [
        "API, breaking (2): Branch.Left: member removed; PutThingInput.When: member required.",
        "API, risky (1): Color.green: value added.",
        "API, safe (3): Branch.Root: member added; GetThing: operation added; GetThingInput: class added.",
        # The operation lists the members that are required first.
        *[line for line in said.splitlines() if re.fullmatch(r"API, documentation changed \(\d\)\.", line)],
    ]
    assert "documentation changed" in said
    assert "Edited" not in said


def test_without_options_the_output_is_the_folder_generated_here(
    profile: Path, model: Path, good: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    said = done("generate", "--profile", "profile", "--model", "model.json")
    assert "Files in generated/smallshapes: " in said
    assert contents(tmp_path / "generated") == contents(good)


def test_a_model_is_the_same_plain_gzipped_and_in_a_wheel(
    profile: Path, model: Path, good: Path, tmp_path: Path
) -> None:
    raw = model.read_bytes()
    zipped = tmp_path / "service-2.json.gz"
    zipped.write_bytes(gzip.compress(raw))
    whole = wheel(tmp_path, "1.16.6", "small", raw)
    for each in (zipped, whole):
        done("generate", "--profile", profile, "--model", each, "--output", tmp_path / f"of {each.name}")
    assert contents(tmp_path / f"of {zipped.name}") == contents(good)

    of_wheel, of_file = contents(tmp_path / f"of {whole.name}"), contents(good)
    stamp, other = (unpacked(files.pop(f"smallshapes/{MANIFEST}")) for files in (of_wheel, of_file))
    assert of_wheel == of_file
    assert stamp.pop("botocore") == "1.16.6"
    assert other.pop("botocore") is None
    assert stamp == other


def test_the_installed_release_can_be_named_and_needs_no_index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.delenv("PIP_FIND_LINKS", raising=False)
    installed = import_module("botocore").__version__
    parameters = write_profile(
        tmp_path / "p", service="ssm", package="parameters", client="ParametersClient", operations=["GetParameter"]
    )
    for name, options in {"default": [], "named": ["--botocore", installed]}.items():
        said = done("generate", "--profile", parameters, *options, "--output", tmp_path / name)
        assert f"parameters from botocore {installed}: 1 operation, " in said
    assert contents(tmp_path / "default") == contents(tmp_path / "named")


def test_a_profile_of_ones_own_makes_a_package_of_another_service(tmp_path: Path) -> None:
    profile = write_profile(
        tmp_path / "profile",
        service="ssm",
        package="parameters",
        client="ParametersClient",
        operations=["*Parameter", "GetParameters*", "GetInventory"],
        shapes=["ParameterHistory"],
    )
    root = tmp_path / "out"
    said = done("generate", "--profile", profile, "--output", root)
    model = import_module("botocore.loaders").Loader().load_service_model("ssm", "service-2")
    operations = [name for name in model["operations"] if re.fullmatch(r"\w*Parameter|GetParameters\w*", name)]
    assert f": {len(operations) + 1} operations, " in said
    done("check", "--profile", profile, "--output", root)

    script = """\
import parameters as p
request = p.PutParameterRequest(name="/a", value="v", type=p.ParameterType.SECURE_STRING, tier="Cheap")
print([(each.path, each.rule) for each in p.violations(request)])
# Recursion, and one structure that no operation reaches.
inner = p.InventoryAggregator(expression="x", aggregators=[p.InventoryAggregator(expression="")])
print([each.path for each in p.violations(p.GetInventoryRequest(aggregators=[inner]))])
print(p.to_dict(p.from_dict(p.ParameterHistory, {"Name": "n", "Version": 2})))
class Fake:
    def get_parameter(self, **keywords):
        return {"Parameter": {"Name": keywords["Name"], "Value": "v"}}
parameter = p.ParametersClient(Fake()).get_parameter(name="n").parameter
print(parameter, parameter.value)
"""
    ran = python("-B", "-c", script, env={"PYTHONPATH": str(root)}, cwd=tmp_path)
    assert ran.stdout.splitlines() == [
        "[('Tier', 'enum')]",
        "['Aggregators[0].Aggregators[0].Expression']",
        "{'Name': 'n', 'Version': 2}",
        "Parameter(name='n') v",  # the value is sensitive
    ], ran.stderr


def without(*names: str) -> Edit:
    """Takes members out of the structures of the small model."""

    def edit(model: Model) -> None:
        for node in model["shapes"].values():
            for name in names:
                node.get("members", {}).pop(name, None)
                if name in node.get("required", ()):
                    node["required"].remove(name)

    return edit


@pytest.mark.parametrize(
    ("keys", "edit"),
    [
        pytest.param({}, lambda _: None, id="all kinds"),
        pytest.param({}, without("Color"), id="no enum"),
        pytest.param({}, without("Names"), id="no list"),
        pytest.param({}, without("Tags"), id="no map"),
        pytest.param({}, lambda model: model["shapes"]["Name"].pop("pattern"), id="no pattern"),
        pytest.param({"operations": ["DropThing"]}, lambda _: None, id="no response"),
        pytest.param({"operations": ["DropThing"]}, without("Name"), id="no member"),
        pytest.param({"operations": [], "shapes": ["Branch"]}, lambda _: None, id="no operation"),
        pytest.param({"operations": [], "shapes": ["Color"]}, lambda _: None, id="no structure"),
    ],
)
def test_a_package_needs_no_kind_of_shape(tmp_path: Path, keys: dict[str, Any], edit: Edit) -> None:
    model = small()
    edit(model)
    root = tmp_path / "out"
    path = write_model(tmp_path / "model.json", model)
    done("generate", "--profile", write_profile(tmp_path / "profile", **keys), "--model", path, "--output", root)
    script = "import smallshapes\nfor name in dir(smallshapes): getattr(smallshapes, name)\n"
    ran = python("-B", "-W", "error", "-c", script, env={"PYTHONPATH": str(root)}, cwd=tmp_path)
    assert ran.returncode == 0, ran.stderr


def test_a_package_of_nothing_is_an_error(tmp_path: Path, out: Path) -> None:
    # An old model may have nothing of what a profile names.
    profile = write_profile(tmp_path / "profile", as_of="1.16.6", operations=["ListThings"])
    model = wheel(tmp_path, "1.16.5", "small", json.dumps(small()).encode())
    assert "ListThings" in refused_untouched(out, "--profile", profile, "--model", model)


@pytest.mark.parametrize("absent", ["botocore", "jinja2", "click", "black", "rich", "platformdirs"])
def test_without_what_the_extra_brings_it_says_how_to_get_it(tmp_path: Path, absent: str) -> None:
    code = f"import sys; sys.modules[{absent!r}] = None; from shapegen.__main__ import main; main()"
    with_long_line = small()
    [enum] = [shape["enum"] for shape in with_long_line["shapes"].values() if "enum" in shape]
    enum += [f"value-{number}" for number in range(20)]
    model = write_model(tmp_path / "model.json", with_long_line)
    profile = write_profile(tmp_path / "profile")
    arguments = ("--profile", str(profile), "--model", str(model), "--output", "out")
    # black is needed late, and only for long lines that are not remembered.
    ran = python("-c", code, "generate", *arguments, env={"SHAPEGEN_CACHE": str(tmp_path / "cache")}, cwd=tmp_path)
    assert ran.returncode == 2
    assert_for_people(ran.stderr)
    assert absent in ran.stderr
    assert "install shapegen with its dependencies" in ran.stderr
    assert not (tmp_path / "out").exists()


def test_what_a_killed_run_had_not_remembered_yet_is_written_over(
    tmp_path: Path, model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def generate() -> None:
        profile = write_profile(tmp_path / "profile")
        run("generate", "--profile", profile, "--model", model, "--output", tmp_path / "out", cache=tmp_path / "cache")

    generate()
    before = {path.name for path in (tmp_path / "cache").iterdir()}
    replace = Path.replace

    def killed(self: Path, target: Path) -> Path:
        if Path(target).name.startswith("finished-"):
            raise OSError
        return replace(self, target)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", killed)
        generate()
    assert {path.name for path in (tmp_path / "cache").iterdir()} > before
    generate()
    assert {path.name for path in (tmp_path / "cache").iterdir()} == before
