"""One connection: which bytes are a request, and which bytes an answer is."""

import re
import socket
from collections.abc import Generator
from contextlib import contextmanager

import pytest

from monitorshapes.fake.callers import Answer
from monitorshapes.fake.conversation import Conversation, Received

_POST = b"POST / HTTP/1.1\r\n"
_CHUNKED = _POST + b"Transfer-Encoding: chunked\r\n\r\n"
_BODY = b"0123456789"


@contextmanager
def _connected() -> Generator[tuple[socket.socket, socket.socket], None, None]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        client = socket.create_connection(listener.getsockname(), timeout=10)
        server, _ = listener.accept()
    with client, server:
        yield client, server


def _exchange(sent: bytes, given: Answer | None = None) -> tuple[bytes, list[Received], bool]:
    """The bytes of the answer, the request as it was understood, and whether another may follow."""
    received: list[Received] = []

    def answer(request: Received) -> Answer:
        received.append(request)
        return given or Answer(status=200, body=_BODY)

    with _connected() as (client, server):
        client.sendall(sent)
        client.shutdown(socket.SHUT_WR)
        conversation = Conversation(server, client.getsockname(), answer)
        may_follow = conversation.answer_one()
        assert server.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
        server.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: client.recv(65536), b"")), received, may_follow


@pytest.mark.parametrize(
    ("sent", "body"),
    [
        (_POST + b"Content-Length: 2\r\n\r\n{}", b"{}"),
        (_POST + b"Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}", b"{}"),
        (_POST + b"Content-Length: 00000000000000000002\r\n\r\n{}", b"{}"),
        (_POST + b"Content-Length: 0\r\n\r\n", b""),
        (_POST + b"Transfer-Encoding: Chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n", b"{}"),
        (_CHUNKED + b"0\r\n\r\n", b""),
        (_CHUNKED + b"0\n\r\n", b""),
        (_CHUNKED + b"1\r\n{\r\n 00000001 \r\n}\r\n0\r\n\r\n", b"{}"),
        (_CHUNKED + b"A;x=y\r\n0123456789\r\n0\r\nTrailer: z\r\nOther: z\r\n\r\n", b"0123456789"),
        (_CHUNKED + b"0;" + b"x" * 997 + b"\n\r\n", b""),
    ],
)
def test_a_body_has_a_length_or_comes_in_chunks(sent: bytes, body: bytes) -> None:
    answer, [received], may_follow = _exchange(sent)
    assert (received.method, received.path, received.body) == ("POST", "/", body)
    assert answer.startswith(b"HTTP/1.1 200 OK\r\n")
    assert may_follow


@pytest.mark.parametrize(
    ("sent", "status", "message"),
    [
        (_POST + b"Content-Length: 3\r\n\r\n{}", 400, "the request ended after 2 of 3 bytes"),
        (_POST + b"Content-Length: 10000000\r\n\r\n{}", 400, "the request ended after 2 of 10000000 bytes"),
        (_POST + b"Content-Length: 10000001\r\n\r\n{}", 413, "a request has at most 10000000 bytes"),
        (_POST + b"\r\n{}", 411, "Content-Length is missing or no number"),
        (_POST + b"Content-Length: \xb2\r\n\r\n{}", 411, "Content-Length is missing or no number"),
        (_POST + b"Content-Length: -2\r\n\r\n{}", 411, "Content-Length is missing or no number"),
        (_POST + b"Content-Length: 000000000000000000002\r\n\r\n{}", 411, "Content-Length is missing or no number"),
        (_POST + b"Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}}", 411, "Content-Length is missing or no number"),
        (_POST + b"Transfer-Encoding: gzip\r\n\r\n{}", 501, "the one transfer encoding that is read is chunked"),
        (_CHUNKED + b"2\r\n{}\r\n989680\r\n", 413, "a request has at most 10000000 bytes"),
        (_CHUNKED + b"2\r\n{}\r\n98967F\r\n", 413, "a request has at most 10000000 bytes"),
        (_CHUNKED + b"2\r\n{}\r\n98967E\r\n", 400, "the request ended after 0 of 10000000 bytes"),
        (_CHUNKED + b"2\r\n{}", 400, "the request ended after 2 of 4 bytes"),
        (_CHUNKED + b"1\r\n{}\r\n0\r\n\r\n", 400, "a chunk is longer than its size"),
        (_CHUNKED + b"-2\r\n{}\r\n0\r\n\r\n", 400, "a chunk does not begin with its size"),
        (_CHUNKED + b"xy\r\n{}\r\n0\r\n\r\n", 400, "a chunk does not begin with its size"),
        (_CHUNKED + b"\r\n{}\r\n0\r\n\r\n", 400, "a chunk does not begin with its size"),
        (_CHUNKED + b"000000002\r\n{}\r\n0\r\n\r\n", 400, "a chunk does not begin with its size"),
        (_CHUNKED + b"0;" + b"x" * 998 + b"\n\r\n", 400, "a chunk does not begin with its size"),
        (_CHUNKED + b"2", 400, "a chunk does not begin with its size"),
        (_CHUNKED + b"2\r\n{}\r\n0\r\nTrailer: z\r\n", 400, "the request ended before its last line"),
        (b"BREW / HTTP/1.1\r\n\r\n", 501, "Unsupported method ('BREW')"),
    ],
)
def test_what_is_no_request_is_refused_and_nothing_may_follow(sent: bytes, status: int, message: str) -> None:
    answer, received, may_follow = _exchange(sent)
    head, _, body = answer.partition(b"\r\n\r\n")
    assert (received, may_follow) == ([], False)
    assert head.startswith(f"HTTP/1.1 {status} ".encode())
    assert b"\r\nConnection: close" in head
    assert f'{{"__type": "SerializationException", "message": "{message}"}}'.encode() == body


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "HEAD", "PATCH", "OPTIONS"])
@pytest.mark.parametrize(("head", "body"), [(b"", b""), (b"Content-Length: 2\r\n", b"{}")])
def test_any_method_is_read_with_a_body_or_without(method: str, head: bytes, body: bytes) -> None:
    answer, [received], may_follow = _exchange(f"{method} /a?b HTTP/1.1\r\n".encode() + head + b"\r\n" + body)
    assert (received.method, received.path, received.body) == (method, "/a?b", body)
    assert b"Content-Length: 10\r\n" in answer
    assert answer.endswith(b"\r\n\r\n" + (b"" if method == "HEAD" else _BODY))
    assert may_follow


