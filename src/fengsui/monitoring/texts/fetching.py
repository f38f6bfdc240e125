"""Fetching a feed from its address, and from nowhere else.

An officer types the address, so that it could name a machine of the own network: only the open internet is fetched, and
hosts that the operator lists (``FENGSUI_FEED_HOSTS``). The check sits where the connection is made: it holds for every
redirect, and for a name that points elsewhere a moment later.
"""

import http.client
import ipaddress
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from typing import Any, Final
from urllib.parse import urlsplit

from django.conf import settings

from fengsui.conduct.acting import Refused
from fengsui.monitoring.texts.feeds import MOST_BYTES
from fengsui.registry.raw_tables import size_in_words

SECONDS: Final = 20
_CHUNK: Final = 64 * 1024
_AGENT: Final = "Fengsui feed reader"


class _Forbidden(OSError):
    """The address leads to a machine that is not to be asked."""


def fetch_feed(address: str) -> bytes:
    """What lies at an http or https address: at most 8 MB, within 20 seconds. Raises Refused, in Chinese."""
    try:
        parts = urlsplit(address.strip())
        allowed = parts.scheme in {"http", "https"} and bool(parts.hostname) and not parts.username
    except ValueError:
        allowed = False
    if not allowed:
        msg = "订阅地址须以 http:// 或 https:// 开头，不带用户名和密码"
        raise Refused(msg)
    try:
        return _read(address.strip(), time.monotonic() + SECONDS)
    except (_Forbidden, urllib.error.URLError, http.client.HTTPException, OSError, ValueError) as error:
        raise Refused(_in_words(error)) from error


def _read(address: str, deadline: float) -> bytes:
    request = urllib.request.Request(address, headers={"User-Agent": _AGENT})  # noqa: S310 (http and https only)
    content = bytearray()
    with _opener().open(request, timeout=SECONDS) as answer:
        while chunk := answer.read1(_CHUNK):
            content += chunk
            if len(content) > MOST_BYTES:
                msg = f"订阅源超过 {size_in_words(MOST_BYTES)}，没有读入"
                raise Refused(msg)
            if time.monotonic() > deadline:
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


def _opener() -> urllib.request.OpenerDirector:
    """Speaks http and https only, through no proxy: a proxy would make the connection where nobody looks."""
    opener = urllib.request.OpenerDirector()
    for handler in (
        _PlainHandler(),
        _SecureHandler(),
        urllib.request.HTTPDefaultErrorHandler(),
        urllib.request.HTTPRedirectHandler(),
        urllib.request.HTTPErrorProcessor(),
        urllib.request.UnknownHandler(),
    ):
        opener.add_handler(handler)
    return opener


def _connect(place: tuple[str, int], timeout: float | None = None, *_: Any) -> socket.socket:
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
    except OSError:
        connection.close()
        raise
    return connection


def _is_open(target: str) -> bool:
    """Whether an IP address is of the open internet: not private, loopback, link-local, shared or multicast."""
    address = ipaddress.ip_address(target.partition("%")[0])
    return address.is_global and not address.is_multicast


class _PlainConnection(http.client.HTTPConnection):
    _create_connection: Callable[..., socket.socket]

    def __init__(self, *arguments: Any, **more: Any) -> None:
        super().__init__(*arguments, **more)
        self._create_connection = _connect


class _SecureConnection(http.client.HTTPSConnection):
    _create_connection: Callable[..., socket.socket]

    def __init__(self, *arguments: Any, **more: Any) -> None:
        super().__init__(*arguments, **more)
        self._create_connection = _connect


class _PlainHandler(urllib.request.HTTPHandler):
    def http_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        return self.do_open(_PlainConnection, req)


class _SecureHandler(urllib.request.HTTPSHandler):
    def https_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        return self.do_open(_SecureConnection, req)
