"""Sealed values: what must be forgettable is kept beside the facts, encrypted under a key per subject.

A fact holds the value's id and a commitment. The commitment's salt comes from the subject's key: destroying the key
destroys the datum *and* makes the commitment unguessable, and leaves the chain whole (应对法 2024 art. 85).
"""

import hashlib
import hmac
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from fengsui.ledger import models
from fengsui.ledger.canonical import canonical_json, parse_timestamp, timestamp
from fengsui.ledger.keys import KeyRing
from fengsui.ledger.verifying import Finding

DESTROYED = "destroyed.jsonl"
"""Kept beside the keys, apart from the data: a restore of an older backup replays it."""


LONGEST_PURPOSE = models.LONGEST_PURPOSE
"""Characters of a stated purpose: it is kept whole or the value stays closed."""


class PurposeMissing(Exception):
    """A sealed value was asked for without saying what for."""


class PurposeTooLong(Exception):
    """The purpose has more than LONGEST_PURPOSE characters."""


class SealBroken(Exception):
    """A sealed value can't be opened with its subject's key: it was changed, or the master key is another."""


_AT_ONCE = 400


@dataclass(frozen=True, slots=True)
class SealedReference:
    """What a fact holds in place of the datum."""

    id: str
    commitment: str

    def as_payload(self) -> dict[str, str]:
        """Shape in a fact's payload."""
        return {"sealed": self.id, "commitment": self.commitment}


class SealedValues:
    """The cabinet of sealed values of one home."""

    def __init__(self, keys: KeyRing, home: Path) -> None:
        self._keys = keys
        self._home = home

    def seal(self, *, subject: str, label: str, text: str, now: datetime) -> SealedReference:
        """Encrypt ``text`` under the key of ``subject`` and store it. Call inside the act's transaction."""
        key = self._subject_key(subject, now)
        value_id = self._keys.new_token(f"{subject}\0{self._serial(subject)}")
        nonce = self._keys.new_nonce(value_id)
        models.SealedValue.objects.create(
            id=value_id,
            subject=subject,
            label=label,
            nonce=nonce,
            ciphertext=AESGCM(key).encrypt(nonce, text.encode(), value_id.encode()),
            created_at=now,
        )
        return SealedReference(value_id, _commitment(key, value_id, text))

    def open(self, ids: Iterable[str], *, purpose: str, actor: str, now: datetime) -> dict[str, str | None]:
        """The texts behind ``ids``; None for one whose key was destroyed. Each opening is logged.

        Raises PurposeMissing when ``purpose`` is empty (N6 of the guard-rails), PurposeTooLong when it is too long to
        be kept whole, SealBroken for a value that was changed.
        """
        purpose = purpose.strip()
        if not purpose:
            msg = "a sealed value is opened for a stated purpose"
            raise PurposeMissing(msg)
        if len(purpose) > LONGEST_PURPOSE:
            msg = f"用途最多 {LONGEST_PURPOSE} 字，现在 {len(purpose)} 字"
            raise PurposeTooLong(msg)
        wanted = [value_id for value_id in ids if value_id]
        rows = list(models.SealedValue.objects.filter(id__in=wanted))
        wrapped = dict(
            models.SubjectKey.objects.filter(subject__in={row.subject for row in rows}).values_list(
                "subject", "wrapped"
            )
        )
        opened: dict[str, str | None] = dict.fromkeys(wanted)
        for row in rows:
            if row.subject in wrapped:
                opened[row.id] = self._opened(row, bytes(wrapped[row.subject]))[1]
        models.SealOpening.objects.bulk_create(
            [models.SealOpening(value=row.id, actor=actor, purpose=purpose, opened_at=now) for row in rows]
        )
        return opened

    def holds_key(self, subject: str) -> bool:
        """Whether the subject's key is there: nothing sealed under it was destroyed."""
        return models.SubjectKey.objects.filter(subject=subject).exists()

    def commitment_holds(self, reference: SealedReference) -> bool | None:
        """Whether the stored value is the one the fact committed to; None when its key was destroyed."""
        row = models.SealedValue.objects.filter(id=reference.id).first()
        wrapped = models.SubjectKey.objects.filter(subject=row.subject).first() if row else None
        if row is None or wrapped is None:
            return None
        return self._holds(row, bytes(wrapped.wrapped), reference.commitment)

    def check(self, named: Iterable[tuple[str, SealedReference]]) -> Iterator[Finding]:
        """Which values are lost, or not what was committed to, though nobody destroyed their key.

        ``named``: (reference of the fact that commits to it, value).
        """
        source = iter(named)
        while batch := list(islice(source, _AT_ONCE)):
            rows = models.SealedValue.objects.in_bulk([sealed.id for _, sealed in batch])
            subjects = {row.subject for row in rows.values()}
            keys = dict(models.SubjectKey.objects.filter(subject__in=subjects).values_list("subject", "wrapped"))
            destroyed = set(
                models.DestroyedSubject.objects.filter(subject__in=subjects).values_list("subject", flat=True)
            )
            for reference, sealed in batch:
                row = rows.get(sealed.id)
                problem = ""
                if row is None:
                    problem = "is missing"
                elif row.subject in keys:
                    if not self._holds(row, bytes(keys[row.subject]), sealed.commitment):
                        problem = "is not the one the fact committed to"
                elif row.subject not in destroyed:
                    problem = "has lost its key, and no destruction is on record"
                if problem:
                    yield Finding(reference, f"sealed value {sealed.id} {problem}")

    def _opened(self, row: models.SealedValue, wrapped: bytes) -> tuple[bytes, str]:
        """(subject's key, text). Raises SealBroken."""
        try:
            key = self._keys.unwrap(row.subject, wrapped)
            return key, AESGCM(key).decrypt(bytes(row.nonce), bytes(row.ciphertext), row.id.encode()).decode()
        except (InvalidTag, ValueError) as error:  # ValueError: a nonce of another length
            msg = f"sealed value {row.id} can't be opened"
            raise SealBroken(msg) from error

    def _holds(self, row: models.SealedValue, wrapped: bytes, commitment: str) -> bool:
        try:
            key, text = self._opened(row, wrapped)
        except SealBroken:
            return False
        return hmac.compare_digest(_commitment(key, row.id, text), commitment)

    def destroy(self, subject: str, *, reason: str, now: datetime) -> int:
        """Destroy the key of ``subject``: its values can never be read again. Returns how many there were."""
        count = models.SealedValue.objects.filter(subject=subject).count()
        models.SubjectKey.objects.filter(subject=subject).delete()
        models.SealedValue.objects.filter(subject=subject).update(ciphertext=b"", nonce=b"")
        models.DestroyedSubject.objects.get_or_create(subject=subject, defaults={"destroyed_at": now, "reason": reason})
        with (self._home / "keys" / DESTROYED).open("a", encoding="utf-8") as file:
            file.write(canonical_json({"subject": subject, "at": timestamp(now), "reason": reason}) + "\n")
        return count

    def encrypt_file(self, *, subject: str, name: str, content: bytes, now: datetime) -> bytes:
        """A file's bytes encrypted under the subject's key; bound to its name."""
        nonce = self._keys.new_nonce(f"file\0{subject}\0{name}\0" + hashlib.sha256(content).hexdigest())
        return nonce + AESGCM(self._subject_key(subject, now)).encrypt(nonce, content, name.encode())

    def decrypt_file(self, *, subject: str, name: str, content: bytes) -> bytes | None:
        """The inverse of :meth:`encrypt_file`; None when the key was destroyed or the bytes are not whole."""
        wrapped = models.SubjectKey.objects.filter(subject=subject).first()
        if wrapped is None:
            return None
        try:
            return AESGCM(self._keys.unwrap(subject, bytes(wrapped.wrapped))).decrypt(
                content[:12], content[12:], name.encode()
            )
        except InvalidTag:
            return None

    def _serial(self, subject: str) -> int:
        """Counts a subject's values where ids are drawn from the seed; random ids need no counting."""
        return models.SealedValue.objects.filter(subject=subject).count() + 1 if self._keys.is_seeded else 0

    def _subject_key(self, subject: str, now: datetime) -> bytes:
        row = models.SubjectKey.objects.filter(subject=subject).first()
        if row is not None:
            return self._keys.unwrap(subject, bytes(row.wrapped))
        key = self._keys.new_subject_key(subject)
        models.SubjectKey.objects.create(subject=subject, wrapped=self._keys.wrap(subject, key), created_at=now)
        return key


