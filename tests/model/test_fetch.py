"""Releases of botocore come from a package index by one GET a wheel, by the settings of pip and uv."""

import base64
import datetime
import ipaddress
import os
import shutil
import ssl
import subprocess
import sys
from collections.abc import Callable, Generator, Mapping
from contextlib import ExitStack
from http.server import BaseHTTPRequestHandler
from importlib import import_module
from pathlib import Path
from typing import Any

import models
import pytest
from package_index import Index, served

from shapegen.errors import ShapegenError, UnreachableError
from shapegen.model import fetch
from shapegen.model.wheel_files import is_as_fetched

#: Of pip and uv, and what they and others take for the network: none of it may come from whose machine this is.
_SETTINGS = (
    "PIP_",
    "UV_",
    "SSL_",
    "REQUESTS_CA",
    "CURL_CA",
    "HTTP",
    "http",
    "ALL_PROXY",
    "all_proxy",
    "NO_",
    "no_",
    "XDG",
)


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A home without settings, in a folder without any."""
    for name in os.environ:
        if name.startswith(_SETTINGS):
            monkeypatch.delenv(name)
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("XDG_CONFIG_DIRS", str(home / "all"))
    monkeypatch.setattr(fetch, "_offers", fetch._offers.__wrapped__)
    monkeypatch.chdir(home)
    return home


def wheels(folder: Path, *releases: str) -> Path:
    for release in releases:
        models.wheel(folder, release, "small", b"{}")
    return folder


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Generator[Index, None, None]:
    with served(wheels(tmp_path / "wheels", "1.9.9", "1.16.5", "1.16.26", "1.17.0")) as index:
        monkeypatch.setenv("PIP_INDEX_URL", index.url)
        monkeypatch.setenv("PIP_RETRIES", "0")
        yield index


def message(call: Callable[[], object], kind: type[ShapegenError] = UnreachableError) -> str:
    with pytest.raises(kind) as caught:
        call()
    return str(caught.value)


@pytest.mark.parametrize("form", ["application/vnd.pypi.simple.v1+json", "text/html"])
def test_a_wheel_is_one_get_and_the_page_another_and_a_line_says_so(
    index: Index, tmp_path: Path, form: str, capsys: pytest.CaptureFixture[str]
) -> None:
    index.forms = {form}
    got = fetch.wheel("1.16.5", tmp_path / "cache")
    assert index.paths() == ["/simple/botocore/", "/files/botocore-1.16.5-py2.py3-none-any.whl"]
    assert got.read_bytes() == (index.wheels / got.name).read_bytes()
    assert sorted(path.name for path in got.parent.iterdir()) == [got.name, f"{got.name}.sha256"]
    assert capsys.readouterr().err == "Fetching botocore 1.16.5, 0.0 MB.\n"


def test_releases_are_ordered_by_number(index: Index) -> None:
    assert fetch.releases() == ("1.9.9", "1.16.5", "1.16.26", "1.17.0")


def test_what_an_index_withdrew_is_no_release_but_can_be_named(index: Index, tmp_path: Path) -> None:
    index.forms = {"text/html"}
    page = index.page

    def withdrawn(name: str, accepted: str) -> tuple[str, bytes] | None:
        kind, text = page(name, accepted) or ("", b"")
        return kind, text.replace(b'">botocore-1.17', b'" data-yanked="">botocore-1.17')

    index.page = withdrawn  # type: ignore[method-assign]
    assert fetch.releases()[-1] == "1.16.26"
    assert fetch.wheel("1.17.0", tmp_path).name.startswith("botocore-1.17.0-")


@pytest.mark.parametrize(
    ("version", "near"), [("0.1.0", "1.9.9"), ("1.16.99", "1.16.26 and 1.17.0"), ("3.0.0", "1.17.0")]
)
def test_a_release_that_does_not_exist_is_answered_with_its_neighbours(index: Index, version: str, near: str) -> None:
    said = message(lambda: fetch.wheel(version, Path("cache")), ShapegenError)
    assert said == f"there is no botocore {version}; the nearest: {near}"
    assert not Path("cache").exists()


def test_a_wheel_with_another_hash_than_promised_is_not_kept(index: Index, tmp_path: Path) -> None:
    def other(request: BaseHTTPRequestHandler) -> bool:
        if not request.path.startswith("/files"):
            return False
        request.send_response(200)
        request.send_header("Content-Length", "4")
        request.end_headers()
        request.wfile.write(b"evil")
        return True

    index.answer = other
    said = message(lambda: fetch.wheel("1.16.5", tmp_path / "cache"))
    assert "came with other bytes than its index promises (sha256 " in said
    assert not list((tmp_path / "cache").iterdir())


def status(code: int) -> Callable[[BaseHTTPRequestHandler], bool]:
    def answer(request: BaseHTTPRequestHandler) -> bool:
        request.send_response(code)
        request.end_headers()
        return True

    return answer


def breaks_off(request: BaseHTTPRequestHandler) -> bool:
    if not request.path.startswith("/files"):
        return False
    request.send_response(200)
    request.send_header("Content-Length", "1000")
    request.end_headers()
    request.wfile.write(b"half")
    return True


def talks(text: bytes, kind: str) -> Callable[[BaseHTTPRequestHandler], bool]:
    def answer(request: BaseHTTPRequestHandler) -> bool:
        request.send_response(200)
        request.send_header("Content-Type", kind)
        request.end_headers()
        request.wfile.write(text)
        return True

    return answer


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (status(401), "the package index refuses (HTTP 401): it may want a user and a password"),
        (status(500), "HTTP 500"),
        (status(404), "no package index has botocore 1.16.5, nor any other"),
        (breaks_off, "the connection broke"),
        (talks(b"{", "application/vnd.pypi.simple.v1+json"), "its page of botocore is not as an index's is"),
        (talks(b'{"files": [1]}', "application/vnd.pypi.simple.v1+json"), "its page of botocore is not as an index's"),
        (talks(b"Welcome to the airport!", "text/html"), "no package index has botocore 1.16.5, nor any other"),
    ],
)
def test_what_an_index_does_wrong_is_said_with_its_host_alone(
    index: Index, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answer: Any, said: str
) -> None:
    monkeypatch.setenv("PIP_INDEX_URL", index.url.replace("//", "//me:secret@"))
    index.answer = answer
    told = message(lambda: fetch.wheel("1.16.5", tmp_path / "cache"))
    assert said in told
    assert "secret" not in told
    assert not list(tmp_path.glob("cache/*"))


def test_where_nobody_listens_it_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PIP_INDEX_URL", "http://me:secret@127.0.0.1:9/simple")
    monkeypatch.setenv("PIP_RETRIES", "0")
    said = message(lambda: fetch.wheel("1.16.5", tmp_path / "cache"))
    assert said.startswith("127.0.0.1:9: no connection. Check the network and the settings of pip or uv")


def test_a_busy_index_is_asked_again(index: Index, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIP_RETRIES", "2")
    index.answer = lambda request: len(index.asked) == 1 and status(503)(request)
    fetch.wheel("1.16.5", tmp_path)
    assert index.paths() == ["/simple/botocore/"] * 2 + ["/files/botocore-1.16.5-py2.py3-none-any.whl"]


def test_of_two_indexes_one_that_fails_stands_in_the_way_only_if_it_may_matter(
    index: Index, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PIP_EXTRA_INDEX_URL", "http://127.0.0.1:9/simple")
    fetch.wheel("1.16.5", tmp_path)
    message(fetch.releases)
    message(lambda: fetch.wheel("1.16.99", tmp_path))


def test_what_a_killed_download_left_goes_and_what_is_under_way_stays(index: Index, tmp_path: Path) -> None:
    old, new = tmp_path / "botocore-1.17.0.whl.1.shapegen-part", tmp_path / "botocore-1.17.0.whl.2.shapegen-part"
    old.touch()
    new.touch()
    os.utime(old, (1, 1))
    fetch.wheel("1.16.5", tmp_path)
    assert (old.exists(), new.exists()) == (False, True)


def test_a_kept_wheel_is_held_to_its_hash(index: Index, tmp_path: Path) -> None:
    path = fetch.wheel("1.16.5", tmp_path)
    assert is_as_fetched(path)
    path.write_bytes(path.read_bytes() + b"more")
    assert not is_as_fetched(path)
    assert is_as_fetched(Path(shutil.copy(path, tmp_path / "by-hand.whl")))


# What pip and uv are told. They themselves are asked what they make of it.


class Places:
    """Indexes a to d, each with a release of its own, and what each was asked."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self.indexes = {
            name: stack.enter_context(served(wheels(folder / name, f"1.0.{number}")))
            for number, name in enumerate("abcd")
        }

    def filled(self, text: str, folder: Path) -> str:
        for name, index in self.indexes.items():
            text = text.replace(f"<{name}>", index.url).replace(f"<{name}-wheels>", str(index.wheels))
        return text.replace("<here>", str(folder))

    def require_user(self, required: bool) -> None:
        for index in self.indexes.values():
            index.answer = lambda request: required and not request.headers["Authorization"] and status(401)(request)

    def asked(self) -> dict[str, set[str | None]]:
        """The users that each index was asked by, and forgets that."""
        found = {
            name: {user for path, user in index.asked if path == "/simple/botocore/"}
            for name, index in self.indexes.items()
        }
        for index in self.indexes.values():
            index.asked.clear()
        return {name: users for name, users in found.items() if users}


