"""Titles and texts of one file, sealed together under a key of their own.

Destroying the key destroys every text of the file; the facts, the rows and what was read out of the texts stay.
"""

import json
import zlib
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from datetime import datetime
from threading import Lock

from fengsui.conduct.world import sealed_values
from fengsui.documents.files import FileLost, keep_file, read_file
from fengsui.ledger.canonical import Fact
from fengsui.monitoring.texts.door import AdmittedText

Words = tuple[str, str]
"""(title, text)."""
_MOST_FILES = 2
_opened: "OrderedDict[tuple[str, str], Mapping[int, Words]]" = OrderedDict()
_lock = Lock()


def texts_subject(file_sha256: str) -> str:
    """The subject whose key seals the texts of a file."""
    return f"texts/{file_sha256}"


def keep_texts(file_sha256: str, texts: Iterable[AdmittedText], now: datetime) -> str:
    """Seal and store; returns the SHA-256 by which the fact names the file. The same texts give the same."""
    rows = ([text.row_number, text.title, text.text] for text in texts)
    lines = "".join(json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n" for row in rows)
    return keep_file(stream=texts_subject(file_sha256), content=zlib.compress(lines.encode(), 6), now=now)


def open_texts(file_sha256: str, digest: str) -> Mapping[int, Words]:
    """(title, text) by row number; empty where the key was destroyed or the file is gone."""
    place = (texts_subject(file_sha256), digest)
    if not sealed_values().holds_key(place[0]):
        _forget(place)
        return {}
    with _lock:
        known = _opened.get(place)
        if known is not None:
            _opened.move_to_end(place)
            return known
    try:
        content = zlib.decompress(read_file(stream=place[0], digest=digest))
    except (FileLost, zlib.error):
        return {}
    lines = (json.loads(line) for line in content.decode().split("\n") if line)
    found = {row_number: (title, text) for row_number, title, text in lines}
    with _lock:
        _opened[place] = found
        while len(_opened) > _MOST_FILES:
            _opened.popitem(last=False)
    return found


def imported_texts_hold(fact: Fact) -> list[str]:
    """Why the texts of an import can't be read although nobody destroyed their key; empty when all is well."""
    subject = texts_subject(fact.payload["file_sha256"])
    if not sealed_values().holds_key(subject):
        return []
    try:
        read_file(stream=subject, digest=fact.payload["texts"])
    except FileLost as error:
        return [f"{fact.reference}: {error}"]
    return []


def _forget(place: tuple[str, str]) -> None:
    with _lock:
        _opened.pop(place, None)
