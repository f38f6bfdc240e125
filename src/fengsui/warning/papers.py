"""The 风险提示函 with the eight fields of 应对法 (2024) art. 64, filled from facts; unknown stays 待核 (N12). Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from fengsui.clock.calendar import BEIJING
from fengsui.conduct.acting import Refused
from fengsui.documents.facts import UsedFigure
from fengsui.documents.issuing import Issuer
from fengsui.documents.layout import (
    Hand,
    KeyValueRow,
    KeyValueTable,
    Paper,
    Paragraph,
    Receipt,
    ReceiptTable,
    Run,
    Section,
)
from fengsui.plan import Plan
from fengsui.warning.state import TicketState, WarningState

KIND = "risk_prompt"
UNKNOWN = "待核"
LONGEST_TEXT = 1000
PASSAGES: Mapping[str, str] = {"scope": "可能影响的范围", "warned_of": "警示事项", "measures": "应当采取的措施"}
"""The passages an officer may write over; the other five fields come from facts alone."""
CATEGORY = "%s（内部研判级别，非法定预警）"
NOTE = "本函所称级别为内部研判级别，仅供工作提示，不是突发事件应对法规定的预警级别，不对外公布。"


@dataclass(frozen=True, slots=True)
class PromptIngredients:
    """Everything a prompt is made of. ``addressees``: name by id. ``texts``: the passages of PASSAGES."""

    state: WarningState
    ticket: TicketState
    plan: Plan
    issuer: Issuer
    frame: str
    now: datetime
    texts: Mapping[str, str]
    addressees: Mapping[str, str]
    credit_code: str
    known_by: str = ""
    """The fact by which the register knows the institution."""
    given: Mapping[str, str] = field(default_factory=dict)
    """The passages as the facts have them."""
    hand: Hand | None = None
    """Who writes the letter."""


def drafted_texts(
    state: WarningState, ticket: TicketState, *, region_names: Mapping[str, str], lenders: int | None
) -> dict[str, str]:
    """The three passages as the facts have them: reach, what is warned of, what to do."""
    institution = state.institution
    places = (institution["registered_region"], *institution["operating_regions"])
    where = "、".join(dict.fromkeys(region_names.get(code, code) for code in places))
    people = f"出借人{lenders}人" if lenders is not None else f"出借人数{UNKNOWN}"
    open_measures = [measure.payload["demand"] for measure in state.measures.values() if measure.open]
    return {
        "scope": f"{where}；{people}",
        "warned_of": "；".join(_reasons(state, ticket)) or UNKNOWN,
        "measures": "；".join(open_measures)
        or "请即核实上列情况，书面说明原因和应对安排，保证兑付渠道畅通，不得转移资金",
    }


def _reasons(state: WarningState, ticket: TicketState) -> Sequence[str]:
    return list(state.assessment.get("why", ())) or list(ticket.payload["why"])


def check_texts(texts: Mapping[str, str]) -> None:
    """Raise Refused where a passage is empty or too long."""
    for name, label in PASSAGES.items():
        text = texts.get(name, "").strip()
        if not text:
            msg = f"请写“{label}”；不清楚的写“{UNKNOWN}”"
            raise Refused(msg)
        if len(text) > LONGEST_TEXT:
            msg = f"“{label}”超过 {LONGEST_TEXT} 字，请写短一些"
            raise Refused(msg)


def compose_prompt(it: PromptIngredients, number: str | None) -> tuple[Paper, tuple[UsedFigure, ...]]:
    """The letter and the facts that its numbers come from."""
    name = it.state.institution["name"]
    rows = tuple(
        KeyValueRow(label=label, value=value, required=True)
        for label, value in zip(_labels(it.plan), _fields(it), strict=True)
    )
    paper = Paper(
        kind="letter",
        issuing_body=it.issuer.body,
        mark=it.issuer.mark,
        title=f"关于{name}有关风险的提示函",
        document_number=number,
        urgency="特急" if it.ticket.level == 1 else None,
        main_recipients=tuple(it.addressees.values()),
        blocks=(
            Paragraph(
                runs=(
                    Run(text=f"现将{name}（统一社会信用代码"),
                    Run(text=it.credit_code or UNKNOWN, figure_reference=it.known_by or None),
                    Run(text="）有关风险提示如下。"),
                )
            ),
            KeyValueTable(rows=rows),
            Section(title="依据", blocks=tuple(_paragraph(it, line) for line in _reasons(it.state, it.ticket))),
            Paragraph.of(NOTE),
            ReceiptTable(receipts=tuple(Receipt(unit=unit) for unit in it.addressees.values())),
        ),
        issued_by=it.issuer.body,
        frame=it.frame,
        draft=number is None,
    )
    return paper, _used(it)


def _labels(plan: Plan) -> tuple[str, ...]:
    """The names of the eight fields, as the plan has them."""
    parts = next((paper.parts for paper in plan.papers if paper.id == KIND), ())
    return tuple(part.name for part in parts) or EIGHT


EIGHT = ("预警类别", "级别", "起始时间", "可能影响的范围", "警示事项", "应当采取的措施", "发布单位", "发布时间")


def _fields(it: PromptIngredients) -> tuple[Any, ...]:
    level = next(
        (row.name for row in it.plan.warning.levels if row.rank == it.ticket.level), f"{it.ticket.level}级研判"
    )
    signed = "" if it.state.signed else "（规则建议，未经签定）" if it.ticket.payload["basis"] == "rule" else ""
    return (
        CATEGORY % (it.plan.leading_group.matter if it.plan.leading_group else "机构风险"),
        Run(text=f"内部研判级别：{level}{signed}", figure_reference=_source(it)),
        Run(text=in_beijing(it.ticket.opened_at), figure_reference=it.ticket.fact),
        *(_passage(it, name) for name in PASSAGES),
        it.issuer.body,
        in_beijing(it.now),
    )


def _passage(it: PromptIngredients, name: str) -> Run:
    """What the facts say; where the writer says something else, both."""
    text, given, fact = it.texts[name].strip(), it.given.get(name, "").strip(), _passage_source(it, name)
    if text == given or it.hand is None:
        return Run(text=text, figure_reference=fact if text == given else None)
    hand = it.hand.model_copy(update={"given": given or None, "label": PASSAGES[name]})
    return Run(text=text, figure_reference=fact, hand=hand)


def _passage_source(it: PromptIngredients, name: str) -> str:
    demanded = [measure.fact for measure in it.state.measures.values() if measure.open]
    newest = {"scope": it.known_by, "measures": demanded[-1] if demanded else ""}.get(name, "")
    return newest or it.state.assessment_fact or it.ticket.fact


def _source(it: PromptIngredients) -> str:
    return str(it.state.signed.get("fact") or it.state.assessment_fact or it.ticket.fact)


def _paragraph(it: PromptIngredients, line: str) -> Paragraph:
    return Paragraph(runs=(Run(text=line, figure_reference=it.state.assessment_fact or it.ticket.fact),))


def _used(it: PromptIngredients) -> tuple[UsedFigure, ...]:
    """Every figure of the assessment that the letter rests on, with its fact; data of monitoring is unverified."""
    labels = {indicator.figure: indicator.name for indicator in it.plan.warning.indicators}
    figures = it.state.assessment.get("figures", ())
    used = tuple(
        UsedFigure(
            name=row["name"],
            label=labels.get(row["name"], row["name"]),
            fact=it.state.assessment_fact,
            status="unverified",
        )
        for row in figures
        if row["name"] in labels
    )
    start = UsedFigure(name="starts_at", label="起始时间", fact=it.ticket.fact, status="verified")
    return (start, *used, *_departures(it))


def _departures(it: PromptIngredients) -> Iterator[UsedFigure]:
    """The passages that say something else than the facts; both texts are in the sealed content."""
    for name, label in PASSAGES.items():
        hand = _passage(it, name).hand
        if hand is not None and hand.given is not None:
            row = {"name": name, "label": label, "fact": _passage_source(it, name), "status": "unverified"}
            stamp = {"typed_by": hand.officer, "typed_by_name": hand.name, "typed_at": hand.at}
            yield UsedFigure.model_validate({**row, **stamp})


def in_beijing(moment: datetime | str) -> str:
    """``2026年3月2日 09:12``."""
    when = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
    local = when.astimezone(BEIJING)
    return f"{local.year}年{local.month}月{local.day}日 {local:%H:%M}"
