"""The commands: say what happened, show progress."""

import contextlib
import json
import tempfile
import time
import traceback
from collections.abc import Generator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from shapegen import ir, load, output, profiles
from shapegen.build import Rule, Wanted, build
from shapegen.changes.difference import difference
from shapegen.errors import ShapegenError
from shapegen.finish import Finisher
from shapegen.profiles import Profile
from shapegen.render import copies, render

_NAMED = 6
#: Goes up when api.json changes its form.
_FORMAT = 1


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="monitorshapes", prog_name="shapegen")
@click.option("--debug", is_flag=True, help="Show the traceback of an error.")
@click.pass_context
def shapegen(context: click.Context, debug: bool) -> None:
    """Generates typed Python from the service models that botocore ships."""
    context.with_resource(_errors(debug))


_profile = click.option(
    "--profile",
    default="monitoring",
    show_default=True,
    metavar="NAME|FOLDER",
    help="What to generate: a profile of shapegen's, or a folder with a profile.toml.",
)
_model = click.option(
    "--model",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="The model: a service-2.json, plain or gzipped, or a botocore wheel.",
)
_output = click.option(
    "--output",
    "root",
    metavar="DIR",
    default="generated",
    show_default=True,
    type=click.Path(path_type=Path),
    help="The folder of the generated package. Nothing else may be in it.",
)


@shapegen.command()
@_profile
@_model
@click.option(
    "--botocore",
    "release",
    metavar="VERSION",
    help="The model of this botocore release, fetched by pip when it is not the installed one.",
)
@_output
def generate(profile: str, model: Path | None, release: str | None, root: Path) -> None:
    """Write the package: all of it, or nothing when anything is wrong."""
    if model is not None and release is not None:
        raise click.UsageError("--model and --botocore exclude each other.")
    start = time.perf_counter()
    wanted = profiles.read(profile)
    with _progress("reading the model"):
        source = _load(wanted, model, release)
    package = _package(wanted, source)
    with output.locked(root):
        before = _service(root)
        written = output.write(root, package.files)
    service = package.service
    counted = {
        "operation": len(service.operations),
        "structure": len(list(service.structures())),
        "enum": len(list(service.enums())),
        "line": package.lines,
    }
    counts = ", ".join(f"{number:,} {what}{'' if number == 1 else 's'}" for what, number in counted.items())
    _say(f"{wanted.package} from {source.source}: {counts}, in {time.perf_counter() - start:.1f} s.")
    if package.unfounded:
        rules = _some(package.unfounded)
        _say(f"Rules left out, since this model does not say them ({len(package.unfounded)}): {rules}.")
    if package.absent:
        _say(f"Left out, since this model does not have them ({len(package.absent)}): {_some(package.absent)}.")
    if written.edited:
        _say(f"Edited by hand and replaced: {_some(written.edited)}.")
    if not (written.added or written.changed or written.removed):
        _say(f"Nothing changed: {root} was what it should be.")
        return
    by_change = {"new": written.added, "changed": written.changed, "removed": written.removed}
    files = ", ".join(f"{len(names)} {how}" for how, names in by_change.items() if names)
    _say(f"Files in {root}: {files}.")
    if before is not None:
        for line in _changes(before, service):
            _say(line)


@shapegen.command()
@_profile
@_model
@_output
@click.pass_context
def check(context: click.Context, profile: str, model: Path | None, root: Path) -> None:
    """Compare the package with what `generate` would write from the same botocore.

    Exit code: 0 when they are equal, 1 when they differ, 2 when they cannot be compared.
    """
    wanted = profiles.read(profile)
    with output.locked(root):
        stamp = _stamp(root)
    if stamp is None:
        raise ShapegenError(f"{root / output.MANIFEST} is missing: `shapegen generate` writes it")
    if stamp.get("profile") not in (None, wanted.name):
        raise ShapegenError(f"{root} was generated from the profile {stamp.get('profile')!r}: name it with --profile")
    if model is None and stamp.get("botocore") is None:
        raise ShapegenError(f"{root} was generated from a file: name it with --model")
    release = stamp.get("botocore")
    if not isinstance(release, str | None):
        raise ShapegenError(f"{root / output.MANIFEST} names no botocore release, but {release!r}")
    with _progress("reading the model"):
        source = _load(wanted, model, release)
    package = _package(wanted, source)
    with output.locked(root):
        differences = output.compare(root, package.files)
    for each in differences:
        _say(f"{root / each.path}: {each.kind}")
        for line in each.lines:
            _say(f"    {line}")
    if differences:
        files = "1 file is" if len(differences) == 1 else f"{len(differences)} files are"
        _say(f"{files} not what `shapegen generate` writes from {source.source}.")
        context.exit(1)
    _say(f"{root} is what `shapegen generate` writes from {source.source} ({len(package.files)} files).")


