"""A generated package as a value: what stands in each file, and what api.json says of it."""

import contextlib
import json
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shapegen import ir, load, output
from shapegen.build import Rule, Wanted, build
from shapegen.changes import normal, package
from shapegen.changes.package import FORMAT
from shapegen.console import progress
from shapegen.errors import ShapegenError
from shapegen.finish import Finisher
from shapegen.profiles import Profile
from shapegen.render import copies, render


@dataclass(frozen=True, slots=True)
class Package:
    """A package that can be written."""

    service: ir.Service
    api: normal.Api
    """What of the model the package holds."""
    absent: tuple[str, ...]
    """Operations and shapes that the profile names and the model does not have."""
    unfounded: tuple[str, ...]
    """Rules that the model does not say."""
    left_out: tuple[str, ...]
    """Pages and waiters that nothing could be made of, each with the reason."""
    files: Mapping[str, bytes]
    """By path below the folder that holds the package, api.json among them."""
    lines: int
    """Of Python."""


def source(profile: Profile, model: Path | None, release: str | None) -> load.Model:
    """The model in the file `model`, else that of the botocore `release`, else the installed one."""
    if model is not None:
        return load.file(model, profile.service)
    if release is not None:
        return load.release(release, profile.service, load.cache_folder())
    return load.installed(profile.service)


def assemble(profile: Profile, source: load.Model) -> Package:
    """The package that `profile` asks for, from the model `source`."""
    wanted = Wanted(
        service=profile.service,
        package=profile.package,
        client=profile.client,
        operations=profile.operations,
        shapes=profile.shapes,
        modules=profile.modules,
        waiters=profile.waiters,
        rules=[
            Rule(id=rule["id"], shape=rule["shape"], sentence=rule.get("sentence"), where=rule.get("where"))
            for rule in profile.rules
        ],
        since=profile.history.since() if profile.history else {},
        release=source.release,
    )
    built = build(
        source.data,
        wanted,
        paginators=source.paginators,
        waiters=source.waiters,
        lenient=profile.is_newer_than(source.release),
    )
    memory = load.cache_folder() / f"finished-{profile.package}.json"
    finisher = Finisher(_remembered(memory))
    texts = copies(built.service, profile.sources)
    with progress("finishing the modules"):
        for path, text in render(built.service).items():
            texts[path] = finisher.finish(path, text)
    names = [operation.name for operation in built.service.operations]
    parts = (source.data, source.paginators, source.waiters)
    api = normal.api(*parts, operations=names, shapes=profile.shapes)
    files = {path: text.encode() for path, text in sorted(texts.items())}
    _remember(memory, finisher.learned)
    stamp = {
        "format": FORMAT,
        "profile": profile.name,
        "botocore": source.release,
        "model": source.sha256,
        "absent": built.absent,
        "unfounded": built.unfounded,
        "service": ir.to_json(built.service),
        "api": normal.snapshot(api),
        "files": output.hashes(files),
    }
    files[output.MANIFEST] = (json.dumps(stamp, indent=1) + "\n").encode()
    lines = sum(content.count(b"\n") for path, content in files.items() if path.endswith(".py"))
    return Package(built.service, api, built.absent, built.unfounded, built.left_out, files, lines)


def read_stamp(root: Path) -> dict[str, Any] | None:
    """What api.json says; None when there is none."""
    path = root / output.MANIFEST
    try:
        stamp = json.loads(path.read_bytes())
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise ShapegenError(f"{path} cannot be read: {error}. Restore it, or empty {root} and generate anew") from error
    if not isinstance(stamp, dict):
        raise ShapegenError(f"{path} is no JSON object")
    return stamp  # pyright: ignore[reportUnknownVariableType]


def read_package(root: Path) -> package.Package | None:
    """The package in a folder; None when there is none, or one of another version of shapegen."""
    stamp = read_stamp(root)
    try:
        return None if stamp is None else package.package(stamp)
    except ShapegenError:
        return None


def _remembered(path: Path) -> dict[str, str]:
    try:
        memory: dict[str, object] = dict(json.loads(path.read_bytes()))
    except (OSError, ValueError, TypeError):
        return {}
    return {key: text for key, text in memory.items() if isinstance(text, str)}


def _remember(path: Path, memory: Mapping[str, str]) -> None:
    # A run without a memory is only slower.
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile("w", dir=path.parent, delete=False) as file:
            json.dump(memory, file)
        Path(file.name).replace(path)
