"""Puts small faults into the code, one at a time, and tells which of them no test notices.

What is known is kept in build/mutants: which tests run which lines, and what became of each mutant, so
that a run can be taken up again. docs/design/mutants.md says why it is done in this way.
"""

import argparse
import compileall
import hashlib
import json
import os
import queue
import random
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Literal

from mutants_operators import Fault, faults, with_fault

ROOT = Path(__file__).parents[1]
KEPT = ROOT / "build" / "mutants"
COVERING, RESULTS = KEPT / "covering", KEPT / "results.jsonl"
DOCUMENT = ROOT / "docs" / "mutants.md"
EQUIVALENT = ROOT / "scripts" / "mutants-equivalent.toml"

#: What is mutated, and the tests that are about it.
SOURCES = {
    **{
        f"codegen/shapegen/{stage}": f"tests/{stage}"
        for stage in ("model", "build", "emit", "changes", "apps", "reference")
    },
    **{f"codegen/shapegen/{name}": "tests/commands" for name in ("commands", "cli.py", "profiles.py", "project.py")},
    **{f"codegen/shapegen/{name}.py": f"tests/test_{name}.py" for name in ("console", "ir", "media", "workers")},
    "codegen/shapegen/runtime": "tests/runtime",
    "codegen/monitoring/modules": "tests/monitoring",
}
#: Its tests need pandas and matplotlib, which are in an environment of their own: `scripts/shown`.
ELSEWHERE = "codegen/monitoring/modules/monitors/plots.py"
#: Where `generate` copies modules to, as they are but for a first line.
COPIES = {
    "codegen/shapegen/runtime": "generated/monitorshapes/_runtime",
    "codegen/monitoring/modules": "generated/monitorshapes",
}
#: Tests that compare with what was generated before, or look at source: that they fail says that something changed.
NOT_COUNTED = re.compile(
    r"tests/(test_(architecture|packaging|readme|benchmarks)\.py|scripts/|commands/test_check\.py)|_readme_|committed"
)
#: The tests of a mutant are those that took so many seconds when they were measured, the likeliest first.
SECONDS = 20

Outcome = Literal["noticed", "survived", "not run"]


@dataclass(frozen=True, slots=True)
class Mutant:
    """A module with one fault."""

    path: str
    line: int
    key: str
    """It is the same one as long as the module is."""
    before: str
    after: str
    """The lines that differ."""
    text: str
    """The whole module with the fault."""


@dataclass(frozen=True, slots=True)
class Result:
    """What became of a mutant. By: the test that noticed it."""

    key: str
    outcome: Outcome
    by: str = ""


@dataclass(frozen=True)
class Covering:
    """Which tests run which lines."""

    files: Mapping[str, Any]
    """What was measured of each file of tests, as `_measured` says."""

    @cached_property
    def seconds(self) -> Mapping[str, float]:
        """Of each test, all of its parameters together."""
        return {test: took for measured in self.files.values() for test, took in measured["seconds"].items()}

    def tests(self, mutant: Mutant, seconds: float) -> list[list[str]]:
        """Those that may notice it: first what is near, then what is farther."""
        found = self._running(mutant.path, str(mutant.line))
        # What is run at import is noted of the test that happened to import the module, or of none.
        if found <= self._running(mutant.path, "1"):
            found = {test for path in (mutant.path, *_importing(mutant.path)) for test in self._running(path)}
            for tests in filter(_imports(mutant.path), self.files):
                found.update(test for test in self.files[tests]["seconds"] if not NOT_COUNTED.search(test))
        near = next(folder for source, folder in SOURCES.items() if mutant.path.startswith(source))
        rounds: list[list[str]] = [[], []]
        left = seconds
        for test in sorted(found, key=lambda test: (not test.startswith(near), self.seconds[test], test)):
            left -= self.seconds[test]
            if left > 0 or not any(rounds):
                rounds[not test.startswith(near)].append(test)
        return [tests for tests in rounds if tests]

    def _running(self, path: str, line: str | None = None) -> set[str]:
        """The tests that run a line of a module, or any; any where the module was another when it was measured."""
        now = _hash((ROOT / path).read_bytes())
        found: set[str] = set()
        for measured in self.files.values():
            before, lines = measured["sources"].get(path, (None, {}))
            one = line is not None and before == now
            found.update(lines.get(line, ()) if one else (test for tests in lines.values() for test in tests))
        return found


