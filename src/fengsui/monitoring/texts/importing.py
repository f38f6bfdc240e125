"""Importing a file of texts whole: preview first, then all of it or none of it, as one fact."""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, get_args

from django.db import transaction
from django.utils import timezone

from fengsui.conduct import timekeeping, world
from fengsui.conduct.access import Actor, require
from fengsui.conduct.acting import Drafting, Outcome, Refused, act
from fengsui.conduct.batches import write_batch
from fengsui.conduct.shapes import FactModel, refuse_personal_data
from fengsui.ledger.canonical import timestamp
from fengsui.ledger.writing import find_by_idempotency_key
from fengsui.monitoring import facts
from fengsui.monitoring.models import Intake, Signal
from fengsui.monitoring.reading.model import Reader, TextRead
from fengsui.monitoring.texts.door import AdmittedText, admit
from fengsui.monitoring.texts.first_reader import current_reader
from fengsui.monitoring.texts.formats import read_texts
from fengsui.monitoring.texts.raw_texts import RawTexts, TextFormat
from fengsui.monitoring.texts.sealing import keep_texts
from fengsui.registry.importing import same_file
from fengsui.registry.raw_tables import Finding

Progress = Callable[[int, int], None]
"""(texts read, texts in all)."""
PROGRESS_STEP = 500
SAMPLE = 20
LONGEST_SOURCE = 200
CHANNELS: tuple[str, ...] = get_args(facts.Channel)
_AT_ONCE = 500
_PERMISSION = "monitoring.import_texts"


@dataclass(frozen=True, slots=True)
class PreviewedText:
    """One text as it would come in. ``duplicate_of``: the signal that says the same, or empty."""

    text: AdmittedText
    read: TextRead
    duplicate_of: str


@dataclass(frozen=True, slots=True)
class TextPreview:
    """What an import would bring. ``read_columns``: columns found; ``dropped_columns``: headings left at the door.

    ``sample``: the first texts. ``already_imported``: why nothing would change, or empty.
    """

    sha256: str
    format: TextFormat
    encoding: str
    row_count: int
    new_count: int
    duplicate_count: int
    linked_count: int
    masked_count: int
    read_columns: frozenset[str]
    dropped_columns: tuple[str, ...]
    findings: tuple[Finding, ...]
    sample: tuple[PreviewedText, ...]
    already_imported: str
    reader: str

    @property
    def errors(self) -> tuple[Finding, ...]:
        """Findings that keep the whole file out."""
        return tuple(finding for finding in self.findings if finding.severity == "error")

    @property
    def warnings(self) -> tuple[Finding, ...]:
        """Findings that keep nothing out."""
        return tuple(finding for finding in self.findings if finding.severity == "warning")


class TextsRefused(Refused):
    """The file was not imported; ``preview`` holds every finding."""

    def __init__(self, message: str, preview: TextPreview) -> None:
        super().__init__(message)
        self.preview = preview


@dataclass(frozen=True, slots=True)
class _File:
    """A file that was let in as far as the door: its texts, and what each says."""

    sha256: str
    raw: RawTexts
    texts: Sequence[AdmittedText]
    masked: int
    reads: Sequence[TextRead]
    reader: str

    def signal(self, text: AdmittedText) -> str:
        """Id of a text's signal: by its file and row, so that pages may link to it."""
        return f"text-{self.sha256[:16]}-{text.row_number}"


def intake_stream() -> str:
    """The stream of what comes in to this copy."""
    return f"intake/{world.this_world().jurisdiction}"


def preview_texts(
    *,
    actor: Actor,
    content: bytes,
    filename: str,  # noqa: ARG001 (the content tells the format; a name may lie)
    source: str,  # noqa: ARG001 (the same question as the import's)
    channel: str,
    progress: Progress | None = None,
    reader: Reader | None = None,
) -> TextPreview:
    """What an import of these bytes would do; nothing is written. Raises AccessDenied; Refused for no such channel."""
    require(actor, _PERMISSION, regions=(world.this_world().jurisdiction,))
    _known_channel(channel)
    file = _read_file(content, timekeeping.now(), reader or current_reader(), progress)
    return _preview(file, _duplicates(file))


