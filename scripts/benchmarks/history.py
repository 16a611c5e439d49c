"""The steps of a history, in shapegen's environment: `python history.py MODELS`, with an archive or a number.

Prints JSON: for each step its two releases, and for each contestant the seconds and the operations that changed.
"""

import json
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from shapegen import load
from shapegen.changes import page


def models(wanted: str) -> Iterator[load.Model]:
    """Those in an archive, or of as many evenly spaced releases as `wanted` says and one more."""
    if not wanted.isdecimal():
        yield from load.archive(Path(wanted), "sagemaker")
        return
    cache = load.cache_folder()
    every = [version for version in load.versions(cache) if load.numbers(version) >= (1, 16, 5)]
    for step in range(int(wanted) + 1):
        yield load.published(every[(len(every) - 1) * step // int(wanted)], "sagemaker", cache)


def found(old: Mapping[str, Any], new: Mapping[str, Any]) -> set[str]:
    """The operations on the page."""
    page_ = page.page(old, new)
    return {*page_.new, *page_.updated}


def printed(old: Mapping[str, Any], new: Mapping[str, Any]) -> set[str]:
    """The same, and the page is printed."""
    page_ = page.page(old, new)
    page.text(page_, "")
    return {*page_.new, *page_.updated}


def plain(old: Mapping[str, Any], new: Mapping[str, Any]) -> set[str]:
    """The operations whose requests or responses gained a path, both trees expanded as they are."""
    changed: set[str] = set()
    for name, operation in new["operations"].items():
        before = old["operations"].get(name)
        if before is None:
            changed.add(name)
            continue
        for side in ("input", "output"):
            if side in operation and side in before:
                theirs = set(_paths(old["shapes"], before[side]["shape"], "", ()))
                if not theirs.issuperset(_paths(new["shapes"], operation[side]["shape"], "", ())):
                    changed.add(name)
    return changed


def _paths(shapes: Mapping[str, Any], name: str, path: str, above: tuple[str, ...]) -> Iterator[str]:
    shape = shapes[name]
    kind = shape["type"]
    if name in above:
        return
    above = (*above, name)
    match kind:
        case "structure":
            yield f"{path}{{}}"
            for member, target in shape["members"].items():
                yield f"{path}.{member}"
                yield from _paths(shapes, target["shape"], f"{path}.{member}", above)
        case "list":
            yield f"{path}[]"
            yield from _paths(shapes, shape["member"]["shape"], f"{path}[]", above)
        case "map":
            yield f"{path}<>"
            yield from _paths(shapes, shape["value"]["shape"], f"{path}<>", above)
        case _:
            yield path
            for value in shape.get("enum", ()):
                yield f"{path}={value}"


def main() -> None:
    steps: list[Any] = []
    old = None
    for model in models(sys.argv[1]):
        if old is not None:
            step: dict[str, Any] = {"from": old.release, "to": model.release}
            contestants = (found, printed, plain)
            for contestant in contestants if len(steps) % 2 else reversed(contestants):
                start = time.perf_counter()
                changed = contestant(old.data, model.data)
                step[contestant.__name__] = {"seconds": time.perf_counter() - start, "changed": sorted(changed)}
            steps.append(step)
        old = model
    print(json.dumps(steps))


if __name__ == "__main__":
    main()
