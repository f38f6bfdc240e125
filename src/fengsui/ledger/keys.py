"""The installation's keys: one master key that wraps subject keys, one key that signs checkpoints.

They lie under ``<home>/keys``, which is backed up apart from the data. In worlds made from a seed (exercise, test) both
are drawn from it, so that the same seed gives the same bytes.
"""

import contextlib
import hashlib
import hmac
import os
import secrets
from functools import lru_cache
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_LENGTH = 32
_KEYS = ("master", "checkpoint")


class KeysOfAnotherWorld(Exception):
    """The home holds keys that were not made for this world, so that it must not be founded on them."""


class KeyRing:
    """Master and signing key of one home."""

    def __init__(self, master: bytes, signing: bytes, *, seeded: bool) -> None:
        self._master = master
        self._signer = Ed25519PrivateKey.from_private_bytes(signing)
        self._seeded = seeded
        self._cipher = AESGCM(master)

    def sign(self, content: bytes) -> bytes:
        """Ed25519 signature over ``content``."""
        return self._signer.sign(content)

    @property
    def public_key(self) -> str:
        """The key that checks the signatures, as 64 hexadecimal digits."""
        return self._signer.public_key().public_bytes_raw().hex()

    @property
    def is_seeded(self) -> bool:
        """Whether keys and ids are drawn from a seed (test and exercise worlds)."""
        return self._seeded

    def new_subject_key(self, subject: str) -> bytes:
        """A fresh 256-bit key; drawn from the seed in a seeded world."""
        if self._seeded:
            return hmac.digest(self._master, b"subject\0" + subject.encode(), hashlib.sha256)
        return secrets.token_bytes(_LENGTH)

    def new_token(self, name: str) -> str:
        """An unguessable identifier of 32 hexadecimal digits; drawn from the seed and ``name`` in a seeded world."""
        if self._seeded:
            return hmac.digest(self._master, b"token\0" + name.encode(), hashlib.sha256).hex()[:32]
        return secrets.token_hex(16)

    def new_nonce(self, name: str) -> bytes:
        """Twelve bytes, never used twice under one key: ``name`` is unique in a seeded world."""
        if self._seeded:
            return hmac.digest(self._master, b"nonce\0" + name.encode(), hashlib.sha256)[:12]
        return secrets.token_bytes(12)

    def wrap(self, subject: str, key: bytes) -> bytes:
        """``key`` encrypted under the master key, bound to its subject."""
        nonce = self.new_nonce("wrap\0" + subject)
        return nonce + self._cipher.encrypt(nonce, key, subject.encode())

    def unwrap(self, subject: str, wrapped: bytes) -> bytes:
        """The inverse of :meth:`wrap`. Raises InvalidTag when the master key or the subject is another."""
        return self._cipher.decrypt(wrapped[:12], wrapped[12:], subject.encode())


def signature_holds(public_key: str, content: bytes, signature: str) -> bool:
    """Whether ``signature`` (hex) over ``content`` was made with the private half of ``public_key`` (hex)."""
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key)).verify(bytes.fromhex(signature), content)
    except (InvalidSignature, ValueError):
        return False
    return True


def make_keys(home: Path, *, seed: str | None = None) -> None:
    """Write the keys of a new home. Existing keys are never overwritten.

    Raises KeysOfAnotherWorld when existing ones were drawn from a seed and this world has none or another, or were
    not drawn from its seed: whoever knows a seed can open everything sealed under its keys.
    """
    folder = home / "keys"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    _check_keys(folder, seed)
    for name in _KEYS:
        path = folder / f"{name}.key"
        if path.exists():
            continue
        content = _drawn(seed, name) if seed else secrets.token_bytes(_LENGTH)
        partial = folder / f"{name}.{os.getpid()}.partial"
        with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="ascii") as file:
            file.write(("seeded " if seed else "random ") + content.hex() + "\n")
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(partial, path)  # unlike a rename, never replaces a key that another process made first
        partial.unlink()
    _check_keys(folder, seed)  # another process may have been quicker


def _drawn(seed: str, name: str) -> bytes:
    return hashlib.sha256(f"{seed}\0{name}".encode()).digest()


def _check_keys(folder: Path, seed: str | None) -> None:
    for name in _KEYS:
        path = folder / f"{name}.key"
        if not path.exists():
            continue
        origin, content = path.read_text(encoding="ascii").split()
        if origin != ("seeded" if seed else "random") or (seed and content != _drawn(seed, name).hex()):
            msg = f"{path.name}: {origin}, not made for this world"
            raise KeysOfAnotherWorld(msg)


@lru_cache(maxsize=8)
def open_keys(home: Path) -> KeyRing:
    """The keys of ``home``. Raises FileNotFoundError when the home was never made."""
    parts = [(home / "keys" / f"{name}.key").read_text(encoding="ascii").split() for name in _KEYS]
    return KeyRing(bytes.fromhex(parts[0][1]), bytes.fromhex(parts[1][1]), seeded=parts[0][0] == "seeded")
