"""`shapegen update`."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

import click

from shapegen import profiles
from shapegen.changes import log, normal, words
from shapegen.changes.compare import compare
from shapegen.changes.history import to_json, turns
from shapegen.commands import options
from shapegen.console import progress, say, some
from shapegen.emit import description, output, packages
from shapegen.errors import ShapegenError
from shapegen.model import load
from shapegen.project import Target

#: Releases between two that are looked at to find which one changed something: at 14 MB each.
_LOOKED_AT = 40


@click.command()
@options.selection
@click.option("--to", metavar="VERSION", help="The botocore release to go to. Default: the newest on the index.")
@click.option(
    "--changelog",
    metavar="FILE",
    show_default="what [tool.shapegen] says",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Where an entry is added.",
)
@click.option("--dry-run", is_flag=True, help="Say what would happen, and write nothing.")
@click.pass_context
def update(
    context: click.Context, targets: tuple[Target, ...], to: str | None, changelog: Path | None, dry_run: bool
) -> None:
    """Go to a newer botocore: the package, the history and the changelog, all of it or nothing.

    Exit code: 0, also when there is nothing newer; 1 when the new model cannot be generated from, because a rule's
    sentence is gone or something in it is unknown; 2 when the update cannot be tried.
    """
    target = options.one(targets)
    wanted, root = target.profile, target.folder
    with output.locked(root):
        old = _pin(root, wanted)
        before = packages.read_package(root)
        altered = output.altered(root)
    if before is None:
        raise ShapegenError(
            f"{root} is of another version of shapegen: `shapegen generate --botocore {old}` mends that"
        )
    if altered:
        raise ShapegenError(
            f"{root} is not what its {description.MANIFEST} says: {some(altered)}. "
            f"`shapegen generate --botocore {old}` writes it anew"
        )
    versions = _versions(to)
    new = to or versions[-1]
    if load.numbers(new) < load.numbers(old):
        raise ShapegenError(f"botocore {new} is older than {old}, which {root} is generated from")
    history = wanted.history
    if new == old and (history is None or history.covers(new)):
        say(f"botocore {old} is the newest: nothing to do." if to is None else f"{root} is generated from {new}.")
        return

    dates: dict[str, str] = {}

    def model(version: str) -> load.Model:
        with progress(f"botocore {version}"):
            found = load.published(version, wanted.service, load.cache_folder())
        dates[version] = found.date
        return found

    @cache
    def api(version: str) -> normal.Api:
        found = normal.api(model(version).data, operations=wanted.operations, shapes=wanted.shapes)
        return normal.restored(normal.snapshot(found))  # without what the rest of the model takes up

    if history is not None and not history.covers(new):
        between = [version for version in versions if _is_between(history.through, version, new)]
        last = history.through
        for turn in turns([last, *between, new], api, _LOOKED_AT):
            history, last = history.followed_by(turn, dates[turn], api(last), api(turn)), turn
        history = replace(history, through=new)
    newest = model(new)
    try:
        made = packages.assemble(replace(wanted, history=history), newest, before.service)
    except ShapegenError as error:
        say(f"shapegen: botocore {new}: {error}", err=True)
        say(f"Nothing is written: {root} is as it was, generated from botocore {old}.", err=True)
        context.exit(1)
    after = normal.of(newest, operations=wanted.operations, shapes=wanted.shapes)
    changes = compare(before.api, after, before.service, made.service)
    told = words.changed(words.of_package(before.service), words.of_package(made.service), (before.api, made.api))
    say(f"{wanted.package}: botocore {old} -> {new}.")
    files = profiles.publication(wanted, made.decided)
    if wanted.history_file and history is not None and history != wanted.history:
        files[wanted.history_file] = to_json(history).encode()
    changelog = changelog or target.changelog
    if not (changes or told):
        say("No change of the API, nor of its documentation.")
        if changelog is not None:
            text = changelog.read_text("utf-8")
            moved = log.moved(text, new)
            files |= {changelog: moved.encode()} if moved != text else {}
    else:
        for line in log.lines(changes):
            say(line)
        if not changes:
            say("- Documentation alone.")
        if changelog is not None:
            text, version = log.extended(changelog.read_text("utf-8"), old, new, changes)
            files[changelog] = text.encode()
            say(f"Proposed version: {'.'.join(map(str, version))} ({log.bump(changes)}).")
        else:
            say(f"A {log.bump(changes)} version.")
    if dry_run:
        say("Nothing is written: a dry run.")
        return
    with output.locked(root), output.replaced(files):
        written = output.write(root, made.files)
    count = len((*written.added, *written.changed, *written.removed))
    named = "".join(f", {path}" for path in files)
    say(f"Written: {count} file{'' if count == 1 else 's'} in {root}{named}.")


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
    folder = load.cache_folder()
    with progress("asking which releases there are"):
        try:
            return load.versions(folder)
        except ShapegenError:
            if to is None:
                raise
            return load.cached(folder)


def _is_between(low: str, version: str, high: str) -> bool:
    return load.numbers(low) < load.numbers(version) < load.numbers(high)
