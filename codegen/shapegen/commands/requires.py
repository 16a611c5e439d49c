"""`shapegen requires`."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

import click

from shapegen.apps import files
from shapegen.apps.api import Api
from shapegen.apps.files import LeftOut
from shapegen.apps.mentions import look
from shapegen.commands import options
from shapegen.console import say, track
from shapegen.emit import packages
from shapegen.errors import ShapegenError
from shapegen.model import load


@click.command()
@options.package
@click.argument("paths", metavar="PATH…", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.pass_context
def requires(context: click.Context, described: packages.Description, paths: Sequence[Path]) -> None:
    """Print the lowest botocore that has everything an application uses of the package's API, and why.

    PATH is a Python file, a notebook, or a folder of them. The command reads calls of the generated package and of
    boto3, the dicts that reach them or have an annotation, members read from responses, and enum values.

    Exit code: 0; 2 when a file cannot be read (the result for the other files is printed first), or when there is no
    file.

    \b
    Examples:
      shapegen requires src --package monitorshapes
    """
    if described.profile.history is None:
        raise ShapegenError(
            f"{described.folder} was generated without a history: it does not know since when members exist"
        )
    api = Api(described.service)
    since = {each.path: (each.botocore, each.date) for each in api.service.since}
    needed: dict[str, list[tuple[str, str]]] = {}
    """Of each release, the paths that need it with their first places."""
    told: set[str] = set()
    found = files.find(paths)
    left_out = list(found.left_out)
    package = described.profile.package
    ours = [path for path, text in found.contents.items() if files.calls_one(text, api.operations, package)]
    is_adopted = bool(files.naming(found.contents, package.encode()))
    for looked in track(files.each(partial(look, api, is_adopted), ours), "analysing files", len(ours)):
        if looked.unreadable is not None:
            left_out.append(LeftOut(looked.path, looked.unreadable))
        for mention in looked.mentions:
            if mention.path in since and mention.path not in told:
                told.add(mention.path)
                place = f"{looked.path}:{looked.places[mention.line]}"
                needed.setdefault(since[mention.path][0], []).append((place, mention.path))
    for path, reason in left_out:
        say(f"{path}: left out: {reason}", err=True)
    if not needed:
        say(f"The API of {package} is not used.")
    else:
        lowest = max(needed, key=load.numbers)
        dates = dict(since.values())
        say(f"botocore>={lowest}" + (f" ({dates[lowest]})" if dates[lowest] else ""))
        for place, used in needed.pop(lowest):
            say(f"    {place}: {used}")
        if needed:
            next_one = max(needed, key=load.numbers)
            say(f"Without that: {next_one}, for {needed[next_one][0][1]}.")
    options.say_what_was_not_read(found.skipped, left_out)
    if left_out:
        context.exit(2)
