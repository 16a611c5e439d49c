"""`shapegen history`."""

import difflib
import json
import re
from collections.abc import Iterator
from pathlib import Path

import click

from shapegen import profiles, project
from shapegen.changes import normal
from shapegen.changes.history import Event, History, Release, to_json
from shapegen.console import progress, say, some
from shapegen.emit import output, packages
from shapegen.errors import ShapegenError
from shapegen.model import load

_SIGNS = re.compile(r"[\W_]+")
_SHOWN = 72  # characters of a trait


@click.command()
@click.option("--profile", metavar="FOLDER", help="Instead of a package: a profile, whose history is read or rebuilt.")
@click.option(
    "--package",
    metavar="NAME|FOLDER",
    help="A generated package: its import name, or its folder.  [default: that of [tool.shapegen]]",
)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option(
    "--rebuild",
    "models",
    metavar="FOLDER|TAR",
    type=click.Path(path_type=Path),
    help="First write the history anew, from models: <version>/service-2.json, oldest first, with an "
    "optional releases.json of their dates, or botocore wheels.",
)
@click.argument("name", required=False, metavar="[SHAPE[.MEMBER]]")
def history(profile: str | None, package: str | None, form: str, models: Path | None, name: str | None) -> None:
    """Show which release of botocore brought what, and what each changed.

    Of a shape, a member, a value of an enum, an operation, or of all that the profile names. Names are the service's
    or Python's.
    """
    wanted = profiles.read(profile) if profile is not None else None
    if models is not None:
        wanted = wanted or project.target(package).profile
        if wanted.history_file is None:
            raise ShapegenError(f"[tool.shapegen.packages.{wanted.package}] names no 'history' file to write")
        with progress("reading the models"):
            found = recorded(wanted, models)
        with output.replaced({wanted.history_file: to_json(found).encode()}):
            pass
    else:
        known = wanted or packages.described(project.folder(package)).profile
        if known.history is None:
            raise ShapegenError(
                f"nothing says when {known.package} came to have what it has; --rebuild writes a history"
            )
        found = known.history
    path = None if name is None else _path(found, name)
    timeline = [(release, list(_events(release, path))) for release in found.releases]
    timeline = [(release, events) for release, events in timeline if events]
    if form == "json":
        document = [
            {"botocore": release.botocore, "date": release.date}
            | {name: getattr(event, name) for name in ("path", "kind", "grade", "old", "new")}
            for release, events in timeline
            for event in events
        ]
        say(json.dumps(document, indent=1, ensure_ascii=False))
        return
    for release, events in timeline:
        say(f"{release.botocore} ({release.date})" if release.date else release.botocore)
        for line in _lines(events, alone=path is not None):
            say(f"    {line}")
    if path is None:
        say(f"Nothing else up to botocore {found.through}.")


def recorded(profile: profiles.Profile, models: Path) -> History:
    """The history of what `profile` names, in the models of a folder or a tar file."""
    found, old = History(""), None
    for model in load.archive(models, profile.service):
        api = normal.api(model.data, operations=profile.operations, shapes=profile.shapes)
        found, old = found.followed_by(str(model.release), model.date, old, api), api
    return found


def _events(release: Release, path: str | None) -> Iterator[Event]:
    for event in release.events():
        if path is None or event.path == path or event.path.startswith(f"{path}."):
            yield event


def _lines(events: list[Event], *, alone: bool) -> Iterator[str]:
    """One for each event; of all of a release, those that say nothing but a name are taken together."""
    named: dict[tuple[str, str], list[str]] = {}
    for event in events:
        if (event.old, event.new) != (None, None):
            yield f"{event.grade:8}  {event.path}: {_words(event.kind)}, {_trait(event.old)} -> {_trait(event.new)}"
        elif alone:
            yield f"{event.grade:8}  {event.path}: {_words(event.kind)}"
        else:
            named.setdefault((event.grade, event.kind), []).append(event.path)
    for (grade, kind), paths in named.items():
        # The parts of what is itself new go without saying.
        whole = tuple(path for path in paths if path.partition(".")[0] not in {*paths} - {path})
        parts = f", with {len(paths) - len(whole)} members and values" if len(paths) > len(whole) else ""
        yield f"{grade:8}  {_words(kind)}: {some(whole)}{parts}"


def _words(kind: str) -> str:
    return kind.replace("-", " ")


def _trait(value: object) -> str:
    text = "none" if value is None else value if isinstance(value, str) else json.dumps(value)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def _path(found: History, name: str) -> str:
    """The path that `name` means, by the service's names or Python's: cases and signs do not tell them apart."""
    known = dict.fromkeys(event.path for release in found.releases for event in release.events())
    if name in known:
        return name
    bare = {_bare(path): path for path in known}
    if _bare(name) in bare:
        return bare[_bare(name)]
    near = difflib.get_close_matches(_bare(name), bare, n=3)
    hint = f"; did you mean {' or '.join(bare[each] for each in near)}?" if near else ""
    raise ShapegenError(f"the history knows no {name!r}{hint}")


def _bare(path: str) -> str:
    owner, _, part = path.lower().partition(".")
    return ".".join(_SIGNS.sub("", each) for each in (owner, part) if each)
