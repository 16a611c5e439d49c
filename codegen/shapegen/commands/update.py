"""`shapegen update`."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import click

from shapegen import profiles
from shapegen.changes import log, normal, words
from shapegen.changes.compare import Change, compare
from shapegen.changes.history import History, to_json, turns
from shapegen.changes.package import Package
from shapegen.commands import options
from shapegen.console import progress, say, some
from shapegen.emit import description, journal, output, packages
from shapegen.errors import ShapegenError
from shapegen.model import load, selection
from shapegen.project import Target

#: Releases between two that are looked at to find which one changed something: at 14 MB each.
_LOOKED_AT = 40


@click.command()
@options.selection
@click.option("--to", metavar="VERSION", help="The botocore release to move to. Default: the newest on the index.")
@click.option(
    "--changelog",
    metavar="FILE",
    show_default="what [tool.shapegen] says",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The changelog to add an entry to.",
)
@click.option("--dry-run", is_flag=True, help="Say what would happen, and write nothing.")
def update(targets: tuple[Target, ...], to: str | None, changelog: Path | None, dry_run: bool) -> None:
    """Move the package, its history and the changelog to a newer botocore, all of them or none.

    Exit code: 0, also when there is nothing newer; 1 when no package can be generated from the new model, because a
    rule's sentence is gone or something in it is unknown; 2 when the update cannot be tried.

    \b
    Examples:
      shapegen update --dry-run
      shapegen update --package src/s3shapes
    """
    for target in targets or (options.one(targets),):
        plan = planned(target if changelog is None else replace(target, changelog=changelog), to)
        for line in plan.said:
            say(line)
        if dry_run:
            say("Nothing is written: a dry run.")
        elif plan.package:
            say(f"Written: {apply(plan, {})}.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What an update would write."""

    root: Path
    release: str
    """The botocore that is gone to."""
    package: packages.Package | None
    """None when there is nothing to do."""
    before: str | None
    """The hash of the tree that the plan was made for."""
    files: Mapping[Path, bytes]
    """Beside the package."""
    said: tuple[str, ...]
    """What a person should know, a line each."""


def planned(target: Target, to: str | None) -> Plan:
    """What an update would do; it writes nothing but the cache.

    Exits with 1 when the new model cannot be generated from. Raises ShapegenError when the update cannot be tried.
    """
    wanted, root = target.profile, target.folder
    old, before, digest = _state(root, wanted)
    if wanted.folder is None and wanted.history is None:
        wanted = replace(wanted, history=packages.history(root))
    versions = _versions(to)
    new = versions[-1] if to is None or to in load.NEWEST else to
    if load.numbers(new) < load.numbers(old):
        raise ShapegenError(f"botocore {new} is older than {old}, from which {root} is generated")
    if new == old and (wanted.history is None or wanted.history.covers(new)):
        said = f"botocore {old} is the newest: nothing to do." if to is None else f"{root} is generated from {new}."
        return Plan(root=root, release=new, package=None, before=digest, files={}, said=(said,))
    releases = _Releases(wanted)
    history = _continued(wanted.history, versions, new, releases)
    newest = releases.model(new)
    try:
        package = packages.assemble(replace(wanted, history=history), newest, before.service)
    except ShapegenError as error:
        say(f"shapegen: botocore {new}: {error}", err=True)
        say(f"Nothing is written: {root} is as it was, generated from botocore {old}.", err=True)
        raise click.exceptions.Exit(1) from error
    files = profiles.publication(wanted, package.decided)
    if wanted.history_file and history is not None and history != wanted.history:
        files[wanted.history_file] = to_json(history).encode()
    after = normal.of(newest, operations=wanted.operations, shapes=wanted.shapes)
    changes = compare(before.api, after, before.service, package.service)
    told = words.changed(words.of_package(before.service), words.of_package(package.service), (before.api, package.api))
    logged, entry = _logged(target.changelog, (old, new), changes, bool(told))
    return Plan(
        root=root,
        release=new,
        package=package,
        before=digest,
        files=files | logged,
        said=(f"{wanted.package}: botocore {old} -> {new}.", *entry, *_neighbours(wanted, newest)),
    )


def apply(plan: Plan, more: Mapping[Path, bytes]) -> str:
    """Writes what was planned, and more files with it: all of it, or nothing. Says what it wrote."""
    files = {**plan.files, **more}
    tree: Mapping[str, bytes] = plan.package.files if plan.package else {}
    after = packages.digest(plan.package) if plan.package else plan.before
    written = output.Written()
    with output.locked(plan.root):
        if output.digest(plan.root) != plan.before:
            raise ShapegenError(f"{plan.root} changed since the update was planned: try again")
        with journal.together(plan.root, plan.before, after, files):
            if tree:
                written = output.write(plan.root, tree)
    count = len((*written.added, *written.changed, *written.removed))
    tree_said = [f"{count} file{'' if count == 1 else 's'} in {plan.root}"] if tree else []
    return ", ".join([*tree_said, *(os.path.relpath(path) for path in files)])


