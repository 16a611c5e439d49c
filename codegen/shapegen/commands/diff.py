"""`shapegen diff`."""

import fnmatch
import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import click

from shapegen import ir, media, project
from shapegen.changes import compare, normal, package, page, report, words
from shapegen.changes.grades import CALLERS, Caller
from shapegen.changes.python_names import method
from shapegen.console import progress, show
from shapegen.emit import description
from shapegen.errors import ShapegenError
from shapegen.model import load, selection
from shapegen.model.malformed import refuse_malformed

_VERSION = re.compile(r"\d+(\.\d+)+")
_NO_WORD = re.compile("[^a-z0-9]+")
_PARTS = ("paginators", "waiters")
#: Members of requests that the known pages leave out, by service.
_HIDDEN = {"ec2": frozenset({"TagSpecifications"})}


@click.command()
@click.argument("old")
@click.argument("new")
@click.option(
    "--service",
    metavar="NAME",
    help="botocore's name of the service. Default: the service of the package or service-2.json, else that of "
    "[tool.shapegen].",
)
@click.option(
    "--operation",
    "operations",
    metavar="PATTERN",
    multiple=True,
    help="Compare these operations and what they reach, by the service's names or boto3's; * and ? as in file names. "
    "May be given again.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "page", "markdown", "json", "html"]),
    default="text",
    show_default=True,
    help="page: only additions, in the form of the known API-change pages.",
)
@click.option(
    "--for",
    "caller",
    type=click.Choice(CALLERS),
    help="Grade only for code with boto3's dicts, or only for code with a generated package.  [default: for both]",
)
@click.option("--documentation", "documentation", is_flag=True, help="Show changes of the documentation too.")
@click.option(
    "--exit-code",
    "exit_code",
    is_flag=True,
    help="Exit with 1 when the API changed. With --format page this includes changes that a page does not show: all "
    "but additions.",
)
@click.pass_context
def diff(
    context: click.Context,
    old: str,
    new: str,
    service: str | None,
    operations: Sequence[str],
    form: str,
    caller: Caller | None,
    documentation: bool,
    exit_code: bool,
) -> None:
    """Show what changed in a service's API from OLD to NEW, and what that means for callers.

    OLD and NEW are each a botocore version (1.16.5), `newest`, `installed`, a botocore wheel, a service-2.json (plain
    or gzipped), or the folder of a generated package.

    Exit code: 0; 1 when the API changed and --exit-code is given; 2 when the two cannot be compared.

    \b
    Examples:
      shapegen diff 1.16.5 1.16.6 --service sagemaker
      shapegen diff installed newest --service s3 --operation 'Get*' --format markdown
    """
    with progress("reading the models"):
        before, after = sides(old, new, service, operations)
    with progress("comparing the models"):
        found = _report(before, after, caller)
    match form:
        case "page":
            show(page.text(found.page, after.title).splitlines())
        case "json":
            click.echo(media.document(report.document(found)))
        case "markdown":
            show(report.markdown(found, words=documentation).splitlines())
        case "html":
            from shapegen.changes.html import html  # brings jinja2

            # Nothing of a page is for the terminal to obey: what it cannot show is escaped in the page already.
            click.echo(html(found, before.api, after.api, words=documentation))
        case _:
            show(report.text(found, words=documentation))
    if exit_code and found.changes:
        context.exit(1)


@dataclass(frozen=True, slots=True)
class Side:
    """OLD or NEW."""

    source: str
    """What to call the origin."""
    service: str
    title: str
    api: normal.Surface
    package: ir.Service | None
    """Of a generated package."""
    unknown: frozenset[str] = frozenset()
    """Of `_PARTS`, what nobody said."""


def sides(old: str, new: str, service: str | None, patterns: Sequence[str]) -> tuple[Side, Side]:
    """OLD and NEW, as far as their operations match the patterns. Raises ShapegenError for what cannot be compared."""
    old, new = load.resolved(old), load.resolved(new)
    found = [_found(old, service), _found(new, service)]
    service = _service(found, service)
    read = [_model(each, service) if isinstance(each, str) else each for each in found]
    _require_same_service([each for each in read if isinstance(each, load.Model)])
    packages = [each for each in read if isinstance(each, Side)]
    operations = {name for each in packages for name in each.api.operations} if packages else {"*"}
    shapes = {name for each in packages for name in each.api.extra}
    one, other = (
        each if isinstance(each, Side) else _side(each, service, operations, shapes, named)
        for each, named in zip(read, (old, new), strict=True)
    )
    one, other = _as_far_as_known(one, other)
    if patterns:
        names = _operations(one.api.operations.keys() | other.api.operations.keys(), patterns)
        one, other = (replace(each, api=normal.narrowed(each.api, names)) for each in (one, other))
    return one, other


