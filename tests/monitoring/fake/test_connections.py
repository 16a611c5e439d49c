"""Connections and threads: who waits, who is answered, who is closed."""

import socket
import threading
import time
from collections.abc import Callable, Generator
from contextlib import ExitStack, contextmanager

import pytest

from monitorshapes import fake
from monitorshapes.fake.connections import Connections


class _Scripted:
    """A conversation that reads a byte of each request and does what a test says."""

    def __init__(self, connection: socket.socket, answer: Callable[[bytes], bool], more: list[bool]) -> None:
        self._connection = connection
        self._answer = answer
        self._more = more

    def answer_one(self) -> bool:
        return self._answer(self._connection.recv(1))

    def has_more(self) -> bool:
        return self._more.pop(0) if self._more else False


@contextmanager
def _serving(answer: Callable[[bytes], bool], *more: bool) -> Generator[tuple[Connections, list[object]], None, None]:
    begun: list[object] = []

    def begin(connection: socket.socket, peer: object) -> _Scripted:
        begun.append(peer)
        return _Scripted(connection, answer, [*more])

    connections = Connections(("127.0.0.1", 0), begin)
    thread = threading.Thread(target=connections.serve_forever, daemon=True)
    thread.start()
    try:
        yield connections, begun
    finally:
        connections.shutdown()
        thread.join(10)
        assert not thread.is_alive()
        connections.close()


def _connected(connections: Connections) -> socket.socket:
    return socket.create_connection(connections.address, timeout=10)


def _wait_until(holds: Callable[[], object]) -> None:
    deadline = time.monotonic() + 10
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.001)


@pytest.fixture
def workers() -> Callable[[], int]:
    """How many threads answer that did not before: those of other servers may end meanwhile."""

    def answering() -> set[threading.Thread]:
        return {thread for thread in threading.enumerate() if thread.name == "monitorshapes.fake answers"}

    others = answering()
    return lambda: len(answering() - others)


def test_a_connection_is_answered_until_its_conversation_ends() -> None:
    seen: list[bytes] = []

    def answer(data: bytes) -> bool:
        seen.append(data)
        return data != b"c"

    with _serving(answer) as (connections, begun), _connected(connections) as client:
        for data in (b"a", b"b", b"c"):
            client.sendall(data)
            _wait_until(lambda: seen[-1:] == [data])  # noqa: B023  it is called at once
        assert client.recv(1) == b""
        assert begun == [client.getsockname()]
    assert seen == [b"a", b"b", b"c"]


def test_a_request_that_was_read_already_is_answered_at_once() -> None:
    seen: list[bytes] = []

    def answer(data: bytes) -> bool:
        seen.append(data)
        return len(seen) < 3

    with _serving(answer, True, True) as (connections, _), _connected(connections) as client:
        client.sendall(b"abc")
        assert client.recv(1) == b""
    assert seen == [b"a", b"b", b"c"]


@pytest.mark.parametrize(
    ("error", "logged"),
    [
        (ConnectionResetError, []),
        (BrokenPipeError, []),
        (TimeoutError, []),
        (ZeroDivisionError, ["a request could not be answered"]),
    ],
)
def test_a_connection_that_fails_is_closed_and_others_are_answered(
    error: type[Exception], logged: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    answered = threading.Event()

    def answer(data: bytes) -> bool:
        if data == b"x":
            raise error
        answered.set()
        return True

    with _serving(answer) as (connections, _), _connected(connections) as wrong, _connected(connections) as right:
        wrong.sendall(b"x")
        assert wrong.recv(1) == b""
        right.sendall(b"a")
        assert answered.wait(10)
    assert [record.getMessage() for record in caplog.records] == logged


def test_at_most_sixty_four_requests_are_answered_at_a_time_and_the_others_then(workers: Callable[[], int]) -> None:
    free = threading.Event()
    answered: list[bytes] = []

    def answer(data: bytes) -> bool:
        free.wait(10)
        answered.append(data)
        return True

    with _serving(answer) as (connections, begun), ExitStack() as stack:
        clients = [stack.enter_context(_connected(connections)) for _ in range(80)]
        _wait_until(lambda: len(begun) == 80)
        for client in clients:
            client.sendall(b"a")
        _wait_until(lambda: not connections._idle)  # pyright: ignore[reportPrivateUsage]
        assert workers() == 64
        free.set()
        _wait_until(lambda: len(answered) == 80)
        # All are idle again, and the threads rest until they are needed.
        _wait_until(lambda: len(connections._idle) == 80)  # pyright: ignore[reportPrivateUsage]
        _wait_until(lambda: connections._resting == 64)  # pyright: ignore[reportPrivateUsage]
        for client in clients:
            client.sendall(b"b")
        _wait_until(lambda: len(answered) == 160)
        assert workers() == 64
    _wait_until(lambda: not workers())


def test_one_thread_answers_those_who_come_one_after_the_other(workers: Callable[[], int]) -> None:
    with _serving(lambda _: True) as (connections, _), _connected(connections) as client:
        for _ in range(3):
            client.sendall(b"a")
            _wait_until(lambda: connections._resting == 1)  # pyright: ignore[reportPrivateUsage]
            _wait_until(lambda: connections._idle)  # pyright: ignore[reportPrivateUsage]
        assert workers() == 1


def test_of_four_hundred_and_one_idle_connections_the_oldest_is_closed() -> None:
    with _serving(lambda _: True) as (connections, begun), ExitStack() as stack:
        clients = [stack.enter_context(_connected(connections)) for _ in range(400)]
        _wait_until(lambda: len(begun) == 400)
        clients[0].setblocking(False)
        with pytest.raises(BlockingIOError):
            clients[0].recv(1)
        clients[0].settimeout(10)
        stack.enter_context(_connected(connections))
        assert clients[0].recv(1) == b""
        clients[1].sendall(b"a")
        _wait_until(lambda: connections._resting == 1)  # pyright: ignore[reportPrivateUsage]


def test_the_end_closes_the_port_and_all_connections(workers: Callable[[], int]) -> None:
    busy = threading.Event()

    def answer(_: bytes) -> bool:
        busy.set()
        return True

    with ExitStack() as stack:
        with _serving(answer) as (connections, begun):
            clients = [stack.enter_context(_connected(connections)) for _ in range(3)]
            _wait_until(lambda: len(begun) == 3)
            clients[0].sendall(b"a")
            assert busy.wait(10)
        for client in clients:
            assert client.recv(1) == b""
        with pytest.raises(ConnectionRefusedError):
            _connected(connections)
    _wait_until(lambda: not workers())


def test_a_port_is_free_again_at_once() -> None:
    with fake.Server() as server:
        host, _, port = server.url.removeprefix("http://").partition(":")
        client = socket.create_connection((host, int(port)), timeout=10)
        client.sendall(b"GET /_fake/now HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert client.recv(1)
    while client.recv(65536):
        pass
    client.close()
    # The side that closed a connection first keeps its end for a minute.
    with fake.Server(port=int(port)) as server:
        assert server.url.endswith(f":{port}")


def test_a_client_that_went_before_it_was_accepted_costs_an_idle_one_its_place() -> None:
    with _serving(lambda _: True) as (connections, begun), _connected(connections) as client:
        _wait_until(lambda: len(begun) == 1)
        connections._accept()  # pyright: ignore[reportPrivateUsage]  # nobody is there
        assert client.recv(1) == b""
