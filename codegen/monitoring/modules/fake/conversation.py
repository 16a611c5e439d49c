"""HTTP with one client: reads its requests, and writes the answers."""

import socket
import uuid
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from email.message import Message
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from io import BufferedReader
from typing import Any, ClassVar, cast

from .callers import Answer, written

_LONGEST_BODY = 10_000_000
_LONGEST_LINE = 1000


@dataclass(frozen=True, slots=True)
class Received:
    """A request as it came."""

    method: str
    path: str
    headers: Message
    body: bytes


class Conversation(BaseHTTPRequestHandler):
    """A connection of a client."""

    protocol_version = "HTTP/1.1"
    timeout: ClassVar[float | None] = 60
    """Seconds that a client may take to send what it announced."""
    disable_nagle_algorithm = True
    close_connection: bool = True

    def __init__(self, connection: socket.socket, peer: Any, answer: Callable[[Received], Answer]) -> None:
        """`answer` is called with each request that could be read."""
        # The base class would answer everything at once, in this thread.
        self.request = connection
        self.client_address = peer
        self._answer_to = answer
        self.setup()

    def answer_one(self) -> bool:
        """Reads a request and answers it. Returns whether another may follow."""
        self.close_connection = True
        self.connection.settimeout(self.timeout)
        self.handle_one_request()
        return not self.close_connection

    def has_more(self) -> bool:
        """Whether a request that follows has been read already, at least in part."""
        self.connection.settimeout(0)
        try:
            return bool(cast(BufferedReader, self.rfile).peek(1))
        except OSError:
            return False

    def do_POST(self) -> None:
        """Answers any request."""
        body = self._body()
        if body is None:
            return
        self._write(self._answer_to(Received(self.command, self.path, self.headers, body)))

    # http.server's names.
    do_GET: Callable[..., None] = do_POST  # noqa: N815
    do_PUT: Callable[..., None] = do_POST  # noqa: N815
    do_DELETE: Callable[..., None] = do_POST  # noqa: N815
    do_HEAD: Callable[..., None] = do_POST  # noqa: N815
    do_PATCH: Callable[..., None] = do_POST  # noqa: N815
    do_OPTIONS: Callable[..., None] = do_POST  # noqa: N815

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:  # noqa: ARG002
        """Answers what is no HTTP."""
        self._refuse(code, message or HTTPStatus(code).phrase)

    def _body(self) -> bytes | None:
        """What the client sent; None, after an answer, when that cannot be read."""
        if "Transfer-Encoding" in self.headers:
            if self.headers["Transfer-Encoding"].lower() != "chunked":
                self._refuse(HTTPStatus.NOT_IMPLEMENTED, "the one transfer encoding that is read is chunked")
                return None
            return self._chunked_body()
        lengths = set(self.headers.get_all("Content-Length", []))
        if not lengths and self.command != "POST":
            return b""
        length = lengths.pop() if len(lengths) == 1 else ""
        if not (length.isascii() and length.isdigit()) or len(length) > 20:
            self._refuse(HTTPStatus.LENGTH_REQUIRED, "Content-Length is missing or no number")
        elif int(length) > _LONGEST_BODY:
            self._refuse(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"a request has at most {_LONGEST_BODY} bytes")
        else:
            return self._whole(int(length))
        return None

    def _whole(self, length: int) -> bytes | None:
        data = self.rfile.read(length)
        if len(data) == length:
            return data
        self._refuse(HTTPStatus.BAD_REQUEST, f"the request ended after {len(data)} of {length} bytes")
        return None

    def _chunked_body(self) -> bytes | None:
        body = b""
        while True:
            line = self.rfile.readline(_LONGEST_LINE)
            try:
                size = _chunk_size(line)
            except ValueError:
                self._refuse(HTTPStatus.BAD_REQUEST, "a chunk does not begin with its size")
                return None
            if len(body) + size > _LONGEST_BODY:
                self._refuse(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"a request has at most {_LONGEST_BODY} bytes")
                return None
            if size == 0:
                break
            chunk = self._whole(size + 2)
            if chunk is None:
                return None
            if not chunk.endswith(b"\r\n"):
                self._refuse(HTTPStatus.BAD_REQUEST, "a chunk is longer than its size")
                return None
            body += chunk[:-2]
        while (line := self.rfile.readline(_LONGEST_LINE)) != b"\r\n":
            if not line:
                self._refuse(HTTPStatus.BAD_REQUEST, "the request ended before its last line")
                return None
        return body

    def _refuse(self, status: int, message: str) -> None:
        self.close_connection = True
        self._write(Answer(status=status, body=written({"__type": "SerializationException", "message": message})))

    def _write(self, answer: Answer) -> None:
        if answer.manner == "hang":
            return
        if answer.manner == "drop":
            self.close_connection = True
            return
        body = answer.body
        if answer.manner == "broken":
            body = body[: max(len(body) // 2, 1)]
        if answer.manner == "cut":
            self.close_connection = True
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.content_type)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("x-amzn-RequestId", str(uuid.uuid4()))
        for name, value in answer.headers:
            self.send_header(name, value)
        if self.close_connection and answer.manner is None:
            self.send_header("Connection", "close")
        self.end_headers()
        if self.command != "HEAD":
            # A client that has gone needs no answer.
            with suppress(ConnectionError):
                self.wfile.write(body[: len(body) // 2] if answer.manner == "cut" else body)

    def log_message(self, format: str, *arguments: Any) -> None:  # noqa: A002  http.server's name
        """Says nothing about every request."""


def _chunk_size(line: bytes) -> int:
    digits = line.partition(b";")[0].strip()
    if not line.endswith(b"\n") or not digits.isalnum() or len(digits) > 8:
        raise ValueError(line)
    return int(digits, 16)
