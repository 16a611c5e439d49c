"""A generated package as a value: what stands in each file, and what it says of itself."""

import contextlib
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any, cast

from shapegen import ir, profiles
from shapegen.build import Built, DocumentedRule, Names, Settings, build
from shapegen.changes import normal, package
from shapegen.changes.history import History, Release, from_json, to_json
from shapegen.changes.package import FORMAT
from shapegen.console import progress
from shapegen.emit import description, output
from shapegen.emit.formatting import Finisher
from shapegen.emit.render import TEMPLATES, copies, render
from shapegen.errors import ShapegenError
from shapegen.model import load
from shapegen.profiles import Profile


@dataclass(frozen=True, slots=True)
class Package:
    """A package that can be written."""

    service: ir.Service
    api: normal.Surface
    """What of the model the package holds."""
    absent: tuple[str, ...]
    """Operations and shapes that the profile names and the model does not have."""
    unfounded: tuple[str, ...]
    """Rules that the model does not say."""
    left_out: tuple[str, ...]
    """Shapes and members that the exclusions took with them."""
    unusable: tuple[str, ...]
    """Pages and waiters that nothing could be made of, each with the reason."""
    unchecked: tuple[str, ...]
    """Patterns that are not checked, each with the reason."""
    decided: Names
    """Names that a collision decided, and that are to be published."""
    files: Mapping[str, bytes]
    """By path below the folder of the package, what it says of itself among them."""
    lines: int
    """Of Python."""


def source(profile: Profile, model: Path | None, release: str | None) -> load.Model:
    """The model in the file `model`, else that of the botocore `release`, else the installed one."""
    if model is not None:
        return load.file(model, profile.service)
    if release is not None:
        return load.release(load.resolved(release), profile.service, load.cache_folder())
    return load.installed(profile.service)


def assemble(
    profile: Profile, source: load.Model, before: ir.Service | None = None, *, remember: bool = True
) -> Package:
    """The package that `profile` asks for, from the model `source`.

    `before`: what the package was until now, whose names stay with their owners. `remember`: whether to go by what
    earlier runs left in the user's cache, and to leave something there.
    """
    built = build_ir(profile, source, before)
    memory = load.cache_folder() / f"finished-{profile.package}.json"
    finisher = Finisher(_remembered(memory) if remember else {})
    texts = copies(built.service, profile.sources)
    with progress(f"writing the modules of {profile.package}"):
        for path, text in render(built.service).items():
            texts[path] = finisher.finish(path, text)
    names = [operation.name for operation in built.service.operations]
    api = normal.of(source, operations=names, shapes=profile.shapes)
    files = {path.partition("/")[2]: text.encode() for path, text in sorted(texts.items())}
    if profile.history is not None:
        files[description.HISTORY] = _history(profile.history, source.release, built.service)
    if remember:
        _remember(memory, finisher.learned)
    stamp = {
        "format": FORMAT,
        "profile": profile.name,
        "botocore": source.release,
        "model": source.sha256,
        "selection": _selection(profile, built),
        **(_state(built) if profile.folder is None else {}),
        "absent": built.absent,
        "unfounded": built.unfounded,
        "service": ir.to_json(built.service),
        "api": normal.snapshot(api),
        "files": output.hashes(files),
    }
    files[description.MANIFEST] = description.packed(stamp)
    lines = sum(content.count(b"\n") for path, content in files.items() if path.endswith(".py"))
    return Package(
        service=built.service,
        api=api,
        absent=built.absent,
        unfounded=built.unfounded,
        left_out=built.left_out,
        unusable=built.unusable,
        unchecked=built.unchecked,
        decided=built.decided,
        files=files,
        lines=lines,
    )


def digest(package: Package) -> str:
    """The hash of what the package says of itself, as `output.digest` gives it of one that is written."""
    return hashlib.sha256(package.files[description.MANIFEST]).hexdigest()


def build_ir(profile: Profile, source: load.Model, before: ir.Service | None = None) -> Built:
    """The IR of the package, as `assemble` prints it."""
    wanted = Settings(
        service=profile.service,
        package=profile.package,
        where=str(profile.folder / "profile.toml") if profile.folder else "",
        client=profile.client,
        operations=profile.operations,
        shapes=profile.shapes,
        exclude=profile.exclude,
        unchecked=profile.unchecked,
        names=profile.names,
        before=python_names(before) if before else {},
        modules=profile.modules,
        waiters=profile.waiters,
        resources=profile.resources,
        rules=[
            DocumentedRule(id=rule["id"], shape=rule["shape"], sentence=rule.get("sentence"), where=rule.get("where"))
            for rule in profile.rules
        ],
        since=profile.history.since() if profile.history else {},
        # A record that goes through the release says all that came: nobody knows since when the rest is there.
        release=None if profile.history and profile.history.covers(source.release) else source.release,
    )
    with progress(f"building {profile.package}"):
        return build(
            source.data,
            wanted,
            paginators=source.paginators,
            waiters=source.waiters,
            lenient=profile.is_newer_than(source.release),
        )


