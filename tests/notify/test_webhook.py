"""The webhook: little goes out, signed, only to hosts that are listed; whatever the receiver does, it ends soon."""

import hashlib
import hmac
import json
import re
import stat
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from fengsui.notify import webhook
from fengsui.notify.channels import ChannelFailed, Envelope, Outlet, Recipient, send
from fengsui.notify.webhook import Webhooks, read_addresses, signature, signing_key
from tests.notify.dead_servers import closed_port, drips, drops, fails, hangs, sends_on, serving, takes

NOTICE = Envelope("event/2026-001#12", "新任务：接待登记", "内部正文：张某，电话13800000000", urgent=True)
TO = [Recipient("webhook:duty", "")]
ADDRESS = "http://{}:{}/in?room=1"


def outlet(tmp_path: Path, port: int, host: str = "127.0.0.1", **changes: Any) -> Outlet:
    """A live outlet with one receiver on this machine."""
    hosts = changes.pop("hosts", frozenset({host}))
    return Outlet("", None, Webhooks({"duty": ADDRESS.format(host, port)}, hosts, tmp_path / "keys", "https://desk"))


def test_what_goes_out_is_little_and_signed(tmp_path: Path) -> None:
    """Number, subject, urgency, where to sign in; no body. The signature is that of the key in the home."""
    with serving(takes) as served:
        send("webhook:duty", NOTICE, TO, outlet(tmp_path, served.port))
    head, _, body = served.requests[0].partition(b"\r\n\r\n")
    said = json.loads(body)
    assert said == {"number": NOTICE.number, "subject": NOTICE.subject, "urgent": True, "desk": "https://desk"}
    found = re.search(rb"X-Fengsui-Signature: t=(\d+),v1=([0-9a-f]{64})", head)
    assert found
    key_file = tmp_path / "keys" / "webhook.key"
    key = bytes.fromhex(key_file.read_text().strip())
    assert found[2].decode() == hmac.new(key, found[1] + b"." + body, hashlib.sha256).hexdigest()
    assert abs(int(found[1]) - time.time()) < 60
    assert stat.S_IMODE(key_file.stat().st_mode) == 0o600
    assert head.startswith(b"POST /in?room=1 HTTP/1.1\r\n")


def test_the_key_is_made_once_by_however_many(tmp_path: Path) -> None:
    """Threads that need it at the same moment get the same key."""
    found: list[bytes] = []
    threads = [threading.Thread(target=lambda: found.append(signing_key(tmp_path / "keys"))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(found)) == 1
    assert len(found) == 8
    assert [path.name for path in (tmp_path / "keys").iterdir()] == ["webhook.key"]
    assert signature(found[0], 1, b"a") != signature(found[0], 2, b"a")


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (fails, "答复 500"),
        (drops, "断开"),
        (hangs, "秒内没有答复"),
        (drips, "秒内没有答复"),
        (sends_on, "答复 307"),
    ],
)
def test_a_useless_receiver_ends_soon(
    answer: Callable[..., None], why: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each kind of dead receiver is a failure in words within the time, is asked once, and is sent nowhere else."""
    monkeypatch.setattr(webhook, "SECONDS", 1)
    with serving(answer) as served:
        begun = time.monotonic()
        with pytest.raises(ChannelFailed, match=why):
            send("webhook:duty", NOTICE, TO, outlet(tmp_path, served.port))
        assert time.monotonic() - begun < 3
        assert len(served.requests) <= 1


def test_a_closed_port_is_told(tmp_path: Path) -> None:
    """Nobody listens: refused, in words."""
    with pytest.raises(ChannelFailed, match="拒绝连接"):
        send("webhook:duty", NOTICE, TO, outlet(tmp_path, closed_port()))


def test_hosts_that_are_not_listed_are_never_asked(tmp_path: Path) -> None:
    """Without its host in the list an address is refused before any connection; user names and other schemes too."""
    with serving(takes) as served:
        with pytest.raises(ChannelFailed, match="FENGSUI_WEBHOOK_HOSTS"):
            send("webhook:duty", NOTICE, TO, outlet(tmp_path, served.port, hosts=frozenset({"other.example"})))
        for address in (
            f"http://a:b@127.0.0.1:{served.port}/",
            "file:///etc/passwd",
            "http://127.0.0.1:x/",
            "",
            "http://",
        ):
            bad = Outlet("", None, Webhooks({"duty": address}, frozenset({"127.0.0.1"}), tmp_path))
            with pytest.raises(ChannelFailed, match="写得不对"):
                send("webhook:duty", NOTICE, TO, bad)
        assert served.requests == []


@pytest.mark.parametrize(
    "host", ["169.254.169.254", "240.0.0.1", "224.0.0.1", "[::]", "[fe80::1]", "[::ffff:169.254.0.1]"]
)
def test_addresses_of_the_link_are_refused_even_when_listed(tmp_path: Path, host: str) -> None:
    """Where machines hand out their secrets nothing is sent, whatever the list says."""
    listed = frozenset({host.strip("[]")})
    with pytest.raises(ChannelFailed, match="不能使用的网络地址"):
        send("webhook:duty", NOTICE, TO, outlet(tmp_path, 80, host, hosts=listed))


def test_nothing_leaves_a_captured_world(tmp_path: Path) -> None:
    """In a demonstration the message is a file."""
    with serving(takes) as served:
        live = outlet(tmp_path, served.port)
        send("webhook:duty", NOTICE, TO, Outlet("", tmp_path / "captured", live.webhooks))
        assert served.requests == []
    assert json.loads(next((tmp_path / "captured").rglob("*.json")).read_text())["number"] == NOTICE.number


def test_no_proxy_is_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A proxy of the environment would make the connection where nobody looks."""
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{closed_port()}")
    with serving(takes) as served:
        send("webhook:duty", NOTICE, TO, outlet(tmp_path, served.port))
    assert len(served.requests) == 1


def test_the_setting_is_read_strictly() -> None:
    """Names of up to twelve letters or digits, each once; anything else stops the start with a sentence."""
    assert read_addresses("") == {}
    assert read_addresses("a=https://x.cn/?q=1, b2=http://y") == {"a": "https://x.cn/?q=1", "b2": "http://y"}
    for wrong in (
        "https://x.cn",
        "a b=https://x.cn",
        "a=https://x.cn,a=https://y.cn",
        "超长=https://x",
        "a" * 13 + "=x",
    ):
        with pytest.raises(ValueError, match="FENGSUI_WEBHOOK_URLS"):
            read_addresses(wrong)
