"""One GET, by what pip and uv are told of proxies, certificates, users and patience."""

import base64
import netrc
import os
import re
import ssl
from collections.abc import Generator
from contextlib import contextmanager, suppress
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit
from urllib.request import getproxies, proxy_bypass

import urllib3
from urllib3 import exceptions

from shapegen.errors import UnreachableError
from shapegen.model.index_settings import Settings

ADVICE = (
    "Check the network and the settings of pip or uv: their index, proxy and certificates count here too. What was "
    "fetched once is kept, and needs no network again"
)
_BUSY = (429, 500, 502, 503, 504)  # statuses that a later try may not meet


@contextmanager
def answer(url: str, asked: Settings, accept: str) -> Generator[urllib3.BaseHTTPResponse, None, None]:
    """The answer to a GET, to be read. Raises UnreachableError when none comes, or it breaks off."""
    if urlsplit(url).scheme not in ("http", "https"):
        raise UnreachableError(f"a package index is reached by https, http or file, not as {host_of(url)!r} is")
    try:
        pool = _pool(url, asked)
        identity = {"Accept": accept, "Accept-Encoding": "gzip" if "json" in accept else "identity"}
        response = pool.request(
            "GET", _bare(url), headers=identity | _authorisation(url, asked), preload_content=False, redirect=True
        )
        try:
            yield response
        finally:
            response.close()
    except (exceptions.HTTPError, OSError) as error:
        raise UnreachableError(f"{host_of(url)}: {_reason(error)}. {ADVICE}") from error


def require_good(response: urllib3.BaseHTTPResponse, url: str) -> None:
    if response.status in (401, 403, 407):
        who = "proxy" if response.status == 407 else "package index"
        raise UnreachableError(
            f"{host_of(url)}: the {who} refuses (HTTP {response.status}): it may want a user and a password, in its "
            "URL or in a .netrc"
        )
    if response.status != 200:
        raise UnreachableError(f"{host_of(url)}: HTTP {response.status} {response.reason or ''}".rstrip())


def _pool(url: str, asked: Settings) -> urllib3.PoolManager:
    host = urlsplit(url)
    context = _trust(asked.certificates, asked.client_certificate)
    if asked.insecure & {host.hostname, f"{host.hostname}:{host.port}"}:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    options: dict[str, Any] = {
        "ssl_context": context,
        "timeout": asked.timeout or None,
        "retries": urllib3.Retry(
            asked.retries, redirect=10, backoff_factor=0.25, status_forcelist=_BUSY, raise_on_status=False
        ),
    }
    proxies = {} if proxy_bypass(host.netloc) else getproxies()
    proxy = asked.proxy or proxies.get(host.scheme) or proxies.get("all")
    if not proxy:
        return urllib3.PoolManager(**options)
    proxy = proxy if "://" in proxy else f"http://{proxy}"
    if proxy.startswith("socks"):
        from urllib3.contrib.socks import SOCKSProxyManager

        return SOCKSProxyManager(proxy, **options)
    user = urlsplit(proxy)
    headers = {}
    if user.username:
        headers = urllib3.make_headers(proxy_basic_auth=f"{unquote(user.username)}:{unquote(user.password or '')}")
    return urllib3.ProxyManager(_bare(proxy), proxy_headers=headers, **options)


def _trust(certificates: tuple[str, ...], client: str) -> ssl.SSLContext:
    """Raises OSError for a file that is not there, or has no certificates."""
    if certificates:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        for each in certificates:
            context.load_verify_locations(**{"capath" if Path(each).is_dir() else "cafile": each})
    else:
        context = ssl.create_default_context()
        known = ssl.get_default_verify_paths()
        if not (known.cafile or known.capath):  # as on a Mac, where Python comes without any
            context.load_verify_locations(Path(import_module("botocore").__path__[0], "cacert.pem"))
    if client:
        context.load_cert_chain(client)
    return context


def _authorisation(url: str, asked: Settings) -> dict[str, str]:
    """The header for the user of the URL, else for the one of an index on that host, else for the one of .netrc."""
    netloc = urlsplit(_bare(url)).netloc
    for known in (url, *asked.indexes, *asked.links):
        parts = urlsplit(known)
        if parts.username is not None and urlsplit(_bare(known)).netloc == netloc:
            return _basic(unquote(parts.username), unquote(parts.password or ""))
    with suppress(OSError, netrc.NetrcParseError, RuntimeError):
        users = netrc.netrc(os.environ.get("NETRC") or Path.home() / ".netrc")
        user = users.authenticators(urlsplit(url).hostname or "")
        if user:
            return _basic(user[0] or user[1] or "", user[2] or "")
    return {}


def _basic(user: str, password: str) -> dict[str, str]:
    return {"Authorization": "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()}


def _bare(url: str) -> str:
    """The URL without a user and a password."""
    parts = urlsplit(url)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2], fragment="").geturl()


def host_of(url: str) -> str:
    """What a message may say of a URL, which may hold a password."""
    return urlsplit(_bare(url)).netloc or _bare(url)


def _reason(error: Exception) -> str:
    """Why an answer did not come, in a few words."""
    cause = error.reason if isinstance(error, exceptions.MaxRetryError) and error.reason else error
    if isinstance(cause, exceptions.SSLError | ssl.SSLError):
        return f"its certificate is not trusted ({re.sub(r'^.*?: | [(]_ssl.*$', '', str(cause))})"
    if isinstance(cause, exceptions.ProxyError):
        return "the proxy gives no connection"
    if isinstance(cause, exceptions.NewConnectionError):
        return "no connection"
    if isinstance(cause, exceptions.TimeoutError | TimeoutError):
        return "no answer came in time"
    if isinstance(cause, exceptions.ResponseError):
        return str(cause)
    return f"the connection broke ({cause})"
