"""What is built holds all that it should and nothing else, and works where it is installed."""

import ast
import os
import re
import subprocess
import sys
import sysconfig
import tarfile
import tomllib
import venv
import zipfile
from collections.abc import Iterator, Mapping
from email import message_from_bytes
from email.message import Message
from pathlib import Path

import models
import pytest

ROOT = Path(__file__).parents[1]
APPS = Path(__file__).parent / "apps"
INSTALLED = {
    "generated/monitorshapes": "monitorshapes",
    "codegen/shapegen": "shapegen",
    "templates": "shapegen/templates",
}
"""Folders of the source tree, and where their files are once installed."""


class Environment:
    """A virtual environment that holds a wheel and nothing else."""

    def __init__(self, root: Path, wheel: Path) -> None:
        venv.create(root, symlinks=os.name != "nt")
        self.scripts = Path(sysconfig.get_path("scripts", "venv", {"base": str(root)}))
        self.python = self.scripts / "python"
        options = ["--quiet", "--no-index", "--no-deps", "--disable-pip-version-check"]
        succeed(sys.executable, "-m", "pip", "--python", self.python, "install", *options, wheel)

    def run(
        self, *command: str | Path, stdin: str = "", env: Mapping[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        """What a command does there, and with further variables."""
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
        return subprocess.run(
            command,
            env={**inherited, **(env or {})},
            cwd=self.scripts,
            input=stdin,
            capture_output=True,
            text=True,
            check=False,
        )


def succeed(*command: str | Path) -> str:
    """What a command prints, which must exit with 0."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def build(folder: Path, *what: str) -> None:
    """Builds from the sources into a folder, with what is installed here and no network."""
    succeed(sys.executable, "-m", "build", "--no-isolation", "--outdir", folder, *what, ROOT)


@pytest.fixture(scope="module")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the source distribution, and the wheel that is built from it."""
    folder = tmp_path_factory.mktemp("dist")
    build(folder)
    return folder


@pytest.fixture(scope="module")
def wheel(dist: Path) -> Path:
    """The wheel."""
    [path] = dist.glob("*.whl")
    return path


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory, wheel: Path) -> Environment:
    """Where the wheel is installed."""
    return Environment(tmp_path_factory.mktemp("environment"), wheel)


# What the distributions hold


def test_the_wheel_holds_both_packages_whole_and_nothing_else(wheel: Path) -> None:
    expected = {
        f"{there}/{path.relative_to(ROOT / here).as_posix()}": path.read_bytes()
        for here, there in INSTALLED.items()
        for path in (ROOT / here).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    with zipfile.ZipFile(wheel) as archive:
        held = {name: archive.read(name) for name in archive.namelist() if ".dist-info/" not in name}
    assert held.keys() == expected.keys()
    assert held == expected
    for file in ("monitorshapes/py.typed", "monitorshapes/shapes.py", "monitorshapes/_runtime/api.py"):
        assert file in held
    for file in ("shapegen/cli.py", "shapegen/templates/shapes.py.jinja", "shapegen/runtime/api.py"):
        assert file in held
    assert "shapegen/profiles/monitoring/profile.toml" in held


def test_the_wheel_is_for_every_platform_and_carries_the_licences(wheel: Path) -> None:
    assert wheel.name.endswith("-py3-none-any.whl")
    with zipfile.ZipFile(wheel) as archive:
        held = {Path(name).name for name in archive.namelist() if ".dist-info/" in name}
    assert held == {"METADATA", "RECORD", "WHEEL", "entry_points.txt", "LICENSE", "NOTICE"}


def test_the_wheel_is_the_same_by_way_of_the_source_distribution_and_without(wheel: Path, tmp_path: Path) -> None:
    build(tmp_path, "--wheel")
    assert (tmp_path / wheel.name).read_bytes() == wheel.read_bytes()


def test_apps_need_nothing_and_the_extras_bring_what_the_generator_imports_and_what_draws(wheel: Path) -> None:
    demands: list[str] = _metadata(wheel).get_all("Requires-Dist", [])
    brought: dict[str, set[str]] = {"codegen": set(), "show": set(), "yaml": set()}
    for demand in demands:
        name, _, extra = demand.partition("; extra == ")
        brought[extra.strip("'")].add(re.split(r"\W", name)[0])
    others = {"show": {"matplotlib", "pandas"}, "yaml": {"ruamel"}}
    assert brought == {"codegen": set(_imported_by_the_generator())} | others


def test_the_metadata_is_that_of_the_project(wheel: Path) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    metadata = _metadata(wheel)
    assert metadata["Name"] == project["name"] == "monitorshapes"
    assert metadata["Version"] == project["version"]
    assert metadata["Requires-Python"] == ">=3.11"
    assert "Typing :: Typed" in metadata.get_all("Classifier", [])
    assert metadata.get_payload(decode=True) == (ROOT / "README.md").read_bytes()


def test_the_source_distribution_holds_what_builds_and_tests_it(dist: Path) -> None:
    [path] = dist.glob("*.tar.gz")
    with tarfile.open(path) as archive:
        held = {name.partition("/")[2] for name in archive.getnames()}
    needed = {"pyproject.toml", "requirements.lock", "README.md", "LICENSE", "NOTICE", "generated/api.json"}
    needed |= {path.relative_to(ROOT).as_posix() for path in (ROOT / "tests").rglob("*.py")}
    needed |= {f"scripts/{name}" for name in ("generate", "test", "venv")}
    assert needed - held == set()
    assert [name for name in held if re.search(r"(^|/)(\.venv|\.git|__pycache__|\.\w+_cache)(/|$)", name)] == []


# Where it is installed


def test_an_app_runs(environment: Environment) -> None:
    app = environment.run(environment.python, "-W", "error", APPS / "good" / "create.py")
    assert app.returncode == 0, app.stderr
    validate = ["-m", "monitorshapes", "validate", "create-monitoring-schedule", "-"]
    checked = environment.run(environment.python, *validate, stdin=app.stdout)
    assert checked.returncode == 0, checked.stderr


@pytest.mark.parametrize("checker", ["mypy --strict --cache-dir={cache} --python-executable", "pyright --pythonpath"])
def test_checkers_find_the_types(environment: Environment, checker: str, tmp_path: Path) -> None:
    command = checker.format(cache=tmp_path).split()
    apps = [APPS / "good" / "create.py", APPS / "bad" / "member_name.py"]
    checked = environment.run(sys.executable, "-m", *command, environment.python, *apps)
    errors = [line for line in checked.stdout.splitlines() if " error: " in line]
    assert len(errors) == 1, checked.stdout + checked.stderr
    assert "processing_job_nam" in errors[0]


@pytest.mark.parametrize("arguments", [["--help"], ["generate"], ["check"], []])
def test_without_the_extra_the_generator_says_how_to_get_it(environment: Environment, arguments: list[str]) -> None:
    for command in ([environment.scripts / "shapegen"], [environment.python, "-m", "shapegen"]):
        said = environment.run(*command, *arguments)
        assert (said.returncode, said.stdout) == (2, "")
        assert re.fullmatch(r"shapegen: \w+ is not installed; .*pip install 'monitorshapes\[codegen\]'\n", said.stderr)


def test_with_the_extra_the_generator_finds_its_templates_and_profiles(
    environment: Environment, tmp_path: Path
) -> None:
    # What the extra brings is what is installed here, where the project itself is not: it is in editable form.
    extra = {"PYTHONPATH": sysconfig.get_path("purelib"), "SHAPEGEN_CACHE": str(tmp_path / "cache")}
    program = "import shapegen.profiles as p; print(p.__file__, p.read('monitoring').package)"
    read = environment.run(environment.python, "-c", program, env=extra)
    assert read.stdout.startswith(str(environment.scripts.parent)), read.stderr
    assert read.stdout.endswith(" monitorshapes\n")

    output = tmp_path / "generated"
    options: list[str | Path] = ["--profile", models.write_profile(tmp_path / "profile"), "--output", output]
    model = models.write_model(tmp_path / "model.json", models.small())
    generated = environment.run(environment.scripts / "shapegen", "generate", "--model", model, *options, env=extra)
    assert generated.returncode == 0, generated.stderr
    program = "import smallshapes as s; print(s.to_json(s.DropThingInput(name='it')))"
    used = environment.run(environment.python, "-c", program, env={"PYTHONPATH": str(output)})
    assert used.stdout == '{"Name": "it"}\n', used.stderr


def _metadata(wheel: Path) -> Message:
    with zipfile.ZipFile(wheel) as archive:
        [name] = (name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        return message_from_bytes(archive.read(name))


def _imported_by_the_generator() -> Iterator[str]:
    """The packages that the generator imports from elsewhere; what is copied into packages is not of it."""
    sources = ROOT / "codegen" / "shapegen"
    for path in (path for path in sources.rglob("*.py") if not {"runtime", "modules"} & {*path.parts}):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
                names = [node.module]
            for name in names:
                if (package := name.partition(".")[0]) not in {*sys.stdlib_module_names, "shapegen"}:
                    yield package
