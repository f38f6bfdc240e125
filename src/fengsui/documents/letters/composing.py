"""From what the writer typed to the paper: the plan's paper says its kind, the kind what it must have. Pure."""

import re
from collections.abc import Mapping, Sequence
from typing import Literal

from fengsui.documents.issuing import Issuer
from fengsui.documents.layout import Block, Hand, Heading, Paper, Paragraph
from fengsui.documents.letters.cleaning import clean_lines, clean_paste
from fengsui.documents.letters.facts import LetterKind
from fengsui.plan import Plan
from fengsui.plan.model import Paper as PlannedPaper

KINDS: Mapping[str, tuple[LetterKind, Literal["report", "letter", "notice", "minutes"]]] = {
    "报告": ("报告", "report"),
    "请示": ("请示", "report"),
    "函": ("函", "letter"),
    "通知": ("通知", "notice"),
    "纪要": ("纪要", "minutes"),
    "通告": ("通告", "notice"),
}
PUBLIC = "通告"
"""What is written for everybody: to no unit. Here it is drafted, signed and printed; publishing is another act."""
DRAWN_ELSEWHERE = frozenset(
    {
        "first_notice", "written_report", "follow_up_report", "correction_report", "final_report", "activation_order",
        "termination_order", "risk_prompt", "support_request", "transfer_letter", "control_request", "closure_letter",
        "revocation_proposal", "redemption_plan_filing", "situation_report",
    }
)  # fmt: skip
"""Papers with a form or signatures of their own: a free text must not take their place."""
LISTS: Mapping[str, Literal["出席", "请假", "列席"]] = {"attendance": "出席", "absence": "请假", "observers": "列席"}
"""Who was at a meeting, in the order in which minutes name them (GB/T 9704-2012 10.3)."""
FIELDS = ("title", "recipients", "copies", "body", "attachments", *LISTS, "urgency")
LABELS: Mapping[str, str] = {
    "title": "标题",
    "recipients": "主送",
    "copies": "抄送",
    "body": "正文",
    "attachments": "附件名称",
    **LISTS,
    "urgency": "紧急程度",
}
LONGEST: Mapping[str, int] = {
    "title": 100,
    "recipients": 2000,
    "copies": 2000,
    "body": 20_000,
    "attachments": 2000,
    **dict.fromkeys(LISTS, 2000),
    "urgency": 2,
}
LONGEST_UNIT = 80
SEPARATE: tuple[LetterKind, ...] = ("函", "通知")
"""文种 that may be made out to each unit by itself (逐家成文)."""
MOST_UNITS = 200
"""To how many units a letter may be made out one by one."""
URGENCIES = ("特急", "加急")
TO_FILL = "（待填）"
BODIES: Mapping[str, str] = {
    "reception_notice": "\n".join(
        (
            f"为接待出借人反映情况、登记债权，现将接待安排通告如下。\n一、接待地点\n{TO_FILL}\n二、接待时间\n{TO_FILL}",
            f"三、需要携带的材料\n{TO_FILL}\n四、咨询电话\n{TO_FILL}",
            "请依法理性反映诉求，老年人和行动不便者可以由工作人员协助登记。",
        )
    ),
    "public_statement": "\n".join(
        (
            f"现将有关情况通告如下。\n一、已经查明的情况\n{TO_FILL}\n二、正在核实的情况\n{TO_FILL}",
            f"三、出借人到哪里登记\n{TO_FILL}\n四、下次发布的时间\n{TO_FILL}",
        )
    ),
}
"""What a public notice begins with: what people who read it ask first. What is not known yet is said to be so."""
_FIRST = re.compile(r"^[一二三四五六七八九十]{1,3}、")
_SECOND = re.compile(r"^（[一二三四五六七八九十]{1,3}）")
LONGEST_HEADING = 40


def drafted_papers(plan: Plan) -> tuple[PlannedPaper, ...]:
    """The plan's papers that are drafted as general letters."""
    return tuple(
        paper
        for paper in plan.papers
        if paper.kind in KINDS
        and paper.id not in DRAWN_ELSEWHERE
        and (paper.kind == PUBLIC) == (paper.handling == "公开")
    )


def first_texts(plan: Plan, form: str) -> dict[str, str]:
    """What the plan itself says: a letter goes to the bodies it names in the same clause, minutes list departments."""
    paper = next((row for row in drafted_papers(plan) if row.id == form), None)
    if paper is None:
        return dict.fromkeys(FIELDS, "")
    bodies = [body.name for body in plan.organisation.central_bodies if body.clause == paper.clause]
    departments = [row.name for row in plan.departments]
    minutes = paper.kind == "纪要"
    return dict.fromkeys(FIELDS, "") | {
        "title": f"关于　　的{paper.kind}" if not minutes else f"　　{paper.name}",
        "recipients": "" if paper.kind == PUBLIC else "\n".join(departments if minutes else bodies),
        "body": BODIES.get(form, ""),
        "attendance": "\n".join(departments) if minutes else "",
    }


