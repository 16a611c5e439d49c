"""Where a service model comes from, and what a person reads when it does not come."""

import gzip
import hashlib
import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from pathlib import Path
from threading import Barrier
from types import ModuleType
from typing import Any

import pytest

from shapegen.errors import ShapegenError
from shapegen.model import load

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


@pytest.fixture
def real_pip(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The folder that is all the index pip has."""
    links = tmp_path / "links"
    links.mkdir()
    for name in ("PIP_INDEX_URL", "PIP_EXTRA_INDEX_URL", "PIP_CONSTRAINT"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(links))
    return links


Act = Callable[[Path], tuple[int, str]]  # destination -> exit code, stderr


class StubPip:
    """Stands for `subprocess.run`, and counts."""

    def __init__(self, act: Act) -> None:
        self.act = act
        self.calls = 0

    def __call__(self, command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        self.calls += 1
        code, said = self.act(Path(command[command.index("--dest") + 1]))
        return subprocess.CompletedProcess(command, code, "", said)


def stub_pip(monkeypatch: pytest.MonkeyPatch, act: Act) -> StubPip:
    pip = StubPip(act)
    monkeypatch.setattr(subprocess, "run", pip)
    return pip


def delivers(folder: Path) -> tuple[int, str]:
    wheel(folder)
    return 0, ""


def fails(said: str) -> Act:
    return lambda _: (1, said)


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
    assert said.startswith(f"botocore {BOTOCORE.__version__} has no service 'SageMakr'")
    assert "nearest names are sagemaker," in said
    assert message(lambda: load.installed("@")).endswith("nor one of a similar name")


@pytest.mark.parametrize("service", ["", ".", "..", "../data/s3", "s3/2006-03-01", "endpoints.json"])
def test_a_path_is_not_a_service(service: str) -> None:
    assert "has no service" in message(lambda: load.installed(service))


def test_without_botocore_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "botocore", None)
    for call in (load.services, lambda: load.installed("s3")):
        said = message(call)
        assert said == "botocore is not installed: pip install 'monitorshapes[codegen]'"


def test_an_unreadable_installation_is_no_traceback(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    botocore = ModuleType("botocore")
    botocore.__path__ = [str(tmp_path)]
    monkeypatch.setattr(botocore, "__version__", "1.2.3", raising=False)
    monkeypatch.setitem(sys.modules, "botocore", botocore)
    (tmp_path / "data/tiny/2020-01-01/service-2.json").mkdir(parents=True)
    assert "cannot read" in message(lambda: load.installed("tiny"))


def test_loading_does_not_pay_for_botocores_loader() -> None:
    code = (
        "import sys; from shapegen import load; assert 'botocore' not in sys.modules;"
        "load.installed('sts'); assert 'botocore.loaders' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


# A release


def test_the_installed_release_is_not_downloaded(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    pip = stub_pip(monkeypatch, delivers)
    assert load.release(BOTOCORE.__version__, "sts", tmp_path) == load.installed("sts")
    assert pip.calls == 0


def test_a_release_is_downloaded_once_and_kept(real_pip: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    wheel(real_pip)
    wheel(real_pip, "1.16.50")
    cache = tmp_path / "a cache" / "not yet there"
    first = load.release("1.16.5", "tiny", cache)
    assert first == load.Model("tiny", "1.16.5", "botocore 1.16.5", hashlib.sha256(JSON).hexdigest(), MODEL)
    assert [kept.name for kept in cache.iterdir()] == ["botocore-1.16.5-py2.py3-none-any.whl"]

    pip = stub_pip(monkeypatch, fails(""))
    assert load.release("1.16.5", "tiny", cache) == first
    assert pip.calls == 0


def test_a_pip_in_the_current_folder_is_not_run(
    real_pip: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "pip.py").write_text("raise SystemExit('not pip')")
    monkeypatch.chdir(tmp_path)
    wheel(real_pip)
    assert load.release("1.16.5", "tiny", tmp_path / "cache").data == MODEL


def test_a_release_that_does_not_exist_is_answered_with_its_neighbours(real_pip: Path, tmp_path: Path) -> None:
    for version in ("1.9.1", "1.16.5", "1.16.26", "1.17.0"):
        wheel(real_pip, version)
    said = message(lambda: load.release("1.16.99", "tiny", tmp_path))
    assert said == "pip finds no botocore 1.16.99; the nearest: 1.16.26 and 1.17.0"


@pytest.mark.parametrize(
    ("version", "nearest"), [("0.1.0", "1.0.0"), ("1.10.0", "1.9.9 and 2.0.0"), ("3.0.0", "2.0.0")]
)
def test_neighbours_are_near_by_number_and_are_releases(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, version: str, nearest: str
) -> None:
    listed = "0.9.0rc1, 2.0.0, 1.0.0, 1.9.9, 3.0.0.dev1"
    stub_pip(monkeypatch, fails(f"ERROR: Could not find … (from versions: {listed})\n"))
    said = message(lambda: load.release(version, "tiny", tmp_path))
    assert said.endswith(f"the nearest: {nearest}")


def test_without_an_index_it_says_so_and_names_no_host(
    real_pip: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("PIP_NO_INDEX")
    monkeypatch.setenv("PIP_RETRIES", "0")
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple")
    said = message(lambda: load.release("1.16.5", "tiny", tmp_path / "cache"))
    assert "pip reached no package index that has it" in said
    assert "no network is needed again" in said
    assert "127.0.0.1" not in said
    assert not list((tmp_path / "cache").iterdir())


@pytest.mark.parametrize(
    "said",
    [
        "error: connection-failed\n\n× Failed to connect to x.example while fetching https://x.example",
        "WARNING: slow\nerror: connection-timeout\n\n× Unable to fetch https://x.example",
        "  ERROR: HTTP error 503 while getting https://x.example/botocore.whl",
        "ReadTimeoutError: HTTPSConnectionPool(host='x.example', port=443): Read timed out.",
        "error: ssl-verification-failed\n\n× Failed to establish a secure connection to x.example",
    ],
)
def test_a_broken_connection_is_told_from_a_missing_release(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, said: str
) -> None:
    stub_pip(monkeypatch, fails(said))
    told = message(lambda: load.release("1.16.5", "tiny", tmp_path))
    assert "pip reached no package index" in told
    assert "x.example" not in told


def test_any_other_failure_is_told_in_pips_words_without_addresses(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    stub_pip(
        monkeypatch,
        fails(
            'File "urllib3/connectionpool.py", line 1, in urlopen\n'
            "  ...\nsee https://user:secret@x.example/simple\nOSError: [Errno 28] No space left\n"
        ),
    )
    said = message(lambda: load.release("1.16.5", "tiny", tmp_path))
    assert said.splitlines() == [
        f"pip could not download botocore 1.16.5 to {tmp_path}:",
        "  ...",
        "see <url>",
        "OSError: [Errno 28] No space left",
    ]


def test_a_pip_that_leaves_no_wheel_is_no_traceback(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    stub_pip(monkeypatch, lambda _: (0, ""))
    said = message(lambda: load.release("1.16.5", "tiny", tmp_path))
    assert said.startswith("pip could not download")


def test_without_pip_it_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def nothing(name: str) -> None:
        assert name == "pip"

    monkeypatch.setattr(load, "find_spec", nothing)
    said = message(lambda: load.release("1.16.5", "tiny", tmp_path))
    assert said.startswith(f"botocore 1.16.5 is not in {tmp_path}, and ")
    assert "has no pip" in said
    assert "ensurepip" in said
    (tmp_path / "botocore-1.16.5-py3-none-any.whl").write_bytes(b"no wheel")
    assert message(lambda: load.release("1.16.5", "tiny", tmp_path)).startswith("the botocore 1.16.5 in ")


@pytest.mark.parametrize(
    "version",
    ["1.16", "abc", "../x", "", "1.16.5 ", "1.16.5\n", "01.16.5", "1.16.5rc1", "1.16.*", "１.16.5"],
)
def test_what_is_no_version_does_not_reach_pip(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, version: str) -> None:
    pip = stub_pip(monkeypatch, delivers)
    said = message(lambda: load.release(version, "tiny", tmp_path))
    assert said.startswith(f"{version!r} is not a botocore version")
    assert pip.calls == 0


def test_an_unknown_service_of_a_release_is_not_downloaded_again(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    wheel(tmp_path)
    pip = stub_pip(monkeypatch, delivers)
    said = message(lambda: load.release("1.16.5", "tinny", tmp_path))
    assert said == "botocore 1.16.5 has no service 'tinny'; the nearest names are tiny"
    assert pip.calls == 0


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
    pip = stub_pip(monkeypatch, delivers)
    assert load.release("1.16.5", "tiny", tmp_path).data == MODEL
    assert load.release("1.16.5", "tiny", tmp_path).data == MODEL
    assert pip.calls == 1


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_wheel_that_arrives_damaged_is_an_error(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, damage: Callable[[Path], None]
) -> None:
    def act(folder: Path) -> tuple[int, str]:
        damage(wheel(folder))
        return 0, ""

    pip = stub_pip(monkeypatch, act)
    cache = tmp_path / "cache"
    assert str(cache) in message(lambda: load.release("1.16.5", "tiny", cache))
    assert pip.calls == 1


def test_two_downloads_at_once_are_harmless(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    both = Barrier(2, timeout=10)

    def act(folder: Path) -> tuple[int, str]:
        assert folder.parent == tmp_path  # a rename is atomic within one file system only
        wheel(folder)
        both.wait()
        return 0, ""

    pip = stub_pip(monkeypatch, act)
    with ThreadPoolExecutor(2) as pool:
        runs = [pool.submit(load.release, "1.16.5", "tiny", tmp_path) for _ in range(2)]
        assert runs[0].result() == runs[1].result()
    assert pip.calls == 2
    assert [kept.suffix for kept in tmp_path.iterdir()] == [".whl"]


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


@pytest.mark.network
def test_a_real_release_comes_from_the_package_index(tmp_path: Path) -> None:
    model = load.release("1.16.5", "sagemaker", tmp_path)
    assert model.release == "1.16.5"
    assert model.sha256 == "8ce5ee39b190bf2b63e6ba7d919bfeab9828f365f2d9b84bb29e6c00cf2ed15b"
    network = model.data["shapes"]["NetworkConfig"]["members"]
    assert "EnableInterContainerTrafficEncryption" not in network  # 1.16.6 has it


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
    monkeypatch.setattr(load, "_LIMIT", 1 << 20)
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
