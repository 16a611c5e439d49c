"""`shapegen explain`."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import click

from shapegen.build import prepared_model
from shapegen.commands import options
from shapegen.console import say, some
from shapegen.emit import packages
from shapegen.errors import ShapegenError
from shapegen.model import selection
from shapegen.project import Target


@click.command()
@options.selection
@options.model
@click.argument("shape")
def explain(targets: tuple[Target, ...], model: Path | None, shape: str) -> None:
    """Explain why SHAPE is in the package, with the path from an operation to it, or why it is not.

    \b
    Examples:
      shapegen explain --package src/s3shapes Owner
      shapegen explain --service s3 --operation 'Get*' Owner
    """
    wanted = options.one(targets).profile
    source = packages.source(wanted, model, None)
    whole, prepared = prepared_model(source.data, ()).model, prepared_model(source.data, wanted.exclude).model
    if shape not in whole["shapes"]:
        raise ShapegenError(selection.missing("shape", shape, whole["shapes"]))
    chosen = selection.select(prepared, wanted.operations, wanted.shapes, lenient=wanted.is_newer_than(source.release))
    ways = dict(_ways(prepared, chosen.operations, shape))
    if shape in chosen.shapes:
        say(f"{shape} is in {wanted.package}.")
        for operation, way in list(ways.items())[:1]:
            say(f"{operation}: {' -> '.join(way)}")
        if len(ways) > 1:
            say(f"Reached from {len(ways) - 1} more: {some(tuple(ways)[1:])}.")
        elif not ways:
            say("No operation of the package reaches it; it is asked for, or what holds it is.")
        return
    say(f"{shape} is not in {wanted.package}.")
    if shape in wanted.left_out:
        say(wanted.left_out[shape])
    if shape not in prepared["shapes"]:
        say(f"It is excluded, or holds only excluded members: {some(wanted.exclude)}.")
    elif others := dict(_ways(whole, whole["operations"], shape)):
        say(f"No operation of the package reaches it; these do: {some(tuple(others))}.")
        operation, way = next(iter(others.items()))
        say(f"{operation}: {' -> '.join(way)}")
    else:
        say("No operation of the service reaches it.")


def _ways(model: Mapping[str, Any], operations: Iterable[str], shape: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each of the operations that reaches the shape, with the way."""
    for operation in sorted(operations):
        for direction in ("input", "output"):
            if direction in model["operations"][operation]:
                start = model["operations"][operation][direction]["shape"]
                if way := selection.route(model["shapes"], start, shape):
                    yield operation, way
                    break
