"""Which package indexes to ask, and how: what pip and uv are told in environment variables and settings files."""

import configparser
import os
import re
import sys
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from shapegen.errors import ShapegenError

_DEFAULT = "https://pypi.org/simple"
_TRUE = {"1", "true", "t", "yes", "y", "on"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Where packages come from. What is empty nobody set."""

    indexes: tuple[str, ...] = ()
    """URLs of indexes with simple pages, of which the first that has a release is taken."""
    links: tuple[str, ...] = ()
    """Folders of wheels, or pages with links to wheels: what is called `find-links`."""
    proxy: str = ""
    certificates: tuple[str, ...] = ()
    """Files and folders of the certificates that are trusted; without any the system's are."""
    client_certificate: str = ""
    insecure: frozenset[str] = frozenset()
    """Hosts whose certificates are not looked at, with or without a port."""
    timeout: float = 15
    """Seconds until a connection stands, and between two pieces of an answer."""
    retries: int = 5


def settings(environment: Mapping[str, str] = os.environ, folder: Path | None = None) -> Settings:
    """What pip and uv would use in `folder`, by default the current one.

    Both are heard: where each names indexes, those of uv come first. Users and passwords may stand in the URLs, or, for
    an index that has a name, in uv's variables. Keyrings are not asked.

    Raises ShapegenError for a settings file that cannot be read.
    """
    pip = _pip(environment)
    uv = [_uv_environment(environment), *_uv_files(environment, folder or Path.cwd())]
    default = next(filter(None, [*(each.default for each in uv), *_parts(pip.get("index-url"))]), _DEFAULT)
    more = [*(url for each in uv for url in each.more), *_parts(pip.get("extra-index-url"))]
    offline = _is_true(pip.get("no-index")) or any(each.offline for each in uv)
    of_pip = pip.get("cert") or environment.get("REQUESTS_CA_BUNDLE") or environment.get("CURL_CA_BUNDLE")
    certificates = (of_pip, environment.get("SSL_CERT_FILE"), environment.get("SSL_CERT_DIR"))
    timeout = pip.get("timeout") or pip.get("default-timeout") or environment.get("UV_HTTP_TIMEOUT")
    return Settings(
        indexes=() if offline else tuple(dict.fromkeys([*more, default])),
        links=tuple(dict.fromkeys([*(link for each in uv for link in each.links), *_parts(pip.get("find-links"))])),
        proxy=pip.get("proxy", ""),
        certificates=tuple(filter(None, certificates)),
        client_certificate=pip.get("client-cert") or environment.get("SSL_CLIENT_CERT", ""),
        insecure=frozenset([*(host for each in uv for host in each.insecure), *_parts(pip.get("trusted-host"))]),
        timeout=_number(timeout, 15),
        retries=int(_number(pip.get("retries") or environment.get("UV_HTTP_RETRIES"), 5)),
    )


# pip: https://pip.pypa.io/en/stable/topics/configuration/


def _pip(environment: Mapping[str, str]) -> dict[str, str]:
    """The settings of `pip download`, by the long names of its options."""
    found: dict[str, str] = {}
    for path in _pip_files(environment):
        parser = configparser.RawConfigParser()
        try:
            parser.read(path, "utf-8")
        except (configparser.Error, UnicodeDecodeError, OSError) as error:
            raise ShapegenError(f"{path}: not settings of pip: {error}") from error
        for section in ("global", "download"):
            if parser.has_section(section):
                found |= {key.replace("_", "-"): value for key, value in parser[section].items()}
    for name, value in environment.items():
        if name.startswith("PIP_") and value:
            found[name.removeprefix("PIP_").lower().replace("_", "-")] = value
    return found


def _pip_files(environment: Mapping[str, str]) -> list[Path]:
    """Where pip's settings may lie; the later ones replace what the earlier ones say."""
    named = environment.get("PIP_CONFIG_FILE")
    if named == os.devnull:
        return []
    name = "pip.ini" if sys.platform == "win32" else "pip.conf"
    home = Path.home()
    of_all, of_user = _folders(environment)
    files = [folder / "pip" / name for folder in reversed(of_all)]
    if sys.platform not in ("win32", "darwin"):
        files.append(Path("/etc/pip.conf"))
    if not (named and Path(named).exists()):
        legacy = home / ("pip" if sys.platform == "win32" else ".pip") / name
        mac = home / "Library" / "Application Support" / "pip"
        user = mac if sys.platform == "darwin" and mac.is_dir() else of_user / "pip"
        files += [legacy, user / name]
    files.append(Path(sys.prefix) / name)
    return [*files, *([Path(named)] if named else [])]


# uv: https://docs.astral.sh/uv/reference/settings/


@dataclass(frozen=True, slots=True, kw_only=True)
class _Uv:
    """What one place says; the earlier places count first."""

    default: str = ""
    more: Sequence[str] = ()
    links: Sequence[str] = ()
    insecure: Sequence[str] = ()
    offline: bool = False


def _uv_environment(environment: Mapping[str, str]) -> _Uv:
    def urls(variable: str) -> list[str]:
        return [_named(each, environment) for each in _parts(environment.get(variable))]

    return _Uv(
        default=next(iter(urls("UV_DEFAULT_INDEX") or urls("UV_INDEX_URL")), ""),
        more=urls("UV_INDEX") + urls("UV_EXTRA_INDEX_URL"),
        links=re.split("[ ,]+", environment["UV_FIND_LINKS"]) if environment.get("UV_FIND_LINKS") else (),
        insecure=_parts(environment.get("UV_INSECURE_HOST")),
        offline=_is_true(environment.get("UV_OFFLINE")) or _is_true(environment.get("UV_NO_INDEX")),
    )


def _uv_files(environment: Mapping[str, str], folder: Path) -> Iterator[_Uv]:
    named = environment.get("UV_CONFIG_FILE")
    if _is_true(environment.get("UV_NO_CONFIG")):
        return
    if named:
        yield _uv_settings(_toml(Path(named)), Path(named).parent, environment)
        return
    for each in (folder, *folder.parents):
        if (each / "uv.toml").is_file():
            yield _uv_settings(_toml(each / "uv.toml"), each, environment)
            break
        if (each / "pyproject.toml").is_file():
            tools = _toml(each / "pyproject.toml").get("tool", {})
            if "uv" in tools:
                yield _uv_settings(tools["uv"], each, environment)
                break
    of_all, of_user = _folders(environment)
    for each in (of_user, *of_all, *([] if sys.platform == "win32" else [Path("/etc")])):
        if (each / "uv" / "uv.toml").is_file():
            yield _uv_settings(_toml(each / "uv" / "uv.toml"), each / "uv", environment)


def _uv_settings(said: Mapping[str, Any], folder: Path, environment: Mapping[str, str]) -> _Uv:
    try:
        indexes = [index for index in said.get("index", ()) if not index.get("explicit")]
        default = [index for index in indexes if index.get("default")]
        others = [index for index in indexes if not index.get("default")]
        return _Uv(
            default=_authorised(default[0], environment) if default else said.get("index-url", ""),
            more=[*(_authorised(index, environment) for index in others), *said.get("extra-index-url", ())],
            links=[_beside(folder, link) for link in said.get("find-links", ())],
            insecure=said.get("allow-insecure-host", ()),
            offline=bool(said.get("offline") or said.get("no-index")),
        )
    except (AttributeError, KeyError, TypeError) as error:
        raise ShapegenError(f"{folder}: the settings of uv there are not as uv has them: {error}") from error


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise ShapegenError(f"{path}: not settings of uv: {error}") from error


def _named(index: str, environment: Mapping[str, str]) -> str:
    """The URL of `name=URL`, or of a URL alone."""
    name, equals, url = index.partition("=")
    if not equals or not re.fullmatch(r"[\w.-]+", name):
        return index
    return _authorised({"name": name, "url": url}, environment)


def _authorised(index: Mapping[str, str], environment: Mapping[str, str]) -> str:
    """The URL of an index, with the user and the password that uv's variables have for its name."""
    variable = "UV_INDEX_" + re.sub(r"\W|\.", "_", index.get("name", "")).upper()
    user, password = environment.get(f"{variable}_USERNAME", ""), environment.get(f"{variable}_PASSWORD", "")
    url = urlsplit(index["url"])
    if not (user or password) or "@" in url.netloc:
        return index["url"]
    return url._replace(netloc=f"{quote(user, '')}:{quote(password, '')}@{url.netloc}").geturl()


def _beside(folder: Path, link: str) -> str:
    return link if "://" in link else str(folder / link)


# Of both


def _folders(environment: Mapping[str, str]) -> tuple[list[Path], Path]:
    """Where settings of all users lie, the most important first, and those of this one."""
    home = Path.home()
    if sys.platform == "win32":
        return [Path(environment.get("PROGRAMDATA", "C:/ProgramData"))], Path(environment.get("APPDATA", home))
    of_user = Path(environment.get("XDG_CONFIG_HOME") or home / ".config")
    if sys.platform == "darwin":
        return [Path("/Library/Application Support")], of_user
    of_all = [Path(each) for each in (environment.get("XDG_CONFIG_DIRS") or "/etc/xdg").split(os.pathsep) if each]
    return of_all, of_user


def _parts(text: str | None) -> list[str]:
    return (text or "").split()


def _is_true(text: str | None) -> bool:
    return (text or "").strip().lower() in _TRUE


def _number(text: str | None, default: float) -> float:
    try:
        return max(float(text), 0) if text else default
    except ValueError:
        return default
