"""`shapegen requires`."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import click
import libcst as cst

from shapegen import load, packages, profiles
from shapegen.commands import options
from shapegen.console import progress, say
from shapegen.errors import ShapegenError
from shapegen.usage import uses

_SKIPPED = frozenset({"__pycache__", "node_modules", "site-packages"})


@click.command()
@options.profile
@click.argument("paths", metavar="PATH…", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.pass_context
def requires(context: click.Context, profile: str, paths: Sequence[Path]) -> None:
    """Print the lowest botocore that has all that an application uses of the profile's API, and why.

    PATH is a Python file or a folder of them. Read are calls of the generated package and of boto3, dicts as far as
    they are written out, and enum values.

    Exit code: 0; 2 when a file cannot be read, after what the others require.
    """
    wanted = profiles.read(profile)
    if wanted.history is None:
        raise ShapegenError(f"the profile {profile!r} keeps no history: `shapegen history --rebuild` writes one")
    with progress("reading the model"):
        service = packages.build_ir(wanted, load.installed(wanted.service)).service
    since = {each.path: (each.botocore, each.date) for each in service.since}
    needed: dict[str, list[tuple[str, str]]] = {}
    """Of each release, the paths that need it with their first places."""
    told: set[str] = set()
    unread = 0
    for path in _files(paths):
        try:
            found = uses(path.read_text("utf-8"), service)
        except (OSError, UnicodeDecodeError, cst.ParserSyntaxError, RecursionError) as error:
            reason = error.message if isinstance(error, cst.ParserSyntaxError) else error
            say(f"shapegen: {path} is left out: {str(reason).splitlines()[0]}", err=True)
            unread += 1
            continue
        for use in found:
            # Of what may be meant, the oldest: it needs no more than that for certain.
            meant = min((each for each in use.paths if each in since), key=lambda each: _order(since[each]), default="")
            if meant and meant not in told:
                told.add(meant)
                needed.setdefault(since[meant][0], []).append((f"{path}:{use.line}", meant))
    if not needed:
        say(f"Nothing of {wanted.package}'s API is used.")
    else:
        lowest = max(needed, key=load.numbers)
        dates = dict(since.values())
        say(f"botocore>={lowest}" + (f" ({dates[lowest]})" if dates[lowest] else ""))
        for place, used in needed.pop(lowest):
            say(f"    {place}: {used}")
        if needed:
            next_one = max(needed, key=load.numbers)
            say(f"Without that: {next_one}, for {needed[next_one][0][1]}.")
    if unread:
        context.exit(2)


def _files(paths: Sequence[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from sorted(
                each
                for each in path.rglob("*.py")
                if not any(part in _SKIPPED or part.startswith(".") for part in each.relative_to(path).parts)
            )
        elif path.exists():
            yield path
        else:
            raise ShapegenError(f"no file or folder {path}")


def _order(release: tuple[str, str]) -> tuple[int, ...]:
    return load.numbers(release[0])
