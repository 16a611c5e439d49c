"""`shapegen generate`."""

import dataclasses
import time
from collections import Counter
from collections.abc import Generator
from pathlib import Path
from typing import Any

import click
from rich.markup import escape

from shapegen import media, profiles
from shapegen.changes import compare, words
from shapegen.changes.grades import GRADES
from shapegen.changes.package import Package
from shapegen.commands import options
from shapegen.console import progress, progress_bar, say, some
from shapegen.emit import journal, output, packages
from shapegen.emit.services import Outcome, generate_all
from shapegen.errors import ShapegenError
from shapegen.model import load
from shapegen.project import Target


@click.command()
@options.selection
@click.option(
    "--all", "everything", is_flag=True, help="All services of the installed botocore, each in its own folder."
)
@options.model
@click.option(
    "--botocore",
    "release",
    metavar="VERSION",
    help="Use the model of this botocore release, or of the `newest`. It is downloaded if it is not the installed one.",
)
@click.option("--allow-older", is_flag=True, help="Go back to an older botocore than the package is generated from.")
@click.pass_context
def generate(
    context: click.Context,
    targets: tuple[Target, ...],
    everything: bool,
    model: Path | None,
    release: str | None,
    allow_older: bool,
) -> None:
    """Write the packages, each completely or not at all.

    Without options, write those that [tool.shapegen] in pyproject.toml names.

    \b
    Examples:
      shapegen generate --service s3 --operation 'Get*' --package s3shapes --output src
      shapegen generate --profile codegen/monitoring --botocore 1.44.0 --allow-older
    """
    if model is not None and release is not None:
        raise click.UsageError("--model and --botocore exclude each other.")
    if everything:
        said = context.params
        if model or release or any(said[name] for name in ("profile", "service", "package")):
            raise click.UsageError("--all takes every service of the installed botocore, and excludes other choices.")
        _generate_all(said["output"] or Path(options.OUTPUT))
        return
    for target in targets or (options.one(targets),):
        _generate(target, model, release, allow_older=allow_older)


def _generate(target: Target, model: Path | None, release: str | None, *, allow_older: bool) -> None:
    start = time.perf_counter()
    root = target.folder
    with output.locked(root):
        stamp = packages.read_stamp(root)
        before = packages.read_package(root)
    with progress("reading the model"):
        source = packages.source(target.profile, model, release)
    _look_back(stamp, source.release, root, allowed=allow_older)
    wanted = _continued(target.profile, stamp, root)
    package = packages.assemble(wanted, source, before.service if before else None)
    _refuse_other_profile(wanted, stamp, root)
    published = profiles.publication(wanted, package.decided)
    with (
        output.locked(root),
        journal.together(root, output.digest(root), packages.digest(package), published),
    ):
        written = output.write(root, package.files)
    service = package.service
    counted = {
        "operation": len(service.operations),
        "structure": len(list(service.structures())),
        "enum": len(list(service.enums())),
        "line": package.lines,
    }
    counts = ", ".join(f"{number:,} {what}{'' if number == 1 else 's'}" for what, number in counted.items())
    say(f"{wanted.package} from {source.source}: {counts}, in {time.perf_counter() - start:.1f} s.")
    if package.unfounded:
        rules = some(package.unfounded)
        say(f"Rules left out, because this model does not state them ({len(package.unfounded)}): {rules}.")
    if package.absent:
        say(f"Left out, because this model does not have them ({len(package.absent)}): {some(package.absent)}.")
    if package.left_out:
        say(f"Left out, excluded or targeting an excluded shape ({len(package.left_out)}): {some(package.left_out)}.")
    if package.unusable:
        say(f"Could not be generated ({len(package.unusable)}): {some(package.unusable)}.")
    for problem in package.unchecked:
        say(f"Warning, a pattern that is not checked: {problem}.")
    for kind, names in package.decided.items():
        say(f"Colliding names of {kind} ({len(names)}): {some(tuple(f'{k} is {v}' for k, v in names.items()))}.")
    if written.edited:
        say(f"Edited by hand and replaced: {some(written.edited)}.")
    if not (written.added or written.changed or written.removed):
        say(f"Nothing changed: {root} was up to date.")
        return
    by_change = {"new": written.added, "changed": written.changed, "removed": written.removed}
    files = ", ".join(f"{len(names)} {how}" for how, names in by_change.items() if names)
    say(f"Files in {root}: {files}.")
    if before is not None:
        for line in _changes(before, package):
            say(line)


