"""`shapegen requires`."""

from collections.abc import Sequence
from pathlib import Path

import click

from shapegen.apps.api import Api
from shapegen.apps.files import content, python_files
from shapegen.apps.source import UnreadableError, read
from shapegen.apps.uses import uses_and_guesses
from shapegen.commands import options
from shapegen.console import say
from shapegen.emit import packages
from shapegen.errors import ShapegenError
from shapegen.model import load


@click.command()
@options.package
@click.argument("paths", metavar="PATH…", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.pass_context
def requires(context: click.Context, described: packages.Description, paths: Sequence[Path]) -> None:
    """Print the lowest botocore that has all that an application uses of the package's API, and why.

    PATH is a Python file or a folder of them. Read are calls of the generated package and of boto3, what is taken from
    responses, dicts as far as they are written out, and enum values.

    Exit code: 0; 2 when a file cannot be read, after what the others require.
    """
    if described.profile.history is None:
        raise ShapegenError(f"{described.folder} was generated without a history: nothing says since when it has what")
    api = Api(described.service)
    since = {each.path: (each.botocore, each.date) for each in api.service.since}
    needed: dict[str, list[tuple[str, str]]] = {}
    """Of each release, the paths that need it with their first places."""
    told: set[str] = set()
    unread = 0
    for path in python_files(paths):
        try:
            found, guessed = uses_and_guesses(read(path, content(path)), api)
        except (ShapegenError, UnreadableError) as error:
            say(f"shapegen: {path} is left out: {str(error).splitlines()[0]}", err=True)
            unread += 1
            continue
        places = [(use.line, (use.path,)) for use in found] + [(guess.line, guess.paths) for guess in guessed]
        for line, paths_meant in sorted(places):
            # Of what may be meant, the oldest: it needs no more than that for certain.
            known = [each for each in paths_meant if each in since]
            meant = min(known, key=lambda each: load.numbers(since[each][0]), default="")
            if meant and meant not in told:
                told.add(meant)
                needed.setdefault(since[meant][0], []).append((f"{path}:{line}", meant))
    if not needed:
        say(f"Nothing of {described.profile.package}'s API is used.")
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
