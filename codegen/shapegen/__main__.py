"""The command `shapegen`, also as `python -m shapegen`."""

import signal
import sys


def main() -> None:
    """Runs the command line; without the extra that brings what it needs, says how to get it and exits with 2."""
    try:
        from shapegen.cli import shapegen
    except ModuleNotFoundError as error:
        if error.name and error.name.partition(".")[0] == "shapegen":
            raise
        print(
            f"shapegen: {error.name} is not installed; the generator needs its extra: "
            "pip install 'monitorshapes[codegen]'",
            file=sys.stderr,
        )
        raise SystemExit(2) from None
    signal.signal(signal.SIGTERM, _interrupt)
    shapegen()


def _interrupt(number: int, _: object) -> None:
    raise KeyboardInterrupt(number)


if __name__ == "__main__":
    main()