class _Releases:
    """The models of releases, each read once."""

    def __init__(self, wanted: profiles.Profile) -> None:
        self._wanted = wanted
        self._apis: dict[str, normal.Surface] = {}
        self.dates: dict[str, str] = {}

    def model(self, version: str) -> load.Model:
        with progress(f"reading botocore {version}"):
            found = load.published(version, self._wanted.service, load.cache_folder())
        self.dates[version] = found.date
        return found

    def api(self, version: str) -> normal.Surface:
        if version not in self._apis:
            data = self.model(version).data
            found = normal.api(data, operations=self._wanted.operations, shapes=self._wanted.shapes)
            self._apis[version] = normal.restored(normal.snapshot(found))  # without the rest of the model
        return self._apis[version]


def _state(root: Path, wanted: profiles.Profile) -> tuple[str, Package, str | None]:
    """The release that the package is generated from, what it is, and the hash of its tree."""
    with output.locked(root):
        old = _pin(root, wanted)
        before = packages.read_package(root)
        altered = output.altered(root)
        digest = output.digest(root)
    if before is None:
        raise ShapegenError(
            f"{root} was written by another version of shapegen: `shapegen generate --botocore {old}` updates it"
        )
    if altered:
        raise ShapegenError(
            f"{root} is not what its {description.MANIFEST} says: {some(altered)}. "
            f"`shapegen generate --botocore {old}` writes it again"
        )
    return old, before, digest


def _neighbours(wanted: profiles.Profile, newest: load.Model) -> list[str]:
    """What a person should know of operations that look as if the profile wanted them."""
    found = selection.unclaimed(newest.data, wanted.related, wanted.operations, wanted.left_out)
    if not found:
        return []
    return [f"Related, and not in the profile: {', '.join(found)}. Name each under `operations` or `left_out`."]


def _continued(history: History | None, versions: Sequence[str], new: str, releases: _Releases) -> History | None:
    """The history up to a release, with each release that changed something."""
    if history is None or history.covers(new):
        return history
    between = [version for version in versions if _is_between(history.through, version, new)]
    last = history.through
    for turn in turns([last, *between, new], releases.api, _LOOKED_AT):
        history = history.followed_by(turn, releases.dates[turn], releases.api(last), releases.api(turn))
        last = turn
    return replace(history, through=new)


def _logged(
    changelog: Path | None, way: tuple[str, str], changes: Sequence[Change], told: bool
) -> tuple[dict[Path, bytes], list[str]]:
    """The changelog with an entry, if there is one, and the entry for a person."""
    old, new = way
    text = changelog.read_text("utf-8") if changelog else ""
    if not (changes or told):
        moved = log.moved(text, new)
        files = {changelog: moved.encode()} if changelog and moved != text else {}
        return files, ["No change of the API, nor of its documentation."]
    said = [*log.lines(changes), *([] if changes else ["- Documentation alone."])]
    if changelog is None:
        return {}, [*said, f"A {log.bump(changes)} version."]
    extended, version = log.extended(text, old, new, changes)
    said.append(f"Proposed version: {'.'.join(map(str, version))} ({log.bump(changes)}).")
    return {changelog: extended.encode()}, said


def _pin(root: Path, profile: profiles.Profile) -> str:
    """The release that the package is generated from."""
    stamp = packages.read_stamp(root)
    if stamp is None:
        raise ShapegenError(f"{root / description.MANIFEST} is missing: `shapegen generate` writes it")
    if stamp.get("profile") not in (None, profile.name):
        raise ShapegenError(f"{root} was generated from the profile {stamp.get('profile')!r}: name it with --profile")
    release = stamp.get("botocore")
    if not isinstance(release, str):
        raise ShapegenError(f"{root} was generated from a file, and not from a release of botocore")
    return release


def _versions(to: str | None) -> Sequence[str]:
    """The releases there are; without an index, those at hand."""
    with progress("asking which releases there are"):
        try:
            return load.versions()
        except ShapegenError:
            if to is None:
                raise
            return load.cached(load.cache_folder())


def _is_between(low: str, version: str, high: str) -> bool:
    return load.numbers(low) < load.numbers(version) < load.numbers(high)
