"""How pages name the channels that messages go out on."""

from django import template
from django.utils.translation import gettext

register = template.Library()


@register.filter
def channel_name(channel: str) -> str:
    """``email`` → 邮件; ``webhook:duty`` → 推送 duty."""
    kind, _, name = channel.partition(":")
    if kind == "webhook":
        return gettext("推送 %(name)s") % {"name": name}
    return gettext("邮件") if kind == "email" else channel
