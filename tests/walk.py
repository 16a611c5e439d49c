"""A clone of this repository beside a package index of a test's own, so that the scripts run as they do for a user.

The index has a stub of everything that the locks name, with its real requirements as far as it is installed here, and
releases of botocore that the test makes.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from importlib import import_module
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Any

import models
from package_index import Index

from shapegen.emit import packages
from shapegen.model import load

ROOT = Path(__file__).parents[1]
BOTOCORE = Path(import_module("botocore").__path__[0])
PINNED: str = import_module("botocore").__version__
COPIED = (".ci", ".github", "codegen", "docs", "generated", "scripts", "templates")
LOCKS = ("requirements.lock", "requirements-test.lock", "scripts/async-requirements.txt")
_PIN = re.compile(r"^([A-Za-z0-9][\w.-]*)==([^\s;\\]+)", re.M)

Edit = Callable[[dict[str, Any]], object]


def after(release: str, patches: int) -> str:
    """A later release."""
    *most, last = load.numbers(release)
    return ".".join(map(str, (*most, last + patches)))


def wheel(
    folder: Path, name: str, version: str, requires: tuple[str, ...] = (), files: dict[str, bytes] | None = None
) -> None:
    """A wheel with no code, unless files bring it."""
    stem = f"{name.replace('-', '_')}-{version}"
    with zipfile.ZipFile(folder / f"{stem}-py3-none-any.whl", "w", zipfile.ZIP_DEFLATED) as archive:
        about = [f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"]
        archive.writestr(
            f"{stem}.dist-info/METADATA", "".join([*about, *(f"Requires-Dist: {each}\n" for each in requires)])
        )
        archive.writestr(f"{stem}.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        for path, content in (files or {}).items():
            archive.writestr(path, content)
        listed = "".join(f"{each},,\n" for each in [*archive.namelist(), f"{stem}.dist-info/RECORD"])
        archive.writestr(f"{stem}.dist-info/RECORD", listed)


def botocore(folder: Path, release: str, edit: Edit = lambda _: None) -> None:
    """A wheel of botocore with SageMaker alone, as the installed one has it but for an edit."""
    model = load.installed("sagemaker").data
    edit(model)
    data = next((BOTOCORE / "data" / "sagemaker").iterdir())
    files = {f"botocore/data/sagemaker/{data.name}/{path.name}": path.read_bytes() for path in data.iterdir()}
    files = {path: text for path, text in files.items() if "service-2.json" not in path}
    files[f"botocore/data/sagemaker/{data.name}/service-2.json"] = json.dumps(model).encode()
    wheel(folder, "botocore", release, ("jmespath", "python-dateutil", "urllib3"), files)


def stubs(folder: Path) -> None:
    """A wheel of everything that a lock names. aiobotocore takes no botocore newer than its own, nor does one peer."""
    peers = [path.read_text() for path in (ROOT / "scripts/benchmarks/peers").glob("*.txt")]
    locks = [(ROOT / lock).read_text() for lock in LOCKS]
    pins = {pin for text in [*locks, *peers] for pin in _PIN.findall(text)} - {("botocore", PINNED)}
    with_aio = dict(_PIN.findall((ROOT / LOCKS[2]).read_text()))["botocore"]
    capped = {"aiobotocore": f"botocore<={with_aio}", "aws-resource-validator": f"botocore<={PINNED}"}
    for name, version in sorted(pins):
        own = (capped[name],) if name in capped else ()
        wheel(folder, name, version, own or tuple(_required(name, version)))


def _required(name: str, version: str) -> Iterator[str]:
    try:
        found = distribution(name)
    except PackageNotFoundError:
        return
    if found.version == version:
        yield from found.requires or ()


class Clone:
    """The repository as a user has it after ./scripts/generate, with its locks made from the index."""

    def __init__(self, folder: Path, index: Index) -> None:
        self.root = folder / "clone"
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith(("PIP_", "UV_", "GIT_"))},
            "PIP_INDEX_URL": index.url,
            "PIP_CONFIG_FILE": os.devnull,
            "PYTHONDONTWRITEBYTECODE": "1",
            "UV_CACHE_DIR": str(folder / "uv"),
            "SHAPEGEN_CACHE": str(folder / "cache"),
            "GIT_CONFIG_GLOBAL": os.devnull,
            "HOME": str(folder),
        }
        self._copy()
        self._make_environment()

    def _copy(self) -> None:
        ignored = shutil.ignore_patterns("__pycache__")
        for name in COPIED:
            shutil.copytree(ROOT / name, self.root / name, ignore=ignored)
        for path in (*ROOT.glob("*.toml"), *ROOT.glob("*.md"), *ROOT.glob("*.lock"), ROOT / ".gitignore"):
            shutil.copy(path, self.root)
        # The index has what is installed here: nothing of the environments apart.
        project = self.root / "pyproject.toml"
        apart = r"(?ms)^(interop|checkers|docs|mutants) = \[.*?\]$"
        groups = re.sub(apart, r'\1 = ["pytest"]', project.read_text("utf-8"))
        project.write_text(groups, "utf-8")

    def _make_environment(self) -> None:
        """A .venv that borrows what is installed here, and takes shapegen from the clone."""
        subprocess.run([sys.executable, "-m", "venv", "--without-pip", self.root / ".venv"], check=True)
        packages = next((self.root / ".venv" / "lib").glob("python*/site-packages"))
        here = BOTOCORE.parent
        (packages / "borrowed.pth").write_text(f"{self.root}/codegen\n{self.root}/generated\n{here}\n")
        tools = self.root / ".venv" / "bin"
        (tools / "uv").symlink_to(Path(sys.executable).with_name("uv"))
        (tools / "shapegen").write_text('#!/bin/sh\nexec "$(dirname "$0")/python" -m shapegen "$@"\n')
        (tools / "shapegen").chmod(0o755)
        self.installed()

    def installed(self) -> None:
        """Says that .venv is what the locks say it is."""
        shutil.copy(self.root / "requirements.lock", self.root / ".venv")
        done = self.bash("cat pyproject.toml codegen/pyproject.toml | cksum > .venv/.project")
        assert done.returncode == 0, done.stderr

    def bash(self, script: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Runs a script as GitHub runs a step of a workflow."""
        command = ["bash", "-e", "-c", script]
        return subprocess.run(
            command, cwd=self.root, env=self.environment | environment, capture_output=True, text=True, check=False
        )

    def done(self, script: str, **environment: str) -> str:
        ran = self.bash(script, **environment)
        assert ran.returncode == 0, ran.stdout + ran.stderr
        return ran.stdout

    def committed(self) -> None:
        """Everything is in the first commit."""
        self.done(
            "git init --quiet --initial-branch main && git add --all && "
            "git -c user.name=me -c user.email=me@example.com commit --quiet --message all"
        )

    def changed(self) -> set[str]:
        """What differs from the last commit."""
        return {line[3:] for line in self.done("git status --porcelain --untracked-files=all").splitlines()}

    def botocore(self, lock: str) -> str:
        """The one that a lock names."""
        pins: dict[str, str] = dict(_PIN.findall((self.root / lock).read_text()))
        return pins["botocore"]

    def generated(self) -> str:
        """The botocore that the package is generated from."""
        return str((packages.read_stamp(self.root / "generated" / "monitorshapes") or {})["botocore"])

    def reset(self) -> None:
        """Everything is as it was committed."""
        self.done("git checkout --quiet --force main && git clean --quiet --force -d && git reset --quiet --hard")
        self.installed()

    def contents(self) -> dict[str, bytes]:
        """Every file but those of git and .venv."""
        return {
            path: text for path, text in models.contents(self.root).items() if not path.startswith((".git/", ".venv/"))
        }