def _continued(wanted: profiles.Profile, stamp: dict[str, Any] | None, root: Path) -> profiles.Profile:
    """What is wanted, with the names that the package in `root` has published, if no profile keeps them.

    Raises ShapegenError when `root` holds what was made from something else.
    """
    if stamp is None:
        return wanted
    last = packages.selected(stamp)
    if last.service != wanted.service:
        raise ShapegenError(f"{root} holds a package of {last.service}; name another folder with --output")
    if wanted.folder:
        return wanted
    return dataclasses.replace(wanted, names=last.names, history=wanted.history or packages.history(root))


def _refuse_other_profile(wanted: profiles.Profile, stamp: dict[str, Any] | None, root: Path) -> None:
    """Raises ShapegenError when `root` holds what was made from another profile, which would go without a word."""
    if (last := (stamp or {}).get("profile")) not in (None, wanted.name):
        raise ShapegenError(
            f"{root} holds the package of the profile {last!r}: name another folder with --output, or delete that one"
        )


def _look_back(stamp: dict[str, Any] | None, release: str | None, root: Path, *, allowed: bool) -> None:
    """Says when an older botocore is gone back to. Raises ShapegenError unless that is allowed."""
    last = (stamp or {}).get("botocore")
    if not (isinstance(last, str) and release and load.numbers(release) < load.numbers(last)):
        return
    if not allowed:
        raise ShapegenError(
            f"{root} is generated from botocore {last}, and {release} is older: changes in between would be lost. "
            f"--botocore {last} stays there, --allow-older goes back"
        )
    say(f"Back from botocore {last} to {release}.")


def _generate_all(root: Path) -> None:
    from rich.console import Console
    from rich.table import Table

    outcomes: list[Outcome] = []
    with progress_bar("generating") as show_share:
        for outcome, share in generate_all(root):
            outcomes.append(outcome)
            show_share(share, f"{len(outcomes)} services, {outcome.service}")
    table = Table("service", "operations", "shapes", "seconds", "", "warnings")
    for each in sorted(outcomes, key=lambda outcome: outcome.service):
        warnings = [media.whole_line(text) for text in (each.error.split("\n") if each.error else each.warnings)]
        counts = [f"{each.operations:,}", f"{each.shapes:,}", f"{each.seconds:.1f}"]
        table.add_row(each.service, *counts, each.state, escape("\n".join(warnings)))
    Console(width=120).print(table)
    failed = [outcome.service for outcome in outcomes if outcome.error]
    states = Counter(outcome.state for outcome in outcomes)
    totals = (
        f"{sum(each.operations for each in outcomes):,} operations, {sum(each.shapes for each in outcomes):,} shapes"
    )
    say(f"{len(outcomes)} services, {totals}: {', '.join(f'{n} {state}' for state, n in sorted(states.items()))}.")
    if failed:
        raise ShapegenError(f"{len(failed)} services could not be generated: {', '.join(failed)}")


def _changes(before: Package, after: packages.Package) -> Generator[str, None, None]:
    found = compare.compare(before.api, after.api, before.service, after.service)
    for grade in GRADES:
        graded = tuple(f"{each.path}: {each.kind.replace('-', ' ')}" for each in found if each.grade == grade)
        if graded:
            yield f"API, {grade} ({len(graded)}): {some(graded, '; ')}."
    told = words.changed(words.of_package(before.service), words.of_package(after.service), (before.api, after.api))
    if told:
        yield f"API, documentation changed ({len(told)})."
