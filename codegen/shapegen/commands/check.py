"""`shapegen check`."""

from dataclasses import replace
from pathlib import Path

import click

from shapegen.commands import options
from shapegen.console import progress, say
from shapegen.emit import description, output, packages
from shapegen.errors import ShapegenError
from shapegen.project import Target


@click.command()
@options.selection
@options.model
@click.pass_context
def check(context: click.Context, targets: tuple[Target, ...], model: Path | None) -> None:
    """Compare packages with what `generate` would write from the same botocore.

    Without options, compare those that [tool.shapegen] in pyproject.toml names.

    Exit code: 0 when they are equal, 1 when they differ, 2 when they cannot be compared.

    \b
    Examples:
      shapegen check
      shapegen check --package src/s3shapes
    """
    equal = [_is_equal(target, model) for target in targets or (options.one(targets),)]
    if not all(equal):
        context.exit(1)


def _is_equal(target: Target, model: Path | None) -> bool:
    """Whether the package is what it should be; says where it is not."""
    wanted, root = target.profile, target.folder
    with output.untouched(root):
        stamp = packages.read_stamp(root)
    if stamp is None:
        raise ShapegenError(f"{root / description.MANIFEST} is missing: `shapegen generate` writes it")
    if stamp.get("profile") not in (None, wanted.name):
        raise ShapegenError(f"{root} was generated from the profile {stamp.get('profile')!r}: name it with --profile")
    if model is None and stamp.get("botocore") is None:
        raise ShapegenError(f"{root} was generated from a file: name it with --model")
    release = stamp.get("botocore")
    if not isinstance(release, str | None):
        raise ShapegenError(f"{root / description.MANIFEST} names no botocore release, but {release!r}")
    if wanted.name is None:
        wanted = replace(wanted, names=packages.selected(stamp).names)
    with progress("reading the model"):
        source = packages.source(wanted, model, release)
    package = packages.assemble(wanted, source, remember=False)
    with output.untouched(root):
        differences = output.compare(root, package.files)
    for each in differences:
        say(f"{root / each.path}: {each.kind}")
        for line in each.lines:
            say(f"    {line}")
    if model is None and isinstance(then := stamp.get("model"), str) and then != source.sha256:
        say(
            f"{root} was generated from another model of {source.source} than the one here: it had the SHA-256 "
            f"{then}, this one has {source.sha256}.",
            err=True,
        )
    if differences:
        files = "1 file is" if len(differences) == 1 else f"{len(differences)} files are"
        say(f"{files} not what `shapegen generate` writes from {source.source}.")
    else:
        say(f"{root} is what `shapegen generate` writes from {source.source} ({len(package.files)} files).")
    return not differences
