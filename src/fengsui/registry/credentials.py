"""Sign-in of officers. Passwords are a source, never facts; who may do what always comes from the officer's row."""

import secrets
from typing import Any

from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from fengsui.conduct import timekeeping
from fengsui.conduct.access import AccessDenied, Actor, require
from fengsui.conduct.acting import Refused
from fengsui.registry.models import Credential, Officer
from fengsui.registry.people import actor_for_officer

_WORD_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none is taken for another when read out
_GROUPS, _GROUP_LENGTH = 4, 4


def make_temporary_password() -> str:
    """A password to hand over once, such as ``k3mf-92pq-xw7d-hh4t``: about 79 bits."""
    groups = ("".join(secrets.choice(_WORD_LETTERS) for _ in range(_GROUP_LENGTH)) for _ in range(_GROUPS))
    return "-".join(groups)


def check_password_strength(password: str) -> None:
    """Raise Refused, saying what is wrong, for a password that is too weak."""
    try:
        validate_password(password)
    except ValidationError as error:
        raise Refused("".join(error.messages)) from error


def set_password(officer_id: str, password: str, by: Actor) -> None:
    """Set an officer's password. One's own counts as chosen; one set by another is temporary.

    Raises AccessDenied when ``by`` is neither the officer nor may manage officers of that place (1.5.d); Refused for a
    weak password, an officer without a login, or one who has left.
    """
    officer = Officer.objects.filter(pk=officer_id, active=True).first()
    if by.officer != officer_id:
        require(by, "registry.manage_officers", regions=(officer.region,) if officer else ())
    if officer is None or not officer.login:
        msg = "此人已离任或没有登录名，不能设密码"
        raise Refused(msg)
    check_password_strength(password)
    with transaction.atomic():
        user, _ = User.objects.get_or_create(username=officer.login)
        user.set_password(password)
        user.is_active = True
        user.save()
        Credential.objects.update_or_create(
            officer=officer_id,
            defaults={
                "temporary": by.officer != officer_id,
                "set_by": by.officer,
                "set_at": timekeeping.now(),
            },
        )


def must_change_password(officer_id: str) -> bool:
    """Whether the officer still signs in with a password that another person has seen."""
    return Credential.objects.filter(officer=officer_id, temporary=True).exists()


def officer_for_user(user: Any) -> Actor:
    """Who a signed-in user acts as, with the roles held now. Raises AccessDenied for nobody, or one who has left."""
    login = user.get_username() if user.is_authenticated else ""
    officer = Officer.objects.filter(login=login, active=True).first() if login else None
    if officer is None:
        msg = "您的账号没有对应的在任人员，请联系系统管理员"
        raise AccessDenied(msg)
    return actor_for_officer(officer.pk)


def close_account(officer_id: str) -> None:
    """Nobody signs in as this officer any more. Part of :func:`end_officer`; safe to repeat."""
    login = Officer.objects.filter(pk=officer_id).values_list("login", flat=True).first()
    if login:
        User.objects.filter(username=login).update(is_active=False)
