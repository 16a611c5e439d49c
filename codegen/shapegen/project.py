"""Which packages a repository generates, from `[tool.shapegen]` in its pyproject.toml, and where a package is found."""

import importlib.util
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from shapegen import profiles
from shapegen.emit.description import is_package
from shapegen.errors import ProfileError
from shapegen.profiles import Profile

_FILE = "pyproject.toml"
_Value = dict[str, Any] | list[Any] | str | None
"""A value of TOML; None where there is none."""
_KEYS: Mapping[str, type] = {
    "profile": str,
    "service": str,
    "operations": list,
    "shapes": list,
    "exclude": list,
    "output": str,
    "changelog": str,
    "history": str,
}
_OF_A_SERVICE = ("operations", "shapes", "exclude", "history")


@dataclass(frozen=True, slots=True)
class Target:
    """A package that is generated."""

    profile: Profile
    """What it holds."""
    folder: Path
    """The folder of the package itself, named after it."""
    changelog: Path | None = None
    """Where `shapegen update` adds an entry."""


def targets(start: Path | None = None) -> tuple[Target, ...]:
    """The packages that the nearest pyproject.toml with a `[tool.shapegen]` names; none without one.

    It is looked for in `start`, by default the working folder, and in the folders above. Its paths are relative to it.
    Raises ProfileError that names all that is wrong with it.
    """
    for folder in ((start or Path.cwd()).resolve(), *(start or Path.cwd()).resolve().parents):
        path = folder / _FILE
        if path.is_file() and (table := _table(path)) is not None:
            return _targets(path, table)
    return ()


def target(name: str | None, start: Path | None = None) -> Target:
    """The package of that name in the pyproject.toml; without a name the only one.

    Raises ProfileError when there is none, or when several are meant.
    """
    known = targets(start)
    if name is None and len(known) == 1:
        return known[0]
    for each in known:
        if each.profile.package == name:
            return each
    names = ", ".join(each.profile.package for each in known)
    if name is not None:
        hint = f"; it has {names}" if names else ""
        raise ProfileError(f"[tool.shapegen] in {_FILE} names no package {name!r}{hint}")
    if known:
        raise ProfileError(f"[tool.shapegen] in {_FILE} names several packages: choose with --package {names}")
    raise ProfileError(
        f"which package? Name it with --package, an import name or a folder, or in [tool.shapegen] of {_FILE}; "
        "`shapegen generate --service NAME` makes a new one"
    )


def folder(package: str | None) -> Path:
    """The folder of a generated package: one that the pyproject.toml names, a folder, or what can be imported.

    Raises ProfileError when there is none.
    """
    known = {each.profile.package: each.folder for each in targets()}
    if package is None:
        found = target(None).folder
        if not is_package(found):
            raise ProfileError(f"{found} holds no generated package: `shapegen generate` writes it")
        return found
    candidates = [known[package]] if package in known else [Path(package)]
    if package.isidentifier():
        spec = importlib.util.find_spec(package)
        candidates += [Path(each) for each in (spec.submodule_search_locations or ())] if spec else []
    for candidate in candidates:
        if is_package(candidate):
            return candidate
    raise ProfileError(
        f"no generated package {package!r}: it is neither the folder of one nor a package of shapegen's that can be "
        "imported here"
    )


def _table(path: Path) -> _Value:
    try:
        table: _Value = tomllib.loads(path.read_text("utf-8")).get("tool", {}).get("shapegen")
        return table
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, AttributeError, RecursionError) as error:
        raise ProfileError(f"{path}: not TOML: {error}") from error


def _targets(path: Path, table: _Value) -> tuple[Target, ...]:
    packages: _Value = table.get("packages") if isinstance(table, dict) else None
    if not isinstance(packages, dict) or not packages or table != {"packages": packages}:
        raise ProfileError(f"{path}: [tool.shapegen] has one table for each package: [tool.shapegen.packages.NAME]")
    found: list[Target] = []
    problems: list[str] = []
    for name, said in packages.items():
        wrong = list(_wrong(said))
        problems += [f"{path}: [tool.shapegen.packages.{name}]: {each}" for each in wrong]
        if not wrong:
            try:
                found.append(_target(path.parent, name, said))
            except ProfileError as error:
                problems += [f"{path}: [tool.shapegen.packages.{name}]: {each}" for each in error.problems]
    if problems:
        raise ProfileError(*problems)
    return tuple(found)


def _wrong(said: _Value) -> Sequence[str]:
    """What is wrong with the table of a package."""
    if not isinstance(said, dict):
        return ("it must be a table",)
    wrong = [f"no such key: {key!r}; there are {', '.join(_KEYS)}" for key in said if key not in _KEYS]
    for key, kind in _KEYS.items():
        value = said.get(key, kind())
        texts: list[Any] = [value] if kind is str else value
        if not isinstance(value, kind) or not all(isinstance(each, str) for each in texts):
            wrong.append(f"{key!r} must be {'a string' if kind is str else 'an array of strings'}")
    if ("profile" in said) == ("service" in said):
        wrong.append("name either a 'profile', a folder, or a 'service'")
    elif "profile" in said:
        wrong += [f"{key!r} is for a 'service'; a profile has its own" for key in _OF_A_SERVICE if key in said]
    return wrong


def _target(root: Path, name: str, said: Mapping[str, Any]) -> Target:
    if "profile" in said:
        profile = profiles.read(root / said["profile"])
        if profile.package != name:
            raise ProfileError(f"the profile {said['profile']} is of the package {profile.package!r}")
    else:
        operations, shapes, exclude = (said.get(key, ()) for key in ("operations", "shapes", "exclude"))
        profile = profiles.of_service(said["service"], operations, shapes, exclude, package=name)
        if "history" in said:
            path = root / said["history"]
            profile = replace(profile, history=profiles.history(path), history_file=path)
    changelog = root / said["changelog"] if "changelog" in said else None
    return Target(profile, root / said.get("output", "") / name, changelog)
