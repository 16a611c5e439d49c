"""Where a service model comes from: the installed botocore, a botocore release, a file.

Long, since a release is read the same way from a folder, a wheel, a file and an archive.
"""

import hashlib
import json
import lzma
import os
import re
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import IO, Any

from platformdirs import user_cache_path

from shapegen.errors import ShapegenError, UnreachableError
from shapegen.model import documents
from shapegen.model.wheel_files import VERSION, WHEEL, is_as_fetched
from shapegen.model.wheel_files import numbers as numbers
from shapegen.runtime.suggestions import did_you_mean

#: What people call the newest release.
NEWEST = ("newest", "latest")
_WHEEL_DATA = "botocore/data/"
_WHEEL_MODEL = re.compile(rf"{_WHEEL_DATA}([^/]+/[^/]+/service-2\.json(?:\.gz)?)")
#: botocore has had 3,000 releases in 13 years.
_MOST_MODELS = 10_000
_FIRST_YEAR = 2012  # of botocore
_UNZIP_ERRORS = (  # what zipfile raises for a damaged archive; it has no base class for them
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error),
    *(EOFError, OSError, RuntimeError, ValueError),
)


@dataclass(frozen=True, slots=True)
class Model:
    """One service as botocore describes it, with botocore's own extras merged in.

    `metadata`, `operations` and `shapes` of `data` are objects, the latter two of objects; nothing
    else about `data` is promised.
    """

    service: str
    """botocore's name of the service."""
    release: str | None
    """The botocore version the model is part of; None for a bare JSON file."""
    source: str
    """What to call the origin in a message: `botocore 1.44.5`, or a path."""
    sha256: str
    """Of service-2.json, uncompressed; of a service with extras, followed by their file. A release
    has one whether it comes installed, as a wheel, compressed or not."""
    data: dict[str, Any] = field(repr=False)
    paginators: dict[str, Any] = field(default_factory=dict[str, Any], repr=False)
    """By operation; empty if the source has none."""
    waiters: dict[str, Any] = field(default_factory=dict[str, Any], repr=False)
    """By the waiter's name; empty if the source has none."""
    endpoint_rules: dict[str, Any] | None = field(default=None, repr=False)
    """How botocore finds the host; None if the source does not say."""
    examples: dict[str, Any] | None = field(default=None, repr=False)
    """By operation; None if the source does not say."""
    date: str = field(default="", compare=False)
    """When the release was built, as ISO 8601: for botocore the day it came out. Empty if only a wheel could say."""


def installed(service: str) -> Model:
    """The model that the installed botocore has of `service`, in the newest API version.

    Models of the user's own (`~/.aws/models`, `AWS_DATA_PATH`) are left out: output must not depend
    on whose machine it is made on. Raises ShapegenError without botocore or such a service.
    """
    try:
        return _installed().model(service)
    except OSError as error:
        raise ShapegenError(
            f"cannot read {error.filename}: {error.strerror}. Installing botocore again may help"
        ) from error


def services() -> tuple[str, ...]:
    """The names of all services of the installed botocore, sorted.

    Raises ShapegenError without botocore.
    """
    return tuple(_installed().folders())


def sizes() -> dict[str, int]:
    """The bytes of each installed model, compressed as it may be: says how much work it is."""
    botocore = _installed()
    folders, found = botocore.folders(), dict[str, int]()
    for name in botocore.names:
        service, api_version, _ = name.split("/")
        if folders[service] == f"{service}/{api_version}":
            with botocore.open(name) as stream:
                found[service] = stream.seek(0, os.SEEK_END)
    return found


def release(version: str, service: str, cache: Path) -> Model:
    """The model that botocore `version` has of `service`.

    Taken from the installed botocore if it is that version, else from the version's wheel in the
    folder `cache`, which is fetched to there if it is absent or damaged. Raises ShapegenError if
    `version` is not three numbers, if there is no such release or service, and if the release
    cannot be fetched or kept.
    """
    numbers(version)
    botocore = _botocore()
    if botocore and botocore.__version__ == version:
        return installed(service)
    return published(version, service, cache)


