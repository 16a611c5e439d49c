"""Sockets and threads: a connection has a thread only while a request of it is answered."""

import logging
import queue
import selectors
import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Protocol

_LOG = logging.getLogger(__name__)

_MOST_THREADS = 64
_MOST_IDLE = 400
"""Connections that wait for their next request; above that, the one that has waited longest is closed."""


class Conversation(Protocol):
    """What is done with a connection."""

    def answer_one(self) -> bool:
        """Reads a request and answers it. Returns whether another may follow."""
        ...

    def has_more(self) -> bool:
        """Whether a request that follows has been read already, at least in part."""
        ...


class Connections:
    """Listens, and lets a thread of a few answer each request."""

    def __init__(self, address: tuple[str, int], begin: Callable[[socket.socket, object], Conversation]) -> None:
        """`begin` makes a conversation of a new connection. Raises OSError when `address` cannot be listened on."""
        self._begin = begin
        family, kind, protocol, _, resolved = socket.getaddrinfo(*address, type=socket.SOCK_STREAM)[0]
        self._listener = socket.socket(family, kind, protocol)
        try:
            self._listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            self._listener.bind(resolved)
            self._listener.listen(128)
        except OSError:
            self._listener.close()
            raise
        self._listener.setblocking(False)
        self.address: tuple[str, int] = self._listener.getsockname()[:2]
        self._wake, self._woken = socket.socketpair()
        self._woken.setblocking(False)
        self._lock = threading.Lock()
        self._open: dict[socket.socket, Conversation] = {}
        self._idle: dict[socket.socket, None] = {}
        self._back: list[socket.socket] = []
        self._ready: queue.SimpleQueue[socket.socket | None] = queue.SimpleQueue()
        self._threads = self._resting = self._queued = 0
        self._is_stopping = False
        self._has_ended = threading.Event()
        self._selector = selectors.DefaultSelector()

    def serve_forever(self) -> None:
        """Answers until `shutdown` is called."""
        self._selector.register(self._listener, selectors.EVENT_READ)
        self._selector.register(self._woken, selectors.EVENT_READ)
        try:
            while not self._is_stopping:
                for key, _ in self._selector.select():
                    self._look_at(key.fileobj)
        finally:
            self._selector.close()
            self._has_ended.set()

    def shutdown(self) -> None:
        """Ends `serve_forever`, and waits until it has ended."""
        self._is_stopping = True
        self._alert()
        self._has_ended.wait()

    def close(self) -> None:
        """Closes the port and all connections."""
        self._is_stopping = True
        self._listener.close()
        with self._lock:
            remaining = list(self._open)
            for _ in range(self._threads):
                self._ready.put(None)
        for connection in remaining:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
            if connection in self._idle:
                connection.close()
        self._wake.close()
        self._woken.close()

    # In the thread that serves

    def _look_at(self, readable: object) -> None:
        if readable is self._listener:
            self._accept()
        elif readable is self._woken:
            with suppress(OSError):
                self._woken.recv(4096)
            self._take_back()
        elif isinstance(readable, socket.socket):
            self._selector.unregister(readable)
            del self._idle[readable]
            self._give(readable)

    def _accept(self) -> None:
        try:
            connection, peer = self._listener.accept()
        except OSError:
            # The client has gone, or there are no more descriptors: idle connections have some.
            self._close_oldest()
            return
        conversation = self._begin(connection, peer)
        with self._lock:
            self._open[connection] = conversation
        self._wait_for(connection)

    def _wait_for(self, connection: socket.socket) -> None:
        self._selector.register(connection, selectors.EVENT_READ)
        self._idle[connection] = None
        if len(self._idle) > _MOST_IDLE:
            self._close_oldest()

    def _close_oldest(self) -> None:
        for connection in self._idle:
            self._selector.unregister(connection)
            del self._idle[connection]
            self._close(connection)
            return

    def _take_back(self) -> None:
        with self._lock:
            back, self._back = self._back, []
        for connection in back:
            if connection.fileno() >= 0:
                self._wait_for(connection)

    def _give(self, connection: socket.socket) -> None:
        with self._lock:
            needs_thread = not self._resting and self._threads < _MOST_THREADS
            if needs_thread:
                self._threads += 1
            elif self._resting:
                self._resting -= 1
            else:
                self._queued += 1
        self._ready.put(connection)
        if needs_thread:
            threading.Thread(target=self._work, name="monitorshapes.fake answers", daemon=True).start()

    # In the threads that answer

    def _work(self) -> None:
        while (connection := self._ready.get()) is not None and not self._is_stopping:
            goes_on = self._converse(connection)
            with self._lock:
                if goes_on:
                    self._back.append(connection)
                if self._queued:
                    self._queued -= 1
                else:
                    self._resting += 1
            if goes_on:
                self._alert()

    def _converse(self, connection: socket.socket) -> bool:
        conversation = self._open[connection]
        try:
            while conversation.answer_one():
                if not conversation.has_more():
                    return True
        except (ConnectionError, TimeoutError):
            pass  # clients that go away are none of our errors
        except Exception:
            _LOG.exception("a request could not be answered")
        self._close(connection)
        return False

    def _close(self, connection: socket.socket) -> None:
        with self._lock:
            self._open.pop(connection, None)
        with suppress(OSError):
            connection.shutdown(socket.SHUT_RDWR)
        connection.close()

    def _alert(self) -> None:
        with suppress(OSError):
            self._wake.send(b"\0")
