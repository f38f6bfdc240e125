"""A feed is fetched from the open internet and from listed hosts, and from nowhere else."""

import contextlib
import socket
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from fengsui.conduct.acting import Refused
from fengsui.monitoring.texts import fetching
from fengsui.monitoring.texts.fetching import _is_open, fetch_feed


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


@pytest.mark.parametrize(
    "target",
    [
        "127.0.0.1", "10.1.2.3", "100.64.0.1", "169.254.169.254", "0.0.0.1", "224.0.0.1", "255.255.255.255",
        "::1", "::", "fe80::1%eth0", "fd00::1", "ff02::1", "::ffff:127.0.0.1", "::127.0.0.1", "2002:7f00:1::",
        "64:ff9b::7f00:1", "64:ff9b::a00:1", "2001:0:7f00:1::",
    ],
)  # fmt: skip
def test_no_spelling_of_an_inner_address_is_open(target: str) -> None:
    """Mapped, translated and tunnelled addresses lead inside as well as the plain ones."""
    assert not _is_open(target)
    assert _is_open("93.184.216.34")
    assert _is_open("64:ff9b::5db8:d822")
    assert _is_open("2606:2800:220:1:248:1893:25c8:1946")


def test_numbers_for_an_inner_host_are_refused(settings: Any) -> None:
    """A decimal, hexadecimal or shortened number is the address it stands for."""
    settings.FEED_HOSTS = frozenset()
    for address in ("http://2130706433/", "http://0x7f000001/", "http://127.1/", "http://[::ffff:7f00:1]/"):
        with pytest.raises(Refused, match="内部网络"):
            fetch_feed(address)


@pytest.mark.parametrize("path", ["drips-head", "drips-body", "drips-chunks", "endless-redirect"])
def test_a_host_that_drips_is_not_waited_for(path: str, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A byte now and then, in the head, the body or behind a redirect, holds nobody longer than the time allowed."""
    settings.FEED_HOSTS = frozenset({"127.0.0.1"})
    monkeypatch.setattr(fetching, "SECONDS", 0.4)
    beginnings = {
        "drips-head": b"HTTP/1.1 200 OK\r\nX-Slow: ",
        "drips-body": b"HTTP/1.1 200 OK\r\n\r\n",
        "drips-chunks": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0",
        "endless-redirect": b"HTTP/1.1 302 Found\r\nLocation: /again\r\n\r\n",
    }
    with socket.create_server(("127.0.0.1", 0)) as server:
        stopped = threading.Event()
        threading.Thread(target=_drip, args=(server, beginnings[path], stopped), daemon=True).start()
        began = time.monotonic()
        with pytest.raises(Refused, match="转接超过" if path == "endless-redirect" else "没有读完"):
            fetch_feed(f"http://127.0.0.1:{server.getsockname()[1]}/")
        stopped.set()
    assert time.monotonic() - began < 3


def _drip(server: socket.socket, beginning: bytes, stopped: threading.Event) -> None:
    """Answer every caller with a beginning, then with a byte each twentieth of a second until it hangs up."""

    def answer(connection: socket.socket) -> None:
        with connection, contextlib.suppress(OSError):
            connection.recv(4096)
            connection.sendall(beginning)
            while not stopped.wait(0.05):
                connection.sendall(b"0")

    with contextlib.suppress(OSError):
        while True:
            threading.Thread(target=answer, args=(server.accept()[0],), daemon=True).start()