@cache
def _importing(path: str) -> Sequence[str]:
    """The modules that import a module: they may read what it has without running a line of it."""
    return [each for each in filter(_imports(path), modules([])) if each != path]


def _imports(path: str) -> Callable[[str], bool]:
    """Whether a file imports a module."""
    stem = Path(path).stem
    pattern = re.compile(rf"^\s*from [\w.]*\b{stem} import |^\s*(?:from [\w.]+ )?import .*\b{stem}\b", re.MULTILINE)
    return lambda file: bool(pattern.search((ROOT / file).read_text("utf-8")))


def modules(wanted: Sequence[str]) -> list[str]:
    """The modules that are named, as `build`, `build/naming` or a path; all of them where none is."""
    found = sorted(
        path.relative_to(ROOT).as_posix()
        for source in SOURCES
        for path in ((ROOT / source).rglob("*.py") if (ROOT / source).is_dir() else [ROOT / source])
        if path.stat().st_size > 200 and path != ROOT / ELSEWHERE
    )
    chosen = [
        path
        for path in found
        if not wanted or any(f"/{each.strip('/').removesuffix('.py')}" in f"/{path}" for each in wanted)
    ]
    if not chosen:
        raise ValueError(f"no module is called {' or '.join(wanted)}; `build`, `build/naming` and paths are understood")
    return chosen


def mutant(path: str, fault: Fault) -> Mutant | None:
    """A module with a fault; None where that is no Python."""
    before = (ROOT / path).read_text("utf-8")
    text = with_fault(before, fault)
    if text is None:
        return None
    lines = before.splitlines(), text.splitlines()
    start = _alike(*lines)
    end = _alike(*(each[start:][::-1] for each in lines))
    one, other = ("\n".join(each[start : len(each) - end]).strip() for each in lines)
    return Mutant(path, fault.place[0], key_of(path, fault), one, other, text)


def key_of(path: str, fault: Fault) -> str:
    """What a mutant is known by, as long as its module stays as it is."""
    return _hash(f"{path}\0{fault}\0{(ROOT / path).read_text('utf-8')}".encode())[:20]


