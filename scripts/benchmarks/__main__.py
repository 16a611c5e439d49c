"""Measures the package beside what users would otherwise pick, on the same work, in one run.

Writes their sections of docs/benchmarks.md, and the plots. Contestants take turns, and each one's result is checked
before it is timed.
"""

import argparse
import inspect
import os
import platform
import re
from datetime import UTC, datetime

import diff
import fake_server
import generate
import imports
import install
import large
import patterns
import pythons
import request
import response
import scale
import typecheck
from peers import ROOT, run, versions

BENCHMARKS = {
    "request": request.bench,
    "response": response.bench,
    "pythons": pythons.bench,
    "import": imports.bench,
    "install": install.bench,
    "large": large.bench,
    "typecheck": typecheck.bench,
    "generate": generate.bench,
    "diff": diff.bench,
    "scale": scale.bench,
    "patterns": patterns.bench,
    "fake": fake_server.bench,
}
HEAD = """# Benchmarks

`./scripts/bench` writes this page. It runs each contestant in an environment of its own. Unless a section says
otherwise, a figure is the ratio of two medians, taken in turns in one run, with the middle half of the turns'
ratios in brackets. It is a ratio of processor time, which other work on the machine hardly changes; the ratio by
the clock is beside it. Absolute times are those of the machine. Goals are shown with a tick or a cross. The results
of contestants for the same input are compared, and their calls are counted. A benchmark stops if a contestant
returns something else, or does something twice.
"""
DOCUMENT = ROOT / "docs" / "benchmarks.md"


def commit() -> str:
    """That of this folder, and whether there is more than it has."""
    options = ("--always", "--exclude=*", "--dirty= with more that was not committed")
    return run("git", "-C", str(ROOT), "describe", *options).strip()


def main() -> None:
    parser = argparse.ArgumentParser(prog="scripts/bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"one of {', '.join(BENCHMARKS)}; all when none is")
    names = parser.parse_args().names
    unknown = [name for name in names if name not in BENCHMARKS]
    if unknown:
        parser.error(f"no benchmark is called {unknown[0]!r}; there are {', '.join(BENCHMARKS)}")
    sections = dict(re.findall(r"^## (\w+)\n(.*?)(?=^## |\Z)", DOCUMENT.read_text("utf-8"), re.MULTILINE | re.DOTALL))
    measured_at = commit()
    for name in names or BENCHMARKS:
        about = inspect.getdoc(BENCHMARKS[name]) or ""
        figures = BENCHMARKS[name]()
        measured = (
            f"Measured on {datetime.now(UTC):%Y-%m-%d} at commit {measured_at}: Python {platform.python_version()}, "
            f"{os.cpu_count()} cores, at the end a load of {os.getloadavg()[0]:.1f}, {platform.machine()}, "
            f"{platform.system()}; {', '.join(versions())}."
        )
        sections[name] = "\n".join(["", about, "", *figures, "", measured, ""])
        print(f"## {name}\n{sections[name]}", flush=True)
        written = [f"## {each}\n{sections[each].rstrip()}\n" for each in BENCHMARKS if each in sections]
        DOCUMENT.write_text("\n".join([HEAD, *written]), "utf-8")


if __name__ == "__main__":
    main()
