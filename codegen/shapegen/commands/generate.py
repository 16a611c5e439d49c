"""`shapegen generate`."""

import time
from collections.abc import Generator
from pathlib import Path

import click

from shapegen import output, packages, profiles
from shapegen.changes import compare, words
from shapegen.changes.package import Package
from shapegen.changes.rules import GRADES
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
        before = packages.read_package(root)
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
        for line in _changes(before, package):
            say(line)


def _changes(before: Package, after: packages.Package) -> Generator[str, None, None]:
    found = compare.compare(before.api, after.api, before.service, after.service)
    for grade in GRADES:
        graded = tuple(f"{each.path}: {each.kind.replace('-', ' ')}" for each in found if each.grade == grade)
        if graded:
            yield f"API, {grade} ({len(graded)}): {some(graded, '; ')}."
    told = words.changed(words.of_package(before.service), words.of_package(after.service), (before.api, after.api))
    if told:
        yield f"API, documentation changed ({len(told)})."
