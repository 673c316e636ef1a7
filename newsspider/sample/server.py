"""Serves the sample newspaper on loopback, and counts what it is asked for."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread

from newsspider.sample.newspaper import Newspaper
from newsspider.sample.truth import TrueStory


class _Server(ThreadingHTTPServer):
    """Answers from a Newspaper that bears the server's own address."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, port: int) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.newspaper = Newspaper(f"http://127.0.0.1:{self.server_port}")
        self._requests: Counter[str] = Counter()
        self._lock = Lock()

    def count(self, target: str) -> None:
        """Notes one request."""
        with self._lock:
            self._requests[target] += 1

    def counted(self) -> Counter[str]:
        """How often each path, with its query, was asked for so far."""
        with self._lock:
            return self._requests.copy()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    timeout = 30
    server: _Server

    def do_GET(self) -> None:
        self.server.count(self.path)
        answer = self.server.newspaper.answer(self.path, dict(self.headers.items()))
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        if answer.status != 304:
            self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(answer.body)

    do_HEAD = do_GET

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing: whoever wants to know looks at the counter."""


@dataclass(frozen=True, slots=True)
class SampleServer:
    """The sample newspaper while it is being served."""

    _server: _Server

    @property
    def url(self) -> str:
        """Its address, with no slash at the end."""
        return self._server.newspaper.base_url

    @property
    def newspaper(self) -> Newspaper:
        """What it answers from."""
        return self._server.newspaper

    @property
    def requests(self) -> Counter[str]:
        """How often each path, with its query, was asked for so far: a copy."""
        return self._server.counted()

    def truth(self) -> tuple[TrueStory, ...]:
        """Every true story, with URLs of this server."""
        return self.newspaper.truth()


@contextmanager
def serve(port: int = 0) -> Iterator[SampleServer]:
    """The sample newspaper on 127.0.0.1 for as long as the block lasts; port 0 takes a free one."""
    with _Server(port) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield SampleServer(server)
        finally:
            server.shutdown()
            thread.join()
