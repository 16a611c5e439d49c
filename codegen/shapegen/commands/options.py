"""The options that commands share."""

import functools
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import click

from shapegen import profiles
from shapegen.emit.output import MANIFEST
from shapegen.errors import ShapegenError

DEFAULT_PROFILE = "codegen/monitoring"


def selection(command: Callable[..., None]) -> Callable[..., None]:
    """Gives a command the options that say what is generated, and calls it with the profile, `wanted`.

    `wanted` is None where no option says anything: the default profile, or what the output folder says.
    """

    @click.option(
        "--profile",
        metavar="FOLDER",
        help=f"A folder with a profile.toml.  [default: {DEFAULT_PROFILE}]",
    )
    @click.option("--service", metavar="NAME", help="Instead of a profile: a service, as botocore calls it.")
    @click.option("--operation", "operations", multiple=True, metavar="PATTERN", help="Of it, such as 'Get*'; again.")
    @click.option("--shape", "shapes", multiple=True, metavar="NAME", help="A shape that no operation reaches; again.")
    @click.option("--exclude", multiple=True, metavar="NAME", help="A shape to leave out, and what targets it; again.")
    @click.option("--package", metavar="NAME", help="The import package.  [default: the service's name and `shapes`]")
    @functools.wraps(command)
    def select(
        profile: str | None,
        service: str | None,
        operations: tuple[str, ...],
        shapes: tuple[str, ...],
        exclude: tuple[str, ...],
        package: str | None,
        **options: Any,
    ) -> None:
        if service is None and (operations or shapes or exclude or package):
            raise click.UsageError("--operation, --shape, --exclude and --package say what to take of a --service.")
        if profile is not None and service:
            raise click.UsageError("--profile and --service exclude each other.")
        if service:
            command(wanted=profiles.of_service(service, operations, shapes, exclude, package), **options)
        else:
            command(wanted=None if profile is None else profiles.read(profile), **options)

    return select


def of_stamp(stamp: Mapping[str, Any] | None) -> profiles.Profile | None:
    """What api.json says that its package is of; None when a profile says that."""
    said: dict[str, Any] | None = (stamp or {}).get("selection")
    try:
        return profiles.of_service(**said) if said else None
    except TypeError as error:
        raise ShapegenError(f"the selection in {MANIFEST} is not as shapegen writes it: {error}") from error


profile = click.option(
    "--profile",
    default=DEFAULT_PROFILE,
    show_default=True,
    metavar="FOLDER",
    help="A folder with a profile.toml.",
)
model = click.option(
    "--model",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="The model: a service-2.json, plain or gzipped, or a botocore wheel.",
)
output = click.option(
    "--output",
    "root",
    metavar="DIR",
    default="generated",
    show_default=True,
    type=click.Path(path_type=Path),
    help="The folder of the generated package. Nothing else may be in it.",
)
