"""The command `python -m monitorshapes.fake`."""

import argparse
import contextlib
import sys
import threading
from collections.abc import Generator
from pathlib import Path

from .._runtime.console import Help, Parser, printable
from . import __doc__ as about
from .call import LIMITS
from .controls import is_loopback
from .server import Server

_PATIENCE = 2.0  # seconds


def _limit(text: str) -> tuple[str, int]:
    kind, _, number = text.partition("=")
    if not (number.isascii() and number.isdigit()):
        raise argparse.ArgumentTypeError(f"a limit is like monitoring-schedule=3, not {text!r}")
    return kind, int(number)


def _parser() -> argparse.ArgumentParser:
    parser = Parser(
        prog="python -m monitorshapes.fake",
        description=(about or "").split("\n")[0],
        epilog="examples:\n  python -m monitorshapes.fake\n  python -m monitorshapes.fake --port 8000 --file state.db",
        formatter_class=Help,
    )
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen on (default: this machine alone)")
    parser.add_argument("--port", type=int, default=0, help="the port to listen on (default: a free one)")
    parser.add_argument("--file", type=Path, help="keep the state in this file, from run to run (default: in memory)")
    parser.add_argument(
        "--sync", action="store_true", help="wait for the disk with each change, so that a power cut loses no change"
    )
    parser.add_argument("--region", default="us-east-1", help="the region of unsigned requests (default: %(default)s)")
    parser.add_argument(
        "--account", default="123456789012", help="the account of keys that name no account (default: %(default)s)"
    )
    parser.add_argument(
        "--limit",
        type=_limit,
        action="append",
        default=[],
        metavar="TYPE=NUMBER",
        help=f"the largest number of a type: {', '.join(LIMITS)}; may be given again",
    )
    for name, default, what in (
        ("pending", 1.0, "a schedule is Pending after each change"),
        ("starting", 60.0, "an execution is Pending"),
        ("running", 240.0, "a processing job is InProgress"),
    ):
        parser.add_argument(
            f"--{name}", type=float, default=default, metavar="SECONDS", help=f"how long {what} (default: %(default)s)"
        )
    parser.add_argument("--short-pages", action="store_true", help="every list takes a page first and then filters it")
    parser.add_argument("--s3", metavar="URL", help="write reports of completed jobs to this S3, such as moto's")
    parser.add_argument(
        "--reports", type=Path, metavar="FOLDER", help="the JSON files to write (default: small and valid ones)"
    )
    parser.add_argument("--endpoints", action="store_true", help="a schedule can monitor only an endpoint that exists")
    return parser


@contextlib.contextmanager
def _reading(file: Path | None) -> Generator[None, None, None]:
    """Says after two seconds that the state is being read: all of it is checked."""
    line = threading.Timer(_PATIENCE, print, (printable(f"reading {file} …"),), {"file": sys.stderr, "flush": True})
    line.daemon = True
    line.start()
    try:
        yield
    finally:
        line.cancel()


def main() -> int:
    """Runs the server until it is interrupted."""
    options = vars(_parser().parse_args())
    try:
        with _reading(options["file"]):
            server = Server(limits=dict(options.pop("limit")), **options)
    except OSError as error:
        place = error.filename or f"{options['host']}:{options['port']}"
        print(printable(f"monitorshapes.fake: {place}: {error.strerror or error}"), file=sys.stderr)
        return 2
    except ValueError as error:
        print(printable(f"monitorshapes.fake: {error}"), file=sys.stderr)
        return 2
    print(server.url, flush=True)
    print(
        f'boto3.client("sagemaker", endpoint_url="{server.url}", region_name="{options["region"]}")\n'
        f"or, in the environment of any AWS client: AWS_ENDPOINT_URL_SAGEMAKER={server.url}",
        file=sys.stderr,
    )
    if not is_loopback(options["host"]):
        print(
            f"Warning: {options['host']} is not an address of this machine alone. Whoever reaches it can read, change "
            "and control everything here.",
            file=sys.stderr,
        )
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        server.stop()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
