"""A history as one page for a browser, beside the feed of `feed.py` and in the form of `html.py`."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from shapegen.changes.grades import GRADES
from shapegen.changes.history import Event, History, Release, callers, grouped
from shapegen.changes.html import Pieces, pieces, rendered


@dataclass(frozen=True, slots=True)
class _Group:
    """Events that are told together, in words."""

    title: str
    grade: str
    callers: str
    old: Pieces | None
    new: Pieces | None


@dataclass(frozen=True, slots=True)
class _Release:
    botocore: str
    date: str
    counts: Sequence[tuple[str, int]]
    groups: Sequence[_Group]


def html(history: History, title: str) -> str:
    """The page: a section for each release, newest first."""
    every = Counter(event.grade for release in history.releases for event in release.events())
    return rendered(
        "timeline.html.jinja",
        title=title,
        through=history.through,
        counts=[(grade, every[grade]) for grade in GRADES],
        releases=[_release(each) for each in reversed(history.releases)],
    )


def _release(release: Release) -> _Release:
    events = list(release.events())
    counts = Counter(event.grade for event in events)
    groups = sorted(map(_group, grouped(events)), key=lambda group: GRADES.index(group.grade))
    return _Release(release.botocore, release.date, [(g, counts[g]) for g in GRADES if counts[g]], groups)


def _group(events: Sequence[Event]) -> _Group:
    first = events[0]
    kind = first.kind.replace("-", " ")
    if (first.old, first.new) != (None, None):
        return _Group(f"{first.path}: {kind}", first.grade, callers(first), *pieces(_side(first.old), _side(first.new)))
    names = [(False, ", ".join(event.path for event in events))]
    old, new = (names, None) if kind.endswith("removed") else (None, names)
    return _Group(f"{kind} ({len(events)})", first.grade, callers(first), old, new)


def _side(value: object) -> str:
    return "none" if value is None else value if isinstance(value, str) else json.dumps(value)