def import_texts(
    *,
    actor: Actor,
    content: bytes,
    filename: str,  # noqa: ARG001 (as above)
    source: str,
    channel: str,
    seen_sha256: str,
    idempotency_key: str = "",
    progress: Progress | None = None,
    reader: Reader | None = None,
) -> Outcome:
    """Import a file of texts whole, as one fact ``texts.imported``. ``seen_sha256``: the file as it was previewed.

    ``progress`` is called with (texts read, texts in all). Raises AccessDenied; TextsRefused when a row has an error,
    the file is here already or nothing in it is new; Refused for another file than the previewed one, and for a key
    under which another file came in.
    """
    jurisdiction = world.this_world().jurisdiction
    require(actor, _PERMISSION, regions=(jurisdiction,))
    _known_channel(channel)
    source = clear_source(source)
    sha256 = hashlib.sha256(content).hexdigest()
    if sha256 != seen_sha256:
        msg = "上传的文件与您预览过的不是同一份，请重新预览后再导入"
        raise Refused(msg)
    now = timekeeping.now()
    file = _read_file(content, now, reader or current_reader(), progress)
    kept = "" if find_by_idempotency_key(idempotency_key) else _keep(file, now)

    def make(_: Drafting) -> FactModel:
        duplicates = _duplicates(file)
        _refuse_unusable(_preview(file, duplicates))
        texts = _fresh(file, duplicates)
        rows = [_batch_row(file, text, read, duplicates.get(text.row_number, ""), channel) for text, read in texts]
        return facts.TextsImported(
            source=source,
            channel=channel,
            format=file.raw.format,
            file_sha256=file.sha256,
            batch=write_batch(rows),
            texts=kept,
            reader=file.reader,
            row_count=len(rows),
            new_count=sum(not row["duplicate_of"] for row in rows),
            duplicate_count=sum(bool(row["duplicate_of"]) for row in rows),
            linked_count=sum(bool(read.institutions) for _, read in texts),
            dropped_columns=file.raw.dropped_columns,
            masked_count=file.masked,
        )

    outcome = act(
        actor=actor,
        permission=_PERMISSION,
        stream=intake_stream(),
        make=make,
        idempotency_key=idempotency_key,
        clause="4.2.2",
        regions=(jurisdiction,),
    )
    return same_file(outcome, file.sha256)


def _known_channel(channel: str) -> None:
    if channel not in CHANNELS:
        msg = f"没有“{channel}”这种来源渠道，可选：{'、'.join(CHANNELS)}"
        raise Refused(msg)


def clear_source(source: str) -> str:
    """Where information comes from, as it stands in the fact. Raises Refused for none, and for personal numbers."""
    source = source.strip()
    if not 0 < len(source) <= LONGEST_SOURCE:
        msg = f"请写明来源，最多 {LONGEST_SOURCE} 字"
        raise Refused(msg)
    try:
        return refuse_personal_data(source)
    except ValueError as error:
        raise Refused(f"来源：{error}") from error


_last_reads: dict[str, tuple[Reader, Sequence[TextRead]]] = {}
"""What the last file says, so that the import after its preview need not read it again. Texts are not kept."""


def _read_file(content: bytes, now: datetime, reader: Reader, progress: Progress | None) -> _File:
    sha256 = hashlib.sha256(content).hexdigest()
    raw = read_texts(content)
    texts, masked = admit(raw, now)
    read_by, reads = _last_reads.get(sha256, (None, ()))
    if read_by is not reader or len(reads) != len(texts):
        reads = tuple(_reads(texts, reader, progress)) if not _has_errors(raw) else ()
        _last_reads.clear()
        _last_reads[sha256] = (reader, reads)
    return _File(sha256, raw, texts, masked, reads, reader.version)


def _has_errors(raw: RawTexts) -> bool:
    return any(finding.severity == "error" for finding in raw.findings)


def _reads(texts: Sequence[AdmittedText], reader: Reader, progress: Progress | None) -> Iterable[TextRead]:
    for done, text in enumerate(texts, 1):
        yield reader.read(text.title, text.text)
        if progress is not None and (done % PROGRESS_STEP == 0 or done == len(texts)):
            progress(done, len(texts))


