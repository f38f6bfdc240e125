"""How the invented province revises its plan: an exercise shows a weak spot; a local version waits for a signature."""

from datetime import timedelta

from fengsui.demonstration.stage import Stage, Story
from fengsui.registry.plan_versions import actions, queries
from fengsui.registry.plan_versions.uploads import offered_folders

FOLDER = "yunting-2026"
"""The invented province's own plan, laid over the national one; it ships with the program."""


def revising(stage: Stage) -> Story:
    """Proposed, consulted on and reviewed; the head of the leading group has yet to sign, so nothing changes."""
    yield timedelta(days=34)
    actions.note_revision(
        actor=stage.who("zhiban"),
        kind="problem",
        occurred_on=queries.today(),
        note="桌面演练：首报两小时内送达，但签批占去一半时间",
        idempotency_key=stage.key(),
    )
    if FOLDER not in offered_folders():
        return
    yield timedelta(days=27)
    proposed = actions.propose_version(
        actor=stage.who("wendian"),
        note="首报、书面报告提前；加报省委金融办；终止须两人签字；春节、国庆前后列为敏感时期",
        folder=FOLDER,
        idempotency_key=stage.key(),
    )
    version = proposed.fact.payload["version"]
    yield timedelta(days=20)
    actions.record_consultation(
        actor=stage.who("wendian"),
        version=version,
        asked="各成员单位、各市和两名法律专家",
        held_on=queries.today(),
        summary="九家同意；采纳公安、法院意见两条，其余作了说明",
        idempotency_key=stage.key(),
    )
    yield timedelta(days=13)
    actions.review_version(
        actor=stage.who("ducha"),
        version=version,
        opinion="agreed",
        note="与国家预案逐条核对，只收紧，没有放宽",
        seen_hash=queries.versions_state().by_version[version].source_hash,
        idempotency_key=stage.key(),
    )
