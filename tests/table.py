"""Reads the values of data/requests.json.

What JSON lacks: `$datetime`, naive without a zone, `$float`, such as nan, and `$bytes`. What would be long: `$text` so
many `times`, `after` another text; a `$list` of so many items and a `$map` of so many entries, numbered where `#` is.
"""

import json
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

_STEP = re.compile(r"\.?(\w+)|\[(\d+)\]|\['([^']+)'\]")


def steps(path: str) -> list[Any]:
    """The names, indices and keys of a path, one after the other."""
    assert _STEP.sub("", path) == ""
    return [int(index) if index else member or key for member, index, key in _STEP.findall(path)]


def changed(good: Any, changes: Mapping[str, Any], removed: str | None = None) -> dict[str, Any]:
    """The good request with the changes, by path."""
    values: dict[str, Any] = value(good)

    def holder(path: str) -> tuple[Any, Any]:
        *above, last = steps(path)
        found: Any = values
        for step in above:
            found = found[step]
        return found, last

    for path, change in changes.items():
        found, last = holder(path)
        found[last] = value(change)
    if removed:
        found, last = holder(removed)
        del found[last]
    return values


def value(data: Any) -> Any:
    """What is written as `data`."""
    match data:
        case {"$datetime": text}:
            return datetime.fromisoformat(text)
        case {"$float": text}:
            return float(text)
        case {"$bytes": text}:
            return text.encode()
        case {"$text": text, "times": count}:
            return data.get("after", "") + text * count
        case {"$list": item, "times": count}:
            return [_numbered(item, number) for number in range(1, count + 1)]
        case {"$map": entry, "times": count}:
            return {k: v for number in range(1, count + 1) for k, v in _numbered(entry, number).items()}
        case dict():
            return {k: value(v) for k, v in data.items()}  # pyright: ignore[reportUnknownVariableType]
        case list():
            return [value(item) for item in data]  # pyright: ignore[reportUnknownVariableType]
        case _:
            return data


def _numbered(item: Any, number: int) -> Any:
    return json.loads(json.dumps(item).replace("#", str(number)))
