"""Goes to the newest botocore: generated/, the history, the changelog and all locks, all of it or nothing.

What a run that was killed left half moved, and locks that are behind the package, are brought up too.
"""

import argparse
import signal
from typing import NoReturn

import locks

from shapegen import project
from shapegen.commands import update
from shapegen.console import errors, progress, say
from shapegen.emit import output
from shapegen.errors import ShapegenError


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(prog="scripts/update", description=__doc__)
    parser.add_argument("--to", metavar="VERSION", help="the botocore to go to; default: the newest on the index")
    parser.add_argument("--dry-run", action="store_true", help="say what would happen, and write nothing")
    parser.add_argument("--debug", action="store_true", help="show what the resolver says, and tracebacks")
    asked = parser.parse_args()
    signal.signal(signal.SIGTERM, _interrupt)
    with errors(asked.debug):
        output.settle_all()
        _update(asked.to, debug=asked.debug, dry_run=asked.dry_run)


def _update(to: str | None, *, debug: bool, dry_run: bool) -> None:
    plan = update.planned(project.target("monitorshapes"), to)
    for line in plan.said:
        say(line)
    made = _locks(plan.release, debug)
    for line in made.behind:
        say(line)
    if dry_run:
        say("Nothing is written: a dry run.")
    elif plan.package or made.files:
        say(f"Written: {update.apply(plan, made.files)}.")


def _locks(release: str, debug: bool) -> locks.Locks:
    """The locks with that botocore. Raises ShapegenError."""
    if not locks.behind(release):
        return locks.Locks({}, ())
    try:
        with progress("locking"):
            return locks.compiled(release=release)
    except locks.NotLockedError as error:
        if debug:
            say(error.said, err=True)
        raise ShapegenError(f"botocore {release}: {error}. Nothing is written; --debug shows what uv says") from error


def _interrupt(number: int, _: object) -> NoReturn:
    raise KeyboardInterrupt(number)


if __name__ == "__main__":
    main()
