"""`shapegen generate`: what it says, what it writes, and that it writes nothing when anything is wrong."""

import gzip
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import sysconfig
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

import models
import pytest
from models import (
    Model,
    assert_for_people,
    contents,
    done,
    memory,
    refused,
    run,
    sagemaker,
    small,
    state,
    wheel,
    without_index,
    write_model,
    write_profile,
)

import shapegen
from shapegen.build import Settings, build
from shapegen.emit.description import MANIFEST, unpacked
from shapegen.errors import ShapegenError

Edit = Callable[[Model], object]


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    return write_profile(tmp_path / "profile")


@pytest.fixture
def model(tmp_path: Path) -> Path:
    return write_model(tmp_path / "model.json", small())


@pytest.fixture(scope="session")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tree that was generated from the small model."""
    folder = tmp_path_factory.mktemp("good")
    model = write_model(folder / "model.json", small())
    done("generate", "--profile", write_profile(folder / "profile"), "--model", model, "--output", folder / "out")
    return folder / "out"


@pytest.fixture
def out(good: Path, tmp_path: Path) -> Path:
    """A copy of `good`, alone in its folder."""
    return shutil.copytree(good, tmp_path / "around" / "out")


def refused_untouched(out: Path, *arguments: object, **keywords: Any) -> str:
    """What `generate` says when it refuses; the tree and what is around it are as they were."""
    before = state(out.parent)
    said = refused("generate", *arguments, "--output", out, **keywords)
    assert state(out.parent) == before
    return said


#: What a process needs of this one's environment.
PASSED = ("PATH", "PYTHONPATH", "SYSTEMROOT")


def python(*arguments: str, env: dict[str, str], cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=cwd,
        env={"SHAPEGEN_CACHE": memory(), **{name: os.environ[name] for name in PASSED if name in os.environ}, **env},
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )


# What it says and writes


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


def test_what_was_edited_by_hand_is_replaced_and_named(profile: Path, model: Path, out: Path, good: Path) -> None:
    edited = out / "smallshapes" / "shapes.py"
    edited.write_text(edited.read_text() + "# mine\n")
    said = done("generate", "--profile", profile, "--model", model, "--output", out)
    assert "Edited by hand and replaced: shapes.py." in said
    assert contents(out) == contents(good)


def test_a_file_that_is_no_longer_generated_goes(model: Path, out: Path, tmp_path: Path) -> None:
    folder = out / "smallshapes"
    (folder / "old.py").write_text("")
    stamp = models.stamp(out)
    models.restamp(out, stamp | {"files": stamp["files"] | {"old.py": "0" * 64}})
    done("generate", "--profile", write_profile(tmp_path / "profile"), "--model", model, "--output", out)
    assert not (folder / "old.py").exists()


def test_packages_stand_beside_one_another_and_beside_others(model: Path, out: Path, tmp_path: Path) -> None:
    (out / "mine.py").write_text("")
    other = write_profile(tmp_path / "profile", package="othershapes")
    done("generate", "--profile", other, "--model", model, "--output", out)
    assert {path.name for path in out.iterdir()} == {"mine.py", "othershapes", "smallshapes"}


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


# Same input, same bytes


def test_the_bytes_are_the_same_whatever_the_process_is_like(tmp_path: Path) -> None:
    model = wheel(tmp_path, "1.16.6", "sagemaker", sagemaker("1.16.6"))
    profile = Path(__file__).parents[2] / "codegen" / "monitoring"
    environments: list[dict[str, str]] = [
        {"PYTHONHASHSEED": "0", "TZ": "UTC", "LC_ALL": "C.UTF-8"},
        # Nothing but ASCII, nothing remembered.
        {
            "PYTHONHASHSEED": "1",
            "TZ": "Asia/Kathmandu",
            "LC_ALL": "C",
            "PYTHONUTF8": "0",
            "PYTHONCOERCECLOCALE": "0",
            "SHAPEGEN_CACHE": str(tmp_path / "cache"),
        },
        # Where a capital i is no I.
        {"PYTHONHASHSEED": "4294967295", "TZ": "America/St_Johns", "LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR.UTF-8"},
        {"PYTHONHASHSEED": "7", "COLUMNS": "20", "TERM": "dumb"},
    ]
    trees: list[dict[str, bytes]] = []
    for number, env in enumerate(environments):
        folder = tmp_path / f"at {number}"
        folder.mkdir()
        options = ("--profile", str(profile), "--model", str(model), "--output", "out")
        ran = python("-m", "shapegen", "generate", *options, env=env, cwd=folder)
        assert ran.returncode == 0, ran.stderr
        assert ran.stderr == ""
        trees.append(contents(folder / "out"))
    assert len(trees[0]) > 20
    for tree in trees[1:]:
        assert tree == trees[0]


def test_the_bytes_are_in_a_tree_that_was_there_as_in_a_new_one(profile: Path, out: Path, tmp_path: Path) -> None:
    other = small()
    del other["operations"]["DropThing"]
    path = write_model(tmp_path / "other.json", other)
    for root in (out, tmp_path / "new"):
        done("generate", "--profile", profile, "--model", path, "--output", root)
    assert contents(out) == contents(tmp_path / "new")


def interpreters() -> Iterator[str]:
    """Other supported Pythons of this machine."""
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"))
    for minor in range(11, 15):
        if minor != sys.version_info.minor:
            found = [shutil.which(f"python3.{minor}"), *map(str, pyenv.glob(f"versions/3.{minor}.*/bin/python3"))]
            yield from (path for path in found if path and "shims" not in path)


RENDER = """\
import hashlib, json, sys
from pathlib import Path
from shapegen.build import Settings, build
from shapegen.emit.render import render
model = json.loads(Path(sys.argv[1]).read_text("utf-8"))
wanted = Settings(service="sagemaker", package="p", client="C", operations=["*Monitoring*", "*ProcessingJob*", "*Tags"])
files = {path: hashlib.sha256(text.encode()).hexdigest() for path, text in render(build(model, wanted).service).items()}
print(json.dumps(files, sort_keys=True))
"""


def rendered(executable: str, model: Path) -> dict[str, str] | None:
    """The hashes of the modules, before black, which is compiled for one Python; None without Jinja."""
    paths = os.pathsep.join([str(Path(shapegen.__file__).parents[1]), sysconfig.get_path("purelib")])
    env = {"PYTHONPATH": paths, "PYTHONDONTWRITEBYTECODE": "1"}
    importable = "import jinja2, botocore, shapegen.emit.render"
    if subprocess.run([executable, "-c", importable], env=env, capture_output=True, check=False).returncode:
        return None
    ran = subprocess.run([executable, "-c", RENDER, str(model)], env=env, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    files: dict[str, str] = json.loads(ran.stdout)
    return files


@pytest.mark.parametrize("documentation", ["", "\u061d \U00011f02 \u2ffc \U0001cc00 \U00016ea0 \U0001f6dd"])
def test_the_modules_are_the_same_under_other_pythons(tmp_path: Path, documentation: str) -> None:
    content = json.loads(sagemaker("1.16.6"))
    # Characters that came with Unicode 14 to 17, which not every Python knows yet.
    content["operations"]["ListTags"]["documentation"] += f"<p>{documentation}</p>"
    content["shapes"]["ExecutionStatus"]["enum"] += documentation.split()
    model = write_model(tmp_path / "service-2.json", content)
    here = rendered(sys.executable, model)
    others = {executable: files for executable in interpreters() if (files := rendered(executable, model))}
    if not others:
        pytest.skip("no other supported Python here that can render; each of the workflow's runs `shapegen check`")
    assert others == dict.fromkeys(others, here)


# What an older model lacks


WANTED: dict[str, Any] = {"operations": ["PutThing", "GetThing", "List*"], "shapes": ["Branch", "Root"]}


@pytest.mark.parametrize("release", ["1.16.5", "1.9.0", "0.99.99"])
def test_from_an_older_release_what_is_not_there_yet_is_left_out_and_counted(tmp_path: Path, release: str) -> None:
    profile = write_profile(tmp_path / "profile", as_of="1.16.6", **WANTED)
    model = wheel(tmp_path, release, "small", json.dumps(small()).encode())
    root = tmp_path / "out"
    said = done("generate", "--profile", profile, "--model", model, "--output", root)
    assert "Left out, because this model does not have them (3): GetThing, List*, Root." in said.splitlines()
    assert models.stamp(root)["absent"] == ["GetThing", "List*", "Root"]


@pytest.mark.parametrize("release", ["1.16.6", "1.16.10", "1.100.0", "2.0.0"])
@pytest.mark.parametrize(
    ("wanted", "message"),
    [
        ({"operations": ["PutThing", "GetThing"]}, "no operation of the model is called 'GetThing'"),
        ({"operations": ["PutThing", "Lizt*"]}, "'Lizt*' matches no operation"),
        ({"shapes": ["Root"]}, "no shape of the model is called 'Root'"),
    ],
)
def test_from_the_release_it_was_reviewed_against_or_a_newer_one_what_is_missing_is_an_error(
    tmp_path: Path, out: Path, release: str, wanted: dict[str, Any], message: str
) -> None:
    profile = write_profile(tmp_path / "profile", as_of="1.16.6", **wanted)
    model = wheel(tmp_path, release, "small", json.dumps(small()).encode())
    assert message in refused_untouched(out, "--profile", profile, "--model", model)


def test_a_bare_file_is_held_to_all_that_the_profile_names(tmp_path: Path, model: Path, out: Path) -> None:
    for keys in ({"as_of": "1.16.6"}, {}):
        profile = write_profile(tmp_path / f"profile{len(keys)}", **keys, **WANTED)
        assert "'GetThing'" in refused_untouched(out, "--profile", profile, "--model", model)


# Errors: what is wrong with the model


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


# Errors: mutilated models

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


# Errors: the file, the release, botocore


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


def test_a_service_that_botocore_does_not_have_is_an_error_that_suggests(tmp_path: Path, out: Path) -> None:
    profile = write_profile(tmp_path / "profile", service="sagemakr")
    said = refused_untouched(out, "--profile", profile)
    assert "has no service 'sagemakr'" in said
    assert "sagemaker" in said
    model = wheel(tmp_path, "1.16.5", "small", json.dumps(small()).encode())
    assert "small" in refused_untouched(out, "--profile", profile, "--model", model)


@pytest.mark.parametrize("version", ["1.16", "last", " ", "../1.16.5", "1.16.5; id"])
def test_what_is_no_version_is_an_error_that_shows_one(profile: Path, out: Path, version: str) -> None:
    said = refused_untouched(out, "--profile", profile, "--botocore", version)
    assert f"{version!r} is not a botocore version" in said
    assert "like 1.16.5" in said


@pytest.mark.parametrize("name", ["newest", "latest"])
def test_the_newest_release_has_a_name(tmp_path: Path, profile: Path, out: Path, name: str) -> None:
    for version in ("1.9.9", "1.16.5"):
        wheel(tmp_path, version, "small", json.dumps(small()).encode())
    arguments = ("--profile", profile, "--botocore", name, "--output", out)
    said = run("generate", *arguments, cache=tmp_path / "cache", env=without_index(tmp_path)).stdout
    assert said.startswith("smallshapes from botocore 1.16.5: ")
    said = run(
        "diff", "1.9.9", name, "--service", "small", cache=tmp_path / "cache", env=without_index(tmp_path)
    ).stdout
    assert said.startswith("small: botocore 1.9.9 -> botocore 1.16.5\n")


def test_going_back_to_an_older_botocore_wants_to_be_said(tmp_path: Path, profile: Path, out: Path) -> None:
    new, old = (wheel(tmp_path, version, "small", json.dumps(small()).encode()) for version in ("1.16.5", "1.9.9"))
    done("generate", "--profile", profile, "--output", out, "--model", new)
    said = refused_untouched(out, "--profile", profile, "--model", old)
    assert f"{out / 'smallshapes'} is generated from botocore 1.16.5, and 1.9.9 is older" in said
    assert "--allow-older goes back" in said
    said = done("generate", "--profile", profile, "--output", out, "--model", old, "--allow-older")
    assert said.startswith("Back from botocore 1.16.5 to 1.9.9.\n")


def test_a_release_that_does_not_exist_is_an_error_that_suggests(tmp_path: Path, profile: Path, out: Path) -> None:
    wheel(tmp_path, "1.16.5", "small", json.dumps(small()).encode())
    said = refused_untouched(
        out, "--profile", profile, "--botocore", "1.16.99", cache=tmp_path / "cache", env=without_index(tmp_path)
    )
    assert "no botocore 1.16.99" in said
    assert "1.16.5" in said


def test_without_network_and_with_an_empty_cache_it_says_so(tmp_path: Path, profile: Path, out: Path) -> None:
    said = refused_untouched(
        out, "--profile", profile, "--botocore", "1.16.5", cache=tmp_path / "cache", env=without_index(tmp_path)
    )
    assert f"botocore 1.16.5 is not in {tmp_path / 'cache'}, and cannot be fetched: " in said
    assert "Check the network and the settings of pip or uv" in said


def test_a_release_that_was_fetched_once_needs_no_index(
    tmp_path: Path, profile: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    links, cache = tmp_path / "links", tmp_path / "cache"
    fetched = wheel(links, "1.16.5", "small", json.dumps(small()).encode())
    for name, value in without_index(links).items():
        monkeypatch.delenv(name, raising=False) if value is None else monkeypatch.setenv(name, value)
    arguments = ("generate", "--profile", profile, "--botocore", "1.16.5", "--output")
    done(*arguments, tmp_path / "first", cache=cache)
    fetched.unlink()
    done(*arguments, tmp_path / "second", cache=cache)
    assert contents(tmp_path / "first") == contents(tmp_path / "second")


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


# Errors: the command line, the profile


def test_a_model_and_a_release_exclude_each_other(profile: Path, model: Path, out: Path) -> None:
    said = refused_untouched(out, "--profile", profile, "--model", model, "--botocore", "1.16.5")
    assert "--model and --botocore exclude each other" in said


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


# Rules and hand-written modules of a profile

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


# Errors: the output


def test_an_output_below_a_file_is_an_error_that_names_it(profile: Path, model: Path, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("mine")
    for root in (file, file / "out"):
        said = refused("generate", "--profile", profile, "--model", model, "--output", root)
        assert str(file) in said
    assert file.read_text() == "mine"


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is read-only for root")
def test_a_read_only_output_is_an_error_that_names_it(profile: Path, out: Path, tmp_path: Path) -> None:
    other = small()
    other["operations"].pop("DropThing")
    path = write_model(tmp_path / "other.json", other)
    out.parent.chmod(0o555)
    try:
        said = refused_untouched(out, "--profile", profile, "--model", path)
    finally:
        out.parent.chmod(0o755)
    assert str(out.parent) in said


def test_a_foreign_file_in_the_output_is_an_error_that_names_it(profile: Path, out: Path, tmp_path: Path) -> None:
    (out / "smallshapes" / "mine.py").write_text("# mine\n")
    other = small()
    other["operations"].pop("DropThing")
    path = write_model(tmp_path / "other.json", other)
    said = refused_untouched(out, "--profile", profile, "--model", path)
    assert "'mine.py'" in said
    assert "did not write" in said


def test_a_folder_of_the_packages_name_with_somebodys_work_in_it_is_an_error(
    profile: Path, model: Path, tmp_path: Path
) -> None:
    work = tmp_path / "work"
    (work / "smallshapes" / "src").mkdir(parents=True)
    (work / "smallshapes" / "src" / "main.py").write_text("# mine\n")
    assert "'src/main.py'" in refused_untouched(work, "--profile", profile, "--model", model)


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b'{"files": []}', b'{"files": {"../x": "0"}}', b"\xff"])
def test_an_output_with_a_corrupt_manifest_is_an_error_that_names_it(
    profile: Path, model: Path, out: Path, content: bytes
) -> None:
    (models.manifest(out)).write_bytes(content)
    assert str(models.manifest(out)) in refused_untouched(out, "--profile", profile, "--model", model)


def test_the_help_and_the_version_are_there(tmp_path: Path) -> None:
    assert "generate" in done("--help")
    assert re.fullmatch(r"shapegen, version \d+\.\d+\.\d+\n", done("--version"))
    for command in ("generate", "check"):
        assert "--profile FOLDER" in done(command, "--help")
    said = refused("generat")
    assert "generate" in said


@pytest.mark.parametrize(("sent", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_an_interrupted_run_says_so(tmp_path: Path, sent: signal.Signals, code: int) -> None:
    model, out = tmp_path / "service-2.json", tmp_path / "out"
    os.mkfifo(model)
    command = (sys.executable, "-m", "shapegen", "generate", "--model", model, "--output", out)
    # What starts the tests in the background may ignore SIGINT, and a run inherits that.
    heed = partial(signal.signal, sent, signal.SIG_DFL)
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, preexec_fn=heed) as run:
        # To open the other end waits for the run to open its own. A signal that comes just before the run waits for
        # something to read does not wake it; the end of what there is to read does.
        with model.open("wb"):
            run.send_signal(sent)
        assert run.stderr
        assert run.stderr.read() == "shapegen: interrupted; nothing is half-written\n"
    assert run.returncode == code
    assert not out.exists()


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


# Names and folders that would be in somebody's way


@pytest.mark.parametrize("arguments", [("--service", ""), ("--service="), ("--service", "small", "--package", "")])
def test_a_variable_that_is_not_set_is_no_default(tmp_path: Path, arguments: tuple[str, ...] | str) -> None:
    given = (arguments,) if isinstance(arguments, str) else arguments
    result = run("generate", *given, "--output", tmp_path)
    assert result.exit_code == 2
    assert (
        f"{'--package' if '--package' in given else '--service'} has no value: is a variable" in result.stderr
    )
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["con", "NUL", "lpt1", "json", "Json", "shapegen", "boto3", "botocore"])
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


def test_the_package_of_another_profile_is_not_replaced(tmp_path: Path, model: Path) -> None:
    first, second = (write_profile(tmp_path / name) for name in ("first", "second"))
    done("generate", "--profile", first, "--model", model, "--output", tmp_path / "out")
    before = contents(tmp_path / "out")
    said = refused("generate", "--profile", second, "--model", model, "--output", tmp_path / "out")
    assert "holds the package of the profile 'first'" in said
    assert contents(tmp_path / "out") == before