def _alike(one: Sequence[str], other: Sequence[str]) -> int:
    """How many lines are the same at the beginning."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((number for number, (a, b) in pairs if a != b), min(len(one), len(other)))


def changed_lines(revision: str) -> dict[str, set[int]]:
    """The lines of each file that differ from a revision."""
    git = subprocess.run(
        ["git", "diff", "--unified=0", "--no-color", "--merge-base", revision, "--", *SOURCES],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if git.returncode != 0:
        raise ValueError(f"--since {revision}: {git.stderr.strip()}")
    found: dict[str, set[int]] = {}
    lines: set[int] = set()
    for line in git.stdout.splitlines():
        if line.startswith("+++ b/"):
            lines = found.setdefault(line.removeprefix("+++ b/"), set())
        elif hunk := re.match(r"@@ \S+ \+(\d+)(?:,(\d+))? @@", line):
            lines |= set(range(int(hunk[1]), int(hunk[1]) + int(hunk[2] or 1)))
    return found


@cache
def equivalents() -> frozenset[tuple[str, str, str]]:
    """The mutants that nothing can tell from the code as it is: path, line before, line after."""
    listed = tomllib.loads(EQUIVALENT.read_text("utf-8")).get("mutant", [])
    return frozenset((each["path"], each["before"], each["after"]) for each in listed)


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


# Which tests run which lines


def covering(paths: Iterable[str], jobs: int) -> Covering:
    """Which tests run the lines of the modules: as it was measured, else as it is measured now, some minutes long."""
    COVERING.mkdir(parents=True, exist_ok=True)
    known = {str(each["tests"]): each for each in (json.loads(path.read_text()) for path in COVERING.glob("*.json"))}
    folders = {folder for path in paths for source, folder in SOURCES.items() if path.startswith(source)}
    tests = {test for folder in folders for test in _files(folder)}
    known = {test: measured for test, measured in known.items() if (ROOT / test).exists()}
    missing = sorted(test for test in tests if known.get(test, {}).get("hash") != _hash((ROOT / test).read_bytes()))
    if missing:
        print(f"Measuring which lines the tests run: {len(missing)} files …", file=sys.stderr)
        with tempfile.TemporaryDirectory(prefix="mutants-") as folder, ThreadPoolExecutor(jobs) as pool:
            copy = copied(Path(folder) / "tree")
            for number, future in enumerate(as_completed([pool.submit(_measured, copy, test) for test in missing]), 1):
                measured = future.result()
                known[measured["tests"]] = measured
                kept = COVERING / f"{measured['tests'].replace('/', '-')}.json"
                kept.write_text(json.dumps(measured))
                print(f"{number} of {len(missing)}: {measured['tests']}", file=sys.stderr)
    return Covering(known)


def _files(tests: str) -> Iterator[str]:
    """The files of tests in a folder; a file is its own."""
    found = (ROOT / tests).rglob("test_*.py") if (ROOT / tests).is_dir() else [ROOT / tests]
    return (path.relative_to(ROOT).as_posix() for path in found)


def _measured(copy: Path, tests: str) -> dict[str, Any]:
    """Of a file of tests its hash, the seconds of each test, and of each module, as it was, which tests run a line.

    Each file has a process of its own: a test that takes away the function that traces takes it from all later ones.
    """
    name = copy.parent / tests.replace("/", "-")
    settings = f"[run]\nsource =\n    {copy}/codegen\n    {copy}/generated\ndata_file = {name}.data\nparallel = true\n"
    Path(f"{name}.ini").write_text(settings)
    # A process that a test starts says whose it is as a whole: no plugin tells it.
    of_children = Path(f"{name}-children.ini")
    of_children.write_text(f"{settings}context = ${{MUTANTS_TEST-}}\ndisable_warnings = no-data-collected\n")
    subprocess.run(
        [
            *(sys.executable, "-m", "coverage", "run", f"--rcfile={name}.ini"),
            *("-m", "pytest", "--numprocesses=0", "-p", "mutants_contexts", tests),
        ],
        cwd=copy,
        env=_environment(copy) | {"MUTANTS_SECONDS": f"{name}.json", "MUTANTS_CHILDREN": str(of_children)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=False,
    )
    seconds = Path(f"{name}.json")
    if not seconds.exists():  # it was ended from outside
        raise SystemExit(f"{tests} did not end when it was measured; the next run measures it again")
    return {
        "tests": tests,
        "hash": _hash((copy / tests).read_bytes()),
        "seconds": json.loads(seconds.read_text()),
        "sources": _lines(copy, name.parent.glob(f"{name.name}.data.*")),
    }


def _lines(copy: Path, files: Iterable[Path]) -> dict[str, Any]:
    from coverage import CoverageData

    data = CoverageData(no_disk=True)
    for path in files:
        one = CoverageData(str(path))
        one.read()
        data.update(one)
    sources = {target: source for source, target in COPIES.items()}
    found: dict[str, Any] = {}
    for file in data.measured_files():
        path = Path(file).relative_to(copy).as_posix()
        target = next((target for target in sources if path.startswith(target)), None)
        source = path if target is None else path.replace(target, sources[target], 1)
        if not (copy / source).exists():
            continue
        _, lines = found.setdefault(source, (_hash((copy / source).read_bytes()), {}))
        for line, tests in data.contexts_by_lineno(file).items():
            number = str(line - (target is not None))
            if counted := {test for test in tests if test and not NOT_COUNTED.search(test)}:
                lines[number] = sorted({*lines.get(number, ()), *counted})
    return found


# One mutant


def _environment(copy: Path) -> dict[str, str]:
    paths = os.pathsep.join([f"{copy}/codegen", f"{copy}/generated", f"{ROOT}/scripts"])
    return os.environ | {"PYTHONPATH": paths, "PYTHONDONTWRITEBYTECODE": "1"}


def copied(folder: Path) -> Path:
    """A copy of what git knows, to put faults into."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)
    return folder


