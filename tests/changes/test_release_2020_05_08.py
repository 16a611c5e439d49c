"""2020-05-08, on real input: what botocore 1.16.6 changed after 1.16.5 is what changes in the generated package."""

import ast
import difflib
import hashlib
import json
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import pytest
from models import contents, done, sagemaker, state, wheel

from shapegen import profiles
from shapegen.build import Settings, build
from shapegen.changes import compare, normal
from shapegen.changes import words as documentation
from shapegen.emit.description import MANIFEST, unpacked
from shapegen.model import load

Json = dict[str, Any]

PROFILE = profiles.read("codegen/monitoring")
MONITORING = re.compile("Monitoring|(?:DataQuality|ModelQuality|ModelBias|ModelExplainability)JobDefinition")
OLD: Json = json.loads(sagemaker("1.16.5"))
NEW: Json = json.loads(sagemaker("1.16.6"))
MEMBER = "EnableInterContainerTrafficEncryption"
ATTRIBUTE = "enable_inter_container_traffic_encryption"
WHERE = ("shapes", "NetworkConfig", "members", MEMBER)
DESCRIPTION = f"monitorshapes/{MANIFEST}"
MODULES = {f"monitorshapes/{name}.py" for name in ("parameters", "shapes", "stubs", "validators", "wire")}


@dataclass(frozen=True)
class Release:
    """The package after one run, and what the run said."""

    root: Path
    files: Mapping[str, bytes]
    said: str

    def text(self, path: str) -> str:
        return self.files[path].decode()


@pytest.fixture(scope="module")
def releases(tmp_path_factory: pytest.TempPathFactory) -> tuple[Release, Release]:
    """The package from 1.16.5, then from 1.16.6 into the same folder."""
    folder = tmp_path_factory.mktemp("releases")
    made: list[Release] = []
    for release in ("1.16.5", "1.16.6"):
        model = wheel(folder, release, "sagemaker", sagemaker(release))
        said = done("generate", "--model", model, "--output", folder / "generated")
        made.append(Release(folder / "generated", contents(folder / "generated"), said))
        # Of the first there is a copy to import.
        for path, content in made[-1].files.items():
            copy = folder / release / path
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(content)
    return Release(folder / "1.16.5", made[0].files, made[0].said), made[1]


