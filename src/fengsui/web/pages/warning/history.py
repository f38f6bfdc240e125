"""What happened in an institution's warning, one line for each fact that a reader wants to see, the newest first."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext

from fengsui.conduct.house import house
from fengsui.conduct.plans import plan_in_force
from fengsui.ledger.canonical import Fact
from fengsui.warning.queries import InstitutionWarning
from fengsui.web.pages.ledger import actor_in_words
from fengsui.web.pages.warning import choices


@dataclass(frozen=True, slots=True)
class Happened:
    """One line: when, what, the words of it, who, the fact."""

    at: datetime
    title: str
    words: str
    who: str
    fact: str
    tone: str


def history_of(room: InstitutionWarning, names: Mapping[str, str]) -> list[Happened]:
    """Facts of the warning in words, the newest first; readings of the rules only where the level changes.

    Entries of a watch stand in their own list.
    """
    lines, level = [], None
    for fact in room.facts:
        if fact.kind == "attention.assessed":
            if fact.payload["level"] == level:
                continue
            level = fact.payload["level"]
        words = _WORDS.get(fact.kind)
        if words is None:
            continue
        lines.append(
            Happened(
                at=fact.happened_at,
                title=house.kinds[fact.kind].title if fact.kind in house.kinds else fact.kind,
                words=words(fact),
                who=actor_in_words(fact.actor, dict(names)),
                fact=fact.reference,
                tone=_TONES.get(fact.kind, ""),
            )
        )
    return lines[::-1]


_TONES = {
    "attention.signed": "sign",
    "signature.given": "sign",
    "blowup.verified": "late",
    "clock.lapsed": "late",
    "ticket.opened": "act",
    "ticket.raised": "late",
    "ticket.closed": "act",
    "ticket.verified": "act",
}


def _level(rank: int) -> str:
    if not rank:
        return gettext("不需关注")
    levels = {level.rank: level.name for level in plan_in_force().warning.levels}
    return levels.get(rank, str(rank))


def _assessed(fact: Fact) -> str:
    why = "；".join(fact.payload["why"][:3])
    return f"{_level(fact.payload['level'])}{'：' if why else ''}{why}"


def _signed(fact: Fact) -> str:
    payload = fact.payload
    told = gettext("%(before)s → %(level)s（规则建议 %(proposed)s）") % {
        "before": _level(payload["previous"]),
        "level": _level(payload["level"]),
        "proposed": _level(payload["proposed"]),
    }
    return f"{told}{'：' if payload['reason'] else ''}{payload['reason']}"


def _opened(fact: Fact) -> str:
    how = gettext("规则建单") if fact.payload["basis"] == "rule" else gettext("人工研判建单")
    return "，".join((_level(fact.payload["level"]), how, *fact.payload["why"][:2]))


def _closed(fact: Fact) -> str:
    return f"{choices.words_of(choices.OUTCOMES, fact.payload['outcome'])}：{fact.payload['reason']}"


def _verified(fact: Fact) -> str:
    return f"{choices.words_of(choices.FINDINGS, fact.payload['finding'])}：{fact.payload['note']}"


def _checked(fact: Fact) -> str:
    kind = choices.words_of(choices.SIGNAL_KINDS, fact.payload["kind"])
    return f"{kind}：{choices.words_of(choices.FINDINGS, fact.payload['finding'])}，{fact.payload['method']}"


def _required(fact: Fact) -> str:
    return f"{choices.words_of(choices.MEASURES, fact.payload['measure'])}：{fact.payload['demand']}"


def _answered(fact: Fact) -> str:
    return f"{choices.words_of(choices.RESULTS, fact.payload['result'])}：{fact.payload['answer']}"


def _reviewed(fact: Fact) -> str:
    return f"{choices.words_of(choices.KEY_DECISIONS, fact.payload['decision'])}：{fact.payload['reason']}"


def _sheet(fact: Fact) -> str:
    met = "、".join(row["condition"] for row in fact.payload["conditions"] if row["met"] == "yes")
    return f"{met or gettext('五条都不符合')}：{fact.payload['finding']}"


def _of(*names: str) -> Callable[[Fact], str]:
    """The words of some fields."""

    def words(fact: Fact) -> str:
        told: list[Any] = [fact.payload.get(name, "") for name in names]
        return "，".join(str(value) for value in told if value)

    return words


_WORDS: Mapping[str, Callable[[Fact], str]] = {
    "attention.assessed": _assessed,
    "attention.signed": _signed,
    "ticket.opened": _opened,
    "ticket.raised": lambda fact: f"{_level(fact.payload['previous'])} → {_level(fact.payload['level'])}",
    "ticket.verified": _verified,
    "ticket.closed": _closed,
    "signal.checked": _checked,
    "watch.opened": _of("criteria"),
    "watch.ended": _of("reason"),
    "key_list.entered": _of("criteria"),
    "key_list.reviewed": _reviewed,
    "sheet.submitted": _sheet,
    "sheet.rejected": _of("reason"),
    "blowup.verified": _of("condition"),
    "measure.required": _required,
    "measure.answered": _answered,
    "signature.given": _of("officer_name"),
    "paper.submitted": _of("title", "number"),
    "paper.sent": _of("number"),
    "paper.withdrawn": _of("reason"),
    "receipt.recorded": _of("addressee_name", "receiver"),
    "clock.lapsed": _of("name"),
}
