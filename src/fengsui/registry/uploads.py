"""Tables between preview and import: sealed in the home, for the officer who uploaded them, a day at most.

A table may hold phone numbers, so that the session and the open disk are no place for it.
"""

import contextlib
import hashlib
import os
import time
from pathlib import Path

from django.conf import settings

from fengsui.conduct import timekeeping, world

FOLDER = "uploads"
KEPT_SECONDS = 24 * 3600


def keep(template_id: str, officer: str, content: bytes) -> str:
    """Keep an uploaded table; returns the file's SHA-256, by which the same officer finds it again."""
    sha256 = hashlib.sha256(content).hexdigest()
    name = _name(template_id, officer, sha256)
    sealed = world.sealed_values().encrypt_file(
        subject=_subject(name), name=name, content=content, now=timekeeping.now()
    )
    folder = _folder()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    unfinished = folder / f"{name}.part"
    with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(sealed)
    unfinished.replace(folder / name)
    return sha256


def find(template_id: str, officer: str, sha256: str) -> bytes | None:
    """The table as it was uploaded; None when it was imported, is older than a day, or is another officer's."""
    name = _name(template_id, officer, sha256)
    path = _folder() / name
    if not path.is_file():
        return None
    return world.sealed_values().decrypt_file(subject=_subject(name), name=name, content=path.read_bytes())


def drop(template_id: str, officer: str, sha256: str) -> None:
    """Forget a table: the file and the key that opens it."""
    _drop(_folder() / _name(template_id, officer, sha256))


def drop_old() -> None:
    """Forget what nobody imported within a day."""
    # The files' age is that of the disk, also where the world's clock is simulated.
    oldest = time.time() - KEPT_SECONDS
    for path in _folder().glob("*"):
        with contextlib.suppress(FileNotFoundError):  # another process was quicker
            if path.is_file() and path.stat().st_mtime < oldest:
                _drop(path)


def _drop(path: Path) -> None:
    if path.is_file():
        path.unlink(missing_ok=True)
        world.sealed_values().destroy(
            _subject(path.name.removesuffix(".part")), reason="上传的表已用完", now=timekeeping.now()
        )


def _folder() -> Path:
    return Path(settings.HOME) / FOLDER


def _name(template_id: str, officer: str, sha256: str) -> str:
    return hashlib.sha256(f"{template_id}\0{officer}\0{sha256}".encode()).hexdigest()


def _subject(name: str) -> str:
    return f"upload/{name}"
