"""The history of what a profile names: which release of botocore brought it, and what each release changed."""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from shapegen.changes.compare import SERVICE_KINDS, Change, compare
from shapegen.changes.grades import CALLER_NAMES, CALLERS, GRADES, Caller, Grade
from shapegen.changes.normal import Surface, snapshot
from shapegen.errors import ShapegenError
from shapegen.model.load import numbers

FILE = "history.json"
"""What it is called in the folder of a profile."""

_VERSION = re.compile(r"\d+\.\d+\.\d+", re.ASCII)
_DATE = re.compile(r"(\d{4}-\d\d-\d\d)?", re.ASCII)
_ADDED = "added"


@dataclass(frozen=True, slots=True)
class Event:
    """One change, as far as a timeline tells it."""

    path: str
    kind: str
    """A kind of `rules`; for a member or a value that came with its shape, `added`."""
    grade: Grade
    old: str | int | float | bool | None = None
    """A trait, or the name of a shape; None for what is more than that, and where there was none."""
    new: str | int | float | bool | None = None
    differing: tuple[tuple[Caller, Grade], ...] = ()
    """The callers that the change does something else to than the grade says, each with its own grade."""

    def grades(self) -> dict[Caller, Grade]:
        """The grade for each caller."""
        return dict.fromkeys(CALLERS, self.grade) | dict(self.differing)  # pyright: ignore[reportReturnType]


@dataclass(frozen=True, slots=True)
class Release:
    """One release of botocore that brought or changed something."""

    botocore: str
    date: str
    """As ISO 8601; empty where nobody knows."""
    added: tuple[str, ...]
    """What the profile reaches since then: sorted paths, as in `paths`."""
    changes: tuple[Event, ...]
    """What else changed, the worst first: without that something was added, where it is safe."""

    def events(self) -> Iterator[Event]:
        """All that happened: the changes, then what was added beside them."""
        yield from self.changes
        said = {change.path for change in self.changes}
        yield from (Event(path, _ADDED, GRADES[-1]) for path in self.added if path not in said)


@dataclass(frozen=True, slots=True)
class History:
    """The releases that brought or changed something, oldest first."""

    through: str
    """The last release that was looked at."""
    releases: tuple[Release, ...] = ()

    def covers(self, botocore: str | None) -> bool:
        """Whether the release is none that came after the last one looked at."""
        return botocore is not None and numbers(botocore) <= numbers(self.through)

    def since(self) -> dict[str, tuple[str, str]]:
        """Of each path, the version and the date of the release that brought it first."""
        found: dict[str, tuple[str, str]] = {}
        for release in self.releases:
            for path in release.added:
                found.setdefault(path, (release.botocore, release.date))
        return found

    def followed_by(self, botocore: str, date: str, old: Surface | None, new: Surface) -> "History":
        """The history with the release `botocore`, which went from `old` to `new`; the first has no `old`."""
        added = tuple(sorted(set(paths(new)) - self.since().keys()))
        changes = () if old is None else tuple(_told(compare(old, new), set(added)))
        release = Release(botocore, date, added, changes)
        return History(botocore, (*self.releases, release) if added or changes else self.releases)


def grouped(events: Iterable[Event]) -> Iterator[Sequence[Event]]:
    """The events, those together that say nothing but a name, of one kind and with the same grades."""
    groups: dict[object, list[Event]] = {}
    for event in events:
        says_more = (event.old, event.new) != (None, None)
        groups.setdefault(event if says_more else (event.grade, event.kind, event.differing), []).append(event)
    yield from groups.values()


def callers(event: Event) -> str:
    """For whom the grade is another one, such as `dicts: safe`; empty where it is the same for everybody."""
    return ", ".join(f"{CALLER_NAMES[caller]}: {grade}" for caller, grade in event.differing)


def paths(api: Surface) -> Iterator[str]:
    """Every `Operation`, `Shape`, `Shape.Member` and `Enum.value`."""
    yield from api.operations
    for name, shape in api.shapes.items():
        yield name
        for part in (*shape.get("members", ()), *shape.get("enum", ())):
            yield f"{name}.{part}"