def changes(old: Any, new: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The paths at which two JSON values differ."""
    if isinstance(old, dict) and isinstance(new, dict):
        one, other = cast("Json", old), cast("Json", new)
        for name in sorted({*one, *other}):
            yield from changes(one.get(name), other.get(name), (*path, name))
    elif old != new:
        yield path


def closure(model: Json) -> set[tuple[str, str]]:
    """The operations of the profile that a model has, its extra shapes, and all shapes below."""
    found = {("operations", name) for name in PROFILE.operations if name in model["operations"]}
    waiting = [name for name in PROFILE.shapes if name in model["shapes"]]
    waiting += [
        model["operations"][name][part]["shape"]
        for _, name in found
        for part in ("input", "output")
        if part in model["operations"][name]
    ]
    while waiting:
        name = waiting.pop()
        if ("shapes", name) not in found:
            found.add(("shapes", name))
            shape = model["shapes"][name]
            below = [*shape.get("members", {}).values(), *(shape[part] for part in shape if part in _PARTS)]
            waiting += [each["shape"] for each in below]
    return found


_PARTS = ("member", "key", "value")


def words(html: str) -> str:
    """The text of HTML, code between backticks."""
    return " ".join(re.sub("<[^>]*>", "", re.sub("</?code>", "`", html)).split())


def added(old: str, new: str) -> list[str]:
    """The lines that are new; fails when a line is gone or another."""
    lines: list[str] = []
    for line in difflib.ndiff(old.splitlines(), new.splitlines()):
        assert not line.startswith("- "), line
        if line.startswith("+ "):
            lines.append(line[2:])
    return lines


# What the release changed, from the models alone


def test_the_models_are_those_that_botocore_shipped() -> None:
    assert hashlib.sha256(sagemaker("1.16.5")).hexdigest().startswith("8ce5ee39b190bf2b")
    assert hashlib.sha256(sagemaker("1.16.6")).hexdigest().startswith("1f2e0af31066e777")


def test_of_the_profile_the_release_changed_that_one_member() -> None:
    inside = closure(OLD) | closure(NEW)
    assert [path for path in changes(OLD, NEW) if path[:2] in inside] == [WHERE]
    # It changed 19 other places in SageMaker, of which the package must show nothing.
    assert len(list(changes(OLD, NEW))) == 20


# What changed in the package


def test_the_modules_that_name_members_change_and_the_manifest(releases: tuple[Release, Release]) -> None:
    old, new = releases
    assert old.files.keys() == new.files.keys()
    changed = {path for path in new.files if new.files[path] != old.files[path]}
    assert changed == {DESCRIPTION, *MODULES}


def test_the_structure_gains_the_member_with_its_documentation(releases: tuple[Release, Release]) -> None:
    old, new = (release.text("monitorshapes/shapes.py") for release in releases)
    member, *documentation, blank = added(old, new)
    assert member == f"    {ATTRIBUTE}: bool | None = None"
    assert blank == ""
    assert all(line.startswith("    ") for line in documentation if line)
    said = NEW["shapes"]["NetworkConfig"]["members"][MEMBER]["documentation"]
    since = "Since botocore 1.16.6 (2020-05-08)."
    assert ast.literal_eval("\n".join(documentation).strip()).split() == f"{words(said)} {since}".split()


def test_the_validator_gains_the_check_of_the_member(releases: tuple[Release, Release]) -> None:
    old, new = (release.text("monitorshapes/validators.py") for release in releases)
    assert added(old, new) == [
        f"    v = x.{ATTRIBUTE}",
        "    if v is not None:",
        "        if type(v) is not bool:",
        f'            wrong_type(found, (at, "{MEMBER}"), v, "True or False")',
    ]


def test_the_converters_gain_the_member_both_ways(releases: tuple[Release, Release]) -> None:
    old, new = (release.text("monitorshapes/wire.py") for release in releases)
    assert added(old, new) == [
        f"    v = x.{ATTRIBUTE}",
        "    if v is not None:",
        f'        out["{MEMBER}"] = v if type(v) is bool else plain(v)',
        f'    out.{ATTRIBUTE} = pop("{MEMBER}", None)',
        f'            "{MEMBER}": "{ATTRIBUTE}",',
    ]


def test_the_table_of_parameters_gains_the_member(releases: tuple[Release, Release]) -> None:
    old, new = (release.text("monitorshapes/parameters.py") for release in releases)
    assert added(old, new) == [f'            "{MEMBER}": "Boolean",']


def pieces(module: str) -> Iterator[tuple[str, str]]:
    """The classes, functions and entries of tables of a module, each with its name."""
    for node in ast.parse(module).body:
        if isinstance(node, ast.ClassDef | ast.FunctionDef):
            yield node.name, ast.dump(node)
        elif isinstance(node, ast.AnnAssign) and isinstance(node.value, ast.Dict):
            for key, value in zip(node.value.keys, node.value.values, strict=True):
                assert key is not None
                yield f"{ast.unparse(node.target)} {ast.unparse(key)}", ast.dump(value)
        else:
            yield ast.dump(node), ""


@pytest.mark.parametrize("path", sorted(MODULES))
def test_only_what_is_of_network_config_changes(releases: tuple[Release, Release], path: str) -> None:
    old, new = (dict(pieces(release.text(path))) for release in releases)
    changed = {name for name in old.keys() | new.keys() if old.get(name) != new.get(name)}
    assert changed == {
        "parameters": {"SHAPES 'NetworkConfig'"},
        "stubs": {"NetworkConfig"},
        "shapes": {"NetworkConfig"},
        "validators": {"check_network_config"},
        "wire": {"write_network_config", "read_network_config", "ENTRIES 'NetworkConfig'"},
    }.get(Path(path).stem)


def test_the_manifest_changes_by_the_release_the_member_and_the_hashes(releases: tuple[Release, Release]) -> None:
    old, new = (unpacked(release.files[DESCRIPTION]) for release in releases)
    for stamp, release, model in ((old, "1.16.5", sagemaker("1.16.5")), (new, "1.16.6", sagemaker("1.16.6"))):
        assert stamp.pop("botocore") == release
        assert stamp.pop("model") == hashlib.sha256(model).hexdigest()
    hashes_old, hashes_new = old.pop("files"), new.pop("files")
    assert {f"monitorshapes/{path}" for path in hashes_old if hashes_old[path] != hashes_new[path]} == MODULES
    members = next(shape for shape in new["service"]["shapes"] if shape["name"] == "NetworkConfig")["members"]
    [member] = [each for each in members if each["wire_name"] == MEMBER]
    members.remove(member)
    [since] = [each for each in new["service"]["since"] if each["path"] == f"NetworkConfig.{MEMBER}"]
    assert (since["botocore"], since["date"]) == ("1.16.6", "2020-05-08")
    new["service"]["since"].remove(since)
    assert new["api"]["shapes"]["NetworkConfig"]["members"].pop(MEMBER) == {"shape": "Boolean"}
    assert old == new


def test_the_package_learns_the_member(releases: tuple[Release, Release]) -> None:
    code = f"""\
import monitorshapes as ms
config = ms.from_dict(ms.NetworkConfig, {{"{MEMBER}": "yes"}})
print([(found.path, found.rule) for found in ms.violations(config)], ms.to_dict(config), ms.unknown_members(config))
"""
    for release, expected in zip(
        releases,
        (
            f"[('{MEMBER}', 'unknown')] {{'{MEMBER}': 'yes'}} {{'{MEMBER}': 'yes'}}\n",
            f"[('{MEMBER}', 'type')] {{'{MEMBER}': 'yes'}} {{}}\n",
        ),
        strict=True,
    ):
        ran = subprocess.run(
            [sys.executable, "-B", "-c", code], cwd=release.root, capture_output=True, text=True, check=False
        )
        assert ran.stdout == expected, ran.stderr


# What the command says


def test_the_command_names_what_changed(releases: tuple[Release, Release]) -> None:
    old, new = releases
    assert "API" not in old.said
    assert [line for line in new.said.splitlines() if line.startswith("API")] == [
        f"API, safe (1): NetworkConfig.{MEMBER}: member added."
    ]
    assert f"Files in {new.root}/monitorshapes: {len(MODULES) + 1} changed." in new.said
    assert "from botocore 1.16.6: " in new.said


def test_8_of_the_27_monitoring_operations_are_there_and_the_absent_ones_are_counted(
    releases: tuple[Release, Release],
) -> None:
    today = {name for name in load.installed("sagemaker").data["operations"] if MONITORING.search(name)}
    assert len(today) == 27
    for release, model in zip(releases, (OLD, NEW), strict=True):
        stamp = unpacked(release.files[DESCRIPTION])
        there = {operation["name"] for operation in stamp["service"]["operations"]}
        assert there == {name for name in PROFILE.operations if name in model["operations"]}
        assert len(there & today) == 8
        absent = [name for name in PROFILE.operations if name not in model["operations"]]
        absent += [name for name in PROFILE.shapes if name not in model["shapes"]]
        assert stamp["absent"] == absent
        assert len(today - there) == 19
        assert f"does not have them ({len(absent)}): {absent[0]}, " in release.said


def test_a_repeated_run_touches_nothing_and_says_so(releases: tuple[Release, Release]) -> None:
    root = releases[1].root
    before = state(root)
    said = done("generate", "--model", root.parent / "botocore-1.16.6-py2.py3-none-any.whl", "--output", root)
    assert f"Nothing changed: {root}/monitorshapes was up to date." in said
    assert state(root) == before


# All of SageMaker: what the release changed besides


def test_in_all_of_sagemaker_the_difference_is_that_of_the_models() -> None:
    # Those two have a jsonvalue, which is not generated.
    operations = [name for name in NEW["operations"] if name not in ("CreateFlowDefinition", "DescribeFlowDefinition")]
    wanted = Settings(service="sagemaker", package="everything", client="Everything", operations=operations)
    old, new = (build(model, wanted).service for model in (OLD, NEW))
    assert len(new.shapes) > 600
    both = normal.api(OLD, operations=operations), normal.api(NEW, operations=operations)
    found = {change.path: change.kind for change in compare.compare(*both, old, new)}
    assert found.pop(f"NetworkConfig.{MEMBER}") == "member-added"

    tightened: set[str] = set()
    documented: set[str] = set()
    for path in changes(OLD, NEW):
        match path:
            case ("operations", operation, "documentation"):
                documented.add(operation)
            case ("shapes", shape, "members", member, "documentation"):
                documented.add(f"{shape}.{member}")
            case ("shapes", shape, "documentation"):
                documented.add(shape)
            case ("shapes", shape, "required"):
                gone = {*OLD["shapes"][shape]["required"]} - {*NEW["shapes"][shape].get("required", ())}
                tightened |= {f"{shape}.{member}" for member in gone}
            case _:
                assert path == WHERE
    assert set(found.values()) == {"member-optional"}
    assert set(found) == tightened == {"RenderUiTemplateRequest.UiTemplate", "UiConfig.UiTemplateS3Uri"}
    # Two of the places are of the operations that are left out.
    told = documentation.changed(documentation.of_model(both[0]), documentation.of_model(both[1]), both)
    assert {each.path for each in told} == {
        path for path in documented if path.partition(".")[0] in {*operations, *both[0].shapes}
    }
    # A docstring shows more: a member without documentation of its own has that of its target; an operation lists the
    # members of its request, each with its first sentence, required ones first.
    shown = documentation.changed(documentation.of_package(old), documentation.of_package(new), both)
    assert {each.path for each in told} <= {each.path for each in shown}


# The package index


@pytest.mark.network
def test_both_releases_come_from_the_package_index_and_the_second_time_from_the_cache(
    tmp_path: Path, releases: tuple[Release, Release], monkeypatch: pytest.MonkeyPatch
) -> None:
    for run in ("first", "second"):
        for release, expected in zip(("1.16.5", "1.16.6"), releases, strict=True):
            root = tmp_path / run
            done("generate", "--botocore", release, "--output", root, cache=tmp_path / "cache")
            # The release has pages and waiters too, which the wheel of the fixture has not.
            made = contents(root)
            same = MODULES - {"monitorshapes/stubs.py"}
            assert {path: made[path] for path in same} == {path: expected.files[path] for path in same}
        monkeypatch.setenv("PIP_NO_INDEX", "1")
        monkeypatch.delenv("PIP_FIND_LINKS", raising=False)


def test_the_docs_show_every_line_that_changed(releases: tuple[Release, Release]) -> None:
    page = (Path(__file__).parents[2] / "docs" / "shapegen.md").read_text("utf-8")
    (shown,) = re.findall(r"^```diff\n(--- monitorshapes.*?)^```$", page, re.DOTALL | re.MULTILINE)
    changed: dict[str, list[str]] = {}
    for line in shown.splitlines():
        if line.startswith("--- "):
            changed[line[4:]] = []
        elif line.startswith("+"):
            changed[[*changed][-1]].append(line[1:])
    old, new = releases
    assert changed == {path: added(old.text(path), new.text(path)) for path in sorted(MODULES)}
    assert "6 changed" in new.said
