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
APPS = Path(__file__).parent / "programs"
DISTRIBUTIONS = {
    "monitorshapes": (ROOT, {"generated/monitorshapes": "monitorshapes"}),
    "shapegen": (ROOT / "codegen", {"codegen/shapegen": "shapegen", "templates": "shapegen/templates"}),
}
"""Of each distribution its source root, and of each of its folders where its files are once installed."""


class Environment:
    """A virtual environment that holds a wheel and nothing else."""

    def __init__(self, root: Path, *wheels: Path) -> None:
        venv.create(root, symlinks=os.name != "nt")
        self.scripts = Path(sysconfig.get_path("scripts", "venv", {"base": str(root)}))
        self.python = self.scripts / "python"
        options = ["--quiet", "--no-index", "--no-deps", "--disable-pip-version-check"]
        succeed(sys.executable, "-m", "pip", "--python", self.python, "install", *options, *wheels)

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


def build(folder: Path, source: Path, *what: str) -> None:
    """Builds from the sources into a folder, with what is installed here and no network."""
    succeed(sys.executable, "-m", "build", "--no-isolation", "--outdir", folder, *what, source)


@pytest.fixture(scope="module")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the source distributions, and the wheels that are built from them."""
    folder = tmp_path_factory.mktemp("dist")
    for source, _ in DISTRIBUTIONS.values():
        build(folder, source)
    return folder


@pytest.fixture(scope="module")
def wheels(dist: Path) -> Mapping[str, Path]:
    """The wheel of each distribution."""
    return {path.name.partition("-")[0]: path for path in dist.glob("*.whl")}


@pytest.fixture(scope="module")
def wheel(wheels: Mapping[str, Path]) -> Path:
    """The wheel that apps install."""
    return wheels["monitorshapes"]


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory, wheel: Path) -> Environment:
    """Where that wheel alone is installed."""
    return Environment(tmp_path_factory.mktemp("environment"), wheel)


@pytest.fixture(scope="module")
def generator(tmp_path_factory: pytest.TempPathFactory, wheels: Mapping[str, Path]) -> Environment:
    """Where the wheel of the generator alone is installed."""
    return Environment(tmp_path_factory.mktemp("generator"), wheels["shapegen"])


# What the distributions hold


@pytest.mark.parametrize("name", DISTRIBUTIONS)
def test_a_wheel_holds_its_package_whole_and_nothing_else(wheels: Mapping[str, Path], name: str) -> None:
    expected = {
        f"{there}/{path.relative_to(ROOT / here).as_posix()}": path.read_bytes()
        for here, there in DISTRIBUTIONS[name][1].items()
        for path in (ROOT / here).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    with zipfile.ZipFile(wheels[name]) as archive:
        held = {name: archive.read(name) for name in archive.namelist() if ".dist-info/" not in name}
    assert held.keys() == expected.keys()
    assert held == expected
    assert f"{name}/py.typed" in held


@pytest.mark.parametrize("name", DISTRIBUTIONS)
def test_a_wheel_is_for_every_platform_and_carries_the_licences(wheels: Mapping[str, Path], name: str) -> None:
    assert wheels[name].name.endswith("-py3-none-any.whl")
    with zipfile.ZipFile(wheels[name]) as archive:
        held = {Path(name).name for name in archive.namelist() if ".dist-info/" in name}
    assert held - {"entry_points.txt"} == {"METADATA", "RECORD", "WHEEL", "LICENSE", "NOTICE"}


@pytest.mark.parametrize("name", DISTRIBUTIONS)
def test_a_wheel_is_the_same_by_way_of_the_source_distribution_and_without(
    wheels: Mapping[str, Path], name: str, tmp_path: Path
) -> None:
    build(tmp_path, DISTRIBUTIONS[name][0], "--wheel")
    assert (tmp_path / wheels[name].name).read_bytes() == wheels[name].read_bytes()


def test_apps_need_nothing_and_the_generator_needs_what_it_imports(wheels: Mapping[str, Path]) -> None:
    brought: dict[str, dict[str, set[str]]] = {name: {"": set()} for name in wheels}
    for name, path in wheels.items():
        for demand in _metadata(path).get_all("Requires-Dist", []):
            needed, _, extra = demand.partition("; extra == ")
            brought[name].setdefault(extra.strip("'"), set()).add(re.split(r"\W", needed)[0])
    assert brought["monitorshapes"].pop("") == set()
    assert brought["monitorshapes"]["codegen"] == {"shapegen"}
    assert brought["shapegen"] == {"": set(_imported_by_the_generator())}


def test_the_metadata_is_that_of_the_project(wheel: Path) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    metadata = _metadata(wheel)
    assert metadata["Name"] == project["name"] == "monitorshapes"
    assert metadata["Version"] == project["version"]
    assert metadata["Requires-Python"] == ">=3.11"
    assert "Typing :: Typed" in metadata.get_all("Classifier", [])
    assert metadata.get_payload(decode=True) == (ROOT / "README.md").read_bytes()


def test_the_source_distribution_holds_what_builds_and_tests_it(dist: Path) -> None:
    [path] = dist.glob("monitorshapes-*.tar.gz")
    with tarfile.open(path) as archive:
        held = {name.partition("/")[2] for name in archive.getnames()}
    needed = {
        "pyproject.toml",
        "requirements.lock",
        "README.md",
        "LICENSE",
        "NOTICE",
        "generated/monitorshapes/_api.json.gz",
    }
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
def test_without_what_it_needs_the_generator_says_how_to_get_it(generator: Environment, arguments: list[str]) -> None:
    for command in ([generator.scripts / "shapegen"], [generator.python, "-m", "shapegen"]):
        said = generator.run(*command, *arguments)
        assert (said.returncode, said.stdout) == (2, "")
        assert re.fullmatch(r"shapegen: \w+ is not installed; install shapegen with its dependencies\n", said.stderr)


def test_the_generator_finds_its_templates(generator: Environment, tmp_path: Path) -> None:
    # What it needs is what is installed here, where the project itself is not: it is in editable form.
    extra = {"PYTHONPATH": sysconfig.get_path("purelib"), "SHAPEGEN_CACHE": str(tmp_path / "cache")}
    output = tmp_path / "generated"
    options: list[str | Path] = ["--profile", models.write_profile(tmp_path / "profile"), "--output", output]
    model = models.write_model(tmp_path / "model.json", models.small())
    generated = generator.run(generator.scripts / "shapegen", "generate", "--model", model, *options, env=extra)
    assert generated.returncode == 0, generated.stderr
    program = "import smallshapes as s; print(s.to_json(s.DropThingInput(name='it')))"
    used = generator.run(generator.python, "-c", program, env={"PYTHONPATH": str(output)})
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


def test_the_index_is_told_where_the_project_is_when_a_workflow_builds_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PROJECT_URL", "https://example.org/someone/monitorshapes")
    build(tmp_path, ROOT, "--wheel")
    [path] = tmp_path.glob("*.whl")
    metadata = _metadata(path)
    urls = dict(url.split(", ") for url in metadata.get_all("Project-URL", []))
    assert urls["Homepage"] == "https://example.org/someone/monitorshapes"
    assert urls["Changelog"].endswith(f"/blob/v{metadata['Version']}/CHANGELOG.md")
    content = metadata.get_payload(decode=True)
    assert isinstance(content, bytes)
    description = content.decode()
    links = re.findall(r"\]\(([^)]+)\)", description)
    assert links
    assert all(link.startswith("https://") for link in links)
    assert "/raw/v" in description
