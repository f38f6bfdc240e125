"""A feed is fetched from the open internet and from listed hosts, and from nowhere else."""

import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from fengsui.conduct.acting import Refused
from fengsui.monitoring.texts.fetching import fetch_feed


class _Answers(BaseHTTPRequestHandler):
    """A small host: a feed, a way round to a forbidden place, too much, an error."""

    server: ThreadingHTTPServer

    def do_GET(self) -> None:
        if self.path == "/away":
            self.send_response(302)
            self.send_header("Location", f"http://127.0.0.2:{self.server.server_port}/feed")
            self.end_headers()
            return
        if self.path == "/file":
            self.send_response(302)
            self.send_header("Location", "file:///etc/hostname")
            self.end_headers()
            return
        self.send_response(404 if self.path == "/gone" else 200)
        self.end_headers()
        self.wfile.write(b"x" * (9 * 1024 * 1024) if self.path == "/much" else b"<rss/>")

    def log_message(self, *_: Any) -> None:
        """Quiet."""


@pytest.fixture(scope="module")
def host() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), _Answers) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


def test_the_own_network_is_not_fetched(host: str, settings: Any) -> None:
    """Loopback, private, link-local and shared addresses are refused, also behind a name."""
    settings.FEED_HOSTS = frozenset()
    for address in (host, "http://10.0.0.1/", "http://169.254.169.254/latest", "http://[::1]/", "http://localhost:1/"):
        with pytest.raises(Refused, match="内部网络"):
            fetch_feed(address)


def test_a_listed_host_is_fetched_and_its_redirects_are_checked(host: str, settings: Any) -> None:
    """The operator may list a host; where it sends one on to counts for itself."""
    settings.FEED_HOSTS = frozenset({"127.0.0.1"})
    assert fetch_feed(f"{host}/feed") == b"<rss/>"
    with pytest.raises(Refused, match="内部网络"):
        fetch_feed(f"{host}/away")
    with pytest.raises(Refused):
        fetch_feed(f"{host}/file")
    with pytest.raises(Refused, match="404"):
        fetch_feed(f"{host}/gone")
    with pytest.raises(Refused, match="8 MB"):
        fetch_feed(f"{host}/much")


@pytest.mark.parametrize(
    "address", ["file:///etc/hostname", "ftp://a.example/", "news.example", "http://u:p@a.example/", ""]
)
def test_only_plain_web_addresses(address: str) -> None:
    """Http and https, without a user name."""
    with pytest.raises(Refused, match="http://"):
        fetch_feed(address)


def test_a_name_that_leads_inside_is_refused_when_connecting(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    """It is the address connected to that is checked: a name with one open and one private address is refused."""
    settings.FEED_HOSTS = frozenset()
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, 80)) for ip in ("93.184.216.34", "192.168.1.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)
    with pytest.raises(Refused, match="内部网络"):
        fetch_feed("http://feeds.example/")
