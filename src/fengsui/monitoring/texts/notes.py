"""Information taken by telephone or on a visit (clauses 4.2.7.b, 4.2.7.c): one sealed text, counts of people only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from fengsui.conduct import timekeeping
from fengsui.conduct.access import Actor, require
from fengsui.conduct.acting import Drafting, Outcome, Refused, act
from fengsui.conduct.shapes import SealedText, refuse_personal_data, refuse_state_secrets
from fengsui.conduct.world import sealed_values
from fengsui.monitoring.facts import InstitutionRead, NoteTaken
from fengsui.monitoring.reading.model import Reader, TextRead
from fengsui.monitoring.texts.first_reader import current_reader
from fengsui.monitoring.texts.importing import CHANNELS, clear_source, intake_stream, one_for_each
from fengsui.monitoring.texts.masking import mask_numbers
from fengsui.registry.institutions import visible_institutions
from fengsui.registry.regions import built_in_regions

LONGEST_NOTE = 10_000
LONGEST_LINE = 400
MOST_PEOPLE = 1_000_000
"""Of one place at one time; a larger count is a mistyped one, and would not fit a column."""
KINDS = tuple(f"K{number}" for number in range(1, 10))
EVENTS = tuple(f"E{number}" for number in range(1, 7))
_PERMISSION = "monitoring.take_note"


@dataclass(frozen=True, slots=True)
class OnSite:
    """What was seen on the spot. ``head_count``: people in all, never who; ``at_office``: before a state organ."""

    head_count: int | None = None
    at_office: bool = False
    traffic_blocked: bool = False
    behaviour: str = ""
    safety: str = ""


def take_note(
    *,
    actor: Actor,
    channel: str,
    source: str,
    text: str,
    happened_at: datetime,
    region: str,
    institutions: Sequence[str] = (),
    kinds: Sequence[str] = (),
    on_site_head_count: int | None = None,
    at_office: bool = False,
    traffic_blocked: bool = False,
    behaviour: str = "",
    safety: str = "",
    idempotency_key: str = "",
    reader: Reader | None = None,
) -> Outcome:
    """Take a note as one fact ``note.taken``. ``institutions``: ids the officer names beside those the text names.

    ``kinds``: K1–K9 and E1–E6 as the officer sees them; they hold for the institutions named. ``region``: where it
    happened. Raises AccessDenied; Refused for an empty or too long text, an unknown institution, kind, place or
    channel, a time to come, a state secret, or personal numbers in what stays in the clear.
    """
    require(actor, _PERMISSION, regions=(region,))
    site = OnSite(on_site_head_count, at_office, traffic_blocked, _line(behaviour, "行为"), _line(safety, "安全情况"))
    source = clear_source(source)
    words = _checked_text(text)
    _check_choices(channel, region, kinds, on_site_head_count)
    _check_institutions(actor, institutions)
    by = reader or current_reader()
    read = by.read("", words)
    named = tuple(dict.fromkeys(institutions))

    def make(drafting: Drafting) -> NoteTaken:
        if happened_at > drafting.now:
            msg = "时间不能晚于现在"
            raise Refused(msg)
        return NoteTaken(
            channel=channel,
            source=source,
            text=_sealed(words, drafting),
            length=len(words),
            happened_at=happened_at,
            region=region,
            reader=by.version,
            readings=_readings(read, named, kinds, site),
            named=named,
            kinds=tuple(sorted({*read.kinds, *(kind for kind in kinds if kind in KINDS)})),
            on_site_head_count=site.head_count,
            at_office=site.at_office,
            traffic_blocked=site.traffic_blocked,
            behaviour=site.behaviour,
            safety=site.safety,
        )

    return act(
        actor=actor,
        permission=_PERMISSION,
        stream=intake_stream(),
        make=make,
        happened_at=min(happened_at, timekeeping.now()),
        idempotency_key=idempotency_key,
        clause="4.2.7.c" if traffic_blocked else "4.2.7.b" if on_site_head_count else "4.2.2",
        regions=(region,),
    )


def _checked_text(text: str) -> str:
    words = text.replace("\r\n", "\n").strip()
    if not words:
        msg = "请写内容"
        raise Refused(msg)
    if len(words) > LONGEST_NOTE:
        msg = f"内容最多 {LONGEST_NOTE} 字，现在 {len(words)} 字"
        raise Refused(msg)
    try:
        refuse_state_secrets(words)
    except ValueError as error:
        raise Refused(str(error)) from error
    return mask_numbers(words)[0]


def _line(text: str, label: str) -> str:
    text = text.strip()
    if len(text) > LONGEST_LINE:
        msg = f"{label}最多 {LONGEST_LINE} 字，现在 {len(text)} 字"
        raise Refused(msg)
    try:
        return refuse_personal_data(text)
    except ValueError as error:
        raise Refused(f"{label}：{error}") from error


def _check_choices(channel: str, region: str, kinds: Sequence[str], head_count: int | None) -> None:
    if channel not in CHANNELS:
        msg = f"没有“{channel}”这种来源渠道，可选：{'、'.join(CHANNELS)}"
        raise Refused(msg)
    if region not in built_in_regions():
        msg = "请选择发生地"
        raise Refused(msg)
    if set(kinds) - {*KINDS, *EVENTS}:
        msg = "信息种类只有 K1–K9 和 E1–E6"
        raise Refused(msg)
    if head_count is not None and not 0 <= head_count <= MOST_PEOPLE:
        msg = f"人数不能是负数，也不能超过 {MOST_PEOPLE}"
        raise Refused(msg)


def _check_institutions(actor: Actor, institutions: Sequence[str]) -> None:
    visible = visible_institutions(actor).filter(pk__in=institutions)
    if set(institutions) - set(visible.values_list("pk", flat=True)):
        msg = "名册中没有这家机构，请先登记机构"
        raise Refused(msg)


def _sealed(words: str, drafting: Drafting) -> SealedText:
    # Each note has a key of its own, by its place in the stream: one can be destroyed without the others.
    subject = f"note/{drafting.stream}#{drafting.number + 1}"
    reference = sealed_values().seal(subject=subject, label="来电信息", text=words, now=drafting.now)
    return SealedText(sealed=reference.id, commitment=reference.commitment)


def _readings(read: TextRead, named: Sequence[str], kinds: Sequence[str], site: OnSite) -> tuple[InstitutionRead, ...]:
    """What the text says of each institution, and the officer of those named. A person outweighs the reader."""
    found = {reading.institution: reading for reading in one_for_each(read)}
    seen = {*kinds, *(("K7", "E5") if site.head_count or site.traffic_blocked else ())}
    for institution in named:
        known = found.get(institution, InstitutionRead(institution=institution))
        found[institution] = known.model_copy(
            update={
                "kinds": tuple(sorted({*known.kinds, *(seen & set(KINDS))})),
                "events": tuple(sorted({*known.events, *(seen & set(EVENTS))})),
                "stance": "report" if seen else known.stance,
                "negative": known.negative or bool(seen),
            }
        )
    return tuple(found[institution] for institution in sorted(found))
