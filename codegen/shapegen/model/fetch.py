"""Releases of botocore on package indexes: which there are, and the wheel of one, by one GET and held to its hash."""

import hashlib
import json
import os
import secrets
import time
from bisect import bisect
from collections.abc import Generator, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import IO, Any
from urllib.parse import unquote, urldefrag, urljoin, urlsplit
from urllib.request import url2pathname

from shapegen import console
from shapegen.errors import ShapegenError, UnreachableError
from shapegen.model.http import ADVICE, answer, host_of, require_good
from shapegen.model.index_settings import Settings, settings
from shapegen.model.wheel_files import WHEEL, digest_file, numbers

_MIB = 1 << 20
_PAGE_LIMIT, _WHEEL_LIMIT = 64 * _MIB, 256 * _MIB  # bytes; of botocore a page has 2 MiB, a wheel 14
_ACCEPT = "application/vnd.pypi.simple.v1+json, application/vnd.pypi.simple.v1+html;q=0.2, text/html;q=0.1"
_ALGORITHMS = ("sha256", "sha512", "sha384")
_STALE = 3600  # seconds since a download that is under way wrote anything
_PART = ".shapegen-part"


@dataclass(frozen=True, slots=True)
class Offer:
    """A wheel of botocore that an index has."""

    version: str
    name: str
    url: str
    digest: tuple[str, str] | None
    """An algorithm of hashlib's and what it must give; None where the index does not say."""
    yanked: bool


def releases() -> tuple[str, ...]:
    """Every release of botocore that an index has a wheel of, oldest first, without those that were withdrawn.

    Raises UnreachableError if one of the indexes cannot be asked: it might have a newer one.
    """
    asked = settings()
    found = {offer.version for place in _places(asked) for offer in _offers(place, asked) if not offer.yanked}
    if not found:
        raise UnreachableError("no package index lists releases of botocore. " + ADVICE)
    return tuple(sorted(found, key=numbers))


def wheel(version: str, folder: Path) -> Path:
    """Puts the wheel of botocore `version` into `folder`, in one step, over one that is there.

    Raises ShapegenError if no index has it, UnreachableError if that is not certain, and OSError.
    """
    asked = settings()
    offer = _offer(version, asked)
    folder.mkdir(parents=True, exist_ok=True)
    for left in folder.glob(f"*{_PART}"):
        with suppress(OSError):
            if time.time() - left.stat().st_mtime > _STALE:
                left.unlink()
    path = folder / offer.name
    part = folder / f"{offer.name}.{secrets.token_hex(4)}{_PART}"
    try:
        with part.open("xb") as file:
            digest = _download(offer, file, asked)
        digest_file(path).write_text(f"{digest}\n")
        return part.replace(path)
    finally:
        part.unlink(missing_ok=True)


# What there is


def _places(asked: Settings) -> Iterator[str]:
    """The URLs, or folders, that may have wheels, in the order in which they are asked."""
    yield from asked.links
    for index in asked.indexes:
        yield f"{index.rstrip('/')}/botocore/"


def _offer(version: str, asked: Settings) -> Offer:
    """The wheel of that release, of the first place that has it."""
    numbers(version)
    known, failed = set[str](), None
    for place in _places(asked):
        try:
            offers = _offers(place, asked)
        except UnreachableError as error:
            failed = failed or error
            continue
        for offer in offers:
            if offer.version == version:
                return offer
        known |= {offer.version for offer in offers}
    if failed:
        raise failed
    if not known:
        raise UnreachableError(f"no package index has botocore {version}, nor any other. {ADVICE}")
    existing = sorted(known, key=numbers)
    above = bisect(existing, numbers(version), key=numbers)
    near = " and ".join(existing[max(above - 1, 0) : above + 1])
    raise ShapegenError(f"there is no botocore {version}; the nearest: {near}")


@cache
def _offers(place: str, asked: Settings) -> tuple[Offer, ...]:
    """The wheels of botocore at a place; none where it has no such page."""
    folder = _local(place)
    if folder is not None:
        if folder.is_dir() and not (folder / "index.html").exists():
            return tuple(filter(None, (_named(path.as_uri()) for path in sorted(folder.resolve().glob("*.whl")))))
        page = folder / "index.html" if folder.is_dir() else folder
        if not page.exists():
            return ()
        return _links(
            page.read_text("utf-8", "replace"), f"{folder.resolve().as_uri()}{'/' if folder.is_dir() else ''}"
        )
    with answer(place, asked, _ACCEPT) as response:
        if response.status == 404:
            return ()
        require_good(response, place)
        text = response.read(_PAGE_LIMIT + 1, decode_content=True)
        if len(text) > _PAGE_LIMIT:
            raise UnreachableError(f"{host_of(place)}: its page of botocore is larger than {_PAGE_LIMIT // _MIB} MiB")
        base = urljoin(place, response.url or "")
        if "json" in response.headers.get("Content-Type", ""):
            return _listed(text, base)
        return _links(text.decode("utf-8", "replace"), base)


