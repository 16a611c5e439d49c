"""What the pages show is what happens: each block of code is run as it is printed, a page from its top to its end."""

import ast
import contextlib
import doctest
import importlib
import io
import json
import os
import re
import subprocess
import sys
import tarfile
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import ruamel.yaml
from models import sagemaker, wheel
from package_index import served

from monitorshapes import fake

ROOT = Path(__file__).parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), ROOT / "codegen" / "README.md"])
#: Of earlier releases, those that the pages speak of; the two with their documentation.
DOCUMENTED, BARE = ("1.16.5", "1.16.6"), ("1.34.73", "1.34.74")
#: What a page started, which ends with it.
BEGUN: list[subprocess.Popen[str]] = []


@dataclass(frozen=True)
class Block:
    """A fenced block: ```language title="file"."""

    line: int
    language: str
    title: str | None
    text: str


def blocks(page: Path) -> list[Block]:
    text = page.read_text("utf-8")
    fenced = re.finditer(r"^( *)```([\w-]*)(?: title=\"([^\"]+)\")?\n(.*?)^\1```$", text, re.DOTALL | re.MULTILINE)
    return [
        Block(text.count("\n", 0, each.start()) + 1, each[2], each[3], re.sub(rf"^{each[1]}", "", each[4], flags=re.M))
        for each in fenced
    ]


RUN = [page for page in PAGES if any(b.language in {"python", "pycon", "console"} or b.title for b in blocks(page))]