def published(version: str, service: str, cache: Path) -> Model:
    """The same model as `release` gives, with its date: from a wheel, even if the version is installed."""
    try:
        for wheel in sorted(cache.glob(f"botocore-{version}-*.whl")):
            # A download replaces a damaged wheel. It is not deleted before: someone else may have
            # replaced it since it was read.
            with suppress(documents.DamagedError, FileNotFoundError):
                if is_as_fetched(wheel):
                    return _from_wheel(wheel, service)
        from shapegen.model import fetch

        return _from_wheel(fetch.wheel(version, cache), service)
    except UnreachableError as error:
        damaged = any(cache.glob(f"botocore-{version}-*.whl"))
        lacking = (
            f"the botocore {version} in {cache} is damaged" if damaged else f"botocore {version} is not in {cache}"
        )
        raise UnreachableError(f"{lacking}, and cannot be fetched: {error}") from error
    except OSError as error:
        raise ShapegenError(
            f"cannot use {cache} for botocore {version}: {error.strerror or error}. "
            "SHAPEGEN_CACHE may name another folder"
        ) from error


def resolved(named: str) -> str:
    """What stands for `newest` or `latest`: the newest release on the package index. Anything else is itself."""
    return versions()[-1] if named in NEWEST else named


def versions() -> tuple[str, ...]:
    """Every release of botocore that a package index has, oldest first.

    Raises UnreachableError if an index cannot be asked.
    """
    from shapegen.model import fetch

    return fetch.releases()


def cached(cache: Path) -> tuple[str, ...]:
    """The releases of botocore of which a wheel is in the folder `cache`, oldest first."""
    named = (WHEEL.fullmatch(wheel.name) for wheel in cache.glob("botocore-*.whl"))
    return tuple(sorted({name[1] for name in named if name}, key=numbers))


def file(path: Path, service: str) -> Model:
    """The model in a service-2.json, plain or gzipped, or the one of `service` in a botocore wheel.

    A JSON file does not say what botocore calls the service, so `service` names it there too. What lies beside it as
    it does in botocore, paginators-1.json, waiters-2.json and service-2.sdk-extras.json, plain or gzipped, belongs to
    it.
    Raises ShapegenError if `path` cannot be read or is neither.
    """
    # `_Release` reads what lies in the folder as it reads a botocore's.
    beside = _Release("", str(path.parent), (), lambda name: (path.parent / name).open("rb"))
    try:
        if path.suffix == ".whl":
            return _from_wheel(path, service)
        with path.open("rb") as stream:
            raw = documents.uncompressed(stream, str(path))
        data, raw = beside.extended(documents.parsed(raw, str(path)), raw, "service-2")
        return Model(
            service,
            None,
            str(path),
            hashlib.sha256(raw).hexdigest(),
            documents.service_model(data, str(path)),
            paginators=beside.part("paginators-1", "pagination"),
            waiters=beside.part("waiters-2", "waiters"),
            endpoint_rules=beside.document("endpoint-rule-set-1"),
            examples=beside.examples("examples-1"),
        )
    except OSError as error:
        raise ShapegenError(
            f"cannot read {error.filename or path}: {error.strerror or error}. A model is a service-2.json, plain or "
            "gzipped, or a botocore wheel"
        ) from error


def archive(path: Path, service: str) -> Iterator[Model]:
    """The models of many releases, oldest first, from a folder or a tar file.

    Either holds `<version>/service-2.json`, a tar file in the order of the versions, and a folder may hold wheels of
    botocore instead. `releases.json`, first in a tar file, says `[{"version": …, "date": …}, …]`; without it only
    wheels have dates. Raises ShapegenError if there is none, or one cannot be read.
    """
    last: tuple[int, ...] = ()
    try:
        for model in (_in_folder if path.is_dir() else _in_tar)(path, service):
            if model.release is None or numbers(model.release) <= last:
                raise ShapegenError(f"{path}: {model.source} is not newer than what stands before it")
            last = numbers(model.release)
            yield model
    except (OSError, tarfile.TarError, lzma.LZMAError, zlib.error, EOFError) as error:
        raise ShapegenError(f"cannot read {path}: {error}") from error
    if not last:
        raise ShapegenError(f"{path} holds no models: they are <version>/service-2.json, or wheels of botocore")


