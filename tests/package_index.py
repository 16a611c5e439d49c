"""A package index on this machine: a folder of wheels behind simple pages, over HTTP. It keeps what it was asked."""

import hashlib
import json
import ssl
import zipfile
from collections.abc import Callable, Generator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import unquote, urlsplit

JSON = "application/vnd.pypi.simple.v1+json"

#: Answers a request in a way of its own, or leaves it to the index.
Answer = Callable[[BaseHTTPRequestHandler], bool]


class Index:
    """Served below `url`; the pages are read off the folder each time, so wheels may come later."""

    def __init__(self, wheels: Path) -> None:
        self.wheels = wheels
        self.asked: list[tuple[str, str | None]] = []
        """The path of each request, and its Authorization."""
        self.answer: Answer = lambda _: False
        self.forms = {JSON, "text/html"}
        """In which the pages are to be had."""
        self.url = ""

    def paths(self) -> list[str]:
        return [path for path, _ in self.asked]

    def page(self, name: str, accepted: str) -> tuple[str, bytes] | None:
        wheels = [each for each in sorted(self.wheels.glob("*.whl")) if _normal(each.name.partition("-")[0]) == name]
        if not wheels:
            return None
        digests = {each.name: hashlib.sha256(each.read_bytes()).hexdigest() for each in wheels}
        if JSON in accepted and JSON in self.forms:
            files = [
                {"filename": each, "url": f"../../files/{each}", "hashes": {"sha256": digest}, "core-metadata": True}
                for each, digest in digests.items()
            ]
            document = {"meta": {"api-version": "1.0"}, "name": name, "files": files}
            return JSON, json.dumps(document).encode()
        links = (f'<a href="../../files/{each}#sha256={digest}">{each}</a><br>' for each, digest in digests.items())
        return "text/html", f"<!DOCTYPE html><html><body>{''.join(links)}</body></html>".encode()


@contextmanager
def served(wheels: Path, context: ssl.SSLContext | None = None) -> Generator[Index, None, None]:
    """The index of a folder, until the block ends; with a context over HTTPS."""
    index = Index(wheels)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = unquote(urlsplit(self.path).path)
            index.asked.append((path, self.headers["Authorization"]))
            if index.answer(self):
                return
            kind, content = "application/octet-stream", b""
            match path.strip("/").split("/"):
                case ["simple", name]:
                    page = index.page(name, self.headers["Accept"] or "")
                    kind, content = page or ("text/plain", b"")
                case ["files", name] if (wheels / name).is_file():
                    content = (wheels / name).read_bytes()
                case ["files", name] if name.endswith(".metadata") and (wheels / name).with_suffix("").is_file():
                    content = _metadata((wheels / name).with_suffix(""))
                case _:
                    pass
            self.send_response(200 if content else 404)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        if context:
            server.socket = context.wrap_socket(server.socket, server_side=True)
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        index.url = f"http{'s' if context else ''}://127.0.0.1:{server.server_port}/simple"
        try:
            yield index
        finally:
            server.shutdown()
            thread.join()


def _metadata(wheel: Path) -> bytes:
    with zipfile.ZipFile(wheel) as archive:
        return archive.read(next(name for name in archive.namelist() if name.endswith(".dist-info/METADATA")))


def _normal(name: str) -> str:
    return name.lower().replace("_", "-").replace(".", "-")
