"""Outside channels. One function per kind, registered in ``CHANNELS`` (docs/how-to-add-a-channel.md)."""

import json
import logging
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from django.conf import settings

from fengsui.notify import webhook
from fengsui.notify.addresses import is_email_address

# Its warnings name the addresses written to; what went wrong is kept with the delivery instead.
logging.getLogger("apprise").setLevel(logging.CRITICAL + 1)


@dataclass(frozen=True, slots=True)
class Recipient:
    """An officer reached on a channel: ``address`` is an e-mail address, opened for this purpose."""

    officer: str
    address: str


@dataclass(frozen=True, slots=True)
class Envelope:
    """What goes out: ``number`` is the visible message number by which a doubled message is recognised."""

    number: str
    subject: str
    body: str
    urgent: bool


@dataclass(frozen=True, slots=True)
class Outlet:
    """Where messages go: ``email_url`` is an Apprise address, ``capture`` a folder; both may be empty."""

    email_url: str
    capture: Path | None
    webhooks: webhook.Webhooks | None = None


class ChannelFailed(Exception):
    """The channel did not take the message; it will be tried again."""


def send_email(envelope: Envelope, recipients: Sequence[Recipient], outlet: Outlet) -> None:
    """E-mail through Apprise; captured as a file where nothing may leave the world. Raises ChannelFailed."""
    if outlet.capture is not None:
        _capture(envelope, recipients, outlet.capture)
        return
    if not outlet.email_url:
        msg = "没有配置邮件发送地址（FENGSUI_EMAIL_URL）"
        raise ChannelFailed(msg)
    addresses = [recipient.address for recipient in recipients if is_email_address(recipient.address)]
    if not addresses:
        msg = "收件人的邮箱格式不对，请在名册里更正"
        raise ChannelFailed(msg)
    import apprise  # noqa: PLC0415  (only who sends needs it)

    sender = apprise.Apprise()
    if not sender.add(email_address_url(outlet.email_url, addresses)):
        msg = "邮件发送地址写得不对（FENGSUI_EMAIL_URL）"
        raise ChannelFailed(msg)
    if not sender.notify(title=envelope.subject, body=f"{envelope.body}\n\n消息号 {envelope.number}"):
        msg = "邮件服务器没有收下"
        raise ChannelFailed(msg)


def email_address_url(email_url: str, addresses: Sequence[str]) -> str:
    """The Apprise address with its recipients. Encoded: an address can't add a setting such as another server."""
    separator = "&" if "?" in email_url else "?"
    return f"{email_url}{separator}to={','.join(quote(address, safe='@') for address in addresses)}"


def _capture(envelope: Envelope, recipients: Sequence[Recipient], folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    name = "".join(letter if letter.isalnum() or letter in "-." else "_" for letter in envelope.number)
    content = {
        "number": envelope.number,
        "subject": envelope.subject,
        "body": envelope.body,
        "recipients": [recipient.officer for recipient in recipients],
    }
    partial = folder / f".{name}.{os.getpid()}"
    partial.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    partial.replace(folder / f"{name}.json")


def send_webhook(envelope: Envelope, recipients: Sequence[Recipient], outlet: Outlet) -> None:
    """One signed POST to the receiver; captured as a file where nothing may leave the world. Raises ChannelFailed."""
    if outlet.capture is not None:
        _capture(envelope, recipients, outlet.capture / "webhook")
        return
    if outlet.webhooks is None:
        msg = "没有配置推送地址（FENGSUI_WEBHOOK_URLS）"
        raise ChannelFailed(msg)
    content = {"number": envelope.number, "subject": envelope.subject, "urgent": envelope.urgent}
    for recipient in recipients:
        try:
            webhook.post(recipient.officer.removeprefix(webhook.PREFIX), content, outlet.webhooks)
        except webhook.NotTaken as error:
            raise ChannelFailed(str(error)) from error


def outside_channels() -> tuple[str, ...]:
    """The channels that every message is delivered on: e-mail, and each configured webhook by its name."""
    return ("email", *(f"{webhook.PREFIX}{name}" for name in sorted(settings.WEBHOOK_URLS)))


def send(channel: str, envelope: Envelope, recipients: Sequence[Recipient], outlet: Outlet) -> None:
    """Send on a channel: ``email``, or ``webhook:`` and a name. Raises ChannelFailed, KeyError."""
    CHANNELS[channel.partition(":")[0]](envelope, recipients, outlet)


CHANNELS: dict[str, Callable[[Envelope, Sequence[Recipient], Outlet], None]] = {
    "email": send_email,
    "webhook": send_webhook,
}
