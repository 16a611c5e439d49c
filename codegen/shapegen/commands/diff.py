"""`shapegen diff`."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import click

from shapegen import build, ir, load, profiles
from shapegen.changes import compare, normal, package, page, report, words
from shapegen.commands import options
from shapegen.console import progress, say
from shapegen.errors import ShapegenError

_VERSION = re.compile(r"\d+(\.\d+)+")


@click.command()
@click.argument("old")
@click.argument("new")
@click.option(
    "--service",
    metavar="NAME",
    help="botocore's name of the service. Default: that of an api.json, else that of shapegen's own package.",
)
@click.option(
    "--operation",
    "operations",
    metavar="PATTERN",
    multiple=True,
    help="Compare these operations and what they reach; * and ? as in file names. Can be given again.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "page", "markdown", "json", "html"]),
    default="text",
    show_default=True,
    help="page: additions only, as the known API-change pages print them.",
)
@click.option("--documentation", "documentation", is_flag=True, help="Tell what changed in the documentation too.")
@click.option("--exit-code", "exit_code", is_flag=True, help="Exit with 1 when the API changed.")
@click.pass_context
def diff(
    context: click.Context,
    old: str,
    new: str,
    service: str | None,
    operations: Sequence[str],
    form: str,
    documentation: bool,
    exit_code: bool,
) -> None:
    """Tell what changed in a service's API from OLD to NEW, and what that does to callers.

    OLD and NEW are each a botocore version (1.16.5), `installed`, a botocore wheel, a service-2.json, plain or
    gzipped, or the api.json of a generated package.

    Exit code: 0, with --exit-code 1 when the API changed, 2 when the two cannot be compared.
    """
    with progress("reading the models"):
        before, after = sides(old, new, service, operations)
    found = _report(before, after)
    match form:
        case "page":
            say(page.text(found.page, after.title), newline=False)
        case "json":
            say(json.dumps(report.document(found), indent=1))
        case "markdown":
            say(report.markdown(found, words=documentation), newline=False)
        case "html":
            from shapegen.changes.html import html  # brings jinja2

            # Nothing of a page is for the terminal to obey: what it cannot show is escaped in the page already.
            click.echo(html(found, before.api, after.api, words=documentation))
        case _:
            say(report.text(found, words=documentation), newline=False)
    if exit_code and found.changes:
        context.exit(1)


@dataclass(frozen=True, slots=True)
class Side:
    """OLD or NEW."""

    source: str
    """What to call the origin."""
    service: str
    title: str
    api: normal.Api
    package: ir.Service | None
    """Of an api.json."""


def sides(old: str, new: str, service: str | None, patterns: Sequence[str]) -> tuple[Side, Side]:
    """OLD and NEW, as far as their operations match the patterns. Raises ShapegenError for what cannot be compared."""
    generated = [_package(each) for each in (old, new)]
    named = {side.service for side in generated if side}
    if service is not None:
        named.add(service)
    if len(named) > 1:
        raise ShapegenError(f"those are of different services: {' and '.join(sorted(named))}")
    service = named.pop() if named else profiles.read(options.DEFAULT_PROFILE).service
    models = [None if side else _model(each, service) for each, side in zip((old, new), generated, strict=True)]
    ids = {
        str(each.data["metadata"].get("serviceId")) for each in models if each and "serviceId" in each.data["metadata"]
    }
    if len(ids) > 1:
        raise ShapegenError(f"those are of different services: {' and '.join(sorted(ids))}")
    apis = [side.api for side in generated if side]
    operations = {name for api in apis for name in api.operations} if apis else ("*",)
    shapes = {name for api in apis for name in api.extra}
    sides: list[Side] = []
    for side, model in zip(generated, models, strict=True):
        if model is not None:
            build.refuse_malformed(model.data)
            title = str(model.data["metadata"].get("serviceFullName", service))
            api = normal.api(model.data, model.paginators, model.waiters, operations=operations, shapes=shapes)
            sides.append(Side(model.source, service, title, api, None))
        elif side is not None:
            sides.append(side)
    if patterns:
        sides = [replace(side, api=normal.narrowed(side.api, patterns)) for side in sides]
        if not any(side.api.operations for side in sides):
            raise ShapegenError(f"no operation of {service} is called {' or '.join(map(repr, patterns))}")
    return sides[0], sides[1]


def _package(named: str) -> Side | None:
    """The api.json of that name; None for what is none."""
    path = Path(named)
    if path.suffix != ".json" or not path.is_file():
        return None
    try:
        stamp: dict[str, Any] = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return None  # `load` says what is wrong with it
    if type(stamp) is not dict or not {"format", "profile", "files"} <= stamp.keys():
        return None
    try:
        found = package.package(stamp)
    except ShapegenError as error:
        raise ShapegenError(f"{named}: {error}") from error
    return Side(named, found.service.name, found.service.name, found.api, found.service)


def _model(named: str, service: str) -> load.Model:
    if named == "installed":
        return load.installed(service)
    if _VERSION.fullmatch(named):
        return load.release(named, service, load.cache_folder())
    return load.file(Path(named), service)


def _report(old: Side, new: Side) -> report.Report:
    trees = [{"operations": side.api.operations, "shapes": side.api.shapes} for side in (old, new)]
    return report.Report(
        service=new.service,
        old=old.source,
        new=new.source,
        changes=compare.compare(old.api, new.api, old.package, new.package),
        documentation=_documentation(old, new),
        page=page.page(*trees),
    )


def _documentation(old: Side, new: Side) -> tuple[compare.Change, ...] | None:
    apis = (old.api, new.api)
    if old.package and new.package:
        return words.changed(words.of_package(old.package), words.of_package(new.package), apis)
    if old.package or new.package:
        return None  # docstrings on one side, HTML on the other
    return words.changed(words.of_model(old.api), words.of_model(new.api), apis)
