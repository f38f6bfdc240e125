"""The reader that texts are read by now: the names in the register, the plan's lexicon, the kinds the plan watches."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from threading import Lock

from fengsui.conduct.plans import plan_in_force
from fengsui.monitoring.reading.lexicon_reader import LexiconReader
from fengsui.monitoring.reading.model import Reader, TextRead
from fengsui.monitoring.reading.names import NameIndex
from fengsui.plan import Plan
from fengsui.plan.lexicon import RISK_KINDS
from fengsui.registry.queries import institution_names

_Key = tuple[str, str, frozenset[str]]
_kept: dict[_Key, Reader] = {}
_lock = Lock()


def current_reader(plan: Plan | None = None) -> Reader:
    """The reader over the register as it stands; the last one made is kept while names and plan stay the same."""
    plan = plan or plan_in_force()
    names, watched = institution_names(), plan.watched_kinds
    key = (_digest(names), plan.lexicon.version, watched)
    reader: Reader | None
    with _lock:
        reader = _kept.get(key)
    if reader is None:
        reader = LexiconReader(NameIndex.of(names), plan.lexicon)
        if not watched.issuperset(RISK_KINDS):
            reader = WatchingReader(reader, watched)
        with _lock:
            _kept.clear()
            _kept[key] = reader
    return reader


@dataclass(frozen=True, slots=True)
class WatchingReader:
    """A reader for a plan that doesn't watch every kind of risk information (四（二）): the others stay unread."""

    reader: Reader
    watched: frozenset[str]

    @property
    def version(self) -> str:
        """The reader's own, and the kinds."""
        return f"{self.reader.version}, only {' '.join(sorted(self.watched))}"

    def read(self, title: str, text: str) -> TextRead:
        """What the reader says, without the kinds that nobody watches. Never raises."""
        read = self.reader.read(title, text)
        institutions = tuple(
            one.model_copy(update={"kinds": tuple(kind for kind in one.kinds if kind in self.watched)})
            for one in read.institutions
        )
        return replace(read, institutions=institutions, kinds=tuple(k for k in read.kinds if k in self.watched))


def _digest(names: Iterable[tuple[str, tuple[str, ...]]]) -> str:
    digest = hashlib.sha256()
    for institution, forms in names:
        digest.update("\0".join((institution, *forms, "\n")).encode())
    return digest.hexdigest()
