"""The command line: `python -m PACKAGE validate OPERATION FILE`."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

from ..operations import OPERATIONS
from .api import Level, from_json, violations
from .console import PACKAGE as _PACKAGE
from .console import Help as _Help
from .console import Parser as _Parser
from .console import document as _document
from .console import examples as _examples
from .console import printable as _printable
from .console import refuse as _refuse
from .console import say as _say
from .iac import check, convert, schema_command
from .operations import Operation
from .suggestions import did_you_mean
from .versions import botocore_version, version
from .violations import Violation


def main() -> int:
    """Exit code 0: the request is good; 1: it has violations; 2: the command cannot be carried out."""
    example = f"validate {next(iter(OPERATIONS))} request.json"
    parser = _Parser(
        prog=f"python -m {_PACKAGE}",
        description="Checks requests and templates of infrastructure without sending anything.",
        epilog=_examples(example, "check templates").lstrip(),
        formatter_class=_Help,
    )
    parser.add_argument("--version", action="store_true", help="print the versions of the package and of its model")
    commands = parser.add_subparsers(metavar="COMMAND")
    validate = commands.add_parser(
        "validate",
        help="check a request in a JSON file",
        description="Checks a request, written as JSON by the API's names, against the service's model.",
        epilog="Exit code: 0 if the request is valid, 1 if it is not, 2 if it cannot be read. "
        f"Operations: {', '.join(OPERATIONS)}." + _examples(example, f"{example} --level model --json"),
        formatter_class=_Help,
    )
    validate.add_argument("operation", metavar="OPERATION", help="such as CreateThing, create_thing or create-thing")
    validate.add_argument("file", metavar="FILE", help="the request as JSON; - for standard input")
    validate.add_argument("--json", action="store_true", help="print the violations as JSON")
    validate.add_argument(
        "--level", choices=get_args(Level), default="documented", help="how much to check (default: %(default)s)"
    )
    validate.add_argument(
        "--ignore",
        action="append",
        default=[],
        metavar="RULE",
        help="a rule to ignore, such as pattern, enum:NAME or documented:ID; can be repeated",
    )
    for command in (check, convert, schema_command):
        command.add(commands)
    options = parser.parse_args()
    if options.version:
        _say(f"{_PACKAGE} {version()} (botocore {botocore_version()})")
        return 0
    if "run" in options:
        try:
            return int(options.run(options))
        except RecursionError:
            _refuse("nested too deep")
    if "operation" not in options:
        parser.print_help()
        return 0

    operation = _operation(options.operation)
    try:
        request, text = _request(operation, options.file)
        found = violations(request, level=options.level, ignore=options.ignore)
        if options.level != "off":
            found += tuple(_duplicates(text))
    except ValueError as error:
        _refuse(str(error))
    except RecursionError:
        _refuse(f"{options.file}: nested too deep")
    if options.json:
        names = ("path", "attribute", "rule", "message")
        _say(_document([{name: getattr(violation, name) for name in names} for violation in found]))
    elif found:
        _say("\n".join(_printable(str(violation)) for violation in found))
    elif options.level == "off":
        _say(_printable(f"{options.file}: a request of {operation.name}, not checked"))
    else:
        _say(_printable(f"{options.file}: no violations in this request of {operation.name}"))
    return 1 if found else 0


def _operation(text: str) -> Operation:
    for operation in OPERATIONS.values():
        if text.replace("-", "_") in (operation.name, operation.method):
            return operation
    meant = did_you_mean(text.replace("-", "").replace("_", ""), OPERATIONS, cutoff=0.7)
    if not meant and any(known in text for known in (".json", "/", ".yaml")):
        _refuse(f"{text!r} is not an operation; name the operation first, then the file")
    _refuse(f"no operation is called {text!r}{meant or f'; there are {len(OPERATIONS)}, such as {min(OPERATIONS)}'}")


def _duplicates(text: str) -> Iterator[Violation]:
    """The keys that stand twice in their object, of which JSON takes the last."""
    from .iac.diagnostics import duplicates
    from .iac.documents import read

    for each in duplicates(read(text, yaml=False), "", ""):
        message = f"line {each.line}: {each.message}"
        yield Violation(path=each.path, attribute=each.path, rule=each.rule, message=message, value=None)


def _request(operation: Operation, file: str) -> tuple[object, str]:
    """The request in a file, and the text of it."""
    try:
        data = Path(file).read_bytes() if file != "-" else sys.stdin.buffer.read() if sys.stdin else b""
        text = data.decode("utf-8-sig")
        return from_json(operation.request, text), text
    except OSError as error:
        _refuse(f"{file}: {error.strerror or error}")
    except UnicodeDecodeError as error:
        _refuse(f"{file}: not UTF-8 text (byte {error.start})")
    except json.JSONDecodeError as error:
        _refuse(f"{file}: not JSON: line {error.lineno}, column {error.colno}: {error.msg}")
    except ValueError as error:
        _refuse(f"{file}: {error}")
    except TypeError:
        _refuse(f"{file}: the file must contain a JSON object with the members of the request")
    except RecursionError:
        _refuse(f"{file}: nested too deep")
