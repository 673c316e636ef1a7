"""G8: no credentials are stored, logged or sent; nothing can be controlled from outside; certificates are verified.

That no password of a database's URI is ever printed is tested in tests/archive/test_connection.py and
tests/cli/test_crawling.py.
"""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from threading import Thread

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from newsspider import settings
from tests.guarantees.conftest import Aftermath
from tests.guarantees.crawls import newsspider
from tests.guarantees.hostile import SECRET, page


def test_no_password_of_a_link_is_stored_or_told(aftermath: Aftermath) -> None:
    assert SECRET not in aftermath.done.stderr + aftermath.done.stdout
    assert SECRET not in str(aftermath.refused)
    for name, documents in aftermath.store.items():
        for document in documents:
            if name == "pages":
                continue
            assert SECRET not in str(document), (name, document["_id"])


def test_what_the_links_lead_to_is_read_without_them(aftermath: Aftermath) -> None:
    assert aftermath.amiss("/secret/") == {}


def test_neither_credentials_nor_cookies_are_sent(aftermath: Aftermath) -> None:
    assert len(aftermath.log) > 100
    for asked in aftermath.log:
        assert not {"authorization", "cookie"} & asked.headers.keys(), asked.path
        assert SECRET not in str(asked)


def test_nothing_listens_and_nothing_is_taken_on_trust() -> None:
    assert not settings.TELNETCONSOLE_ENABLED
    assert not settings.REMOTE_CONTROL_ENABLED
    assert not settings.COOKIES_ENABLED
    assert settings.DOWNLOAD_VERIFY_CERTIFICATES


def test_the_crawl_does_what_the_settings_say(aftermath: Aftermath) -> None:
    assert "scrapy.extensions" in aftermath.done.stderr
    for word in ("TelnetConsole", "RemoteControl", "CookiesMiddleware"):
        assert word not in aftermath.done.stderr, word


@pytest.fixture
def forged(tmp_path: Path) -> Iterator[str]:
    """A host whose certificate nobody vouches for."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    whose = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    signed = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(whose, critical=False)
        .sign(key, hashes.SHA256())
    )
    unlocked = (serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    file = tmp_path / "forged.pem"
    file.write_bytes(key.private_bytes(serialization.Encoding.PEM, *unlocked))
    file.write_bytes(file.read_bytes() + signed.public_bytes(serialization.Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = page(self.path).encode()
            self.send_response(404 if self.path == "/robots.txt" else 200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None: ...

    class Server(ThreadingHTTPServer):
        def handle_error(self, request: object, client_address: object) -> None: ...

    with Server(("127.0.0.1", 0), Handler) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        yield f"https://127.0.0.1:{server.server_port}/town/a-story-that-nobody-vouches-for"
        server.shutdown()
        thread.join()


def test_a_certificate_that_nobody_vouches_for_is_refused(forged: str) -> None:
    done = newsspider("scrape", forged)
    assert done.code == 4
    assert done.stdout == ""
    trusting = newsspider("scrape", forged, "-s", "DOWNLOAD_VERIFY_CERTIFICATES=False")
    assert "Nobody" not in trusting.stderr
    assert "that nobody vouches for" in trusting.stdout, "the page itself can be read"