def cache_folder() -> Path:
    """Where wheels of botocore are kept: $SHAPEGEN_CACHE, else the user's cache folder."""
    named = os.environ.get("SHAPEGEN_CACHE")
    return Path(named) if named else user_cache_path("shapegen", appauthor=False)


@dataclass(frozen=True, slots=True)
class _Release:
    """The data folder of one botocore, on the disk or inside a wheel."""

    version: str
    where: str
    names: Iterable[str]
    """Of all service-2 files, as `<service>/<API version>/<file>`."""
    open: Callable[[str], IO[bytes]]
    """Raises FileNotFoundError or KeyError for a name that is not there."""
    date: str = ""

    def folders(self) -> dict[str, str]:
        """Every service, sorted, with the folder of its newest API version."""
        parts = sorted(name.split("/") for name in self.names)
        return {service: f"{service}/{api_version}" for service, api_version, _ in parts}

    def model(self, service: str) -> Model:
        source = f"botocore {self.version}"
        folders = self.folders()
        if service not in folders:
            raise ShapegenError(f"{source} has no service {service!r}{did_you_mean(service, folders, cutoff=0.4)}")
        stem = f"{folders[service]}/service-2"
        data, raw = self._document(stem)
        return Model(
            service,
            self.version,
            source,
            hashlib.sha256(raw).hexdigest(),
            documents.service_model(data, f"{self.where}/{stem}.json"),
            paginators=self.part(f"{folders[service]}/paginators-1", "pagination"),
            waiters=self.part(f"{folders[service]}/waiters-2", "waiters"),
            endpoint_rules=self.document(f"{folders[service]}/endpoint-rule-set-1"),
            examples=self.examples(f"{folders[service]}/examples-1"),
            date=self.date,
        )

    def part(self, stem: str, name: str) -> dict[str, Any]:
        """What a document has under `name`; empty if there is no such document."""
        part = self._document(stem)[0].get(name, {})
        if not documents.is_object(part):
            raise documents.DamagedError(f"{self.where}/{stem}.json: {name!r} is not an object")
        return part

    def document(self, stem: str) -> dict[str, Any] | None:
        """A document; None if there is none."""
        return self._document(stem)[0] or None

    def examples(self, stem: str) -> dict[str, Any] | None:
        """What a document has under `examples`; None if there is none."""
        found = self._document(stem)[0].get("examples")
        return found if documents.is_object(found) else None

    def _document(self, stem: str) -> tuple[dict[str, Any], bytes]:
        """A document with its extras merged, and the bytes of both; `({}, b"")` if absent."""
        raw = self._read(stem)
        if raw is None:
            return {}, b""
        return self.extended(documents.parsed(raw, f"{self.where}/{stem}.json"), raw, stem)

    def extended(self, document: dict[str, Any], raw: bytes, stem: str) -> tuple[dict[str, Any], bytes]:
        """The document with the extras of `stem` merged, and the bytes of both."""
        extras = self._read(f"{stem}.sdk-extras")
        if extras is None:
            return document, raw
        where = f"{self.where}/{stem}.sdk-extras.json"
        merge = documents.parsed(extras, where).get("merge", {})
        if not documents.is_object(merge):
            raise documents.DamagedError(f"{where}: 'merge' is not an object")
        documents.merge(document, merge)
        return document, raw + extras

    def _read(self, stem: str) -> bytes | None:
        for name in (f"{stem}.json", f"{stem}.json.gz"):
            with suppress(FileNotFoundError, KeyError), self.open(name) as stream:
                return documents.uncompressed(stream, f"{self.where}/{name}")
        return None


def _botocore() -> ModuleType | None:
    # The package alone takes 15 ms to import; its loader would take 100.
    try:
        return import_module("botocore")
    except ModuleNotFoundError:
        return None


