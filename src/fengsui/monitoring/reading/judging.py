"""What a text says of one institution, from the words that go to it. Pure.

Conventions of the hand-labelled texts: a denial with nothing adverse left standing is K1 and not negative; K2 is the
least sharp kind: it stands where no sharper one does, where its own words do, and where an article is about the
institution (clauses 4.2.1, 4.2.2); a police case is K9 unless it is of the
controller or the executives (4.2.3, 4.2.4).
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from fengsui.monitoring.facts import Stance
from fengsui.monitoring.reading.words import MarkHit, WordHit

SHARP = 3  # adverse wherever it stands
PLAIN = 2  # adverse except in advertising, teaching and statistics
HARMLESS: frozenset[Stance] = frozenset({"advertising", "education", "statistics"})
ENOUGH = 2  # points of marks that make a stance
ENOUGH_OF_LONG = 4
LIGHT_WORDS = 2  # light words that together are adverse
LIGHT_WORDS_OF_LONG = 4
LONG = 400  # characters of a text in which a single mark says little
SHARP_KINDS = frozenset({"K3", "K4", "K5", "K6", "K7", "K8", "K9"})


@dataclass(frozen=True, slots=True)
class Judgement:
    """Kinds and events in order, how the text speaks, and whether something adverse stands."""

    kinds: tuple[str, ...]
    events: tuple[str, ...]
    stance: Stance
    negative: bool


def judge(
    hits: Sequence[WordHit],
    denied: Collection[WordHit],
    marks: Sequence[MarkHit],
    *,
    length: int,
    main_subject: bool = False,
) -> Judgement:
    """Weigh one institution's hits.

    ``denied``: those of the hits that the text denies; ``marks``: those that bear on it; ``main_subject``: the text is
    an article under a title that names it; ``length``: characters of the text.
    """
    standing = [hit for hit in hits if not hit.negated and hit not in denied]
    speaks = _stance(marks, ENOUGH if length <= LONG else ENOUGH_OF_LONG)
    adverse = _adverse(standing, speaks, LIGHT_WORDS if length <= LONG else LIGHT_WORDS_OF_LONG)
    refuted = bool(denied) or any(mark.mark.stance == "denial" for mark in marks)
    if not adverse:
        if refuted:
            return Judgement(("K1",), (), "clarification" if speaks == "clarification" else "denial", negative=False)
        return Judgement((), (), "report" if speaks == "denial" else speaks, negative=False)
    kinds = _kinds(adverse, main_subject=main_subject)
    if speaks == "question" and all(hit.hearsay for hit in adverse):
        kinds = set()  # whether it is so is all that is asked
    if refuted or any(hit.hearsay for hit in adverse):
        kinds.add("K1")
    if speaks == "advertising" or (speaks == "denial" and not refuted):
        speaks = "report"
    events = {event for hit in adverse for event in hit.entry.events}
    return Judgement(tuple(sorted(kinds)), tuple(sorted(events)), speaks, negative=True)


def _adverse(standing: Sequence[WordHit], speaks: Stance, enough_light: int) -> list[WordHit]:
    """The hits that count, empty where none is heavy enough for how the text speaks."""
    heaviest = max((hit.entry.weight for hit in standing), default=0)
    wanted = SHARP if speaks in HARMLESS else PLAIN
    light = {hit.word for hit in standing if hit.entry.weight < PLAIN}
    if heaviest >= wanted or (speaks not in HARMLESS and len(light) >= enough_light):
        return [hit for hit in standing if hit.entry.weight >= min(wanted, heaviest)]
    return []


def _kinds(adverse: Sequence[WordHit], *, main_subject: bool) -> set[str]:
    kinds: set[str] = {kind for hit in adverse for kind in hit.entry.kinds}
    events_of_k9 = {event for hit in adverse if "K9" in hit.entry.kinds for event in hit.entry.events}
    if kinds & {"K3", "K4"} and events_of_k9 == {"E3"}:
        kinds.discard("K9")
    said_plainly = any("K2" in hit.entry.kinds and hit.entry.weight >= PLAIN for hit in adverse)
    if main_subject or said_plainly or not kinds & SHARP_KINDS:
        return kinds | {"K2"}
    return kinds - {"K2"}


def _stance(marks: Sequence[MarkHit], needed: int) -> Stance:
    points: dict[Stance, int] = {}
    seen: set[tuple[str, int]] = set()
    for hit in marks:
        place = (hit.mark.id, hit.start)
        if place not in seen:
            seen.add(place)
            points[hit.mark.stance] = points.get(hit.mark.stance, 0) + hit.mark.weight
    enough = {stance: count for stance, count in points.items() if count >= needed}
    return max(enough, key=lambda stance: (enough[stance], stance), default="report")