def compiled(copy: Path) -> None:
    """Compiles all of a copy, the tests as pytest rewrites them: else each mutant would wait for that."""
    command = [sys.executable, "-m", "pytest", "--collect-only", "--quiet", "--numprocesses=0", "tests"]
    environment = {name: value for name, value in _environment(copy).items() if name != "PYTHONDONTWRITEBYTECODE"}
    subprocess.run(command, cwd=copy, env=environment, stdout=subprocess.DEVNULL, check=False)
    for folder in ("codegen", "generated"):
        compileall.compile_dir(copy / folder, quiet=1)


class Pytest:
    """Runs pytest in a copy of the tree: scripts/mutants_tests.py."""

    def __init__(self, copy: Path) -> None:
        command = [sys.executable, Path(__file__).with_name("mutants_tests.py")]
        self._process = subprocess.Popen(
            command, cwd=copy, env=_environment(copy), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def run(self, seconds: float, *arguments: str) -> tuple[int | None, str, str]:
        """The exit code, None if it takes longer than `seconds`, and what is written to the two outputs."""
        assert self._process.stdin
        assert self._process.stdout
        print(json.dumps([arguments, seconds]), file=self._process.stdin, flush=True)
        code, out, err = json.loads(self._process.stdout.readline())
        return code, out, err

    def end(self) -> None:
        """Lets the process end."""
        self._process.communicate()


@dataclass(slots=True)
class Copy:
    """A copy of the tree for faults."""

    folder: Path
    pytest: Pytest
    failing: set[str]
    """The tests that fail there without any fault: what they say of one means nothing."""
    seconds: Mapping[str, float]
    """Of each test."""

    def tried(self, mutant: Mutant, rounds: Sequence[Sequence[str]]) -> Result:
        """What the tests say of a mutant; the copy is as it was afterwards."""
        for tests in rounds:
            while left := [test for test in tests if test not in self.failing]:
                with self._faulty(mutant):
                    by = self._failed(left)
                if by is None:
                    break
                if by not in left or self._failed([by]) is None:
                    return Result(mutant.key, "noticed", by)
                self.failing.add(by)
        return Result(mutant.key, "survived" if any(rounds) else "not run")

    @contextmanager
    def _faulty(self, mutant: Mutant) -> Generator[None, None, None]:
        written = {self.folder / mutant.path: mutant.text}
        for source, target in COPIES.items():
            if mutant.path.startswith(source):
                generated = self.folder / mutant.path.replace(source, target, 1)
                head = generated.read_text("utf-8").partition("\n")[0]
                if generated.read_text("utf-8") != f"{head}\n{(self.folder / mutant.path).read_text('utf-8')}":
                    raise SystemExit(f"{mutant.path} is not what was generated from: ./scripts/generate")
                written[generated] = f"{head}\n{mutant.text}"
        before = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in written}
        try:
            for path, text in written.items():
                path.write_text(text, "utf-8")
            yield
        finally:
            for path, (content, time) in before.items():
                path.write_bytes(content)
                os.utime(path, ns=(time, time))

    def _failed(self, tests: Sequence[str]) -> str | None:
        """The first of the tests, or files of them, that fails, or why they cannot be run; None when all pass."""
        most = 30 + 3 * sum(self.seconds.get(test, 5) for test in tests)  # with a fault it may go on for ever
        options = ("-x", "--numprocesses=0", "--tb=no", "-p", "no:cacheprovider", "-rfE")
        code, out, err = self.pytest.run(most, *options, *tests)
        if code is None:
            return "it takes too long"
        if code == 4:  # of tests that were measured, or came since, some are not in the copy
            if "found no collectors" in err or "while loading conftest" in err:
                return "it cannot be imported"
            gone = re.findall(r"^ERROR: (?:not found|file or directory not found): (\S+)", err, re.M)
            left = [test for test in tests if not any(each.endswith(test) for each in gone)]
            if len(left) == len(tests):
                raise SystemExit(f"pytest cannot be run: {err}")
            return self._failed(left) if left else None
        if code == 0:
            return None
        said = re.search(r"^(?:FAILED|ERROR) (\S+)", out, re.M)
        if said is None:
            return "it cannot be imported"
        name = said[1].partition("[")[0]
        return next((test for test in tests if name.startswith(test)), name)