def cleaned(texts: Mapping[str, str]) -> dict[str, str]:
    """Every field as it is kept: cleaned of what came along from other programs."""
    whole = {name: clean_paste(str(texts.get(name, ""))) for name in FIELDS}
    whole |= {name: "\n".join(clean_lines(whole[name])) for name in ("recipients", "copies", "attachments", *LISTS)}
    return whole | {"title": whole["title"].replace("\n", "")}


def longest(*, separate: bool) -> Mapping[str, int]:
    """How many characters each field takes; a letter made out one by one may name up to ``MOST_UNITS`` units."""
    return {**LONGEST, "recipients": MOST_UNITS * LONGEST_UNIT} if separate else LONGEST


def faults(kind: str, texts: Mapping[str, str], *, separate: bool = False) -> dict[str, str]:
    """Field → why the letter can't be submitted, in the writer's words; empty when it can."""
    most_of = longest(separate=separate)
    found = {name: f"“{LABELS[name]}”最多 {most} 字" for name, most in most_of.items() if len(texts[name]) > most}
    recipients = clean_lines(texts["recipients"])
    if not texts["title"] or "关于的" in texts["title"]:
        found["title"] = "请写标题：关于什么事"
    elif not texts["title"].endswith(kind):
        found["title"] = f"标题要以文种“{kind}”结尾"
    if not texts["body"]:
        found["body"] = "请写正文"
    elif TO_FILL in texts["body"]:
        found["body"] = f"正文里还有“{TO_FILL}”没有填；还不清楚的，写明正在核实"
    if wrong := _wrong_recipients(kind, recipients, separate=separate):
        found["recipients"] = wrong
    if any(len(name) > LONGEST_UNIT for name in (*recipients, *clean_lines(texts["copies"]))):
        found["recipients"] = f"单位名称最多 {LONGEST_UNIT} 字，一行一个"
    if separate and clean_lines(texts["copies"]):
        found["copies"] = "逐家成文的公文不写抄送：每家一份，各编文号"
    if texts["urgency"] not in {"", *URGENCIES}:
        found["urgency"] = "紧急程度只有特急、加急"
    return found


def _wrong_recipients(kind: str, recipients: Sequence[str], *, separate: bool) -> str:
    if kind == PUBLIC:
        return "通告面向社会，不写主送单位" if recipients else ""
    if not recipients:
        return "请写主送单位，一行一个"
    if separate and len(recipients) > MOST_UNITS:
        return f"逐家成文最多 {MOST_UNITS} 家，现在 {len(recipients)} 家。请分几件办理"
    if kind == "请示" and len(recipients) > 1:
        return "请示只写一个主送机关；需要同时送其他机关的，用抄送"
    return ""


def addressees_of(texts: Mapping[str, str]) -> tuple[str, ...]:
    """Whom it goes to, 主送 before 抄送, each once; a unit's name is its id."""
    return tuple(dict.fromkeys((*clean_lines(texts["recipients"]), *clean_lines(texts["copies"]))))


def compose_letter(
    kind: str,
    texts: Mapping[str, str],
    *,
    issuer: Issuer,
    number: str | None,
    frame: str,
    hand: Hand | None = None,
) -> Paper:
    """The letter as it is printed; without a number it is a draft. ``hand``: who answers for what was typed."""
    minutes, public = kind == "纪要", kind == PUBLIC
    present = [{"label": label, "names": clean_lines(texts.get(name, ""))} for name, label in LISTS.items()]
    return Paper.model_validate(
        {
            "kind": KINDS[kind][1],
            "issuing_body": issuer.body,
            "mark": f"{issuer.body}{kind}" if minutes or public else issuer.body if kind == "函" else issuer.mark,
            "title": texts["title"],
            "document_number": number,
            "urgency": texts["urgency"] if texts["urgency"] in URGENCIES else None,
            "main_recipients": () if minutes else clean_lines(texts["recipients"]),
            "blocks": blocks_of(texts["body"]),
            "attendance": present if minutes else (),
            "handling": "公开" if public else "内部",
            "attachments": clean_lines(texts["attachments"]),
            "copies_to": (*(clean_lines(texts["recipients"]) if minutes else ()), *clean_lines(texts["copies"])),
            "issued_by": issuer.body,
            "frame": frame,
            "draft": number is None,
            "hand": hand,
        }
    )


def blocks_of(body: str) -> tuple[Block, ...]:
    """Paragraphs; a short line numbered 一、 or （一） is a heading and keeps its number."""
    return tuple(_block(line) for line in body.split("\n") if line)


def _block(line: str) -> Block:
    short = len(line) <= LONGEST_HEADING and not line.endswith(("。", "；", "："))
    if short and _FIRST.match(line):
        return Heading(level=1, text=line, when_empty="无")
    if short and _SECOND.match(line):
        return Heading(level=2, text=line, when_empty="无")
    return Paragraph.of(line)
