"""The history of what a profile names: which release of botocore brought it, and what each release changed."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from shapegen.errors import ShapegenError

FILE = "history.json"
"""What it is called in the folder of a profile."""

_VERSION = re.compile(r"\d+\.\d+\.\d+", re.ASCII)
_DATE = re.compile(r"(\d{4}-\d\d-\d\d)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Release:
    """One release of botocore that brought or changed something."""

    botocore: str
    date: str
    """As ISO 8601; empty where nobody knows."""
    added: tuple[str, ...]
    """What the service's model has since then: sorted paths, as in `paths`."""


@dataclass(frozen=True, slots=True)
class History:
    """The releases that brought or changed something, oldest first."""

    through: str
    """The last release that was looked at."""
    releases: tuple[Release, ...]

    def since(self) -> dict[str, tuple[str, str]]:
        """Of each path, the version and the date of the release that brought it first."""
        found: dict[str, tuple[str, str]] = {}
        for release in self.releases:
            for path in release.added:
                found.setdefault(path, (release.botocore, release.date))
        return found


def paths(model: Mapping[str, Any]) -> Iterator[str]:
    """Every `Operation`, `Shape`, `Shape.Member` and `Enum.value` of a service-2.json."""
    yield from model["operations"]
    for name, shape in model["shapes"].items():
        yield name
        for part in (*shape.get("members", ()), *shape.get("enum", ())):
            yield f"{name}.{part}"


@dataclass(slots=True)
class Recorder:
    """Writes a history down, of a whole service, from one release's model after another, oldest first."""

    known: set[str] = field(default_factory=set[str])
    releases: list[Release] = field(default_factory=list[Release])
    through: str = ""

    def record(self, botocore: str, date: str, model: Mapping[str, Any]) -> None:
        """Notes what is new in the model of the release `botocore`."""
        added = tuple(sorted(set(paths(model)) - self.known))
        self.known.update(added)
        if added:
            self.releases.append(Release(botocore, date, added))
        self.through = botocore

    def history(self, owners: Iterable[str]) -> History:
        """What was noted of the operations and shapes called `owners`."""
        wanted = frozenset(owners)
        releases: list[Release] = []
        for release in self.releases:
            added = tuple(path for path in release.added if path.partition(".")[0] in wanted)
            if added:
                releases.append(Release(release.botocore, release.date, added))
        return History(self.through, tuple(releases))


def from_json(text: str, where: str) -> History:
    """The history that `text` says; `where` it stands is for the error. Raises ShapegenError when it is none."""
    try:
        document: Any = json.loads(text)
        releases = tuple(_release(each) for each in reversed(document["releases"]))
        if not _VERSION.fullmatch(document["through"]):
            raise ValueError(f"{document['through']!r} is no botocore version")
        return History(document["through"], releases)
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise ShapegenError(f"{where} is no history that shapegen wrote: {error}") from error


def to_json(history: History) -> str:
    """The history as a text that grows by whole lines at its top, newest release first."""
    releases = [
        {"botocore": each.botocore, "date": each.date, "added": each.added} for each in reversed(history.releases)
    ]
    return json.dumps({"through": history.through, "releases": releases}, indent=1, ensure_ascii=False) + "\n"


def _release(each: Mapping[str, Any]) -> Release:
    if not _VERSION.fullmatch(each["botocore"]) or not _DATE.fullmatch(each["date"]):
        raise ValueError(f"{each['botocore']!r} of {each['date']!r} is no release with its date")
    return Release(each["botocore"], each["date"], _texts(each["added"]))


def _texts(values: Sequence[Any]) -> tuple[str, ...]:
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise ValueError("'added' is a list of texts")
    return tuple(values)
