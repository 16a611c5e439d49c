"""The options that commands share."""

import functools
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from shapegen import profiles, project
from shapegen.apps.files import LeftOut
from shapegen.console import say, some
from shapegen.emit import packages
from shapegen.errors import ShapegenError
from shapegen.project import Target

#: Where a package is written that [tool.shapegen] does not name.
OUTPUT = "generated"


def selection(command: Callable[..., None]) -> Callable[..., None]:
    """Gives a command the options that say which packages are meant, and calls it with `targets`.

    They are those of the options, else those of `[tool.shapegen]`.
    """

    @click.option("--profile", metavar="FOLDER", help="A folder with a profile.toml, which defines the package.")
    @click.option("--service", metavar="NAME", help="Instead of a profile, a service by botocore's name.")
    @click.option(
        "--operation",
        "operations",
        multiple=True,
        metavar="PATTERN",
        help="An operation of the service, such as 'Get*'; may be given again.",
    )
    @click.option(
        "--shape",
        "shapes",
        multiple=True,
        metavar="NAME",
        help="A shape to add that no operation reaches; may be given again.",
    )
    @click.option(
        "--exclude",
        multiple=True,
        metavar="NAME",
        help="A shape to leave out, with the members that target it; may be given again.",
    )
    @click.option(
        "--package",
        metavar="NAME|FOLDER",
        help="With --service, the import name of the new package, by default the service's name and `shapes`. Without, "
        "a package of [tool.shapegen] or a generated one.  [default: all of [tool.shapegen]]",
    )
    @click.option(
        "--output",
        metavar="DIR",
        show_default=f"{OUTPUT}, or what [tool.shapegen] says",
        type=click.Path(path_type=Path),
        help="The folder that holds the package.",
    )
    @functools.wraps(command)
    def select(
        profile: str | None,
        service: str | None,
        operations: tuple[str, ...],
        shapes: tuple[str, ...],
        exclude: tuple[str, ...],
        package: str | None,
        output: Path | None,
        **options: Any,
    ) -> None:
        if service is None and (operations or shapes or exclude):
            raise click.UsageError("--operation, --shape and --exclude need --service.")
        if profile is not None and service is not None:
            raise click.UsageError("--profile and --service exclude each other.")
        if profile is not None and package is not None:
            raise click.UsageError("--profile and --package exclude each other: the profile names its package.")
        if service is not None:
            wanted = profiles.of_service(service, operations, shapes, exclude, package)
            targets: tuple[Target, ...] = (Target(wanted, Path(OUTPUT, wanted.package)),)
        elif profile is not None:
            wanted = profiles.read(profile)
            targets = (Target(wanted, Path(OUTPUT, wanted.package)),)
        else:
            targets = project.targets() if package is None else (_meant(package),)
        if output is not None:
            targets = tuple(replace(each, folder=output / each.profile.package) for each in targets)
        command(targets=targets, **options)

    return select


def say_what_was_not_read(skipped: Sequence[Path], left_out: Sequence[LeftOut]) -> None:
    """Says which folders were skipped, and how many files could not be looked at."""
    if skipped:
        say(
            f"Skipped, because git ignores them or they are virtual environments: {some(tuple(map(str, skipped)))}.",
            err=True,
        )
    if left_out:
        say(f"Not looked at: {len(left_out)} file{'' if len(left_out) == 1 else 's'}.", err=True)


def _meant(package: str | None) -> Target:
    """A package of the pyproject.toml, or a generated one that says itself what it holds."""
    known = {each.profile.package: each for each in project.targets()}
    if package in known:
        return known[package]
    folder = project.folder(package)
    for each in known.values():
        if each.folder.resolve() == folder.resolve():
            return each
    stamp = packages.read_stamp(folder) or {}
    if (name := stamp.get("profile")) is not None:
        raise ShapegenError(f"{folder} was generated from the profile {name!r}: name its folder with --profile")
    return Target(packages.selected(stamp), folder)


def one(targets: tuple[Target, ...]) -> Target:
    """The only one of the packages. Raises ShapegenError when there are several, or none."""
    return targets[0] if len(targets) == 1 else project.target(None)


def package(command: Callable[..., None]) -> Callable[..., None]:
    """Gives a command the option that names a generated package, and calls it with what that says, `described`."""

    @click.option(
        "--package",
        metavar="NAME|FOLDER",
        help="A generated package: its import name, or its folder.  [default: that of [tool.shapegen]]",
    )
    @functools.wraps(command)
    def name(package: str | None, **options: Any) -> None:
        command(described=packages.described(project.folder(package)), **options)

    return name


model = click.option(
    "--model",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="The model: a service-2.json, plain or gzipped, or a botocore wheel.",
)