def _listed(text: bytes, base: str) -> tuple[Offer, ...]:
    """The wheels on a page in JSON: PEP 691."""
    try:
        files: list[dict[str, Any]] = json.loads(text)["files"]
        found = (
            _named(urljoin(base, file["url"]), file["filename"], file.get("hashes", {}), bool(file.get("yanked")))
            for file in files
        )
        return tuple(filter(None, found))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise UnreachableError(f"{host_of(base)}: its page of botocore is not as an index's is: {error!r}") from error


class _Anchors(HTMLParser):
    """The links of a page: PEP 503."""

    def __init__(self) -> None:
        super().__init__()
        self.base = ""
        self.found: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        href = attributes.get("href") or ""
        if tag == "base":
            self.base = self.base or href
        elif tag == "a" and href:
            self.found.append((href, "data-yanked" in attributes))


def _links(text: str, base: str) -> tuple[Offer, ...]:
    anchors = _Anchors()
    anchors.feed(text)
    base = urljoin(base, anchors.base)
    found = list[Offer | None]()
    for href, yanked in anchors.found:
        url, fragment = urldefrag(urljoin(base, href))
        algorithm, _, digest = fragment.partition("=")
        found.append(_named(url, None, {algorithm: digest}, yanked))
    return tuple(filter(None, found))


def _named(url: str, name: str | None = None, hashes: Any = None, yanked: bool = False) -> Offer | None:
    """The offer, if it is a wheel of botocore; its name, by default, is the end of the URL."""
    name = name or unquote(urlsplit(url).path.rpartition("/")[2])
    match = WHEEL.fullmatch(name)
    if not match:
        return None
    digest = next(((each, str(hashes[each]).lower()) for each in _ALGORITHMS if hashes and each in hashes), None)
    return Offer(match[1], name, url, digest, yanked)


# Bytes


def _download(offer: Offer, file: IO[bytes], asked: Settings) -> str:
    """Writes the wheel into `file`, and gives its SHA-256.

    Raises UnreachableError, also for other bytes than the index promises.
    """
    ours = hashlib.sha256()
    theirs = hashlib.new(offer.digest[0]) if offer.digest else None
    size = 0
    with _chunks(offer, asked) as (total, chunks), console.download(f"botocore {offer.version}", total) as advance:
        for chunk in chunks:
            size += len(chunk)
            if size > _WHEEL_LIMIT:
                raise UnreachableError(f"{host_of(offer.url)}: {offer.name} is larger than {_WHEEL_LIMIT // _MIB} MiB")
            file.write(chunk)
            ours.update(chunk)
            if theirs:
                theirs.update(chunk)
            advance(len(chunk))
    if offer.digest and theirs and theirs.hexdigest() != offer.digest[1]:
        raise UnreachableError(
            f"{host_of(offer.url)}: {offer.name} came with other bytes than its index promises "
            f"({offer.digest[0]} {theirs.hexdigest()}, not {offer.digest[1]}); it is not kept"
        )
    return ours.hexdigest()


@contextmanager
def _chunks(offer: Offer, asked: Settings) -> Generator[tuple[int | None, Iterator[bytes]], None, None]:
    """How many bytes the wheel has, if that is known, and the bytes."""
    path = _local(offer.url)
    if path is not None:
        with path.open("rb") as file:
            yield path.stat().st_size, iter(lambda: file.read(_MIB), b"")
        return
    with answer(offer.url, asked, "*/*") as response:
        require_good(response, offer.url)
        length = response.headers.get("Content-Length", "")
        yield int(length) if length.isdecimal() else None, response.stream(1 << 16, decode_content=False)


def _local(url: str) -> Path | None:
    """The path of a `file:` URL, or of what is a path; None for anything else."""
    parts = urlsplit(url)
    if parts.scheme == "file":
        return Path(url2pathname(unquote(parts.path) if os.name != "nt" else parts.path))
    return Path(url) if "://" not in url else None
