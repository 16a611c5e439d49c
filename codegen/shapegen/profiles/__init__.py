"""What one generated package holds: a folder with a profile.toml, rules.toml and hand-written modules."""

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
    "modules": list,
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
    modules: tuple[str, ...]
    """The hand-written modules that users import."""
    sources: Mapping[str, str]
    """The text of each hand-written module, by file name."""
    rules: tuple[Mapping[str, Any], ...]
    """The documented rules, as rules.toml has them."""

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
        content = _toml(path)
    except OSError as error:
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
        modules=tuple(content.get("modules", ())),
        sources={path.name: path.read_text("utf-8") for path in sorted((folder / "modules").glob("*.py"))},
        rules=_rules(folder / "rules.toml"),
    )


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ShapegenError(f"{path}: not TOML: {error}") from error


def _rules(path: Path) -> tuple[Mapping[str, Any], ...]:
    if not path.exists():
        return ()
    rules = _toml(path).get("rule", [])
    for rule in rules:
        for key in ("id", "shape"):
            if not isinstance(rule.get(key), str):
                raise ShapegenError(f"{path}: a rule without {key!r}")
        if not ("source" in rule or {"sentence", "where"} <= rule.keys()):
            raise ShapegenError(
                f"{path}: rule {rule['id']!r} has neither a sentence, with where it stands, nor a source"
            )
    return tuple(rules)


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
