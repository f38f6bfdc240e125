"""An event for a real failure of July 2018, graded by judgement in a test world: its 首报 has every ● field filled.

The plan is of 2019: a test world may apply it earlier, and its papers and pages say so.
"""

import csv
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import django

FILE = "failures/failures.csv"
REQUIRED_UNKNOWN = "待核"


def failures_of(data: Path, month: str) -> list[dict[str, str]]:
    """The failures of one month, by date and name."""
    with (data / FILE).open(encoding="utf-8-sig", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["问题发生时间"].startswith(month)]
    return sorted(rows, key=lambda row: (row["问题发生时间"], row["平台名称"]))


def main() -> int:
    """Take the first failure whose place has a jurisdiction and live it through to a 首报."""
    django.setup()
    from django.core.management import call_command  # noqa: PLC0415

    from fengsui.registry.region_matching import built_in_matcher  # noqa: PLC0415
    from fengsui.registry.regions import built_in_regions  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    failures = failures_of(Path(sys.argv[1]), "2018-07")
    print(f"failures of July 2018: {len(failures)}")
    failure = next(row for row in failures if built_in_matcher().match(row["所在地区"]).code)
    code = built_in_matcher().match(failure["所在地区"]).code or ""
    jurisdiction = built_in_regions().jurisdiction_of(code)
    missing, unknown, fields, size = live_through(failure, code, jurisdiction)
    print(f"jurisdiction {jurisdiction}, date {failure['问题发生时间']}, reason {failure['出问题原因']}")
    print(f"首报: {fields} fields, required and empty {len(missing)} {missing}, unknown written as 待核 {unknown}")
    print(f"PDF {size} bytes")
    return 0 if not missing and unknown > 0 and size > 0 else 1


def live_through(failure: dict[str, str], code: str, jurisdiction: str) -> tuple[list[str], int, int, int]:
    """(required fields that are empty, fields written as 待核, fields, size of the PDF)."""
    from fengsui.conduct import timekeeping, world  # noqa: PLC0415
    from fengsui.conduct.access import system_actor  # noqa: PLC0415
    from fengsui.documents import actions as documents  # noqa: PLC0415
    from fengsui.documents.facts import Sending  # noqa: PLC0415
    from fengsui.documents.layout import KeyValueTable, Run  # noqa: PLC0415
    from fengsui.documents.queries import paper_content, paper_file  # noqa: PLC0415
    from fengsui.registry import actions, setting_up  # noqa: PLC0415
    from fengsui.registry.queries import actor_for_officer  # noqa: PLC0415
    from fengsui.response import facts, grading, opening, reporting  # noqa: PLC0415
    from fengsui.response.queries import event_room, matters_of  # noqa: PLC0415

    day = datetime.fromisoformat(failure["问题发生时间"]).replace(tzinfo=UTC)
    setting_up.make_empty_copy(
        jurisdiction, "test", administrator_login="admin", administrator_name="管理员", start=day + timedelta(hours=1)
    )
    system = system_actor("real", jurisdiction)
    officers = {
        role: actions.appoint_officer(
            actor=system, name=f"{role}测试", roles=(role,), post=role, login=f"role-{role.lower()}"
        ).fact.stream
        for role in ("R1", "R3", "R4", "R7")
    }
    who = {role: actor_for_officer(officer) for role, officer in officers.items()}
    registered = actions.register_institution(
        actor=system,
        values={"name": failure["平台名称"], "platform_name": failure["平台名称"], "registered_region": code},
    )
    institution = facts.InstitutionInEvent(
        id=registered.fact.stream.partition("/")[2], name=failure["平台名称"], registered_region=code
    )
    event = opening.open_event(
        actor=who["R3"],
        idempotency_key="open",
        report=opening.Report(
            name=f"{failure['平台名称']}{failure['出问题原因']}",
            event_type="E1",
            institutions=[institution],
            occurred_at=day,
            known_at=day + timedelta(minutes=50),
            source="公开渠道",
            narrative=f"{failure['平台名称']}出现{failure['出问题原因']}，正在核实。",
        ),
    ).fact.stream
    room = event_room(who["R3"], event)
    regions = room.state.regions
    grading.sign_grade(
        actor=who["R3"],
        event=event,
        grade="extraordinary",
        reason="当月爆雷机构明显多于平常，人工认定",
        seen=room.number,
        idempotency_key="grade",
    )
    texts = {
        "narrative": f"{failure['平台名称']}出现{failure['出问题原因']}，正在核实。",
        "trend": "待核实后研判",
        "support_needed": "暂无",
        "contact_name": "值班长",
        "contact_phone": "内线 8001",
    }
    paper = reporting.submit(
        actor=who["R7"], event=event, kind="first_notice", texts=texts, seen=None, idempotency_key="submit"
    ).fact.reference
    matter = next(m for m in matters_of(event_room(who["R1"], event), who["R1"]) if m.opened == paper)
    grading.sign(actor=who["R1"], matter=paper, seen_hash=matter.seen_hash, idempotency_key="approve")
    documents.send_paper(
        actor=who["R3"],
        paper=paper,
        sendings=[
            Sending(addressee=a.id, addressee_name=a.name, channel="电话", sent_at=timekeeping.now())
            for a in room.plan.addressees
        ],
        regions=regions,
        clause="5.2.1.1.a",
        idempotency_key="send",
    )
    content = paper_content(actor=who["R3"], paper=paper, purpose="核对", regions=regions)
    rows = [row for block in content.blocks if isinstance(block, KeyValueTable) for row in block.rows]

    def words(value: object) -> str:
        if isinstance(value, Run):
            return value.text
        return "".join(run.text for run in value) if isinstance(value, tuple) else str(value)

    missing = [row.label for row in rows if row.required and not words(row.value).strip()]
    unknown = sum(REQUIRED_UNKNOWN in words(row.value) for row in rows)
    pdf = paper_file(actor=who["R3"], paper=paper, form="pdf", purpose="核对", regions=regions)
    world.forget_world()
    return missing, unknown, len(rows), len(pdf)


if __name__ == "__main__":
    sys.exit(main())
