"""Where a service model comes from, and what a person reads when it does not come."""

import gzip
import hashlib
import json
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from shapegen.errors import ShapegenError, UnreachableError
from shapegen.model import fetch, load

MODEL: dict[str, Any] = {
    "metadata": {"serviceId": "Tiny"},
    "operations": {"Ping": {"name": "Ping"}},
    "shapes": {"Name": {"type": "string"}},
}
JSON = json.dumps(MODEL).encode()
MEMBER = "botocore/data/tiny/2020-01-01/service-2.json"
BOTOCORE = import_module("botocore")
LOADER = import_module("botocore.loaders").Loader
NOT_FOUND = import_module("botocore.exceptions").DataNotFoundError
UNKNOWN = import_module("botocore.exceptions").UnknownServiceError


def wheel(folder: Path, version: str = "1.16.5", members: dict[str, bytes] | None = None) -> Path:
    """A wheel that pip takes for botocore `version`, for a Python that nobody has."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"botocore-{version}-py2.py3-none-any.whl"
    info = f"botocore-{version}.dist-info"
    about = f"Metadata-Version: 2.1\nName: botocore\nVersion: {version}\nRequires-Python: <3\n"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(f"{info}/METADATA", about)
        archive.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nTag: py2-none-any\n")
        archive.writestr(f"{info}/RECORD", "")
        for name, content in (members or {MEMBER: JSON}).items():
            archive.writestr(name, content)
    return path


class Index:
    """Stands for the package index: puts a wheel into the folder, or fails, and counts."""

    def __init__(self, act: Callable[[Path], object]) -> None:
        self.act = act
        self.calls = 0

    def wheel(self, version: str, folder: Path) -> Path:
        self.calls += 1
        self.act(folder)
        return folder / f"botocore-{version}-py2.py3-none-any.whl"


def stub_index(monkeypatch: pytest.MonkeyPatch, act: Callable[[Path], object]) -> Index:
    index = Index(act)
    monkeypatch.setattr(fetch, "wheel", index.wheel)
    return index


def delivers(folder: Path) -> None:
    wheel(folder)


def fails(_: Path) -> None:
    raise UnreachableError("no connection.")


def message(call: Callable[[], object]) -> str:
    with pytest.raises(ShapegenError) as caught:
        call()
    return str(caught.value)


# The installed botocore


@pytest.mark.parametrize(
    "service",
    # lambda and cloudfront have several API versions, eks, neptune and rds have extras, sagemaker's
    # paginators have, sts has no waiters
    ["cloudfront", "eks", "iam", "lambda", "neptune", "rds", "s3", "sagemaker", "sts"],
)
def test_the_installed_model_is_the_one_that_botocore_loads(service: str) -> None:
    loader = LOADER([LOADER.BUILTIN_DATA_PATH], include_default_search_paths=False)
    version = loader.determine_latest_version(service, "service-2")

    def part(file: str, name: str) -> dict[str, Any]:
        try:
            document: dict[str, Any] = loader.load_service_model(service, file, version)
        except (NOT_FOUND, UNKNOWN):
            return {}
        part: dict[str, Any] = document[name]
        return part

    model = load.installed(service)
    assert model.data == loader.load_service_model(service, "service-2", version)
    assert model.paginators == part("paginators-1", "pagination")
    assert model.waiters == part("waiters-2", "waiters")
    assert (model.service, model.release) == (service, BOTOCORE.__version__)
    assert model.source == f"botocore {BOTOCORE.__version__}"


def test_the_installed_services_are_those_that_botocore_lists() -> None:
    loader = LOADER([LOADER.BUILTIN_DATA_PATH], include_default_search_paths=False)
    assert list(load.services()) == loader.list_available_services("service-2")


def test_the_hash_is_of_the_uncompressed_model_and_its_extras() -> None:
    folder = Path(BOTOCORE.__path__[0], "data/sagemaker/2017-07-24")
    plain = gzip.decompress((folder / "service-2.json.gz").read_bytes())
    assert load.installed("sagemaker").sha256 == hashlib.sha256(plain).hexdigest()

    folder = Path(BOTOCORE.__path__[0], "data/eks/2017-11-01")
    plain = gzip.decompress((folder / "service-2.json.gz").read_bytes())
    extras = (folder / "service-2.sdk-extras.json").read_bytes()
    assert load.installed("eks").sha256 == hashlib.sha256(plain + extras).hexdigest()


def test_models_of_the_user_are_left_out(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    own = tmp_path / ".aws/models/sagemaker/9999-01-01"
    own.mkdir(parents=True)
    (own / "service-2.json").write_bytes(JSON)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("AWS_DATA_PATH", str(tmp_path / ".aws/models"))
    assert load.installed("sagemaker").data["metadata"]["serviceId"] == "SageMaker"


def test_an_unknown_service_is_answered_with_the_nearest_names() -> None:
    said = message(lambda: load.installed("SageMakr"))
    assert said == f"botocore {BOTOCORE.__version__} has no service 'SageMakr'; did you mean 'sagemaker'?"
    assert message(lambda: load.installed("@")).endswith("has no service '@'")


@pytest.mark.parametrize("service", ["", ".", "..", "../data/s3", "s3/2006-03-01", "endpoints.json"])
def test_a_path_is_not_a_service(service: str) -> None:
    assert "has no service" in message(lambda: load.installed(service))


def test_without_botocore_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "botocore", None)
    for call in (load.services, lambda: load.installed("s3")):
        said = message(call)
        assert said == "botocore is not installed: install shapegen with its dependencies"


def test_an_unreadable_installation_is_no_traceback(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    botocore = ModuleType("botocore")
    botocore.__path__ = [str(tmp_path)]
    monkeypatch.setattr(botocore, "__version__", "1.2.3", raising=False)
    monkeypatch.setitem(sys.modules, "botocore", botocore)
    (tmp_path / "data/tiny/2020-01-01/service-2.json").mkdir(parents=True)
    assert "cannot read" in message(lambda: load.installed("tiny"))


def test_loading_does_not_pay_for_botocores_loader() -> None:
    code = (
        "import sys; from shapegen.model import load; assert 'botocore' not in sys.modules;"
        "load.installed('sts'); assert not {'botocore.loaders', 'urllib3'} & sys.modules.keys()"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


# A release


def test_the_installed_release_is_not_downloaded(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    index = stub_index(monkeypatch, delivers)
    assert load.release(BOTOCORE.__version__, "sts", tmp_path) == load.installed("sts")
    assert index.calls == 0


def test_a_release_is_fetched_once_and_kept(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    cache = tmp_path / "a cache" / "not yet there"
    stub_index(monkeypatch, delivers)
    first = load.release("1.16.5", "tiny", cache)
    assert first == load.Model("tiny", "1.16.5", "botocore 1.16.5", hashlib.sha256(JSON).hexdigest(), MODEL)
    index = stub_index(monkeypatch, fails)
    assert load.release("1.16.5", "tiny", cache) == first
    assert index.calls == 0


def test_a_release_that_cannot_be_had_is_told_with_where_it_was_looked_for(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    stub_index(monkeypatch, fails)
    said = message(lambda: load.release("1.16.5", "tiny", tmp_path))
    assert said == f"botocore 1.16.5 is not in {tmp_path}, and cannot be fetched: no connection."
    (tmp_path / "botocore-1.16.5-py3-none-any.whl").write_bytes(b"no wheel")
    assert message(lambda: load.release("1.16.5", "tiny", tmp_path)).startswith("the botocore 1.16.5 in ")


@pytest.mark.parametrize(
    "version",
    ["1.16", "abc", "../x", "", "1.16.5 ", "1.16.5\n", "01.16.5", "1.16.5rc1", "1.16.*", "１.16.5"],
)
def test_what_is_no_version_does_not_reach_an_index(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, version: str
) -> None:
    index = stub_index(monkeypatch, delivers)
    said = message(lambda: load.release(version, "tiny", tmp_path))
    assert said.startswith(f"{version!r} is not a botocore version")
    assert index.calls == 0


def test_an_unknown_service_of_a_release_is_not_downloaded_again(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    wheel(tmp_path)
    index = stub_index(monkeypatch, delivers)
    said = message(lambda: load.release("1.16.5", "tinny", tmp_path))
    assert said == "botocore 1.16.5 has no service 'tinny'; did you mean 'tiny'?"
    assert index.calls == 0


def truncated(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-40])


def emptied(path: Path) -> None:
    path.write_bytes(b"")


def flipped(path: Path) -> None:
    raw = bytearray(path.read_bytes())
    at = raw.index(MEMBER.encode()) + len(MEMBER) + 5
    raw[at] ^= 0xFF
    path.write_bytes(raw)


def without_models(path: Path) -> None:
    wheel(path.parent, members={"botocore/__init__.py": b""})


def of_another_version(path: Path) -> None:
    wheel(path.parent, "1.16.6").replace(path)


def not_a_model(path: Path) -> None:
    wheel(path.parent, members={MEMBER: b"{}"})


DAMAGES = [truncated, emptied, flipped, without_models, of_another_version, not_a_model]


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_wheel_in_the_cache_is_replaced(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, damage: Callable[[Path], None]
) -> None:
    damage(wheel(tmp_path))
    index = stub_index(monkeypatch, delivers)
    assert load.release("1.16.5", "tiny", tmp_path).data == MODEL
    assert load.release("1.16.5", "tiny", tmp_path).data == MODEL
    assert index.calls == 1


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_wheel_that_arrives_damaged_is_an_error(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, damage: Callable[[Path], None]
) -> None:
    def act(folder: Path) -> None:
        damage(wheel(folder))

    index = stub_index(monkeypatch, act)
    cache = tmp_path / "cache"
    assert str(cache) in message(lambda: load.release("1.16.5", "tiny", cache))
    assert index.calls == 1


def test_a_cache_that_is_no_folder_is_no_traceback(tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    cache.touch()
    said = message(lambda: load.release("1.16.5", "tiny", cache))
    assert said.startswith(f"cannot use {cache} for botocore 1.16.5: ")
    assert "SHAPEGEN_CACHE" in said


def test_the_cache_folder_can_be_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SHAPEGEN_CACHE", str(tmp_path))
    assert load.cache_folder() == tmp_path
    monkeypatch.setenv("SHAPEGEN_CACHE", "")
    assert load.cache_folder().name == "shapegen"


def test_a_wheel_that_is_not_as_it_was_fetched_is_fetched_anew(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    kept = wheel(tmp_path, members={MEMBER: of(shapes={})})
    kept.with_name(f"{kept.name}.sha256").write_text(hashlib.sha256(b"other").hexdigest())
    index = stub_index(monkeypatch, delivers)
    load.release("1.16.5", "tiny", tmp_path)
    assert index.calls == 1


# A file


@pytest.mark.parametrize(
    "raw", [JSON, gzip.compress(JSON, mtime=0), b"\xef\xbb\xbf" + JSON], ids=["plain", "gzip", "BOM"]
)
@pytest.mark.parametrize("name", ["service-2.json", "service-2.json.gz", "any"])
def test_a_json_file_is_read_by_its_content(tmp_path: Path, name: str, raw: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(raw)
    model = load.file(path, "tiny")
    assert (model.data, model.service, model.release) == (MODEL, "tiny", None)
    assert model.source == str(path)
    assert (model.paginators, model.waiters) == ({}, {})


def test_a_wheel_gives_what_its_release_gives(tmp_path: Path) -> None:
    path = wheel(tmp_path)
    assert load.file(path, "tiny") == load.release("1.16.5", "tiny", tmp_path)


def test_the_newest_api_version_of_a_wheel_is_read_with_all_beside_it(tmp_path: Path) -> None:
    data = "botocore/data/tiny"
    path = wheel(
        tmp_path,
        members={
            f"{data}/2019-01-01/service-2.json": b"{}",
            f"{data}/2020-01-01/service-2.json": b"{}",
            f"{data}/2020-01-02/service-2.json.gz": gzip.compress(JSON, mtime=0),
            f"{data}/2020-01-02/service-2.sdk-extras.json": json.dumps(
                {"merge": {"shapes": {"Name": {"max": 9}, "New": {"type": "string"}}}}
            ).encode(),
            f"{data}/2020-01-02/paginators-1.json": b'{"pagination": {"Ping": {"limit": "a"}}}',
            f"{data}/2020-01-02/paginators-1.sdk-extras.json": (b'{"merge": {"pagination": {"Ping": {"more": "b"}}}}'),
            f"{data}/2020-01-02/waiters-2.json": b'{"version": 2, "waiters": {"Up": {}}}',
            f"{data}/2021-01-01/paginators-1.json": b'{"pagination": {}}',
        },
    )
    model = load.file(path, "tiny")
    shapes = {"Name": {"type": "string", "max": 9}, "New": {"type": "string"}}
    assert model.data == {**MODEL, "shapes": shapes}
    assert model.paginators == {"Ping": {"limit": "a", "more": "b"}}
    assert model.waiters == {"Up": {}}


def test_member_names_of_a_wheel_reach_no_disk(tmp_path: Path) -> None:
    hostile = ["../../evil", "/evil", "//", "botocore/data/../x/service-2.json", MEMBER]
    folder = tmp_path / "a/b"
    path = wheel(folder, members=dict.fromkeys(hostile, JSON))
    assert load.file(path, "tiny").data == MODEL
    assert [found for found in tmp_path.rglob("*") if found.is_file()] == [path]


def test_a_wheel_of_something_else_is_refused(tmp_path: Path) -> None:
    path = wheel(tmp_path)
    other = shutil.copy(path, tmp_path / "boto3-1.16.5-py3-none-any.whl")
    assert "is not named like a botocore wheel" in message(lambda: load.file(Path(other), "tiny"))


def of(**parts: object) -> bytes:
    return json.dumps({**MODEL, **parts}).encode()


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b"", "not JSON in UTF-8: Expecting value: line 1 column 1"),
        (b'{"metadata":\n  oops}', "not JSON in UTF-8: Expecting value: line 2 column 3"),
        (b'{"metadata": "\xff"}', "can't decode byte 0xff in position 14"),
        (JSON.decode().encode("utf-16"), "not JSON in UTF-8"),
        (b'{"metadata": NaN}', "NaN is not a JSON number"),
        (b'{"metadata": -Infinity}', "-Infinity is not a JSON number"),
        (b'{"metadata": ' + b"9" * 5000 + b"}", "not JSON in UTF-8: Exceeds the limit"),
        (b'{"shapes": {"A": {}, "B": {}, "A": {}}}', "'A' stands 2 times in one object"),
        (b'{"metadata": ' + b"[" * 200_000, "nested too deeply"),
        (gzip.compress(JSON, mtime=0)[:-10], "damaged gzip"),
        (gzip.compress(JSON, mtime=0)[:10] + b"\xff" * 30, "damaged gzip"),
        (gzip.compress(JSON, mtime=0) + b"more", "damaged gzip"),
        (b"[]", "not a JSON object"),
        (b"null", "not a JSON object"),
        (b"{}", "has no object 'metadata'"),
        (b'{"version": 2, "waiters": {}}', "has no object 'metadata'"),
        (b'{"metadata": {}}', "has no object 'operations'"),
        (b'{"metadata": {}, "operations": {}}', "has no object 'shapes'"),
        (of(shapes=[]), "has no object 'shapes'"),
        (of(shapes={"Name": "string"}), "'Name' in 'shapes' is not an object"),
        (of(operations={"Ping": None}), "'Ping' in 'operations' is not an object"),
    ],
)
def test_a_file_that_is_no_model_is_answered_with_its_path_and_why(tmp_path: Path, raw: bytes, expected: str) -> None:
    path = tmp_path / "service-2.json"
    path.write_bytes(raw)
    said = message(lambda: load.file(path, "tiny"))
    assert said.startswith(str(path))
    assert expected in said


@pytest.mark.parametrize(
    "members",
    [
        {MEMBER: JSON, MEMBER.replace("service-2", "paginators-1"): b'{"pagination": []}'},
        {MEMBER: JSON, MEMBER.replace("service-2", "waiters-2"): b'{"waiters": 1}'},
        {MEMBER: JSON, MEMBER.replace("service-2", "service-2.sdk-extras"): b'{"merge": 1}'},
        {MEMBER: JSON, MEMBER.replace("service-2", "service-2.sdk-extras"): b"oops"},
    ],
)
def test_what_stands_beside_a_model_is_held_to_its_form_too(tmp_path: Path, members: dict[str, bytes]) -> None:
    path = wheel(tmp_path, members=members)
    assert message(lambda: load.file(path, "tiny")).startswith(str(path))


@pytest.mark.parametrize("name", ["missing.json", "botocore-1.16.5-py3-none-any.whl", "."])
def test_what_cannot_be_read_is_answered_with_what_can(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    said = message(lambda: load.file(path, "tiny"))
    assert said.startswith(f"cannot read {path}: ")
    assert "service-2.json" in said


@pytest.mark.parametrize("carrier", ["plain", "gzip", "wheel", "gzip in a wheel"])
def test_a_bomb_is_refused_before_it_is_unpacked(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, carrier: str) -> None:
    monkeypatch.setattr("shapegen.model.documents.LIMIT", 1 << 20)
    raw = b" " * (1 << 20) + JSON
    if "gzip" in carrier:
        raw = gzip.compress(raw, mtime=0)
    path = wheel(tmp_path, members={MEMBER: raw})
    if "wheel" not in carrier:
        path = tmp_path / "service-2.json"
        path.write_bytes(raw)
    assert "holds more than 1 MiB" in message(lambda: load.file(path, "tiny"))


def test_what_lies_beside_a_file_as_in_botocore_belongs_to_it(tmp_path: Path) -> None:
    model = tmp_path / "service-2.json"
    model.write_text('{"metadata": {}, "operations": {}, "shapes": {}}')
    assert (load.file(model, "small").paginators, load.file(model, "small").waiters) == ({}, {})
    (tmp_path / "paginators-1.json").write_text('{"pagination": {"ListThings": {"input_token": "A"}}}')
    (tmp_path / "waiters-2.json.gz").write_bytes(gzip.compress(b'{"version": 2, "waiters": {"Up": {"delay": 1}}}'))
    found = load.file(model, "small")
    assert found.paginators == {"ListThings": {"input_token": "A"}}
    assert found.waiters == {"Up": {"delay": 1}}
    (tmp_path / "paginators-1.json").write_text('{"pagination": []}')
    with pytest.raises(ShapegenError, match="'pagination' is not an object"):
        load.file(model, "small")


def test_botocores_extras_beside_a_file_are_merged_into_it() -> None:
    model = next(Path(BOTOCORE.__path__[0]).glob("data/s3/*/service-2.json*"))
    found, expected = load.file(model, "s3"), load.installed("s3")
    assert found.data["shapes"]["Expires"]["type"] == "timestamp"
    assert (found.data, found.sha256) == (expected.data, expected.sha256)