def user(name: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{name}:{password}".encode()).decode()


Row = tuple[dict[str, str], dict[str, str]]  # variables, files below the home folder
OF_PIP: dict[str, Row] = {
    "two more": ({"PIP_INDEX_URL": "<a>", "PIP_EXTRA_INDEX_URL": "<b> <c>"}, {}),
    "an old file": ({}, {".pip/pip.conf": "[global]\nindex-url = <a>\n"}),
    "a file of all": ({}, {"all/pip/pip.conf": "[global]\nindex-url = <a>\nextra-index-url =\n  <b>\n  <c>\n"}),
    "the user's before that of all": (
        {},
        {"all/pip/pip.conf": "[global]\nindex-url = <a>\n", ".config/pip/pip.conf": "[global]\nindex_url = <b>\n"},
    ),
    "the command's": ({}, {".config/pip/pip.conf": "[global]\nindex-url = <a>\n[download]\nindex-url = <b>\n"}),
    "a variable before a file": ({"PIP_INDEX_URL": "<b>"}, {".config/pip/pip.conf": "[global]\nindex-url = <a>\n"}),
    "a named file": (
        {"PIP_CONFIG_FILE": "<here>/own"},
        {".config/pip/pip.conf": "[global]\nindex-url = <a>\n", "own": "[global]\nindex-url = <b>\n"},
    ),
    "no files": (
        {"PIP_CONFIG_FILE": os.devnull, "PIP_INDEX_URL": "<b>"},
        {".config/pip/pip.conf": "[global]\nextra-index-url = <a>\n"},
    ),
    "a user": ({"PIP_INDEX_URL": "<a@>"}, {}),
    "a .netrc": ({"PIP_INDEX_URL": "<a>"}, {".netrc": "machine 127.0.0.1 login me password word\n"}),
    "no index": ({"PIP_INDEX_URL": "<a>", "PIP_NO_INDEX": "1", "PIP_FIND_LINKS": "<b-wheels>"}, {}),
}
OF_UV: dict[str, Row] = {
    "a variable": ({"UV_DEFAULT_INDEX": "<a>"}, {}),
    "the old variable": ({"UV_INDEX_URL": "<a>", "UV_EXTRA_INDEX_URL": "<b>"}, {}),
    "more": ({"UV_DEFAULT_INDEX": "<a>", "UV_INDEX": "<b> c=<c>"}, {}),
    "a named one's user": (
        {"UV_DEFAULT_INDEX": "one=<a>", "UV_INDEX_ONE_USERNAME": "me", "UV_INDEX_ONE_PASSWORD": "word"},
        {},
    ),
    "a file": ({}, {".config/uv/uv.toml": 'index-url = "<a>"\nextra-index-url = ["<b>"]\n'}),
    "a file of all": ({}, {"all/uv/uv.toml": '[[index]]\nurl = "<a>"\ndefault = true\n'}),
    "the project's": (
        {},
        {
            "pyproject.toml": '[[tool.uv.index]]\nurl = "<a>"\ndefault = true\n[[tool.uv.index]]\nurl = "<b>"\n'
            '[[tool.uv.index]]\nname = "torch"\nurl = "<d>"\nexplicit = true\n',
            ".config/uv/uv.toml": 'extra-index-url = ["<c>"]\n',
        },
    ),
    "uv.toml before pyproject.toml": (
        {},
        {
            "pyproject.toml": '[[tool.uv.index]]\nurl = "<a>"\ndefault = true\n',
            "uv.toml": 'index-url = "<b>"\n',
        },
    ),
    "a named file": (
        {"UV_CONFIG_FILE": "<here>/own"},
        {"uv.toml": 'index-url = "<a>"\n', "own": 'index-url = "<b>"\n'},
    ),
    "a .netrc": ({"UV_DEFAULT_INDEX": "<a>"}, {".netrc": "machine 127.0.0.1 login me password word\n"}),
}


def _asked_by(places: Places, row: Row, home: Path, monkeypatch: pytest.MonkeyPatch) -> Mapping[str, set[str | None]]:
    """Sets up what the row says, and gives whom `fetch` asks."""
    variables, files = row
    for name, text in variables.items():
        text = text.replace("<a@>", places.indexes["a"].url.replace("//", "//me:word@"))
        monkeypatch.setenv(name, places.filled(text, home))
    for name, text in files.items():
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_text(places.filled(text, home))
    fetch.releases()
    return places.asked()


@pytest.mark.parametrize("row", OF_PIP.values(), ids=OF_PIP)
def test_the_indexes_asked_are_those_that_pip_asks(
    row: Row, tmp_path: Path, environment: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with ExitStack() as stack:
        places = Places(tmp_path, stack)
        places.require_user(".netrc" in row[1])
        ours = _asked_by(places, row, environment, monkeypatch)
        command = [
            sys.executable,
            "-m",
            "pip",
            "download",
            "--no-deps",
            "--dest",
            str(tmp_path / "got"),
            "botocore==9.9.9",
        ]
        subprocess.run(command, capture_output=True, check=False)
        assert ours == _signed(places.asked())


@pytest.mark.parametrize("row", OF_UV.values(), ids=OF_UV)
def test_the_indexes_asked_are_those_that_uv_asks(
    row: Row, tmp_path: Path, environment: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    uv = Path(sys.executable).with_name("uv")
    (environment / "wanted.in").write_text("botocore==9.9.9\n")
    with ExitStack() as stack:
        places = Places(tmp_path, stack)
        places.require_user(".netrc" in row[1])
        ours = _asked_by(places, row, environment, monkeypatch)
        command = [str(uv), "pip", "compile", "--no-cache", "--index-strategy", "unsafe-best-match", "wanted.in"]
        subprocess.run(command, capture_output=True, check=False)
        assert ours == _signed(places.asked())


def _signed(asked: dict[str, set[str | None]]) -> dict[str, set[str | None]]:
    """Some ask without a user first."""
    return {name: users - {None} or users for name, users in asked.items()}


def test_folders_of_wheels_are_asked_without_a_network(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    links = wheels(tmp_path / "links", "1.0.1")
    simple = tmp_path / "simple" / "botocore"
    wheels(simple, "1.0.2")
    (simple / "index.html").write_text('<a href="botocore-1.0.2-py2.py3-none-any.whl">it</a>')
    monkeypatch.setenv("PIP_FIND_LINKS", str(links))
    monkeypatch.setenv("PIP_INDEX_URL", (tmp_path / "simple").as_uri())
    assert fetch.releases() == ("1.0.1", "1.0.2")
    for version in ("1.0.1", "1.0.2"):
        assert fetch.wheel(version, tmp_path / "cache").exists()
    monkeypatch.setenv("UV_OFFLINE", "1")
    assert fetch.releases() == ("1.0.1",)


@pytest.mark.parametrize("variable", ["HTTP_PROXY", "http_proxy", "ALL_PROXY", "PIP_PROXY"])
def test_a_proxy_is_gone_through(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, variable: str) -> None:
    with served(wheels(tmp_path / "wheels", "1.0.1")) as proxy:
        host = proxy.url.removeprefix("http://").removesuffix("/simple")
        monkeypatch.setenv(variable, f"http://me:word@{host}")
        monkeypatch.setenv("PIP_INDEX_URL", "http://index.invalid/simple")
        seen: list[str | None] = []

        def answer(request: BaseHTTPRequestHandler) -> bool:
            seen.append(request.headers["Proxy-Authorization"])
            return False

        proxy.answer = answer
        assert fetch.wheel("1.0.1", tmp_path / "cache").exists()
        assert seen == [user("me", "word")] * 2
        if variable != "PIP_PROXY":  # which pip uses for every host
            monkeypatch.setenv("NO_PROXY", "index.invalid")
            monkeypatch.setenv("PIP_RETRIES", "0")
            assert "index.invalid: no connection" in message(fetch.releases)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A key and a certificate for 127.0.0.1 that nobody trusts."""
    x509, hashes = import_module("cryptography.x509"), import_module("cryptography.hazmat.primitives.hashes")
    serialization = import_module("cryptography.hazmat.primitives.serialization")
    key = import_module("cryptography.hazmat.primitives.asymmetric.ec").generate_private_key(
        import_module("cryptography.hazmat.primitives.asymmetric.ec").SECP256R1()
    )
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "index")])
    day = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), 1, day, day + datetime.timedelta(365 * 100))
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.KeyUsage(True, False, False, False, False, True, True, False, False), critical=True)
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), False)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path = tmp_path_factory.mktemp("certificate") / "both.pem"
    path.write_bytes(private + made.public_bytes(pem))
    return path


@pytest.fixture
def secure(tmp_path: Path, certificate: Path, monkeypatch: pytest.MonkeyPatch) -> Generator[Index, None, None]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with served(wheels(tmp_path / "wheels", "1.0.1"), context) as index:
        monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
        monkeypatch.setenv("PIP_INDEX_URL", index.url)
        monkeypatch.setenv("PIP_RETRIES", "0")
        yield index


def test_a_certificate_that_nobody_trusts_is_refused(secure: Index) -> None:
    assert "its certificate is not trusted (" in message(fetch.releases)
    assert secure.asked == []


@pytest.mark.parametrize("variable", ["PIP_CERT", "SSL_CERT_FILE", "REQUESTS_CA_BUNDLE"])
def test_a_named_certificate_is_trusted(
    secure: Index, certificate: Path, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    monkeypatch.setenv(variable, str(certificate))
    assert fetch.releases() == ("1.0.1",)


@pytest.mark.parametrize("variable", ["PIP_TRUSTED_HOST", "UV_INSECURE_HOST"])
def test_a_host_may_be_trusted_without_one(secure: Index, monkeypatch: pytest.MonkeyPatch, variable: str) -> None:
    monkeypatch.setenv(variable, "127.0.0.1")
    assert fetch.releases() == ("1.0.1",)


@pytest.mark.parametrize("name", ["PIP_CERT", "PIP_CLIENT_CERT"])
def test_a_certificate_that_is_not_there_is_no_traceback(
    secure: Index, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(name, "nowhere.pem")
    message(fetch.releases)


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        (".config/pip/pip.conf", "index-url", "pip.conf: not settings of pip: "),
        ("uv.toml", "index-url =", "uv.toml: not settings of uv: "),
        ("uv.toml", "index = 1", "the settings of uv there are not as uv has them"),
    ],
)
def test_settings_that_cannot_be_read_are_an_error(environment: Path, name: str, text: str, said: str) -> None:
    (environment / name).parent.mkdir(parents=True, exist_ok=True)
    (environment / name).write_text(text)
    assert said in message(fetch.releases, ShapegenError)


@pytest.mark.network
def test_a_real_release_comes_from_the_package_index(tmp_path: Path) -> None:
    assert fetch.wheel("1.16.5", tmp_path).stat().st_size > 1 << 20
