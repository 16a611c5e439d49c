"""`shapegen generate`."""

import time
from collections.abc import Generator
from pathlib import Path

import click

from shapegen import ir, output, packages, profiles
from shapegen.changes.difference import difference
from shapegen.commands import options
from shapegen.console import progress, say, some


@click.command()
@options.profile
@options.model
@click.option(
    "--botocore",
    "release",
    metavar="VERSION",
    help="The model of this botocore release, fetched by pip when it is not the installed one.",
)
@options.output
def generate(profile: str, model: Path | None, release: str | None, root: Path) -> None:
    """Write the package: all of it, or nothing when anything is wrong."""
    if model is not None and release is not None:
        raise click.UsageError("--model and --botocore exclude each other.")
    start = time.perf_counter()
    wanted = profiles.read(profile)
    with progress("reading the model"):
        source = packages.source(wanted, model, release)
    package = packages.assemble(wanted, source)
    with output.locked(root):
        before = packages.read_service(root)
        written = output.write(root, package.files)
    service = package.service
    counted = {
        "operation": len(service.operations),
        "structure": len(list(service.structures())),
        "enum": len(list(service.enums())),
        "line": package.lines,
    }
    counts = ", ".join(f"{number:,} {what}{'' if number == 1 else 's'}" for what, number in counted.items())
    say(f"{wanted.package} from {source.source}: {counts}, in {time.perf_counter() - start:.1f} s.")
    if package.unfounded:
        rules = some(package.unfounded)
        say(f"Rules left out, since this model does not say them ({len(package.unfounded)}): {rules}.")
    if package.absent:
        say(f"Left out, since this model does not have them ({len(package.absent)}): {some(package.absent)}.")
    if package.left_out:
        say(f"Nothing could be made of ({len(package.left_out)}): {some(package.left_out)}.")
    if written.edited:
        say(f"Edited by hand and replaced: {some(written.edited)}.")
    if not (written.added or written.changed or written.removed):
        say(f"Nothing changed: {root} was what it should be.")
        return
    by_change = {"new": written.added, "changed": written.changed, "removed": written.removed}
    files = ", ".join(f"{len(names)} {how}" for how, names in by_change.items() if names)
    say(f"Files in {root}: {files}.")
    if before is not None:
        for line in _changes(before, service):
            say(line)


def _changes(before: ir.Service, after: ir.Service) -> Generator[str, None, None]:
    found = difference(before, after)
    for how in ("added", "removed", "changed"):
        paths: tuple[str, ...] = getattr(found, how)
        if paths:
            yield f"API, {how} ({len(paths)}): {some(paths)}."
    if found.documented:
        yield f"API, documentation changed ({len(found.documented)})."
