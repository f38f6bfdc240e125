"""What leaves by e-mail goes where the installation's own address says, whatever stands in a recipient's."""

import logging
from typing import Any

import apprise
import pytest

from fengsui.notify.channels import ChannelFailed, Envelope, Outlet, Recipient, email_address_url, send_email

SERVER = "mailto://name:secret@mail.example.cn?smtp=smtp.example.cn&from=fengsui@example.cn"
EVIL = "x%40y.cn&smtp=evil.example&z=@b.cn"
NOTICE = Envelope("event/1#1", "临近时限", "", urgent=True)


@pytest.mark.parametrize("addresses", [["a@b.cn"], ["a@b.cn", "first.last+desk@b-c.example.cn"]])
def test_every_recipient_is_written_to(addresses: list[str]) -> None:
    """Encoding loses nothing: the mail server is the installation's, the recipients are those given."""
    found: Any = apprise.Apprise.instantiate(email_address_url(SERVER, addresses))
    assert found.smtp_host == "smtp.example.cn"
    assert {target for _, target in found.targets} == set(addresses)


def test_an_address_redirects_nothing() -> None:
    """An address with an ampersand in it can't name another mail server: it is no setting, and no address."""
    found: Any = apprise.Apprise.instantiate(email_address_url(SERVER, ["a@b.cn", EVIL]))
    assert found.smtp_host == "smtp.example.cn"
    assert "z" not in found.url_parameters()


def test_what_is_no_address_is_not_written_to(monkeypatch: pytest.MonkeyPatch) -> None:
    """An old entry that is no plain address is left out; if no other remains, the delivery says why."""
    added: list[str] = []

    def adds(_self: apprise.Apprise, url: str) -> bool:
        added.append(url)
        return True

    monkeypatch.setattr(apprise.Apprise, "add", adds)
    monkeypatch.setattr(apprise.Apprise, "notify", lambda _self, **_rest: True)
    outlet = Outlet(SERVER, None)
    send_email(NOTICE, [Recipient("officer/a", "a@b.cn"), Recipient("officer/b", EVIL)], outlet)
    assert added == [f"{SERVER}&to=a@b.cn"]
    with pytest.raises(ChannelFailed, match="邮箱格式"):
        send_email(NOTICE, [Recipient("officer/b", EVIL)], outlet)


def test_the_library_logs_no_address(caplog: pytest.LogCaptureFixture) -> None:
    """A server that can't be reached leaves no recipient's address in the log (1.5.d)."""
    outlet = Outlet("mailto://name:secret@127.0.0.1:1?from=fengsui@example.cn", None)
    with caplog.at_level(logging.INFO), pytest.raises(ChannelFailed):
        send_email(NOTICE, [Recipient("officer/a", "someone@b.cn")], outlet)
    assert "someone" not in caplog.text