def references_in(payload: Any) -> Iterator[SealedReference]:
    """The sealed values that a payload names, however deep."""
    if isinstance(payload, Mapping):
        if isinstance(payload.get("sealed"), str) and isinstance(payload.get("commitment"), str):
            yield SealedReference(payload["sealed"], payload["commitment"])
        for item in payload.values():
            yield from references_in(item)
    elif isinstance(payload, (list, tuple)):
        for item in payload:
            yield from references_in(item)


def replay_destructions(lines: Iterable[str]) -> int:
    """Destroy again what was destroyed after a backup was taken; returns how many subjects still had a key."""
    count = 0
    for line in lines:
        entry = json.loads(line)
        removed, _ = models.SubjectKey.objects.filter(subject=entry["subject"]).delete()
        models.SealedValue.objects.filter(subject=entry["subject"]).update(ciphertext=b"", nonce=b"")
        models.DestroyedSubject.objects.get_or_create(
            subject=entry["subject"],
            defaults={"destroyed_at": parse_timestamp(entry["at"]), "reason": entry["reason"]},
        )
        count += removed
    return count


def openings_of(value: str) -> list[tuple[str, str, datetime]]:
    """(actor, purpose, time) of every opening of one value, oldest first."""
    return list(
        models.SealOpening.objects.filter(value=value).order_by("id").values_list("actor", "purpose", "opened_at")
    )


def _commitment(key: bytes, value_id: str, text: str) -> str:
    salt = hmac.digest(key, b"salt\0" + value_id.encode(), hashlib.sha256)
    return hashlib.sha256(salt + text.encode()).hexdigest()
