"""The packages of all services, on all cores: what is right already is left alone, so a run can be taken up again."""

import time
from collections.abc import Iterator, Sequence
from concurrent.futures import as_completed
from dataclasses import dataclass, replace
from pathlib import Path

from shapegen import profiles
from shapegen.emit import output, packages
from shapegen.errors import ShapegenError
from shapegen.model import load
from shapegen.workers import workers


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a service."""

    service: str
    state: str
    """`written`, `unchanged` when it was what it should be, or `failed`."""
    seconds: float
    operations: int = 0
    shapes: int = 0
    warnings: tuple[str, ...] = ()
    error: str = ""


def generate_all(root: Path) -> Iterator[tuple[Outcome, float]]:
    """Writes each service of the installed botocore to a folder of its name in `root`.

    Yields what became of it, with the share of the whole work that is done, from 0 to 1. A service that cannot be
    generated stops no other.
    """
    weights = load.sizes()
    done = 0
    with workers() as pool:
        # The largest first, or the last core would work alone at the end.
        waiting = {
            pool.submit(_generate, each, root / each): each for each in sorted(weights, key=lambda s: -weights[s])
        }
        for future in as_completed(waiting):
            done += weights[waiting[future]]
            yield future.result(), done / sum(weights.values())


def _generate(service: str, root: Path) -> Outcome:
    start = time.perf_counter()
    try:
        source = load.installed(service)
        wanted = profiles.of_service(service)
        root = root / wanted.package
        stamp = packages.read_stamp(root) or {}
        same = (packages.edition(), source.release, source.sha256)
        last = (stamp.get("shapegen"), stamp.get("botocore"), stamp.get("model"))
        with output.locked(root):  # clears away what a killed run left beside a tree that is right
            intact = last == same and output.is_intact(root, stamp["files"])
        if intact:
            known = {key: stamp[key] for key in ("operations", "shapes")}
            warnings = _warnings(stamp["unchecked"], stamp["unusable"])
            return Outcome(service, "unchanged", **known, seconds=time.perf_counter() - start, warnings=warnings)
        kept = replace(wanted, names=packages.selected(stamp).names) if stamp else wanted
        before = packages.read_package(root)
        package = packages.assemble(kept, source, before.service if before else None)
        with output.locked(root):
            output.write(root, package.files)
        return Outcome(
            service,
            "written",
            operations=len(package.service.operations),
            shapes=len(package.service.shapes),
            seconds=time.perf_counter() - start,
            warnings=_warnings(package.unchecked, package.unusable),
        )
    except ShapegenError as error:
        return Outcome(service, "failed", seconds=time.perf_counter() - start, error=str(error))
    except Exception as error:  # a mistake of shapegen's: the other services need not suffer for it
        return Outcome(service, "failed", seconds=time.perf_counter() - start, error=f"{type(error).__name__}: {error}")


def _warnings(unchecked: Sequence[str], unusable: Sequence[str]) -> tuple[str, ...]:
    return (*unchecked, *(f"left out: {each}" for each in unusable))
