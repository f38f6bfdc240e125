"""Fetching a feed from its address, and from nowhere else.

An officer types the address, so that it could name a machine of the own network: only the open internet is fetched, and
hosts that the operator lists (``FENGSUI_FEED_HOSTS``). The check sits where the connection is made: it holds for every
redirect, and for a name that points elsewhere a moment later.
"""

import contextlib
import http.client
import ipaddress
import socket
import string
import threading
import urllib.error
import urllib.request
from collections.abc import Callable
from typing import Any, Final, Self
from urllib.parse import quote, urljoin, urlsplit

from django.conf import settings

from fengsui.conduct.acting import Refused
from fengsui.monitoring.texts.feeds import MOST_BYTES
from fengsui.registry.raw_tables import size_in_words

SECONDS: Final = 20
_CHUNK: Final = 64 * 1024
_MOST_REDIRECTS: Final = 5
_REDIRECTIONS: Final = frozenset({301, 302, 303, 307, 308})
_AGENT: Final = "Fengsui feed reader"


class _Forbidden(OSError):
    """The address leads to a machine that is not to be asked."""


def fetch_feed(address: str) -> bytes:
    """What lies at an http or https address: at most 8 MB, within 20 seconds. Raises Refused, in Chinese."""
    with _Line() as line:
        try:
            return _read(address.strip(), line)
        except (_Forbidden, urllib.error.URLError, http.client.HTTPException, OSError, ValueError) as error:
            raise Refused(_in_words(TimeoutError() if line.late else error)) from error


def _refuse_other(address: str) -> None:
    """Only the web is fetched, and under nobody's name: for what was typed and for what a host sends one on to."""
    try:
        parts = urlsplit(address)
        allowed = parts.scheme in {"http", "https"} and bool(parts.hostname) and not parts.username
    except ValueError:
        allowed = False
    if not allowed:
        msg = "订阅地址须以 http:// 或 https:// 开头，不带用户名和密码"
        raise Refused(msg)


def _read(address: str, line: "_Line") -> bytes:
    opener = _opener(line)
    for _ in range(_MOST_REDIRECTS + 1):
        _refuse_other(address)
        request = urllib.request.Request(address, headers={"User-Agent": _AGENT})  # noqa: S310 (http and https only)
        try:
            with opener.open(request, timeout=SECONDS) as answer:
                return _content(answer, line)
        except urllib.error.HTTPError as error:
            # The standard library's own handler would read the whole answer, however long, before it goes on.
            with error:
                target = error.headers.get("Location", "") if error.code in _REDIRECTIONS else ""
            if not target:
                raise
            address = quote(urljoin(address, target), encoding="iso-8859-1", safe=string.punctuation)
    msg = f"订阅地址转接超过 {_MOST_REDIRECTS} 次，没有取到内容"
    raise Refused(msg)


def _content(answer: Any, line: "_Line") -> bytes:
    content = bytearray()
    while chunk := answer.read1(_CHUNK):
        content += chunk
        if len(content) > MOST_BYTES:
            msg = f"订阅源超过 {size_in_words(MOST_BYTES)}，没有读入"
            raise Refused(msg)
    if line.late:
        raise TimeoutError
    return bytes(content)


def _in_words(error: Exception) -> str:
    reason = error.reason if isinstance(error, urllib.error.URLError) else error
    if isinstance(error, urllib.error.HTTPError):
        return f"订阅地址答复 {error.code}，没有取到内容"
    if isinstance(reason, _Forbidden):
        return "订阅地址指向内部网络，不能读取。确需读取的，请系统管理员把主机名列入 FENGSUI_FEED_HOSTS"
    if isinstance(reason, TimeoutError):
        return f"订阅地址 {SECONDS} 秒内没有读完，请稍后再试"
    if isinstance(reason, socket.gaierror):
        return "订阅地址的主机名查不到，请检查地址和网络"
    return f"订阅地址读不了：{reason}"


class _Line:
    """The connections of one fetch, all cut when its time is up.

    A time-out alone holds for one piece: a host that sends a byte now and then would be waited for without end.
    """

    def __init__(self) -> None:
        self.late = False
        self._connections: list[socket.socket] = []
        self._timer = threading.Timer(SECONDS, self._cut)
        self._timer.daemon = True

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()
        for connection in self._connections:
            connection.close()

    def _cut(self) -> None:
        self.late = True
        for connection in list(self._connections):
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def connect(self, place: tuple[str, int], timeout: float | None = None, *_: Any) -> socket.socket:
        """A connection to one of the host's addresses, once all of them were found to be of the open internet."""
        host, port = place
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        if host.lower() not in settings.FEED_HOSTS:
            for *_rest, target in found:
                if not _is_open(str(target[0])):
                    raise _Forbidden
        family, kind, protocol, _name, target = found[0]
        connection = socket.socket(family, kind, protocol)
        try:
            connection.settimeout(timeout)
            connection.connect(target)
            self._connections.append(connection.dup())
            if self.late:
                raise TimeoutError
        except OSError:
            connection.close()
            raise
        return connection


def _opener(line: _Line) -> urllib.request.OpenerDirector:
    """Speaks http and https only, through no proxy: a proxy would make the connection where nobody looks."""
    opener = urllib.request.OpenerDirector()
    for handler in (
        _PlainHandler(line),
        _SecureHandler(line),
        urllib.request.HTTPDefaultErrorHandler(),
        urllib.request.HTTPErrorProcessor(),
        urllib.request.UnknownHandler(),
    ):
        opener.add_handler(handler)
    return opener


def _is_open(target: str) -> bool:
    """Whether an IP address is of the open internet: not private, loopback, link-local, shared or multicast.

    Nor one that carries an address of the fourth version to wherever a tunnel ends; a translator's (NAT64) counts as
    the one it carries.
    """
    address = ipaddress.ip_address(target.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address):
        if address in _TRANSLATED:
            return _is_open(str(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)))
        if any(address in tunnel for tunnel in _TUNNELS):
            return False
    return address.is_global and not address.is_multicast


_TRANSLATED: Final = ipaddress.IPv6Network("64:ff9b::/96")
_TUNNELS: Final = tuple(
    ipaddress.IPv6Network(network)
    for network in ("::/96", "::ffff:0:0/96", "64:ff9b:1::/48", "2001::/32", "2002::/16", "fec0::/10")
)


class _PlainConnection(http.client.HTTPConnection):
    _create_connection: Callable[..., socket.socket]

    def __init__(self, *arguments: Any, **more: Any) -> None:
        line: _Line = more.pop("line")
        super().__init__(*arguments, **more)
        self._create_connection = line.connect


class _SecureConnection(http.client.HTTPSConnection):
    _create_connection: Callable[..., socket.socket]

    def __init__(self, *arguments: Any, **more: Any) -> None:
        line: _Line = more.pop("line")
        super().__init__(*arguments, **more)
        self._create_connection = line.connect


class _PlainHandler(urllib.request.HTTPHandler):
    def __init__(self, line: _Line) -> None:
        super().__init__()
        self._line = line

    def http_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        return self.do_open(_PlainConnection, req, line=self._line)


class _SecureHandler(urllib.request.HTTPSHandler):
    def __init__(self, line: _Line) -> None:
        super().__init__()
        self._line = line

    def https_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        return self.do_open(_SecureConnection, req, line=self._line)
