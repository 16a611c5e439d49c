"""`shapegen check`."""

from pathlib import Path

import click

from shapegen import profiles
from shapegen.commands import options
from shapegen.console import progress, say
from shapegen.emit import output, packages
from shapegen.errors import ShapegenError


@click.command()
@options.selection
@options.model
@options.output
@click.pass_context
def check(context: click.Context, wanted: profiles.Profile | None, model: Path | None, root: Path) -> None:
    """Compare the package with what `generate` would write from the same botocore.

    Exit code: 0 when they are equal, 1 when they differ, 2 when they cannot be compared.
    """
    with output.locked(root):
        stamp = packages.read_stamp(root)
    if stamp is None:
        raise ShapegenError(f"{root / output.MANIFEST} is missing: `shapegen generate` writes it")
    wanted = wanted or options.of_stamp(stamp) or profiles.read(options.DEFAULT_PROFILE)
    if stamp.get("profile") not in (None, wanted.name):
        raise ShapegenError(f"{root} was generated from the profile {stamp.get('profile')!r}: name it with --profile")
    if model is None and stamp.get("botocore") is None:
        raise ShapegenError(f"{root} was generated from a file: name it with --model")
    release = stamp.get("botocore")
    if not isinstance(release, str | None):
        raise ShapegenError(f"{root / output.MANIFEST} names no botocore release, but {release!r}")
    with progress("reading the model"):
        source = packages.source(wanted, model, release)
    package = packages.assemble(wanted, source)
    with output.locked(root):
        differences = output.compare(root, package.files)
    for each in differences:
        say(f"{root / each.path}: {each.kind}")
        for line in each.lines:
            say(f"    {line}")
    if differences:
        files = "1 file is" if len(differences) == 1 else f"{len(differences)} files are"
        say(f"{files} not what `shapegen generate` writes from {source.source}.")
        context.exit(1)
    say(f"{root} is what `shapegen generate` writes from {source.source} ({len(package.files)} files).")
