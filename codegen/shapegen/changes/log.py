"""The changelog: what is said of a new botocore, and the version that its changes ask for."""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Literal

from shapegen import media
from shapegen.changes.compare import Change
from shapegen.changes.grades import GRADES
from shapegen.changes.report import effects
from shapegen.console import some
from shapegen.errors import ShapegenError

Bump = Literal["major", "minor", "patch"]

_SECTION = re.compile(r"^## (\d+)\.(\d+)\.(\d+)(, unreleased)? \(botocore [\d.]+\)\n", re.M | re.ASCII)
Version = tuple[int, int, int]


def bump(changes: Sequence[Change]) -> Bump:
    """What goes up in the version of a package with these changes; none are those of documentation alone."""
    if not changes:
        return "patch"
    return "major" if any(change.grade == GRADES[0] for change in changes) else "minor"


def raised(version: Version, what: Bump) -> Version:
    """The version after `version`; below 1.0 what breaks is a minor one."""
    major, minor, patch = version
    if what == "major" and major:
        return major + 1, 0, 0
    return (major, minor, patch + 1) if what == "patch" else (major, minor + 1, 0)


def lines(changes: Sequence[Change]) -> Iterator[str]:
    """The changes in Markdown, breaking ones first and marked; what is of one kind and reason is taken together.

    Of a shape with many that break nothing the first are named, the others counted.
    Left out are shapes that have no name in Python: what changes by them is told of the members that have them.
    """
    named = [change for change in changes if not change.kind.startswith("shape-")]
    for (grade, kind, reason), group in groupby(sorted(named, key=_together), key=_together):
        by_shape = [tuple(media.code(each.path) for each in owned) for _, owned in groupby(group, key=_owner)]
        paths = ", ".join(some(owned) if grade else ", ".join(owned) for owned in by_shape)
        mark = "**Breaking**: " if grade == 0 else ""
        yield f"- {mark}{kind.replace('-', ' ')}: {paths} ({reason})."


def _together(change: Change) -> tuple[int, str, str]:
    return GRADES.index(change.grade), change.kind, "; ".join(effects(change))


def _owner(change: Change) -> str:
    return change.path.partition(".")[0]


def moved(text: str, new: str) -> str:
    """The changelog `text`, whose unreleased section is of botocore `new` now; without one it stays as it is."""
    first = _SECTION.search(text)
    return (
        f"{text[: first.start()]}{_heading(_version(first), new)}{text[first.end() :]}" if first and first[4] else text
    )


def extended(text: str, old: str, new: str, changes: Sequence[Change]) -> tuple[str, Version]:
    """The changelog `text` with what came from botocore `old` to `new`, and the version it proposes.

    It goes to the top of the unreleased section, which is begun if there is none. Raises ShapegenError when the
    changelog has no sections.
    """
    sections = list(_SECTION.finditer(text))
    if not sections:
        raise ShapegenError("the changelog has no section, such as `## 0.1.0, unreleased (botocore 1.44.5)`")
    first = sections[0]
    released = next((_version(section) for section in sections if not section[4]), None)
    version = _version(first) if first[4] else (0, 0, 0)
    if released is not None:
        version = max(version, raised(released, bump(changes)))
    said = "\n".join((f"botocore {old} -> {new}:", "", *(lines(changes) if changes else ["- Documentation."]), ""))
    heading = _heading(version, new)
    before, after = text[: first.start()], text[first.end() if first[4] else first.start() :]
    if said in after:
        return text, version
    return f"{before}{heading}\n{said}{after if first[4] else chr(10) + after}", version


def _heading(version: Version, botocore: str) -> str:
    return f"## {'.'.join(map(str, version))}, unreleased (botocore {botocore})\n"


def _version(section: re.Match[str]) -> Version:
    return int(section[1]), int(section[2]), int(section[3])
