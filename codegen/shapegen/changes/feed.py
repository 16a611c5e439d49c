"""The history of a package as an Atom feed (RFC 4287), which a feed reader follows."""

import uuid
from collections import Counter
from xml.etree import ElementTree

from shapegen import media
from shapegen.changes.grades import GRADES
from shapegen.changes.history import Event, History, Release

_ATOM = "http://www.w3.org/2005/Atom"
#: Ids of entries stay what they are whoever writes the feed.
_IDS = uuid.uuid5(uuid.NAMESPACE_URL, "https://pypi.org/project/shapegen/")
_NO_DATE = "1970-01-01"


def atom(history: History, package: str) -> str:
    """The feed of the package's changes: an entry a release, newest first."""
    feed = ElementTree.Element("feed", {"xmlns": _ATOM})
    _add(feed, "title", f"Changes of {package}")
    _add(feed, "id", _id(package))
    releases = [(each, _updated(history, at)) for at, each in enumerate(history.releases)][::-1]
    _add(feed, "updated", releases[0][1] if releases else f"{_NO_DATE}T00:00:00Z")
    _add(_add(feed, "author"), "name", "shapegen")
    for release, updated in releases:
        events = list(release.events())
        entry = _add(feed, "entry")
        _add(entry, "title", f"botocore {release.botocore}: {_counts(events)}")
        _add(entry, "id", _id(f"{package} {release.botocore}"))
        _add(entry, "updated", updated)
        _add(entry, "content", "\n".join(media.line(_line(event)) for event in events)).set("type", "text")
    ElementTree.indent(feed, " ")
    return f"<?xml version='1.0' encoding='utf-8'?>\n{ElementTree.tostring(feed, 'unicode')}\n"


def _add(parent: ElementTree.Element, name: str, text: str | None = None) -> ElementTree.Element:
    made = ElementTree.SubElement(parent, name)
    made.text = text and media.block(text)  # XML has no way to say most of the rest
    return made


def _id(name: str) -> str:
    return uuid.uuid5(_IDS, name).urn


def _updated(history: History, at: int) -> str:
    """The day of a release; where nobody knows it, that of the last one known before."""
    known: list[Release] = [each for each in history.releases[: at + 1] if each.date]
    return f"{known[-1].date if known else _NO_DATE}T00:00:00Z"


def _counts(events: list[Event]) -> str:
    counts = Counter(each.grade for each in events)
    return ", ".join(f"{counts[grade]} {grade}" for grade in GRADES if counts[grade])


def _line(event: Event) -> str:
    sides = "" if (event.old, event.new) == (None, None) else f", {_side(event.old)} -> {_side(event.new)}"
    return f"{event.grade}: {event.path}: {event.kind.replace('-', ' ')}{sides}"


def _side(value: object) -> str:
    return "none" if value is None else str(value)
