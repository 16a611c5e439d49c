"""The options that commands share."""

from pathlib import Path

import click

DEFAULT_PROFILE = "monitoring"

profile = click.option(
    "--profile",
    default=DEFAULT_PROFILE,
    show_default=True,
    metavar="NAME|FOLDER",
    help="What to generate: a profile of shapegen's, or a folder with a profile.toml.",
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
