"""What an installation says in its environment is what it gets."""

import pytest
from django.conf import global_settings
from django.utils.module_loading import import_string

from fengsui import settings


def test_parameters_of_the_database_address_reach_the_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who asks for an encrypted connection gets one, or none: nothing after the ``?`` is dropped."""
    monkeypatch.setenv(
        "FENGSUI_DATABASE_URL",
        "postgresql://desk:p%40ss@db.example:6543/feng%20sui?sslmode=verify-full&sslrootcert=%2Fetc%2Fca.pem",
    )
    found = settings._database()
    assert found["OPTIONS"] == {"sslmode": "verify-full", "sslrootcert": "/etc/ca.pem"}
    assert (found["NAME"], found["PASSWORD"], found["HOST"], found["PORT"]) == ("feng sui", "p@ss", "db.example", 6543)


def test_a_plain_address_asks_for_nothing_more(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without parameters the connection is the driver's usual one."""
    monkeypatch.setenv("FENGSUI_DATABASE_URL", "postgresql://desk@db.example/fengsui")
    assert settings._database()["OPTIONS"] == {}


def test_passwords_are_hashed_slowly_in_service() -> None:
    """Only the tests hash in no time: an installation takes at least 600 000 rounds of PBKDF2 for a new password."""
    hashers = getattr(settings, "PASSWORD_HASHERS", global_settings.PASSWORD_HASHERS)
    assert hashers[0] == "django.contrib.auth.hashers.PBKDF2PasswordHasher"
    assert import_string(hashers[0])().iterations >= 600_000
