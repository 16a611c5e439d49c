"""`shapegen names`."""

from pathlib import Path

import click

from shapegen.build import naming
from shapegen.commands import options
from shapegen.console import say
from shapegen.emit import packages
from shapegen.project import Target


@click.command()
@options.selection
@options.model
def names(targets: tuple[Target, ...], model: Path | None) -> None:
    """List the names in Python that are hard to guess, with the service's names.

    \b
    Examples:
      shapegen names --service s3
    """
    wanted = options.one(targets).profile
    built = packages.build_ir(wanted, packages.source(wanted, model, None))
    listed = 0
    for kind, table in packages.python_names(built.service).items():
        for path, name in sorted(table.items()):
            # A member's and a value's path begins with its shape, whose name has no full stop.
            wire_name = path if kind in ("operations", "shapes") else path.partition(".")[2]
            if not naming.is_obvious(kind, wire_name, name):
                say(f"{kind}  {path}  {name}")
                listed += 1
    say(f"{listed} names of {wanted.package} are hard to guess.")
