"""What one generated package holds: a folder with a profile.toml."""

import difflib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shapegen.errors import ShapegenError

_HERE = Path(__file__).parent
_RELEASE = re.compile(r"\d+\.\d+\.\d+")
_TYPES: Mapping[str, type] = {
    "package": str,
    "service": str,
    "client": str,
    "as_of": str,
    "operations": list,
    "shapes": list,
    "left_out": dict,
}
_KINDS: Mapping[type, str] = {str: "text", list: "a list of texts", dict: "a table of texts"}
_REQUIRED = ("package", "service", "client", "operations")


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """A profile as its profile.toml has it."""

    name: str
    package: str
    """The import package that is generated."""
    service: str
    """What botocore calls the service."""
    client: str
    """The class of the client."""
    operations: tuple[str, ...]
    """Names or patterns, `*` and `?` as in file names."""
    shapes: tuple[str, ...]
    """Shapes wanted though no operation reaches them."""
    left_out: Mapping[str, str]
    """Shapes that one would expect and that are left out, each with the reason."""
    as_of: str | None
    """The botocore release that the profile was last reviewed against."""

    def is_newer_than(self, release: str | None) -> bool:
        """Whether `release` may lack what the profile names: it is older than `as_of`, or nobody knows its age."""
        if self.as_of is None:
            return False
        return release is None or _numbers(release) < _numbers(self.as_of)


def read(profile: str) -> Profile:
    """The profile of that name, or in that folder.

    Raises ShapegenError when there is none, and for a profile.toml that is not as it should be.
    """
    names = sorted(path.parent.name for path in _HERE.glob("*/profile.toml"))
    folder = _HERE / profile if profile in names else Path(profile)
    path = folder / "profile.toml"
    try:
        content = tomllib.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        if isinstance(error, tomllib.TOMLDecodeError | UnicodeDecodeError):
            raise ShapegenError(f"{path}: not TOML: {error}") from error
        near = difflib.get_close_matches(profile, names, n=1, cutoff=0.5)
        hint = f"did you mean {near[0]!r}?" if near else f"shapegen's own are {', '.join(names)}"
        raise ShapegenError(
            f"no profile {profile!r}, and no folder of that name with a profile.toml; {hint}"
        ) from error
    _require_types(path, content)
    return Profile(
        name=folder.resolve().name,
        package=content["package"],
        service=content["service"],
        client=content["client"],
        operations=tuple(content["operations"]),
        shapes=tuple(content.get("shapes", ())),
        left_out=content.get("left_out", {}),
        as_of=content.get("as_of"),
    )


def _require_types(path: Path, content: Mapping[str, Any]) -> None:
    for key in _REQUIRED:
        if key not in content:
            raise ShapegenError(f"{path}: {key!r} is missing")
    for key, value in content.items():
        if key not in _TYPES:
            near = difflib.get_close_matches(key, _TYPES, n=1)
            hint = f"; did you mean {near[0]!r}?" if near else f"; there are {', '.join(_TYPES)}"
            raise ShapegenError(f"{path}: no such key: {key!r}{hint}")
        good = isinstance(value, _TYPES[key])
        if good and not isinstance(value, str):
            texts: list[Any] = [*value, *(value.values() if _TYPES[key] is dict else ())]
            good = all(isinstance(text, str) for text in texts)
        if not good:
            raise ShapegenError(f"{path}: {key!r} must be {_KINDS[_TYPES[key]]}")
    for key in ("package", "client"):
        if not content[key].isidentifier():
            raise ShapegenError(f"{path}: {key} = {content[key]!r} is no Python name")
    if "as_of" in content and not _RELEASE.fullmatch(content["as_of"]):
        raise ShapegenError(f"{path}: as_of = {content['as_of']!r} is no botocore version, such as 1.44.5")


def _numbers(release: str) -> tuple[int, ...]:
    return tuple(int(part) for part in release.split("."))