def _duplicates(file: _File) -> Mapping[int, str]:
    """Row number → the first signal that says the same words, in this file or here before."""
    first: dict[str, str] = {}
    keys = list(dict.fromkeys(text.content_key for text in file.texts if text.content_key))
    for start in range(0, len(keys), _AT_ONCE):
        known = Signal.objects.filter(content_key__in=keys[start : start + _AT_ONCE], duplicate_of="")
        first.update(known.values_list("content_key", "id"))
    found: dict[int, str] = {}
    for text in file.texts:
        signal = file.signal(text)
        earlier = first.setdefault(text.content_key, signal) if text.content_key else signal
        if earlier != signal:
            found[text.row_number] = earlier
    return found


def _fresh(file: _File, duplicates: Mapping[int, str]) -> list[tuple[AdmittedText, TextRead]]:
    """The texts that come in: all of a file; of a feed, which is fetched again and again, only what is new in it."""
    pairs = zip(file.texts, file.reads, strict=False)
    if file.raw.format != "rss":
        return list(pairs)
    here = {duplicates[text.row_number] for text in file.texts if text.row_number in duplicates}
    known = set(Signal.objects.filter(id__in=here).values_list("id", flat=True))
    return [(text, read) for text, read in pairs if duplicates.get(text.row_number) not in known]


def _preview(file: _File, duplicates: Mapping[int, str]) -> TextPreview:
    texts = _fresh(file, duplicates)
    twice = sum(text.row_number in duplicates for text, _ in texts)
    return TextPreview(
        sha256=file.sha256,
        format=file.raw.format,
        encoding=file.raw.encoding,
        row_count=len(texts),
        new_count=len(texts) - twice,
        duplicate_count=twice,
        linked_count=sum(bool(read.institutions) for _, read in texts),
        masked_count=file.masked,
        read_columns=frozenset(file.raw.read_columns),
        dropped_columns=file.raw.dropped_columns,
        findings=tuple(sorted(file.raw.findings, key=lambda finding: finding.row_number)),
        sample=tuple(PreviewedText(t, r, duplicates.get(t.row_number, "")) for t, r in texts[:SAMPLE]),
        already_imported=_already_imported(file.sha256),
        reader=file.reader,
    )


def _already_imported(sha256: str) -> str:
    earlier = Intake.objects.filter(file_sha256=sha256, kind="texts").first()
    if earlier is None:
        return ""
    day = timezone.localtime(earlier.imported_at).date().isoformat()
    return f"这份文件已于 {day} 导入过，没有变化"


def _refuse_unusable(preview: TextPreview) -> None:
    if preview.errors:
        first = "；".join(f"{finding.where_zh}：{finding.message_zh}" for finding in preview.errors[:3])
        raise TextsRefused(f"文件中有 {len(preview.errors)} 处错误，一条也没有导入。{first}", preview)
    if preview.already_imported:
        raise TextsRefused(preview.already_imported, preview)
    if not preview.row_count:
        raise TextsRefused("没有新的信息，没有变化", preview)


def _keep(file: _File, now: datetime) -> str:
    """Seal the texts and commit, before the stream is locked: a file must never lie here under a key that is lost."""
    duplicates = _duplicates(file)
    _refuse_unusable(_preview(file, duplicates))
    with transaction.atomic():
        return keep_texts(file.sha256, (text for text, _ in _fresh(file, duplicates)), now)


def _batch_row(file: _File, text: AdmittedText, read: TextRead, duplicate_of: str, channel: str) -> dict[str, Any]:
    return {
        "signal": file.signal(text),
        "row_number": text.row_number,
        "published_at": timestamp(text.published_at) if text.published_at else "",
        "channel": channel,
        "address": text.address,
        "content_key": text.content_key,
        "duplicate_of": duplicate_of,
        "length": text.length,
        "readings": json.dumps([reading.model_dump(mode="json") for reading in one_for_each(read)], ensure_ascii=False),
        "kinds": json.dumps(list(read.kinds)),
    }


def one_for_each(read: TextRead) -> list[facts.InstitutionRead]:
    """The readings, one for each institution: the first that the reader gave."""
    found: dict[str, facts.InstitutionRead] = {}
    for reading in read.institutions:
        found.setdefault(reading.institution, reading)
    return list(found.values())
