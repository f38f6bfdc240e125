"""更正报 and 误发收回函: what a further paper says of a sent one, which itself never changes (1.6.b, N7)."""

from fengsui.conduct.acting import Refused
from fengsui.documents.facts import UsedFigure
from fengsui.documents.layout import Block, KeyValueRow, KeyValueTable, Paragraph, Run, Table
from fengsui.documents.state import PaperState
from fengsui.response.figures import BY_NAME, in_words
from fengsui.response.ingredients import UNKNOWN, Ingredients
from fengsui.response.paper_kinds.changes import sent_moment
from fengsui.response.paper_kinds.pieces import figure_run, from_fact, section
from fengsui.response.papers import contact
from fengsui.response.wording import beijing


def corrected_paper(it: Ingredients) -> PaperState:
    """The sent paper that this one is about. Raises Refused when there is none."""
    found = it.state.papers.get(it.about)
    if found is None or found.sent is None:
        msg = "请从要更正的那件公文上起草：只有已发出的公文才另文更正"
        raise Refused(msg)
    return found


def correction_title(it: Ingredients) -> str:
    """``关于更正云网险〔2026〕3号的报告``."""
    return f"关于更正{corrected_paper(it).payload['number']}的报告"


def correction_blocks(it: Ingredients) -> tuple[Block, ...]:
    """Which paper and passage, old → new, why; and every figure of that paper whose value is another by now."""
    found = corrected_paper(it)
    return (
        _which(found),
        KeyValueTable(
            rows=(
                KeyValueRow(label="更正的地方", value=it.passage("passage"), required=True),
                KeyValueRow(label="原来写的", value=it.passage("wrong"), required=True),
                KeyValueRow(label="更正为", value=it.passage("right"), required=True),
                KeyValueRow(label="更正原因", value=it.passage("reason"), required=True),
            )
        ),
        Paragraph.of("原件不改动，请与本件一并存档。"),
        contact(it),
        section("该件所用数据现在的值", _figures(it, found), when_empty="该件所用的数据没有变动"),
    )


def recall_title(it: Ingredients) -> str:
    """``关于收回误发的云网险〔2026〕3号的函``."""
    return f"关于收回误发的{corrected_paper(it).payload['number']}的函"


def recall_blocks(it: Ingredients) -> tuple[Block, ...]:
    """To a unit that should not have got it: what it got, why, and what it is asked to do."""
    found = corrected_paper(it)
    return (
        _which(found),
        Paragraph(runs=(Run(text="因"), _without_stop(it.passage("reason")), Run(text="，该件误发你单位。"))),
        Paragraph.of("请停止传阅，不复制、不转发、不保存，将原件退回我办，并书面回复处理情况。"),
        contact(it),
    )


def _without_stop(run: Run) -> Run:
    """A passage that goes on as part of a sentence."""
    return run.model_copy(update={"text": run.text.rstrip("。")})


def _which(found: PaperState) -> Paragraph:
    told = f"{found.payload['number']}《{found.payload['title']}》，{beijing(sent_moment(found))}发出。"
    return Paragraph(runs=(from_fact(told, found.opened),))


def _figures(it: Ingredients, found: PaperState) -> tuple[Block, ...]:
    rows = []
    for row in found.payload["figures"]:
        definition, now = BY_NAME.get(row["name"]), it.state.figures.get(row["name"])
        if definition is None or now is None or now.fact == row["fact"]:
            continue
        old = next((f for f in it.state.figure_history if (f.name, f.fact) == (row["name"], row["fact"])), None)
        if old is not None and (old.value, old.verification) == (now.value, now.verification):
            continue
        told = in_words(definition, old.value) if old else UNKNOWN
        if old:
            used = UsedFigure(name=row["name"], label=f"{row['label']}（原数）", fact=old.fact, status=row["status"])
            it.used.append(used)
        rows.append(
            (
                definition.label,
                Run(text=told, figure_reference=old.fact if old else None),
                figure_run(it, definition, now, "（更正数）"),
                from_fact(now.source, now.fact),
            )
        )
    if not rows:
        return ()
    return (Table(columns=("项目", "该件所写", "现在", "来源"), rows=tuple(rows), widths=(4, 4, 6, 3)),)