def _in_folder(path: Path, service: str) -> Iterator[Model]:
    told = path / "releases.json"
    dates = _dates(_bounded(told)) if told.exists() else {}
    found = {each.parent.name: each for each in path.glob("*/service-2.json") if VERSION.fullmatch(each.parent.name)}
    found |= {named[1]: each for each in path.glob("*.whl") if (named := WHEEL.fullmatch(each.name))}
    if len(found) > _MOST_MODELS:
        raise ShapegenError(f"{path} holds {len(found):,} models, more than {_MOST_MODELS:,}")
    for version in sorted(found, key=numbers):
        if found[version].suffix == ".whl":
            _require_file(found[version])
            yield _from_wheel(found[version], service)
        else:
            yield _of_release(_bounded(found[version]), version, service, str(found[version]), dates)


def _bounded(path: Path) -> bytes:
    _require_file(path)
    with path.open("rb") as stream:
        return documents.uncompressed(stream, str(path))


def _require_file(path: Path) -> None:
    """Raises ShapegenError for a pipe or a device, which may never end."""
    if not path.is_file():
        raise ShapegenError(f"{path} is not a file")


def _in_tar(path: Path, service: str) -> Iterator[Model]:
    dates: dict[str, str] = {}
    with tarfile.open(path, "r|*") as archive:
        for member in archive:
            version, _, name = member.name.rpartition("/")
            wanted = member.name == "releases.json" or name == "service-2.json"
            if wanted and member.size > documents.LIMIT:
                raise ShapegenError(f"{path}/{member.name} holds more than {documents.LIMIT // documents.MIB} MiB")
            file = archive.extractfile(member) if wanted else None
            if file is not None and member.name == "releases.json":
                dates = _dates(file.read())
            elif file is not None and name == "service-2.json" and VERSION.fullmatch(version):
                yield _of_release(file.read(), version, service, f"{path}/{member.name}", dates)


def _of_release(raw: bytes, version: str, service: str, where: str, dates: Mapping[str, str]) -> Model:
    data = documents.service_model(documents.parsed(raw, where), where)
    return Model(service, version, where, hashlib.sha256(raw).hexdigest(), data, date=dates.get(version, ""))


def _dates(raw: bytes) -> dict[str, str]:
    try:
        return {str(each["version"]): str(each["date"]) for each in json.loads(raw)}
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise ShapegenError(f"releases.json is not a list of versions and dates: {error}") from error


def _installed() -> _Release:
    botocore = _botocore()
    if botocore is None:
        raise ShapegenError("botocore is not installed: install shapegen with its dependencies")
    data = Path(botocore.__path__[0], "data")
    models = data.glob("*/*/service-2.json*")
    return _Release(
        botocore.__version__,
        str(data),
        [model.relative_to(data).as_posix() for model in models],
        lambda name: (data / name).open("rb"),
    )


def _from_wheel(path: Path, service: str) -> Model:
    """Raises OSError if `path` cannot be opened, documents.DamagedError if it is not the wheel it says."""
    named = WHEEL.fullmatch(path.name)
    if not named:
        raise ShapegenError(f"{path} is not named like a botocore wheel: botocore-1.16.5-py2.py3-none-any.whl is")
    version = named[1]
    with path.open("rb") as stream:
        try:
            with zipfile.ZipFile(stream) as archive:
                members = archive.namelist()
                about = f"botocore-{version}.dist-info/METADATA"
                if about not in members:
                    raise documents.DamagedError(f"{path} is not a wheel of botocore {version}")
                names = [model[1] for model in map(_WHEEL_MODEL.fullmatch, members) if model]
                if not names:
                    raise documents.DamagedError(f"{path} has no service models")
                return _Release(
                    version,
                    f"{path}/{_WHEEL_DATA.rstrip('/')}",
                    names,
                    lambda name: archive.open(_WHEEL_DATA + name),
                    _day(archive.getinfo(about)),
                ).model(service)
        except ShapegenError:
            raise
        except _UNZIP_ERRORS as error:
            raise documents.DamagedError(f"{path} is a damaged wheel: {error}") from error


def _day(member: zipfile.ZipInfo) -> str:
    """When a file of a wheel was written; empty for the years that reproducible builds make up."""
    year, month, day, *_ = member.date_time
    return f"{year}-{month:02}-{day:02}" if year >= _FIRST_YEAR else ""
