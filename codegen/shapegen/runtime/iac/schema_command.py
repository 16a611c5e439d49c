"""`schema NAME`: prints JSON Schema."""

from __future__ import annotations

import argparse
from typing import Any

from ...operations import OPERATIONS
from ..console import Help, document, examples, refuse, say


def add(commands: Any) -> None:
    """Adds the command to an argument parser's commands."""
    parser: argparse.ArgumentParser = commands.add_parser(
        "schema",
        help="print a JSON Schema, for editors and checks",
        description="Prints the JSON Schema (2020-12) of a structure, an enum, an operation's request, a type of "
        "CloudFormation's resources, or of a whole template.",
        epilog="Exit code: 0, or 2 if nothing has that name."
        + examples(f"schema {next(iter(OPERATIONS))}", "schema template"),
        formatter_class=Help,
    )
    parser.add_argument(
        "name", metavar="NAME", help="such as CreateThing, ThingConfig, AWS::Service::Thing, or template"
    )
    parser.add_argument(
        "--names",
        choices=("wire", "attribute"),
        default="wire",
        help="name the members as the service does, or as Python does (default: %(default)s)",
    )
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Exit code 0; 2 when there is nothing of that name."""
    say(document(_schema(options.name, options.names), ensure_ascii=False))
    return 0


def _schema(name: str, names: Any) -> dict[str, Any]:
    from ... import enums, resources, shapes, wire
    from ...operations import OPERATIONS
    from ..json_schema import json_schema
    from ..suggestions import did_you_mean
    from .resource_schema import TEMPLATE, resource_schema, template_schema

    if resources.RESOURCES and name == TEMPLATE:
        return template_schema()
    if name in resources.RESOURCES:
        return resource_schema(name)
    if name in OPERATIONS:
        return json_schema(OPERATIONS[name].request, names=names)
    classes = {cls.__name__ for cls in wire.STRUCTURES}
    classes |= {each for each in dir(enums) if isinstance(getattr(enums, each), type) and each != "OpenEnum"}
    if name in classes:
        return json_schema(getattr(shapes, name, None) or getattr(enums, name), names=names)
    refuse(f"nothing is called {name!r}{did_you_mean(name, [*resources.RESOURCES, *OPERATIONS, *classes])}")
