"""Measures the package beside what users would otherwise pick, on the same work, in one run.

Writes docs/benchmarks.md and its plots when it ran all. Contestants take turns, and each one's result is checked
before it is timed.
"""

import argparse
import inspect
import os
import platform
from datetime import UTC, datetime

import diff
import generate
import imports
import install
import patterns
import request
import response
import scale
import typecheck
from peers import ROOT

BENCHMARKS = {
    "request": request.bench,
    "response": response.bench,
    "import": imports.bench,
    "install": install.bench,
    "typecheck": typecheck.bench,
    "generate": generate.bench,
    "diff": diff.bench,
    "scale": scale.bench,
    "patterns": patterns.bench,
}
DOCUMENT = ROOT / "docs" / "benchmarks.md"


def main() -> None:
    parser = argparse.ArgumentParser(prog="scripts/bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"one of {', '.join(BENCHMARKS)}; all when none is")
    names = parser.parse_args().names
    unknown = [name for name in names if name not in BENCHMARKS]
    if unknown:
        parser.error(f"no benchmark is called {unknown[0]!r}; there are {', '.join(BENCHMARKS)}")
    sections: list[str] = []
    for name in names or BENCHMARKS:
        lines = [f"## {name}", "", inspect.getdoc(BENCHMARKS[name]) or "", "", *BENCHMARKS[name](), ""]
        print("\n".join(lines), flush=True)
        sections += lines
    if not names:
        head = [
            "# Benchmarks",
            "",
            f"Written by `./scripts/bench` on {datetime.now(UTC):%Y-%m-%d}: Python {platform.python_version()}; "
            f"{os.cpu_count()} cores, {platform.machine()}, {platform.system()}.",
            "",
        ]
        DOCUMENT.write_text("\n".join([*head, *sections]).rstrip() + "\n", "utf-8")


if __name__ == "__main__":
    main()