def run(wanted: Sequence[Mutant], known: Covering, results: dict[str, Result], *, workers: int, seconds: float) -> None:
    """Tries the mutants that nothing is known of."""
    left = [one for one in wanted if one.key not in results]
    copies: queue.SimpleQueue[Copy] = queue.SimpleQueue()
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder, ThreadPoolExecutor(workers) as pool:
        made = [copied(Path(folder) / str(number)) for number in range(workers)]
        for copy, _ in zip(made, pool.map(compiled, made), strict=True):
            copies.put(Copy(copy, Pytest(copy), set(), known.seconds))

        def one(mutant: Mutant) -> tuple[Mutant, Result]:
            copy = copies.get()
            try:
                return mutant, copy.tried(mutant, known.tests(mutant, seconds))
            finally:
                copies.put(copy)

        RESULTS.parent.mkdir(parents=True, exist_ok=True)
        with RESULTS.open("a") as file:
            tried = as_completed([pool.submit(one, each) for each in left])
            for number, future in enumerate(tried, 1):
                each, result = future.result()
                results[result.key] = result
                file.write(json.dumps(asdict(result)) + "\n")
                file.flush()
                print(f"{number} of {len(left)}: {each.path}:{each.line} {result.outcome} {result.by}", file=sys.stderr)
        for _ in range(workers):
            copies.get().pytest.end()


# What is said of it


def told(mutant: Mutant) -> str:
    """A survivor, as a difference."""
    lines = (
        f"{sign}    {line}" for sign, text in (("-", mutant.before), ("+", mutant.after)) for line in text.split("\n")
    )
    return "\n".join([f"{mutant.path}:{mutant.line}", *lines, ""])


@dataclass(slots=True)
class _Score:
    """What is known of a module, or of several."""

    mutants: int = 0
    tried: int = 0
    noticed: int = 0
    equivalent: int = 0
    expected: float = 0
    """How many of all mutants are noticed, if those that were tried are like the others of their module."""

    def add(self, other: "_Score") -> None:
        for name in ("mutants", "tried", "noticed", "equivalent", "expected"):
            setattr(self, name, getattr(self, name) + getattr(other, name))

    def row(self, name: str) -> str:
        score = f"{100 * self.expected / self.mutants:.0f} %"
        return f"| {name} | {self.mutants} | {self.tried} | {self.noticed} | {self.equivalent} | {score} |"


def table(found: Mapping[str, Sequence[Mutant]], totals: Mapping[str, int], results: Mapping[str, Result]) -> str:
    """The scores, by folder and by module: of what was tried and is not equivalent, what was noticed."""
    folders: dict[str, _Score] = {}
    modules: dict[str, _Score] = {}
    every = _Score()
    for path, wanted in found.items():
        known = [one for one in wanted if one.key in results and not is_equivalent(one)]
        if not known:
            continue
        noticed = sum(results[one.key].outcome == "noticed" for one in known)
        equivalent = sum(map(is_equivalent, wanted))
        score = _Score(totals[path], len(known), noticed, equivalent, totals[path] * noticed / len(known))
        folder, _, name = path.removeprefix("codegen/").rpartition("/")
        modules[f"`{folder}/{name}`"] = score
        for each in (folders.setdefault(f"`{folder}`", _Score()), every):
            each.add(score)

    def rows(what: str, scores: Mapping[str, _Score]) -> str:
        head = [f"| {what} | mutants | tried | noticed | equivalent | score |", "|---|---:|---:|---:|---:|---:|"]
        return "\n".join([*head, *(score.row(name) for name, score in scores.items())])

    if not modules:
        return "Nothing was tried."
    return f"{rows('folder', folders | {'all': every})}\n\n{rows('module', modules)}"


