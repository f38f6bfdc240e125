"""An officer's desk for texts: files as they arrive, and a reader that is easily understood."""

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from fengsui.clock.calendar import BEIJING
from fengsui.conduct.access import Actor
from fengsui.conduct.acting import Outcome
from fengsui.conduct.house import house
from fengsui.conduct.projecting import differences
from fengsui.conduct.rebuild import project_all
from fengsui.ledger.reading import read_all
from fengsui.monitoring.facts import HitRead, InstitutionRead
from fengsui.monitoring.reading.model import TextRead
from fengsui.monitoring.texts.importing import TextPreview, import_texts, preview_texts
from fengsui.registry.models import Institution

WORDS = {
    "跑路": ("K9", "E2"),
    "立案": ("K9", "E3"),
    "停止兑付": ("K5", "E1"),
    "聚集": ("K7", "E5"),
    "传闻": ("K1", "E6"),
}
DENIAL = "辟谣"


class PlainReader:
    """Knows institutions by the first two characters of their names, and five words. The same for the same text."""

    version = "plain 1"

    def __init__(self, names: Mapping[str, str]) -> None:
        self._names = names

    def read(self, title: str, text: str) -> TextRead:
        """As a reader does."""
        whole = f"{title}\n{text}" if title else text
        hits = tuple(
            HitRead(start=whole.index(word), end=whole.index(word) + len(word), word=word, kind=kind)
            for word, (kind, _) in WORDS.items()
            if word in whole
        )
        kinds = tuple(sorted({hit.kind for hit in hits}))
        events = tuple(sorted({WORDS[hit.word][1] for hit in hits}))
        denied = DENIAL in whole
        institutions = tuple(
            InstitutionRead(
                institution=institution,
                spans=((whole.index(name), whole.index(name) + len(name)),),
                kinds=kinds,
                events=events,
                stance="denial" if denied else "report",
                negative=bool(kinds) and not denied,
                hits=hits,
            )
            for name, institution in self._names.items()
            if name in whole
        )
        return TextRead(institutions, kinds)


def plain_reader() -> PlainReader:
    """The reader over the register as it stands."""
    return PlainReader({name[:2]: key for key, name in Institution.objects.values_list("id", "name")})


def csv_file(header: Sequence[str], rows: Iterable[Sequence[str]], encoding: str = "utf-8") -> bytes:
    """A table as a spreadsheet saves it."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows([header, *rows])
    return out.getvalue().encode(encoding)


def json_lines(*records: Mapping[str, Any]) -> bytes:
    """Records, a line each."""
    return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records).encode()


def preview(actor: Actor, content: bytes, **more: Any) -> TextPreview:
    """What an import would do."""
    given = {"filename": "texts", "source": "示例舆情周报", "channel": "press", "reader": plain_reader(), **more}
    return preview_texts(actor=actor, content=content, **given)


def bring_in(actor: Actor, content: bytes, *, idempotency_key: str = "", **more: Any) -> Outcome:
    """Preview and import."""
    seen = preview(actor, content, **more).sha256
    more["idempotency_key"] = idempotency_key
    given = {"filename": "texts", "source": "示例舆情周报", "channel": "press", "reader": plain_reader(), **more}
    return import_texts(actor=actor, content=content, seen_sha256=seen, **given)


def beijing(moment: datetime) -> str:
    """A moment as a table spells it."""
    return f"{moment.astimezone(BEIJING):%Y-%m-%d %H:%M}"


def differs_from_ledger() -> list[str]:
    """Where this room's rows are not what the facts say; empty when they agree."""
    tables = [table for table in house.tables if table.startswith("monitoring.")]
    return differences(project_all(read_all()).rows, tables)
