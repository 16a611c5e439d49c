"""`shapegen history`."""

import functools
import json
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import click

from shapegen import media, profiles, project
from shapegen.changes import normal
from shapegen.changes.feed import atom
from shapegen.changes.history import Event, History, Release, callers, grouped, to_json, turns
from shapegen.console import progress, say, some
from shapegen.emit import journal, output, packages
from shapegen.errors import ShapegenError
from shapegen.model import load
from shapegen.runtime.suggestions import did_you_mean

_SIGNS = re.compile(r"[\W_]+")
_SHOWN = 72  # characters of a trait
_Timeline = Sequence[tuple[Release, list[Event]]]


@click.command()
@click.option("--profile", metavar="FOLDER", help="Instead of a package, a profile whose history is read or rebuilt.")
@click.option(
    "--package",
    metavar="NAME|FOLDER",
    help="A generated package: its import name, or its folder.  [default: that of [tool.shapegen]]",
)
@click.option(
    "--service",
    metavar="NAME",
    help="Instead of a package, a whole service by botocore's name, from release FROM to release TO. Each is a version "
    "or the beginning of one.",
)
@click.option(
    "--wheels",
    "most",
    metavar="NUMBER",
    default=40,
    show_default=True,
    type=click.IntRange(2),
    help="With --service, the largest number of releases to download, at 14 MB each.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "atom", "html"]),
    default="text",
    show_default=True,
    help="atom: a feed of all changes for a feed reader; html: a page for a browser.",
)
@click.option(
    "--rebuild",
    "models",
    metavar="FOLDER|TAR",
    type=click.Path(path_type=Path),
    help="First rebuild the history from models: either <version>/service-2.json, oldest first, with an "
    "optional releases.json of their dates, or botocore wheels.",
)
@click.argument("names", nargs=-1, metavar="[FROM TO] [NAME]")
def history(
    profile: str | None,
    package: str | None,
    service: str | None,
    most: int,
    form: str,
    models: Path | None,
    names: tuple[str, ...],
) -> None:
    """Show what each release of botocore added and changed.

    Without NAME it shows everything that a package has. NAME is a shape, a member, a value of an enum or an operation,
    by the service's name or Python's. It finds a member or a value in every shape that has it.

    \b
    Examples:
      shapegen history KmsKeyId --package monitorshapes
      shapegen history --service ec2 1.40 1.44
    """
    span = 2 if service is not None else 0
    if not span <= len(names) <= span + 1:
        raise click.UsageError("shapegen history [NAME], or shapegen history --service SERVICE FROM TO [NAME].")
    if service is not None and (profile is not None or package is not None or models is not None):
        raise click.UsageError("--service excludes --profile, --package and --rebuild.")
    name = names[span] if len(names) > span else None
    if service is None:
        title, found = _kept(profile, package, models)
    else:
        title, found = service, _spanned(service, names[0], names[1], most)
    chosen = None if name is None else _paths(found, name)
    timeline = [(release, list(_events(release, chosen))) for release in found.releases]
    timeline = [(release, events) for release, events in timeline if events]
    kept = tuple(replace(release, added=(), changes=tuple(events)) for release, events in timeline)
    match form:
        case "atom":
            click.echo(atom(replace(found, releases=kept), title), nl=False)
        case "html":
            from shapegen.changes.timeline import html  # brings jinja2

            click.echo(html(replace(found, releases=kept), title))
        case "json":
            click.echo(media.document(_document(timeline)))
        case _:
            _say(timeline, found.through, alone=chosen is not None)


def _document(timeline: _Timeline) -> list[dict[str, object]]:
    return [  # pyright: ignore[reportReturnType]
        {"botocore": release.botocore, "date": release.date}
        | {name: getattr(event, name) for name in ("path", "kind", "grade")}
        | {"grades": event.grades(), "old": event.old, "new": event.new}
        for release, events in timeline
        for event in events
    ]


def _say(timeline: _Timeline, through: str, *, alone: bool) -> None:
    for release, events in timeline:
        say(f"{release.botocore} ({release.date})" if release.date else release.botocore)
        for line in _lines(events, alone=alone):
            say(f"    {line}")
    if not alone:
        say(f"Nothing {'else' if timeline else 'changed'} up to botocore {through}.")


def _kept(profile: str | None, package: str | None, models: Path | None) -> tuple[str, History]:
    """The package and its history: rebuilt from `models`, that of a profile, or that which the package has."""
    wanted = profiles.read(profile) if profile is not None else None
    if models is not None:
        wanted = wanted or project.target(package).profile
        if wanted.history_file is None:
            raise ShapegenError(f"[tool.shapegen.packages.{wanted.package}] names no 'history' file to write")
        found = recorded(wanted, models)
        folder = wanted.history_file.parent
        with output.locked(folder):
            journal.replace(folder, {wanted.history_file: to_json(found).encode()})
        return wanted.package, found
    known = wanted or packages.described(project.folder(package)).profile
    if known.history is None:
        raise ShapegenError(f"{known.package} has no history; --rebuild writes one")
    return known.package, known.history


