"""`shapegen reference`."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from shapegen import project
from shapegen.changes.history import History
from shapegen.commands import options
from shapegen.console import progress, say
from shapegen.emit.packages import Description
from shapegen.errors import ShapegenError
from shapegen.profiles import Profile
from shapegen.reference import examples as example
from shapegen.reference.pages import pages
from shapegen.reference.subject import Subject


@click.command()
@options.package
@click.option(
    "--output",
    metavar="DIR",
    required=True,
    type=click.Path(path_type=Path, file_okay=False),
    help="The folder that the pages are written to; pages of an earlier run that are no longer made are deleted.",
)
@click.option(
    "--examples",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Requests to show: a JSON object that maps operations to requests, as boto3 takes them.",
)
def reference(described: Description, output: Path, examples: Path | None) -> None:
    """Write the reference of a package as Markdown pages, for a site made with Zensical or MkDocs Material.

    \b
    Examples:
      shapegen reference --package monitorshapes --output docs/reference
      shapegen reference --package src/s3shapes --output docs/s3
    """
    service = described.service
    subject = Subject(
        service=service,
        alias=_alias(service.package),
        botocore=described.botocore,
        history=described.profile.history or History(described.botocore or "0.0.0"),
        rules=tuple(_profile(described).rules),
        examples=_examples(examples) if examples else {},
    )
    for name, data in subject.examples.items():
        if name in subject.operations and (
            wrong := example.unknown(subject.shapes, subject.operations[name].request, data)
        ):
            raise ShapegenError(f"{examples}: {name} has no member {wrong[0]}")
    with progress(f"writing the reference of {service.package}"):
        made = pages(subject)
        _write(output, made)
    say(f"{output}: {len(made)} pages about {service.package}.")


def _alias(package: str) -> str:
    """`ms` for `monitorshapes`: the letter that it begins with, and that of `shapes`."""
    return f"{package[0]}s" if package.endswith("shapes") else package


def _profile(described: Description) -> Profile:
    """The profile that this repository has of the package, which says more than the package itself."""
    known = {each.folder.resolve(): each.profile for each in project.targets()}
    return known.get(described.folder.resolve(), described.profile)


def _examples(path: Path) -> Mapping[str, Mapping[str, Any]]:
    try:
        document: Any = json.loads(path.read_bytes())
        return {str(name): dict(request) for name, request in document.items()}
    except (OSError, ValueError, TypeError, AttributeError, RecursionError) as error:
        raise ShapegenError(f"{path} is not an object of operations and requests: {error}") from error


_INDEX = ".shapegen-reference"
"""Names the pages of the last run, so that no other file is ever deleted."""


def _write(output: Path, made: Mapping[str, str]) -> None:
    index = output / _INDEX
    before = set(index.read_text("utf-8").splitlines()) if index.exists() else set[str]()
    for path in sorted(before - made.keys()):
        if (output / path).resolve().is_relative_to(output.resolve()):
            (output / path).unlink(missing_ok=True)
    for path, text in made.items():
        target = output / path
        target.parent.mkdir(parents=True, exist_ok=True)
        if not target.exists() or target.read_text("utf-8") != text:
            target.write_text(text, "utf-8")
    index.write_text("".join(f"{path}\n" for path in sorted(made)), "utf-8")
