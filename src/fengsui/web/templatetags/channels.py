"""How pages name the channels that messages go out on, and whether a way to more is open."""

from django import template
from django.template import Context
from django.utils.translation import gettext

from fengsui.web.templatetags.wording import allows

register = template.Library()


@register.filter
def channel_name(channel: str) -> str:
    """``email`` → 邮件; ``webhook:duty`` → 推送 duty."""
    kind, _, name = channel.partition(":")
    if kind == "webhook":
        return gettext("推送 %(name)s") % {"name": name}
    return gettext("邮件") if kind == "email" else channel


@register.simple_tag(takes_context=True)
def holds(context: Context, permission: str) -> bool:
    """Whether the officer whose page this is holds a permission: no link may lead to a refusal."""
    return allows(context, permission)
