"""Wheels of botocore: their names, the order of their versions, and the hash that is kept beside one."""

import hashlib
import re
from pathlib import Path

from shapegen.errors import ShapegenError

_NUMBER = r"(?:0|[1-9][0-9]{0,4})"
VERSION = re.compile(rf"{_NUMBER}\.{_NUMBER}\.{_NUMBER}")
WHEEL = re.compile(rf"botocore-({VERSION.pattern})-[\w.-]+\.whl", re.ASCII)


def numbers(version: str) -> tuple[int, ...]:
    """What releases are ordered by. Raises ShapegenError if `version` is not three numbers."""
    if not VERSION.fullmatch(version):
        raise ShapegenError(f"{version!r} is not a botocore version: those are three numbers, like 1.16.5")
    return tuple(map(int, version.split(".")))


def is_as_fetched(path: Path) -> bool:
    """Whether a wheel that `wheel` fetched still has the same hash. One that somebody else put there has none."""
    try:
        digest = digest_file(path).read_text().strip()
    except FileNotFoundError:
        return True
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest() == digest


def digest_file(wheel: Path) -> Path:
    """Where the SHA-256 of a wheel that was fetched is kept."""
    return wheel.with_name(f"{wheel.name}.sha256")