def is_equivalent(mutant: Mutant) -> bool:
    """Whether it is listed as one that nothing can notice; what only type checkers read is not listed."""
    return "TYPE_CHECKING" in mutant.before or (mutant.path, mutant.before, mutant.after) in equivalents()


_DOCUMENT = """# What the tests notice

`scripts/mutants` puts a small fault into a module and runs the tests that execute that line. A fault is, for
example, `<` for `<=`, `and` for `or`, or a missing statement or row of a table. The score is the share of the
faults that a test notices. It does not count faults that nothing can notice; scripts/mutants-equivalent.toml lists
them with the reason. Tests that compare with what was generated before do not count.

{sampled} The score of a module is that of these
mutants and not that of others; a survivor for which a test was added stays one here until `--again` tries it. The score
of a folder takes the untried mutants of a module to be like those that were tried.

{table}

`scripts/mutants --write` writes this page, from the results for the modules in their present state.
"""


def _count(text: str) -> int:
    if not re.fullmatch("[1-9][0-9]*", text):
        raise argparse.ArgumentTypeError(f"{text!r} is no number of 1 or more")
    return int(text)


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(prog="scripts/mutants", description=__doc__)
    parser.add_argument("modules", nargs="*", metavar="MODULE", help="`build`, `build/naming`, a path; else all")
    parser.add_argument("--sample", type=_count, metavar="N", help="N mutants of each module, the same ones each time")
    parser.add_argument("--since", metavar="REVISION", help="those of lines that differ from the revision alone")
    parser.add_argument("--again", action="store_true", help="try survivors again: the tests are others now")
    parser.add_argument("--report", action="store_true", help="try nothing, say what is known")
    parser.add_argument("--write", action="store_true", help=f"write {DOCUMENT.relative_to(ROOT)}; implies --report")
    parser.add_argument(
        "--seconds", type=float, default=SECONDS, metavar="N", help=f"of tests a mutant; else {SECONDS}"
    )
    parser.add_argument(
        "--jobs", type=_count, default=os.cpu_count(), metavar="N", help="as many at a time; else all cores"
    )
    asked = parser.parse_args()
    try:
        lines = changed_lines(asked.since) if asked.since else None
        paths = [path for path in modules(asked.modules) if lines is None or path in lines]
    except ValueError as error:
        parser.error(str(error))
    every = {
        path: [
            fault
            for fault in faults((ROOT / path).read_text("utf-8"))
            if lines is None or fault.place[0] in lines[path]
        ]
        for path in paths
    }
    drawn = {
        path: random.Random(path).sample(each, min(asked.sample or len(each), len(each)))
        for path, each in every.items()
    }
    totals = {path: len(each) for path, each in every.items()}
    results = {each.key: each for each in _results()}
    if asked.report or asked.write:  # to make a mutant takes a fifth of a second, and there are thousands
        known = {path for path, _, _ in equivalents()}
        drawn = {
            path: [fault for fault in each if path in known or key_of(path, fault) in results]
            for path, each in drawn.items()
        }
    found = {path: [each for fault in sorted(drawn[path]) if (each := mutant(path, fault))] for path in paths}
    if asked.again:
        results = {key: each for key, each in results.items() if each.outcome == "noticed"}
    wanted = [one for each in found.values() for one in each if not is_equivalent(one)]
    if not (asked.report or asked.write):
        run(wanted, covering(paths, asked.jobs), results, workers=asked.jobs, seconds=asked.seconds)
    survivors = [one for one in wanted if one.key in results and results[one.key].outcome != "noticed"]
    print("\n".join(map(told, survivors)))
    print(table(found, totals, results))
    if asked.write:
        some = sum(any(one.key in results for one in each) for each in found.values())
        part = f"For {some} of the {len(modules([]))} modules some mutants were drawn at random and tried."
        DOCUMENT.write_text(_DOCUMENT.format(table=table(found, totals, results), sampled=part), "utf-8")
    elif survivors and not asked.report:
        raise SystemExit(1)


def _results() -> Iterator[Result]:
    if RESULTS.exists():
        for line in RESULTS.read_text().splitlines():
            yield Result(**json.loads(line))


if __name__ == "__main__":
    main()