def name(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


@pytest.fixture(scope="session")
def releases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a package index with the releases of botocore that pages speak of."""
    folder = tmp_path_factory.mktemp("wheels")
    for release in DOCUMENTED:
        wheel(folder, release, "sagemaker", sagemaker(release))
    with tarfile.open(ROOT / "tests" / "data" / "sagemaker-history.tar.xz") as archive:
        models = {entry.name.split("/")[0]: entry for entry in archive}
        known = sorted(models.keys() - {"releases.json"}, key=lambda each: [*map(int, each.split("."))])
        for release in BARE:
            # The archive has the releases that differ from the one before.
            nearest = [each for each in known if [*map(int, each.split("."))] <= [*map(int, release.split("."))]][-1]
            file = archive.extractfile(models[nearest])
            assert file
            wheel(folder, release, "sagemaker", file.read())
    with served(folder) as index:
        yield index.url


@pytest.fixture
def shell(tmp_path: Path, releases: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Mapping[str, str]]:
    """The environment of a page's commands: this Python's commands, a fake, and no other network."""
    with fake.Server() as server:
        environment = {
            "PATH": os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"])),
            "PIP_INDEX_URL": releases,
            "SHAPEGEN_CACHE": str(tmp_path / ".cache"),
            "AWS_ENDPOINT_URL_SAGEMAKER": server.url,
            "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_ACCESS_KEY_ID": "fake",
            "AWS_SECRET_ACCESS_KEY": "fake",
        }
        for key, value in environment.items():
            monkeypatch.setenv(key, value)
        folder = tmp_path / "page"
        folder.mkdir()
        monkeypatch.chdir(folder)
        importlib.invalidate_caches()  # a page may import from the folder that it is in
        monkeypatch.setattr(sys, "path", [*sys.path])
        known = {*sys.modules}
        yield {**os.environ, **environment}
        for module in sys.modules.keys() - known:
            del sys.modules[module]
        while BEGUN:
            with BEGUN.pop() as begun:
                begun.kill()


@pytest.mark.parametrize("page", RUN, ids=name)
def test_every_block_of_a_page_runs_as_printed(page: Path, shell: Mapping[str, str]) -> None:
    names: dict[str, Any] = {"__name__": "__main__"}
    printed = ""
    for block in blocks(page):
        where = f"{name(page)}:{block.line}"
        match block.language:
            case _ if block.title:
                Path(block.title).parent.mkdir(parents=True, exist_ok=True)
                Path(block.title).write_text(block.text, "utf-8")
            case "python":
                printed = run_python(block, where, names)
            case "text":
                assert matches(block.text, printed), f"{where}: it prints\n{printed}"
            case "pycon":
                run_doctest(block, where, names)
            case "console":
                run_commands(block, where, shell)
            case _:
                pass


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_block_of_a_page_is_of_a_language_that_is_checked(page: Path) -> None:
    for block in blocks(page):
        where = f"{name(page)}:{block.line}"
        match block.language:
            case "python":
                ast.parse(block.text, where)
            case "json":
                json.loads(block.text)
            case "toml":
                tomllib.loads(block.text)
            case "yaml":
                ruamel.yaml.YAML(typ="safe", pure=True).compose(block.text)
            case "sh":
                subprocess.run(["bash", "-n"], input=block.text, check=True, text=True)
            case language:
                assert language in {"console", "diff", "mermaid", "pycon", "text"}, where
    if "design" not in page.parts:
        bare = [line for line in unfenced(page) if re.match(r"    (\$|>>>) ", line)]
        assert not bare, f"{name(page)}: a block without a fence is run by nobody: {bare}"


def run_python(block: Block, where: str, names: dict[str, Any]) -> str:
    out = io.StringIO()
    # With the page's own line numbers in tracebacks.
    code = compile("\n" * block.line + block.text, where, "exec", dont_inherit=True)
    with contextlib.redirect_stdout(out):
        exec(code, names)  # noqa: S102  our own pages
    return out.getvalue()


def run_doctest(block: Block, where: str, names: dict[str, Any]) -> None:
    example = doctest.DocTestParser().get_doctest(block.text, {}, where, where, block.line)
    example.globs = names
    said = io.StringIO()
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS)
    runner.run(example, out=said.write, clear_globs=False)
    assert not runner.failures, said.getvalue()


def run_commands(block: Block, where: str, environment: Mapping[str, str]) -> None:
    """Runs each line that begins with `$ `; what stands below it is what it prints, `…` for anything."""
    for part in re.split(r"^\$ ", block.text, flags=re.MULTILINE)[1:]:
        command, expected = split_command(part)
        if command.endswith(" &\n"):
            begin(command, expected, where, environment)
            continue
        done = subprocess.run(
            ["bash", "-c", command], env=dict(environment), capture_output=True, text=True, timeout=120, check=False
        )
        said = done.stdout + done.stderr
        assert done.returncode in ({0, 1} if expected else {0}), f"{where}: $ {command}\n{said}"
        assert not expected or matches(expected, said), f"{where}: $ {command}\nprints\n{said}"


def begin(command: str, expected: str, where: str, environment: Mapping[str, str]) -> None:
    """Starts what goes on while the page does, and waits for its first line."""
    server = subprocess.Popen(
        ["bash", "-c", f"exec {command.removesuffix(' &' + chr(10))}"],
        env=dict(environment),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    BEGUN.append(server)
    assert server.stdout
    assert matches(expected, server.stdout.readline()), f"{where}: $ {command}"


def split_command(part: str) -> tuple[str, str]:
    """The command, which goes on where a line ends with a backslash, and what is expected of it."""
    lines = part.splitlines(keepends=True)
    end = next(at for at, line in enumerate(lines, 1) if not line.endswith("\\\n"))
    return "".join(lines[:end]), "".join(lines[end:])


def matches(expected: str, said: str) -> bool:
    pattern = ".*".join(map(re.escape, expected.strip().split("…")))
    return re.fullmatch(pattern, said.strip(), re.DOTALL) is not None


def unfenced(page: Path) -> list[str]:
    return re.sub(r"^( *)```.*?^\1```$", "", page.read_text("utf-8"), flags=re.DOTALL | re.MULTILINE).splitlines()


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_link_leads_somewhere(page: Path) -> None:
    text = re.sub(r"(`+)[^`]+\1", "", "\n".join(unfenced(page)))
    for target, anchor in re.findall(r"\]\((?!\w+:)([^)\s#]*)(?:#([^)\s]+))?\)", text):
        linked = page.parent / target if target else page
        assert linked.exists(), f"{name(page)}: {target}"
        assert not anchor or linked.suffix != ".md" or anchor in anchors(linked), f"{name(page)}: {target}#{anchor}"


def anchors(page: Path) -> set[str]:
    """What headings are called in a URL, as GitHub and the site make it."""
    headings = re.findall(r"^#+ +(.*)$", "\n".join(unfenced(page)), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_the_readme_is_for_a_first_reader() -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    assert len(text.split()) <= 900
    assert sum(len(block.text.splitlines()) for block in blocks(ROOT / "README.md") if block.language == "python") <= 60


def test_every_page_of_the_docs_is_in_their_index() -> None:
    index = ROOT / "docs" / "index.md"
    linked = {(index.parent / target).resolve() for target in re.findall(r"\]\(([^)#\s]+)", index.read_text("utf-8"))}
    pages = {page for page in PAGES if (ROOT / "docs") in page.parents and page != index}
    below = {page for page in pages if page.parent.name == "tutorials" and page.name != "index.md"}
    assert not sorted(map(name, pages - below - linked))


def test_every_file_that_a_page_names_as_a_test_is_there() -> None:
    named = {
        (page.name, path) for page in PAGES for path in re.findall(r"`(tests/[\w/]+\.py)`", page.read_text("utf-8"))
    }
    assert named
    assert not {(page, path) for page, path in named if not (ROOT / path).is_file()}


def test_the_requests_with_a_mistake_are_as_many_as_the_guide_says() -> None:
    table = json.loads((ROOT / "tests" / "data" / "requests.json").read_text("utf-8"))
    bad = [entry for operation in table.values() for entry in operation["bad"]]
    refused = sum(entry["botocore"] for entry in bad)
    said = " ".join((ROOT / "docs" / "guide.md").read_text("utf-8").split())
    assert f"Of the {len(bad)} requests with one mistake each" in said
    assert f"botocore refuses {refused}, monitorshapes all" in said


def test_the_figures_of_the_comparison_are_those_of_the_benchmarks() -> None:
    beside = ["types-boto3-sagemaker and boto3", "sagemaker-core", "SDK v2"]
    expected = {
        "installed, with boto3": ("install", ["monitorshapes and boto3", "boto3", *beside]),
        "import, until a request can be made": (
            "import",
            [
                *("its first request class", "boto3, a client", "types-boto3-sagemaker, the TypedDict of the request"),
                *("sagemaker-core, a shape", "SDK v2, a monitor"),
            ],
        ),
    }
    claimed = rows((ROOT / "README.md").read_text("utf-8"))
    for claim, (section, contestants) in expected.items():
        measured = benchmark(section)
        for cell, contestant in zip(claimed[claim], contestants, strict=True):
            assert number(cell) == pytest.approx(number(measured[contestant][0]), rel=0.25), (claim, contestant)
    measured = benchmark("request")
    for at, contestant in ((1, "botocore"), (3, "sagemaker-core")):
        share = 100 * number(measured[contestant][0]) / number(measured["monitorshapes"][0])
        assert number(claimed["bad requests found before sending"][at]) == pytest.approx(share, abs=3), contestant


def benchmark(section: str) -> dict[str, list[str]]:
    """The rows of the section's tables."""
    text = (ROOT / "docs" / "benchmarks.md").read_text("utf-8")
    return rows(text.partition(f"\n## {section}\n")[2].partition("\n## ")[0])


def rows(text: str) -> dict[str, list[str]]:
    """The rows of all tables, by their first cell; the last of that name."""
    found = (line.strip("|").split("|") for line in text.splitlines() if line.startswith("|"))
    return {cells[0].strip(): [cell.strip() for cell in cells[1:]] for cells in found}


def number(cell: str) -> float:
    return float(re.findall(r"[\d.]+", cell.replace(",", ""))[0])
