"""The webhook channel: one small signed POST to a host that the installation lists by name.

What goes out is the message number, the subject line and where to sign in; never the body. A receiver checks
``X-Fengsui-Signature``: ``t=<seconds>,v1=<hex>``, HMAC-SHA256 over ``<seconds>.<body>`` with the key in the home.
"""

import contextlib
import hashlib
import hmac
import http.client
import ipaddress
import json
import os
import secrets
import socket
import ssl
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import SplitResult, urlsplit

SECONDS = 10
"""For the whole exchange, names looked up apart: a host that sends a byte now and then is not waited for."""
TAKEN = range(200, 300)
PREFIX = "webhook:"
LONGEST_NAME = 12


class NotTaken(Exception):
    """The receiver did not take the message; the sentence says why and holds no address."""


@dataclass(frozen=True, slots=True)
class Webhooks:
    """Where to send: name → address; the hosts that may be written to; the key's folder; where officers sign in."""

    addresses: Mapping[str, str]
    hosts: frozenset[str]
    keys: Path
    desk: str = ""


def read_addresses(text: str) -> dict[str, str]:
    """``name=https://host/path,…`` → address by name. Raises ValueError for a name that is none, or is there twice."""
    found: dict[str, str] = {}
    for entry in filter(None, (part.strip() for part in text.split(","))):
        name, equals, address = entry.partition("=")
        if not equals or not (name.isascii() and name.isalnum() and len(name) <= LONGEST_NAME) or name in found:
            msg = f"FENGSUI_WEBHOOK_URLS：每项写成 名称=地址，名称最多 {LONGEST_NAME} 个字母或数字，不能重复"
            raise ValueError(msg)
        found[name] = address
    return found


def signing_key(folder: Path) -> bytes:
    """The key that signs what goes out, made once; the receiver is given the same 64 digits out of band."""
    path = folder / "webhook.key"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        partial = folder / f"webhook.{os.getpid()}.{threading.get_ident()}.partial"
        with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
            file.write(secrets.token_hex(32) + "\n")
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(partial, path)  # never replaces a key that another process made first
        partial.unlink()
    return bytes.fromhex(path.read_text(encoding="ascii").strip())


def signature(key: bytes, seconds: int, body: bytes) -> str:
    """What the header says of a body sent at this moment (whole seconds since 1970)."""
    return f"t={seconds},v1={hmac.digest(key, str(seconds).encode() + b'.' + body, hashlib.sha256).hex()}"


def post(name: str, content: Mapping[str, object], webhooks: Webhooks) -> None:
    """Send one message. Raises NotTaken."""
    parts = _place(webhooks.addresses.get(name, ""), webhooks.hosts)
    body = json.dumps({**content, "desk": webhooks.desk}, ensure_ascii=False, sort_keys=True).encode()
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": "fengsui",
        "X-Fengsui-Signature": signature(signing_key(webhooks.keys), int(time.time()), body),
    }
    path = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
    with _Exchange(parts) as exchange:
        status = exchange.post(path, body, headers)
    if status not in TAKEN:
        # A redirect is an answer like any other: what it points to was listed by nobody.
        msg = f"接收方答复 {status}，没有收下"
        raise NotTaken(msg)


def _place(address: str, hosts: frozenset[str]) -> SplitResult:
    """The parts of an address that may be written to. Raises NotTaken."""
    try:
        parts = urlsplit(address)
        host, allowed = parts.hostname or "", parts.scheme in {"http", "https"} and parts.username is None
        _ = parts.port
    except ValueError:
        host, allowed = "", False
    if not allowed or not host:
        msg = "推送地址写得不对（FENGSUI_WEBHOOK_URLS）"
        raise NotTaken(msg)
    if host not in hosts:
        msg = "推送地址的主机没有列入 FENGSUI_WEBHOOK_HOSTS"
        raise NotTaken(msg)
    return parts


class _Exchange:
    """One connection that is cut when its time is up. It goes through no proxy and follows nothing."""

    def __init__(self, parts: SplitResult) -> None:
        self._parts = parts
        self._late = False
        self._socket: socket.socket | None = None
        self._timer = threading.Timer(SECONDS, self._cut)
        self._timer.daemon = True

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._timer.cancel()
        if self._socket is not None:
            self._socket.close()

    def _cut(self) -> None:
        self._late = True
        if self._socket is not None:
            with contextlib.suppress(OSError):
                self._socket.shutdown(socket.SHUT_RDWR)

    def post(self, path: str, body: bytes, headers: Mapping[str, str]) -> int:
        """The status that was answered. Raises NotTaken."""
        try:
            connection = self._connect()
            connection.request("POST", path, body=body, headers=dict(headers))
            answer = connection.getresponse()
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise NotTaken(_in_words(TimeoutError() if self._late else error)) from error
        if self._late:
            raise NotTaken(_in_words(TimeoutError()))
        return answer.status

    def _connect(self) -> http.client.HTTPConnection:
        host, secure = str(self._parts.hostname), self._parts.scheme == "https"
        family, kind, protocol, _name, target = socket.getaddrinfo(
            host, self._parts.port or (443 if secure else 80), type=socket.SOCK_STREAM
        )[0]
        _refuse_address(str(target[0]))
        plain = self._socket = socket.socket(family, kind, protocol)
        plain.settimeout(SECONDS)
        plain.connect(target)
        if secure:
            self._socket = plain = ssl.create_default_context().wrap_socket(plain, server_hostname=host)
        connection = http.client.HTTPConnection(host, self._parts.port or (443 if secure else 80), timeout=SECONDS)
        connection.sock = plain
        return connection


def _refuse_address(target: str) -> None:
    """A listed host may lie in the own network; none lies on the link, where machines hand out their secrets."""
    address = ipaddress.ip_address(target.partition("%")[0])
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    known = mapped or address
    if known.is_link_local or known.is_multicast or known.is_unspecified or known.is_reserved:
        msg = "推送地址指向不能使用的网络地址"
        raise NotTaken(msg)


def _in_words(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return f"接收方 {SECONDS} 秒内没有答复"
    if isinstance(error, ConnectionRefusedError):
        return "接收方拒绝连接"
    if isinstance(error, socket.gaierror):
        return "接收方的主机名查不到"
    if isinstance(error, ssl.SSLError):
        return "接收方的证书不能用"
    return "接收方没有答完就断开了"
