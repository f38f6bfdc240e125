"""The reader that texts are read by now: the names in the register and the plan's lexicon."""

import hashlib
from collections.abc import Iterable
from threading import Lock

from fengsui.conduct.plans import plan_in_force
from fengsui.monitoring.reading.lexicon_reader import LexiconReader
from fengsui.monitoring.reading.model import Reader
from fengsui.monitoring.reading.names import NameIndex
from fengsui.plan import Plan
from fengsui.registry.queries import institution_names

_Key = tuple[str, str]
_kept: dict[_Key, Reader] = {}
_lock = Lock()


def current_reader(plan: Plan | None = None) -> Reader:
    """The reader over the register as it stands; the last one made is kept while names and lexicon stay the same."""
    plan = plan or plan_in_force()
    names = institution_names()
    key = (_digest(names), plan.lexicon.version)
    with _lock:
        reader = _kept.get(key)
    if reader is None:
        reader = LexiconReader(NameIndex.of(names), plan.lexicon)
        with _lock:
            _kept.clear()
            _kept[key] = reader
    return reader


def _digest(names: Iterable[tuple[str, tuple[str, ...]]]) -> str:
    digest = hashlib.sha256()
    for institution, forms in names:
        digest.update("\0".join((institution, *forms, "\n")).encode())
    return digest.hexdigest()
