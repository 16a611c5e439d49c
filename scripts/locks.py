"""Writes the locks anew: what generates, what tests, what tests with aiobotocore, and the peers of the benchmarks.

All of them or none: they are compiled in a copy. aiobotocore and the peers take older botocores than the newest; they
go as far as they can, and hold nobody back.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from shapegen.emit import journal
from shapegen.model.index_settings import settings

ROOT = Path(__file__).parents[1]
TESTS, GENERATES, ASYNC = "requirements-test.lock", "requirements.lock", "scripts/async-requirements.txt"
#: What lives in environments of its own beside aiobotocore, and asks for no botocore in particular: the group of each.
APART = {
    "interop": "scripts/interop-requirements.txt",
    "checkers": "scripts/checkers-requirements.txt",
    "docs": "scripts/docs-requirements.txt",
    "mutants": "scripts/mutants-requirements.txt",
}
#: What a group's packages require and its lock leaves out: axe-core is wanted of axe-playwright-python, and no browser.
LEFT_OUT = {"docs": ("playwright", "greenlet", "pyee", "typing-extensions")}
#: Of these, what is installed together with what tests.
BESIDE_TESTS = ("mutants",)
PEERS = "scripts/benchmarks/peers"
_COPIED = ("pyproject.toml", "codegen/pyproject.toml", TESTS, GENERATES, ASYNC, *APART.values())
_BOTOCORE = re.compile(r"^botocore==([\d.]+)", re.M)


class NotLockedError(Exception):
    """Why there are no new locks; `said` is what uv said."""

    def __init__(self, why: str, said: str) -> None:
        super().__init__(why)
        self.said = said


@dataclass(frozen=True, slots=True)
class Locks:
    """What would be written, by path, and what stays behind, a sentence each."""

    files: Mapping[Path, bytes]
    behind: tuple[str, ...]


def botocore(lock: str, root: Path = ROOT) -> str:
    """The botocore that a lock names."""
    found = _BOTOCORE.search((root / lock).read_text())
    return found[1] if found else ""


def behind(release: str, root: Path = ROOT) -> bool:
    """Whether a lock has another botocore than that."""
    made = [TESTS, GENERATES, ASYNC, *(path.relative_to(root).as_posix() for path in (root / PEERS).glob("*.txt"))]
    return any(botocore(lock, root) not in ("", release) for lock in made)


def compiled(wanted: Sequence[str] = (), release: str | None = None, root: Path = ROOT) -> Locks:
    """The locks that uv makes with the options `wanted`, or with that release of botocore. Raises NotLockedError."""
    ours = theirs = list(wanted)
    if release:
        ours = [f"--upgrade-package=botocore=={release}", "--upgrade-package=boto3", "--upgrade-package=s3transfer"]
        theirs = ["--upgrade-package=aiobotocore", "--upgrade-package=botocore"]
        # What uv remembers of an index may be older than the release.
        fresh = [f"--refresh-package={name}" for name in ("aiobotocore", "boto3", "botocore", "s3transfer")]
        ours, theirs = ours + fresh, theirs + fresh
    with tempfile.TemporaryDirectory(prefix="shapegen-locks-") as folder:
        copy = Path(folder)
        shutil.copytree(root / PEERS, copy / PEERS)
        for name in _COPIED:
            (copy / name).parent.mkdir(exist_ok=True)
            shutil.copy(root / name, copy / name)
        universal = ["--universal", "--generate-hashes", "--custom-compile-command", "scripts/lock"]
        project = [*universal, *ours, "codegen/pyproject.toml"]
        if not release or {botocore(lock, copy) for lock in (TESTS, GENERATES)} != {release}:
            _compile(copy, TESTS, [*project, "--group", "test"])
            _compile(copy, GENERATES, [*project, "--group", "generate", "--constraint", TESTS])
        newest, behind = botocore(TESTS, copy), list[str]()
        if _can(copy, ASYNC, [*universal, *theirs, "--group", "async"], behind, "aiobotocore"):
            taken = botocore(ASYNC, copy)
            if taken != newest:
                behind.append(f"aiobotocore takes no botocore newer than {taken}: its tests stay there.")
        for group, lock in APART.items():
            if not release:
                options = [f"--no-emit-package={name}" for name in LEFT_OUT.get(group, ())]
                options += ["--constraint", TESTS] if group in BESIDE_TESTS else []
                _compile(copy, lock, [*universal, *wanted, "--group", group, *options])
        (copy / "botocore.in").write_text(f"botocore=={newest}\n")
        for peer in sorted((copy / PEERS).glob("*.in")):
            name = peer.relative_to(copy)
            options = ["--no-header", *theirs, "--constraint", "botocore.in", str(name)]
            _can(copy, str(name.with_suffix(".txt")), options, behind, f"{peer.stem}, a peer of the benchmarks,")
        made = [*_COPIED[2:], *(path.relative_to(copy).as_posix() for path in sorted((copy / PEERS).glob("*.txt")))]
        now = {root / name: (copy / name).read_bytes() for name in made}
    return Locks({path: text for path, text in now.items() if path.read_bytes() != text}, tuple(behind))


def _can(folder: Path, lock: str, options: Sequence[str], behind: list[str], who: str) -> bool:
    """Whether the lock could be made; if not since there is no solution, says so."""
    try:
        _compile(folder, lock, options)
    except NotLockedError as error:
        if "No solution found" not in error.said:
            raise
        behind.append(f"{who} goes with no botocore as new: its lock stays as it was.")
        return False
    return True


def _compile(folder: Path, lock: str, options: Sequence[str]) -> None:
    uv = Path(sys.executable).with_name("uv")
    command = [uv, "pip", "compile", "--quiet", "--no-annotate", "--python-version", "3.11", "--output-file", lock]
    done = subprocess.run(
        [*command, *options], cwd=folder, env=_environment(), capture_output=True, text=True, check=False
    )
    if done.returncode:
        why = "uv finds no packages that fit together" if "No solution found" in done.stderr else "uv could not make it"
        raise NotLockedError(f"{lock}: {why}", done.stderr)


def _environment() -> dict[str, str]:
    """uv's environment: it hears what pip is told, too."""
    told = settings()
    said = {
        "UV_DEFAULT_INDEX": told.indexes[-1] if told.indexes else "",
        "UV_INDEX": " ".join(told.indexes[:-1]),
        "UV_FIND_LINKS": ",".join(told.links),
        "UV_NO_INDEX": "" if told.indexes else "1",
        "UV_INDEX_STRATEGY": "unsafe-best-match",  # as pip looks for packages
        "UV_INSECURE_HOST": " ".join(sorted(told.insecure)),
        "SSL_CERT_FILE": next((each for each in told.certificates if Path(each).is_file()), ""),
        "HTTPS_PROXY": told.proxy,
        "HTTP_PROXY": told.proxy,
    }
    return os.environ | {name: value for name, value in said.items() if value}


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(prog="scripts/lock", description=__doc__)
    parser.add_argument("--botocore", metavar="VERSION", help="go to that release, with boto3 and what lags behind it")
    parser.add_argument("--upgrade", action="store_true", help="go to the newest releases of everything")
    parser.add_argument("--upgrade-package", metavar="NAME", action="append", default=[], help="of that; again")
    parser.add_argument("--debug", action="store_true", help="show what uv says when it cannot")
    asked = parser.parse_args()
    wanted = ["--upgrade"] * asked.upgrade + [f"--upgrade-package={name}" for name in asked.upgrade_package]
    try:
        locks = compiled(wanted, asked.botocore)
    except NotLockedError as error:
        print(error.said if asked.debug else f"{error}, see --debug. Nothing is written.", file=sys.stderr)
        raise SystemExit(2) from None
    journal.replace(ROOT, locks.files)
    for path in locks.files:
        print(f"Written: {path.relative_to(ROOT)}")
    for line in locks.behind:
        print(line)


if __name__ == "__main__":
    main()