def _found(named: str, service: str | None) -> "Side | load.Model | str":
    """What says itself of which service it is: a package or a bare model; else the name."""
    side = _package(named)
    if side is not None:
        return side
    return load.file(Path(named), service or "") if _is_bare(named) else named


def _side(model: load.Model, service: str, operations: set[str], shapes: set[str], named: str) -> Side:
    refuse_malformed(model.data)
    title = str(model.data["metadata"].get("serviceFullName", service))
    api = normal.of(model, operations=operations, shapes=shapes)
    unknown = {part for part in _PARTS if _is_bare(named) and not getattr(api, part)}
    return Side(model.source, service, title, api, None, frozenset(unknown))


def _as_far_as_known(one: Side, other: Side) -> tuple[Side, Side]:
    """Both without the parts that lie beside a service-2.json in botocore, and not beside one of these."""
    unknown = one.unknown | other.unknown
    return _without(one, unknown), _without(other, unknown)


def _without(side: Side, parts: Set[str]) -> Side:
    known: dict[str, Mapping[str, normal.Node]]
    known = {part: {} if part in parts else getattr(side.api, part) for part in _PARTS}
    return replace(side, api=replace(side.api, paginators=known["paginators"], waiters=known["waiters"]))


def _require_same_service(models: Sequence[load.Model]) -> None:
    said = [each.data["metadata"] for each in models]
    if len(said) == 2 and not _is_same(*said):
        raise _different(*(each.get("serviceId") for each in said))


def _operations(known: Set[str], patterns: Sequence[str]) -> set[str]:
    """The operations that the patterns mean, by the service's names or boto3's."""
    chosen: set[str] = set()
    for pattern in patterns:
        found = set(fnmatch.filter(known, pattern))
        if not found:
            methods = {made: name for name in sorted(known) if (made := method(name))}
            found = {methods[made] for made in fnmatch.filter(methods, pattern)}
            if not found:
                names = sorted(methods if "_" in pattern else known)
                raise ShapegenError(selection.missing("operation", pattern, names))
        chosen |= found
    return chosen


def _service(found: Sequence[Side | load.Model | str], asked: str | None) -> str:
    """botocore's name of the one service that a package, --service and bare models name."""
    named = {each.service for each in found if isinstance(each, Side)} | ({asked} if asked else set[str]())
    if len(named) > 1:
        raise _different(*sorted(named))
    said = [each.data["metadata"] for each in found if isinstance(each, load.Model)]
    for service in named:
        for metadata in said:
            if not _is_of(metadata, service):
                raise _different(service, _called(metadata)[0])
        return service
    called = [name for metadata in said for name in _called(metadata)]
    if called:
        known = {_bare(name): name for name in load.services()}
        return next((known[_bare(name)] for name in called if _bare(name) in known), called[0])
    is_named = any(isinstance(each, str) for each in found)
    return project.target(None).profile.service if is_named else "a service"


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


def _report(old: Side, new: Side, caller: Caller | None) -> report.Report:
    trees = [{"operations": side.api.operations, "shapes": side.api.shapes} for side in (old, new)]
    changes = compare.compare(old.api, new.api, old.package, new.package)
    return report.Report(
        service=new.service,
        old=old.source,
        new=new.source,
        changes=changes if caller is None else compare.seen_by(changes, caller),
        documentation=_documentation(old, new),
        page=page.page(*trees, hidden=_HIDDEN.get(new.service, frozenset())),
    )


def _documentation(old: Side, new: Side) -> tuple[compare.Change, ...] | None:
    apis = (old.api, new.api)
    if old.package and new.package:
        return words.changed(words.of_package(old.package), words.of_package(new.package), apis)
    if old.package or new.package:
        return None  # docstrings on one side, HTML on the other
    return words.changed(words.of_model(old.api), words.of_model(new.api), apis)
