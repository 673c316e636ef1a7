"""A web server that sends exactly the bytes that it is told, when it is told, and writes down what it is asked."""

from __future__ import annotations

import socket
import struct
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.client import parse_headers
from socketserver import StreamRequestHandler, ThreadingTCPServer
from threading import Event, Lock, Thread
from typing import Literal

Piece = bytes | float | Literal["reset"]
"""Bytes to send, seconds to wait, or the connection's reset."""


@dataclass(frozen=True)
class Asked:
    """One request."""

    path: str
    """With its query."""
    headers: Mapping[str, str]
    """Lower-case names."""
    at: float
    """Seconds of the monotonic clock."""
    turn: int
    """How often the path was asked for before."""


Answer = Callable[[Asked], Iterable[Piece]]


@dataclass
class Host:
    """A server on a port of its own; ``answer`` says what it sends."""

    base: str
    """Its URL, without a slash at the end."""
    answer: Answer = lambda _: [reply("Not found", status=404)]
    log: list[Asked] = field(default_factory=list)
    _turns: Counter[str] = field(default_factory=Counter)
    _writing: Lock = field(default_factory=Lock)

    def take(self, path: str, headers: Mapping[str, str]) -> Asked:
        """Write a request down."""
        with self._writing:
            asked = Asked(path, headers, time.monotonic(), self._turns[path])
            self._turns[path] += 1
            self.log.append(asked)
            return asked


def reply(
    body: bytes | str,
    kind: str = "text/html; charset=utf-8",
    *,
    status: int = 200,
    length: int | None = None,
    **headers: str,
) -> bytes:
    """A whole answer. Its Content-Length is the body's, or ``length``; -1 sends none."""
    packed = body.encode("utf-8", "surrogatepass") if isinstance(body, str) else body
    told = len(packed) if length is None else length
    lines = [f"HTTP/1.1 {status} As Told", f"Content-Type: {kind}", "Connection: close"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items() if value]
    lines += [f"Content-Length: {told}"] if told >= 0 else []
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + packed


@contextmanager
def served(answer: Answer | None = None) -> Iterator[Host]:
    """A host on a free port of 127.0.0.1 for as long as the block lasts."""
    over = Event()

    class Handler(StreamRequestHandler):
        def handle(self) -> None:
            with suppress(OSError, ValueError):
                words = self.rfile.readline().decode("latin-1").split()
                headers = {name.lower(): value for name, value in parse_headers(self.rfile).items()}
                asked = host.take(words[1] if len(words) > 1 else "", headers)
                for piece in host.answer(asked):
                    if over.is_set() or piece == "reset":
                        self.request.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                        return
                    if isinstance(piece, bytes):
                        self.request.sendall(piece)
                    elif isinstance(piece, float):
                        over.wait(piece)

        def finish(self) -> None:
            with suppress(OSError):
                super().finish()

    class Server(ThreadingTCPServer):
        daemon_threads = True
        request_queue_size = 128

        def shutdown_request(self, request: socket.socket | tuple[bytes, socket.socket]) -> None:
            assert isinstance(request, socket.socket)
            if not struct.unpack("ii", request.getsockopt(socket.SOL_SOCKET, socket.SO_LINGER, 8))[0]:
                with suppress(OSError):
                    request.shutdown(socket.SHUT_WR)
            request.close()

    with Server(("127.0.0.1", 0), Handler) as server:
        host = Host(f"http://127.0.0.1:{server.server_address[1]}")
        host.answer = answer or host.answer
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield host
        finally:
            over.set()
            server.shutdown()
            thread.join()
