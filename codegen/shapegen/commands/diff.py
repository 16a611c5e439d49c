"""`shapegen diff`."""

import fnmatch
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import click

from shapegen import ir, project
from shapegen.changes import compare, normal, package, page, report, words
from shapegen.changes.names import method
from shapegen.console import progress, say
from shapegen.emit import description
from shapegen.errors import ShapegenError
from shapegen.model import load, scope
from shapegen.model.malformed import refuse_malformed

_VERSION = re.compile(r"\d+(\.\d+)+")
_NO_WORD = re.compile("[^a-z0-9]+")


@click.command()
@click.argument("old")
@click.argument("new")
@click.option(
    "--service",
    metavar="NAME",
    help="botocore's name of the service. Default: what a package or a service-2.json says, else that of "
    "[tool.shapegen].",
)
@click.option(
    "--operation",
    "operations",
    metavar="PATTERN",
    multiple=True,
    help="Compare these operations and what they reach, by the service's names or boto3's; * and ? as in file names. "
    "Can be given again.",
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
@click.option(
    "--exit-code",
    "exit_code",
    is_flag=True,
    help="Exit with 1 when the API changed; with --format page also for what a page does not show, which is all but "
    "additions.",
)
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
    gzipped, or the folder of a generated package.

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
    """Of a generated package."""


def sides(old: str, new: str, service: str | None, patterns: Sequence[str]) -> tuple[Side, Side]:
    """OLD and NEW, as far as their operations match the patterns. Raises ShapegenError for what cannot be compared."""
    generated = [_package(each) for each in (old, new)]
    models = [
        load.file(Path(each), service or "") if side is None and _is_bare(each) else None
        for each, side in zip((old, new), generated, strict=True)
    ]
    service = _service({side.service for side in generated if side} | ({service} if service else set()), models)
    models = [
        _model(each, service) if side is None and model is None else model
        for each, side, model in zip((old, new), generated, models, strict=True)
    ]
    one, other = (each and each.data["metadata"] for each in models)
    if one and other and not _is_same(one, other):
        raise _different(one.get("serviceId"), other.get("serviceId"))
    apis = [side.api for side in generated if side]
    operations = {name for api in apis for name in api.operations} if apis else ("*",)
    shapes = {name for api in apis for name in api.extra}
    sides: list[Side] = []
    for side, model in zip(generated, models, strict=True):
        if model is not None:
            refuse_malformed(model.data)
            title = str(model.data["metadata"].get("serviceFullName", service))
            api = normal.of(model, operations=operations, shapes=shapes)
            sides.append(Side(model.source, service, title, api, None))
        elif side is not None:
            sides.append(side)
    if patterns:
        names = _operations({name for side in sides for name in side.api.operations}, patterns)
        sides = [replace(side, api=normal.narrowed(side.api, names)) for side in sides]
    return sides[0], sides[1]


def _operations(known: set[str], patterns: Sequence[str]) -> set[str]:
    """The operations that the patterns mean, by the service's names or boto3's."""
    chosen: set[str] = set()
    for pattern in patterns:
        found = set(fnmatch.filter(known, pattern))
        if not found:
            methods = {made: name for name in sorted(known) if (made := method(name))}
            found = {methods[made] for made in fnmatch.filter(methods, pattern)}
            if not found:
                raise ShapegenError(scope.missing("operation", pattern, sorted(methods if "_" in pattern else known)))
        chosen |= found
    return chosen


def _service(named: set[str], models: Sequence[load.Model | None]) -> str:
    """botocore's name of the one service that a package, --service and bare models name."""
    if len(named) > 1:
        raise _different(*sorted(named))
    said = [model.data["metadata"] for model in models if model]
    for service in named:
        for metadata in said:
            if not _is_of(metadata, service):
                raise _different(service, _called(metadata)[0])
        return service
    called = [name for metadata in said for name in _called(metadata)]
    if called:
        known = {_bare(name): name for name in load.services()}
        return next((known[_bare(name)] for name in called if _bare(name) in known), called[0])
    return "a service" if None not in models else project.target(None).profile.service


def _is_of(metadata: Mapping[str, Any], service: str) -> bool:
    """Whether a model can be that of what botocore calls `service`."""
    called = _called(metadata)
    if not called or _bare(service) in map(_bare, called):
        return True
    # A few are called otherwise: SFN is stepfunctions.
    return service in load.services() and _is_same(metadata, load.installed(service).data["metadata"])


def _is_same(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    for name in ("serviceId", "endpointPrefix"):  # models before 2018 have no serviceId
        if name in one and name in other:
            return bool(one[name] == other[name])
    return True


def _called(metadata: Mapping[str, Any]) -> list[str]:
    """What botocore may call the service of a model, the likeliest first."""
    said = [metadata.get(name) for name in ("serviceId", "endpointPrefix")]
    return [_NO_WORD.sub("-", each.lower()) for each in said if isinstance(each, str)]


def _bare(service: str) -> str:
    return service.replace("-", "")


def _different(*services: object) -> ShapegenError:
    return ShapegenError(f"those are of different services: {' and '.join(map(str, services))}")


def _is_bare(named: str) -> bool:
    """Whether that is a service-2.json, which says itself of which service it is."""
    return named != "installed" and not _VERSION.fullmatch(named) and Path(named).suffix != ".whl"


def _package(named: str) -> Side | None:
    """The generated package in a folder, or what it says of itself in a file; None for what is neither."""
    path = Path(named)
    if description.is_package(path):
        path = path / description.MANIFEST
    try:
        stamp: dict[str, Any] = description.unpacked(path.read_bytes())
    except (OSError, ValueError, RecursionError):
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