@dataclass(frozen=True, slots=True)
class _Package:
    service: ir.Service
    absent: tuple[str, ...]
    unfounded: tuple[str, ...]
    files: Mapping[str, bytes]
    lines: int


def _load(profile: Profile, model: Path | None, release: str | None) -> load.Model:
    if model is not None:
        return load.file(model, profile.service)
    if release is not None:
        return load.release(release, profile.service, load.cache_folder())
    return load.installed(profile.service)


def _package(profile: Profile, source: load.Model) -> _Package:
    wanted = Wanted(
        service=profile.service,
        package=profile.package,
        client=profile.client,
        operations=profile.operations,
        shapes=profile.shapes,
        modules=profile.modules,
        rules=[
            Rule(id=rule["id"], shape=rule["shape"], sentence=rule.get("sentence"), where=rule.get("where"))
            for rule in profile.rules
        ],
    )
    built = build(source.data, wanted, lenient=profile.is_newer_than(source.release))
    memory = load.cache_folder() / f"finished-{profile.package}.json"
    finisher = Finisher(_remembered(memory))
    texts = copies(built.service, profile.sources)
    with _progress("finishing the modules"):
        for path, text in render(built.service).items():
            texts[path] = finisher.finish(path, text)
    files = {path: text.encode() for path, text in sorted(texts.items())}
    _remember(memory, finisher.learned)
    stamp = {
        "format": _FORMAT,
        "profile": profile.name,
        "botocore": source.release,
        "model": source.sha256,
        "absent": built.absent,
        "unfounded": built.unfounded,
        "service": ir.to_json(built.service),
        "files": output.hashes(files),
    }
    files[output.MANIFEST] = (json.dumps(stamp, indent=1) + "\n").encode()
    lines = sum(content.count(b"\n") for path, content in files.items() if path.endswith(".py"))
    return _Package(built.service, built.absent, built.unfounded, files, lines)


def _stamp(root: Path) -> dict[str, Any] | None:
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


def _service(root: Path) -> ir.Service | None:
    """The IR in api.json; None when there is none, or one of another version of shapegen."""
    stamp = _stamp(root)
    if stamp is None or stamp.get("format") != _FORMAT:
        return None
    try:
        service = ir.from_json(stamp["service"])
    except (KeyError, TypeError):
        return None
    return service if isinstance(service, ir.Service) else None


def _changes(before: ir.Service, after: ir.Service) -> Generator[str, None, None]:
    found = difference(before, after)
    for how in ("added", "removed", "changed"):
        paths: tuple[str, ...] = getattr(found, how)
        if paths:
            yield f"API, {how} ({len(paths)}): {_some(paths)}."
    if found.documented:
        yield f"API, documentation changed ({len(found.documented)})."


def _some(names: tuple[str, ...]) -> str:
    shown = ", ".join(map(_printable, names[:_NAMED]))
    return f"{shown} and {len(names) - _NAMED} more" if len(names) > _NAMED else shown


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


@contextlib.contextmanager
def _progress(what: str) -> Generator[None, None, None]:
    console = Console(stderr=True)
    if console.is_terminal:
        with console.status(f"{what} …"):
            yield
    else:
        yield


def _say(text: str, *, err: bool = False) -> None:
    """Prints the text; what a terminal would obey, or cannot show, is escaped."""
    click.echo("\n".join(map(_printable, text.split("\n"))), err=err)


def _printable(text: str) -> str:
    return "".join(char if char.isprintable() else ascii(char)[1:-1] for char in text)


@contextlib.contextmanager
def _errors(debug: bool) -> Generator[None, None, None]:
    try:
        yield
    except (click.ClickException, click.exceptions.Exit, click.Abort):
        raise
    except KeyboardInterrupt:
        _say("shapegen: interrupted; nothing is half-written", err=True)
        raise SystemExit(130) from None
    except Exception as error:
        if debug:
            traceback.print_exc()
        elif isinstance(error, ShapegenError):
            _say(f"shapegen: {error}", err=True)
        elif isinstance(error, ModuleNotFoundError):
            _say(f"shapegen: {error.name or error}: pip install 'monitorshapes[codegen]'", err=True)
        else:
            _say(
                f"shapegen: {type(error).__name__}: {error}; `shapegen --debug …` shows where",
                err=True,
            )
        raise SystemExit(2) from None