def _history(history: History, release: str | None, service: ir.Service) -> bytes:
    """The history as the package carries it: with the release it is made from, and the classes named otherwise."""
    if release is not None and not history.covers(release):
        since = history.since()
        added = tuple(sorted(each.path for each in service.since if each.path not in since))
        history = History(release, (*history.releases, Release(release, "", added, ())))
    classes = {each.class_name: each.name for each in service.structures()}
    classes |= {each.class_name: each.name for each in service.enums()}
    renamed = {class_name: name for class_name, name in classes.items() if class_name != name}
    return description.packed({**json.loads(to_json(history)), "classes": renamed})


def _selection(profile: Profile, built: Built) -> dict[str, Any]:
    """What the package holds, as far as `profiles.of_service` takes it: enough to find it in another release."""
    kinds = {**profile.names, **built.decided}
    return {
        "service": profile.service,
        "operations": profile.operations,
        "shapes": profile.shapes,
        "exclude": profile.exclude,
        "package": profile.package,
        "client": profile.client,
        "names": {
            kind: dict(sorted({**profile.names.get(kind, {}), **built.decided.get(kind, {})}.items()))
            for kind in sorted(kinds)
        },
    }


def _state(built: Built) -> dict[str, Any]:
    """What `generate --all` needs to see that a package need not be made again, and to tell of it."""
    return {
        "shapegen": edition(),
        "operations": len(built.service.operations),
        "shapes": len(built.service.shapes),
        "unchecked": built.unchecked,
        "unusable": built.unusable,
    }


@cache
def edition() -> str:
    """A hash of all that makes a package of a model: shapegen, its templates, what it prints and formats with."""
    found = hashlib.sha256(" ".join((version("black"), version("jinja2"))).encode())
    for folder, pattern in ((Path(__file__).parents[1], "*.py"), (TEMPLATES, "*.jinja")):
        for path in sorted(folder.rglob(pattern)):
            found.update(path.name.encode() + b"\0" + path.read_bytes())
    return found.hexdigest()


def python_names(service: ir.Service) -> Names:
    """The Python names of a package."""
    structures, enums = list(service.structures()), list(service.enums())
    classes = {each.name: each.class_name for each in structures} | {each.name: each.class_name for each in enums}
    return {
        "operations": {each.name: each.method for each in service.operations},
        "shapes": classes,
        "members": {f"{each.name}.{m.wire_name}": m.attribute for each in structures for m in each.members},
        "values": {f"{each.name}.{value.value}": value.name for each in enums for value in each.values},
    }


_TEXTS = ("profile", "botocore", "model", "shapegen")


def read_stamp(root: Path) -> dict[str, Any] | None:
    """What the package in a folder says of itself; None when there is none."""
    path = root / description.MANIFEST
    try:
        stamp = description.unpacked(path.read_bytes())
    except FileNotFoundError:
        return None
    except (OSError, ValueError, RecursionError) as error:
        raise ShapegenError(f"{path} cannot be read: {error}. Restore it, or empty {root} and generate anew") from error
    if not isinstance(stamp, dict):
        raise ShapegenError(f"{path} is not a JSON object")
    said = cast("dict[str, Any]", stamp)
    if wrong := [key for key in _TEXTS if not isinstance(said.get(key), str | None)]:
        raise ShapegenError(f"{path}: {wrong[0]!r} must be a string")
    return said


def read_package(root: Path) -> package.Package | None:
    """The package in a folder; None when there is none, or one of another version of shapegen."""
    stamp = read_stamp(root)
    try:
        return None if stamp is None else package.package(stamp)
    except ShapegenError:
        return None


@dataclass(frozen=True, slots=True)
class Description:
    """What a generated package says of itself."""

    folder: Path
    botocore: str | None
    """The release that it was generated from; None for a model of which nobody knows the release."""
    service: ir.Service
    api: normal.Surface
    profile: Profile
    """What it holds, of which model."""


def described(root: Path) -> Description:
    """What the package in a folder says of itself. Raises ShapegenError when there is none, or it cannot be read."""
    stamp = read_stamp(root)
    if stamp is None:
        raise ShapegenError(f"{root} holds no generated package")
    try:
        found = package.package(stamp)
    except ShapegenError as error:
        raise ShapegenError(f"{root}: {error}") from error
    profile = replace(selected(stamp), history=history(root))
    return Description(root, stamp.get("botocore"), found.service, found.api, profile)


def history(root: Path) -> History | None:
    """The history that the package in a folder carries, if any. Raises ShapegenError when it cannot be read."""
    path = root / description.HISTORY
    try:
        return from_json(description.text(path.read_bytes()).decode(), str(path)) if path.exists() else None
    except (OSError, ValueError) as error:
        raise ShapegenError(f"{path} cannot be read: {error}") from error


def selected(stamp: Mapping[str, Any]) -> Profile:
    """What a package holds that says `stamp` of itself. Raises ShapegenError when that cannot be read."""
    try:
        return profiles.of_selection(stamp.get("selection"))
    except ShapegenError as error:
        raise ShapegenError(f"the selection in {description.MANIFEST}: {error}") from error


def _remembered(path: Path) -> dict[str, str]:
    try:
        memory: dict[str, object] = dict(json.loads(path.read_bytes()))
    except (OSError, ValueError, TypeError, RecursionError):
        return {}
    return {key: text for key, text in memory.items() if isinstance(text, str)}


def _remember(path: Path, memory: Mapping[str, str]) -> None:
    # A run without a memory is only slower.
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(".part")  # the next run writes over that of a killed one
        part.write_text(json.dumps(memory), "utf-8")
        part.replace(path)
