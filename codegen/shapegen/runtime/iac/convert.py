"""`convert`: what makes a thing, out of one form into another, Python among them."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..console import PACKAGE, Help, document, examples, printable, refuse, say

if TYPE_CHECKING:
    from .nodes import Node
    from .sources import Source

SOURCES = ("cloudformation", "cli", "described")
TARGETS = ("python", "json", "yaml", "cloudformation", "cli")


def add(commands: Any) -> None:
    """Adds the command to an argument parser's commands."""
    parser: argparse.ArgumentParser = commands.add_parser(
        "convert",
        help="convert templates, requests and descriptions into one another, and into Python",
        description="Reads a template of CloudFormation, a request for the AWS command line, or the output of a "
        "describe command, and prints the request that creates the same.",
        epilog="Exit code: 0, or 2 if the file cannot be converted."
        + examples("convert template.json", "convert request.json --to cli"),
        formatter_class=Help,
    )
    parser.add_argument("file", metavar="FILE", help="JSON or YAML; - for standard input")
    parser.add_argument("name", metavar="RESOURCE", nargs="?", help="which of a template's resources (default: all)")
    parser.add_argument("--from", dest="source", choices=SOURCES, help="what the file is (default: detected)")
    parser.add_argument("--to", dest="target", choices=TARGETS, default="python", help="default: %(default)s")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Exit code 0; 2 when the file cannot be read or has nothing to convert, or the target cannot say it."""
    from .sources import sources

    root = _root(options.file)
    found = list(sources(root, options.source))
    if options.name is not None:
        names = [each.name for each in found]
        found = [each for each in found if each.name == options.name]
        if not found:
            refuse(f"{options.file}: it has no known resource {options.name!r}; there are {', '.join(names)}")
    if not found:
        refuse(f"{options.file}: nothing known here{f' in a file of {options.source}' if options.source else ''}")
    try:
        say(_TARGETS[options.target](found))
    except ValueError as error:
        refuse(f"{options.file}: {error}")
    except ImportError:
        refuse("writing YAML requires ruamel.yaml: pip install ruamel.yaml")
    return 0


def _root(file: str) -> Node:
    from .check import is_yaml
    from .documents import read
    from .nodes import UnreadableError

    try:
        data = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
        return read(data.decode("utf-8-sig"), yaml=is_yaml(file, data))
    except OSError as error:
        refuse(f"{file}: {error.strerror or error}")
    except UnicodeDecodeError as error:
        refuse(f"{file}: not UTF-8 text (byte {error.start})")
    except UnreadableError as error:
        refuse(f"{file}: {error}")
    except ImportError:
        refuse(f"{file}: reading YAML requires ruamel.yaml: pip install ruamel.yaml")


def _python(found: list[Source]) -> str:
    from ..api import violations
    from .python import expression

    bodies: list[str] = []
    for each in found:
        unknown = [f"{name} = {json.dumps(example)}  # {printable(written)}" for name, example, written in each.unknown]
        variable = each.variable if len(found) > 1 else "request"
        request = expression(each.request, "ms.", before=len(f"{variable} = "))
        left = [each.path for each in violations(each.request) if each.rule == "unknown"]
        remarks = [f"# left out because the model does not have it: {printable(path)}" for path in left]
        bodies.append("\n".join([*remarks, *unknown, f"{variable} = {request}"]))
    text = "\n\n".join(bodies)
    imports = ["from datetime import datetime\n"] if "datetime.fromisoformat(" in text else []
    return "\n".join([*imports, f"import {PACKAGE} as ms", "", text])


def _data(each: Source) -> dict[str, Any]:
    """A request as JSON has it. ValueError when parts of it are known to the deployment alone."""
    from ..api import to_json

    if each.unknown:
        names = ", ".join(f"{name} ({written})" for name, _, written in each.unknown)
        raise ValueError(f"only the deployment knows {names}, so convert this to python or cloudformation")
    return dict(json.loads(to_json(each.request)))


def _json(found: list[Source]) -> str:
    return "\n".join(document(_data(each), ensure_ascii=False) for each in found)


def _yaml(found: list[Source]) -> str:
    from .yaml import dump

    return "---\n".join(dump(_data(each)) for each in found).rstrip("\n")


def _template(found: list[Source]) -> str:
    from .resources import to_cloudformation

    made = {each.logical_name: each.resource or to_cloudformation(each.request) for each in found}
    return document({"Resources": made}, ensure_ascii=False)


def _command(found: list[Source]) -> str:
    return "\n".join(_commands(found))


def _commands(found: list[Source]) -> Iterator[str]:
    import shlex

    for each in found:
        text = document(_data(each), ensure_ascii=False)
        yield f"aws {_service()} {each.operation.method.replace('_', '-')} --cli-input-json {shlex.quote(text)}"


def _service() -> str:
    import gzip
    from importlib.resources import files

    stamp: Mapping[str, Any] = json.loads(gzip.decompress(files(PACKAGE).joinpath("_api.json.gz").read_bytes()))
    return str(stamp["service"]["name"])


_TARGETS = {"python": _python, "json": _json, "yaml": _yaml, "cloudformation": _template, "cli": _command}
