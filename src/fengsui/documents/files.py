"""Files of papers: sealed under the stream's key, stored under their SHA-256, whole or not at all."""

import hashlib
from datetime import datetime
from pathlib import Path

from django.conf import settings

from fengsui.conduct.batches import store_file
from fengsui.conduct.world import sealed_values


class FileLost(Exception):
    """A file a fact names is not in this home, or its bytes are not the ones that were sent."""


def file_folder() -> Path:
    """Where sealed files lie."""
    return Path(settings.HOME) / "files"


def keep_file(*, stream: str, content: bytes, now: datetime) -> str:
    """Seal and store; returns the SHA-256 of the plain bytes, which is what facts name."""
    digest = hashlib.sha256(content).hexdigest()
    sealed = sealed_values().encrypt_file(subject=stream, name=digest, content=content, now=now)
    store_file(_path(digest), sealed)
    return digest


def read_file(*, stream: str, digest: str) -> bytes:
    """The plain bytes. Raises FileLost when the file is gone, changed, or its key was destroyed."""
    try:
        sealed = _path(digest).read_bytes()
    except FileNotFoundError as error:
        msg = f"文件 {digest[:12]} 不在本机"
        raise FileLost(msg) from error
    try:
        content = sealed_values().decrypt_file(subject=stream, name=digest, content=sealed)
    except ValueError:  # too short to hold anything: a disk that was full, a copy that broke off
        content = None
    if content is None or hashlib.sha256(content).hexdigest() != digest:
        msg = f"文件 {digest[:12]} 与发出时不一致，或其密钥已销毁"
        raise FileLost(msg)
    return content


def _path(digest: str) -> Path:
    return file_folder() / digest[:2] / f"{digest}.sealed"