def _spanned(service: str, first: str, last: str, most: int) -> History:
    """What changed in all of a service from one release to another."""
    cache = load.cache_folder()
    try:
        with progress("asking which releases there are"):
            known = load.versions()
    except ShapegenError:
        known = load.cached(cache)
    begin, end = (_release(known, each, at) for each, at in ((first, 0), (last, -1)))
    between = [each for each in known if load.numbers(begin) <= load.numbers(each) <= load.numbers(end)]
    if len(between) < 2:
        raise ShapegenError(f"{last} is not after {first}: name the older release first")
    dates: dict[str, str] = {}

    @functools.cache
    def api(version: str) -> normal.Surface:
        with progress(f"botocore {version}"):
            model = load.published(version, service, cache)
        dates[version] = model.date
        return normal.restored(normal.snapshot(normal.of(model)))  # without what the rest of the model takes up

    changed = turns(between, api, most - 2)
    if any(between[between.index(version) - 1] not in dates for version in changed):
        say(
            f"{len(dates)} of {len(between)} releases were looked at, so some changes may have come "
            "earlier than shown; --wheels looks at more",
            err=True,
        )
    found, last_seen = History("").followed_by(begin, dates[begin], None, api(begin)), begin
    for version in changed:
        found, last_seen = found.followed_by(version, dates[version], api(last_seen), api(version)), version
    return History(end, found.releases[1:])


def _release(known: Sequence[str], named: str, at: int) -> str:
    """The first or the last release whose version is, or begins with, what was named."""
    found = [each for each in known if each == named or each.startswith(f"{named}.")]
    if not found:
        raise ShapegenError(f"there is no release {named} of botocore, nor one that begins with that")
    return found[at]


def recorded(profile: profiles.Profile, models: Path) -> History:
    """The history of what `profile` names, in the models of a folder or a tar file."""
    found, old = History(""), None
    with progress("reading the models") as tell:
        for model in load.archive(models, profile.service):
            tell(f"reading the models: botocore {model.release}")
            api = normal.api(model.data, operations=profile.operations, shapes=profile.shapes)
            found, old = found.followed_by(str(model.release), model.date, old, api), api
    return found


def _events(release: Release, chosen: Collection[str] | None) -> Iterator[Event]:
    for event in release.events():
        if chosen is None or event.path in chosen or any(event.path.startswith(f"{path}.") for path in chosen):
            yield event


def _lines(events: list[Event], *, alone: bool) -> Iterator[str]:
    """One for each event; of all of a release, those that say nothing but a name are taken together."""
    for group in grouped(events):
        first = group[0]
        if (first.old, first.new) != (None, None):
            told = f"{first.path}: {_words(first.kind)}, {_trait(first.old)} -> {_trait(first.new)}"
            yield f"{first.grade:8}  {told}{_callers(first)}"
        elif alone:
            yield from (f"{each.grade:8}  {each.path}: {_words(each.kind)}{_callers(each)}" for each in group)
        else:
            paths = [each.path for each in group]
            # The parts of what is itself new go without saying.
            whole = tuple(path for path in paths if path.partition(".")[0] not in {*paths} - {path})
            parts = f", with {len(paths) - len(whole)} members and values" if len(paths) > len(whole) else ""
            yield f"{first.grade:8}  {_words(first.kind)}: {some(whole)}{parts}{_callers(first)}"


def _callers(event: Event) -> str:
    said = callers(event)
    return f" ({said})" if said else ""


def _words(kind: str) -> str:
    return kind.replace("-", " ")


def _trait(value: object) -> str:
    text = "none" if value is None else value if isinstance(value, str) else json.dumps(value)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def _paths(found: History, name: str) -> list[str]:
    """The paths that `name` means: a path, or what a path ends in, such as a member or a value of any shape.

    Names are the service's or Python's: cases and signs do not tell them apart.
    """
    known = list(dict.fromkeys(event.path for release in found.releases for event in release.events()))
    if name in known and "." in name:
        return [name]
    wanted = {_bare(name), _SIGNS.sub("", name.lower())}
    meant = [path for path in known if _bare(path) in wanted or _SIGNS.sub("", _last(path).lower()) in wanted]
    if meant:
        return meant
    raise ShapegenError(f"the history knows no {name!r}{did_you_mean(name, [*known, *map(_last, known)], cutoff=0.7)}")


def _last(path: str) -> str:
    """What a path ends in; a value may have dots."""
    owner, _, part = path.partition(".")
    return part or owner


def _bare(path: str) -> str:
    owner, _, part = path.lower().partition(".")
    return ".".join(_SIGNS.sub("", each) for each in (owner, part) if each)
