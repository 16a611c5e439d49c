"""A generated package as it describes itself: a side of a comparison that knows its Python names."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from shapegen import ir
from shapegen.changes import normal
from shapegen.errors import ShapegenError

#: Goes up when what a package says of itself changes its form.
FORMAT = 4


@dataclass(frozen=True, slots=True)
class Package:
    """What a package was generated from, and what it calls it."""

    service: ir.Service
    api: normal.Surface


def package(stamp: Mapping[str, Any]) -> Package:
    """The package that says `stamp` of itself. Raises ShapegenError for one of another version of shapegen."""
    try:
        service = ir.from_json(stamp["service"])
        if stamp["format"] == FORMAT and isinstance(service, ir.Service):
            return Package(service, normal.restored(stamp["api"]))
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError, ShapegenError):
        pass
    raise ShapegenError("another version of shapegen wrote it: generate it again, or name a botocore version instead")