@pytest.mark.parametrize(
    ("version", "more", "may_follow"),
    [("1.1", "", True), ("1.1", "Connection: close\r\n", False), ("1.0", "", False)],
)
def test_an_answer_says_what_it_is_and_whether_it_is_the_last(version: str, more: str, may_follow: bool) -> None:
    given = Answer(status=404, body=b"{}", content_type="text/x", headers=(("X-One", "1"), ("X-Two", "2")))
    answer, _, follows = _exchange(f"GET / HTTP/{version}\r\n{more}\r\n".encode(), given)
    first, *lines = answer.decode().removesuffix("\r\n\r\n{}").split("\r\n")
    headers = dict(line.split(": ") for line in lines)
    assert first == "HTTP/1.1 404 Not Found"
    assert re.fullmatch("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", headers["x-amzn-RequestId"])
    wanted = {"Content-Type": "text/x", "Content-Length": "2", "X-One": "1", "X-Two": "2"}
    assert {name: headers[name] for name in wanted} == wanted
    assert (follows, headers.get("Connection")) == (may_follow, None if may_follow else "close")


@pytest.mark.parametrize(
    ("manner", "body", "length", "sent", "may_follow"),
    [
        (None, _BODY, 10, _BODY, True),
        ("cut", _BODY, 10, b"01234", False),
        ("broken", _BODY, 5, b"01234", True),
        ("broken", b"0", 1, b"0", True),
        ("drop", _BODY, None, b"", False),
        ("hang", _BODY, None, b"", True),
    ],
)
def test_an_answer_is_spoilt_in_a_manner(
    manner: str | None, body: bytes, length: int | None, sent: bytes, may_follow: bool
) -> None:
    answer, _, follows = _exchange(b"GET / HTTP/1.1\r\n\r\n", Answer(status=200, body=body, manner=manner))
    head, _, rest = answer.partition(b"\r\n\r\n")
    found = re.search(rb"\r\nContent-Length: (\d+)", head)
    assert (found and int(found[1]), rest, follows) == (length, sent, may_follow)
    assert b"Connection" not in head


def test_it_is_known_whether_another_request_has_come() -> None:
    request = b"GET / HTTP/1.1\r\n\r\n"
    with _connected() as (client, server):
        conversation = Conversation(server, client.getsockname(), lambda _: Answer(status=200, body=_BODY))
        client.sendall(request * 2)
        assert conversation.answer_one()
        assert conversation.has_more()
        assert conversation.answer_one()
        assert not conversation.has_more()


@pytest.mark.parametrize("sent", [b"POST / HTT", _POST + b"Content-Length: 3\r\n\r\n{", _CHUNKED + b"3\r\n{"])
def test_a_client_that_does_not_go_on_is_left_alone(sent: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    assert Conversation.timeout == 60
    monkeypatch.setattr(Conversation, "timeout", 0.02)
    with _connected() as (client, server):
        client.sendall(sent)
        conversation = Conversation(server, client.getsockname(), lambda _: Answer(status=200, body=b""))
        assert not conversation.answer_one()
