"""The JSON documents of a model, of which nothing is believed: bounded, and without what is ambiguous."""

import gzip
import io
import json
import zlib
from collections import Counter
from typing import IO, Any, TypeGuard

from shapegen.errors import ModelError

MIB = 1 << 20
LIMIT = 64 * MIB
"""Bytes of one document; the largest service model, EC2's, has 4 MiB."""


class DamagedError(ModelError):
    """What was read is no model, and another copy of the same thing may be."""


def uncompressed(stream: IO[bytes], where: str) -> bytes:
    """What `stream` holds, gunzipped if it is gzip by its content; at most `LIMIT` bytes."""
    raw = stream.read(LIMIT + 1)
    if raw.startswith(b"\x1f\x8b"):
        try:
            raw = gzip.GzipFile(fileobj=io.BytesIO(raw)).read(LIMIT + 1)
        except (EOFError, gzip.BadGzipFile, zlib.error) as error:
            raise DamagedError(f"{where} is damaged gzip: {error}") from error
    if len(raw) > LIMIT:
        raise DamagedError(f"{where} holds more than {LIMIT // MIB} MiB; the largest service model has 4")
    return raw


def parsed(raw: bytes, where: str) -> dict[str, Any]:
    """The JSON object in `raw`. Raises DamagedError."""
    try:
        document: object = json.loads(raw.decode("utf-8-sig"), object_pairs_hook=_object, parse_constant=_refused)
    except ValueError as error:  # bytes, syntax (with line and column), numbers, duplicates
        raise DamagedError(f"{where} is not JSON in UTF-8: {error}") from error
    except RecursionError as error:
        raise DamagedError(f"{where} is nested too deeply for a service model") from error
    if not is_object(document):
        raise DamagedError(f"{where} is not a service model: it is not a JSON object")
    return document


def _object(members: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(members)
    if len(made) != len(members):
        [(name, times)] = Counter(name for name, _ in members).most_common(1)
        raise ValueError(f"{name!r} stands {times} times in one object")
    return made


def _refused(constant: str) -> None:
    raise ValueError(f"{constant} is not a JSON number")


def service_model(document: dict[str, Any], where: str) -> dict[str, Any]:
    """The document, if it has the parts of a service model. Raises DamagedError."""
    for part in ("metadata", "operations", "shapes"):
        described: object = document.get(part)
        if not is_object(described):
            raise DamagedError(f"{where} is not a service model: it has no object {part!r}")
        for name, value in described.items() if part != "metadata" else ():
            if not is_object(value):
                raise DamagedError(f"{where}: {name!r} in {part!r} is not an object")
    return document


def is_object(value: object) -> TypeGuard[dict[str, Any]]:
    """Whether the value is a JSON object."""
    return isinstance(value, dict)


def merge(base: dict[str, Any], extra: dict[str, Any]) -> None:
    """botocore's deep merge: objects are united, everything else in `extra` replaces."""
    for name, value in extra.items():
        known = base.get(name)
        if is_object(known) and is_object(value):
            merge(known, value)
        else:
            base[name] = value