def turns(versions: Sequence[str], api: Callable[[str], Surface], most: int) -> list[str]:
    """The releases at which the API became another, of all from the first of `versions` to the last.

    `api` gives that of a release, and costs something: it is asked where the ends of a stretch differ, of the release
    in the middle, `most` times. What was taken back within a stretch is not seen, and where the last question leaves
    two releases apart, the later one counts.
    """
    ends = {0, len(versions) - 1}
    forms = {end: snapshot(api(versions[end])) for end in ends}
    while True:
        stretches = [(low, high) for low, high in pairwise(sorted(ends)) if forms[low] != forms[high]]
        low, high = max(stretches, key=lambda stretch: stretch[1] - stretch[0], default=(0, 0))
        if high - low < 2 or not most:
            return [versions[high] for _, high in stretches]
        middle = (low + high) // 2
        ends.add(middle)
        forms[middle] = snapshot(api(versions[middle]))
        most -= 1


def _told(changes: Iterable[Change], added: set[str]) -> Iterator[Event]:
    """The changes of operations and shapes; those of the service as a whole are of more than the profile names."""
    for each in changes:
        if not each.operations and each.kind in SERVICE_KINDS:
            continue
        if each.path not in added:
            old, new = (value if isinstance(value, str | int | float) else None for value in (each.old, each.new))
            yield Event(each.path, each.kind, each.grade, old, new, _differing(each))
        elif each.grade != GRADES[-1]:
            yield Event(each.path, each.kind, each.grade, differing=_differing(each))


def _differing(change: Change) -> tuple[tuple[Caller, Grade], ...]:
    return tuple((caller, grade) for caller, grade in change.grades.items() if grade != change.grade)


def from_json(text: str, where: str) -> History:
    """The history that `text` says; `where` it stands is for the error. Raises ShapegenError when it is none."""
    try:
        document: Any = json.loads(text)
        if not _VERSION.fullmatch(document["through"]):
            raise ValueError(f"{document['through']!r} is not a botocore version")
        return History(document["through"], tuple(_release(each) for each in reversed(document["releases"])))
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise ShapegenError(f"{where} is not a history that shapegen wrote: {error}") from error


def to_json(history: History) -> str:
    """The history as a text that grows by whole lines at its top, newest release first."""
    releases = ",\n".join(map(_release_text, reversed(history.releases)))
    return f'{{"through": {json.dumps(history.through)},\n"releases": [\n{releases}\n]}}\n'


def _release_text(release: Release) -> str:
    """A release with a line for each path and each change."""
    changes = [json.dumps(_values(each), ensure_ascii=False) for each in release.changes]
    added = [json.dumps(path, ensure_ascii=False) for path in release.added]
    blocks = (f'"{name}": [{_indented(lines)}]' for name, lines in (("changes", changes), ("added", added)) if lines)
    head = f'"botocore": {json.dumps(release.botocore)}, "date": {json.dumps(release.date)}'
    return " {" + ",\n  ".join((head, *blocks)) + "}"


def _values(event: Event) -> list[object]:
    values: list[object] = [event.path, event.kind, event.grade, event.old, event.new]
    return [*values, dict(event.differing)] if event.differing else values


def _indented(lines: Sequence[str]) -> str:
    return ",".join(f"\n   {line}" for line in lines)


def _release(each: Any) -> Release:
    if not _VERSION.fullmatch(each["botocore"]) or not _DATE.fullmatch(each["date"]):
        raise ValueError(f"{each['botocore']!r} of {each['date']!r} is not a release with its date")
    added = _texts(each.get("added", []))
    return Release(each["botocore"], each["date"], added, tuple(map(_event, each.get("changes", []))))


def _event(change: Any) -> Event:
    path, kind, grade, old, new, *more = change
    differing = dict(more[0]) if more else {}
    for each in (grade, *differing.values()):
        if each not in GRADES:
            raise ValueError(f"{each!r} is not a grade")
    if not differing.keys() <= {*CALLERS}:
        raise ValueError(f"{sorted(differing)} are not callers")
    _texts([path, kind])
    return Event(path, kind, grade, old, new, tuple(differing.items()))


def _texts(values: Any) -> tuple[str, ...]:
    texts = tuple(value for value in values if isinstance(value, str))
    if not isinstance(values, list) or len(texts) < len(values):  # pyright: ignore[reportUnknownArgumentType]
        raise ValueError(f"{values!r} is not a list of texts")
    return texts
