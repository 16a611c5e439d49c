"""`check PATH…`: looks for what is known here in files of JSON and YAML, and checks it."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

from ..api import Level, require_rules
from ..console import Help, examples, refuse, say, warn

if TYPE_CHECKING:
    from .diagnostics import Result

_SUFFIXES = {".json", ".yaml", ".yml", ".template"}
_NOT_SOURCES = {"node_modules", "__pycache__", "site-packages"}
_ESCAPED_LETTER = re.compile(r"\\u00[4-7]|\\x[4-7]")
FORMATS = ("text", "json", "github", "sarif")


def add(commands: Any) -> None:
    """Adds the command to an argument parser's commands."""
    parser: argparse.ArgumentParser = commands.add_parser(
        "check",
        help="check the templates and requests in files and folders",
        description="Checks the resources and requests that it finds in JSON and YAML files: resources in templates of "
        "CloudFormation, SAM and CDK, and requests for the AWS command line. Values that only the deployment "
        "knows, such as !Ref, are taken as valid.",
        epilog="Exit code: 0 if nothing is wrong, 1 if something is, 2 if something could not be checked."
        + examples("check templates", "check template.json --format github"),
        formatter_class=Help,
    )
    parser.add_argument("paths", nargs="+", metavar="PATH", help="a file or folder; - for standard input")
    parser.add_argument(
        "--format", choices=FORMATS, default="text", help="the format of the output (default: %(default)s)"
    )
    parser.add_argument(
        "--level", choices=get_args(Level), default="documented", help="how much to check (default: %(default)s)"
    )
    parser.add_argument(
        "--ignore",
        action="append",
        default=[],
        metavar="RULE",
        help="a rule to ignore, such as pattern, enum:NAME or documented:ID; can be repeated",
    )
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Exit code 0: nothing wrong; 1: something is; 2: something could not be looked at."""
    from .report import report, summary

    try:
        require_rules(options.ignore)
    except ValueError as error:
        refuse(str(error))
    files = list(dict.fromkeys(_files(options.paths)))
    if not files:
        refuse(f"no file named {', '.join(f'*{suffix}' for suffix in sorted(_SUFFIXES))} in {', '.join(options.paths)}")
    results = {file: _checked(file, options) for file in files}
    if text := report(results, options.format):
        say(text)
    if options.format == "text":
        warn(summary(results))
    if any(result.unseen for result in results.values()):
        return 2
    return 1 if any(result.diagnostics for result in results.values()) else 0


def _files(paths: Iterable[str]) -> Iterator[str]:
    for path in paths:
        if path != "-" and Path(path).is_dir():
            found = (each for each in Path(path).rglob("*") if each.suffix.lower() in _SUFFIXES and each.is_file())
            for each in sorted(found):
                parts = each.relative_to(path).parts
                if not any(part in _NOT_SOURCES or (part[0] == "." and part != each.name) for part in parts):
                    yield str(each)
        else:
            yield path


def _checked(file: str, options: argparse.Namespace) -> Result:
    from . import request, template
    from .diagnostics import Options, Result
    from .documents import read
    from .nodes import UnreadableError

    try:
        data = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    except OSError as error:
        return Result(unseen=[error.strerror or str(error)])
    if Path(file).suffix in (".py", ".ipynb"):
        return Result(unseen=["a Python file, not a template; `shapegen adopt --check` checks Python"])
    names = {*template.NAMES, *request.names()}
    if not _may_concern(data, names):
        return Result()
    try:
        root = read(data.decode("utf-8-sig"), yaml=is_yaml(file, data))
    except UnicodeDecodeError as error:
        return Result(unseen=[f"not UTF-8 text (byte {error.start})"])
    except UnreadableError as error:
        return Result(unseen=[str(error)])
    except ImportError:
        what = "reading YAML" if Path(file).suffix in (".yaml", ".yml") else "it is not JSON, and reading it as YAML"
        return Result(unseen=[f"{what} requires ruamel.yaml: pip install ruamel.yaml"])
    given = Options(file=file, level=options.level, ignore=options.ignore)
    for reader in (template.check, request.check):
        if (result := reader(root, given)) is not None:
            result.diagnostics.sort(key=lambda each: (each.line, each.column))
            return result
    return Result()


def _may_concern(data: bytes, names: Iterable[str]) -> bool:
    """Whether one of the names can be in a file: those in which none is are not read."""
    for encoding in ("utf-8", "utf-16-le", "utf-16-be"):
        if any(name.encode(encoding) in data for name in names):
            return True
    return bool(_ESCAPED_LETTER.search(data.decode("latin-1")))


def is_yaml(file: str, data: bytes) -> bool:
    """Whether a file is read as YAML."""
    suffix = Path(file).suffix.lower()
    if suffix == ".json":
        return False
    return data.lstrip()[:1] not in (b"{", b"[") or suffix in (".yaml", ".yml")
