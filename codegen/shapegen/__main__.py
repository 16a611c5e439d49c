"""The command `shapegen`, also as `python -m shapegen`."""

import signal
import sys


def main() -> None:
    """Runs the command line; without what it needs, says so and exits with 2."""
    try:
        from shapegen.cli import shapegen
    except ModuleNotFoundError as error:
        if error.name and error.name.partition(".")[0] == "shapegen":
            raise
        print(f"shapegen: {error.name} is not installed; install shapegen with its dependencies", file=sys.stderr)
        raise SystemExit(2) from None
    signal.signal(signal.SIGTERM, _interrupt)
    shapegen()


def _interrupt(number: int, _: object) -> None:
    raise KeyboardInterrupt(number)


if __name__ == "__main__":
    main()
