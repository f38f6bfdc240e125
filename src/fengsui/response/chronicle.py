"""大事记: an event to the minute as a paper of its own, drawn whenever asked: time, what, the fact that says so."""

from datetime import datetime

from fengsui.conduct.access import Actor, require
from fengsui.conduct.world import this_world
from fengsui.documents.issuing import issuer
from fengsui.documents.layout import Paper, Paragraph, Run, Table
from fengsui.ledger.sealer import checkpoint_line
from fengsui.response.queries import EventRoom
from fengsui.response.wording import beijing

FRAMES = {"demonstration": "demonstration", "exercise": "exercise"}


def chronicle(*, actor: Actor, room: EventRoom, now: datetime) -> Paper:
    """What this officer may see of the event, oldest first. Raises AccessDenied."""
    require(actor, "response.view_events", regions=room.state.regions)
    world, lines = this_world(), list(reversed(room.lines))
    newest = lines[-1].fact if lines else None
    told = Run(
        text=f"截至{beijing(now)}，共{len(lines)}条。底账号是该条记录在本事件底账里的序号。", figure_reference=newest
    )
    rows = tuple(
        tuple(Run(text=text, figure_reference=line.fact) for text in (beijing(line.at), line.text, _number(line.fact)))
        for line in lines
    )
    table = Table(columns=("时间", "事项", "底账号"), rows=rows, widths=(4, 11, 2), when_empty="无")
    body = issuer(world.jurisdiction).body
    return Paper.model_validate(
        {
            "kind": "log",
            "issuing_body": body,
            "mark": body,
            "title": f"{room.state.opened['name']}大事记",
            "blocks": (Paragraph(runs=(told,)), table),
            "issued_by": body,
            "checkpoint": f"底账检查点 {checkpoint_line()}",
            "frame": FRAMES.get(world.kind, "live"),
        }
    )


def _number(fact: str) -> str:
    return fact.rpartition("#")[2]
